"""Charts that are read without colour, hold what they are given, and come out the same."""

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as Xml

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.samples import HOSTILE
from tidegate.documents import (
    Bar,
    Change,
    Estimate,
    Series,
    draw_bars,
    draw_before_after,
    draw_lines,
    draw_lorenz,
    draw_small_multiples,
)
from tidegate.documents.drawing import fitted, spread, text_width, wrapped

MONTHS = [date(2020 + n // 12, n % 12 + 1, 1) for n in range(24)]


def series(label="Threats", gap=()):
    return Series(label, tuple((m, None if n in gap else float(n)) for n, m in enumerate(MONTHS)))


CHARTS = {
    "bars": lambda label: draw_bars([Bar(label, 1234, 1000, 1500), Bar("b", None)], unit="n", alt_text=label,
                                    reference=(5, label), language="nl"),
    "lines": lambda label: draw_lines([series(label, (3, 5)), series("b")], unit="n", alt_text=label,
                                      events=[(MONTHS[3], label), (MONTHS[4], "second")]),
    "small": lambda label: draw_small_multiples([series(label)] * 4, unit="n", alt_text=label),
    "lorenz": lambda label: draw_lorenz([(0, 0), (0.1, 0.5), (1, 1)], x_title=label, y_title="i", alt_text=label,
                                        band=[(0, 0, 0), (0.5, 0.5, 0.6), (1, 1, 1)], marked=(0.1, 0.5, label)),
    "dots": lambda label: draw_before_after([Change(label, Estimate(3, 2, 4), Estimate(2))], unit="n", alt_text=label),
}  # fmt: skip


def words(drawing):
    return [t.text for t in Xml.fromstring(drawing.svg).iter("{http://www.w3.org/2000/svg}text") if t.text]


@pytest.mark.parametrize("name", CHARTS)
def test_equal_charts_are_equal_text_without_script_or_address(name):
    first, second = CHARTS[name]("Havenkade"), CHARTS[name]("Havenkade")
    assert first == second
    assert first.alt == "Havenkade"
    assert 'role="img" aria-label="Havenkade"' in first.svg
    assert "<script" not in first.svg
    assert not re.findall(r'(?:href|src)="(?!#)', first.svg)
    assert "Havenkade" in " ".join(words(first))


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("text", [HOSTILE[7] + HOSTILE[1] + HOSTILE[9] + HOSTILE[11], HOSTILE[8], "datum.value"])
def test_hostile_labels_are_only_labels(name, text):
    svg = CHARTS[name](text).svg
    Xml.fromstring(svg)
    assert "<script>" not in svg


def test_bars_tell_their_numbers_as_the_reader_writes_them():
    found = words(CHARTS["bars"]("Polderpark"))
    assert "1.234" in found
    assert "\N{EN DASH}" in found


def test_lines_are_named_at_their_ends_and_have_dashes_of_their_own():
    svg = draw_lines([series("Threats"), series("Burglary")], unit="n", alt_text="x")
    assert {"Threats 23", "Burglary 23"} <= set(words(svg))
    assert len(set(re.findall(r'stroke-dasharray="([^"]+)"', svg.svg))) >= 2


def test_a_month_between_two_gaps_is_a_dot():
    with_dot = draw_lines([series(gap=(3, 5))], unit="n", alt_text="x").svg
    assert with_dot.count("<path") > draw_lines([series(gap=(3, 4))], unit="n", alt_text="x").svg.count("<path")


def test_time_is_written_in_the_language():
    assert "2021" in words(draw_lines([series()], unit="n", alt_text="x"))
    short = [Series("s", tuple((m, 1.0) for m in MONTHS[2:7]))]
    assert "mei" in words(draw_lines(short, unit="n", alt_text="x", language="nl"))


@pytest.mark.parametrize(
    "empty",
    [
        lambda: draw_bars([], unit="n", alt_text="x"),
        lambda: draw_bars([Bar("a", 0)], unit="n", alt_text="x"),
        lambda: draw_lines([], unit="n", alt_text="x"),
        lambda: draw_lines([Series("a", ())], unit="n", alt_text="x"),
        lambda: draw_lines([Series("a", ((MONTHS[0], 0.0),))], unit="n", alt_text="x"),
        lambda: draw_small_multiples([], unit="n", alt_text="x"),
        lambda: draw_lorenz([], x_title="x", y_title="y", alt_text="x"),
        lambda: draw_before_after([], unit="n", alt_text="x"),
    ],
)
def test_nothing_is_drawn_as_nothing(empty):
    assert Xml.fromstring(empty().svg).tag.endswith("svg")


def test_the_messages():
    with pytest.raises(ValueError, match="41 bars: draw at most 40"):
        draw_bars([Bar("a", 1)] * 41, unit="n", alt_text="x")
    with pytest.raises(ValueError, match="7 lines: draw at most 6"):
        draw_lines([series()] * 7, unit="n", alt_text="x")


# Lettering


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.floats(0.5, 5))
def test_labels_are_moved_apart_and_keep_their_order(places, gap):
    found = spread(places, gap, 0, 100)
    ordered = [at for _, at in sorted(zip(places, found, strict=True), key=lambda pair: (pair[0], pair[1]))]
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(ordered))
    assert min(found) >= -1e-6
    assert max(found) <= 100 + 1e-6


def test_labels_that_have_room_stay_where_they_are():
    assert spread([10, 50, 90], 5, 0, 100) == [10, 50, 90]


@given(st.text(max_size=60), st.floats(20, 200))
def test_a_fitted_text_fits(text, room):
    found = fitted(text, 10, room)
    assert text_width(found, 10) <= room or len(found) <= 2


def test_a_text_is_wrapped_by_words():
    assert wrapped("Havenkade twelve", 10, 1000) == ["Havenkade twelve"]
    assert wrapped("Havenkade twelve", 10, 60)[0] == "Havenkade"
    assert wrapped("", 10, 60) == [""]


@pytest.mark.parametrize(
    "text", ["Havenkade 12", "Exploitatievergunning horeca", "WWW Müller & Zoon", "iiiiillll", "1.234,5 %"]
)
def test_letters_are_reckoned_no_narrower_than_they_are_set(text):
    source = b'#context [#metadata(measure(text(font: "Libertinus Serif", size: 10pt, sys.inputs.t)).width.pt()) <w>]'
    found = typst.query(source, "<w>", field="value", one=True, sys_inputs={"t": text}, ignore_system_fonts=True)
    assert text_width(text, 10) >= float(found)
