"""A series of counts: its errors, its interval, and the months in which not every unit is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from tests.evaluation.effects.test_interrupted import drawn, panel
from tidegate.errors import EvaluationError
from tidegate.evaluation.effects.interrupted import InterruptedOptions, estimate_interrupted
from tidegate.evaluation.effects.presence import known_share
from tidegate.evaluation.effects.series_errors import serial_errors
from tidegate.evaluation.effects.series_model import fit_series
from tidegate.evaluation.effects.series_profile import profile

PLAIN = InterruptedOptions(family="poisson", season="none", trend=False, comparison=False)
TIME = np.arange(60.0)
SHAPE = np.column_stack([np.ones(60), TIME >= 40, TIME / 12])
LEVEL = np.array([0.0, 1.0, 0.0])


def fitted(counts, design=SHAPE, family="poisson"):
    return fit_series(counts, design, np.arange(len(counts), dtype=float), family=family, errors="serial",
                      offset=np.zeros(len(counts)), total=counts)  # fmt: skip


def profiled(fit, counts, weights=LEVEL, design=SHAPE, family="poisson"):
    return profile(fit, weights, counts, design, family=family, offset=np.zeros(len(counts)), total=counts, level=0.95)


def test_without_resemblance_the_errors_are_those_of_scatter_alone():
    counts = drawn(3, alpha=0.2)
    fit = fitted(counts)
    root = np.sqrt(fit.mean)[:, None] * SHAPE
    apart = serial_errors(fit.residuals, root, fit.plain, np.arange(60) * 2.0)
    # No two periods are neighbours, so nothing can be said of neighbours, and the textbook remains.
    assert (apart.alike, apart.doubt) == (0.0, 0.0)
    assert apart.covariance() == pytest.approx(fit.plain * (fit.residuals @ fit.residuals) / 57)
    assert apart.freedom(LEVEL) == pytest.approx(57)


def test_what_is_not_known_of_neighbours_costs_degrees_of_freedom():
    freedom = [fitted(drawn(seed, alike=alike, sd=0.3)).freedom(LEVEL) for alike in (0.0, 0.7) for seed in range(20)]
    assert min(freedom) >= 2
    # Of sixty periods about seventeen remain, as a correlation of neighbours is known to an eighth: 57 never are left.
    assert max(freedom) < 30


def test_the_correlation_of_neighbours_is_found_where_the_fit_took_part_of_it_out():
    rng = np.random.default_rng(7)
    found = []
    for _ in range(200):
        noise = rng.normal(size=60)
        for i in range(1, 60):
            noise[i] = 0.4 * noise[i - 1] + np.sqrt(1 - 0.16) * noise[i]
        bread = np.linalg.inv(SHAPE.T @ SHAPE)
        residuals = noise - SHAPE @ bread @ (SHAPE.T @ noise)
        found.append(serial_errors(residuals, SHAPE, bread, TIME).alike)
    # The residuals themselves correlate by about .34.
    assert np.mean(found) == pytest.approx(0.4, abs=0.03)


def test_the_interval_of_two_levels_is_that_of_the_likelihood():
    # Five events in ten months, then one in ten: the likelihood of a ratio is known without any fitting.
    counts = np.array([0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0], dtype=float)
    design = np.column_stack([np.ones(20), np.arange(20) >= 10])
    weights = np.array([0.0, 1.0])
    fit = fitted(counts, design)
    low, high, p = profiled(fit, counts, weights, design)
    times = float(weights @ fit.cov @ weights) / (1 / 5 + 1 / 1)
    reach = stats.t.ppf(0.975, fit.freedom(weights))

    def worse(log_ratio):
        share = 1 / (1 + np.exp(-log_ratio))
        loss = 2 * (1 * np.log((1 / 6) / share) + 5 * np.log((5 / 6) / (1 - share)))
        return np.sqrt(max(loss, 0) / times)

    middle = np.log(1 / 5)
    assert low == pytest.approx(optimize.brentq(lambda v: worse(v) - reach, middle - 9, middle), abs=1e-6)
    assert high == pytest.approx(optimize.brentq(lambda v: worse(v) - reach, middle, middle + 9), abs=1e-6)
    assert p == pytest.approx(2 * stats.t.sf(worse(0.0), fit.freedom(weights)))
    # One event may have been next to none: the interval goes further down than up.
    assert middle - low > high - middle


def test_with_many_events_the_interval_is_the_bell_shaped_one():
    counts = np.random.default_rng(5).poisson(4_000.0, 60).astype(float)
    fit = fitted(counts)
    _, low, high, p, _ = fit.contrast(LEVEL, 0.95)
    assert profiled(fit, counts) == pytest.approx((low, high, p), abs=2e-3)


@pytest.mark.parametrize("family", ["poisson", "negative-binomial"])
def test_the_interval_of_a_mean_over_a_slope_does_not_depend_on_how_it_is_written(family):
    counts = drawn(9, alpha=0.2)
    on = (TIME >= 40).astype(float)
    design = np.column_stack([np.ones(60), on, on * (TIME - 40) / 12])
    middle = float((TIME[40:] - 40).mean()) / 12
    shifted = np.column_stack([np.ones(60), on, on * ((TIME - 40) / 12 - middle)])
    first = profiled(fitted(counts, design, family), counts, np.array([0.0, 1.0, middle]), design, family)
    second = profiled(fitted(counts, shifted, family), counts, LEVEL, shifted, family)
    assert first == pytest.approx(second, abs=1e-5)


@given(st.lists(st.floats(0.5, 20), min_size=2, max_size=6), st.lists(st.floats(0.5, 5), min_size=3, max_size=8),
       st.integers(0, 2**32 - 1))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_usual_shares_are_found_exactly_where_units_have_them(sizes, levels, seed):
    values = np.outer(sizes, levels)
    hidden = np.random.default_rng(seed).random(values.shape) < 0.3
    # Every unit and every period is known once, and the first of each always.
    hidden[0], hidden[:, 0] = False, False
    found = known_share(np.where(hidden, np.nan, values))
    assert found == pytest.approx((~hidden).T @ np.asarray(sizes) / np.sum(sizes), abs=1e-6)


def test_a_large_unit_that_is_not_known_since_the_start_is_no_effect():
    rng = np.random.default_rng(2)
    rows = rng.poisson(np.array([[80.0], [20.0], [30.0]]), (3, 40)).astype(float)
    whole = estimate_interrupted(panel(rows, 30), "y", options=PLAIN)
    rows[0, 34:38] = np.nan
    holed = estimate_interrupted(panel(rows, 30), "y", options=PLAIN)
    # In four of ten months five events of eight are not known; left out, these months would be no answer either.
    told = " ".join(holed.warnings)
    assert "4 of 40 periods are left out, for less than half of the usual events is known in them" in told
    rows[0, 34:38] = rng.poisson(80, 4)
    rows[1:, 34:38] = np.nan
    holed = estimate_interrupted(panel(rows, 30), "y", options=PLAIN)
    assert "8 values of treated and 0 of comparison units are missing in periods that are used" in " ".join(
        holed.warnings
    )
    assert holed.value == pytest.approx(whole.value, rel=0.06)
    assert holed.tables["series"]["known"].to_pylist()[34] == pytest.approx(80 / 130, abs=0.02)
    assert holed.observed == pytest.approx(whole.observed, rel=0.06)
    assert holed.without == pytest.approx(whole.without, rel=0.03)


def test_comparison_units_with_a_gap_stay_and_no_month_is_lost():
    rng = np.random.default_rng(3)
    rows = rng.poisson(40.0, (12, 48)).astype(float)
    rows[4 + np.arange(48) % 8, np.arange(48)] = np.nan
    rows[np.arange(40) % 4, np.arange(40)] = np.nan
    found = estimate_interrupted(panel(rows, 36, others=8), "y")
    assert (found.before, found.after, found.comparison) == (36, 12, 8)
    assert found.low < 1 < found.high


def test_no_event_where_all_is_hidden_is_refused_by_name():
    rows = np.full((2, 40), 5.0)
    rows[:, 30:] = np.nan
    with pytest.raises(EvaluationError, match="there is no event since the start"):
        estimate_interrupted(panel(rows + np.arange(40) % 3, 30), "y", options=PLAIN)
