"""No row and no value is lost, whatever a delivery holds; a count by hand in Python agrees."""

import csv

import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registers.test_lawful import GOOD as LAWFUL
from tidegate.errors import EngineError
from tidegate.formats import Limits
from tidegate.registers import Delivered, PropertyAccount, QueryAccount, load_register, read_batch
from tidegate.registers.accounting import MENDS
from tidegate.registers.mapping import Kind, cleaner
from tidegate.tables import session
from tidegate.vocabulary import model

DESCRIPTION = {
    "register": "people",
    "files": [{"path": "*.csv"}],
    "queries": [
        {
            "filters_not": {"status": ["draft"]},
            "entities": {
                "p": {
                    "schema": "Person",
                    "key": "id",
                    "properties": {
                        "name": {"column": "name"},
                        "birthDate": {"column": "born", "split": ";"},
                        "country": {"column": "country"},
                    },
                }
            },
        }
    ],
    "lawful": LAWFUL,
}
HEADER = ["id", "name", "born", "country", "status"]


def read_rows(folder, rows):
    """Read one delivery; give its accounts and its quarantine."""
    (folder / "people.yml").write_text(yaml.safe_dump(DESCRIPTION), encoding="utf-8")
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    register = load_register(folder / "people.yml", model())
    for name in ("out", "scratch"):
        (folder / name).mkdir()
    out = folder / "out"
    with session(see=[folder], memory_gib=1, threads=1) as s:
        files = [Delivered(path, "people.csv")]
        result = read_batch(
            s, register, register.files[0], files, folder=out, scratch=folder / "scratch", limits=Limits()
        )
    return result, pq.read_table(result.quarantine).to_pylist()


def test_a_countable_delivery(tmp_path):
    rows = [
        ["1", "Anna", "1980-05-01", "nl", ""],
        ["2", "Bob", "soon;1990;never", "Atlantis", ""],
        ["", "Nobody", "2000", "", ""],
        ["4", "Draft", "x", "x", "draft"],
    ]
    result, quarantine = read_rows(tmp_path, rows)
    (query,) = result.queries
    assert (query.rows_in, query.kept, query.filtered, query.refused, query.things) == (4, 2, 1, 1, {"p": 2})
    assert {(q["row_number"], q["property"], q["value"], q["rule"]) for q in quarantine} == {
        (2, "birthDate", "soon", "not-a-date"), (2, "birthDate", "never", "not-a-date"),
        (2, "country", "Atlantis", "not-a-country"), (3, "", None, "no-thing"),
        (3, "name", "Nobody", "no-key"), (3, "birthDate", "2000", "no-key"),
    }  # fmt: skip
    assert all(q["mend"] == MENDS[q["rule"]] and q["file"] == "people.csv" for q in quarantine)
    sums = {p.property: (p.raw, p.clean, p.refused) for p in result.properties}
    assert sums == {"name": (3, 2, 1), "birthDate": (5, 2, 3), "country": (2, 1, 1)}


IDS = st.sampled_from(["", "1", "2", "3"])
NAMES = st.sampled_from(["", "Anna", "'", "Zoë", '""'])
DATES = st.sampled_from(["", "2020", "2020-13", "2020;x", ";", "2020;2020", "soon"])
COUNTRIES = st.sampled_from(["", "nl", "NL", "Atlantis", "Netherlands"])
STATUS = st.sampled_from(["", "draft", "final"])
ROWS = st.lists(st.tuples(IDS, NAMES, DATES, COUNTRIES, STATUS).filter(any), min_size=1, max_size=12)


@settings(max_examples=20, deadline=None)
@given(ROWS)
def test_every_row_and_value_is_somewhere(tmp_path_factory, rows):
    result, quarantine = read_rows(tmp_path_factory.mktemp("accounts"), rows)
    (query,) = result.queries
    kept = [(n, row) for n, row in enumerate(rows, 1) if row[4] != "draft"]
    assert query.rows_in == len(rows)
    assert query.filtered == len(rows) - len(kept)
    assert query.kept == query.things["p"] == sum(bool(row[0]) for _, row in kept)
    assert query.refused == sum(q["rule"] == "no-thing" for q in quarantine) == len(kept) - query.kept
    expected = [q for n, row in kept for q in refused_by_hand(n, row)]
    found = [(q["row_number"], q["property"], q["value"], q["rule"]) for q in quarantine if q["property"]]
    assert sorted(found) == sorted(expected)
    for account in result.properties:
        raw = [p for _, row in kept for p in pieces(account.property, row)]
        assert account.raw == len(raw)
        assert account.refused == sum(prop == account.property for _, prop, _, _ in expected)
        assert account.clean == account.raw - account.refused


COLUMNS = {"name": 1, "birthDate": 2, "country": 3}
RULES = {"name": "not-a-name", "birthDate": "not-a-date", "country": "not-a-country"}


def pieces(prop, row):
    cell = row[COLUMNS[prop]]
    return [] if not cell else cell.split(";") if prop == "birthDate" else [cell]


def refused_by_hand(number, row):
    for prop, kind in (("name", "name"), ("birthDate", "date"), ("country", "country")):
        for piece in pieces(prop, row):
            if not row[0]:
                yield number, prop, piece, "no-key"
            elif cleaner(Kind(kind))(piece) is None:
                yield number, prop, piece, RULES[prop]


@pytest.mark.parametrize(
    "account", [QueryAccount(1, "a.csv", 3, 1, 0, 1, {}), PropertyAccount(1, "a.csv", "p", "name", 3, 1, 1)]
)
def test_an_account_that_does_not_close_stops_the_run(account):
    with pytest.raises(EngineError, match="the account does not close"):
        account.check()


def test_every_rule_has_a_mend_that_reads_as_a_sentence():
    assert all(mend[0].islower() and not mend.endswith(".") for mend in MENDS.values())
