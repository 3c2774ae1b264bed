"""Houses full beyond their permit, tied to one temp agency and one transporter.

Look-alikes: a student house, a hostel; as many people, but as many as they may have and no agency behind them.
"""

import numpy as np

from tidegate.demo.patterns.dosage import instances, look_alikes
from tidegate.demo.timeline import FIRST, LAST, day
from tidegate.demo.world.authority import DESKS, HOTEL, ROOMS, WORKERS, report
from tidegate.demo.world.city import FLAT, HOUSE, OFFICE, WAREHOUSE
from tidegate.demo.world.founding import appoint, staffed_company
from tidegate.demo.world.world import PROXY, World, sectors

NAME = "worker_housing"


def plant(world: World) -> None:
    """Plant the rings of houses, and the student houses and hostels."""
    random = world.stream(NAME)
    for number in range(instances(world, 3)):
        _ring(world, random, number, 6 - number % 3)
    for number in range(look_alikes(world, 3) * 2):
        _full_house(world, random, number)


def _key(name: str) -> int:
    return int(sectors().of(name)[0])


def _ring(world: World, random: np.random.Generator, number: int, houses: int) -> None:
    start = int(random.integers(day("2020-03-01"), day("2022-01-01")))
    office = world.premises_free(random, 2, (OFFICE,), ("park", "quarter"))
    depot = int(world.premises_free(random, 1, (WAREHOUSE,), ("park", "port"))[0])
    agency, _, person = staffed_company(
        world, random, sector=_key("temp_agency"), premises=int(office[0]), founded=start
    )
    carrier, _, _ = staffed_company(
        world,
        random,
        sector=_key("transport"),
        premises=depot,
        founded=start + 40,
        owner=person,
        letters=int(office[0]),
    )
    landlord, _, _ = staffed_company(
        world,
        random,
        sector=_key("letting"),
        premises=int(office[1]),
        founded=start + 60,
        letters=int(office[0]),
        staff=1,
    )
    tie = appoint(world, landlord, person, start + 60, kind=PROXY)
    premises = world.premises_free(random, houses, (HOUSE,), ("quarter", "fringe"))
    capacity = random.integers(4, 9, len(premises))
    permits = _permit(world, random, WORKERS, landlord, premises, start + 90, capacity)
    people = capacity + random.integers(1 if number % 3 == 2 else 3, 9, len(premises))
    seen = random.integers(start + 200, LAST, len(premises))
    visits = world.inspections.add(
        len(premises),
        kind=3,
        company=landlord,
        premises=premises,
        date=seen,
        agencies=9,
        finding=4,
        people=people,
        measure=1,
    )
    heard = report(world, random, premises, 6, seen - 20)
    world.owner_company[premises] = landlord
    world.owner_person[premises] = -1
    note = f"{len(premises)} houses over capacity; landlord, agency and transporter tied by one person and one address"
    for table, rows in (
        ("companies", [agency, carrier, landlord]),
        ("permits", permits),
        ("inspections", visits),
        ("reports", heard),
        ("roles", tie),
    ):
        world.mark(NAME, f"true-{number}", True, "worker housing over capacity", table, rows, note)


def _permit(
    world: World,
    random: np.random.Generator,
    kind: int,
    company: int,
    premises: np.ndarray,
    applied: int,
    capacity: np.ndarray,
) -> np.ndarray:
    took = random.integers(25, 80, len(premises))
    return world.permits.add(
        len(premises),
        kind=kind,
        company=company,
        premises=premises,
        applied=applied,
        decided=applied + took,
        start=applied + took + 5,
        end=applied + took + 5 * 365,
        desk=random.integers(0, DESKS, len(premises)),
        capacity=capacity,
    )


def _full_house(world: World, random: np.random.Generator, number: int) -> None:
    student = number % 2 == 0
    founded = int(random.integers(FIRST - 3000, FIRST + 300))
    premises = world.premises_free(random, 1, (HOUSE, FLAT), ("quarter",))
    company, _, _ = staffed_company(
        world, random, sector=_key("letting" if student else "hotel"), premises=int(premises[0]), founded=founded
    )
    capacity = random.integers(10, 30, 1)
    applied = max(founded, FIRST - 400) + 60
    permits = _permit(world, random, ROOMS if student else HOTEL, company, premises, applied, capacity)
    people = capacity + random.integers(-4, 1, 1)
    visits = world.inspections.add(
        1,
        kind=0,
        company=company,
        premises=premises,
        date=random.integers(FIRST + 400, LAST, 1),
        finding=0,
        people=people,
    )
    kind = "student house" if student else "hostel"
    world.mark(NAME, f"alike-{number}", False, kind, "permits", permits)
    world.mark(NAME, f"alike-{number}", False, kind, "inspections", visits)
