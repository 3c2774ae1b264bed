"""What the police record, by street segment and month, and the measures whose effect is known.

Counts are Poisson around a rate that is a product of area, kind, season, trend and measure. What a
measure truly does stands in `MEASURES`; the evaluation may be held against it, no rule may read it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tidegate.demo.timeline import MONTHS
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.world import World

KINDS = (
    "explosie",
    "bedreiging",
    "drugsvondst",
    "voertuigcriminaliteit",
    "woninginbraak",
    "bedrijfsinbraak",
    "vernieling",
    "overlast",
)
"""Kinds of incident."""
EXPLOSION, THREAT, DRUGS, VEHICLE, DWELLING, BUSINESS, DAMAGE, NUISANCE = range(8)
RELATED = (THREAT, DRUGS, VEHICLE)
"""The kinds that the licence duty is about."""
UNTOUCHED = BUSINESS
"""A kind that the licence duty leaves as it is."""
HOUSES_TO_A_SEGMENT = 24

# Incidents a month in a whole area: explosion, threat, drugs, vehicle, dwelling, business, damage, nuisance.
_BASE = {
    "quarter": (0.10, 4.0, 2.2, 6.0, 7.0, 3.5, 13.0, 30.0),
    "park": (0.08, 5.0, 5.5, 9.0, 0.0, 8.0, 6.0, 5.0),
    "fringe": (0.08, 3.0, 3.5, 5.5, 2.5, 4.0, 6.0, 11.0),
    "port": (0.05, 3.0, 9.0, 3.0, 0.0, 7.0, 5.0, 3.0),
}
_SIZE = {"Polderpark": 2.4}


@dataclass(frozen=True)
class Measure:
    """A measure and what it truly does.

    Args:
        name: Name.
        where: Districts, parks or ports where it is taken.
        start: Month in which it starts in each of them.
        kinds: Kinds of incident that it is meant to lower.
        effect: Share by which it changes them; 0 for nothing.
        displaced: Share of what it prevents that moves to the fringe of the park.
        fall_before: Monthly change of the rate in the year before its start, which is not its doing.
    """

    name: str
    where: tuple[str, ...]
    start: tuple[int, ...]
    kinds: tuple[int, ...]
    effect: float = 0.0
    displaced: float = 0.0
    fall_before: float = 0.0


MEASURES = (
    Measure(
        "vergunningplicht autobranche", ("Polderpark", "Kadepark", "Ketelweide"), (24, 30, 36), RELATED, -0.35, 0.25
    ),
    Measure("cameratoezicht", ("Oude Haven",), (28,), (DAMAGE, NUISANCE)),
    Measure("avondsurveillance", ("Binnenstad",), (33,), (DWELLING,), 0.0, 0.0, -0.05),
)
"""Taken in Havenrijk and in every further city alike; the three other parks are never treated."""


@dataclass(frozen=True)
class Counts:
    """Incidents of one block; one entry per street segment, month and kind that saw any.

    Args:
        street: Street.
        segment: Segment of the street, from 0.
        area: Area.
        month: Month, 0 to 59.
        kind: Place in `KINDS`.
        number: How many.
    """

    street: Ids
    segment: Ids
    area: Ids
    month: Ids
    kind: Ids
    number: Ids


def incidents(world: World) -> Counts:
    """Draw the incidents of the areas that this block brings into being.

    Args:
        world: The block, its premises built.
    Returns:
        The counts, by segment, month and kind.
    """
    random = world.stream("incidents")
    new = [i for i, area in enumerate(world.city.areas) if area.first_block == world.block % 4]
    rates = expected(world, random)
    parts = [_draw(world, random, area, rates[area] * world.share) for area in new]
    return Counts(*(np.concatenate([part[i] for part in parts]) for i in range(6)))


def _draw(world: World, random: np.random.Generator, area: int, rate: npt.NDArray[np.float64]) -> tuple[Ids, ...]:
    here = world.premises.area == area
    segments = np.unique(
        np.stack([world.premises.street[here], (world.premises.number[here] - 1) // HOUSES_TO_A_SEGMENT], 1), axis=0
    )
    # A few segments hold most of it, and each kind has hot spots of its own around shared ones.
    shared = random.gamma(0.7, 1.0, len(segments))[:, None]
    weight = shared * random.gamma(1.2, 1.0, (len(segments), len(KINDS)))
    weight /= weight.sum(0)
    counts = random.poisson(weight[:, None, :] * rate[None, :, :])
    at, month, kind = np.nonzero(counts)
    return segments[at, 0], segments[at, 1], np.full(len(at), area), month, kind, counts[at, month, kind]


def expected(world: World, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Give the rate of every area, month and kind, measures included.

    Args:
        world: The block; only its city is looked at.
        random: Where the differences between areas come from.
    Returns:
        Incidents a month, shape (areas, months, kinds).
    """
    areas = world.city.areas
    base = (
        np.array([_BASE[area.kind] for area in areas])
        * np.array([_SIZE.get(area.district, 1.0) for area in areas])[:, None]
    )
    base = base * random.lognormal(0, 0.18, base.shape)
    month = np.arange(MONTHS)
    season = 1 + 0.12 * np.sin(2 * np.pi * (month - 8) / 12)
    # All areas share the ups and downs of the months, so that comparison areas are good comparisons.
    common = season * 1.002**month * random.lognormal(0, 0.05, MONTHS)
    rates = base[:, None, :] * common[None, :, None]
    rates[:, :, EXPLOSION] *= np.where(month >= 40, 3.0, 1.0)[None, :]
    for measure in MEASURES:
        _apply(measure, world, rates)
    return np.asarray(rates)


def _apply(measure: Measure, world: World, rates: npt.NDArray[np.float64]) -> None:
    month = np.arange(MONTHS)
    for district, start in zip(measure.where, measure.start, strict=True):
        for number, area in enumerate(world.city.areas):
            if area.district != district:
                continue
            before = (1 + measure.fall_before) ** np.clip(month - (start - 12), 0, 12)
            for kind in measure.kinds:
                rates[number, :, kind] *= before
                prevented = -measure.effect * rates[number, :, kind] * (month >= start)
                rates[number, :, kind] -= prevented
                if measure.displaced:
                    rates[area.neighbour, :, kind] += measure.displaced * prevented
