"""Many deliveries become versions of records: counted by hand, and by a twin in Python."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.registers import number_deliveries, write_records
from tidegate.registers.things import ThingFile
from tidegate.tables import session

DAYS = [f"2024-0{n}-01" for n in range(1, 7)]
THINGS = pa.schema(
    [(n, pa.string()) for n in ("file", "delivery_date", "entity_id")]
    + [("row_number", pa.int64()), ("gone", pa.bool_())]
    + [("known_by", pa.string()), ("content", pa.string()), ("valid_from", pa.date32()), ("valid_to", pa.date32())]
)


def thing(day, key, content, number, *, gone=False):
    return {
        "file": f"{day}.csv", "delivery_date": day, "entity_id": key, "row_number": number, "gone": gone,
        "known_by": key, "content": content,
        "valid_from": None, "valid_to": None,
    }  # fmt: skip


def versions(folder, things, days, kind="full"):
    """Write the records of some things; give their versions and the movements."""
    path = folder / "things.parquet"
    pq.write_table(pa.Table.from_pylist(things, schema=THINGS), path)
    with session(see=[folder], memory_gib=1, threads=1) as s:
        deliveries = number_deliveries([("s", day, kind) for day in days])
        files, movements = write_records(s, [ThingFile(path, "Person", "p", "r", "s", 1)], deliveries, folder)
    assert [f.records for f in files] == [pq.read_metadata(f.path).num_rows for f in files]
    return pq.read_table(files[0].path).to_pylist(), movements.to_pylist()


def spans(records):
    found = [(r["content"], text(r["known_from"]), text(r["known_to"])) for r in records]
    return sorted(found, key=str)


def text(day):
    return None if day is None else day.isoformat()


def test_stays_changes_goes_and_comes_back(tmp_path):
    one, two, three = DAYS[:3]
    said = {
        one: ["stays", "old", "goes", "back"],
        two: ["stays", "new"],
        three: ["stays", "new", "back", "comes"],
    }
    keys = {"old": "changes", "new": "changes"}
    things = [thing(d, keys.get(c, c), c, n) for d, contents in said.items() for n, c in enumerate(contents, 1)]
    records, movements = versions(tmp_path, things, [one, two, three])
    assert spans(records) == [
        ("back", one, two), ("back", three, None), ("comes", three, None), ("goes", one, two), ("new", two, None),
        ("old", one, two), ("stays", one, None),
    ]  # fmt: skip
    assert [(m["delivery_date"], m["came"], m["changed"], m["went"]) for m in movements] == [
        (one, 4, 0, 0),
        (two, 0, 1, 2),
        (three, 2, 0, 0),
    ]
    back = {r["record_id"] for r in records if r["content"] == "back"}
    assert len(back) == 1


def test_a_key_that_stands_twice_is_two_records(tmp_path):
    things = [thing(DAYS[0], "k", c, n) for n, c in enumerate("ab", 1)] + [thing(DAYS[1], "k", "a", 1)]
    records, _ = versions(tmp_path, things, DAYS[:2])
    assert spans(records) == [("a", DAYS[0], None), ("b", DAYS[0], DAYS[1])]
    assert len({r["record_id"] for r in records}) == 2


def test_a_delivery_without_rows_ends_everything(tmp_path):
    records, movements = versions(tmp_path, [thing(DAYS[0], "k", "a", 1)], DAYS[:2])
    assert spans(records) == [("a", DAYS[0], DAYS[1])]
    assert [(m["came"], m["went"]) for m in movements] == [(1, 0), (0, 1)]


def test_changes_hold_until_they_are_changed_or_deleted(tmp_path):
    things = [
        thing(DAYS[0], "a", "a1", 1),
        thing(DAYS[0], "b", "b1", 2),
        thing(DAYS[2], "a", "a2", 1),
        thing(DAYS[3], "a", "a2", 1, gone=True),
    ]
    records, movements = versions(tmp_path, things, DAYS[:4], kind="changes")
    assert spans(records) == [("a1", DAYS[0], DAYS[2]), ("a2", DAYS[2], DAYS[3]), ("b1", DAYS[0], None)]
    assert [(m["delivery_date"], m["came"], m["changed"], m["went"]) for m in movements] == [
        (DAYS[0], 2, 0, 0),
        (DAYS[2], 0, 1, 0),
        (DAYS[3], 0, 0, 1),
    ]


@pytest.mark.parametrize(("said", "first"), [("2024", "2024-01-01"), ("2024-05", "2024-05-01"), ("2024-05-06", None)])
def test_a_partial_day_counts_from_its_first(tmp_path, said, first):
    records, _ = versions(tmp_path, [thing(said, "k", "a", 1)], [said])
    assert spans(records) == [("a", first or said, None)]


contents = st.sampled_from(["x", "y", "z"])
full_deliveries = st.lists(st.dictionaries(st.sampled_from("abcd"), contents), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None)
@given(full_deliveries)
def test_intervals_are_the_deliveries_in_which_it_stood(tmp_path_factory, deliveries):
    folder = tmp_path_factory.mktemp("history")
    days = DAYS[: len(deliveries)]
    things = [
        thing(day, key, content, n)
        for day, said in zip(days, deliveries, strict=True)
        for n, (key, content) in enumerate(said.items(), 1)
    ]
    records, movements = versions(folder, things, days)
    for day, said in zip(days, deliveries, strict=True):
        # An independent way to the same: whoever asks for a day gets that day's delivery back, and nothing twice.
        standing = [r for r in records if text(r["known_from"]) <= day < (text(r["known_to"]) or "9999")]
        assert sorted((r["entity_id"], r["content"]) for r in standing) == sorted(said.items())
        moved = [m for m in movements if m["delivery_date"] <= day]
        assert sum(m["came"] - m["went"] for m in moved) == len(said)
    changes = sum(b[k] != a[k] for a, b in pairwise(deliveries) for k in a.keys() & b.keys())
    assert sum(m["changed"] for m in movements) == changes


event = st.tuples(st.sampled_from("abc"), st.one_of(st.none(), contents))
events = st.lists(event, max_size=3, unique_by=lambda e: e[0])


@settings(max_examples=25, deadline=None)
@given(st.lists(events, min_size=1, max_size=6))
def test_changes_add_up_to_what_stands(tmp_path_factory, deliveries):
    folder = tmp_path_factory.mktemp("changes")
    days = DAYS[: len(deliveries)]
    things = [
        thing(day, key, content or "gone", n, gone=content is None)
        for day, said in zip(days, deliveries, strict=True)
        for n, (key, content) in enumerate(said, 1)
    ]
    records, movements = versions(folder, things, days, kind="changes")
    state: dict[str, str] = {}
    for day, said in zip(days, deliveries, strict=True):
        state |= {key: content for key, content in said if content}
        state = {k: c for k, c in state.items() if (k, None) not in said}
        standing = [r for r in records if text(r["known_from"]) <= day < (text(r["known_to"]) or "9999")]
        assert sorted((r["entity_id"], r["content"]) for r in standing) == sorted(state.items())
        moved = [m for m in movements if m["delivery_date"] <= day]
        assert sum(m["came"] - m["went"] for m in moved) == len(state)


def test_the_same_in_gives_the_same_bytes(tmp_path):
    start = date(2024, 1, 1)
    days = [(start + timedelta(days=31 * n)).isoformat() for n in range(4)]
    things = [thing(d, f"k{n % 7}", f"c{n % 3}", n) for d in days for n in range(50)]
    written = []
    for name, order in (("a", things), ("b", things[::-1])):
        folder = Path(tmp_path / name)
        folder.mkdir()
        versions(folder, order, days)
        written.append((folder / "Person.parquet").read_bytes())
    assert written[0] == written[1]
