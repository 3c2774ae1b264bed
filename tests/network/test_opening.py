from tests.network.cities import records
from tidegate.network.opening import open_records
from tidegate.network.ties import ties_of
from tidegate.tables import session


def test_files_of_records_are_read_under_their_names(tmp_path):
    path = tmp_path / "o'hare.parquet"
    with session(see=[tmp_path]) as s:
        s.register("seats", records([{"registrant": "c", "premises": "x", "role": "seat"}]))
        s.execute("copy seats to $path (format parquet)", path=str(path))
    with session(see=[path]) as s:
        open_records(s, {"Seat": path})
        assert ties_of(s).column("target").to_pylist() == ["x"]
