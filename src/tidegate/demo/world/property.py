"""Who owns what, who bought it from whom with whose money, and who rents a garage box."""

import numpy as np

from tidegate.demo.timeline import FIRST, LAST, OPEN
from tidegate.demo.world.city import BOXES, FLAT, OFFICE
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.founding import appoint, establish, found, name_stems
from tidegate.demo.world.world import BENEFICIAL, LIMITED, NONE, World, sectors

BANKS = (
    "Zeelandse Hypotheekbank",
    "Rijnmeer Bank",
    "Coöperatieve Spaarbank Tij",
    "Noorderkroon Hypotheken",
    "Baken Verzekeringen",
)
"""Invented banks that lend on property."""
_DEALS_PER_PREMISES, _LANDLORDS = 0.34, 120


def first_owners(world: World) -> None:
    """Say who owned each of the premises at the start, before any deal.

    Args:
        world: The block, still without trade; landlords are founded, its owner columns are set.
    """
    random = world.stream("owners")
    rows = len(world.premises)
    people = world.persons(max(1, rows // 5))
    offices = world.premises_free(
        random, max(3, int(_LANDLORDS * world.share)), (OFFICE,), ("quarter", "park", "fringe")
    )
    sector = random.choice(sectors().of("letting", "holding"), len(offices), p=(0.8, 0.2))
    founded = FIRST - random.integers(300, 9000, len(offices))
    landlords = found(world, random, len(offices), sector=sector, founded=founded)
    establish(world, random, landlords, offices, founded)
    directors = world.persons(len(offices))
    appoint(world, landlords, directors, founded)
    appoint(world, landlords, directors, founded, kind=BENEFICIAL, share=100)
    by_company = random.random(rows) < np.where(world.premises.use <= FLAT, 0.12, 0.45)
    # A few landlords own much: the square draws the head of the list more often.
    big = landlords[(random.random(rows) ** 2 * len(landlords)).astype(np.int64)]
    world.owner_company = np.where(by_company, big, NONE)
    world.owner_person = np.where(by_company, NONE, random.choice(people, rows))


def ordinary_deals(world: World) -> None:
    """Sell premises as they are sold anywhere, mostly once, mostly with a bank.

    Args:
        world: The block with its first owners; deals are added to those that patterns made.
    """
    random = world.stream("deals")
    taken = np.zeros(len(world.premises), bool)
    taken[world.deals["premises"]] = True
    free = np.flatnonzero(world.premises.inside & ~taken)
    premises = np.sort(random.choice(free, int(len(free) * _DEALS_PER_PREMISES), replace=False))
    rows = len(premises)
    date = random.integers(FIRST, LAST, rows)
    price = price_at(world, random, premises, date)
    lender = random.choice(3, rows, p=(0.80, 0.17, 0.03))
    buyer = np.where(random.random(rows) < 0.85, random.choice(len(world.people), rows), NONE)
    company = np.where(buyer == NONE, _some_company(world, random, rows), NONE)
    private = random.choice(len(world.people), rows)
    world.deals.add(
        rows,
        premises=premises,
        date=date,
        price=price,
        seller_person=world.owner_person[premises],
        seller_company=world.owner_company[premises],
        buyer_person=buyer,
        buyer_company=company,
        mortgage=np.where(lender == 1, 0, (price * random.uniform(0.4, 1.0, rows) / 1000).astype(np.int64) * 1000),
        bank=np.where(lender == 0, random.integers(0, len(BANKS), rows), NONE),
        lender_person=np.where(lender == 2, private, NONE),
    )


def _some_company(world: World, random: np.random.Generator, rows: int) -> Ids:
    limited = np.flatnonzero((world.companies["form"] == LIMITED) & (world.companies["ended"] == OPEN))
    return np.asarray(random.choice(limited, rows), np.int64) if len(limited) else np.full(rows, NONE)


def price_at(world: World, random: np.random.Generator, premises: Ids, date: Ids) -> Ids:
    """Price premises at a date: their value, five per cent a year, and chance."""
    years = (np.asarray(date) - FIRST) / 365.25
    price = world.premises.value[premises] * 1.05**years * random.lognormal(0.02, 0.08, len(premises))
    return np.asarray((price / 500).astype(np.int64) * 500)


def settle_owners(world: World) -> None:
    """Hand each of the premises to who bought it last; call it once, when all deals are made."""
    order = np.argsort(world.deals["date"], kind="stable")
    premises = world.deals["premises"][order]
    world.owner_person[premises] = world.deals["buyer_person"][order]
    world.owner_company[premises] = world.deals["buyer_company"][order]


def ordinary_lets(world: World) -> None:
    """Let garage boxes to people and firms, as their owners do.

    Args:
        world: The block; lets are added.
    """
    random = world.stream("lets")
    complexes = world.premises_left((BOXES,), ("quarter", "park", "fringe", "port"))
    boxes = random.integers(8, 36, len(complexes))
    premises = np.repeat(complexes, boxes)
    box = np.arange(len(premises)) - np.repeat(np.cumsum(boxes) - boxes, boxes) + 1
    let_boxes(world, random, premises, box, firms=0.25, unregistered=0.01)


def let_boxes(
    world: World,
    random: np.random.Generator,
    premises: Ids,
    box: Ids,
    *,
    firms: float,
    unregistered: float,
    starts: tuple[int, int] = (FIRST - 1500, LAST - 60),
    ends: float = 0.25,
) -> Ids:
    """Let boxes for a time each.

    Args:
        world: The block.
        random: Where chance comes from.
        premises: The complex of each box.
        box: Number of each box.
        firms: Share let to registered companies.
        unregistered: Share let to a name that no register of businesses knows.
        starts: Between which days the lets begin.
        ends: Share of the lets that have ended.
    Returns:
        Numbers of the lets.
    """
    rows = len(premises)
    draw = random.random(rows)
    unknown, firm = draw < unregistered, (draw >= unregistered) & (draw < unregistered + firms)
    companies = np.flatnonzero(world.companies["ended"] == OPEN)
    firm &= len(companies) > 0
    start = random.integers(*starts, rows)
    left = np.maximum(start, FIRST) + 60
    end = left + (random.random(rows) * np.maximum(1, LAST - left)).astype(np.int64)
    return world.lets.add(
        rows,
        premises=premises,
        box=box,
        company=np.where(firm, random.choice(companies, rows) if len(companies) else NONE, NONE),
        person=np.where(unknown | firm, NONE, random.integers(0, len(world.people), rows)),
        stem=np.where(unknown, random.integers(0, len(name_stems()), rows), NONE),
        trade=random.integers(0, len(sectors().key), rows),
        rent=random.integers(7000, 19000, rows),
        start=start,
        end=np.where(random.random(rows) < ends, end, OPEN),
    )
