import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.network.cities import nodes, ties
from tidegate.errors import NetworkError
from tidegate.network.graph import graph_of
from tidegate.network.robustness import End, presence_of, remains, remains_uncertain

NAMES = "abcdefgh"


def graph(pairs, names=NAMES):
    return graph_of(nodes(dict.fromkeys(names, "company")), ties(pairs))


LEASES = graph(
    [("a", "x", {"kind": "Tenancy"}), ("b", "x", {"kind": "Permit"}), ("b", "y"), ("c", "y", {"kind": "Tenancy"})],
    "abcxy",
)


def told(table, *columns):
    return [tuple(r[c] for c in columns) for r in table.to_pylist()]


def test_a_house_a_permit_and_all_leases_end():
    ends = [End("the permit at x", ("x",), ("Permit",)), End("all leases", kinds=("Tenancy",)), End("y", ("y",))]
    assert told(remains(LEASES, ends), "ended", "nodes", "ties", "components", "largest") == [
        ("", 5, 4, 1, 5),
        ("the permit at x", 5, 3, 2, 3),
        ("all leases", 5, 1, 4, 2),
        ("y", 4, 0, 4, 1),
    ]


def test_a_single_tie_ends():
    assert told(remains(LEASES, [End("t2", ties=("t2",))]), "largest", "together") == [(5, 1.0), (3, 8 / 20)]


def test_efficiency_of_a_line():
    # a - b - c: four of six ordered pairs at one step, two at two steps.
    table = remains(graph(["ab", "bc"], "abc"), [End("b", ("b",))], efficiency=True)
    assert told(table, "efficiency") == [(pytest.approx(5 / 6),), (0.0,)]


def test_what_is_not_there_cannot_end():
    with pytest.raises(NetworkError, match="does not stand in this network"):
        remains(LEASES, [End("nobody", ("nobody",))])


webs = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20)


@settings(deadline=None, max_examples=40)
@given(webs, st.lists(st.sampled_from(NAMES), unique=True))
def test_agrees_with_networkx(pairs, going):
    web = nx.Graph(pairs)
    web.add_nodes_from(NAMES)
    expected = []
    for gone in ["", *going]:
        web.remove_nodes_from(gone)
        parts = [len(p) for p in nx.connected_components(web)]
        expected.append((len(parts), max(parts, default=0), pytest.approx(nx.global_efficiency(nx.Graph(web)))))
    found = remains(graph(pairs), [End(g, (g,)) for g in going], efficiency=True)
    assert told(found, "components", "largest", "efficiency") == expected


@settings(deadline=None, max_examples=40)
@given(webs, st.lists(st.sampled_from(NAMES), unique=True))
def test_sure_ties_leave_no_doubt(pairs, going):
    web, ends = graph(pairs), [End(g, (g,)) for g in going]
    sure = remains(web, ends).to_pylist()
    found = remains_uncertain(web, ends, presence=np.ones(web.ties.num_rows), draws=2).to_pylist()
    for row in found:
        assert row["mean"] == row["low"] == row["high"] == sure[row["step"]][row["measure"]]


def test_one_tie_that_is_there_half_of_the_time():
    web = graph(["ab"], "ab")
    rows = remains_uncertain(web, [], presence=[0.5], draws=500, seed=3).to_pylist()
    assert rows[0]["mean"] == pytest.approx(1.5, abs=0.07)
    assert (rows[0]["low"], rows[0]["high"]) == (1, 2)
    assert rows == remains_uncertain(web, [], presence=[0.5], draws=500, seed=3).to_pylist()


def test_bits_become_probabilities():
    assert presence_of(ties([("a", "b", {"bits": 1.0}), ("a", "b")])).tolist() == [pytest.approx(2 / 3), 1.0]


def test_a_probability_for_each_tie():
    with pytest.raises(ValueError, match="one probability"):
        remains_uncertain(LEASES, [], presence=[1.0])
