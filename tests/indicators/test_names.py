"""Names taken apart, so that a rule need not cut them itself."""

from datetime import date

from tidegate.indicators.examples import tables_of
from tidegate.indicators.names import NAMED, NAMES, names_table
from tidegate.indicators.views import open_views
from tidegate.tables import session

GIVEN = {
    "Establishment": (
        {"entity": "e1", "name": "Harbour View Ltd", "tradeName": "The View"},
        {"entity": "p1", "name": "Somebody Else"},
    ),
    "Company": ({"entity": "c1", "name": "Old Harbour Ltd", "known_from": date(2025, 1, 1)},),
}


def test_names_come_apart_but_not_those_of_people_nor_those_known_later():
    with session(threads=1) as engine:
        engine.execute("create temp view natural_persons as select 'p1' as entity")
        open_views(engine, tables_of(GIVEN), dict.fromkeys(NAMED, ("name", "tradeName")), on=date(2024, 12, 31))
        names = names_table(engine)
    assert NAMES.check(names).to_pylist() == [
        {
            "entity": "e1",
            "name": "Harbour View Ltd",
            "core": "harbour view",
            "words": ["harbour", "view"],
            "form": "ltd",
        },
        {"entity": "e1", "name": "The View", "core": "view", "words": ["view"], "form": None},
    ]
