"""Networks as diagrams: every name is told, every kind has its shape, and nobody is larger than another."""

import re
from xml.etree import ElementTree as Xml

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.samples import HOSTILE
from tidegate.documents import Node, Tie, draw_network
from tidegate.documents.diagrams import _APART, _place

KINDS = {"company": "company", "person": "natural person", "premises": "premises"}


def words(drawing):
    return [t.text for t in Xml.fromstring(drawing.svg).iter("{http://www.w3.org/2000/svg}text") if t.text]


def star(arms=4, crowd=100.0):
    nodes = [Node("0", 0, 0, "Zon BV", "company", strong=True)]
    nodes += [Node(str(n), crowd * np.cos(n), crowd * np.sin(n), f"Kade {n}", "premises") for n in range(1, arms + 1)]
    return nodes, [Tie("0", str(n), "rents", ended=n == 1) for n in range(1, arms + 1)]


def test_names_ties_and_key_are_written():
    nodes, ties = star()
    found = draw_network(nodes, ties, kinds=KINDS, alt_text="one company", ended="ended")
    assert {"Zon BV", "Kade 1", "Kade 4", "rents", "company", "premises", "ended"} <= set(words(found))
    assert "natural person" not in words(found)
    assert found.svg.count("stroke-dasharray") == 2
    assert found == draw_network(nodes, ties, kinds=KINDS, alt_text="one company", ended="ended")


def test_a_name_without_room_gets_a_number_and_stands_below():
    nodes = [
        Node(str(n), n % 12 * 0.1, n // 12 * 0.1, f"A company with a long name {n}", "company") for n in range(120)
    ]
    found = words(draw_network(nodes, [], kinds=KINDS, alt_text="x"))
    assert {"1", "2", "3"} <= set(found)
    assert [n for n in range(120) if not re.search(rf"name {n}\b", " ".join(found))] == []


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=1, max_size=30))
def test_places_are_on_the_sheet(raw):
    places, height = _place(np.array(raw))
    assert (places >= 20).all()
    assert (places[:, 0] <= 612 - 20).all()
    assert (places[:, 1] <= height - 20).all()


def test_nodes_in_one_spot_are_parted():
    places, _ = _place(np.zeros((5, 2)))
    gaps = [np.hypot(*(a - b)) for n, a in enumerate(places) for b in places[:n]]
    assert min(gaps) > 0.8 * _APART


def test_all_signs_are_of_one_size():
    nodes = [Node(str(n), n, 0, "x", "company") for n in range(5)]
    few = draw_network(nodes, [], kinds=KINDS, alt_text="x").svg
    many = draw_network(nodes, [Tie("0", str(n)) for n in range(1, 5)], kinds=KINDS, alt_text="x").svg

    def sizes(svg):
        found = re.findall(r'd="M([\d.]+) [\d.]+L([\d.]+) ', svg)
        return {round(float(b) - float(a), 1) for a, b in found if float(b) > float(a)}

    assert sizes(few) <= sizes(many)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12))
def test_ties_between_the_same_two_are_each_seen(pairs):
    nodes, _ = star(4)
    ties = [Tie(str(a), str(b), directed=False) for a, b in pairs if a != b]
    svg = draw_network(nodes, ties, kinds=KINDS, alt_text="x").svg
    curves = re.findall(r'd="(M[\d. -]+Q[\d. -]+)"', svg)
    assert len(curves) == len(ties) == len(set(curves))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_only_names(text):
    nodes = [Node("a", 0, 0, text, "k"), Node("b", 1, 1, text, "k")]
    found = draw_network(nodes, [Tie("a", "b", text)], kinds={"k": text}, alt_text=text)
    Xml.fromstring(found.svg)
    assert "<script>" not in found.svg


def test_nothing_is_drawn_as_nothing():
    assert Xml.fromstring(draw_network([], [], kinds={}, alt_text="x").svg).tag.endswith("svg")


@pytest.mark.parametrize(
    ("nodes", "ties", "kinds", "message"),
    [
        (151, [], {"k": "k"}, "151 nodes: a diagram holds at most 150"),
        (1, [Tie("0", "z")], {"k": "k"}, "ties name z, which is no node"),
        (1, [], {}, "the key does not say what k means"),
        (1, [], {str(n): "x" for n in range(9)}, "9 kinds"),
    ],
)
def test_the_messages(nodes, ties, kinds, message):
    with pytest.raises(ValueError, match=message):
        draw_network([Node(str(n), n, n, "x", "k") for n in range(nodes)], ties, kinds=kinds, alt_text="x")
