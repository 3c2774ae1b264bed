"""How small an effect could be shown, told from the time before alone."""

import itertools

import numpy as np
import pytest

from tests.evaluation.plan.cases import counts, panel
from tidegate.errors import PanelError, PlanError
from tidegate.evaluation import Effect, Panel
from tidegate.evaluation.plan import PowerWish, power
from tidegate.evaluation.plan.contrast import contrast, step

FEW = PowerWish(draws=20, after=8, smallest_effect=0.5)


def test_the_contrast_is_the_change_of_the_one_less_the_change_of_the_others():
    values = np.array([[4.0, 4, 1, 1], [2, 2, 2, 2], [5, 3, 5, 5]])
    found = contrast(panel(values, [2]), "thefts", 1)
    # 4 to 1 is -3; the others change by 0 and by +1, on average +0.5.
    assert (found.value, found.observed, found.without) == (-3.5, 1.0, 4.5)


def test_its_p_value_agrees_with_dealing_out_every_way():
    values = counts(8, 12)
    values[:2, 6:] -= 3
    found = contrast(panel(values, [6, 6]), "thefts", 1)
    change = values[:, 6:].mean(axis=1) - values[:, :6].mean(axis=1)
    ways = [
        abs(change[list(two)].mean() - np.delete(change, two).mean()) for two in itertools.combinations(range(8), 2)
    ]
    exact = np.mean([w >= abs(found.value) - 1e-9 for w in ways])
    assert found.p == pytest.approx(exact, abs=0.04)


def test_staggered_starts_are_each_held_against_the_same_time_elsewhere():
    values = np.array([[4.0, 4, 4, 2], [6, 3, 3, 3], [1, 2, 3, 4]])
    found = contrast(panel(values, [3, 1]), "thefts", 1)
    first = (2 - 4) - (4 - 2)
    second = (3 - 6) - (3 - 1)
    assert found.value == pytest.approx((first + second) / 2)


def test_the_step_of_a_straight_line_is_found_to_the_figure():
    at = np.arange(20.0)
    found = step(panel((3 + 0.5 * at - 4.0 * (at >= 12))[None, :], [12]), "thefts", 1)
    assert found.value == pytest.approx(-4.0)
    assert found.shown


def test_what_cannot_be_contrasted_is_refused():
    with pytest.raises(PanelError, match="0 units have the measure and 3 do not"):
        contrast(panel(counts(3, 8), []), "thefts", 1)
    with pytest.raises(PanelError, match="its series has 4 periods"):
        step(panel(counts(1, 4), [2]), "thefts", 1)


def test_only_the_time_before_the_start_is_looked_at():
    values = counts(12, 40)
    other = values.copy()
    other[:, 24:] = 1e6
    first, second = (power(panel(v, [24, 26, 30]), "thefts", FEW, seed=3) for v in (values, other))
    cut = power(panel(values[:, :24], [24, 26, 30]), "thefts", FEW, seed=3)
    assert first == second == cut


def test_more_counts_show_smaller_effects_and_the_curve_rises():
    few, many = (power(panel(counts(16, 30, mean=m), [30] * 4), "thefts", FEW, seed=1) for m in (1.0, 30.0))
    assert few.least is not None
    assert many.least is not None
    assert many.least < few.least / 2
    curve = many.curve.to_pylist()
    assert [row["share"] for row in curve] == sorted(row["share"] for row in curve)
    assert (curve[0]["share"], curve[-1]["shown"]) == (0.0, 1.0)
    assert many.at_wish == 1.0
    assert many.least in [row["share"] for row in curve if row["shown"] >= many.aim]


def test_the_same_seed_gives_the_same_answer():
    made = panel(counts(10, 24), [24, 24])
    assert power(made, "thefts", FEW, seed=1) == power(made, "thefts", FEW, seed=1)


def never_shown(made: Panel, outcome: str, seed: int) -> Effect:
    return Effect(outcome, "mute", "difference", "", 0.0, -1.0, 1.0)


def always_shown(made: Panel, outcome: str, seed: int) -> Effect:
    return Effect(outcome, "loud", "difference", "", -1.0, -2.0, -0.5)


def test_a_method_that_shows_nothing_and_one_that_shows_everything_are_found_out():
    made = panel(counts(10, 24), [24, 24])
    mute = power(made, "thefts", FEW, seed=1, run=never_shown)
    assert (mute.least, mute.at_wish, mute.false_alarms) == (None, 0.0, 0.0)
    assert "Not even a fall of 95% would be shown in 80% of cases." in mute.warnings
    loud = power(made, "thefts", FEW, seed=1, run=always_shown)
    assert loud.false_alarms == 1.0
    assert any("this method finds effects here that are not there" in said for said in loud.warnings)
    rise = power(made, "thefts", PowerWish(direction="up", draws=5, smallest_effect=1.0), seed=1, run=always_shown)
    assert rise.at_wish == 0.0


def test_a_short_time_before_is_said_and_a_shorter_one_refused():
    short = power(panel(counts(10, 12), [12, 12]), "thefts", FEW, seed=1)
    assert short.after == 4
    assert any("leaves room for 4 of the 8 periods" in said for said in short.warnings)
    with pytest.raises(PlanError, match="there are 5 periods before the first start"):
        power(panel(counts(10, 5), [5]), "thefts", FEW, seed=1)
    with pytest.raises(PlanError, match="no unit gets the measure"):
        power(panel(counts(10, 12), []), "thefts", FEW, seed=1)


def test_busy_places_among_many_quiet_ones_raise_no_more_alarms_than_are_due():
    shown = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        levels = np.sort(random.gamma(0.4, 4.0, 300))[::-1]
        values = random.poisson(levels[:, None], (300, 20)).astype(float)
        # The busiest ten but every third get the measure.
        shown += contrast(panel(values[[*range(0, 30, 3), *set(range(300)) - set(range(0, 30, 3))]], [12] * 10),
                          "thefts", seed).shown  # fmt: skip
    # The upper end of the binomial 99 % band around 5 % of 200.
    assert shown <= 19


def test_a_gap_in_a_unit_leaves_it_out_where_it_has_no_figure_on_one_side():
    values = counts(4, 8)
    values[3, 4:] = np.nan
    with_gap, without = (contrast(panel(v, [4]), "thefts", 1).value for v in (values, values[:3]))
    assert with_gap == pytest.approx(without)


@pytest.mark.slow
def test_with_nothing_planted_one_in_twenty_is_shown_and_what_is_told_holds_on_fresh_figures():
    shown = [contrast(panel(counts(20, 24, seed=s), [12] * 4), "thefts", s).shown for s in range(1_000)]
    # The binomial 99 % band around 5 % of 1,000.
    assert 32 <= sum(shown) <= 68
    told = power(panel(counts(20, 36), [36] * 4), "thefts", PowerWish(draws=200, after=12), seed=1)
    assert told.least is not None
    hits = 0
    for seed in range(300):
        values = counts(20, 36, seed=seed + 10)
        random = np.random.default_rng(seed)
        values[:4, 24:] -= random.binomial(values[:4, 24:].astype(int), told.least)
        hits += contrast(panel(values, [24] * 4), "thefts", seed).shown
    assert hits / 300 >= told.aim - 0.10
