"""Deliveries become records: what stays, changes, goes and comes back; nothing lost, nothing half."""

import datetime
import hashlib
import itertools
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipeline.city import deliver, make_city, shops
from tidegate.errors import LawfulPartError, WorkspaceError
from tidegate.pipeline import Engine, RegisterReport, open_workspace, read_workspace
from tidegate.pipeline.builds import only_one

ENGINE = Engine(memory_gib=1, threads=1)


def read(folder: Path, *only: str) -> dict[str, RegisterReport]:
    return {r.register: r for r in read_workspace(open_workspace(folder, only=only), ENGINE)}


def records(folder: Path, register: str, schema: str) -> list[dict]:
    return pq.read_table(folder / "records" / "current" / register / f"{schema}.parquet").to_pylist()


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_a_record_through_three_full_deliveries(tmp_path):
    city = make_city(tmp_path / "city")
    deliver(city, "2024-01-01", "1,Alfa,2020,open", "2,Beta,2021-05,open", "3,Gamma,2021-05-06,open")
    deliver(city, "2024-02-01", "1,Alfa,2020,open", "2,Beta,2021-05,closed")
    deliver(city, "2024-03-01", "3,Gamma,2021-05-06,open", "1,Alfa,2020,open", "2,Beta,2021-05,closed")
    report = read(city, "licences")["licences"]
    spans = {}
    for row in records(city, "licences", "Permit"):
        key = (row["startDate"][0], row["status"][0])
        spans.setdefault(key, []).append((str(row["known_from"]), row["known_to"] and str(row["known_to"])))
    assert spans == {
        ("2020", "open"): [("2024-01-01", None)],
        ("2021-05", "open"): [("2024-01-01", "2024-02-01")],
        ("2021-05", "closed"): [("2024-02-01", None)],
        ("2021-05-06", "open"): [("2024-01-01", "2024-02-01"), ("2024-03-01", None)],
    }
    moved = {
        (m["delivery_date"], m["came"], m["changed"], m["went"]) for m in report.movements if m["thing"] == "permit"
    }
    assert moved == {("2024-01-01", 3, 0, 0), ("2024-02-01", 0, 1, 1), ("2024-03-01", 1, 0, 0)}


def test_partial_dates_have_a_first_and_a_last_day(tmp_path):
    city = make_city(tmp_path / "city")
    deliver(city, "2024-01-01", "1,A,2020,x", "2,B,2024-02,x", "3,C,2021-05-06,x")
    read(city, "licences")
    bounds = {r["startDate"][0]: (r["startDate_from"], r["startDate_to"]) for r in records(city, "licences", "Permit")}
    assert bounds == {
        "2020": (day("2020-01-01"), day("2020-12-31")),
        "2024-02": (day("2024-02-01"), day("2024-02-29")),
        "2021-05-06": (day("2021-05-06"), day("2021-05-06")),
    }
    assert {r["valid_from"] for r in records(city, "licences", "Permit")} == {b for b, _ in bounds.values()}


def test_changes_and_deletions(tmp_path):
    city = make_city(tmp_path / "city")
    shops(city, "2024-01-01", "1,Alfa,N", "2,Beta,N")
    shops(city, "2024-02-01", "1,Alfa & Co,M", "2,Beta,D")
    shops(city, "2024-03-01", "3,Gamma,N")
    report = read(city, "shops")["shops"]
    spans = {(r["name"][0], str(r["known_from"]), str(r["known_to"])) for r in records(city, "shops", "Company")}
    assert spans == {
        ("Alfa", "2024-01-01", "2024-02-01"),
        ("Alfa & Co", "2024-02-01", "None"),
        ("Beta", "2024-01-01", "2024-02-01"),
        ("Gamma", "2024-03-01", "None"),
    }
    assert [(m["came"], m["changed"], m["went"]) for m in report.movements] == [(2, 0, 0), (0, 1, 1), (1, 0, 0)]


