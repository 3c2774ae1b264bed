"""Companies that fold and reopen at the same premises with the former director behind them.

Look-alikes: an ordinary sale of the business, a change of franchisee, a sole trader who becomes a company.
"""

import numpy as np

from tidegate.demo.patterns.dosage import instances, look_alikes
from tidegate.demo.timeline import FIRST, OPEN, day
from tidegate.demo.world.city import SHOP, WORKSHOP
from tidegate.demo.world.founding import appoint, staffed_company
from tidegate.demo.world.world import NONE, PROXY, SOLE, World, sectors

NAME = "phoenix"
_SECTORS = ("construction", "cleaning", "catering", "wholesale", "transport", "phones")


def plant(world: World) -> None:
    """Plant the foldings and the ordinary successions."""
    random = world.stream(NAME)
    for number in range(instances(world, 5)):
        _fold(world, random, number)
    for number in range(look_alikes(world, 5)):
        (_sale, _franchise, _incorporation)[number % 3](world, random, number)


def _place(world: World, random: np.random.Generator) -> tuple[int, int]:
    premises = world.premises_free(random, 1, (SHOP, WORKSHOP), ("quarter", "park", "fringe"))
    return int(premises[0]), int(sectors().of(_SECTORS[int(random.integers(0, len(_SECTORS)))])[0])


def _fold(world: World, random: np.random.Generator, number: int) -> None:
    premises, sector = _place(world, random)
    founded, end = int(random.integers(FIRST - 900, FIRST)), int(random.integers(day("2020-09-01"), day("2022-01-01")))
    company, establishment, former = staffed_company(
        world, random, sector=sector, premises=premises, founded=founded, ended=end
    )
    companies, establishments = [company], [establishment]
    roles: list[int] = []
    for again in range(1 + number % 2):
        start = end + int(random.integers(3, 75))
        end = OPEN if again == number % 2 else start + int(random.integers(250, 420))
        company, establishment, _ = staffed_company(
            world,
            random,
            sector=sector,
            premises=premises,
            founded=start,
            ended=end,
            owner=former if number % 3 else NONE,
        )
        roles.extend(appoint(world, company, former, start, end, kind=PROXY))
        companies.append(company)
        establishments.append(establishment)
    note = f"{len(companies)} companies one after another, the first director behind each"
    for table, rows in (("companies", companies), ("establishments", establishments), ("roles", roles)):
        world.mark(NAME, f"true-{number}", True, "folds and reopens", table, rows, note)


def _two(
    world: World,
    random: np.random.Generator,
    number: int,
    kind: str,
    *,
    form: int = 2,
    same: bool = False,
    gap: int = 30,
    **name: int,
) -> None:
    premises, sector = _place(world, random)
    end = int(random.integers(day("2020-06-01"), day("2024-03-01")))
    founded = int(random.integers(FIRST - 4000, FIRST - 100))
    _, first, person = staffed_company(
        world, random, sector=sector, premises=premises, founded=founded, ended=end, form=form, **name
    )
    start = end + int(random.integers(1, gap))
    _, second, _ = staffed_company(
        world, random, sector=sector, premises=premises, founded=start, person=person if same else NONE, **name
    )
    world.mark(NAME, f"alike-{number}", False, kind, "establishments", [first, second])


def _sale(world: World, random: np.random.Generator, number: int) -> None:
    _two(world, random, number, "ordinary sale", gap=75)


def _franchise(world: World, random: np.random.Generator, number: int) -> None:
    _two(world, random, number, "another franchisee", stem=number % 7, style=1, trade=0)


def _incorporation(world: World, random: np.random.Generator, number: int) -> None:
    _two(
        world,
        random,
        number,
        "incorporation of a sole trader",
        form=SOLE,
        same=True,
        gap=3,
        stem=7 + number % 90,
        style=2,
        trade=1,
    )
