"""Maps without tiles: what must be seen is on them, nothing lies on anything, and they come out the same."""

import re
from xml.etree import ElementTree as Xml

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.documents.samples import HOSTILE
from tidegate.documents import Area, CityMap, Name, Sign, class_values, colours, draw_map, grid_areas
from tidegate.documents.drawing import Labels
from tidegate.documents.maps.clustering import heap_signs
from tidegate.documents.maps.ground import frame_city

GROUND = np.column_stack((80_000 + np.tile(np.arange(40) * 25.0, 20), 430_000 + np.repeat(np.arange(20) * 50.0, 40)))
KINDS = {"succession": "succession", "double": "double operation"}


def words(drawing):
    return [t.text for t in Xml.fromstring(drawing.svg).iter("{http://www.w3.org/2000/svg}text") if t.text]


def city(**more):
    signs = [Sign(80_100, 430_100, "succession", "Kade 1"), Sign(80_700, 430_600, "double", "Kade 2")]
    return CityMap(
        **({"ground": GROUND, "signs": signs, "kinds": KINDS, "names": [Name(80_500, 430_500, "Haven")]} | more)
    )


def test_points_alone_are_a_map():
    found = draw_map(CityMap(ground=GROUND), alt_text="a city")
    assert found.svg.count("h.1") == 800
    assert words(found) == ["100 m", "N"]


def test_signs_names_and_key_are_written():
    found = words(draw_map(city(), alt_text="x"))
    assert {"Kade 1", "Kade 2", "Haven", "succession", "double operation"} <= set(found)


def test_equal_maps_are_equal_text_in_any_order():
    turned = city(ground=GROUND[::-1])
    assert draw_map(city(), alt_text="x") == draw_map(turned, alt_text="x")


def test_signs_in_one_place_become_one_with_their_number():
    signs = [Sign(80_100 + n, 430_100, "double") for n in range(5)] + [Sign(80_900, 430_800, "double")]
    found = words(draw_map(city(signs=signs), alt_text="x", language="nl"))
    assert "5" in found
    assert "meer, met hun aantal" in found


places = hnp.arrays(float, st.tuples(st.integers(0, 60), st.just(2)), elements=st.floats(0, 600))


@given(places, st.randoms(use_true_random=False))
def test_heaps_hold_every_sign_once_and_never_overlap(xy, rng):
    found = heap_signs(xy)
    assert sorted(n for heap in found for n in heap.members) == list(range(len(xy)))
    for n, a in enumerate(found):
        assert all(np.hypot(a.x - b.x, a.y - b.y) >= a.radius + b.radius for b in found[:n])
    order = list(range(len(xy)))
    rng.shuffle(order)
    assert [(h.x, h.y) for h in heap_signs(xy[order])] == [(h.x, h.y) for h in found]


boxes = st.tuples(st.floats(0, 90), st.floats(0, 90), st.floats(1, 40), st.floats(1, 40))


@given(st.lists(boxes, max_size=30))
def test_no_label_lies_on_another_or_over_the_edge(given_boxes):
    labels = Labels((0, 0, 100, 100))
    placed = [labels.place([(x, y, x + w, y + h)]) for x, y, w, h in given_boxes]
    kept = [box for box in placed if box]
    for n, a in enumerate(kept):
        assert 0 <= a[0] < a[2] <= 100
        assert 0 <= a[1] < a[3] <= 100
        assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for b in kept[:n])


def test_cells_count_their_points():
    points = np.array([[5.0, 5.0], [99.9, 5.0], [100.0, 5.0], [-1.0, 5.0]])
    found = {a.geometry.bounds[:2]: a.value for a in grid_areas(points, np.array([1.0, 2.0, 4.0, 8.0]))}
    assert found == {(0.0, 0.0): 3.0, (100.0, 0.0): 4.0, (-100.0, 0.0): 8.0}
    assert grid_areas(np.empty((0, 2))) == []


@given(hnp.arrays(float, st.tuples(st.integers(1, 50), st.just(2)), elements=st.floats(-1e5, 1e5)))
def test_no_point_is_lost_in_the_grid(points):
    assert sum(a.value for a in grid_areas(points)) == len(points)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=80))
