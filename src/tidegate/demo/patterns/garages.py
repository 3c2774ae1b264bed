"""Garages and car rental when a licence duty comes: some apply, some close, some carry on without.

The true ones trade on without a licence after the duty began in their park. Look-alikes applied (some
late, some still waiting), or stopped in time.
"""

import numpy as np

from tidegate.demo.timeline import FIRST, LAST, OPEN, month_start
from tidegate.demo.world.authority import CARS, DESKS, GRANTED, PENDING, decision_days, report
from tidegate.demo.world.city import WAREHOUSE, WORKSHOP
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.founding import appoint, establish, found
from tidegate.demo.world.incidents import MEASURES
from tidegate.demo.world.world import BENEFICIAL, OWNER, SOLE, World, sectors

NAME = "garages"
_DUTY = MEASURES[0]
_PER_PARK = {"Polderpark": (9, 100), "Kadepark": (2, 30), "Ketelweide": (2, 30)}


def plant(world: World) -> None:
    """Plant the businesses that the duty is about, in the parks where it comes."""
    random = world.stream(NAME)
    for park, start in zip(_DUTY.where, _DUTY.start, strict=True):
        area = next(i for i, a in enumerate(world.city.areas) if a.district == park)
        if not world.city.areas[area].units[world.block % 4]:
            continue
        true, alike = _PER_PARK[park]
        _trade_on(world, random, park, area, int(month_start(start)), max(1, round(true * world.share)))
        _comply(world, random, park, area, int(month_start(start)), max(3, round(alike * world.share)))


def _open(
    world: World, random: np.random.Generator, area: int, rows: int, end: Ids | int, latest: int
) -> tuple[Ids, Ids]:
    premises = world.premises_free(random, rows, (WORKSHOP, WAREHOUSE), ("park",), near=area)
    rows = len(premises)
    sector = random.choice(sectors().of("car_trade", "car_rental"), rows, p=(0.6, 0.4))
    founded = random.integers(FIRST - 3000, latest - 200, rows)
    form = random.choice((SOLE, 2), rows)
    end = np.broadcast_to(end, (rows,))
    person = world.persons(rows)
    company = found(world, random, rows, sector=sector, form=form, founded=founded, ended=end)
    world.companies["last"][company[form == SOLE]] = world.people.last[person[form == SOLE]]
    appoint(
        world,
        company[form == SOLE],
        person[form == SOLE],
        founded[form == SOLE],
        end[form == SOLE],
        kind=OWNER,
        share=100,
    )
    limited = form != SOLE
    appoint(world, company[limited], person[limited], founded[limited], end[limited])
    appoint(world, company[limited], person[limited], founded[limited], end[limited], kind=BENEFICIAL, share=100)
    return company, establish(world, random, company, premises, founded, end)


def _trade_on(world: World, random: np.random.Generator, park: str, area: int, duty: int, rows: int) -> None:
    _, establishment = _open(world, random, area, rows, OPEN, duty)
    premises = np.repeat(world.establishments["premises"][establishment], 3)
    heard = report(
        world, random, premises, random.integers(4, 6, len(premises)), random.integers(duty, LAST, len(premises))
    )
    for number, one in enumerate(establishment):
        world.mark(
            NAME,
            f"true-{park}-{number}",
            True,
            "trades on without the licence",
            "establishments",
            one,
            "no application since the duty began",
        )
        world.mark(
            NAME,
            f"true-{park}-{number}",
            True,
            "trades on without the licence",
            "reports",
            heard[3 * number : 3 * number + 3],
        )


def _comply(world: World, random: np.random.Generator, park: str, area: int, duty: int, rows: int) -> None:
    leaves = int(rows * 0.25)
    _, gone = _open(
        world, random, area, leaves, random.integers(duty - 90, duty + 40, leaves) if leaves else OPEN, duty - 200
    )
    company, stays = _open(world, random, area, rows - leaves, OPEN, duty)
    took = decision_days(random, np.full(len(stays), CARS)) + 10
    late = random.random(len(stays)) < 0.3
    applied = duty + np.where(late, random.integers(0, 120, len(stays)), random.integers(-150, 0, len(stays)))
    waits = random.random(len(stays)) < 0.08
    decided = np.where(waits, OPEN, applied + took)
    permits = world.permits.add(
        len(stays),
        kind=CARS,
        company=company,
        premises=world.establishments["premises"][stays],
        applied=applied,
        decided=decided,
        decision=np.where(waits, PENDING, GRANTED),
        start=decided,
        end=np.where(waits, OPEN, applied + took + 5 * 365),
        desk=random.integers(0, DESKS, len(stays)),
    )
    world.mark(NAME, f"alike-{park}-stopped", False, "stopped when the duty came", "establishments", gone)
    world.mark(NAME, f"alike-{park}-applied", False, "applied for the licence", "establishments", stays)
    world.mark(NAME, f"alike-{park}-applied", False, "applied for the licence", "permits", permits)
