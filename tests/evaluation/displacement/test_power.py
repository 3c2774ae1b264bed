"""How often a change would be shown, told from the time before the measure."""

from functools import partial

import pytest

from tests.evaluation.displacement.grids import grid
from tidegate.errors import PanelError
from tidegate.evaluation import Effect
from tidegate.evaluation.displacement.comparing import Comparing
from tidegate.evaluation.displacement.power import power_before
from tidegate.evaluation.displacement.weighted_difference import WddOptions, estimate_wdd


def wdd(panel, outcome, seed):
    return estimate_wdd(panel, outcome, options=WddOptions(comparing=Comparing(draws=99)), seed=seed)


def telling(panel, outcome, seed, *, low):
    return Effect(outcome, "wdd", "difference", "", value=-1.0, low=low, high=-0.5)


def test_an_estimator_that_always_shows_and_one_that_never_does():
    ask = {"after": 6, "reduction": 0.3, "tries": 5, "seed": 1}
    assert power_before(partial(telling, low=-2.0), grid(), "thefts", **ask).share == 1
    assert power_before(partial(telling, low=float("nan")), grid(), "thefts", **ask).share == 0


def test_a_large_fall_is_shown_more_often_than_a_small_one():
    panel = grid(treated=20, seed=1)
    found = [power_before(wdd, panel, "thefts", after=6, reduction=r, tries=12, seed=1).share for r in (0.05, 0.7)]
    assert found[0] < 0.6 < found[1]


def test_nothing_from_the_start_on_is_looked_at():
    panel = grid(seed=1)
    seen = []

    def look(given, outcome, seed):
        seen.append(given)
        return telling(given, outcome, seed, low=-2.0)

    power_before(look, panel, "thefts", after=5, reduction=0.0, tries=2, seed=1)
    assert all(len(p.periods) == 12 for p in seen)
    assert all((p.start[p.treated] == 7).all() for p in seen)
    assert all((p.outcome("thefts") == panel.outcome("thefts")[:, :12]).all() for p in seen)
    assert {int(p.treated.sum()) for p in seen} == {20}


def test_there_must_be_time_before():
    with pytest.raises(PanelError, match="12 periods before the first start, of which 11 are wanted"):
        power_before(wdd, grid(), "thefts", after=11, reduction=0.3, tries=1, seed=1)
