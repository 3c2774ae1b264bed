"""Parquet becomes text that a person would write, whatever its types."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats.conftest import Desk
from tidegate.errors import DeliveryError


def written(desk: Desk, columns, name="a.parquet"):
    path = desk.folder / name
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (date(2014, 12, 31), pa.date32(), "2014-12-31"),
        (datetime(2014, 12, 31, 13, 5), pa.timestamp("us"), "2014-12-31T13:05:00"),  # noqa: DTZ001 - a wall clock
        (datetime(2014, 12, 31, 13, 5, tzinfo=UTC), pa.timestamp("us", "UTC"), "2014-12-31T13:05:00+00"),
        (time(13, 5), pa.time64("us"), "13:05:00"),
        (3.0, pa.float64(), "3"),
        (0.1, pa.float64(), "0.1"),
        (-2.5, pa.float32(), "-2.5"),
        (10**18, pa.int64(), "1000000000000000000"),
        (Decimal("1.50"), pa.decimal128(9, 2), "1.50"),
        (True, pa.bool_(), "true"),
        (["a", "b"], pa.list_(pa.string()), '["a","b"]'),
        ({"x": 1}, pa.struct([("x", pa.int64())]), '{"x":1}'),
        ("", pa.string(), None),
        (None, pa.string(), None),
        (" raw ", pa.large_string(), " raw "),
    ],
)
def test_a_value_becomes_its_plain_text(desk: Desk, value, kind, text):
    _, rows = desk.read(written(desk, {"v": pa.array([value], kind)}))
    assert rows == [{"row_number": 1, "v": text}]


def test_a_code_list_is_text_and_bytes_are_left_out(desk: Desk):
    columns = {"kind": pa.array(["x", "y"]).dictionary_encode(), "shape": pa.array([b"\1", b"\2"])}
    reading, rows = desk.read(written(desk, columns))
    assert [row["kind"] for row in rows] == ["x", "y"]
    assert reading.columns == ("kind",)
    assert "'shape' holds bytes" in reading.notes[0]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_a_number_keeps_its_value(desk: Desk, values):
    _, rows = desk.read(written(desk, {"v": values}))
    assert [float(row["v"]) for row in rows] == values


def test_rows_keep_their_order_over_row_groups(desk: Desk):
    path = desk.folder / "groups.parquet"
    pq.write_table(pa.table({"n": list(range(5000))}), path, row_group_size=700)
    _, rows = desk.read(path)
    assert [(row["row_number"], row["n"]) for row in rows] == [(n + 1, str(n)) for n in range(5000)]


@pytest.mark.parametrize("name", ["a*b.parquet", "a[1].parquet", "a'b.parquet", "a?.parquet", "é .parquet"])
def test_any_name_of_a_file_is_read(desk: Desk, name):
    for decoy in ("axb", "a1", "ab"):
        written(desk, {"v": ["another"]}, f"{decoy}.parquet")
    _, rows = desk.read(written(desk, {"v": ["x"]}, name))
    assert rows == [{"row_number": 1, "v": "x"}]


def test_a_damaged_page_is_found_before_the_first_query(desk: Desk):
    path = written(desk, {"v": [f"value {n}" for n in range(20_000)]}, "damaged.parquet")
    content = bytearray(path.read_bytes())
    content[2000:3000] = b"\xff" * 1000
    path.write_bytes(content)
    with pytest.raises(DeliveryError, match="broken or cut off"):
        desk.read(path)


def test_names_that_differ_only_in_capitals_are_told(desk: Desk):
    with pytest.raises(DeliveryError, match="same name but for capitals"):
        desk.read(written(desk, {"a": [1], "A": [2]}, "twice.parquet"))
