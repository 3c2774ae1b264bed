from datetime import date

import pytest

from tests.network.cities import nodes, ties
from tidegate.errors import NetworkError
from tidegate.network.graph import graph_of, standing, without_persons

DAY = date(2024, 1, 1)


def kept(row, **more):
    return standing(ties([("a", "b", row)]), DAY, **more).num_rows == 1


def test_what_holds_on_a_day():
    assert kept({})
    assert kept({"valid_from": DAY, "valid_to": DAY})
    assert not kept({"valid_from": date(2024, 1, 2)})
    assert not kept({"valid_to": date(2023, 12, 31)})
    assert not kept({"known_to": date(2023, 1, 1)})


def test_what_happened_counts_for_as_long_as_one_says():
    sale = {"lasting": False, "valid_from": date(2022, 5, 1), "valid_to": date(2022, 5, 1)}
    assert not kept(sale)
    assert kept(sale, happened_since=date(2022, 1, 1))
    assert not kept(sale, happened_since=date(2023, 1, 1))


def test_a_tie_without_an_end_among_the_nodes_is_left_out():
    graph = graph_of(nodes({"a": "company", "b": "company"}), ties(["ab", "az"]))
    assert (graph.ties.num_rows, graph.neighbours.nnz) == (1, 2)


def test_two_ties_between_the_same_two_are_one_neighbour():
    graph = graph_of(nodes({"a": "company", "b": "company"}), ties(["ab", "ba", "aa"]))
    assert graph.neighbours.toarray().tolist() == [[0, 1], [1, 0]]


def test_people_can_be_left_out():
    graph = without_persons(graph_of(nodes({"a": "company", "p": "person", "b": "company"}), ties(["ap", "pb", "ab"])))
    assert graph.entities.tolist() == ["a", "b"]
    with pytest.raises(NetworkError, match="'p': it does not stand in this network"):
        graph.number("p")
