import pyarrow as pa
import pytest

from tests.network.cities import nodes, ties
from tidegate.network.contracts import TABLES
from tidegate.network.graph import graph_of, without_persons
from tidegate.network.layout import layout_of
from tidegate.network.persons import faults, measured_persons
from tidegate.tables import Column, Contract


def test_no_table_of_this_room_measures_a_person():
    assert faults(TABLES) == []


@pytest.mark.parametrize("name", ["degree", "page_rank", "betweenness_centrality", "risk_score", "hub"])
def test_a_measure_is_found_by_its_name(name):
    assert name in faults([Contract("t", (Column(name, pa.float64()),))])[0]


def test_a_person_in_a_table_of_measures_is_found():
    web = nodes({"p": "person", "c": "company"})
    places = pa.table({"entity": ["p", "c"]})
    assert measured_persons(web, {"layout": (places, "entity")}) == ["table 'layout': 1 natural persons have a row"]


def test_the_drawing_and_its_communities_have_no_person():
    web, web_ties = nodes({"p": "person", "c": "company", "d": "company"}), ties(["pc", "pd", "cd"])
    assert layout_of(web, web_ties).column("entity").to_pylist() == ["c", "d"]
    assert measured_persons(web, {"layout": (layout_of(web, web_ties), "entity")}) == []
    assert without_persons(graph_of(web, web_ties)).ties.num_rows == 1
