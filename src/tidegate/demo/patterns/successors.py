"""After a closure the business goes on in the next municipality: former director, landlord or letterbox.

Look-alike: somebody else opens the same kind of business there; a chain that was never closed opens a branch.
"""

import numpy as np

from tidegate.demo.patterns.dosage import instances, look_alikes
from tidegate.demo.timeline import FIRST, day
from tidegate.demo.world.city import OFFICE, SHOP, WORKSHOP
from tidegate.demo.world.founding import establish, staffed_company
from tidegate.demo.world.world import NONE, World, sectors

NAME = "successors"
_SECTORS = ("bar", "massage", "car_rental", "grocery")
_TIES = ("former director", "same landlord", "same correspondence address")


def plant(world: World) -> None:
    """Plant the closures, those that move on and those that do not."""
    random = world.stream(NAME)
    for number in range(instances(world, 4)):
        _moves_on(world, random, number)
    for number in range(look_alikes(world, 4)):
        (_stranger, _branch)[number % 2](world, random, number)


def _closed(world: World, random: np.random.Generator, sector: int, letters: int) -> tuple[int, int, int, int, int]:
    premises = world.premises_free(random, 1, (SHOP, WORKSHOP), ("quarter", "fringe", "park"))
    closed = int(random.integers(day("2021-01-01"), day("2023-09-01")))
    founded = int(random.integers(FIRST - 1500, FIRST + 200))
    company, establishment, person = staffed_company(
        world, random, sector=sector, premises=int(premises[0]), founded=founded, ended=closed + 60, letters=letters
    )
    visit = world.inspections.add(
        1,
        kind=2,
        company=company,
        premises=premises,
        date=closed,
        agencies=3,
        finding=2,
        measure=3,
        months=random.choice((3, 6, 12), 1),
    )
    return company, establishment, person, int(visit[0]), closed


def _moves_on(world: World, random: np.random.Generator, number: int) -> None:
    sector, tie = int(sectors().of(_SECTORS[number % len(_SECTORS)])[0]), number % 3
    letters = int(world.premises_free(random, 1, (OFFICE,), ("quarter",))[0]) if tie == 2 else NONE
    company, old, person, visit, closed = _closed(world, random, sector, letters)
    there = world.premises_free(random, 1, (SHOP, WORKSHOP), ("outside",))
    successor, new, _ = staffed_company(
        world,
        random,
        sector=sector,
        premises=int(there[0]),
        founded=closed + int(random.integers(20, 200)),
        person=person if tie == 0 else NONE,
        letters=letters,
    )
    before = world.establishments["premises"][old]
    if tie == 1:
        world.owner_company[there], world.owner_person[there] = world.owner_company[before], world.owner_person[before]
    for table, rows in (("companies", [company, successor]), ("establishments", [old, new]), ("inspections", visit)):
        world.mark(
            NAME, f"true-{number}", True, "successor in the next municipality", table, rows, f"tied by: {_TIES[tie]}"
        )


def _stranger(world: World, random: np.random.Generator, number: int) -> None:
    sector = int(sectors().of(_SECTORS[number % len(_SECTORS)])[0])
    _, old, _, visit, closed = _closed(world, random, sector, NONE)
    there = world.premises_free(random, 1, (SHOP, WORKSHOP), ("outside",))
    _, new, _ = staffed_company(
        world, random, sector=sector, premises=int(there[0]), founded=closed + int(random.integers(20, 200))
    )
    world.mark(NAME, f"alike-{number}", False, "somebody else, the same kind of business", "establishments", [old, new])
    world.mark(NAME, f"alike-{number}", False, "somebody else, the same kind of business", "inspections", visit)


def _branch(world: World, random: np.random.Generator, number: int) -> None:
    sector = int(sectors().of("grocery")[0])
    here = world.premises_free(random, 1, (SHOP,), ("quarter", "fringe"))
    there = world.premises_free(random, 1, (SHOP, WORKSHOP), ("outside",))
    company, old, _ = staffed_company(
        world, random, sector=sector, premises=int(here[0]), founded=int(random.integers(FIRST - 4000, FIRST))
    )
    new = establish(
        world, random, np.array([company]), there, int(random.integers(day("2021-01-01"), day("2023-09-01")))
    )
    world.mark(NAME, f"alike-{number}", False, "a chain opens a branch", "establishments", [old, int(new[0])])
