# ruff: noqa: E501 - a query, a row and a wish stand on one line each
"""What a rule may read."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.indicators.examples import tables_of
from tidegate.indicators.views import class_of, columns_of, missing, open_views, view_names
from tidegate.tables import session
from tidegate.vocabulary import data_classes


def test_every_column_of_every_view_has_a_known_class():
    for view in view_names():
        for name, column in columns_of(view).items():
            kind = class_of(column, {})
            assert not kind or kind in data_classes(), f"{view}.{name}"


def test_a_view_has_every_property_and_its_typed_forms():
    columns = columns_of("Permit")
    assert (columns["status"].type, columns["statusDate_from"].type, columns["capacity_number"].type) == (
        "VARCHAR", "DATE", "DOUBLE",
    )  # fmt: skip
    assert columns_of("Thing") is None
    assert columns_of("permit") is None


def test_signs_of_places_names_and_numbers():
    sign = {p: columns_of(p.split(".")[0])[p.split(".")[1]].sign for p in (
        "Premises.neighbourhood", "Premises.latitude", "Company.name", "Company.taxNumber", "Permit.status", "places.area",
    )}  # fmt: skip
    assert list(sign.values()) == ["area", "point", "name", "number", "", "area"]


def test_what_is_missing_is_named_as_people_know_it():
    reached = [("Permit", "statusDate_from"), ("Permit_history", "entity"), ("Tenancy", "tenant")]
    assert missing(reached, {"Permit": {"entity"}}) == ("Permit.statusDate", "Tenancy")


def test_a_file_and_a_table_give_the_same_view(tmp_path: Path):
    table = tables_of({"Permit": ({"status": "a"}, {"status": "b", "known_to": date(2024, 1, 1)})})["Permit"]
    pq.write_table(table, tmp_path / "Permit.parquet")
    seen = []
    for source in (table, tmp_path / "Permit.parquet"):
        with session(see=[tmp_path]) as engine:
            open_views(engine, {"Permit": source}, {"Permit": {"status"}, "Company": {"name"}}, on=date(2024, 1, 1))
            seen.append(engine.fetch('select entity, status from "Permit" order by all').to_pylist())
            assert engine.fetch('select name from "Company"').num_rows == 0
    assert seen[0] == seen[1] == [{"entity": "Permit-1", "status": "a"}]
    assert isinstance(table, pa.Table)


def test_a_table_of_another_room_may_call_a_column_otherwise():
    places = pa.table({"premises": ["l1"], "postal_code": ["1000"], "area": ["North"]})
    assert missing([("places", "entity"), ("places", "postcode")], {"places": places.column_names}) == ()
    with session() as engine:
        open_views(engine, {"places": places}, {"places": {"entity", "postcode", "area"}}, on=date(2024, 1, 1))
        assert engine.rows("select entity, postcode, area from places") == [
            {"entity": "l1", "postcode": "1000", "area": "North"}
        ]


def test_ties_that_went_are_not_there():
    ties = pa.table({"source": ["a", "b"], "target": ["c", "d"], "known_to": pa.array([date(2024, 1, 1), None])})
    with session() as engine:
        open_views(engine, {"ties": ties}, {"ties": {"source", "target", "known_to"}}, on=date(2024, 6, 1))
        assert [r["source"] for r in engine.rows("select source from ties")] == ["b"]
