import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.network.cities import nodes, ties
from tidegate.network.layout import layout_of


def drawn(pairs, names="abcdefghijkl", **more):
    table = layout_of(nodes(dict.fromkeys(names, "company")), ties(pairs), **more)
    rows = table.to_pylist()
    return {r["entity"]: np.array([r["x"], r["y"]]) for r in rows}, {r["entity"]: r["component"] for r in rows}


def test_a_tie_is_about_one_long_and_strangers_are_apart():
    place, component = drawn(["ab", "bc", "cd", "ef"])
    assert component == {"a": 0, "b": 0, "c": 0, "d": 0, "e": 1, "f": 1}
    for a, b in ("ab", "bc", "cd", "ef"):
        assert 0.5 < np.linalg.norm(place[a] - place[b]) < 4
    assert np.linalg.norm(place["a"] - place["d"]) > np.linalg.norm(place["a"] - place["b"])


def test_the_same_seed_gives_the_same_drawing():
    pairs = ["ab", "bc", "ca", "de"]
    again = layout_of(nodes(dict.fromkeys("abcde", "company")), ties(pairs), seed=4)
    assert again.equals(layout_of(nodes(dict.fromkeys("abcde", "company")), ties(pairs), seed=4))


webs = st.lists(st.tuples(st.sampled_from("abcdefghijkl"), st.sampled_from("abcdefghijkl")), max_size=25)


@settings(deadline=None, max_examples=40)
@given(webs)
def test_components_do_not_overlap_and_nobody_stands_on_another(pairs):
    place, component = drawn(pairs)
    web = nx.Graph([p for p in pairs if p[0] != p[1]])
    assert set(place) == set(web)
    boxes = []
    for part in nx.connected_components(web):
        assert len({component[e] for e in part}) == 1
        points = np.array([place[e] for e in part])
        boxes.append((points.min(axis=0), points.max(axis=0)))
        gaps = np.linalg.norm(points[:, None] - points[None], axis=2) + np.eye(len(points)) * 9
        assert gaps.min() > 0.05
    for i, (low, high) in enumerate(boxes):
        for other_low, other_high in boxes[:i]:
            assert (low > other_high).any() or (other_low > high).any()


def test_a_network_without_a_tie_has_no_drawing():
    assert drawn([]) == ({}, {})
