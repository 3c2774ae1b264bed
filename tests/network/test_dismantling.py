import json

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from tidegate.network.dismantling import betweenness, dismantling, katz, strength


def weighted_betweenness(weights):
    """As the authors have it: the count of contacts taken as the length of a path."""
    found = nx.betweenness_centrality(nx.from_scipy_sparse_array(weights), weight="weight")
    return np.array([found[n] for n in range(weights.shape[0])])


RANKINGS = {
    "Unweighted/Betweenness": betweenness,
    "Unweighted/Degree": strength,
    "Unweighted/Katz": katz,
    "Weighted/Betweenness": weighted_betweenness,
    "Weighted/Degree": strength,
    "Weighted/Katz": katz,
}


@pytest.fixture(scope="module")
def montagna(request):
    shared = request.getfixturevalue("shared")
    edges = shared / "data" / "networks" / "Montagna_meetings_edgelist.tsv"
    reference = shared / "reference" / "net_montagna_meeting.json"
    if not (edges.is_file() and reference.is_file()):
        pytest.skip("the shared data is not on this machine (see TIDEGATE_SHARED)")
    pairs = np.loadtxt(edges, dtype=int)
    order = list(dict.fromkeys(pairs[:, :2].ravel().tolist()))
    number = {n: i for i, n in enumerate(order)}
    # Some pairs stand there twice; as in the authors' library, the last weight counts.
    last = {tuple(sorted((number[a], number[b]))): float(w) for a, b, w in pairs.tolist()}
    assert (len(order), len(last)) == (101, 256)
    a, b = np.array(list(last)).T
    half = sparse.coo_matrix((list(last.values()), (a, b)), shape=(len(order), len(order))).tocsr()
    return half + half.T, json.loads(reference.read_text(encoding="utf-8"))["expected"]


@pytest.mark.parametrize("name", RANKINGS)
@pytest.mark.parametrize(("way", "block"), [("Sequential", 1), ("Block", 5)])
def test_the_published_series_of_a_covert_network(montagna, way, block, name):
    weights, expected = montagna
    if name.startswith("Unweighted"):
        weights = (weights > 0).astype(float)
    found = dismantling(weights, RANKINGS[name], block=block)
    published = expected["series"][f"{way}/{name}"]["lcc"]
    if (way, name) == ("Block", "Unweighted/Katz"):
        # The reference itself does not claim this series: one step of twenty differs by a tie between equals.
        assert sum(a != b for a, b in zip(found, published, strict=True)) <= 1
    else:
        assert found == published


def test_a_line_breaks_in_the_middle():
    line = sparse.csr_matrix(nx.to_numpy_array(nx.path_graph(5)))
    assert dismantling(line, betweenness, least=0) == [5, 2, 2, 2, 1]


def test_of_equals_the_last_goes_first():
    pair = sparse.csr_matrix(np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]]))
    assert dismantling(pair, strength, least=0) == [2, 1, 1]


def test_no_node_at_a_time_is_refused():
    with pytest.raises(ValueError, match="1 node or more"):
        dismantling(sparse.eye_array(3), strength, block=0)
