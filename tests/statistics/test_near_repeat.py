import csv
import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.statistics import knox

events = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 40)), min_size=2, max_size=25)


# The file also tells of Burkitt's lymphoma in Uganda; its points lie in a library that is not part of this project,
# so that case has no data here and cannot be tried.
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
