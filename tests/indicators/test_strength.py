"""How far a flag can be trusted that rests on links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.indicators import false_share, strength_in_words


def test_a_rare_flag_on_a_firm_link_may_be_mostly_false():
    # 99 to 1 that the link is right, 1 in 1,000 flagged: 999 / (999 + 99) of the flags may be false.
    assert false_share(0.001, 6.6293566) == pytest.approx(999 / (999 + 99))


@given(st.floats(0.0001, 0.9999), st.floats(-20, 40))
def test_agrees_with_counting_a_population(base, bits):
    right = 2**bits / (1 + 2**bits)
    true, false = base * right, (1 - base) * (1 - right)
    assert false_share(base, bits) == pytest.approx(false / (true + false), rel=1e-6, abs=1e-9)


@given(st.floats(0.0001, 0.9999), st.floats(-20, 30))
def test_a_firmer_link_and_a_commoner_state_make_fewer_false_flags(base, bits):
    assert false_share(base, bits + 1) < false_share(base, bits)
    assert false_share(min(0.99999, base * 1.5), bits) <= false_share(base, bits)


def test_what_rests_on_no_link_and_what_everybody_has():
    assert false_share(0.001, None) is None
    assert false_share(1.0, 3.0) == 0.0
    assert strength_in_words(1.0) == "its weakest link is very weak: about 1 in 3 such links is wrong"
