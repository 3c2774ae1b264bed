"""A care bureau behind eleven premises through four companies, paid for more care than its staff can give.

Look-alike: an honest provider with as many premises, under its own name, with the staff to match.
"""

import numpy as np

from tidegate.demo.patterns.dosage import instances, look_alikes
from tidegate.demo.timeline import FIRST, day
from tidegate.demo.world.city import FLAT, HOUSE, OFFICE, SHOP
from tidegate.demo.world.founding import appoint, establish, found
from tidegate.demo.world.money import grant
from tidegate.demo.world.world import BENEFICIAL, DIRECTOR, FOUNDATION, LIMITED, World, sectors

NAME = "care_bureau"
_SIZES = ((4, 11), (4, 9), (3, 7), (5, 12))


def plant(world: World) -> None:
    """Plant the bureaus and their look-alikes."""
    random = world.stream(NAME)
    for number in range(instances(world, 3)):
        _bureau(world, random, number, *_SIZES[number % len(_SIZES)])
    for number in range(look_alikes(world, 3)):
        _provider(world, random, number)


def _bureau(world: World, random: np.random.Generator, number: int, companies: int, places: int) -> None:
    sector = sectors().of("care_living")[0]
    founded = np.sort(random.integers(day("2020-06-01"), day("2022-09-01"), companies))
    company = found(world, random, companies, sector=sector, founded=founded)
    behind, straw = world.persons(1)[0], world.persons(companies)
    straw[0] = behind
    appoint(world, company, straw, founded)
    roles = appoint(world, company, np.full(companies, behind), founded, kind=BENEFICIAL, share=100)
    premises = world.premises_free(random, places, (HOUSE, FLAT), ("quarter", "fringe"))
    which = np.sort(
        np.concatenate([np.arange(companies), random.integers(0, companies, max(0, len(premises) - companies))])
    )[: len(premises)]
    establishment = establish(
        world, random, company[which], premises, founded[which] + random.integers(10, 200, len(premises)), staff=1
    )
    clients = random.integers(5, 11, len(premises))
    grants = grant(world, random, establishment, np.full(len(premises), 2), clients, factor=1.1)
    instance = f"true-{number}"
    note = f"one person behind {companies} companies and {len(premises)} premises, staff of one each"
    for table, rows in (
        ("companies", company),
        ("establishments", establishment),
        ("roles", roles),
        ("grants", grants),
    ):
        world.mark(NAME, instance, True, "care bureau", table, rows, note)


def _provider(world: World, random: np.random.Generator, number: int) -> None:
    sector = sectors().of("care_living", "care_home_visits")[number % 2]
    founded = int(random.integers(day("1990-01-01"), FIRST - 900))
    company = found(world, random, 1, sector=sector, founded=founded, form=(FOUNDATION, LIMITED)[number % 2])
    appoint(world, company, world.persons(2), founded, kind=DIRECTOR)
    premises = world.premises_free(random, int(random.integers(5, 13)), (HOUSE, OFFICE, SHOP), ("quarter", "fringe"))
    clients = random.integers(4, 11, len(premises))
    establishment = establish(
        world,
        random,
        np.repeat(company, len(premises)),
        premises,
        founded + random.integers(0, 900, len(premises)),
        staff=np.maximum(4, clients),
    )
    grant(world, random, establishment, np.full(len(premises), 2), clients)
    world.mark(NAME, f"alike-{number}", False, "large honest care provider", "establishments", establishment)