def test_every_number_has_a_class_whose_label_holds_it(values):
    classes = class_values(values, "en")
    assert len(classes.uppers) == len(classes.labels) == len(colours(classes)) <= 5
    assert list(classes.uppers) == sorted(set(classes.uppers))
    for value in values:
        ends = [int(e.replace(",", "")) for e in classes.labels[classes.of(value)].split("\N{EN DASH}")]
        assert ends[0] <= value <= ends[-1]


def test_breaks_that_are_wanted_are_kept():
    assert class_values([0.5, 0.25], "en", digits=2, breaks=(0.3,)).labels == (
        "0.25\N{EN DASH}0.30",
        "0.30\N{EN DASH}0.50",
    )
    assert class_values([], "en").labels == ()


def test_areas_without_a_number_say_so():
    areas = [Area(shapely.box(0, 0, 500, 500), 3.0), Area(shapely.box(500, 0, 900, 500), None)]
    found = words(draw_map(CityMap(areas=areas, legend="firms", outline=True), alt_text="x"))
    assert {"firms", "3", "no data"} <= set(found)


def test_streets_holes_and_many_parts_are_drawn():
    ring = shapely.box(0, 0, 1000, 1000).difference(shapely.box(400, 400, 600, 600))
    areas = [Area(ring, 1.0), Area(shapely.LineString([(0, 0), (900, 900)]), 2.0), Area(shapely.Polygon(), 3.0)]
    svg = draw_map(CityMap(areas=areas, lines=[shapely.LineString([(0, 500), (1000, 500)])]), alt_text="x").svg
    assert re.search(r"M[^M]*ZM[^M]*Z", svg)
    assert svg.count("stroke-linecap") == 3


@settings(max_examples=30)
@given(st.floats(10, 1e6), st.floats(10, 1e6))
def test_all_that_must_be_seen_is_within_the_frame(across, down):
    shown = CityMap(signs=[Sign(0, 0, "double"), Sign(across, down, "double")], kinds=KINDS)
    frame = frame_city(shown)
    at = frame.place(np.array([[0.0, 0.0], [across, down]]))
    assert (at >= -0.01).all()
    assert (at <= np.array([frame.width, frame.height]) + 0.01).all()


def test_a_place_far_off_does_not_shrink_the_city():
    far = np.vstack((GROUND, [[0.0, 0.0]], [[np.nan, 1.0]]))
    assert frame_city(CityMap(ground=far)).scale > 0.9 * frame_city(CityMap(ground=GROUND)).scale


def test_an_empty_city_has_a_map():
    assert words(draw_map(CityMap(), alt_text="x"))[-1] == "N"


def test_a_large_city_weighs_no_more_than_a_small_one():
    rng = np.random.default_rng(1)
    svg = draw_map(CityMap(ground=rng.uniform(0, 20_000, (300_000, 2))), alt_text="x").svg
    assert len(svg) < 400_000


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_only_names(text):
    kinds = {"k": text or "-"}
    shown = CityMap(ground=GROUND, signs=[Sign(80_500, 430_400, "k", text)], kinds=kinds, legend=text,
                    names=[Name(80_200, 430_100, text)])  # fmt: skip
    found = draw_map(shown, alt_text=text)
    Xml.fromstring(found.svg)
    assert "<script>" not in found.svg


def test_the_messages():
    with pytest.raises(ValueError, match="the map does not say what double, succession means"):
        draw_map(city(kinds={}), alt_text="x")
    with pytest.raises(ValueError, match="a sign has no place"):
        draw_map(city(signs=[Sign(float("nan"), 0, "double")]), alt_text="x")
    with pytest.raises(ValueError, match="9 kinds of signs"):
        draw_map(CityMap(kinds={str(n): "x" for n in range(9)}), alt_text="x")


def test_cells_that_touch_become_one_shape_and_lose_no_ground():
    row = [Area(shapely.box(n * 100, 0, n * 100 + 100, 100), 1.0) for n in range(20)]
    crossed = Area(shapely.Polygon([(0, 300), (100, 400), (100, 300), (0, 400)]), 1.0)
    together, apart = (draw_map(CityMap(areas=[*row, crossed], outline=o), alt_text="x").svg for o in (False, True))
    assert together.count("Z") < apart.count("Z") - 15
    Xml.fromstring(together)
