"""The eight counts of a comparison: at and around the treated places and the drawn ones, before and after."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.special import ndtri

from tidegate.evaluation.displacement.comparing import Compared
from tidegate.evaluation.displacement.counts import WeightedDifference, Weights, weighted_displacement_difference

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """A change at the treated set and at each drawn set, all in the size of the treated set.

    Args:
        found: At the treated set.
        beside: At each set of comparison places; not a number where a set has nothing around it.
        null: What the comparison might have been: the mean of `beside`, with the spread of sets of any places.
        gone: The same with what is estimated to have been done taken off the treated places that stand in those sets:
            what the comparison might have been if the estimate is right, where `null` tells it if nothing was done.
        before: How much there was at the treated set before, in the length of the time after.
        observed: How much there was after.
    """

    found: float
    beside: Floats
    null: Floats
    gone: Floats
    before: float
    observed: float


def changed(compared: Compared, late: str = "after", early: str = "before") -> dict[str, Change]:
    """Tell how much changed from one time to another.

    Args:
        compared: The comparison.
        late: Name of the later time, such as `after`.
        early: Name of the earlier time.
    Returns:
        `local`, and where anything lies around the treated places `displacement` and `total`.
    """
    local = _change(
        compared, (compared.found.local, compared.beside.local, compared.null.local), late, early, alone=True
    )  # fmt: skip
    ring = compared.found.rings.sum(axis=0)
    if not len(compared.around) or not ring[0, 0]:
        return {"local": local}
    moved = _change(compared, (ring, compared.beside.rings.sum(axis=0), compared.null.rings.sum(axis=0)), late, early)
    total = Change(
        local.found + moved.found, local.beside + moved.beside, local.null + moved.null, local.gone + moved.gone,
        local.before + moved.before, local.observed + moved.observed,
    )  # fmt: skip
    return {"local": local, "displacement": moved, "total": total}


def bands(compared: Compared) -> Iterator[tuple[str, Change]]:
    """Tell how much changed in each ring or named area.

    Args:
        compared: The comparison.
    Yields:
        Its name and its change, from the inside out; those that hold no unit are left out.
    """
    sides = (compared.found.rings, compared.beside.rings, compared.null.rings)
    for name, found, beside, null in zip(compared.around, *sides, strict=True):
        if found[0, 0]:
            yield name, _change(compared, (found, beside, null), "after", "before")


def textbook(compared: Compared, level: float) -> WeightedDifference:
    """Give the textbook difference beside one draw of comparison places, the first.

    Args:
        compared: The comparison.
        level: Coverage of its intervals.
    """
    own, other = _eight(compared, 0)
    area = (1.0, other[0] / own[0], 1.0, other[3] / own[3] if own[3] and other[3] else 1.0)
    weights = Weights(area, (compared.times.before / compared.times.after, 1.0))
    if not (own[3] and other[3]):
        return weighted_displacement_difference((own[1], own[2]), (other[1], other[2]), weights=weights, level=level)
    return weighted_displacement_difference(
        (own[1], own[2]), (other[1], other[2]), around=(own[4], own[5]), around_comparison=(other[4], other[5]),
        weights=weights, level=level,
    )  # fmt: skip


@dataclass(frozen=True)
class Alarms:
    """How often the textbook interval calls something an effect.

    Args:
        here: Share of the draws of comparison places beside which it does so for the treated set.
        elsewhere: Share of the drawn sets, where nothing was done, for which it does so, each beside the next.
    """

    here: float
    elsewhere: float


def false_alarms(compared: Compared, part: str, *, level: float) -> Alarms:
    """Count how often the textbook interval leaves out nought.

    Args:
        compared: The comparison.
        part: `local`, `displacement` or `total`.
        level: Coverage of the interval.
    """
    z, change = float(ndtri(0.5 + level / 2)), changed(compared)[part]
    own, others = _variance(compared, part)
    here = np.abs(change.found - change.beside) > z * np.sqrt(own + others)
    elsewhere = np.abs(change.beside - np.roll(change.beside, 1)) > z * np.sqrt(others + np.roll(others, 1))
    return Alarms(float(here.mean()), float(elsewhere.mean()))


def counted(compared: Compared) -> pa.Table:
    """Lay out the counts: at the treated places, around them, and the mean over all draws of the comparison places.

    Args:
        compared: The comparison.
    Returns:
        Columns `where`, `units`, `before`, `after`; counts as they are, in areas and times of their own size.
    """
    rows = []
    scale = compared.times.before / compared.times.after
    before, after = compared.names.index("before"), compared.names.index("after")
    sets = [("treated places", compared.found.local), ("comparison places, mean of draws", compared.beside.local)]
    for number, name in enumerate(compared.around):
        sets += [
            (f"around treated, {name}", compared.found.rings[number]),
            (f"around comparison, {name}, mean of draws", compared.beside.rings[number]),
        ]
    for name, sums in sets:
        mean = sums.mean(axis=0)
        rows.append({"where": name, "units": mean[0], "before": mean[before] * scale, "after": mean[after]})
    return pa.Table.from_pylist(rows)


def _change(
    compared: Compared, sums: tuple[Floats, Floats, Floats], late: str, early: str, *, alone: bool = False
) -> Change:
    """Tell a change from the sums of the treated set, of those it is compared with, and of sets of any places."""
    found, beside, null = sums
    one, other = compared.names.index(late), compared.names.index(early)
    own = found[0]

    def sized(theirs: Floats) -> Floats:
        shift: Floats = (theirs[:, one] - theirs[:, other]) * _size(own[0], theirs[:, 0])
        return shift

    def shared(theirs: Floats) -> float:
        held, area = theirs[:, compared.names.index("touched")].sum(), theirs[:, 0].sum()
        return float(held / area) if area else 0.0

    usual, any_set = sized(beside), sized(null)
    # Any set lies nearer to the mean of all sets than to what lies outside it, for that mean holds a part of itself:
    # its distance is stretched by how much of all sets the treated set is. Where the comparison could not be kept
    # apart, it holds such a part, too, and the distances shrink again.
    stretch = (1 - shared(beside)) / max(1 - shared(null), 1 / len(null))

    def spread(sets: Floats) -> Floats:
        around_mean: Floats = _mean(usual) + (sets - _mean(sets)) * stretch
        return around_mean

    shift = float(own[one] - own[other])
    without = any_set
    if alone and own[0]:
        treated = null[:, compared.names.index("treated")] * _size(own[0], null[:, 0])
        without = any_set - (shift - _mean(usual)) * treated / own[0]
    return Change(shift, usual, spread(any_set), spread(without), float(own[other]), float(own[one]))


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _size(own: float, theirs: Floats) -> Floats:
    """What a drawn set is multiplied by to have the size of the treated set."""
    size: Floats = np.divide(own, theirs, out=np.full(theirs.shape, np.nan), where=theirs > 0)
    return size


def _eight(compared: Compared, draw: int) -> tuple[list[float], list[float]]:
    """Area, before and after at the places, then around them; of the treated set and of one drawn set."""
    scale = compared.times.before / compared.times.after
    picked = [0, compared.names.index("before"), compared.names.index("after")]
    unit = np.array([1.0, scale, 1.0])
    both = []
    for sums, at in ((compared.found, 0), (compared.beside, draw)):
        ring = sums.rings[:, at, picked].sum(axis=0) if len(compared.around) else np.zeros(3)
        both.append([*(sums.local[at, picked] * unit).tolist(), *(ring * unit).tolist()])
    return both[0], both[1]


def _variance(compared: Compared, part: str) -> tuple[float, Floats]:
    """The textbook variance of the treated set's change and of each drawn set's, in the size of the treated set."""
    scale = compared.times.after / compared.times.before
    before, after = compared.names.index("before"), compared.names.index("after")
    pairs = []
    if part != "displacement":
        pairs.append((compared.found.local, compared.beside.local))
    if part != "local":
        pairs.append((compared.found.rings.sum(axis=0), compared.beside.rings.sum(axis=0)))
    own, others = 0.0, np.zeros(len(compared.beside.local))
    for found, null in pairs:
        # `before` was scaled once already; a variance is scaled by the square.
        own += float(found[0, before] * scale + found[0, after])
        others += (null[:, before] * scale + null[:, after]) * _size(found[0, 0], null[:, 0]) ** 2
    return own, others
