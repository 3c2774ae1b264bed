"""Suspensions of flags: the last word holds, and a file that is none is refused with its line."""

import pyarrow as pa
import pytest

from tidegate.errors import RuleError
from tidegate.indicators.suspensions import SUSPENSIONS, read_suspensions, suspended, write_suspensions

ROW = {
    "flag": "f",
    "indicator": "r",
    "state": "suspended",
    "by": "ada",
    "at": "2026-03-03",
    "reason": "=1+1, contested",
}


def table(*rows):
    return pa.Table.from_pylist([ROW | r for r in rows], schema=SUSPENSIONS.schema())


def test_what_is_written_is_read_back_and_no_formula_leaves(tmp_path):
    path = tmp_path / "suspensions.csv"
    write_suspensions(table({}, {"flag": "g"}), path)
    assert read_suspensions(path).equals(table({}, {"flag": "g"}))
    assert ",'=1+1" in path.read_text(encoding="utf-8-sig").replace('"', "")


def test_of_several_the_last_holds():
    back = {"state": "restored"}
    assert suspended(table({}, {"flag": "g"}, back)) == {"g"}
    assert suspended(table({}, back, {})) == {"f"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("f,r,hidden,ada,2026-03-03,why", "line 2: 'hidden' is no state"),
        ("f,r,suspended,ada,2026-03-03,", "reason is empty"),
    ],
)
def test_a_line_that_is_none_is_refused(tmp_path, line, said):
    path = tmp_path / "suspensions.csv"
    path.write_text(f"flag,indicator,state,by,at,reason\n{line}\n")
    with pytest.raises(RuleError, match=said):
        read_suspensions(path)
