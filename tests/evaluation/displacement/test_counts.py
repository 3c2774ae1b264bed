"""The weighted displacement difference of eight counts."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.evaluation.displacement.counts import Weights, weighted_displacement_difference

pair = st.tuples(st.integers(0, 500), st.integers(0, 500))


def pairs(case, name):
    return tuple(case[name]) if name in case else None


def test_published_cases(shared):
    cases = json.loads((shared / "reference" / "displacement_wdd.json").read_text(encoding="utf-8"))["cases"]
    assert len(cases) >= 4
    for case in cases:
        found = weighted_displacement_difference(
            pairs(case, "treated"),
            pairs(case, "control"),
            around=pairs(case, "disp_treated"),
            around_comparison=pairs(case, "disp_control"),
            level=1 - case.get("alpha", 0.05),
        )
        of = {
            "est_local": found.local.value,
            "est_disp": found.displacement.value if found.displacement else None,
            "est_total": found.total.value,
            "se_total": found.total.se,
            "z": round(found.total.z, 2),
            "ci": [round(found.total.low), round(found.total.high)],
        }
        for name, value in case["expected"].items():
            assert of[name] == pytest.approx(value, abs=1e-6), (case["name"], name)


def test_ten_fewer_where_nothing_changed_elsewhere():
    found = weighted_displacement_difference((20, 10), (20, 20))
    assert found.local.value == found.total.value == -10
    assert found.displacement is None
    assert found.local.se == np.sqrt(70)


@given(pair, pair, pair, pair)
def test_the_parts_add_up(treated, comparison, around, other):
    found = weighted_displacement_difference(treated, comparison, around=around, around_comparison=other)
    assert found.total.value == pytest.approx(found.local.value + found.displacement.value)
    assert found.total.se**2 == pytest.approx(found.local.se**2 + found.displacement.se**2)


@given(pair, pair, st.integers(2, 9))
def test_a_comparison_of_several_times_the_size_counts_as_its_mean(treated, comparison, times):
    large = tuple(n * times for n in comparison)
    plain = weighted_displacement_difference(treated, comparison)
    weighted = weighted_displacement_difference(treated, large, weights=Weights(area=(1, times, 1, 1)))
    assert weighted.local.value == pytest.approx(plain.local.value)
    assert weighted.local.se <= plain.local.se + 1e-9


def test_twice_as_long_before_counts_half():
    found = weighted_displacement_difference((40, 20), (60, 30), weights=Weights(time=(2.0, 1.0)))
    assert found.local.value == 0
    assert found.local.se == pytest.approx(np.sqrt(40 / 4 + 20 + 60 / 4 + 30))


def test_nothing_at_all_has_no_distance():
    assert weighted_displacement_difference((0, 0), (0, 0)).local.z == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"treated": (-1, 2)}, "negative"),
        ({"comparison": (float("nan"), 2)}, "not a number"),
        ({"around": (1, 2)}, "one side only"),
        ({"weights": Weights(area=(1, 0, 1, 1))}, "weight is not above 0"),
        ({"level": 1.0}, "level is 1.0"),
    ],
)
def test_what_cannot_be_counted(change, words):
    asked = {"treated": (1, 2), "comparison": (3, 4)} | change
    with pytest.raises(ValueError, match=words):
        weighted_displacement_difference(asked.pop("treated"), asked.pop("comparison"), **asked)
