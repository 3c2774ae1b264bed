"""What reviewers found, and what that makes of a rule."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from tidegate.errors import RuleError
from tidegate.indicators import REVIEWS, read_reviews, track_record, write_reviews


def said(flag, verdict, reviewer="ada", at="2026-01-05T10:00:00+01:00", indicator="r"):
    return {
        "flag": flag,
        "indicator": indicator,
        "verdict": verdict,
        "reviewer": reviewer,
        "at": at,
        "reason": "looked",
    }


def table(*rows):
    return pa.Table.from_pylist(list(rows), schema=REVIEWS.schema())


def test_counts_of_a_rule():
    (track,) = track_record(table(said("a", "justified"), said("b", "innocent"), said("c", "unclear"))).to_pylist()
    assert {k: track[k] for k in ("reviewed", "justified", "innocent", "unclear", "decided", "share")} == {
        "reviewed": 3, "justified": 1, "innocent": 1, "unclear": 1, "decided": 2, "share": 0.5,
    }  # fmt: skip
    assert "reviewer" not in track


def test_the_latest_of_a_reviewer_holds_and_disagreement_is_unclear():
    changed = table(
        said("a", "justified", at="2026-01-05T10:00:00+01:00"), said("a", "innocent", at="2026-01-05T09:30:00")
    )
    assert track_record(changed)["innocent"].to_pylist() == [1]
    assert track_record(table(said("a", "justified"), said("a", "innocent", "bo")))["unclear"].to_pylist() == [1]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 30), st.integers(0, 30))
def test_the_interval_is_that_of_scipy(justified, innocent):
    rows = [said(f"j{n}", "justified") for n in range(justified)] + [said(f"i{n}", "innocent") for n in range(innocent)]
    if not rows:
        assert track_record(table()).num_rows == 0
        return
    (track,) = track_record(table(*rows)).to_pylist()
    wilson = binomtest(justified, len(rows)).proportion_ci(method="wilson")
    assert (track["low"], track["high"]) == pytest.approx((wilson.low, wilson.high), abs=1e-6)
    assert track["question"] == (len(rows) >= 20 and not 0.05 <= justified / len(rows) <= 0.95)


def test_reviews_survive_a_file(tmp_path):
    rows = table(said("a", "justified"), said("b", "innocent") | {"reason": "=a sale; fine"})
    write_reviews(rows, tmp_path / "reviews.csv")
    assert read_reviews(tmp_path / "reviews.csv").equals(rows)


def test_every_wrong_line_is_named(tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_text(
        "flag;indicator;verdict;reviewer;at;reason\na;r;guilty;ada;2026-01-05;x\nb;r;innocent;ada;soon;\n",
        encoding="utf-8",
    )
    with pytest.raises(RuleError) as fault:
        read_reviews(path)
    assert fault.value.what == (
        "line 2: 'guilty' is no verdict; write justified, innocent, unclear; line 3: reason is empty; "
        "line 3: 'soon' is no time; write it as 2026-03-31T14:05:00+02:00"
    )
    path.write_text("flag,indicator\n", encoding="utf-8")
    with pytest.raises(RuleError, match="column verdict, reviewer, at, reason is missing"):
        read_reviews(path)
    with pytest.raises(RuleError, match="it cannot be read"):
        read_reviews(tmp_path / "nothing.csv")
