"""What the plan check calls answerable, the estimator answers: the smallest design that each method is said to take."""

import importlib

import numpy as np
import pytest

from tidegate.errors import EvaluationError, PanelError
from tidegate.evaluation import NEVER, Panel
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.estimating import ESTIMATORS
from tidegate.evaluation.plan.methods import methods

SMALLEST = [method for method in methods().values() if method.id in ESTIMATORS]


def panel(method, *, staggered):
    treated, before = max(method.fewest_treated, 2 if staggered else 1), method.fewest_before
    # A gap of one period between the starts, and after the last as many periods as are asked for.
    periods = before + max(method.fewest_after, 2) + staggered
    starts = np.full(treated + max(method.fewest_comparison, 1), NEVER)
    starts[:treated] = before + (np.arange(treated) % 2 if staggered else 0)
    values = np.random.default_rng(6).poisson(20.0, (len(starts), periods)).astype(float)
    return Panel(
        tuple(f"u{i:02d}" for i in range(len(starts))),
        tuple(f"{2018 + t // 12}-{t % 12 + 1:02d}" for t in range(periods)),
        {"y": values},
        starts,
        points=np.random.default_rng(7).uniform(0, 5_000, (len(starts), 2)),
    )


def answered(method, made):
    where = ESTIMATORS[method.id]
    module = importlib.import_module(where.module)
    return getattr(module, where.function)(made, "y", options=getattr(module, where.options)(), seed=3)


@pytest.mark.parametrize("method", SMALLEST, ids=[method.id for method in SMALLEST])
def test_the_smallest_design_is_answered(method):
    effect = answered(method, panel(method, staggered=False))
    assert isinstance(effect, Effect)
    assert np.isfinite(effect.value)
    # An interval without width would be certainty from next to nothing.
    assert effect.low < effect.value < effect.high


@pytest.mark.parametrize("method", SMALLEST, ids=[method.id for method in SMALLEST])
def test_starts_that_differ_are_taken_by_those_who_say_so_and_refused_by_the_others(method):
    made = panel(method, staggered=True)
    if method.staggered:
        assert np.isfinite(answered(method, made).value)
    else:
        with pytest.raises((EvaluationError, PanelError), match=r"start|times|different"):
            answered(method, made)


def test_every_estimator_has_its_line():
    assert {method.id for method in SMALLEST} == set(ESTIMATORS)