def test_of_several_changes_in_one_delivery_the_last_row_holds(tmp_path):
    city = make_city(tmp_path / "city")
    shops(city, "2024-01-01", "1,Zeta,N", "1,Alfa,M", "2,Beta,N", "2,Aaa,M", "2,Aaa,D")
    shops(city, "2024-02-01", "1,Alfa,D", "3,Gamma,D")
    read(city, "shops")
    spans = {(r["name"][0], str(r["known_from"]), str(r["known_to"])) for r in records(city, "shops", "Company")}
    assert spans == {("Alfa", "2024-01-01", "2024-02-01")}


def test_every_row_and_value_is_accounted_for(tmp_path):
    city = make_city(tmp_path / "city")
    deliver(city, "2024-01-01", "1,Alfa,2020-02-31,open", "2,,x,open", "3,Beta,,draft", "4,short", ",,2020,open")
    report = read(city, "licences")["licences"]
    (query,) = report.queries
    assert (query["rows_in"], query["kept"], query["filtered"], query["refused"]) == (5, 2, 1, 2)
    dates = next(p for p in report.properties if p["property"] == "startDate")
    assert (dates["raw"], dates["clean"], dates["refused"]) == (3, 0, 3)
    refused = pq.read_table(city / "records/current/licences/quarantine.parquet").to_pylist()
    found = {(r["row_number"], r["rule"], r["value"]) for r in refused}
    assert {(1, "not-a-date", "2020-02-31"), (2, "not-a-date", "x"), (5, "no-thing", None)} <= found
    assert all(r["mend"] for r in refused)
    assert report.refused == len(refused)


def test_a_broken_number_is_refused_and_a_decimal_comma_is_read(tmp_path):
    city = make_city(tmp_path / "city")
    path = city / "registers" / "licences.yml"
    value = """
      value:
        schema: Valuation
        keys: [id]
        properties:
          amount: {column: worth}"""
    status = "status: {column: status}"
    text = path.read_text(encoding="utf-8").replace(status, status + value)
    text = text.replace(
        "    key: [id]\n", "    key: [id]\n    numbers: {decimal: ',', thousands: '.'}\n    read: {delimiter: ';'}\n", 1
    )
    path.write_text(text, encoding="utf-8")
    header = "id;holder;start;status;worth"
    deliver(city, "2024-01-01", "1;A;2020;x;1.234,50", "2;B;2020;x;n.n.b.", "3;C;2020;x;-7", header=header)
    read(city, "licences")
    values = {r["row_number"]: (r["amount"], r["amount_number"]) for r in records(city, "licences", "Valuation")}
    assert values == {1: (["1234.50"], 1234.5), 2: ([], None), 3: (["-7"], -7.0)}
    (refused,) = pq.read_table(city / "records/current/licences/quarantine.parquet").to_pylist()
    assert (refused["rule"], refused["row_number"], refused["property"]) == ("not-a-number", 2, "amount")


rows = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2", "3"]), st.sampled_from(["", "A", "B"]), st.sampled_from(["", "2020", "bad"])
    ),
    max_size=6,
)


@given(st.lists(rows, min_size=1, max_size=3))
@settings(max_examples=12, deadline=None)
def test_versions_of_a_record_never_overlap_and_sums_close(tmp_path_factory, deliveries):
    city = make_city(tmp_path_factory.mktemp("any") / "city")
    for number, lines in enumerate(deliveries, start=1):
        deliver(city, f"2024-0{number}-01", *[f"{i},{h},{s},open" for i, h, s in lines])
    report = read(city, "licences")["licences"]
    for query in report.queries:
        assert query["rows_in"] == query["kept"] + query["filtered"] + query["refused"]
    for prop in report.properties:
        assert prop["raw"] == prop["clean"] + prop["refused"]
    path = city / "records/current/licences/Permit.parquet"
    spans = {}
    for row in pq.read_table(path).to_pylist() if path.is_file() else []:
        spans.setdefault(row["record_id"], []).append((row["known_from"], row["known_to"] or datetime.date.max))
    for versions in spans.values():
        ordered = sorted(versions)
        assert all(end > start for start, end in ordered)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(ordered))
    last = f"2024-0{len(deliveries)}-01"
    current = [r for r in pq.read_table(path).to_pylist() if r["known_to"] is None] if path.is_file() else []
    assert len(current) == sum(q["things"]["permit"] for q in report.queries if last in q["file"])


