"""Three new forwarders that share a warehouse and a transporter.

Look-alike: a building full of starting firms, each with a transporter and customers of its own.
"""

import numpy as np

from tidegate.demo.patterns.dosage import instances, look_alikes
from tidegate.demo.timeline import FIRST, day
from tidegate.demo.world.city import OFFICE, WAREHOUSE, WORKSHOP
from tidegate.demo.world.founding import staffed_company
from tidegate.demo.world.world import World, sectors

NAME = "forwarders"


def plant(world: World) -> None:
    """Plant the groups of forwarders and the start-up buildings."""
    random = world.stream(NAME)
    for number in range(instances(world, 3)):
        _group(world, random, number, 2 if number % 3 == 2 else 3, True)
    for number in range(look_alikes(world, 3)):
        _group(world, random, number, 2 + number % 2, False)


def _group(world: World, random: np.random.Generator, number: int, size: int, planted: bool) -> None:
    forwarder, transport = (int(sectors().of(key)[0]) for key in ("forwarder", "transport"))
    kinds = ("port", "park", "fringe")
    warehouse = int(world.premises_free(random, 1, (WAREHOUSE,), kinds)[0])
    offices = world.premises_free(random, size, (OFFICE,), kinds) if planted else np.full(size, warehouse)
    start = int(random.integers(day("2021-01-01"), day("2023-06-01")))
    carriers = world.premises_free(random, 1 if planted else size, (WORKSHOP, WAREHOUSE), kinds)
    carrier = [
        staffed_company(
            world,
            random,
            sector=transport,
            premises=int(place),
            founded=(start if planted else FIRST) - int(random.integers(100, 900)),
        )[0]
        for place in carriers
    ]
    firms: list[int] = []
    passes: list[int] = []
    for member in range(min(size, len(offices))):
        founded = start + int(random.integers(0, 120 if planted else 500))
        company, establishment, _ = staffed_company(
            world,
            random,
            sector=forwarder,
            premises=int(offices[member]),
            founded=founded,
            staff=int(random.integers(1, 4)),
        )
        firms.append(establishment)
        passes.extend(
            world.forwarders.add(
                1,
                company=company,
                warehouse=warehouse,
                transporter=carrier[member % len(carrier)],
                start=founded + 30,
                passes=random.integers(6, 16, 1) if planted else random.integers(1, 5, 1),
            )
        )
    instance, kind = (
        (f"true-{number}", "new forwarders, one warehouse, one transporter")
        if planted
        else (f"alike-{number}", "start-up building")
    )
    world.mark(NAME, instance, planted, kind, "establishments", firms)
    world.mark(NAME, instance, planted, kind, "forwarders", passes)
