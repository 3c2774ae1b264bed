"""No table, picture, rule or report holds a score, a rank or a centrality of a natural person."""

import importlib
import pkgutil
import re
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tidegate
from tests.small_city import TODAY
from tidegate.documents import Figure, KeyFigures, Section, Table
from tidegate.indicators import shipped_rules
from tidegate.picture.telling import tell_picture
from tidegate.pipeline import open_workspace
from tidegate.pipeline.picturing import pinned
from tidegate.pipeline.picturing.telling import material_of
from tidegate.tables import Contract
from tidegate.vocabulary import model

MEASURE = re.compile(
    r"(?<![a-z])(score|rank|ranking|centrality|betweenness|closeness|pagerank|eigenvector|degree|risk|suspicion|"
    r"probability_of|danger|threat|likelihood)(?![a-z])"
)
"""Words by which a measure of somebody goes."""

OF_PAIRS_AND_RUNS = {
    # Whether two records are one: of a pair, not of a person, and gone with the link.
    ("unusual", "score"),
}
PERSON = re.compile(r"(?<![a-z])(person|people|director|owner|natural|suspect|individual)s?(?![a-z])")


@cache
def contracts():
    found = {}
    for info in pkgutil.walk_packages(tidegate.__path__, "tidegate."):
        if info.name.endswith("__main__") or info.name.startswith(("tidegate.web", "tidegate.cli.serve")):
            continue
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(value, Contract):
                found[id(value)] = value
    return tuple(sorted(found.values(), key=lambda c: c.name))


def measures(name):
    return MEASURE.search(name.replace("_", " ").lower())


def test_the_scan_sees_contracts_and_what_it_looks_for():
    assert len(contracts()) > 60
    assert measures("risk_score")
    assert measures("centrality")
    assert not measures("degrees")
    assert not measures("franked")


def test_no_contract_has_a_column_with_a_measure_beside_a_person():
    found = []
    for contract in contracts():
        words = " ".join([contract.name.replace("_", " "), *(c.name.replace("_", " ") for c in contract.columns)])
        found += [
            (contract.name, c.name)
            for c in contract.columns
            if measures(c.name) and (PERSON.search(words.lower()) or "entity" in words.split())
        ]
    assert [f for f in found if f not in OF_PAIRS_AND_RUNS] == []


def test_no_schema_of_the_vocabulary_has_a_measure_of_a_person():
    person = model().schemata["Person"]
    # `riskSource` and the like come with FollowTheMoney; they are criminal records, which may enter no rule.
    own = [n for n in person.properties if measures(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", n)) and n != "riskSource"]
    assert own == []


def numbers(table):
    return [f.name for f in table.schema if pa.types.is_integer(f.type) or pa.types.is_floating(f.type)]


def test_no_table_of_a_picture_has_a_column_with_a_measure(built_city):
    for path in built_city[1].folder.rglob("*.parquet"):
        assert [n for n in pq.read_schema(path).names if measures(n)] == [], path.name


@pytest.fixture(scope="module")
def persons(built_city):
    nodes = pq.read_table(built_city[1].folder / "nodes.parquet").to_pylist()
    found = {n["entity"]: n["caption"] for n in nodes if n["natural"]}
    assert len(found) == 10
    return found


FACTS = {
    "nodes": set(), "entities": {"records"}, "id_events": {"records_before", "records_after"},
    "attachments": {"row_number", "bits"}, "ties": {"row_number", "rows", "bits", "share", "amount"},
    "control": {"direct", "effective", "commanded", "steps"},
}  # fmt: skip
"""Numbers that may stand in a row with a person: how often a register names it, where, how sure the link is, and the
share of a company that it holds, which the register says or which follows from what it says."""


def test_persons_stand_in_no_table_in_which_things_are_measured(built_city, persons):
    for path in sorted(built_city[1].folder.glob("*.parquet")):
        table = pq.read_table(path)
        texts = [f.name for f in table.schema if pa.types.is_string(f.type)]
        held = {n for n in texts if persons.keys() & set(table[n].to_pylist())}
        if held:
            assert path.stem in FACTS, f"{path.stem} holds persons in {held}"
            assert set(numbers(table)) <= FACTS[path.stem], path.stem


def test_no_person_is_placed_pointed_at_flagged_or_put_in_order(built_city, persons):
    def values(name, column):
        found = pq.read_table(built_city[1].folder / f"{name}.parquet")[column].to_pylist()
        return {v for value in found for v in (value if isinstance(value, list) else [value])}

    assert not persons.keys() & values("layout", "entity")
    assert not persons.keys() & values("points", "entity")
    assert not persons.keys() & values("flags", "subject")
    captions = values("points", "caption") | values("hotspots", "label") | values("sectors", "sector")
    assert not set(persons.values()) & captions
    nodes = pq.read_table(built_city[1].folder / "nodes.parquet")
    assert numbers(nodes) == []


def test_no_rule_is_about_persons():
    for rule in shipped_rules():
        assert rule.applies_to in {"premises", "establishment", "company", "permit", "deal", "payment", "tender"}, (
            rule.id
        )
        assert [n for n in rule.parameters if measures(n)] == [], rule.id


def blocks(section):
    for block in section.blocks:
        yield block
        if isinstance(block, Figure) and block.table is not None:
            yield block.table
    for part in section.sections:
        yield from blocks(part)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_section_of_a_report_puts_persons_in_order(built_city, persons, language):
    folder, report = built_city
    with pinned(report.folder.parent, today=TODAY) as picture:
        told = tell_picture(material_of(open_workspace(folder), picture, language=language))
    names = set(persons.values()) | set(persons)
    seen = 0
    for section in told.sections:
        assert isinstance(section, Section)
        for block in blocks(section):
            if isinstance(block, Table):
                seen += 1
                cells = " ".join(str(cell) for row in block.rows for cell in row)
                assert [n for n in names if n in cells] == []
            if isinstance(block, KeyFigures):
                seen += 1
    assert seen > 5
