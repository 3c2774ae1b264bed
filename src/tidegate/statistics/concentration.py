"""How few places hold how much of the problem, and how much of that is only chance.

Weisburd's law of crime concentration: for a given kind of event and a small unit of place, the share of places that
holds half of it stays within a narrow band. But few events on many places look concentrated whatever happens: ten
events cannot fall on more than ten of a thousand streets. So each measure here stands beside its null: the same events
thrown at random on the same places. This room says how much, not why, and a place is never a person.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tidegate.statistics.throwing import counted, throw

Floats = npt.NDArray[np.float64]
Number = TypeVar("Number", float, npt.NDArray[np.float64])


@dataclass(frozen=True)
class Concentration:
    """How concentrated events are on places, beside what chance alone would give.

    Args:
        places: Number of places, those without events included.
        events: Number of events on them.
        gini: Gini coefficient, 0 (each place the same) to nearly 1.
        generalised_gini: Gini against the most even way in which so few events can lie (Bernasco and Steenbeek).
        half: Share of places, the fullest first, that holds half the events.
        null_gini: Mean generalised Gini under the null.
        null_low: Lower end of the range that holds 95 % of the null's generalised Ginis.
        null_high: Its upper end.
        null_half: Mean share of places that holds half under the null.
        p: Share of the null's draws at least as concentrated as the city, the city counted among them.
        draws: Number of draws of the null.
    """

    places: int
    events: float
    gini: float
    generalised_gini: float
    half: float
    null_gini: float
    null_low: float
    null_high: float
    null_half: float
    p: float
    draws: int

    @property
    def beyond_chance(self) -> bool:
        """Whether the events lie closer together than the null's range."""
        return self.generalised_gini > self.null_high


def gini(counts: npt.ArrayLike) -> float:
    """Gini coefficient of events over places.

    Args:
        counts: Events per place, 0 or more; places without events included.
    Returns:
        0 where each place holds the same, towards 1 where one place holds all; 0.0 where there are no events.
    Raises:
        ValueError: A count is negative or not a number.
    Source:
        Gini (1912); Bernasco and Steenbeek (2017), J Quant Criminol 33, 451-467, doi:10.1007/s10940-016-9324-7, eq. 1.
    Example:
        >>> round(gini([10, 8, 2, 0, 0, 0, 0, 0, 0, 0]), 2)
        0.78
    """
    ordered = np.sort(counted(counts))
    n, total = len(ordered), ordered.sum()
    if not total:
        return 0.0
    rank = np.arange(1, n + 1)
    return float(2.0 * (rank @ ordered) / (n * total) - (n + 1) / n)


def generalised_gini(counts: npt.ArrayLike) -> float:
    """Gini coefficient where fewer events than places cannot be spread evenly.

    With c events on n places and c < n, at least n - c places stay empty. The generalised coefficient measures the
    distance from the most even state that is possible (c places with one event each) instead of from an impossible one.

    Args:
        counts: Events per place, 0 or more; places without events included.
    Returns:
        0 where the events lie as evenly as they can, towards 1 where one place holds all; 0.0 without events.
    Raises:
        ValueError: A count is negative or not a number.
    Source:
        Bernasco and Steenbeek (2017), J Quant Criminol 33, 451-467, doi:10.1007/s10940-016-9324-7, eq. 6.
    Example:
        >>> round(generalised_gini([5, 2, 1, 0, 0, 0, 0, 0, 0, 0]), 2)
        0.75
    """
    values = counted(counts)
    return _generalised(gini(values), len(values), float(values.sum()))


def share_of_places(counts: npt.ArrayLike, *, share: float = 0.5) -> float:
    """Smallest share of places that together hold a given share of the events.

    Args:
        counts: Events per place, 0 or more; places without events included.
        share: Share of all events to be covered, 0 < share <= 1.
    Returns:
        Share of places, 0..1; 0.0 where there are no events at all.
    Raises:
        ValueError: `share` lies outside (0, 1], or a count is negative or not a number.
    Source:
        Weisburd (2015), Criminology 53(2), 133-157, doi:10.1111/1745-9125.12070.
    Example:
        >>> share_of_places([6, 2, 1, 1], share=0.5)
        0.25
    """
    if not 0 < share <= 1:
        raise ValueError(f"share is {share}: give a share of events above 0, at most 1")
    values = np.sort(counted(counts))[::-1]
    total = values.sum()
    if not total:
        return 0.0
    return float((np.cumsum(values) - values < share * total).sum() / len(values))


def concentration(
    counts: npt.ArrayLike, *, seed: int, chances: npt.ArrayLike | None = None, draws: int = 199
) -> Concentration:
    """Measure how concentrated events are, beside the same number of events thrown at random.

    Args:
        counts: Events per place, 0 or more; places without events included.
        seed: Seed of the null's draws.
        chances: How likely each place is to be hit under the null (such as its number of businesses); without it
            all places are equally likely.
        draws: Number of draws of the null, 1 or more.
    Returns:
        The measures and their null; where there are no events or no places, all measures are 0 and p is 1.
    Raises:
        ValueError: Counts or chances are negative or not numbers, their lengths differ, or `draws` is below 1.
    Source:
        Bernasco and Steenbeek (2017) for the coefficient; Hipp and Kim (2017), J Quant Criminol 33, 595-632, and
        Levin, Rosenfeld and Deckard (2017), J Quant Criminol 33, 631-647, for judging it against random placement.
    Example:
        >>> c = concentration([40] * 5 + [1] * 95, seed=1)
        >>> c.beyond_chance, c.half
        (True, 0.04)
    """
    values = counted(counts)
    if draws < 1:
        raise ValueError(f"draws is {draws}: give a number of draws, 1 or more")
    n, total = len(values), float(values.sum())
    if not total:
        return Concentration(n, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, draws)
    g = gini(values)
    found = _generalised(g, n, total)
    thrown = max(round(total), 1)
    histograms = throw(n, thrown, draws=draws, seed=seed, chances=chances)
    ginis, halves = _measured(histograms, n, thrown)
    low, high = np.quantile(ginis, [0.025, 0.975])
    p = (1 + int((ginis >= found - 1e-12).sum())) / (draws + 1)
    return Concentration(
        n, total, g, found, share_of_places(values), float(ginis.mean()), float(low), float(high),
        float(halves.mean()), p, draws,
    )  # fmt: skip


def _measured(places: Floats, n: int, events: int) -> tuple[Floats, Floats]:
    """Generalised Gini and share that holds half, from how many places hold 0, 1, 2, ... events; nothing is sorted.

    One draw per row.
    """
    held = np.arange(places.shape[1])
    ranks = places * (2.0 * (np.cumsum(places, axis=1) - places) + places + 1.0) / 2.0
    raw = 2.0 * (ranks @ held) / (n * events) - (n + 1) / n
    fullest, values = places[:, ::-1], held[::-1]
    above = np.cumsum(fullest * values, axis=1)
    last = (above < 0.5 * events).sum(axis=1)  # the value at which half is reached
    row = np.arange(len(places))
    before = above[row, last] - fullest[row, last] * values[last]
    needed = np.cumsum(fullest, axis=1)[row, last] - fullest[row, last]
    needed += np.ceil((0.5 * events - before) / np.maximum(values[last], 1))
    return _generalised(raw, n, events), needed / n


def _generalised(value: Number, places: int, events: float) -> Number:
    if not 0 < events < places:
        return value
    return (places / events) * value - places / events + 1.0