def digests(folder: Path) -> dict[str, str]:
    current = folder / "records" / "current"
    return {
        str(p.relative_to(current)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(current.rglob("*.parquet"))
    }


def test_same_inputs_same_bytes_and_reading_again_costs_nothing(tmp_path):
    one, two = (make_city(tmp_path / name) for name in ("one", "two"))
    for city in (one, two):
        deliver(city, "2024-01-01", *[f"{n},Firm {n % 7},2020-01-{n % 28 + 1:02d},open" for n in range(500)])
        deliver(city, "2024-02-01", *[f"{n},Firm {n % 5},2020-01-{n % 28 + 1:02d},open" for n in range(400)])
        read(city)
    assert digests(one) == digests(two)
    assert (one / "records/current").readlink() == (two / "records/current").readlink()
    before = digests(one)
    assert read(one)["licences"].state == "unchanged"
    assert digests(one) == before


def test_a_changed_mapping_file_is_read_again(tmp_path):
    city = make_city(tmp_path / "city")
    path = city / "registers" / "licences.yml"
    head, _, rest = path.read_text(encoding="utf-8").partition("queries:")
    queries, _, lawful = rest.partition("\nlawful:")
    mapping = city / "registers" / "licences.mapping"
    indented = queries.replace("\n", "\n  ")
    mapping.write_text(f"licences:\n  queries:{indented}\n", encoding="utf-8")
    path.write_text(f"{head}mapping: licences.mapping\nlawful:{lawful}", encoding="utf-8")
    deliver(city, "2024-01-01", "1,A,2020,open")
    assert read(city, "licences")["licences"].state == "read"
    assert read(city, "licences")["licences"].state == "unchanged"
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("startDate", "endDate"), encoding="utf-8")
    assert read(city, "licences")["licences"].state == "read"
    assert records(city, "licences", "Permit")[0]["endDate"] == ["2020"]


def test_a_new_delivery_reads_only_itself(tmp_path):
    city = make_city(tmp_path / "city")
    deliver(city, "2024-01-01", "1,A,2020,open")
    read(city, "licences")
    before = {p for p in (city / "cache").iterdir() if p.is_dir()}
    deliver(city, "2024-02-01", "1,B,2020,open")
    assert read(city, "licences")["licences"].state == "read"
    assert before < {p for p in (city / "cache").iterdir() if p.is_dir()}
    assert {r["name"][0] for r in records(city, "licences", "Company")} == {"A", "B"}


def test_a_register_that_fails_keeps_its_records_and_the_others_go_on(tmp_path):
    city = make_city(tmp_path / "city")
    deliver(city, "2024-01-01", "1,A,2020,open")
    shops(city, "2024-01-01", "1,Alfa,N")
    read(city)
    deliver(city, "2024-02-01", "1,A,2020", header="id,owner,start")
    shops(city, "2024-02-01", "2,Beta,N")
    reports = read(city)
    assert reports["licences"].state == "failed"
    assert "columns holder, status are missing" in reports["licences"].problem
    assert "registers check" in reports["licences"].problem
    assert len(records(city, "licences", "Permit")) == 1
    assert len(records(city, "shops", "Company")) == 2


def test_without_a_lawful_part_no_row_is_read(tmp_path):
    city = make_city(tmp_path / "city", lawful="")
    deliver(city, "2024-01-01", "1,A,2020,open")
    with pytest.raises(LawfulPartError, match="has no lawful part"):
        read(city)
    assert not (city / "records").exists()


def test_two_runs_at_once_are_kept_apart(tmp_path):
    city = make_city(tmp_path / "city")
    deliver(city, "2024-01-01", "1,A,2020,open")
    with only_one(city / "records"), pytest.raises(WorkspaceError, match="another run is reading"):
        read(city)
