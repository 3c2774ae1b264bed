"""Estimators where the truth is known: a small sample of the benchmark, and its worlds."""

import numpy as np
import pytest

from tidegate.bench.effects import METHODS, band, bench_effects
from tidegate.bench.worlds import KINDS, OUTCOME, WorldShape, make_world
from tidegate.evaluation import NEVER


@pytest.mark.parametrize("kind", KINDS)
def test_one_seed_one_world(kind):
    first, second = make_world(kind, 3), make_world(kind, 3)
    assert np.array_equal(first.panel.outcome(OUTCOME), second.panel.outcome(OUTCOME), equal_nan=True)
    assert not np.array_equal(first.panel.outcome(OUTCOME), make_world(kind, 4).panel.outcome(OUTCOME), equal_nan=True)


def test_truth_is_what_was_put_in():
    assert make_world("none", 1).truth == 0
    assert make_world("broken-trends", 1).truth == 0
    assert not make_world("broken-trends", 1).sound
    shape = WorldShape()
    assert make_world("effect", 1).truth == pytest.approx(-shape.reduction * shape.level, abs=0.05)
    assert make_world("small-counts", 1).truth == pytest.approx(-0.045, abs=0.005)


def test_worlds_have_what_their_names_say():
    assert len(np.unique(make_world("staggered", 1).panel.start)) == 5
    assert np.isnan(make_world("missing-months", 1).panel.outcome(OUTCOME)).any(axis=0).sum() > 1
    assert (make_world("small-counts", 1).panel.outcome(OUTCOME) == 0).mean() > 0.7
    assert (make_world("none", 1).panel.start != NEVER).sum() == 12
    with pytest.raises(ValueError, match="there is no world 'calm'"):
        make_world("calm", 1)


def test_the_band_is_that_of_the_binomial():
    assert band(0.95, 2000) == pytest.approx((0.937, 0.962), abs=1e-9)


@pytest.mark.parametrize("kind", ["none", "effect", "staggered"])
def test_a_sample_keeps_its_coverage(kind):
    (line,) = bench_effects(methods=["did"], worlds=[kind], panels=30, seed=2)
    assert line.panels == 30
    assert line.low <= line.covered
    assert (line.false is None) == (kind != "none")
    assert (line.false or 0) <= 0.2


def test_broken_trends_are_flagged():
    (line,) = bench_effects(methods=["did"], worlds=["broken-trends"], panels=30, seed=2)
    assert line.flagged >= 0.8
    assert line.shown <= 0.2
    assert line.within is None


def test_methods_answer_the_worlds_they_name():
    lines = list(
        bench_effects(methods=["synthetic-did"], panels=1, slow_panels=1, seed=2, worlds=["none", "staggered"])
    )
    assert [line.world for line in lines] == ["none"]
    assert set(METHODS) >= {"did", "synthetic-did"}


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="there is no 'magic'"):
        list(bench_effects(methods=["magic"]))


@pytest.mark.parametrize("method", [name for name in METHODS if name not in ("did", "did-last-month")])
def test_a_sample_of_every_method(method):
    kind = "small-none" if method == "e-test" else "none"
    (line,) = bench_effects(methods=[method], worlds=[kind], panels=12, slow_panels=6, seed=4)
    assert line.panels + line.refused == (6 if METHODS[method].slow else 12)
    assert line.low <= line.covered
    assert line.shown <= 1 / 3
    assert abs(line.error) < (60 if METHODS[method].summed else 0.6)


def test_where_what_a_method_needs_does_not_hold_its_coverage_is_not_judged():
    lines = bench_effects(
        methods=["interrupted-series", "e-test"], worlds=["broken-trends", "bent-trends", "none"], panels=6, seed=4
    )
    judged = {(line.method, line.world): line.within for line in lines}
    # Counts that come together are not what the E-test is for.
    assert judged["e-test", "none"] is None
    assert judged["interrupted-series", "bent-trends"] is None
    assert judged["interrupted-series", "none"]


def test_a_bend_before_the_start_is_flagged():
    (line,) = bench_effects(methods=["interrupted-series"], worlds=["bent-trends"], panels=20, seed=5)
    assert line.flagged >= 0.8


def test_progress_is_told_panel_by_panel():
    told = []
    list(bench_effects(methods=["did"], worlds=["none"], panels=4, tell=lambda what, share: told.append((what, share))))
    assert told == [("did in none", share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
