"""What is counted for the flags of a score."""

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.linkage import RecordTable
from tidegate.pipeline.who.score import FLAGS, _events


def test_an_inspection_whose_result_was_cleaned_away_counts_for_no_flag(tmp_path):
    results = pa.array([["Fail"], [], None, ["Pass"], ["Fail"]], pa.list_(pa.string()))
    path = tmp_path / "Inspection.parquet"
    pq.write_table(pa.table({"register": ["food"] * 5, "row_number": range(1, 6), "result": results}), path)
    ((flag, rows),) = _events([RecordTable("food", "Inspection", path)]).items()
    assert flag == FLAGS[0]
    assert rows["row_number"].to_pylist() == [1, 5]
