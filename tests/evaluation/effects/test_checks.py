"""What is tried against an estimate, and what it says."""

import numpy as np
import pytest

from tests.evaluation.effects.made import made, random_panel
from tidegate.errors import EvaluationError
from tidegate.evaluation import Effect
from tidegate.evaluation.effects.cells import Reading, Summing, lay_out
from tidegate.evaluation.effects.contrasts import drift, never_started, overall, steps_before
from tidegate.evaluation.effects.influence import estimate
from tidegate.evaluation.effects.leave_one_out import leave_one_out, leave_one_out_check, parts_of
from tidegate.evaluation.effects.nearness import apart, nearness_check
from tidegate.evaluation.effects.outcomes import judged_together
from tidegate.evaluation.effects.placebos import no_place_check, no_time_check, place_check, time_check
from tidegate.evaluation.effects.pre_trends import pre_trend_check, pre_trend_contrasts
from tidegate.evaluation.effects.sensitivity import Drifting, block_contrasts, drifting, sensitivity_check
from tidegate.evaluation.effects.staggered import DidOptions, estimate_did

MEAN = Reading(base="mean")


def laid(panel, reading=MEAN):
    return lay_out(panel, "thefts", reading)


def started(panel):
    return [None if s < 0 else int(s) for s in panel.start]


# Before the start


def test_drift_by_hand():
    # The treated gain 2 a period, the others 0.5: 1.5 apart with each.
    panel = made([[0, 2, 4, 6, 9], [1, 1.5, 2, 2.5, 3], [0, 0.5, 1, 1.5, 2]], [4, None, None])
    cells = laid(panel)
    assert estimate(Summing(cells), [drift(cells)])[0].values[0] == pytest.approx(1.5)


def test_steps_and_a_start_that_never_was_by_hand():
    panel = made([[0, 0, 4, 6, 9], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]], [4, None, None])
    cells = laid(panel)
    contrasts = [*steps_before(cells, 2), never_started(cells)]
    # Blocks (0, 0) and (4, 6): 5 below; one period pretended, 6 - mean(0, 0, 4).
    assert estimate(Summing(cells), contrasts)[0].values == pytest.approx([-5, 6 - 4 / 3])


def test_too_little_before_is_said():
    cells = laid(made([[0, 1, 2], [1, 0, 3], [2, 2, 2]], [1, None, None]))
    assert pre_trend_contrasts(cells, 1) == ()
    assert never_started(cells) is None
    check = pre_trend_check((), estimate(Summing(cells), [overall(cells, "simple")])[0], None, effect=0, span=0)
    assert (check.holds, no_time_check().holds, no_place_check().holds) == (None, None, None)


def shares_of_flags(treated, draws):
    flags = []
    for seed in range(30):
        panel = random_panel(seed, units=30, periods=16, treated=treated, cohorts=1)
        checks = estimate_did(panel, "thefts", options=DidOptions(base="mean", draws=draws), seed=seed).checks
        flags.append([c.holds is False for c in checks if c.kind in ("pre-trend", "placebo in time")])
    return np.mean(flags, axis=0)


@pytest.mark.parametrize(("treated", "draws"), [(12, 0), (4, 99)])
def test_units_that_move_alike_are_seldom_flagged(treated, draws):
    # Binomial 99.9 % limit of 5 % in 30.
    assert (shares_of_flags(treated, draws) <= 7 / 30).all()


def test_the_sentence_tells_what_would_be_missed():
    check = estimate_did(random_panel(1), "thefts", seed=1).checks[0]
    assert "does not show that there is none" in check.says
    assert "would often be missed" in check.says
    assert check.table.column_names == ["what", "difference", "se", "p"]


# Placebos


def test_a_pretended_start_that_shows_something_breaks():
    assert time_check(3.0, 1.0, 5.0, 0.01).holds is False
    assert "an effect that cannot be" in time_check(3.0, 1.0, 5.0, 0.01).says


@pytest.mark.parametrize(("p", "claimed", "holds"), [(0.5, True, False), (0.5, False, True), (0.01, True, True)])
def test_other_places_break_only_what_is_claimed(p, claimed, holds):
    assert place_check(-3.0, np.array([-1.0, 2.0]), p, claimed=claimed, level=0.95).holds is holds


# Leave one out


