import pyarrow as pa
import pytest

from tests.network.cities import nodes, ties
from tidegate.errors import NetworkError
from tidegate.network.busiest import busiest
from tidegate.network.contracts import NODES
from tidegate.network.graph import graph_of


def web():
    table = nodes({"p": "person", "a": "company", "b": "company", "x": "premises", "s": "company"}).to_pylist()
    for row in table:
        row["personal"] = row["personal"] or row["entity"] == "s"
    return graph_of(
        pa.Table.from_pylist(table, schema=NODES.schema()), ties(["ax", "bx", "ab", "pa", "sx", "sa", "sb"])
    )


def test_firms_in_order_without_people_and_sole_traders():
    table, left_out = busiest(web(), "company")
    assert [(r["entity"], r["neighbours"]) for r in table.to_pylist()] == [("a", 3), ("b", 3)]
    assert left_out == 1


@pytest.mark.parametrize("kind", ["person", "party", "address"])
def test_people_are_refused(kind):
    with pytest.raises(NetworkError, match="people are not put in an order"):
        busiest(web(), kind)


def test_a_kind_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(NetworkError, match="Name one of company, premises"):
        busiest(web(), "vessel")
