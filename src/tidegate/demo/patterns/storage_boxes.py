"""Forty garage boxes let to firms that no register of businesses knows.

Look-alike: a storage firm with as many boxes, let to people and to firms that are registered.
"""

import numpy as np

from tidegate.demo.patterns.dosage import instances, look_alikes
from tidegate.demo.timeline import FIRST, LAST, day
from tidegate.demo.world.authority import report
from tidegate.demo.world.city import BOXES
from tidegate.demo.world.founding import staffed_company
from tidegate.demo.world.property import let_boxes
from tidegate.demo.world.world import World, sectors

NAME = "storage_boxes"
_SIZES = (40, 26)


def plant(world: World) -> None:
    """Plant the boxes; call it when companies exist that can rent."""
    random = world.stream(NAME)
    for number in range(instances(world, 2)):
        _boxes(world, random, number, _SIZES[number % 2], True)
    for number in range(look_alikes(world, 2)):
        _boxes(world, random, number, int(random.integers(14, 45)), False)


def _boxes(world: World, random: np.random.Generator, number: int, size: int, planted: bool) -> None:
    premises = world.premises_free(random, 1, (BOXES,), ("quarter", "fringe", "park", "port"))
    if not len(premises):
        return
    founded = int(random.integers(FIRST - 4000, FIRST)) if not planted else day("2020-11-01") + 100 * number
    landlord, establishment, _ = staffed_company(
        world,
        random,
        sector=int(sectors().of("letting" if planted else "storage")[0]),
        premises=int(premises[0]),
        founded=founded,
    )
    world.owner_company[premises], world.owner_person[premises] = landlord, -1
    starts = (day("2021-02-01"), day("2022-08-01")) if planted else (FIRST - 1500, LAST - 60)
    lets = let_boxes(
        world,
        random,
        np.repeat(premises, size),
        np.arange(size) + 1,
        firms=0.05 if planted else 0.45,
        unregistered=0.9 if planted else 0.01,
        starts=starts,
        ends=0.05 if planted else 0.25,
    )
    world.lets["landlord"][lets] = landlord
    instance, kind = (
        (f"true-{number}", "boxes let to unregistered firms") if planted else (f"alike-{number}", "storage firm")
    )
    world.mark(NAME, instance, planted, kind, "lets", lets)
    world.mark(NAME, instance, planted, kind, "establishments", establishment)
    if planted:
        heard = report(world, random, np.repeat(premises, 4), 4, random.integers(day("2022-01-01"), LAST, 4))
        world.mark(NAME, instance, planted, kind, "reports", heard)
