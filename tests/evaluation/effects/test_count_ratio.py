"""Counts as a ratio: by hand, by a generalised linear model, and what a small city must not be told."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from tidegate.errors import EvaluationError, PanelError
from tidegate.evaluation import NEVER, Panel
from tidegate.evaluation.effects.count_ratio import CountDidOptions, estimate_count_did
from tidegate.evaluation.effects.multiplying import fit_levels, log_variance
from tidegate.evaluation.effects.ratios import Ratio, levels_of, ratio_of

QUICK = CountDidOptions(draws=0)


def city(
    seed: int, *, effect: float = 1.0, drift: float = 0.0, treated: int = 3, others: int = 5, months: int = 48
) -> Panel:
    rng = np.random.default_rng(seed)
    start = np.array([*[20 + 4 * (i % 3) for i in range(treated)], *[NEVER] * others])
    level = 20 * rng.lognormal(0, 0.4, len(start))
    month = rng.lognormal(0, 0.1, months)
    mean = level[:, None] * month * np.exp(drift * np.arange(months) * (start[:, None] != NEVER))
    under = (start[:, None] != NEVER) & (np.arange(months) >= start[:, None])
    counts = rng.poisson(np.where(under, effect * mean, mean)).astype(float)
    names = tuple(f"place {i}" for i in range(len(start)))
    return Panel(names, tuple(str(i) for i in range(months)), {"thefts": counts}, start)


def test_half_as_many_where_others_stayed_as_they_were():
    panel = Panel(("a", "b"), ("1", "2"), {"thefts": np.array([[40.0, 20], [10, 10]])}, np.array([1, NEVER]))
    found = estimate_count_did(panel, "thefts", options=QUICK, seed=1)
    assert (found.value, found.observed, found.without) == (0.5, 20, 40)
    # Four independent counts: 1/20 + 1/40 + 1/10 + 1/10.
    assert found.se == pytest.approx(np.sqrt(1 / 20 + 1 / 40 + 1 / 10 + 1 / 10))


def test_the_same_as_a_poisson_model_with_a_dummy_for_every_treated_cell():
    panel = city(3, effect=0.7, others=3, months=30)
    counts, under = panel.outcome("thefts"), panel.under
    units, periods = np.indices(counts.shape)
    cells = [(units == i).ravel() for i in range(len(counts))] + [(periods == t).ravel() for t in range(1, 30)]
    design = np.column_stack([*cells, *np.eye(counts.size)[:, under.ravel()].T]).astype(float)
    fitted = sm.GLM(counts.ravel(), design, family=sm.families.Poisson()).fit(tol=1e-12)
    without = np.exp(design[:, : len(cells)] @ fitted.params[: len(cells)]).reshape(counts.shape)
    found = ratio_of(panel, "thefts")
    assert found.without == pytest.approx(without[under].sum(), rel=1e-6)
    share = np.where(under, without, 0).ravel() / without[under].sum()
    slope = share @ design[:, : len(cells)]
    own = fitted.cov_params()[: len(cells), : len(cells)]
    levels = levels_of(panel, "thefts", 0)
    assert log_variance(under * 1.0, levels) == pytest.approx(slope @ own @ slope, rel=1e-4)


@given(st.integers(0, 50), st.permutations(range(8)))
def test_the_order_of_units_does_not_matter(seed, order):
    panel = city(seed, effect=0.8)
    one, two = (ratio_of(p, "thefts") for p in (panel, panel.pick(np.array(order))))
    assert one.value == pytest.approx(two.value)
    assert one.counting == pytest.approx(two.counting)


@given(st.integers(0, 50), st.floats(0.2, 5))
def test_an_exposure_that_is_the_same_for_all_changes_nothing(seed, size):
    counts = city(seed).outcome("thefts")
    free = np.ones(counts.shape, bool)
    free[:2, 30:] = False
    plain, measured = fit_levels(counts, free), fit_levels(counts, free, np.full(counts.shape, size))
    assert np.allclose(plain.expected, measured.expected)


def test_nothing_is_shown_where_nothing_was_done_and_a_third_is_found_where_it_was():
    none = [estimate_count_did(city(s), "thefts", options=CountDidOptions(draws=49), seed=s) for s in range(20)]
    assert sum(e.shown for e in none) <= 3
    third = [estimate_count_did(city(s, effect=0.66), "thefts", options=QUICK, seed=s) for s in range(40)]
    # 95 of 100 at least; of 40, 33 or fewer would come once in a thousand.
    assert sum(e.low <= 0.66 <= e.high for e in third) > 33
    assert sum(not e.includes_none for e in third) > 35


def test_a_steady_drift_is_noticed_before_the_start():
    found = [estimate_count_did(city(s, drift=-0.03), "thefts", options=QUICK, seed=s) for s in range(10)]
    assert sum(any(c.kind == "pre-trend" for c in e.broken) for e in found) >= 8
    assert not any(e.shown for e in found if e.broken)


def test_the_same_seed_gives_the_same_effect():
    one, two = (estimate_count_did(city(1), "thefts", seed=4) for _ in range(2))
    assert [c.figure for c in one.checks] == [c.figure for c in two.checks]
    assert (one.low, one.high, one.p) == (two.low, two.high, two.p)


def test_nothing_counted_after_the_start_has_an_upper_end():
    low, high = Ratio(0.0, 0.0, 30.0, 0.05).interval(0.95)
    assert (low, high < 0.2) == (0.0, True)


def test_where_every_place_gets_it_the_last_are_the_comparison():
    panel = city(5, others=0)
    found = estimate_count_did(panel, "thefts", options=QUICK, seed=1)
    assert found.after == 8
    assert any("Every unit gets the measure in the end" in w for w in found.warnings)


@pytest.mark.parametrize(
    ("starts", "counts", "fault", "says"),
    [
        ([1, 1], [[3, 4, 5], [4, 5, 3]], EvaluationError, "nothing to compare with"),
        ([1, NEVER], [[3, -4, 5], [4, 5, 3]], PanelError, "below nought"),
        ([1, NEVER], [[3, 3, 3], [3, 3, 3]], PanelError, "it is 3 in every unit"),
        ([NEVER, NEVER], [[3, 4, 5], [4, 5, 3]], PanelError, "in no unit does the measure begin"),
        ([1, NEVER], [[3, 4, 5], [0, 0, 0]], EvaluationError, "saw no event"),
    ],
)
def test_what_cannot_be_answered_is_told(starts, counts, fault, says):
    panel = Panel(("a", "b"), ("1", "2", "3"), {"thefts": np.array(counts, float)}, np.array(starts))
    with pytest.raises(fault, match=says):
        estimate_count_did(panel, "thefts", options=QUICK, seed=1)
