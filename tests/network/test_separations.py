import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.network.cities import nodes, ties
from tidegate.network.graph import graph_of
from tidegate.network.separations import fallen_away, separations


def test_a_landlord_between_two_groups_and_a_house_at_the_end():
    web = graph_of(nodes(dict.fromkeys("abcdef", "company")), ties(["ab", "bc", "ca", "cd", "de", "df"]))
    assert separations(web).to_pylist() == [
        {"entity": "c", "kind": "company", "parts": 2, "cut_off": 2},
        {"entity": "d", "kind": "company", "parts": 3, "cut_off": 2},
    ]


def test_people_are_left_out_first_and_have_no_row():
    web = graph_of(nodes({"p": "person", "a": "company", "b": "company", "c": "company"}), ties(["ap", "pb", "bc"]))
    assert separations(web).num_rows == 0


webs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=18)


@settings(deadline=None, max_examples=60)
@given(webs)
def test_agrees_with_taking_each_away(pairs):
    web = nx.Graph([p for p in pairs if p[0] != p[1]])
    web.add_nodes_from(range(10))
    parts, away = fallen_away(nx.to_scipy_sparse_array(web, nodelist=range(10), dtype=float, format="csr"))
    for node in range(10):
        own = nx.node_connected_component(web, node) - {node}
        sizes = [len(c) for c in nx.connected_components(web.subgraph(own))]
        assert (parts[node], away[node]) == (len(sizes), len(own) - max(sizes, default=0))


def test_a_long_line_is_no_trouble():
    line = nx.to_scipy_sparse_array(nx.path_graph(5001), dtype=float, format="csr")
    assert np.argmax(fallen_away(line)[1]) == 2500
