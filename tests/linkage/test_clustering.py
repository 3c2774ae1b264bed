"""What belongs together is put together, and nothing else, in whatever order it comes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.linkage.clustering import Bonds, cluster

WAYS = ["average", "closest"]


def grouped(count, links, *, join=3.0, way="average", nodes=None, **bonds):
    left, right, weight = (np.array([x[n] for x in links], t) for n, t in ((0, int), (1, int), (2, float)))
    bonds = {
        k: np.array(v).reshape(-1, 2) if k in ("must", "cannot", "versions") else [np.array(a) for a in v]
        for k, v in bonds.items()
    }
    own = np.arange(count) if nodes is None else nodes
    return cluster(own, left, right, weight, join=join, bonds=Bonds(**bonds), way=way).group.tolist()


@pytest.mark.parametrize("way", WAYS)
def test_two_that_agree_are_one_and_a_third_stays_out(way):
    assert grouped(3, [(0, 1, 8.0), (1, 2, -5.0)], way=way) == [0, 0, 1]


@pytest.mark.parametrize("way", WAYS)
def test_a_weak_bridge_between_two_strong_groups_is_cut(way):
    strong = [(0, 1, 9.0), (1, 2, 9.0), (0, 2, 9.0), (3, 4, 9.0), (4, 5, 9.0), (3, 5, 9.0)]
    assert grouped(6, [*strong, (2, 3, 4.0)], way=way) == [0, 0, 0, 1, 1, 1]


def test_siblings_stay_apart_though_a_vague_record_fits_both():
    # 0 and 2 are siblings (strongly different); 1 has only an initial and fits both.
    assert grouped(3, [(0, 1, 4.0), (1, 2, 4.0), (0, 2, -9.0)]) in ([0, 0, 1], [0, 1, 1])


def test_a_shop_of_several_names_takes_what_fits_one_of_them():
    assert grouped(3, [(0, 1, 6.0), (0, 2, -4.0), (1, 2, 6.0)], way="closest") == [0, 0, 0]


def test_two_numbers_of_one_kind_never_meet():
    links = [(0, 1, 9.0), (1, 2, 9.0)]
    found = grouped(3, links, different=[[7, -1, 8]])
    assert found[0] != found[2]
    assert len(set(found)) == 2


def test_what_a_register_calls_one_is_one():
    assert grouped(3, [(0, 1, -20.0)], same=[[5, 5, -1]]) == [0, 0, 1]


def test_a_judgement_overrides_the_register_and_the_weights():
    assert grouped(2, [(0, 1, 50.0)], cannot=[(0, 1)]) == [0, 1]
    assert grouped(2, [(0, 1, -50.0)], must=[(0, 1)]) == [0, 0]
    assert grouped(2, [(0, 1, 50.0)], same=[[1, 1]], cannot=[(0, 1)]) == [0, 1]
    assert (
        grouped(3, [], same=[[1, 1, -1], [-1, 2, 2]], cannot=[(0, 2)])[0]
        != grouped(3, [], same=[[1, 1, -1], [-1, 2, 2]], cannot=[(0, 2)])[2]
    )


def test_a_judgement_of_different_is_kept_when_groups_grow():
    links = [(0, 1, 9.0), (2, 3, 9.0), (0, 2, 9.0), (1, 2, 9.0), (0, 3, 9.0), (1, 3, 9.0)]
    found = grouped(4, links, cannot=[(0, 3)])
    assert found[0] != found[3]


graphs = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(-8, 12)).filter(lambda e: e[0] < e[1]), max_size=24,
    unique_by=lambda e: e[:2],
)  # fmt: skip
attributes = st.lists(st.integers(-1, 2), min_size=8, max_size=8)
pairs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda e: e[0] != e[1]), max_size=3)


@pytest.mark.parametrize("way", WAYS)
@given(graphs, attributes, st.permutations(range(8)), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_neither_order_of_links_nor_of_nodes_matters(way, links, owner, order, random):
    # Nodes carry their own numbers, as hashes do; what they say goes with them.
    numbers = np.arange(100, 900, 100)
    first = grouped(8, links, way=way, nodes=numbers, different=[owner])
    shuffled = list(links)
    random.shuffle(shuffled)
    turned = [(b, a, w) for a, b, w in shuffled]
    assert grouped(8, turned, way=way, nodes=numbers, different=[owner]) == first
    del order


@pytest.mark.parametrize("way", WAYS)
@given(graphs, attributes, pairs, pairs)
@settings(max_examples=80, deadline=None)
def test_judgements_always_win_and_numbers_never_clash(way, links, owner, must, cannot):
    label = list(range(8))
    for a, b in must:
        label = [label[a] if v == label[b] else v for v in label]
    cannot = [(a, b) for a, b in cannot if label[a] != label[b]]
    found = grouped(8, links, way=way, different=[owner], must=must, cannot=cannot)
    assert all(found[a] == found[b] for a, b in must)
    assert all(found[a] != found[b] for a, b in cannot)
    for group in set(found):
        own = {owner[n] for n in range(8) if found[n] == group} - {-1}
        together = [n for n in range(8) if found[n] == group]
        bound = any(label[a] == label[b] for a in together for b in together if a < b)
        assert len(own) <= 1 or bound


@pytest.mark.parametrize("way", WAYS)
@given(graphs, graphs)
@settings(max_examples=60, deadline=None)
def test_what_touches_nothing_changes_nothing(way, links, others):
    numbers = np.array([*range(100, 900, 100), *range(150, 950, 100)])
    order = np.argsort(numbers)
    place = np.argsort(order)
    alone = grouped(8, links, way=way, nodes=np.arange(100, 900, 100))
    both = [(place[a], place[b], w) for a, b, w in links] + [(place[a + 8], place[b + 8], w) for a, b, w in others]
    both = [(min(a, b), max(a, b), w) for a, b, w in both]
    found = grouped(16, both, way=way, nodes=numbers[order])
    own = [found[place[n]] for n in range(8)]
    assert [[x == y for y in own] for x in own] == [[x == y for y in alone] for x in alone]


def by_hand(count, links, join):
    """Average linkage one merge at a time, the best pair first; without ties it is what reciprocal neighbours give."""
    sets = [{n} for n in range(count)]
    weight = {frozenset(e[:2]): round(e[2] * 1000) for e in links}
    while True:
        best = None
        for i in range(len(sets)):
            for j in range(i):
                found = [weight[frozenset((a, b))] for a in sets[i] for b in sets[j] if frozenset((a, b)) in weight]
                if found:
                    mean = sum(found) // (len(sets[i]) * len(sets[j]))
                    if mean >= join * 1000 and (best is None or mean > best[0]):
                        best = (mean, i, j)
        if best is None:
            return {frozenset(s) for s in sets}
        _, i, j = best
        sets[j] |= sets.pop(i)


@given(st.lists(st.permutations(range(1, 11)), min_size=1, max_size=1), st.permutations(range(10)))
@settings(max_examples=40, deadline=None)
def test_reciprocal_neighbours_agree_with_merging_by_hand(weights, order):
    # All ten pairs of five nodes are compared, with ten different weights: no ties, so both ways are the same.
    every = [(a, b) for a in range(5) for b in range(a + 1, 5)]
    links = [(*every[order[n]], round(w**1.371, 3) - 9.0) for n, w in enumerate(weights[0])]
    found = grouped(5, links, join=2.0)
    assert {frozenset(n for n in range(5) if found[n] == g) for g in set(found)} == by_hand(5, links, 2.0)


def test_who_tells_no_birth_date_ties_no_two_who_do():
    # 0 and 2 are namesakes with birth dates of their own, never compared strongly; 1 fits both of them.
    left, right, weight = np.array([0, 1, 0]), np.array([1, 2, 2]), np.array([9.0, 8.0, 2.0])
    anchored = np.array([True, False, True])
    loose = cluster(np.arange(3), left, right, weight, join=3.0, way="closest")
    held = cluster(np.arange(3), left, right, weight, join=3.0, way="closest", anchored=anchored)
    assert loose.group.tolist() == [0, 0, 0]
    assert held.group.tolist() == [0, 0, 1]


def test_two_who_tell_it_come_together_as_before():
    left, right, weight = np.array([0, 1]), np.array([1, 2]), np.array([9.0, 9.0])
    anchored = np.array([True, True, False])
    assert cluster(np.arange(3), left, right, weight, join=3.0, way="closest", anchored=anchored).group.tolist() == [
        0,
        0,
        0,
    ]
