"""What an evaluation draws: read without colour, true to its numbers, the same each time, whatever comes in."""

import math
import re
from xml.etree import ElementTree as Xml

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from tests.documents.samples import HOSTILE
from tidegate.documents import Estimate
from tidegate.documents.charts import (
    Carried,
    Moment,
    Path,
    Ring,
    Twig,
    draw_event_study,
    draw_fidelity,
    draw_forest,
    draw_path,
    draw_rings,
)
from tidegate.documents.charts.estimates import interval_row, reach

PERIODS = tuple(f"{2019 + n // 12}-{n % 12 + 1:02d}" for n in range(30))
CHARTS = {
    "event": lambda t: draw_event_study([Moment(k, Estimate(k / 2, k / 2 - 1, k / 2 + 1)) for k in range(-4, 5)],
                                        unit=t, x_title=t, alt_text=t),
    "rings": lambda t: draw_rings([Ring(t, 0, 50, Estimate(-3, -5, -1), True), Ring(t, 50, 200, Estimate(1, -1, 3))],
                                  unit=t, x_title="m", alt_text=t),
    "forest": lambda t: draw_forest([Twig(t, Estimate(-0.2, -0.3, -0.1), True),
                                     Twig("b", Estimate(0.1, -9, 9), below=True)], unit="n", alt_text=t, percent=True),
    "path": lambda t: draw_path(Path(PERIODS, tuple(map(float, range(30))), (3.0,) * 30, 20, ((2.0, 4.0),) * 30),
                                unit="n", names=(t, "b"), gap_name="gap", alt_text=t),
    "fidelity": lambda t: draw_fidelity([Carried(t, 10, 7), Carried("b", 4, None)], unit="visits", alt_text=t),
}  # fmt: skip


def words(drawing):
    return [t.text for t in Xml.fromstring(drawing.svg).iter("{http://www.w3.org/2000/svg}text") if t.text]


@pytest.mark.parametrize("name", CHARTS)
def test_equal_charts_are_equal_text_without_script_or_address(name):
    first, second = CHARTS[name]("Havenkade"), CHARTS[name]("Havenkade")
    assert first == second
    assert first.alt == "Havenkade"
    assert "<script" not in first.svg
    assert not re.findall(r'(?:href|src)="(?!#)', first.svg)
    assert "Havenkade" in " ".join(words(first)) or name == "rings"


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("text", [HOSTILE[7] + HOSTILE[1] + HOSTILE[9] + HOSTILE[11], HOSTILE[8], "datum.value"])
def test_hostile_labels_are_only_labels(name, text):
    svg = CHARTS[name](text).svg
    Xml.fromstring(svg)
    assert "<script>" not in svg


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("event", {"start", "no difference", "from the start on", "before the start (ought to lie on the line)"}),
        ("rings", {"no difference", "the places under the measure", "a ring around them"}),
        ("forest", {"shown", "not shown", "no difference"}),
        ("path", {"start", "gap", "b"}),
        ("fidelity", {"planned", "done", "7 of 10 (70\N{NO-BREAK SPACE}%)", "not written down, of 4"}),
    ],
)
def test_what_is_marked_is_named_and_not_only_coloured(name, signs):
    assert signs <= set(words(CHARTS[name]("x")))


def test_both_kinds_of_points_differ_in_shape_and_filling():
    svg = CHARTS["event"]("x").svg
    fills = set(re.findall(r'fill="(#\w{6})"[^>]*stroke="(#\w{6})"', svg))
    assert any(fill == "#ffffff" for fill, stroke in fills if stroke != fill)
    assert any(fill == stroke for fill, stroke in fills)


def test_observed_is_whole_and_the_other_dashed():
    assert 'stroke-dasharray="6,4"' in CHARTS["path"]("x").svg


def test_the_forest_tells_its_figures():
    assert "~20 % (~30 % to ~10 %)".replace("~", "\N{MINUS SIGN}") in " ".join(words(CHARTS["forest"]("x"))).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_numbers_of_numpy_are_numbers():
    one = np.float64(1.5)
    theirs = [Moment(np.int64(-1), Estimate(one, one - 1, one + 900)), Moment(0, Estimate(one, one, one))]
    ours = [Moment(-1, Estimate(1.5, 0.5, 901.5)), Moment(0, Estimate(1.5, 1.5, 1.5))]
    drawn = [draw_event_study(m, unit="n", x_title="x", alt_text="x") for m in (theirs, ours)]
    assert drawn[0] == drawn[1]


def test_more_than_can_be_read_is_refused():
    with pytest.raises(ValueError, match="31 estimates: draw at most 30"):
        draw_forest([Twig("a", Estimate(0))] * 31, unit="n", alt_text="x")
    with pytest.raises(ValueError, match="41 rows: draw at most 40"):
        draw_fidelity([Carried("a", 1, 1)] * 41, unit="n", alt_text="x")
    with pytest.raises(ValueError, match="without has 1 values: give one for each of 2 periods"):
        Path(("2020", "2021"), (1.0, 2.0), (1.0,), 1)


def test_one_wild_interval_does_not_press_the_others_flat():
    low, high = reach([Estimate(-1, -2, 0), Estimate(0.5, -1e6, 1e6)], 0.0)
    assert -4 < low < high < 4
    row = interval_row(Estimate(0.5, -1e6, 1e6), (low, high))
    assert row["below"] and row["above"]  # noqa: PT018 - an arrow at both ends


numbers = st.one_of(st.floats(-1e6, 1e6), st.sampled_from([0.0, math.nan, math.inf, -math.inf]))
estimates = st.builds(Estimate, numbers, st.one_of(st.none(), numbers), st.one_of(st.none(), numbers))


@given(st.lists(estimates, max_size=6), st.sampled_from([0.0, 1.0]))
def test_the_axis_holds_every_estimate_and_none(drawn, none):
    low, high = reach(drawn, none)
    assert math.isfinite(low)
    assert low <= none <= high
    assert low < high
    assert all(low <= e.value <= high for e in drawn if math.isfinite(e.value))
    for estimate in drawn:
        row = interval_row(estimate, (low, high))
        assert row["low"] is None or low <= row["low"] <= high


@how(max_examples=4)
@given(st.lists(estimates, max_size=4))
def test_whatever_the_numbers_are_something_is_drawn(drawn):
    for drawing in (
        draw_event_study([Moment(n - 2, e) for n, e in enumerate(drawn)], unit="n", x_title="x", alt_text="x"),
        draw_rings([Ring("r", n, n + 1, e) for n, e in enumerate(drawn)], unit="n", x_title="x", alt_text="x"),
        draw_forest([Twig("t", e) for e in drawn], unit="n", alt_text="x"),
        draw_path(Path(PERIODS[: len(drawn)], tuple(e.value for e in drawn), tuple(e.low for e in drawn), None),
                  unit="n", names=("a", "b"), gap_name="g", alt_text="x"),
    ):  # fmt: skip
        svg = Xml.fromstring(drawing.svg)
        assert svg.tag.endswith("svg")
        assert "NaN" not in drawing.svg
