"""Explanations: their numbers add up, their words fit the reader, their drawing says nothing by colour alone."""

# ruff: noqa: RUF001 - readers get true minus signs and dashes

import math
import re
import xml.etree.ElementTree as ET

import networkx as nx
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.errors import LinkageError
from tidegate.linkage.contracts import LINKS
from tidegate.linkage.description import Comparison, Level, Model
from tidegate.linkage.explaining import (
    explain_entity,
    explain_pair,
    languages,
    tell_entity,
    tell_pair,
)
from tidegate.linkage.explaining.chart import draw_waterfall
from tidegate.linkage.explaining.words import _phrases, number, percent, probability


def comparison(name, en, nl):
    same = Level("x", {"en": "the same", "nl": "hetzelfde"}, 0.9, 0.01)
    return Comparison(name, {"en": en, "nl": nl}, (), (same, Level("", {"en": "different", "nl": "anders"}, 0.1, 0.99)))


MODEL = Model(
    name="person", version=3, title={"en": "Person"}, schemas=("Person",), fields=(), blocking=(), prior=1 / 1025,
    comparisons=(
        comparison("family", "Family name", "Achternaam"),
        comparison("birth", "Date of birth", "Geboortedatum"),
        comparison("phone", "Telephone", "Telefoon"),
    ),
    join=4.0, review=-4.0,
)  # fmt: skip


def link(weight=1.0, family=(0, 14.0), birth=(1, -3.0), phone=(-1, 0.0), rarity=6.0):
    row = {"node_l": 1, "node_r": 2, "weight": weight, "block": None, "rarity_family": rarity}
    for name, (level, bits) in (("family", family), ("birth", birth), ("phone", phone)):
        row |= {f"level_{name}": level, f"bits_{name}": bits}
    return row


VALUES = {"family": ("Quist", "Quist"), "birth": ("1980-01-02", "1980-02-01"), "phone": (None, "010 123")}


# A pair


def test_a_pair_in_words():
    assert tell_pair(explain_pair(MODEL, link(), VALUES)).splitlines() == [
        "Before anything is compared: about 1 to 1,000 that such a pair is one (−10.0 bits).",
        " +14.0  Family name: the same; both “Quist”; speaks for it; of which +6.0 because the value is rare.",
        "  −3.0  Date of birth: different; “1980-01-02” and “1980-02-01”; speaks against it.",
        "   0.0  Telephone: only “010 123”; says nothing: absent on at least one side.",
        "Together 1.0 bits: about 2 to 1 that the two are one (67 %), likely.",
        "That is below the line from which they are put together (4.0 bits), and worth a look.",
        "What speaks against it: date of birth (−3.0).",
    ]


def test_a_pair_in_the_language_of_the_reader():
    told = tell_pair(explain_pair(MODEL, link(6.0, birth=(0, 2.0)), VALUES, language="nl"))
    assert (
        " +14,0  Achternaam: hetzelfde; beide “Quist”; pleit ervoor; waarvan +6,0 omdat de waarde zeldzaam is." in told
    )
    assert told.endswith("Niets van wat vergeleken is pleit ertegen.")
    assert "boven de grens" in told


def test_a_language_that_is_not_there_is_told_in_english():
    assert tell_pair(explain_pair(MODEL, link(), language="xx")) == tell_pair(explain_pair(MODEL, link()))


def test_every_phrase_is_in_every_language():
    assert languages() == ("en", "nl")
    braces = {code: {k: set(re.findall(r"{\w+}", v)) for k, v in said.items()} for code, said in _phrases().items()}
    assert all(said == braces["en"] for said in braces.values())


def test_what_cannot_be_told_apart_is_a_piece_of_its_own():
    pieces = explain_pair(MODEL, link(weight=3.5)).pieces
    assert (pieces[-1].comparison, pieces[-1].title, pieces[-1].bits) == ("", "Not told apart", 2.5)


bits = st.floats(-30, 30, allow_nan=False)


@given(bits, bits, bits, bits)
def test_the_pieces_add_up_to_the_weight(weight, family, birth, phone):
    found = explain_pair(MODEL, link(weight, (0, family), (1, birth), (-1, phone)))
    assert math.isclose(found.start + sum(p.bits for p in found.pieces), weight, abs_tol=0.06)
    assert [p.bits for p in found.against] == sorted(p.bits for p in found.pieces if p.speaks == "against")
    assert all((p.bits < 0) == (p.speaks == "against") for p in found.pieces if abs(p.bits) >= 0.05)
    assert math.isclose(found.probability, 2**weight / (1 + 2**weight))


@given(st.floats(-2000, 2000))
def test_no_probability_is_told_as_0_or_100(value):
    assert 0 <= probability(value) <= 1
    assert percent(value, "en") not in {"0", "100", "0.0", "100.0"}


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_reads_back(value, digits):
    text = number(value, "nl", digits=digits).replace(".", "").replace(",", ".").replace("−", "-")
    assert math.isclose(float(text), round(value, digits), abs_tol=0.6 * 10**-digits)


@pytest.mark.parametrize("broken", [{"level_birth": None}, {"level_birth": 2}, {"bits_birth": None}])
def test_a_link_of_another_model_is_refused(broken):
    with pytest.raises(
        LinkageError, match=r"comparison 'birth': the link was not made by this model.* run the linkage"
    ):
        explain_pair(MODEL, link() | broken)


