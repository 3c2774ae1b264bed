import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.network.cities import nodes, ties
from tidegate.network.graph import graph_of
from tidegate.network.paths import paths_between


def graph(pairs, names="abcdefgh"):
    return graph_of(nodes(dict.fromkeys(names, "company")), ties(pairs))


def routes(found):
    return ["".join(c.entities) for c in found.chains]


def test_both_shortest_ways_and_the_rows_that_prove_each_step():
    found = paths_between(graph(["ab", "cb", "ad", "dc", "ae"]), "a", "c")
    assert routes(found) == ["abc", "adc"]
    assert [s.column("record_id").to_pylist() for s in found.chains[0].steps] == [["r0"], ["r1"]]
    assert not found.more


def test_more_than_asked_for_is_said():
    found = paths_between(graph(["ab", "bc", "ad", "dc"]), "a", "c", most=1)
    assert (routes(found), found.more) == (["abc"], True)


def test_a_hub_gives_no_way_and_is_named():
    web = graph(["ah", "hc", "hd", "he", "ab", "bd", "dc"])
    found = paths_between(web, "a", "c", hub=3)
    assert (routes(found), found.hubs) == (["abdc"], ("h",))
    assert routes(paths_between(web, "a", "c", hub=4)) == ["ahc"]
    assert paths_between(graph(["ah", "hc", "hd", "he"]), "a", "c", hub=3).hubs == ("h",)


def test_two_that_do_not_hang_together():
    assert paths_between(graph(["ab", "cd"]), "a", "d").chains == ()


webs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=18)


@settings(deadline=None, max_examples=40)
@given(webs, st.integers(0, 2))
def test_agrees_with_networkx(pairs, longer):
    names = "abcdefgh"
    web = nx.Graph([(names[a], names[b]) for a, b in pairs if a != b])
    web.add_nodes_from(names)
    found = paths_between(graph([(names[a], names[b]) for a, b in pairs]), "a", "h", longer=longer, most=10_000, hub=99)
    if nx.has_path(web, "a", "h"):
        cutoff = nx.shortest_path_length(web, "a", "h") + longer
        assert sorted(routes(found)) == sorted("".join(p) for p in nx.all_simple_paths(web, "a", "h", cutoff=cutoff))
        assert [len(r) for r in routes(found)] == sorted(len(r) for r in routes(found))
    else:
        assert routes(found) == []
