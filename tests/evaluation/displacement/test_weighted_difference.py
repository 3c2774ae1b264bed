"""The weighted displacement difference of a panel."""

from dataclasses import replace

import numpy as np
import pytest

from tests.evaluation.displacement.grids import grid, months
from tidegate.errors import EvaluationError, PanelError
from tidegate.evaluation import NEVER, Panel
from tidegate.evaluation.displacement.comparing import Comparing, compare
from tidegate.evaluation.displacement.eight import false_alarms, textbook
from tidegate.evaluation.displacement.judging import judged
from tidegate.evaluation.displacement.weighted_difference import WddOptions, estimate_wdd


def estimate(panel, *, part="local", seed=1, **comparing):
    options = WddOptions(part=part, comparing=Comparing(**{"draws": 199, **comparing}))
    return estimate_wdd(panel, "thefts", options=options, seed=seed)


def check(effect, kind):
    return next(c for c in effect.checks if c.kind == kind)


def street(counts, begun, *, at=0):
    """Units far from each other, two periods before and two from the start on."""
    values = np.array(counts, dtype=float)
    start = np.full(len(values), NEVER)
    start[at] = begun
    points = np.array([[i * 1000.0, 0.0] for i in range(len(values))])
    names = tuple(str(i) for i in range(len(values)))
    return Panel(names, months(values.shape[1]), {"thefts": values}, start, points=points)


def test_one_place_beside_four_that_stayed():
    found = estimate(street([[5, 5, 1, 1], *[[5, 5, 4, 4]] * 4], 2))
    assert found.value == -6  # from 10 to 2 where the others went from 10 to 8
    assert (found.observed, found.without) == (2, 8)
    assert (found.treated, found.comparison, found.before, found.after) == (1, 4, 2, 2)
    assert found.method == "wdd"
    assert found.p_by == "permutation"


def test_twice_the_time_before_is_scaled():
    found = estimate(street([[5, 5, 5, 5, 1, 1], *[[5] * 6] * 4], 4), before=4, after=2)
    assert found.value == pytest.approx(-8)
    assert found.tables["counts"]["before"].to_pylist() == [20, 20]


def test_a_fall_is_shown_with_its_size_within_the_interval():
    panel = grid(treated=30, fall=0.5, seed=2)
    found = estimate(panel)
    assert found.shown
    assert found.p < 0.05
    rest = panel.outcome("thefts")[panel.under].sum()
    assert found.low < -rest < found.high  # as much went as stayed
    assert found.share[1] < -0.5 < found.share[2]
    parts = found.tables["parts"].to_pylist()
    assert [row["part"] for row in parts] == ["local"]
    assert parts[0]["textbook_low"] < parts[0]["textbook_value"] < parts[0]["textbook_high"]


def test_what_moved_next_door_is_found_there():
    panel = grid(side=30, treated=30, fall=0.7, moved=1.0, seed=5)
    found = estimate(panel, part="displacement", rings_m=(100, 250))
    assert found.low > 0
    parts = {row["part"]: row for row in found.tables["parts"].to_pylist()}
    assert parts["total"]["value"] == pytest.approx(parts["local"]["value"] + parts["displacement"]["value"])
    assert parts["total"]["low"] < 0 < parts["total"]["high"]
    rings = {row["around"]: row for row in found.tables["rings"].to_pylist()}
    assert rings["0-100 m"]["low"] > 0
    assert rings["100-250 m"]["low"] < 0 < rings["100-250 m"]["high"]


def test_staggered_starts_each_have_their_own_months():
    panel = grid(treated=30, begun=(10, 12, 14), fall=0.5, seed=6)
    found = estimate(panel)
    assert found.shown
    assert (found.before, found.after) == (10, 10)


def test_same_seed_same_bytes():
    panel = grid(seed=7)
    one, two = estimate(panel, rings_m=(100,)), estimate(panel, rings_m=(100,))
    assert one == replace(two, tables=one.tables, checks=one.checks)
    assert all(one.tables[name].equals(two.tables[name]) for name in one.tables)
    assert estimate(panel, rings_m=(100,), seed=2).tables["draws"] != one.tables["draws"]


