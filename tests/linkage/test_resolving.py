"""References become entities; what is not linked keeps its own id; a day knows nothing of what came later."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkage.records import rows_of
from tidegate.linkage import RecordTable
from tidegate.linkage.resolving import ATTACHMENTS, WHO, Kind, resolve_schema, resolve_who
from tidegate.tables import session
from tidegate.vocabulary import model

ON = date(2024, 12, 31)
KIND = "organisation"


def versions(table, *, known_from=None, known_to=None, files=None):
    """Give the rows of a table other days and files."""
    columns = {"known_from": known_from, "known_to": known_to, "file": files}
    for name, values in columns.items():
        if values is not None:
            place = table.column_names.index(name)
            table = table.set_column(place, name, pa.array(values, table.schema.field(name).type))
    return table


def city(folder, *, permits=None, deeds=None):
    """Two registers that name one company each in its own way, and permits that refer to it."""
    companies = rows_of("kvk", "Company", [{"key": "c1", "name": "Anker BV"}, {"key": "c2", "name": "Boei BV"}])
    one = rows_of("deeds", "Company", [{"key": "x", "name": "ANKER"}])
    found = {
        ("kvk", "Company"): companies,
        ("deeds", "Company"): one if deeds is None else deeds,
        ("deeds", "Permit"): permits if permits is not None else rows_of("deeds", "Permit", [
            {"key": "p", "holder": "deeds/x", "permitType": "horeca"}, {"key": "q", "holder": "deeds/unheard"}]),
    }  # fmt: skip
    tables = []
    for (register, schema), table in found.items():
        path = Path(folder) / register / f"{schema}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path)
        tables.append(RecordTable(register, schema, path))
    return tables


def linked(folder, tables, *, said, links=((0, 2, 9.5),)):
    """Write a build of who is who: the entity of each company, row by row, and the links between what they say."""
    rows = [
        {"record_id": r["record_id"], "register": t.register, "schema": t.schema, "file": r["file"],
         "row_number": r["row_number"]}
        for t in tables if t.schema == "Company" for r in pq.read_table(t.path).to_pylist()
    ]  # fmt: skip
    rows = [{**r, "node": n, "entity": e} for n, (r, e) in enumerate(zip(rows, said, strict=True))]
    entities, found = Path(folder) / "entities.parquet", Path(folder) / "links.parquet"
    pq.write_table(pa.Table.from_pylist(rows), entities)
    pairs = [{"node_l": left, "node_r": right, "weight": w} for left, right, w in links]
    schema = pa.schema([("node_l", pa.int64()), ("node_r", pa.int64()), ("weight", pa.float64())])
    pq.write_table(pa.Table.from_pylist(pairs, schema=schema), found)
    return [Kind(KIND, entities, found)]


def resolved(folder, tables, kinds, *, on=ON, given=None):
    out = Path(folder) / "out"
    out.mkdir(exist_ok=True)
    allowed = given or {t.schema: frozenset(model().schemata[t.schema].properties) for t in tables}
    with session(see=[Path(folder)]) as s:
        who = resolve_who(s, tables, kinds, out=out, on=on)
        schemata = tuple(sorted({t.schema for t in tables} & set(allowed)))
        for name in schemata:
            resolve_schema(s, name, tables, who, given=allowed[name], path=out / f"{name}.parquet", on=on)
    return schemata, {p.stem: pq.read_table(p) for p in sorted(out.glob("*.parquet"))}


def test_a_reference_becomes_the_entity_it_means(tmp_path):
    tables = city(tmp_path)
    schemata, found = resolved(tmp_path, tables, linked(tmp_path, tables, said=["e1", "e2", "e1"]))
    assert schemata == ("Company", "Permit")
    permits = found["Permit"].to_pylist()
    assert [(p["entity"], p["holder"]) for p in permits] == [("deeds/p", "e1"), ("deeds/q", "deeds/unheard")]
    assert [c["entity"] for c in found["Company"].to_pylist()] == ["e1", "e1", "e2"]


def test_without_linkage_everything_keeps_the_id_of_its_register(tmp_path):
    _, found = resolved(tmp_path, city(tmp_path), [])
    assert found["Company"]["entity"].to_pylist() == ["deeds/x", "kvk/c1", "kvk/c2"]
    assert found["Permit"]["holder"].to_pylist() == ["deeds/x", "deeds/unheard"]
    assert (found["entities"].num_rows, found["attachments"].num_rows) == (0, 0)


def test_who_there_is_keeps_its_contract_and_the_name_that_most_records_give(tmp_path):
    tables = city(tmp_path)
    _, found = resolved(tmp_path, tables, linked(tmp_path, tables, said=["e1", "e2", "e1"]))
    who = {r["entity"]: r for r in WHO.check(found["entities"]).to_pylist()}
    assert who["e1"]["registers"] == ["deeds", "kvk"]
    assert (who["e1"]["records"], who["e2"]["records"]) == (2, 1)
    assert (who["e2"]["caption"], who["e2"]["schema"], who["e2"]["kind"]) == ("Boei BV", "Company", KIND)
    assert who["e1"]["known_to"] is None


def test_only_what_hangs_on_a_link_has_an_attachment_and_the_strongest_link_counts(tmp_path):
    tables = city(tmp_path)
    kinds = linked(tmp_path, tables, said=["e1", "e2", "e1"], links=[(0, 2, 9.5), (0, 2, 4.0), (1, 2, 20.0)])
    _, found = resolved(tmp_path, tables, kinds)
    told = ATTACHMENTS.check(found["attachments"]).to_pylist()
    # The link of 20 bits leads to another entity, from which a judgement parted this one: it holds nothing together.
    assert [(r["register"], r["entity"], r["bits"]) for r in told] == [("deeds", "e1", 9.5), ("kvk", "e1", 9.5)]


def test_a_day_leaves_out_what_came_later_and_does_not_know_later_ends(tmp_path):
    later = versions(
        rows_of("deeds", "Permit", [{"key": "p", "permitType": "bar"}, {"key": "p", "permitType": "club"}]),
        known_from=[date(2024, 1, 1), date(2024, 6, 1)], known_to=[date(2024, 6, 1), None], files=["one", "two"],
    )  # fmt: skip
    tables = city(tmp_path, permits=later)
    _, found = resolved(tmp_path, tables, [], on=date(2024, 3, 1))
    assert [(p["permitType"], p["known_to"]) for p in found["Permit"].to_pylist()] == [("bar", None)]
    _, found = resolved(tmp_path, tables, [], on=date(2024, 6, 1))
    told = [(p["permitType"], p["known_to"]) for p in found["Permit"].to_pylist()]
    assert told == [("bar", date(2024, 6, 1)), ("club", None)]


def test_a_day_knows_no_entity_name_or_attachment_that_came_later(tmp_path):
    deeds = versions(
        rows_of("deeds", "Company", [{"key": "x", "name": "Anker Oud"}, {"key": "x", "name": "Anker Nieuw"},
                                     {"key": "y", "name": "Later BV"}]),
        known_from=[date(2024, 1, 1), date(2024, 6, 1), date(2024, 6, 1)], known_to=[date(2024, 6, 1), None, None],
        files=["one", "two", "two"],
    )  # fmt: skip
    tables = city(tmp_path, deeds=deeds)
    kinds = linked(tmp_path, tables, said=["e1", "e2", "e3", "e3", "e4"], links=[(2, 3, 8.0)])
    _, found = resolved(tmp_path, tables, kinds, on=date(2024, 3, 1))
    who = {r["entity"]: r for r in found["entities"].to_pylist()}
    assert set(who) == {"e1", "e2", "e3"}
    assert (who["e3"]["caption"], who["e3"]["records"], who["e3"]["known_to"]) == ("Anker Oud", 1, None)
    # It hangs on a link to what was not known yet, and so on none.
    assert found["attachments"].num_rows == 0
    _, found = resolved(tmp_path, tables, kinds, on=ON)
    who = {r["entity"]: r for r in found["entities"].to_pylist()}
    assert (who["e3"]["caption"], who["e3"]["records"], who["e4"]["caption"]) == ("Anker Nieuw", 2, "Later BV")
    assert found["attachments"]["file"].to_pylist() == ["one", "two"]


def test_a_property_or_a_schema_that_is_not_given_is_left_out(tmp_path):
    tables = city(tmp_path)
    schemata, found = resolved(tmp_path, tables, [], given={"Permit": {"holder"}})
    assert schemata == ("Permit",)
    assert "holder" in found["Permit"].column_names
    assert "permitType" not in found["Permit"].column_names


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(3)))
def test_the_order_of_the_tables_does_not_matter(order):
    with TemporaryDirectory() as folder:
        tables = city(folder)
        kinds = linked(folder, tables, said=["e1", "e2", "e1"])
        _, found = resolved(folder, [tables[n] for n in order], kinds)
        _, usual = resolved(folder, tables, kinds)
        assert found == usual


@pytest.mark.parametrize("on", [date(2023, 12, 31), date(1900, 1, 1)])
def test_before_the_first_delivery_nothing_is_known(tmp_path, on):
    tables = city(tmp_path)
    _, found = resolved(tmp_path, tables, linked(tmp_path, tables, said=["e1", "e2", "e1"]), on=on)
    assert {name: table.num_rows for name, table in found.items()} == dict.fromkeys(
        ("Company", "Permit", "attachments", "entities", "own", "refers"), 0
    )


def test_marks_change_with_what_references_come_to_and_with_nothing_else(tmp_path):
    def marks(folder, said):
        folder.mkdir()
        tables = city(folder)
        with session(see=[folder]) as s:
            return resolve_who(s, tables, linked(folder, tables, said=said), out=folder, on=ON)

    usual, again = marks(tmp_path / "a", ["e1", "e2", "e1"]), marks(tmp_path / "b", ["e1", "e2", "e1"])
    other = marks(tmp_path / "c", ["e1", "e3", "e1"])
    assert usual.marks == again.marks
    assert usual.mark("Permit", ["deeds"]) == other.mark("Permit", ["deeds"])
    assert usual.mark("Permit", ["kvk"]) != other.mark("Permit", ["kvk"])
    assert usual.mark("Company", ["deeds"]) != other.mark("Company", ["deeds"])
