import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.statistics import benjamini_hochberg

chances = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_four_tests_by_hand():
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


@given(chances)
def test_agrees_with_the_definition(p):
    q = benjamini_hochberg(p)
    for own, found in zip(p, q, strict=True):
        higher = [b for b in p if b >= own]
        assert found == pytest.approx(min(1.0, *(b * len(p) / sum(a <= b for a in p) for b in higher)))


@given(chances)
def test_never_below_p(p):
    assert (benjamini_hochberg(p) >= np.array(p)).all()


def test_a_test_that_was_not_possible_does_not_count():
    assert benjamini_hochberg([0.02, np.nan])[0] == 0.02


def test_no_probability_is_told():
    with pytest.raises(ValueError, match=r"outside 0\.\.1"):
        benjamini_hochberg([1.2])
