"""The weighted displacement quotient."""

import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.displacement.grids import grid
from tidegate.errors import EvaluationError
from tidegate.evaluation.displacement.comparing import Comparing
from tidegate.evaluation.displacement.quotient import (
    MEANINGLESS,
    estimate_wdq,
    meaning,
    weighted_displacement_quotient,
)

pair = st.tuples(st.integers(1, 500), st.integers(1, 500))


def test_published_cases(shared):
    told = json.loads((shared / "reference" / "displacement_wdq.json").read_text(encoding="utf-8"))
    names = {"GE": "gross", "NE": "net", "success": "success", "buffer": "buffer", "WDQ": "wdq", "TNE": "total_net"}
    assert told["cases"]
    for case in told["cases"]:
        found = asdict(weighted_displacement_quotient(tuple(case["R"]), tuple(case["D"]), tuple(case["C"])))
        for name, value in case["expected"].items():
            assert found[names[name]] == pytest.approx(value, abs=1e-9), (case["name"], name)


def test_all_that_fell_went_next_door():
    found = weighted_displacement_quotient((100, 50), (100, 150), (100, 100))
    assert found.wdq == -1
    assert found.total_net == 0
    assert "nothing was gained" in found.says


@given(pair, pair, pair)
def test_words_follow_the_quotient(treated, around, comparison):
    found = weighted_displacement_quotient(treated, around, comparison)
    if found.success >= 0:
        assert found.says == MEANINGLESS
    else:
        assert ("Benefits" in found.says) == (found.wdq > 0)
        assert ("moved" in found.says) == (found.wdq < 0)


@given(pair, pair, pair, st.integers(2, 20))
def test_the_size_of_the_comparison_does_not_matter_to_the_quotient(treated, around, comparison, times):
    plain = weighted_displacement_quotient(treated, around, comparison)
    larger = weighted_displacement_quotient(treated, around, tuple(n * times for n in comparison))
    assert larger.total_net == pytest.approx(plain.total_net)
    if plain.wdq is not None and abs(plain.success) > 1e-9:
        assert larger.wdq == pytest.approx(plain.wdq)


@pytest.mark.parametrize(
    ("wdq", "words"),
    [
        (1.5, "by more than"),
        (1.0, "by as much as"),
        (0.5, "by less than"),
        (0.0, "went with the comparison"),
        (-0.5, "less than the fall"),
        (-1.0, "nothing was gained"),
        (-1.5, "things got worse"),
    ],
)
def test_what_each_quotient_means(wdq, words):
    assert words in meaning(-0.1, wdq)
    assert meaning(0.1, wdq) == MEANINGLESS


def test_nothing_is_divided_by_nought():
    with pytest.raises(EvaluationError, match=r"nothing can be divided by 0.*Take more comparison places"):
        weighted_displacement_quotient((1, 2), (3, 4), (0, 5))
    with pytest.raises(ValueError, match="negative"):
        weighted_displacement_quotient((-1, 2), (3, 4), (1, 5))


def test_a_fall_of_which_half_moved_next_door():
    panel = grid(treated=30, fall=0.6, moved=0.7, seed=3)
    found = estimate_wdq(panel, "thefts", comparing=Comparing(rings_m=(100,), draws=99), seed=1)
    assert found.success[1] < 0
    assert found.low < -0.7 < found.high
    assert found.quotient.total_net > 0
    again = estimate_wdq(panel, "thefts", comparing=Comparing(rings_m=(100,), draws=99), seed=1)
    assert (again.low, again.high) == (found.low, found.high)


def test_without_a_fall_there_is_no_interval():
    found = estimate_wdq(grid(seed=4), "thefts", comparing=Comparing(rings_m=(100,), draws=99), seed=1)
    assert np.isnan([found.low, found.high]).all()
    assert any("means nothing" in text for text in found.warnings)


def test_a_quotient_needs_rings():
    with pytest.raises(EvaluationError, match="without rings"):
        estimate_wdq(grid(), "thefts", comparing=Comparing(), seed=1)
