"""Premises sold again and again at a rising price, with a private lender in the place of a bank.

Look-alikes: one sale with a loan from a private person on ordinary terms, a renovation that is sold on.
"""

import numpy as np

from tidegate.demo.patterns.dosage import instances, look_alikes
from tidegate.demo.timeline import day
from tidegate.demo.world.authority import BUILDING, DESKS, decision_days
from tidegate.demo.world.city import FLAT, HOUSE, SHOP
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.founding import staffed_company
from tidegate.demo.world.property import BANKS, price_at
from tidegate.demo.world.world import NONE, World, sectors

NAME = "flips"


def plant(world: World) -> None:
    """Plant the chains of deals and the ordinary ones; the world's first owners must stand."""
    random = world.stream(NAME)
    for number in range(instances(world, 4)):
        _flip(world, random, number)
    for number in range(look_alikes(world, 4)):
        (_loan, _renovation)[number % 2](world, random, number)


def _sell(world: World, premises: int, date: Ids, price: Ids, buyers: Ids, **money: Ids | int) -> Ids:
    sellers = np.concatenate([[NONE], buyers[:-1]])
    first = np.arange(len(date)) == 0
    return world.deals.add(
        len(date),
        premises=premises,
        date=date,
        price=price,
        buyer_person=buyers,
        seller_person=np.where(first, world.owner_person[premises], sellers),
        seller_company=np.where(first, world.owner_company[premises], NONE),
        **money,
    )


def _flip(world: World, random: np.random.Generator, number: int) -> None:
    premises = int(world.premises_free(random, 1, (SHOP, HOUSE), ("quarter", "fringe"))[0])
    sales = 4 if number % 4 else 3
    date = int(random.integers(day("2021-01-01"), day("2023-01-01"))) + np.cumsum(random.integers(60, 190, sales))
    growth = 1.13 if number % 4 == 3 else 1.28
    price = (price_at(world, random, np.array([premises]), date[:1])[0] * growth ** np.arange(sales)).astype(np.int64)
    unit = int(world.premises_free(random, 1, (FLAT,), ("quarter",))[0])
    lender, _, _ = staffed_company(
        world, random, sector=int(sectors().of("holding")[0]), premises=unit, founded=int(date[0]) - 150, staff=1
    )
    private = np.where(np.arange(sales) == 0, NONE, lender)
    deals = _sell(
        world,
        premises,
        date,
        price,
        world.persons(sales),
        mortgage=(price * 1.05).astype(np.int64),
        bank=np.where(private == NONE, random.integers(0, len(BANKS), sales), NONE),
        lender_company=private,
    )
    note = f"{sales} sales, each {growth - 1:.0%} above the last, one private lender"
    world.mark(NAME, f"true-{number}", True, "flip with a private lender", "deals", deals, note)
    world.mark(NAME, f"true-{number}", True, "flip with a private lender", "companies", lender, note)


def _loan(world: World, random: np.random.Generator, number: int) -> None:
    premises = world.premises_free(random, 1, (HOUSE, FLAT), ("quarter", "fringe"))
    date = random.integers(day("2020-02-01"), day("2024-11-01"), 1)
    price = price_at(world, random, premises, date)
    deals = _sell(
        world,
        int(premises[0]),
        date,
        price,
        world.persons(1),
        mortgage=(price * 0.4).astype(np.int64),
        lender_person=world.persons(1),
    )
    world.mark(NAME, f"alike-{number}", False, "loan among relatives", "deals", deals)


def _renovation(world: World, random: np.random.Generator, number: int) -> None:
    premises = world.premises_free(random, 1, (HOUSE, SHOP), ("quarter", "fringe"))
    date = random.integers(day("2020-02-01"), day("2023-06-01")) + np.array([0, int(random.integers(240, 480))])
    price = (price_at(world, random, np.repeat(premises, 2), date) * np.array([0.85, 1.25])).astype(np.int64)
    deals = _sell(
        world,
        int(premises[0]),
        date,
        price,
        world.persons(2),
        mortgage=(price * 0.8).astype(np.int64),
        bank=random.integers(0, len(BANKS), 2),
    )
    applied, took = date[:1] + 20, decision_days(random, np.array([BUILDING]))
    permit = world.permits.add(
        1,
        kind=BUILDING,
        company=NONE,
        premises=premises,
        applied=applied,
        decided=applied + took,
        start=applied + took,
        end=date[1:],
        desk=random.integers(0, DESKS, 1),
    )
    world.mark(NAME, f"alike-{number}", False, "renovation", "deals", deals)
    world.mark(NAME, f"alike-{number}", False, "renovation", "permits", permit)
