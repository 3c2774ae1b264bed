"""Every register is described, and the description names what the files hold."""

from pathlib import Path

import pytest
import yaml

from tidegate import demo
from tidegate.vocabulary import data_classes

DATA = Path(demo.__file__).parent / "data"
NAMES = sorted(p.stem for p in DATA.joinpath("registers").glob("*.yml"))
IMPOSSIBLE = {"31-02-2021", "00-00-0000", "2023-13-45", "30-02-2020"}


def test_fourteen_registers_are_described(town):
    assert len(NAMES) == 14
    assert set(NAMES) == set(town.rows)


@pytest.mark.parametrize("name", NAMES)
def test_a_description_is_whole_and_fits_its_files(delivered, name):
    register = delivered.register(name)
    assert register.require_lawful()
    for spec in register.files:
        assert delivered.files(name, spec.name), spec.path
        for path, rows, _ in delivered.rows(name, spec.name):
            assert set(register.columns(spec)) <= set(rows.column_names), path
            key = [rows.column(c).to_pylist() for c in spec.key]
            if key:
                assert len(set(zip(*key, strict=True))) == rows.num_rows, path


def test_every_file_is_some_registers_file(town, delivered):
    found = [p for n in NAMES for s in delivered.register(n).files for p in delivered.files(n, s.name)]
    assert {str(p.relative_to(town.folder / "deliveries")) for p in found} == set(town.files)


def test_files_hold_the_rows_that_the_manifest_counts(town, delivered):
    for name in NAMES:
        for spec in delivered.register(name).files:
            for path, rows, reading in delivered.rows(name, spec.name):
                counted = town.files[str(path.relative_to(town.folder / "deliveries"))]
                assert rows.num_rows + reading.refused.num_rows == counted, path


def test_one_delivery_has_a_renamed_column_and_the_description_mends_it(delivered):
    for path, _, reading in delivered.rows("meldingen", "meldingen"):
        assert ("HuisNr" in reading.columns) == ("2023" in path.name)


def test_rows_that_are_really_bad_are_there_to_be_refused(delivered):
    found = delivered.rows("handelsregister", "vestigingen")
    assert sum(reading.refused.num_rows for _, _, reading in found) > 0
    assert any(IMPOSSIBLE & set(rows.column("DATUM_VESTIGING").to_pylist()) for _, rows, _ in found)


def test_history_shows_in_the_deliveries(delivered):
    addresses = {}
    for _, rows, _ in delivered.rows("handelsregister", "vestigingen"):
        columns = (rows.column(c).to_pylist() for c in ("VESTIGINGSNR", "STRAAT", "HUISNR"))
        for number, street, house in zip(*columns, strict=True):
            addresses.setdefault(number, set()).add((street, house))
    assert sum(len(places) > 1 for places in addresses.values()) > 3


def test_until_2020_the_land_registry_kept_surnames_only(delivered):
    for path, rows, _ in delivered.rows("kadaster", "transacties"):
        born = rows.column("KOPER_GEBDATUM")
        assert (born.null_count == rows.num_rows) == ("2020" in path.name)


def test_the_covenant_names_registers_classes_and_purposes_that_exist():
    covenant = yaml.safe_load(DATA.joinpath("covenant.yml").read_text(encoding="utf-8"))
    partners, purposes = ({entry["id"] for entry in covenant[word]} for word in ("partners", "purposes"))
    assert len(partners) == 7
    texts = {n: yaml.safe_load(DATA.joinpath("registers", f"{n}.yml").read_text(encoding="utf-8")) for n in NAMES}
    for clause in covenant["clauses"]:
        assert clause["partner"] in partners
        assert clause["purpose"] in purposes
        assert set(clause["data_classes"]) <= set(data_classes())
        assert "origin" not in clause["data_classes"]
        assert clause["legal_basis"]
        for name in clause["registers"]:
            assert clause["purpose"] in texts[name]["lawful"]["purposes"]
