import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.statistics import benjamini_hochberg, holm

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


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, np.nan]) == pytest.approx([0.03, 0.06, 0.06, np.nan], nan_ok=True)


@given(chances)
def test_holm_lies_between_benjamini_and_hochberg_and_bonferroni(p):
    found = holm(p)
    assert (found >= np.maximum(p, benjamini_hochberg(p) - 1e-12)).all()
    assert (found <= np.minimum(np.array(p) * len(p), 1) + 1e-12).all()


@pytest.mark.parametrize("corrected", [benjamini_hochberg, holm])
def test_no_probability_is_told(corrected):
    with pytest.raises(ValueError, match=r"outside 0\.\.1"):
        corrected([1.2])
    assert not len(corrected([]))
