"""The people in the registers: a name from the pool, a birth date, a dwelling."""

import numpy as np

from tidegate.demo.names import draw
from tidegate.demo.rows import Numbers
from tidegate.demo.streams import stream
from tidegate.demo.window import START
from tidegate.demo.world.model import DWELLING, World

PEOPLE_OF_BLOCK = 20_000


def settle(world: World) -> None:
    """Give the block its people.

    Args:
        world: The block, with its premises; people are added.
    """
    rng = stream(world.block.seed, "people", world.block.number)
    add_people(world, rng, round(PEOPLE_OF_BLOCK * world.block.share))


def add_people(world: World, rng: np.random.Generator, count: int) -> Numbers:
    """Add people, drawn as all people are: what they will be planted for does not matter.

    Args:
        world: The block.
        rng: The stream.
        count: How many.
    Returns:
        Their places in the table of people.
    """
    group, first, last = draw(rng, count)
    dwellings = np.flatnonzero(world.premises["use"] == DWELLING)
    return world.people.add(
        group=group, first=first, last=last, birth=START - rng.integers(20 * 365, 72 * 365, count),
        home=rng.choice(dwellings, count),
    )  # fmt: skip