@pytest.mark.slow
def test_nothing_is_rarely_shown():
    shown = [estimate(grid(seed=s)) for s in range(200)]
    assert sum(e.p < 0.05 for e in shown) <= 18  # 99 % of binomial(200, .05) lie at or below
    assert sum(e.shown for e in shown) <= 18


def test_a_trend_before_the_start_breaks_the_check():
    panel = grid(treated=30, seed=8)
    counts = panel.outcome("thefts").copy()
    counts[panel.treated, 6:12] += 3
    found = estimate(replace(panel, outcomes={"thefts": counts}))
    assert check(found, "pre-trend").holds is False
    assert not found.shown


def test_a_start_where_there_was_none_is_tried_where_the_data_reach_back():
    panel = grid(begun=(18,), seed=9)
    tried = check(estimate(panel, before=6, after=6), "placebo in time")
    assert tried.holds is True
    assert 0.05 <= tried.figure <= 1
    assert check(estimate(grid(seed=9)), "placebo in time").holds is None


def test_one_place_that_carries_all_breaks_the_check():
    counts = [[5, 5, 5, 5]] * 400
    panel = street(counts, 2, at=[0, 1, 2])
    values = panel.outcome("thefts").copy()
    values[0, 2:] = 0
    values[1:3, 2:] = 6
    found = estimate(replace(panel, outcomes={"thefts": values}))
    alone = check(found, "leave one out")
    assert found.value == -6
    assert alone.table.to_pylist()[0] == {"unit": "0", "value": 4.0}
    assert alone.holds is False


def test_one_odd_place_in_a_small_city_is_not_shown():
    # Of fifty places one drawn set in seventeen holds the one that carries all: chance might have picked it.
    values = np.full((50, 4), 5.0)
    values[0, 2:], values[1:3, 2:] = 0, 6
    found = estimate(street(values, 2, at=[0, 1, 2]))
    assert found.p > 0.05
    assert check(found, "placebo in place").holds is False
    assert not found.shown


def test_what_is_not_claimed_is_not_tried_by_leaving_out():
    found = estimate(grid(treated=30, seed=2))
    assert found.includes_none
    assert check(found, "leave one out").holds is None
    assert check(found, "placebo in place").holds is None


def test_treated_places_among_the_drawn_do_not_widen_the_interval():
    # Half of the city is treated and everything there goes: the drawn sets hold treated places, whose fall is known.
    held, change = 0, -20 * 20 * 12
    for seed in range(20):
        values = np.random.default_rng(seed).poisson(20.0, (40, 24)).astype(float)
        values[::2, 12:] = 0
        found = estimate(street(values, 12, at=list(range(0, 40, 2))), before=12, after=12, seed=seed)
        held += found.low < change < found.high
        # The spread of sums of Poisson counts, not that of whether places are treated.
        assert found.high - found.low < 6 * np.sqrt(20 * 20 * 24 * 2)
        assert not found.includes_none
    assert held >= 16


