"""Units that are vacant on paper and busy at night.

Look-alikes: a pop-up shop with its temporary permit, a refurbishment with its building permit.
"""

import numpy as np

from tidegate.demo.patterns.dosage import instances, look_alikes
from tidegate.demo.timeline import LAST, OPEN, day
from tidegate.demo.world.authority import BUILDING, DESKS, POPUP, decision_days, report
from tidegate.demo.world.city import SHOP, WAREHOUSE, WORKSHOP
from tidegate.demo.world.founding import staffed_company
from tidegate.demo.world.world import World, sectors

NAME = "vacant_units"


def plant(world: World) -> None:
    """Plant the units and their look-alikes."""
    random = world.stream(NAME)
    for number in range(instances(world, 6)):
        _busy(world, random, number)
    for number in range(look_alikes(world, 6)):
        _permitted(world, random, number)


def _busy(world: World, random: np.random.Generator, number: int) -> None:
    premises = world.premises_free(random, 1, (WAREHOUSE, WORKSHOP, SHOP), ("park", "port", "fringe", "quarter"))
    start = int(random.integers(day("2020-06-01"), day("2023-10-01")))
    vacancy = world.vacancies.add(
        1,
        premises=premises,
        start=start,
        end=OPEN,
        reason=0,
        power=int(random.integers(300 if number % 3 == 2 else 900, 2600)),
    )
    heard = report(
        world, random, np.repeat(premises, 4), random.integers(4, 6, 4), random.integers(start + 30, LAST, 4)
    )
    world.mark(NAME, f"true-{number}", True, "vacant with activity", "vacancies", vacancy)
    world.mark(NAME, f"true-{number}", True, "vacant with activity", "reports", heard)


def _permitted(world: World, random: np.random.Generator, number: int) -> None:
    popup = number % 2 == 0
    premises = world.premises_free(random, 1, (SHOP,) if popup else (SHOP, WORKSHOP), ("quarter", "fringe", "park"))
    start = int(random.integers(day("2020-03-01"), day("2024-03-01")))
    end = start + int(random.integers(90, 400))
    sector = int(sectors().of("retail" if popup else "construction")[0])
    home = world.premises_free(random, 1, (0, 1), ("quarter",))
    company, _, _ = staffed_company(
        world, random, sector=sector, premises=int(home[0]), founded=start - int(random.integers(60, 2500))
    )
    took = decision_days(random, np.array([POPUP if popup else BUILDING]))
    permit = world.permits.add(
        1,
        kind=POPUP if popup else BUILDING,
        company=company,
        premises=premises,
        applied=start - took - 5,
        decided=start - 5,
        start=start,
        end=end,
        desk=random.integers(0, DESKS, 1),
    )
    vacancy = world.vacancies.add(
        1, premises=premises, start=start - 40, end=end, reason=3 if popup else 4, power=int(random.integers(250, 1400))
    )
    kind = "pop-up shop" if popup else "refurbishment"
    world.mark(NAME, f"alike-{number}", False, kind, "vacancies", vacancy)
    world.mark(NAME, f"alike-{number}", False, kind, "permits", permit)
