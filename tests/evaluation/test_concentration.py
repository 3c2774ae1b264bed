"""Concentration and near repeats before and after."""

from dataclasses import replace

import numpy as np
import pytest

from tests.evaluation.displacement.grids import grid
from tidegate.errors import EvaluationError, PanelError
from tidegate.evaluation.concentration import concentration_before_after
from tidegate.evaluation.near_repeats import Near, near_repeats_before_after
from tidegate.statistics import gini, knox, within


def by_name(found):
    return {one.name: one for one in found.moved}


def test_the_same_on_both_sides_has_not_moved():
    panel = grid(seed=1)
    counts = panel.outcome("thefts").copy()
    counts[:, 12:] = counts[:, :12]
    found = concentration_before_after(replace(panel, outcomes={"thefts": counts}), "thefts", seed=1)
    one = by_name(found)["Gini coefficient"]
    assert one.whole_before == one.whole_after == gini(counts[:, :12].sum(axis=1))
    assert found.incidents[0] == found.incidents[1]
    assert not any(m.shown for m in found.moved)


def test_what_gathered_on_few_places_is_shown():
    panel = grid(seed=2)
    counts = panel.outcome("thefts").copy()
    counts[100:, 12:] = np.random.default_rng(1).binomial(counts[100:, 12:].astype(int), 0.5)
    near = within(panel.points, 150)
    found = concentration_before_after(replace(panel, outcomes={"thefts": counts}), "thefts", seed=1, neighbours=near)
    moved = by_name(found)
    assert moved["generalised Gini coefficient"].shown
    assert moved["generalised Gini coefficient"].low > 0
    assert moved["Moran's I"].change > 0
    assert moved["places where incidents gather"].change > 0
    assert set(found.tables) == {"measures", "lorenz", "gathering", "lisa"}
    assert found.tables["lisa"].num_rows == 400


def test_fewer_incidents_alone_are_no_change_of_concentration():
    panel = grid(seed=3, mean=0.3)
    rng = np.random.default_rng(1)
    counts = panel.outcome("thefts").copy()
    counts[:, 12:] = rng.binomial(counts[:, 12:].astype(int), 0.3)
    found = concentration_before_after(replace(panel, outcomes={"thefts": counts}), "thefts", seed=1)
    one = by_name(found)["Gini coefficient"]
    assert one.whole_after - one.whole_before > 0.1
    assert not one.shown
    assert any("far apart" in text for text in found.warnings)


def test_same_seed_same_bytes():
    asked = {"seed": 1, "neighbours": within(grid().points, 150), "draws": 19}
    one, two = (concentration_before_after(grid(), "thefts", **asked) for _ in range(2))
    assert one.moved == two.moved
    assert all(one.tables[name].equals(two.tables[name]) for name in one.tables)


def test_few_periods_are_told():
    found = concentration_before_after(grid(), "thefts", seed=1, length=3, draws=19)
    assert "p cannot fall far below 0.25" in found.warnings[0]


def with_counts(change):
    panel = grid()
    return replace(panel, outcomes={"thefts": change(panel.outcome("thefts").copy())})


@pytest.mark.parametrize(
    ("panel", "asked", "words"),
    [
        (grid(treated=0), {}, "no unit is treated"),
        (grid(), {"split": 1}, "there are 1 periods before"),
        (grid(), {"length": 20}, "there are 12 periods before"),
        (with_counts(lambda c: c - 9), {}, "below nought"),
        (with_counts(lambda c: np.where(c > 5, np.nan, c)), {}, "lack a period"),
        (with_counts(lambda c: c * (np.arange(400) == 0)[:, None] * 0 + (np.arange(24) == 0)), {}, "a side has 0"),
    ],
)
def test_what_cannot_be_compared(panel, asked, words):
    with pytest.raises(PanelError, match=words):
        concentration_before_after(panel, "thefts", seed=1, **asked)


def repeating(rng, number, *, repeats):
    """Incidents on a wide field; a share is followed by another within three days and thirty metres."""
    points = rng.uniform(0, 20_000, (number, 2))
    days = rng.integers(0, 365, number)
    follow = rng.random(number) < repeats
    return (
        np.concatenate([points, points[follow] + rng.uniform(-20, 20, (int(follow.sum()), 2))]),
        np.concatenate([days, days[follow] + rng.integers(0, 3, int(follow.sum()))]),
    )


def test_near_repeats_that_went_away():
    rng = np.random.default_rng(1)
    before, after = repeating(rng, 1500, repeats=0.3), repeating(rng, 1500, repeats=0.02)
    points = np.concatenate([before[0], after[0]])
    days = np.concatenate([before[1], after[1] + 400])
    found = near_repeats_before_after(points, days, split_day=400, near=Near(200, 7), seed=1, shuffles=49)
    assert found.shown
    assert found.change < found.high < 1
    assert found.p_before == 1 / 50
    same = near_repeats_before_after(points, days, split_day=400, near=Near(200, 7), seed=1, shuffles=49)
    assert (same.low, same.high) == (found.low, found.high)


def test_the_expected_number_is_the_mean_over_orders_of_the_dates():
    rng = np.random.default_rng(2)
    points, days = repeating(rng, 800, repeats=0.2)
    both = np.concatenate([points, points]), np.concatenate([days, days + 1000])
    found = near_repeats_before_after(*both, split_day=900, near=Near(400, 14), seed=1, shuffles=19)
    side = knox(points, days, distances=[0, 400], intervals=[0, 14], seed=1, shuffles=400, metric="euclidean")
    row = found.table.to_pylist()[0]
    assert row["repeats"] == side.observed[0, 0]
    assert row["expected"] == pytest.approx(side.expected[0, 0], rel=0.05)
    assert found.change == 1
    assert not found.shown


def test_near_repeats_need_near_pairs():
    points = np.array([[i * 1000.0, 0.0] for i in range(20)])
    with pytest.raises(EvaluationError, match="there are 0 pairs within 200 m"):
        near_repeats_before_after(points, np.arange(20), split_day=10, near=Near(), seed=1, shuffles=1)
