"""The truth speaks of rows that exist, and the files speak of nothing planted."""

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tidegate.demo.patterns import PATTERNS
from tidegate.demo.truth import EVALUATION_ROWS, PATTERN_ROWS, RECORD_ROWS
from tidegate.demo.world.incidents import MEASURES


@pytest.fixture(scope="module")
def patterns(town):
    return PATTERN_ROWS.check(pq.read_table(town.folder / "truth" / "patterns.parquet"))


@pytest.fixture(scope="module")
def records(town):
    return RECORD_ROWS.check(pq.read_table(town.folder / "truth" / "records.parquet"))


def groups(table, *columns):
    return {tuple(row.values()) for row in table.select(columns).group_by(list(columns)).aggregate([]).to_pylist()}


def test_every_pattern_has_true_rows_and_look_alikes(patterns):
    assert groups(patterns, "pattern", "role") == {(p, r) for p in PATTERNS for r in ("true", "look-alike")}


def test_planted_rows_stand_in_the_files(delivered, patterns):
    for register, file, columns in groups(patterns, "register", "file", "key_columns"):
        here = pc.and_(pc.equal(patterns["register"], register), pc.equal(patterns["key_columns"], columns))
        told = set(patterns.filter(here)["row_key"].to_pylist())
        assert told <= delivered.keys(register, file, tuple(columns.split("|"))), register


def test_records_stand_in_the_files_and_name_entities_of_the_mapping(delivered, records):
    for register, file in groups(records, "register", "file"):
        described = delivered.register(register)
        here = pc.and_(pc.equal(records["register"], register), pc.equal(records["file"], file))
        told = records.filter(here)
        mapped = {e.name for q in described.queries if q.source == file for e in q.mapping.entities}
        assert set(told["entity"].to_pylist()) <= mapped, register
        key = described.file(file).key[-1:] or ("functienummer",)
        if file != "woz":
            assert set(told["row_key"].to_pylist()) <= delivered.keys(register, file, key), (register, file)


def test_the_same_thing_is_known_to_several_registers(records):
    companies = records.filter(pc.equal(records["kind"], "company"))
    pairs = (
        companies.group_by(["true_id", "register"]).aggregate([]).group_by("true_id").aggregate([("register", "count")])
    )
    assert pc.max(pairs["register_count"]).as_py() >= 4


def test_the_evaluation_tells_start_effect_and_displacement(town):
    rows = EVALUATION_ROWS.check(pq.read_table(town.folder / "truth" / "evaluation.parquet")).to_pylist()
    duty = [r for r in rows if r["measure"] == MEASURES[0].name]
    starts = {r["area"]: r["value"] for r in duty if r["quantity"] == "start month"}
    assert starts == {"Polderpark": 24, "Kadepark": 30, "Ketelweide": 36}
    assert {r["area"] for r in duty if r["quantity"] == "never treated"} == {"Sluispark", "Zilverveld", "Havenpoort"}
    assert {r["area"] for r in duty if r["quantity"] == "displaced share"} == {
        "Rand Polderpark",
        "Rand Kadepark",
        "Rand Ketelweide",
    }


def test_no_delivered_file_speaks_of_what_is_planted(town):
    words = (b"planted", b"look-alike", *(p.encode() for p in PATTERNS if "_" in p))
    for path in (town.folder / "deliveries").rglob("*"):
        if path.is_file() and path.suffix in (".csv", ".tsv", ".jsonl", ".xml"):
            data = path.read_bytes()
            assert not any(word in data for word in words), path
