import numpy as np
import pytest

from tidegate.demo.timeline import MONTHS
from tidegate.demo.world import incidents as room
from tidegate.demo.world.city import found_city
from tidegate.demo.world.incidents import MEASURES, RELATED, UNTOUCHED, expected, incidents
from tidegate.demo.world.world import empty_world


@pytest.fixture(scope="module")
def bare_world():
    return empty_world(found_city(0, 3), 0, 0.3, 3)


def rates(world, measures, monkeypatch):
    monkeypatch.setattr(room, "MEASURES", measures)
    return expected(world, world.stream("incidents"))


def test_the_duty_does_what_the_truth_says_and_no_more(bare_world, monkeypatch):
    duty = MEASURES[0]
    without, with_duty = rates(bare_world, (), monkeypatch), rates(bare_world, (duty,), monkeypatch)
    areas = bare_world.city.areas
    for park, start in zip(duty.where, duty.start, strict=True):
        number, area = next((i, a) for i, a in enumerate(areas) if a.district == park)
        for kind in RELATED:
            ratio = with_duty[number, :, kind] / without[number, :, kind]
            assert np.allclose(ratio[:start], 1)
            assert np.allclose(ratio[start:], 1 + duty.effect)
            prevented = (without - with_duty)[number, :, kind]
            moved = (with_duty - without)[area.neighbour, :, kind]
            assert np.allclose(moved, duty.displaced * prevented)
    untouched = [i for i, a in enumerate(areas) if a.kind == "park" and a.district not in duty.where]
    assert len(untouched) == 3
    assert np.array_equal(with_duty[untouched], without[untouched])
    assert np.array_equal(with_duty[..., UNTOUCHED], without[..., UNTOUCHED])


def test_one_measure_does_nothing_and_one_only_follows_a_fall(bare_world, monkeypatch):
    cameras, patrol = MEASURES[1:]
    without = rates(bare_world, (), monkeypatch)
    assert np.array_equal(rates(bare_world, (cameras,), monkeypatch), without)
    fallen = rates(bare_world, (patrol,), monkeypatch) / np.where(without > 0, without, 1)
    area = next(i for i, a in enumerate(bare_world.city.areas) if a.district == patrol.where[0])
    line, start = fallen[area, :, patrol.kinds[0]], patrol.start[0]
    assert np.allclose(line[: start - 12], 1)
    assert np.allclose(line[start:], line[start])
    assert line[start] < 0.6


def test_the_counts_are_drawn_around_their_rates(bare_world):
    counts = incidents(bare_world)
    rate = expected(bare_world, bare_world.stream("incidents")) * bare_world.share
    new = [i for i, a in enumerate(bare_world.city.areas) if a.first_block == 0]
    total = rate[new].sum()
    assert abs(counts.number.sum() - total) < 4 * total**0.5
    assert counts.number.min() == 1
    assert set(np.unique(counts.area)) == set(new)
    assert (counts.month.min(), counts.month.max()) == (0, MONTHS - 1)


def test_a_few_segments_hold_much(bare_world):
    counts = incidents(bare_world)
    _, place = np.unique(np.stack([counts.street, counts.segment], 1), axis=0, return_inverse=True)
    held = np.sort(np.bincount(place, counts.number))[::-1]
    assert held[: len(held) // 4].sum() > 0.4 * held.sum()
