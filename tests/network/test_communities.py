import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tidegate.network.communities import communities, modularity, overall


def matrix(graph):
    return nx.to_scipy_sparse_array(graph, dtype=float, format="csr")


def test_two_circles_of_friends_and_one_tie_between():
    web = nx.barbell_graph(5, 0)
    label = overall(communities(matrix(web), seed=1))
    assert label.tolist() in ([0] * 5 + [1] * 5, [1] * 5 + [0] * 5)
    assert modularity(matrix(web), label) == pytest.approx(nx.community.modularity(web, [range(5), range(5, 10)]))


@pytest.mark.parametrize("seed", range(3))
def test_as_good_as_networkx_on_planted_communities(seed):
    web = nx.planted_partition_graph(8, 25, 0.4, 0.02, seed=seed)
    ours = modularity(matrix(web), overall(communities(matrix(web), seed=seed)))
    theirs = nx.community.modularity(web, nx.community.louvain_communities(web, seed=seed))
    assert ours >= 0.97 * theirs


webs = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), min_size=1, max_size=30)


@settings(deadline=None, max_examples=40)
@given(webs, st.integers(0, 5))
def test_the_same_seed_gives_the_same_and_never_joins_what_does_not_hang_together(pairs, seed):
    web = nx.Graph([p for p in pairs if p[0] != p[1]])
    web.add_nodes_from(range(12))
    w = nx.to_scipy_sparse_array(web, nodelist=range(12), dtype=float, format="csr")
    label = overall(communities(w, seed=seed))
    assert label.tolist() == overall(communities(w, seed=seed)).tolist()
    part = np.zeros(12, dtype=int)
    for number, members in enumerate(nx.connected_components(web)):
        part[list(members)] = number
    assert all(len(set(part[label == c])) == 1 for c in set(label.tolist()))
    assert modularity(w, label) >= modularity(w, np.arange(12)) - 1e-12
    sizes = np.bincount(label)
    assert sorted(sizes, reverse=True) == sizes.tolist()


def test_a_network_without_a_tie():
    assert overall(communities(sparse.csr_matrix((3, 3)), seed=1)).tolist() == [0, 1, 2]
    assert modularity(sparse.csr_matrix((3, 3)), np.arange(3)) == 0.0