def test_an_effect_of_one_unit_hangs_on_it():
    values = np.zeros((12, 6))
    values[0, 3:] = -40
    panel = made(values + np.random.default_rng(1).normal(0, 0.1, (12, 6)), [3] * 4 + [None] * 8)
    cells = laid(panel)
    summing = Summing(cells)
    parts = parts_of(cells, panel.units, panel.periods, None, np.zeros(12))
    without = leave_one_out(summing, parts, "simple")
    check = leave_one_out_check(-10.0, parts, without, claimed=True)
    assert check.holds is False
    assert "Without unit u000 the estimate moves furthest" in check.says
    assert leave_one_out_check(-10.0, parts, without, claimed=False).holds is True


@pytest.mark.parametrize("seed", range(3))
def test_leaving_out_agrees_with_estimating_anew(seed):
    panel = random_panel(seed, units=16, treated=6)
    cells = laid(panel)
    parts = parts_of(cells, panel.units, panel.periods, None, np.zeros(16))
    assert sorted(set(parts.kinds)) == ["cohort", "comparison", "unit"]
    found = leave_one_out(Summing(cells), parts, "simple")
    for name, kind, value in zip(parts.names, parts.kinds, found, strict=True):
        kept = panel.start != panel.periods.index(name) if kind == "cohort" else np.array(panel.units) != name
        options = DidOptions(base="mean", draws=0)
        assert estimate_did(panel.pick(kept), "thefts", options=options, seed=1).value == pytest.approx(value)


# Sensitivity


def test_breakdown_by_hand():
    # 4 away, 1 is chance; each multiple adds half times two.
    found = Drifting(estimate=-4.0, reach=1.0, most=0.5, steps=2.0)
    assert found.breakdown == 3
    assert sensitivity_check(found).figure == 3
    low, high = found.interval(3.0)
    assert (low, high) == (-8, 0)


def test_without_blocks_before_nothing_is_said():
    assert drifting(np.array([1.0]), np.array([2.0]), np.array([1.0]), 0.1) is None
    assert sensitivity_check(None).holds is None


def test_agrees_with_the_library_on_relative_magnitudes():
    from diff_diff.honest_did import _compute_flci, _solve_rm_bounds_union

    before, after = np.array([0.4, -0.1, 0.2]), np.array([-2.0, -3.0, -2.5])
    # The library's last period before is the reference, at nought.
    found = drifting(np.append(before, 0.0), after, np.full(3, 1 / 3), 1.959963984540054 * 0.3)
    for multiple in (0.5, 1.0, 2.0):
        bounds = _solve_rm_bounds_union(before, after, np.full(3, 1 / 3), 3, multiple)
        assert found.interval(multiple) == pytest.approx(_compute_flci(*bounds, 0.3, 0.05), abs=1e-6)


def test_blocks_are_whole():
    earlier, later = block_contrasts(laid(random_panel(1, periods=30)))
    assert [c.name for c in later] == [str(i * 5) for i in range(5)]
    assert [c.name for c in earlier] == ["-5"]


# Nearness


def spread(seed, spill):
    rng = np.random.default_rng(seed)
    points = np.array([[i * 100.0, 0] for i in range(10)] + [[i * 100.0, 50] for i in range(10)] + [
        [i * 100.0, 5000] for i in range(10)
    ])  # fmt: skip
    values = rng.normal(5, 1, (30, 12))
    values[10:20, 6:] += spill
    return made(values, [6] * 10 + [None] * 20, points=points)


def test_units_next_door_that_move_otherwise_are_seen():
    assert nearness_check(spread(1, 3.0), "thefts", MEAN, 60, draws=0, seed=1).holds is False
    assert nearness_check(spread(1, 0.0), "thefts", MEAN, 60, draws=0, seed=1).holds is True


def test_units_next_door_can_be_left_out():
    assert apart(spread(1, 0), 60).tolist() == [True] * 10 + [False] * 10 + [True] * 10
    effect = estimate_did(spread(1, 3.0), "thefts", options=DidOptions(buffer_m=60, base="mean"), seed=1)
    assert effect.comparison == 10
    assert "10 comparison units within 60 m of a treated unit are left out." in effect.warnings


def test_without_coordinates_nothing_is_near():
    with pytest.raises(EvaluationError, match="the panel has no coordinates"):
        apart(random_panel(1), 60)


# Several outcomes


def test_outcomes_are_judged_together():
    def effect(name, p):
        return Effect(name, "did", "difference", "", -1.0, -2.0, -0.1, p=p)

    table = judged_together([effect("a", 0.04), effect("b", 0.03), effect("c", 0.9)])
    assert table["shown"].to_pylist() == [True, True, False]
    assert table["shown_together"].to_pylist() == [False, False, False]
