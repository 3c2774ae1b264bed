"""Tenders where the bidders are tied to each other and a newly founded company wins.

Look-alikes: an honest newcomer who wins; bidders who merely share the address of a business centre.
"""

import numpy as np

from tidegate.demo.patterns.dosage import instances, look_alikes
from tidegate.demo.timeline import FIRST, day
from tidegate.demo.world.city import OFFICE, WORKSHOP
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.founding import appoint, staffed_company
from tidegate.demo.world.money import bid
from tidegate.demo.world.world import PROXY, World, sectors

NAME = "tied_bidders"
_SERVICES = ((0, "cleaning"), (1, "construction"), (6, "construction"), (4, "transport"), (7, "temp_agency"))


def plant(world: World) -> None:
    """Plant the tenders and their look-alikes."""
    random = world.stream(NAME)
    for number in range(instances(world, 3)):
        _tied(world, random, number)
    for number in range(look_alikes(world, 3)):
        _honest(world, random, number)


def _firms(world: World, random: np.random.Generator, key: str, founded: Ids, **values: int) -> tuple[Ids, list[int]]:
    places = world.premises_free(random, len(founded), (OFFICE, WORKSHOP), ("quarter", "park", "fringe"))
    made = [
        staffed_company(
            world, random, sector=int(sectors().of(key)[0]), premises=int(place), founded=int(start), **values
        )
        for place, start in zip(places, founded, strict=False)
    ]
    return np.array([company for company, _, _ in made]), [person for _, _, person in made]


def _tender(world: World, random: np.random.Generator, service: int, published: int) -> Ids:
    return world.tenders.add(
        1,
        title=random.integers(0, 40, 1),
        service=service,
        published=published,
        awarded=published + random.integers(50, 110, 1),
        estimate=(random.lognormal(12.3, 0.5, 1) / 100).astype(np.int64) * 100,
    )


def _tied(world: World, random: np.random.Generator, number: int) -> None:
    service, key = _SERVICES[number % len(_SERVICES)]
    start = int(random.integers(day("2021-03-01"), day("2023-09-01")))
    address = int(world.premises_free(random, 1, (OFFICE,), ("quarter", "park"))[0])
    old, people = _firms(world, random, key, random.integers(FIRST - 1500, FIRST, 2), letters=address)
    new, _ = _firms(world, random, key, np.array([start - 60]), letters=address)
    company = np.concatenate([new, old])
    ties = np.concatenate(
        [
            appoint(world, new[0], people[0], start - 60, kind=PROXY),
            appoint(world, old[1], people[0], start - 400, kind=PROXY),
        ]
    )
    bids: list[int] = []
    for again in range(3 - number % 2):
        tender = _tender(world, random, service, start + 150 * again)
        bids.extend(bid(world, random, np.repeat(tender, len(company)), company, winner=np.arange(len(company)) == 0))
    note = f"{len(company)} bidders tied by one person and one address, the youngest wins"
    for table, rows in (("bids", bids), ("companies", company), ("roles", ties)):
        world.mark(NAME, f"true-{number}", True, "tied bidders, new winner", table, rows, note)


def _honest(world: World, random: np.random.Generator, number: int) -> None:
    service, key = _SERVICES[number % len(_SERVICES)]
    start, newcomer = int(random.integers(day("2020-09-01"), day("2024-06-01"))), number % 2 == 0
    founded = random.integers(FIRST - 4000, FIRST - 300, 3)
    if newcomer:
        founded[0] = start - 100
        company, _ = _firms(world, random, key, founded)
    else:
        centre = int(world.premises_free(random, 1, (OFFICE,), ("quarter", "park"))[0])
        staffed_company(
            world, random, sector=int(sectors().of("business_centre")[0]), premises=centre, founded=FIRST - 2000
        )
        company, _ = _firms(world, random, key, founded, letters=centre)
    tender = _tender(world, random, service, start)
    bids = bid(
        world,
        random,
        np.repeat(tender, len(company)),
        company,
        winner=(np.arange(len(company)) == 0) if newcomer else None,
    )
    world.mark(
        NAME,
        f"alike-{number}",
        False,
        "honest newcomer" if newcomer else "bidders in one business centre",
        "bids",
        bids,
    )
