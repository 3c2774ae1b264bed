import csv
import json
from datetime import date

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.statistics.examples import EXAMPLES
from tidegate.statistics import jacquez, knox

events = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 40)), min_size=2, max_size=25)


def test_published_burglaries_of_chicago(shared):
    reference = json.loads((shared / "reference" / "near_repeat_knox.json").read_text())
    (case,) = reference["cases"]
    with (shared / case["file"]).open() as lines:
        rows = [(float(x), float(y), date.fromisoformat(day).toordinal()) for x, y, day in csv.reader(lines)]
    found = knox(
        [row[:2] for row in rows], [row[2] for row in rows], seed=1,
        distances=[float(b) for b in case["s_breaks"]], intervals=[float(b) for b in case["t_breaks"]],
    )  # fmt: skip
    assert found.observed.tolist() == case["expected"]["observed"]
    assert found.ratio[0, 0] > 1.2  # the same address again within a week
    assert found.p[0, 0] <= 0.05


def test_published_lymphoma_of_uganda(shared):
    """Burkitt's data lie in a library of examples that the tests are given."""
    expected = json.loads((shared / "reference" / "near_repeat_knox.json").read_text())["burkitt"]["expected"]
    _, _, shapes, (_, _, _, day, *_) = pyogrio.raw.read(EXAMPLES / "burkitt" / "burkitt.shp")
    points = shapely.get_coordinates(shapely.from_wkb(shapes))
    # Documented with closed bands, up to 20 and up to 5; ours are open on the right.
    found = knox(points, day, distances=[0, 20.0001], intervals=[0, 6], seed=1, shuffles=999, metric="euclidean")
    assert found.observed.tolist() == [[expected["knox_statistic"]]]
    assert found.p[0, 0] == pytest.approx(expected["p_about"], abs=0.05)  # "about", of 99 random orders
    assert jacquez(points, day, k=3, seed=1).observed == expected["jacquez_k3"]


@given(events.filter(lambda rows: len(rows) > 2), st.integers(1, 2))
def test_nearest_in_both_agrees_with_looking_at_every_pair(rows, k):
    # Without ties, which each way of looking breaks as it likes.
    points = np.array([(x + i * 1e-3 + (i * i) * 1e-5, y + i * 2e-3) for i, (x, y, _) in enumerate(rows)])
    when = np.cumsum([2**i % 1009 + d for i, (_, _, d) in enumerate(rows)])
    far = np.linalg.norm(points[:, None] - points[None], axis=2)
    late = np.abs(when[:, None] - when[None]).astype(float)
    both = [[set(np.argsort(row)[np.argsort(row) != i][:k]) for i, row in enumerate(m)] for m in (far, late)]
    ties = [len(set(np.round(np.delete(m[i], i), 9))) < len(m) - 1 for m in (far, late) for i in range(len(m))]
    assume(not any(ties))
    pairs = {frozenset((i, j)) for i in range(len(rows)) for j in both[0][i] & both[1][i]}
    assert jacquez(points, when, k=k, seed=1, shuffles=0).observed == len(pairs)


def test_too_few_events_for_so_many_nearest_are_told():
    with pytest.raises(ValueError, match="more than k = 3"):
        jacquez([[0, 0], [1, 1], [2, 2]], [1, 2, 3], k=3, seed=1)


@given(events)
def test_agrees_with_looking_at_every_pair(rows):
    x, y, day = np.array(rows).T
    space, time = [0, 1, 5, 12, np.inf], [0, 8, 15, np.inf]
    one, two = np.triu_indices(len(x), 1)
    far, late = np.abs(x[one] - x[two]) + np.abs(y[one] - y[two]), np.abs(day[one] - day[two])
    table = np.histogram2d(far, late, bins=[[0, 1, 5, 12, 1e9], [0, 8, 15, 1e9]])[0]
    found = knox(np.column_stack([x, y]), day, distances=space, intervals=time, seed=1, shuffles=3)
    assert found.observed.tolist() == table.tolist()


@given(events)
def test_shuffling_dates_keeps_the_pairs_of_each_distance(rows):
    x, y, day = np.array(rows).T
    found = knox(np.column_stack([x, y]), day, distances=[0, 5, 12], intervals=[0, 8, np.inf], seed=1, shuffles=5)
    assert found.expected.sum(axis=1) == pytest.approx(found.observed.sum(axis=1))


def test_pairs_planted_in_space_and_time_are_found():
    rng = np.random.default_rng(1)
    first = rng.uniform(0, 10_000, (200, 2))
    day = rng.integers(0, 365, 200)
    points = np.concatenate([first, first[:40] + 5])
    found = knox(points, np.concatenate([day, day[:40] + 2]), distances=[0, 50], intervals=[0, 8], seed=1)
    assert found.p[0, 0] == 0.01


def test_borders_that_fall_are_told():
    with pytest.raises(ValueError, match="increasing numbers"):
        knox([[0, 0]], [1], distances=[5, 1], intervals=[0, 1], seed=1)
