import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from tidegate.pipeline.read import read_workspace
from tidegate.pipeline.recipes import init_workspace, recipes
from tidegate.pipeline.workspace import Engine, open_workspace
from tidegate.registers import Register, load_register
from tidegate.vocabulary import model

ROOT = Path(str(files("tidegate"))) / "recipes"
NAMES = sorted(path.parent.name for path in ROOT.glob("*/recipe.yml"))
LICENCE_NUMBERS = {"LICENSE_NUMBER", "License", "LICENSE", "License_Number", "license", "DCA License Number"}
OF_BUSINESS_LIFE = {"Premises", "Establishment", "LegalEntity", "Company", "Person"}


def registers_of(name: str) -> list[Register]:
    return [load_register(path, model()) for path in sorted((ROOT / name / "registers").glob("*.yml"))]


def test_every_city_that_was_promised_is_there():
    assert NAMES == [
        "bods",
        "chicago",
        "italy-confiscated",
        "italy-procurement",
        "london",
        "nyc-red-hook",
        "west-yorkshire",
    ]


def test_every_recipe_is_in_the_manual(request):
    page = request.config.rootpath / "docs" / "recipes.md"
    text = page.read_text(encoding="utf-8")
    missing = [name for name in NAMES if f"`{name}`" not in text]
    missing += [r.id for name in NAMES for r in registers_of(name) if f"`{r.id}`" not in text]
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_every_register_has_its_lawful_part_and_is_named_as_its_file(name):
    for register in registers_of(name):
        assert register.lawful_faults == ()
        assert register.require_lawful().sensitivity == "open"
        assert register.id == register.path.stem


@pytest.mark.parametrize("name", NAMES)
def test_the_covenant_covers_what_the_registers_say_and_nothing_else(name):
    covenant = yaml.safe_load((ROOT / name / "covenant.yml").read_text(encoding="utf-8"))
    purposes, clauses = {p["id"] for p in covenant["purposes"]}, covenant["clauses"]
    granted = {(clause["purpose"], register) for clause in clauses for register in clause["registers"]}
    wanted = {(purpose, r.id) for r in registers_of(name) for purpose in r.require_lawful().purposes}
    assert granted == wanted
    assert {purpose for purpose, _ in wanted} == purposes
    classes = {r.id: r.require_lawful().data_classes for r in registers_of(name)}
    for clause in clauses:
        assert set(clause["data_classes"]) == {c for register in clause["registers"] for c in classes[register]}


@pytest.mark.parametrize("name", NAMES)
def test_a_city_says_that_its_data_are_open_and_where_they_come_from(name):
    city = tomllib.loads((ROOT / name / "city.toml").read_text(encoding="utf-8"))
    assert city["open_data"] is True
    (recipe,) = (r for r in recipes() if r.name == name)
    assert len(recipe.note) > 100
    assert recipe.files


@pytest.mark.parametrize("name", NAMES)
def test_no_inspector_reporter_or_score_and_no_licence_number_as_a_key(name):
    for register in registers_of(name):
        for query in register.queries:
            for entity in query.mapping.entities:
                assert not entity.schema.abstract
                if entity.schema.name in OF_BUSINESS_LIFE:
                    assert LICENCE_NUMBERS.isdisjoint(entity.keys), (register.id, entity.name)


def test_the_three_levels_are_never_one():
    for name in NAMES:
        for register in registers_of(name):
            for query in register.queries:
                levels = [e for e in query.mapping.entities if e.schema.name in {"Premises", "Establishment", "Permit"}]
                identities = [(e.key_literal, e.keys) for e in levels]
                assert len(set(identities)) == len(identities), (register.id, query.number)


def read_recipe(name: str, folder: Path, deliveries: Path) -> dict[str, tuple[str, int]]:
    assert init_workspace(name, folder, deliveries=deliveries) == []
    reports = read_workspace(open_workspace(folder), Engine(memory_gib=2.0))
    return {r.register: (r.state, r.rows_in) for r in reports}


def test_red_hook_is_read_from_its_files(tmp_path, shared):
    assert read_recipe("nyc-red-hook", tmp_path / "city", shared / "data" / "nyc-red-hook") == {
        "licences": ("read", 477),
        "property_sales": ("read", 24_703),
        "tax_lots": ("read", 1_110),
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in NAMES if n != "nyc-red-hook"])
def test_a_recipe_reads_every_file_it_expects(name, tmp_path, shared):
    # The national and the regional register of Italy's confiscated assets lie in two folders.
    deliveries = shared / "data" if name == "italy-confiscated" else shared / "data" / name
    found = read_recipe(name, tmp_path / "city", deliveries)
    assert {register: state for register, (state, _) in found.items() if state != "read"} == {}
    assert all(rows for _, rows in found.values())