# Its drawing


def drawn(svg):
    return [t.text or "" for t in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_the_drawing_says_it_in_words_and_signs():
    svg = draw_waterfall(explain_pair(MODEL, link(), VALUES, language="nl"))
    words = drawn(svg)
    assert {"Achternaam", "hetzelfde", "beide “Quist”", "+14,0", "−3,0", "0,0", "1,0", "−10,0"} <= set(words)
    assert {"2 tegen 1 (67 %)", "waarschijnlijk", "vanaf hier samengevoegd (4,0)", "bits bewijs"} <= set(words)
    assert 'role="img" aria-label="Waarom deze twee wel of niet hetzelfde zijn"' in svg
    assert "<script" not in svg


def test_equal_explanations_give_equal_drawings():
    assert draw_waterfall(explain_pair(MODEL, link(), VALUES)) == draw_waterfall(explain_pair(MODEL, link(), VALUES))


def test_a_long_or_strange_value_does_not_break_the_drawing():
    strange = {"family": ("<b>&" + "x" * 10_000, "y" * 10_000), "birth": ("", "\n")}
    svg = draw_waterfall(explain_pair(MODEL, link(), strange))
    assert any(text.startswith("“<b>&xxx") for text in drawn(svg))
    assert len(svg) < 30_000


# An entity


def links(*rows):
    return pa.Table.from_pylist(
        [{"node_l": a, "node_r": b, "weight": w, "block": None} for a, b, w in rows], schema=LINKS.schema()
    )


TWO_TRIANGLES = links(
    (1, 2, 9.0), (2, 3, 8.0), (1, 3, 7.0), (3, 4, 5.0), (4, 5, 9.0), (5, 6, 8.0), (4, 6, 6.0), (6, 99, 9.0)
)
RECORDS = {1: 1, 2: 2, 3: 1, 4: 1, 5: 1, 6: 3}


def test_a_bridge_between_two_groups():
    found = explain_entity(TWO_TRIANGLES, RECORDS)
    (bridge,) = found.bridges
    assert (bridge.node_l, bridge.node_r, bridge.weight) == (3, 4, 5.0)
    assert (bridge.left, bridge.right) == ((1, 2, 3), (4, 5, 6))
    assert (bridge.records_left, bridge.records_right) == (4, 5)
    assert found.first == bridge
    assert tell_entity(found, names={3: "Quist", 4: "Kwist"}).splitlines() == [
        "1 of 7 links hold it together on their own:",
        "  Without Quist – Kwist (5.0 bits) it falls into 4 and 5 records.",
    ]


def test_without_a_bridge_the_place_of_the_first_break_is_told():
    found = explain_entity(links((1, 2, 9.0), (2, 3, 5.0), (1, 3, 6.0)), {1: 1, 2: 1, 3: 4})
    assert found.bridges == ()
    assert (found.first.weight, found.first.left, found.first.right) == (6.0, (1, 2), (3,))
    told = tell_entity(found, language="nl")
    assert told.splitlines()[-1] == "Als de grens hoger lag, zou het eerst breken bij 6,0 bits, in 2 en 4 records."


def test_an_entity_of_one_node_and_one_held_by_judgements():
    assert tell_entity(explain_entity(links(), {7: 3})) == "One node, 3 records that say the same: no link is needed."
    found = explain_entity(links((1, 2, 9.0), (2, 3, 1.0)), {1: 1, 2: 1, 3: 1}, join=4.0)
    assert (found.pieces, found.first) == (((1, 2), (3,)), None)
    assert tell_entity(found).startswith("Its links do not reach all of it: it lies in 2 pieces")


def test_no_entity():
    with pytest.raises(LinkageError, match=r"entity: it has no record. Name an entity of this build"):
        explain_entity(links(), {})


edges = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 9).map(float)), max_size=16)


@given(edges, st.randoms())
@settings(deadline=None)
def test_bridges_and_first_break_agree_with_networkx(rows, random):
    records = {n: n + 1 for n in range(9)}
    found = explain_entity(links(*rows), records)
    graph = nx.Graph()
    graph.add_nodes_from(range(9))
    for a, b, weight in rows:
        if a != b:
            graph.add_edge(a, b, weight=max(weight, graph.get_edge_data(a, b, {"weight": 0})["weight"]))
    assert {(t.node_l, t.node_r) for t in found.bridges} == {tuple(sorted(e)) for e in nx.bridges(graph)}
    assert sorted(found.pieces) == sorted(tuple(sorted(c)) for c in nx.connected_components(graph))
    for tie in found.bridges:
        rest = graph.copy()
        rest.remove_edge(tie.node_l, tie.node_r)
        assert set(tie.left) == nx.node_connected_component(rest, tie.node_l)
        assert tie.records_right == sum(records[n] for n in nx.node_connected_component(rest, tie.node_r))
    if found.first:
        tree = nx.maximum_spanning_tree(graph)
        assert found.first.weight == min(d["weight"] for _, _, d in tree.edges(data=True))
        over = [d["weight"] for a, b, d in graph.edges(data=True) if (a in found.first.left) != (b in found.first.left)]
        assert max(over) == found.first.weight
        assert sorted(found.first.left + found.first.right) == list(range(9))
    shuffled = [(b, a, w) for a, b, w in rows]
    random.shuffle(shuffled)
    assert explain_entity(links(*shuffled), records) == found
