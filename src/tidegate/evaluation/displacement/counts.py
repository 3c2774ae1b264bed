"""The weighted displacement difference of eight counts, and its textbook interval.

Treated places and comparison places, before and after; optionally what lies around each of them. The interval takes the
eight counts for independent Poisson counts. On real data counts of places vary more than that, so the interval is too
narrow: `weighted_difference` never shows it without a p value by permutation beside it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

Pair = tuple[float, float]
"""A count before and a count after."""


@dataclass(frozen=True)
class Difference:
    """A difference of counts with its textbook error.

    Args:
        value: The change at the places less the change at those they are compared with; below 0 is a fall.
        se: Its standard error, if each count is Poisson and independent of the others.
        low: Lower end of the interval.
        high: Upper end.
    """

    value: float
    se: float
    low: float
    high: float

    @property
    def z(self) -> float:
        """Distance from no change in standard errors; 0 where there is neither a change nor an error."""
        return self.value / self.se if self.se else 0.0

    @property
    def leaves_none_out(self) -> bool:
        """Whether the interval leaves out no change."""
        return not self.low <= 0 <= self.high


@dataclass(frozen=True)
class WeightedDifference:
    """The weighted displacement difference and its parts.

    Args:
        local: At the treated places.
        displacement: Around them; above 0 is displacement, below 0 diffusion of benefits. None where nothing is
            counted around them.
        total: Both together.
    """

    local: Difference
    displacement: Difference | None
    total: Difference


@dataclass(frozen=True)
class Weights:
    """What each count is divided by, so that areas and periods of other sizes can be compared.

    Args:
        area: Size of the treated places, of those they are compared with, of what lies around each of them, against
            the size of the treated places (of what lies around them); above 0.
        time: Length of the time before and after, against that after; above 0.
    """

    area: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    time: Pair = (1.0, 1.0)


def weighted_displacement_difference(
    treated: Pair,
    comparison: Pair,
    *,
    around: Pair | None = None,
    around_comparison: Pair | None = None,
    weights: Weights | None = None,
    level: float = 0.95,
) -> WeightedDifference:
    """Compare eight counts.

    Args:
        treated: Events at the treated places before and after.
        comparison: Events at the comparison places.
        around: Events around the treated places; None where displacement is not counted.
        around_comparison: Events around the comparison places; needed where `around` is given.
        weights: Sizes and lengths; None where all are equal.
        level: Coverage of the textbook interval, above 0 and below 1.
    Returns:
        The local, the displacement and the total difference, in events of the treated areas over the time after.
    Raises:
        ValueError: A count is negative or not a number, a weight is not above 0, only one count around is given, or
            the level is no share.
    Source:
        Wheeler and Ratcliffe (2018), Crime Science 7, 11, doi:10.1186/s40163-018-0085-5.
    Example:
        >>> found = weighted_displacement_difference((207, 110), (308, 318), around=(178, 157),
        ...                                          around_comparison=(150, 140))
        >>> found.local.value, found.displacement.value, found.total.value, round(found.total.z, 2)
        (-107.0, -11.0, -118.0, -2.98)
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: give a share between 0 and 1, such as 0.95")
    if (around is None) != (around_comparison is None):
        raise ValueError("counts around the places are given on one side only: give both, or neither")
    using = weights or Weights()
    if not all(w > 0 and np.isfinite(w) for w in (*using.area, *using.time)):
        raise ValueError("a weight is not above 0: give each area and each period its size")
    z = float(ndtri(0.5 + level / 2))
    local, local_variance = _part(treated, comparison, using.area[:2], using.time)
    if around is None or around_comparison is None:
        alone = _difference(local, local_variance, z)
        return WeightedDifference(alone, None, alone)
    moved, moved_variance = _part(around, around_comparison, using.area[2:], using.time)
    return WeightedDifference(
        _difference(local, local_variance, z),
        _difference(moved, moved_variance, z),
        _difference(local + moved, local_variance + moved_variance, z),
    )


def _part(one: Pair, other: Pair, area: Pair, time: Pair) -> Pair:
    """Give the difference of two changes and its variance."""
    if not all(np.isfinite(n) and n >= 0 for n in (*one, *other)):
        raise ValueError("a count is negative or not a number: give counts of events, 0 or more")
    sizes = [[a * t for t in time] for a in area]
    changes = [after / size[1] - before / size[0] for (before, after), size in zip((one, other), sizes, strict=True)]
    variance = sum(
        n / s**2 for pair, size in zip((one, other), sizes, strict=True) for n, s in zip(pair, size, strict=True)
    )
    return float(changes[0] - changes[1]), float(variance)


def _difference(value: float, variance: float, z: float) -> Difference:
    se = float(np.sqrt(variance))
    return Difference(value, se, value - z * se, value + z * se)
