"""Permits of a slow kind, granted within days, all from one desk.

Look-alike: a simple kind of permit, which every desk grants within days.
"""

import numpy as np

from tidegate.demo.patterns.dosage import instances, look_alikes
from tidegate.demo.timeline import day
from tidegate.demo.world.authority import CATERING, DESKS, EVENT, MASSAGE, decision_days
from tidegate.demo.world.city import SHOP
from tidegate.demo.world.founding import staffed_company
from tidegate.demo.world.world import World, sectors

NAME = "fast_permits"


def plant(world: World) -> None:
    """Plant the hurried desks and the simple permits."""
    random = world.stream(NAME)
    desks = random.permutation(DESKS)
    for number in range(instances(world, 2)):
        _hurried(world, random, number, int(desks[number % DESKS]), 11 if number % 2 == 0 else 6)
    for number in range(look_alikes(world, 2)):
        _simple(world, random, number)


def _hurried(world: World, random: np.random.Generator, number: int, desk: int, permits: int) -> None:
    kind, key = ((CATERING, "catering"), (MASSAGE, "massage"))[number % 2]
    rows: list[int] = []
    for place in world.premises_free(random, permits, (SHOP,), ("quarter", "fringe")):
        applied = int(random.integers(day("2021-06-01"), day("2023-09-01")))
        took = int(random.integers(1, 5 if number % 2 == 0 else 9))
        company, _, _ = staffed_company(
            world, random, sector=int(sectors().of(key)[0]), premises=int(place), founded=applied - 20
        )
        rows.extend(
            world.permits.add(
                1,
                kind=kind,
                company=company,
                premises=int(place),
                applied=applied,
                decided=applied + took,
                start=applied + took + 1,
                end=applied + took + 5 * 365,
                desk=desk,
            )
        )
    world.mark(NAME, f"true-{number}", True, "slow kind granted within days from one desk", "permits", rows)


def _simple(world: World, random: np.random.Generator, number: int) -> None:
    place = int(world.premises_free(random, 1, (SHOP,), ("quarter", "fringe"))[0])
    applied = random.integers(day("2020-06-01"), day("2024-09-01"), 6)
    company, _, _ = staffed_company(
        world, random, sector=int(sectors().of("events")[0]), premises=place, founded=int(applied.min()) - 300
    )
    took = decision_days(random, np.full(6, EVENT))
    rows = world.permits.add(
        6,
        kind=EVENT,
        company=company,
        premises=place,
        applied=applied,
        decided=applied + took,
        start=applied + took + 10,
        end=applied + took + 12,
        desk=random.integers(0, DESKS, 6),
    )
    world.mark(NAME, f"alike-{number}", False, "simple kind of permit", "permits", rows)