def test_overlap_is_counted_and_told():
    panel = grid(seed=1)
    columns, rows = (panel.points.T // 100).astype(int)
    corner = (columns < 8) & (rows < 8) & (columns % 2 == 0) & (rows % 2 == 0)
    panel = replace(panel, start=np.where(corner, 12, NEVER))
    found = check(estimate(panel, part="total", rings_m=(200,)), "overlap")
    assert found.figure > 0.5
    assert found.holds is False
    assert check(estimate(panel, rings_m=(200,)), "overlap").holds is True
    assert "lie around more than one" in found.says


def test_redraws_are_told_beside_the_textbook():
    found = check(estimate(grid(treated=30, fall=0.5, seed=2)), "redraws")
    assert found.holds is True
    assert found.figure == 1
    assert "the textbook interval would leave nought out in 100%" in found.says.replace("\n", " ")


def test_a_textbook_of_one_draw_agrees_with_that_of_all():
    compared = compare(grid(treated=10, seed=3), "thefts", Comparing(rings_m=(100,), draws=1), seed=1)
    book = textbook(compared, 0.95)
    for name, part in (("local", book.local), ("displacement", book.displacement), ("total", book.total)):
        assert false_alarms(compared, name, level=0.95).here == part.leaves_none_out


def test_named_areas_stand_in_the_place_of_rings():
    panel = grid(treated=10, seed=3)
    free = [name for name, t in zip(panel.units, panel.treated, strict=True) if not t]
    counts = panel.outcome("thefts").copy()
    names = {n: i for i, n in enumerate(panel.units)}
    counts[[names[n] for n in free[:10]], 12:] += 2
    panel = replace(panel, outcomes={"thefts": counts})
    found = estimate(panel, part="displacement", areas={"harbour": free[:10], "station": free[10:20]})
    rows = {row["around"]: row for row in found.tables["rings"].to_pylist()}
    assert rows["harbour"]["low"] > 0
    assert rows["station"]["low"] < 0 < rows["station"]["high"]


def test_only_the_comparison_areas_of_a_plan_are_drawn():
    panel = grid(seed=1)
    free = [name for name, t in zip(panel.units, panel.treated, strict=True) if not t]
    assert estimate(panel, among=free[:100]).comparison == 100
    with pytest.raises(EvaluationError, match="the panel has no unit harbour, nor 1 others"):
        estimate(panel, among=["station", "harbour", free[0]])


def test_few_places_are_told_loudly():
    near = estimate(grid(side=6, treated=6, seed=1), rings_m=(200,))
    assert any("nearer ones were drawn too" in text for text in near.warnings)
    assert check(near, "overlap").holds is None
    few = estimate(grid(side=4, treated=7, seed=1))
    assert any("nearly one and the same" in text for text in few.warnings)


def test_gaps_are_told_loudly():
    panel = grid(seed=1)
    counts = panel.outcome("thefts").copy()
    counts[np.flatnonzero(panel.treated)[0], 13] = np.nan
    counts[np.flatnonzero(~panel.treated)[:3], 5] = np.nan
    found = estimate(replace(panel, outcomes={"thefts": counts}))
    assert found.treated == 19
    assert any(text.startswith("1 of 20 treated units lack a period") for text in found.warnings)
    assert any(text.startswith("3 untreated units lack a period") for text in found.warnings)


def with_counts(panel, change):
    counts = panel.outcome("thefts").copy()
    return replace(panel, outcomes={"thefts": change(counts)})


@pytest.mark.parametrize(
    ("panel", "words"),
    [
        (replace(grid(), start=np.full(400, NEVER)), "no unit is treated"),
        (replace(grid(), start=np.full(400, 12)), "every unit is treated"),
        (grid(begun=(1,)), "there are 1 periods before"),
        (with_counts(grid(), lambda c: c * 0 + 3), "the same everywhere"),
        (with_counts(grid(), lambda c: c - 5), "below nought"),
        (with_counts(grid(), lambda c: np.where(np.arange(24) == 13, np.nan, c)), "lacks a period near its start"),
    ],
)
def test_what_cannot_be_answered_is_refused(panel, words):
    with pytest.raises(PanelError, match=words):
        estimate(panel)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"part": "total"}, "there is nothing around the places"),
        ({"rings_m": (100,), "areas": {"a": ["0/0"]}}, "both rings and named areas"),
    ],
)
def test_what_is_asked_must_be_there(asked, words):
    with pytest.raises(EvaluationError, match=words):
        estimate(grid(), **asked)


def test_rings_need_points():
    with pytest.raises(EvaluationError, match="no coordinates"):
        estimate(replace(grid(), points=None), rings_m=(100,))


def test_a_figure_in_the_middle_of_its_null():
    found = judged(0.0, np.arange(-50.0, 51.0))
    assert found.value == 0
    assert found.p == 1
    assert found.low == -found.high


@pytest.mark.parametrize("found", [-60.0, -49.0, -48.0, -47.0, 0.0, 46.0, 48.0, 49.0, 70.0])
def test_interval_and_p_value_agree(found):
    beside = judged(found, np.arange(-49.0, 50.0))
    assert (beside.p < 0.05) == (not beside.low <= 0 <= beside.high)


def test_too_few_draws_leave_the_interval_open():
    beside = judged(9.0, np.arange(5.0))
    assert (beside.low, beside.high) == (-np.inf, np.inf)
    assert judged(1.0, np.array([np.nan])).p == 1
