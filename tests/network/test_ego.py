import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.network.cities import nodes, ties
from tidegate.errors import NetworkError
from tidegate.network.ego import ego
from tidegate.network.graph import graph_of

LINE = graph_of(nodes(dict.fromkeys("abcde", "company")), ties(["ab", "bc", "cd", "de"]))


def test_two_steps_along_a_line():
    found = ego(LINE, "a", depth=2)
    assert list(zip(*(found.nodes.column(c).to_pylist() for c in ("entity", "steps")), strict=True)) == [
        ("a", 0), ("b", 1), ("c", 2),
    ]  # fmt: skip
    assert found.ties.num_rows == 2


def test_a_hub_is_reached_but_not_walked_through():
    star = graph_of(nodes(dict.fromkeys("abcdeh", "company")), ties(["ah", "bh", "ch", "dh", "de"]))
    found = ego(star, "a", depth=3, hub=3)
    assert found.nodes.column("entity").to_pylist() == ["a", "h"]
    assert found.hubs == ("h",)
    assert ego(star, "h", depth=1, hub=3).nodes.num_rows == 5
    assert ego(star, "a", depth=3, hub=4).nodes.num_rows == 6


def test_an_entity_of_another_picture_is_refused():
    with pytest.raises(NetworkError, match="does not stand in this network"):
        ego(LINE, "z")


webs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


@settings(deadline=None, max_examples=40)
@given(webs, st.integers(0, 4))
def test_agrees_with_networkx(pairs, depth):
    names = "abcdefghij"
    graph = graph_of(nodes(dict.fromkeys(names, "company")), ties([(names[a], names[b]) for a, b in pairs]))
    other = nx.Graph([(names[a], names[b]) for a, b in pairs])
    other.add_nodes_from(names)
    expected = nx.single_source_shortest_path_length(other, "a", cutoff=depth)
    found = ego(graph, "a", depth=depth, hub=99).nodes
    assert dict(zip(found.column("entity").to_pylist(), found.column("steps").to_pylist(), strict=True)) == expected
