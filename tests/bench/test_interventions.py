"""Random interventions and the closures of Chicago: the trial runs, and says what it compared."""

from dataclasses import replace

import numpy as np
import pytest

from tests.evaluation.displacement.grids import grid
from tidegate.bench.chicago import OUTCOMES, read_chicago
from tidegate.bench.chicago_closures import bench_closures
from tidegate.bench.random_interventions import (
    AFTER,
    BLOCK,
    SIZES,
    Wish,
    at_random,
    bench_interventions,
    methods,
)
from tidegate.errors import TidegateError
from tidegate.evaluation import NEVER, Effect

CITY = replace(grid(side=30, treated=0, number=40), start=np.full(900, NEVER))


def test_an_intervention_has_as_many_cells_as_asked_and_time_on_both_sides():
    rng = np.random.default_rng(1)
    for in_blocks in (False, True):
        for _ in range(20):
            placed = at_random(CITY, 50, in_blocks, rng)
            (month,) = set(placed.start[placed.treated].tolist())
            assert placed.treated.sum() == 50
            assert 2 * AFTER <= month <= len(CITY.periods) - AFTER


def test_blocks_are_cells_that_touch():
    placed = at_random(CITY, BLOCK, True, np.random.default_rng(3))
    points = placed.points[placed.treated]
    apart = np.abs(points[:, None] - points[None]).max(axis=2)
    assert (np.sort(apart, axis=1)[:, 1] == 100).all()


def seeing(panel, outcome, seed):
    """Shows a fall exactly where the treated cells hold less than half of what they held."""
    values, month = panel.outcome(outcome)[panel.treated], panel.start.max()
    fell = values[:, month:].mean() < values[:, :month].mean() / 2
    return Effect(outcome, "seeing", "difference", "", -1.0, -2.0 if fell else float("nan"), -0.5)


def test_shares_are_those_of_an_estimator_that_sees_all():
    wish = Wish(draws=6, reduction=0.9, tries=1, seed=1)
    lines = bench_interventions(CITY, ["thefts"], ("seeing", seeing), wish, tell=lambda _stage, _share: None)
    whole = lines[0]
    assert (whole.draws, whole.shown, whole.found, whole.planned) == (6, 0, 1, 1)
    assert np.isnan(whole.textbook)
    assert [line.cells for line in lines] == [0, *SIZES, 0, 0]
    assert sum(line.draws for line in lines[1 : 1 + len(SIZES)]) == 6


def test_the_same_seed_gives_the_same_lines():
    wish = Wish(draws=2, reduction=0.5, tries=1, seed=4)
    asked = (CITY, ["thefts"], ("wdd", methods(draws=49)["wdd"]), wish)
    one, two = (bench_interventions(*asked, tell=lambda _stage, _share: None) for _ in range(2))
    assert one == two
    assert 0 <= one[0].textbook <= 1


def test_the_panel_of_chicago_holds_every_burglary_of_its_months(shared):
    made = read_chicago(shared / "data" / "chicago").panel
    assert (made.periods[0], made.periods[-1]) == ("2011-07", "2014-10")
    assert made.outcome(OUTCOMES[0]).sum() == 66_932 - 51  # two days of November are left out
    assert len(made.units) == len(set(made.units)) == len(made.points)


def test_a_folder_without_the_data_is_told(tmp_path):
    with pytest.raises(TidegateError, match=r"there is no burglaries.parquet"):
        read_chicago(tmp_path)


@pytest.mark.slow
def test_the_worked_example_shows_no_effect_as_its_page_says(shared):
    told = list(bench_closures(shared / "data" / "chicago", seed=1))
    assert [(c.kind, e.outcome) for c, e in told] == [(k, o) for k in ("revoked", "cancelled") for o in OUTCOMES]
    assert [c.rows for c, _ in told] == [50, 50, 823, 823]
    assert not any(e.shown for _, e in told)
    assert all(row["p"] > 0.05 for _, e in told for row in e.tables["parts"].to_pylist())
