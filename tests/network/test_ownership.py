import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tidegate.network.ownership import commanded, interests, reached


def matrix(size, *shares):
    w = np.zeros((size, size))
    for holder, company, share in shares:
        w[holder, company] = share
    return sparse.csr_matrix(w)


def effective(w, holder, company):
    return pytest.approx(interests(w).effective[holder, company])


# By hand


def test_shares_multiply_along_a_chain_and_add_up_over_two():
    # X holds 50 % of A and 40 % of B; A and B hold 60 % and 30 % of C.
    w = matrix(4, (0, 1, 0.5), (0, 2, 0.4), (1, 3, 0.6), (2, 3, 0.3))
    assert effective(w, 0, 3) == 0.5 * 0.6 + 0.4 * 0.3


def test_two_companies_that_own_each_other():
    # A (0) owns 60 % of B (1), B owns 50 % of A; X (2) has the other half of A, Y (3) the other 40 % of B.
    w = matrix(4, (0, 1, 0.6), (1, 0, 0.5), (2, 0, 0.5), (3, 1, 0.4))
    assert effective(w, 2, 0) == 0.5 / 0.7
    assert effective(w, 2, 1) == 0.3 / 0.7
    assert effective(w, 3, 1) == 0.4 / 0.7
    assert effective(w, 3, 0) == 0.2 / 0.7
    # A's own part of B leaves out what comes back to A; of itself it has 30 % through B.
    assert effective(w, 0, 1) == 0.6
    assert effective(w, 0, 0) == 0.3
    assert list(interests(w).circle) == [0, 0, -1, -1]


def test_three_in_a_ring_and_one_outside():
    # A 50 % of B, B 50 % of C, C 50 % of A, X the rest of A: 1/2 / (1 - 1/8).
    w = matrix(4, (0, 1, 0.5), (1, 2, 0.5), (2, 0, 0.5), (3, 0, 0.5))
    assert effective(w, 3, 0) == 0.5 / 0.875
    assert effective(w, 3, 2) == 0.125 / 0.875


def test_a_circle_that_holds_itself_wholly_has_no_owner():
    w = matrix(3, (0, 1, 1.0), (1, 0, 1.0), (0, 2, 1.0))
    found = interests(w)
    assert list(found.closed) == [True, True, False]
    assert found.effective[0, 1] == 0
    assert found.effective[0, 2] == 1


def test_a_company_that_owns_a_part_of_itself():
    # 20 % treasury shares; X with the other 80 % has the whole.
    assert effective(matrix(2, (0, 0, 0.2), (1, 0, 0.8)), 1, 0) == 1.0


def test_more_than_the_whole_is_scaled_and_told():
    w = matrix(3, (0, 2, 1.0), (1, 2, 1.0))
    assert effective(w, 0, 2) == 0.5
    assert interests(w).stated[2] == 2.0


def test_command_passes_through_majorities_alone():
    # X has 51 % of A and 51 % of B; A has 30 %, B has 25 % of C; C has 60 % of D, and X a tenth of it.
    w = matrix(5, (0, 1, 0.51), (0, 2, 0.51), (1, 3, 0.3), (2, 3, 0.25), (3, 4, 0.6), (0, 4, 0.1))
    found = commanded(w)
    assert found[0, 3] == pytest.approx(0.55)
    assert found[0, 4] == pytest.approx(0.7)
    assert commanded(w, majority=0.55)[0, 3] == 0


def test_half_is_no_majority():
    assert commanded(matrix(3, (0, 1, 0.5), (1, 2, 1.0)))[0, 2] == 0


def test_steps_of_the_shortest_chain():
    found = reached(matrix(4, (0, 1, 0.5), (1, 2, 0.5), (0, 2, 0.1), (2, 3, 1.0)))
    assert [found[0, 1], found[0, 2], found[0, 3]] == [1, 1, 2]


# Laws, and another way


@st.composite
def webs(draw):
    """Webs of companies with circles; each company's shares add up to at most 1, with something left for others."""
    size = draw(st.integers(2, 8))
    parts = draw(st.lists(st.lists(st.integers(0, 9), min_size=size, max_size=size), min_size=size, max_size=size))
    w = np.array(parts, dtype=float) * (np.array(parts) > 5)
    free = draw(st.integers(0, 1))
    total = w.sum(axis=0)
    return w / np.where(total > 0, total / (1 - 0.2 * free), 1.0)


@settings(deadline=None, max_examples=60)
@given(webs())
def test_agrees_with_a_long_series_of_powers(w):
    found = interests(sparse.csr_matrix(w))
    size = len(w)
    for i in range(size):
        others = w.copy()
        others[i] = 0  # walks end where they come back to the holder
        series, power = np.eye(size), others
        for _ in range(16):  # (1 + P)(1 + P²)(1 + P⁴)... has the first 65,536 powers
            series, power = series + series @ power, power @ power
        if not found.closed.any():
            assert np.allclose(found.effective.toarray()[i], w[i] @ series, atol=1e-6)


@settings(deadline=None, max_examples=60)
@given(webs())
def test_those_who_are_owned_by_nobody_have_at_most_the_whole(w):
    found = interests(sparse.csr_matrix(w))
    ultimate = w.sum(axis=0) == 0
    assert (found.effective.toarray()[ultimate].sum(axis=0) <= 1 + 1e-9).all()


@settings(deadline=None, max_examples=60)
@given(webs(), st.randoms())
def test_the_order_of_the_companies_does_not_matter(w, chance):
    order = list(range(len(w)))
    chance.shuffle(order)
    again = interests(sparse.csr_matrix(w[np.ix_(order, order)])).effective.toarray()
    assert np.allclose(interests(sparse.csr_matrix(w)).effective.toarray()[np.ix_(order, order)], again)
