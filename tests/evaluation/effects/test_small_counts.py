import numpy as np
import pytest
from scipy import stats

from tidegate.errors import EvaluationError, PanelError
from tidegate.evaluation import NEVER, Panel
from tidegate.evaluation.effects.small_counts import SmallCountsOptions, estimate_small_counts
from tidegate.statistics import e_test


def panel(rows, starts):
    values = np.asarray(rows, dtype=np.float64)
    return Panel(tuple(f"u{i}" for i in range(len(values))), tuple(str(t) for t in range(values.shape[1])),
                 {"y": values}, np.asarray(starts))  # fmt: skip


def test_counts_by_hand():
    found = estimate_small_counts(panel([[5, 7, 2, 1], [10, 10, 11, 9]], [2, NEVER]), "y")
    assert found.value == pytest.approx((3 / 12) / (20 / 20))
    assert (found.observed, found.without) == (1.5, 6)
    assert (found.before, found.after, found.treated, found.comparison) == (2, 2, 1, 1)


def test_without_a_comparison_the_p_is_that_of_the_e_test():
    found = estimate_small_counts(panel([[3, 3, 2]], [2]), "y")
    assert found.p == e_test(6, 2, exposure=(2.0, 1.0))
    assert found.value == pytest.approx(2 / 3)
    assert "no comparison" in " ".join(found.warnings)


def test_exact_interval_without_a_comparison_is_that_of_the_binomial():
    found = estimate_small_counts(panel([[10, 4]], [1]), "y", options=SmallCountsOptions(exact=True))
    low, high = stats.binomtest(4, 14, 0.5).proportion_ci(0.95)
    assert (found.low, found.high) == (pytest.approx(low / (1 - low)), pytest.approx(high / (1 - high)))


def test_scatter_beyond_chance_is_flagged():
    found = estimate_small_counts(panel([[0, 30, 0, 25, 1, 30, 0, 2], [9] * 8], [4, NEVER]), "y")
    assert "data" in [check.kind for check in found.broken]
    assert "the interval is too short" in " ".join(found.warnings)


def test_a_fall_before_the_start_is_flagged():
    found = estimate_small_counts(panel([[20, 21, 6, 7, 6, 6], [20] * 6], [4, NEVER]), "y")
    assert "placebo in time" in [check.kind for check in found.broken]


@pytest.mark.parametrize(
    ("rows", "starts", "kind", "message"),
    [
        ([[1, -2], [3, 4]], [1, NEVER], PanelError, "1 cells are below nought"),
        ([[1.5, 2], [3, 4]], [1, NEVER], PanelError, "not in whole numbers"),
        ([[2, 2], [2, 2]], [1, NEVER], PanelError, "the same in every unit"),
        ([[2, 3, 4], [2, 2, 1]], [1, 2], PanelError, "begins in 2 different periods"),
        ([[2, 3], [2, 0]], [1, NEVER], EvaluationError, "no event at all"),
    ],
)
def test_what_cannot_be_answered_is_refused(rows, starts, kind, message):
    with pytest.raises(kind, match=message):
        estimate_small_counts(panel(rows, starts), "y")


def test_gap_is_told():
    found = estimate_small_counts(panel([[5, np.nan, 7, 2], [4, 5, 4, 4]], [2, NEVER]), "y")
    assert "The series has a gap" in found.warnings[0]
    assert found.before == 1
