"""Forty companies on one correspondence address that is nobody's office.

Look-alikes: a business centre with sixty, accountants with a dozen or more.
"""

import numpy as np

from tidegate.demo.patterns.dosage import instances, look_alikes
from tidegate.demo.timeline import FIRST, LAST, OPEN, day
from tidegate.demo.world.city import FLAT, HOUSE, OFFICE
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.founding import appoint, establish, found, staffed_company
from tidegate.demo.world.trade import UNITS
from tidegate.demo.world.world import BENEFICIAL, World, sectors

NAME = "letterbox"
_SIZES = (40, 33)


def plant(world: World) -> None:
    """Plant the letterboxes, the business centres and the accountants."""
    random = world.stream(NAME)
    for number in range(instances(world, 2)):
        _letterbox(world, random, number, max(6, round(_SIZES[number % 2] * min(1.0, world.share * 4))))
    for number in range(look_alikes(world, 2)):
        whole = 60 if number % 20 == 0 else int(random.integers(9, 24))
        _service(world, random, number, max(3, round(whole * min(1.0, world.share * 4))))


def _clients(
    world: World,
    random: np.random.Generator,
    address: int,
    founded: Ids,
    keys: tuple[str, ...],
    uses: tuple[int, ...],
    staff: int | None,
) -> tuple[Ids, Ids]:
    premises = world.premises_free(random, len(founded), uses, ("quarter", "park", "fringe"))
    founded = founded[: len(premises)]
    sector = random.choice(sectors().of(*keys), len(founded))
    company = found(world, random, len(founded), sector=sector, founded=founded, letters=address)
    person = world.persons(len(founded))
    appoint(world, company, person, founded)
    appoint(world, company, person, founded, kind=BENEFICIAL, share=100)
    return company, establish(world, random, company, premises, founded, OPEN, staff=staff)


def _letterbox(world: World, random: np.random.Generator, number: int, size: int) -> None:
    address = int(world.premises_free(random, 1, (FLAT, HOUSE), ("quarter",))[0])
    founded = random.integers(day("2020-10-01"), day("2023-06-01"), size)
    keys = ("holding", "wholesale", "transport", "temp_agency", "advice")
    company, establishment = _clients(world, random, address, founded, keys, (FLAT, HOUSE), 1)
    note = f"{len(company)} young companies without staff, one dwelling as their correspondence address"
    world.mark(NAME, f"true-{number}", True, "letterbox", "companies", company, note)
    world.mark(NAME, f"true-{number}", True, "letterbox", "establishments", establishment, note)


def _service(world: World, random: np.random.Generator, number: int, size: int) -> None:
    centre = number % 20 == 0
    address = int(world.premises_free(random, 1, (OFFICE,), ("quarter", "park", "fringe"))[0])
    key = "business_centre" if centre else "accountant"
    staffed_company(
        world,
        random,
        sector=int(sectors().of(key)[0]),
        premises=address,
        founded=int(random.integers(FIRST - 5000, FIRST)),
    )
    founded = random.integers(FIRST - 4500, LAST - 200, size)
    keys = ("advice", "software", "retail", "construction", "wholesale", "webshop")
    _, establishment = _clients(world, random, address, founded, keys, UNITS, None)
    world.mark(
        NAME, f"alike-{number}", False, "business centre" if centre else "accountant", "establishments", establishment
    )
