"""Companies and their establishments: who does business where, from when to when."""

from functools import cache
from typing import Any

import numpy as np

from tidegate.demo.names import demo_data, pool
from tidegate.demo.rows import Numbers
from tidegate.demo.streams import stream
from tidegate.demo.window import END, NEVER, START
from tidegate.demo.world.model import (
    BOXES, BV, COOP, DWELLING, FRINGE, NV, PARK, PORT, QUARTER, SOLE, STICHTING, VOF, World,
)  # fmt: skip

SOLE_SHARE = {QUARTER: 0.68, PARK: 0.4, FRINGE: 0.65, PORT: 0.1}
HOME_SOLE_SHARE = 0.96
OCCUPIED = {QUARTER: 0.93, PARK: 0.96, FRINGE: 0.93, PORT: 0.96}
HOME_BUSINESS_SHARE = 0.4
TENURE_DAYS = 4200
GAP_DAYS = 150
CHAIN_SHARE = 0.05
HOLDING_SHARE = 0.18
MOVE_SHARE = 0.05
STAFF_FACTOR = {QUARTER: 0.8, PARK: 2.1, FRINGE: 0.9, PORT: 1.8}
DIRECTOR, OWNER, PARTNER = range(3)


@cache
def sectors() -> list[dict[str, Any]]:
    """Read the sectors, in the order of their places."""
    found: list[dict[str, Any]] = demo_data("sectors")["sectors"]
    return found


def sector(key: str) -> int:
    """Give the place of a sector by its key."""
    return next(n for n, s in enumerate(sectors()) if s["key"] == key)


@cache
def trades() -> tuple[list[str], Numbers, Numbers]:
    """Read what businesses call themselves: the words, and per sector the first and the number of its words."""
    words = [w for s in sectors() for w in s["trades"]]
    counts = np.array([len(s["trades"]) for s in sectors()])
    return words, np.cumsum(counts) - counts, counts


def add_companies(world: World, rng: np.random.Generator, **given: Any) -> Numbers:
    """Found companies, with names drawn as every company's are.

    Args:
        world: The block.
        rng: The stream.
        given: form, owner (person of a sole trader, else -1), sector, start, end, seat, post, each for all or per company.
    Returns:
        Their places.
    """
    count = max(np.size(v) for v in given.values())
    kind = np.broadcast_to(np.asarray(given["sector"]), (count,))
    owner = np.broadcast_to(np.asarray(given["owner"]), (count,))
    _, first, number = trades()
    stems, surnames = len(demo_data("sectors")["stems"]), len(pool().last)
    surname = np.where(owner >= 0, world.people["last"][owner], rng.integers(0, surnames, count))
    return world.companies.add(
        style=rng.choice(5, count, p=[0.34, 0.22, 0.16, 0.1, 0.18]),
        trade=first[kind] + rng.integers(0, 1000, count) % number[kind],
        stem=rng.integers(0, stems, count), stem2=rng.integers(0, stems, count), surname=surname, **given,
    )  # fmt: skip


def open_business(world: World) -> None:
    """Fill shops, halls and some dwellings with businesses, one after another over the years.

    Args:
        world: The block, with premises and people; companies, establishments, roles and vacancies are added.
    """
    rng = stream(world.block.seed, "companies", world.block.number)
    use, kind = world.premises["use"], world.premises["kind"]
    occupied = np.array([OCCUPIED[k] for k in range(4)])[kind]
    chance = np.where(use == DWELLING, HOME_BUSINESS_SHARE, np.where(use == BOXES, 0.0, occupied))
    places = np.flatnonzero(rng.random(len(use)) < chance)
    opened = START - rng.integers(0, 7000, len(places))
    for _ in range(3):
        closed = opened + 60 + np.floor(rng.exponential(TENURE_DAYS, len(places))).astype(np.int64)
        seen = closed > START
        closed = np.where(closed >= END, NEVER, closed)
        _occupy(world, rng, places[seen], opened[seen], closed[seen])
        gap = rng.exponential(GAP_DAYS, len(places)).astype(np.int64) + 5
        empty = seen & (closed < END - 60) & (gap > 60) & (use[places] != DWELLING)
        world.vacancies.add(
            premises=places[empty], start=closed[empty], end=np.where(closed[empty] + gap[empty] < END, closed[empty] + gap[empty], NEVER),
            kind=rng.choice(4, int(empty.sum()), p=[0.72, 0.08, 0.14, 0.06]), power=rng.gamma(2, 90, int(empty.sum())),
        )  # fmt: skip
        again = (closed + gap) < END
        places, opened = places[again], (closed + gap)[again]
    _move_some(world, rng)
    _found_holdings(world, rng)


