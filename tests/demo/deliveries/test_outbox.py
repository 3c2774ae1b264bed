import pyarrow as pa

from tidegate.demo.deliveries import outbox
from tidegate.demo.deliveries.outbox import Outbox


def test_what_is_too_long_goes_on_in_a_further_part(tmp_path, monkeypatch):
    monkeypatch.setattr(outbox, "ROW_LIMIT", 5)
    with Outbox(tmp_path) as out:
        for block in range(4):
            out.delimited("r/lijst_2024.csv", {"a": pa.array([str(block)] * 2)}, encoding="utf-8")
    assert sorted(p.name for p in (tmp_path / "r").iterdir()) == ["lijst_2024.csv", "lijst_2024_deel2.csv"]
    assert (tmp_path / "r" / "lijst_2024_deel2.csv").read_text() == "a\n2\n2\n3\n3\n"
    assert out.rows == {"r/lijst_2024.csv": 8}


def test_a_file_may_call_a_column_otherwise(tmp_path):
    with Outbox(tmp_path) as out:
        out.delimited("x.csv", {"a": pa.array(["1"]), "b": pa.array(["2"])}, encoding="utf-8", rename={"b": "Bee"})
    assert (tmp_path / "x.csv").read_text() == "a,Bee\n1,2\n"
