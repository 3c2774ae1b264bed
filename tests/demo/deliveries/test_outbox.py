import pyarrow as pa
import pytest

from tidegate.demo.deliveries.outbox import Outbox
from tidegate.errors import EngineError


def test_what_is_too_long_goes_on_in_a_further_part(tmp_path):
    with Outbox(tmp_path, row_limit=5) as out:
        for block in range(4):
            out.delimited("r/lijst_2024.csv", {"a": pa.array([str(block)] * 2)}, encoding="utf-8")
    assert sorted(p.name for p in (tmp_path / "r").iterdir()) == ["lijst_2024.csv", "lijst_2024_deel2.csv"]
    assert (tmp_path / "r" / "lijst_2024_deel2.csv").read_text() == "a\n2\n2\n3\n3\n"
    assert out.rows == {"r/lijst_2024.csv": 8}


def test_a_file_may_call_a_column_otherwise(tmp_path):
    with Outbox(tmp_path) as out:
        out.delimited("x.csv", {"a": pa.array(["1"]), "b": pa.array(["2"])}, encoding="utf-8", rename={"b": "Bee"})
    assert (tmp_path / "x.csv").read_text() == "a,Bee\n1,2\n"


def test_rows_of_a_slice_are_written_as_they_are(tmp_path):
    with Outbox(tmp_path) as out:
        out.json_lines("x.jsonl", {"a": pa.array(["1", "2", None, "4"])[1:3]})
    assert (tmp_path / "x.jsonl").read_text() == '{"a":"2"}\n{"a":null}\n'
    assert out.rows == {"x.jsonl": 2}


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "r").write_text("in the way of a folder")

    def deliver():
        with Outbox(tmp_path) as out:
            for _ in range(50):
                out.delimited("r/x.csv", {"a": pa.array(["1"] * 100_000)})

    with pytest.raises(EngineError, match=r"could not be written .*/r"):
        deliver()


def test_what_was_begun_stops_where_the_making_fails(tmp_path):
    def deliver():
        with Outbox(tmp_path) as out:
            out.delimited("x.csv", {"a": pa.array(["1"])})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deliver()