def _occupy(world: World, rng: np.random.Generator, places: Numbers, opened: Numbers, closed: Numbers) -> None:
    count, use = len(places), world.premises["use"][places]
    kind = world.premises["kind"][places]
    line = draw_sectors(rng, np.where(use == DWELLING, 4, kind))
    sole = rng.random(count) < np.where(use == DWELLING, HOME_SOLE_SHARE, np.array([SOLE_SHARE[k] for k in range(4)])[kind])
    other = rng.choice([BV, VOF, STICHTING, NV, COOP], count, p=[0.8, 0.12, 0.05, 0.015, 0.015])
    form = np.where(sole, SOLE, other)
    people = len(world.people)
    owner = np.where(sole, rng.integers(0, people, count), -1)
    post = np.where(rng.random(count) < 0.06, rng.integers(0, len(world.premises), count), -1)
    company = add_companies(
        world, rng, form=form, owner=owner, sector=line, start=opened - rng.integers(0, 20, count), end=closed, seat=places, post=post
    )
    staff = np.array([s["staff"] for s in sectors()])[line] * np.array([STAFF_FACTOR[k] for k in range(4)])[kind]
    staff = np.where(use == DWELLING, 1, np.where(sole, np.minimum(staff, 6), staff) * rng.lognormal(0, 0.7, count))
    chain = (rng.random(count) < CHAIN_SHARE) & ~sole
    world.establishments.add(
        branch=world.new_branches(count), company=company, premises=places, sector=line, staff=np.maximum(1, staff),
        start=opened, end=closed,
    )  # fmt: skip
    _branch(world, rng, company[chain], line[chain], opened[chain], closed[chain])
    appoint(world, rng, company)


def _branch(world: World, rng: np.random.Generator, company: Numbers, line: Numbers, opened: Numbers, closed: Numbers) -> None:
    places = np.flatnonzero(world.premises["use"] != DWELLING)
    count = len(company)
    start = opened + rng.integers(10, 900, count)
    keep = start < np.minimum(closed, END)
    world.establishments.add(
        branch=world.new_branches(int(keep.sum())), company=company[keep], premises=rng.choice(places, int(keep.sum())),
        sector=line[keep], staff=rng.integers(1, 12, int(keep.sum())), start=start[keep], end=closed[keep],
    )  # fmt: skip


def draw_sectors(rng: np.random.Generator, kinds: Numbers) -> Numbers:
    """Draw a line of business for each place.

    Args:
        rng: The stream.
        kinds: Kind of area, or 4 for a dwelling.
    Returns:
        Places in the list of sectors.
    """
    line = np.zeros(len(kinds), dtype=np.int64)
    for kind, word in enumerate(("quarter", "park", "fringe", "port", "home")):
        weights = np.array([s[word] for s in sectors()], dtype=float)
        here = kinds == kind
        line[here] = rng.choice(len(weights), int(here.sum()), p=weights / weights.sum())
    return line


def appoint(world: World, rng: np.random.Generator, company: Numbers, person: Numbers | None = None) -> None:
    """Give companies their owner, directors and partners.

    Args:
        world: The block.
        rng: The stream.
        company: Places of the companies.
        person: Who directs and owns each; drawn where it is None.
    """
    c = world.companies
    form, owner = c["form"][company], c["owner"][company]
    drawn = rng.integers(0, len(world.people), len(company)) if person is None else np.asarray(person)
    first = np.where(owner >= 0, owner, drawn)
    base = {"holder": -1, "start": c["start"][company], "end": c["end"][company]}
    world.roles.add(company=company, person=first, role=np.where(form == SOLE, OWNER, np.where(form == VOF, PARTNER, DIRECTOR)), share=np.where(form == SOLE, 100, 0), **base)  # noqa: E501
    limited = np.isin(form, (BV, NV, COOP))
    two = limited & (rng.random(len(company)) < 0.35) & (person is None)
    share = np.where(two, rng.choice([50, 60, 75], len(company)), 100)
    _owners(world, company[limited], first[limited], share[limited])
    second = rng.integers(0, len(world.people), len(company))
    partner = (form == VOF) & (person is None)
    _owners(world, company[two], second[two], 100 - share[two])
    world.roles.add(company=company[partner], person=second[partner], holder=-1, role=PARTNER, share=0,
                    start=c["start"][company[partner]], end=c["end"][company[partner]])  # fmt: skip


def _owners(world: World, company: Numbers, person: Numbers, share: Numbers) -> None:
    c = world.companies
    world.roles.add(company=company, person=person, holder=-1, role=OWNER, share=share, start=c["start"][company], end=c["end"][company])


def _move_some(world: World, rng: np.random.Generator) -> None:
    """A mover ends at one address and begins at another, under the same number."""
    e = world.establishments
    movable = np.flatnonzero((e["end"] == NEVER) & (rng.random(len(e)) < MOVE_SHARE))
    day = rng.integers(START + 40, END - 40, len(movable))
    movable, day = movable[e["start"][movable] < day - 30], day[e["start"][movable] < day - 30]
    free = np.flatnonzero(world.premises["use"] != BOXES)
    target = rng.choice(free, len(movable))
    moved = {c: e[c][movable] for c in ("branch", "company", "sector", "staff")}
    e["end"][movable] = day
    e.add(premises=target, start=day, end=NEVER, **moved)


def _found_holdings(world: World, rng: np.random.Generator) -> None:
    c = world.companies
    below = np.flatnonzero((c["form"] == BV) & (rng.random(len(c)) < HOLDING_SHARE))
    person = rng.integers(0, len(world.people), len(below))
    start = c["start"][below] - 30
    holding = add_companies(world, rng, form=BV, owner=-1, sector=sector("holding"), start=start, end=NEVER,
                            seat=world.people["home"][person], post=-1)  # fmt: skip
    world.establishments.add(branch=world.new_branches(len(below)), company=holding, premises=world.people["home"][person],
                             sector=sector("holding"), staff=1, start=start, end=NEVER)  # fmt: skip
    appoint(world, rng, holding, person)
    world.roles.add(company=below, person=-1, holder=holding, role=OWNER, share=100, start=c["start"][below], end=c["end"][below])
