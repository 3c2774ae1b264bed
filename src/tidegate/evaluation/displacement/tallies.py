"""What happened in many sets of places and around them: the same sums for the treated set and for every drawn one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tidegate.evaluation.displacement.rings import Rings

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

_CELLS_AT_ONCE = 40_000_000


@dataclass(frozen=True)
class Tally:
    """Sums over sets of places.

    Args:
        local: Over the places of each set, shape (sets, quantities).
        rings: Over what lies in each band around them, each unit once, shape (bands, sets, quantities); no band
            where nothing is counted around.
    """

    local: Floats
    rings: Floats


def tally(sets: Ints, start_of: Ints, quantities: Floats, *, rings: Rings | None, clean: Marks) -> Tally:
    """Add up quantities over sets of places and around them.

    A unit around several places of a set counts once, in the innermost band it lies in and there with the earliest
    start of those it lies around.

    Args:
        sets: Units, shape (sets, places).
        start_of: For each place of a set which start is its own; the earlier the lower.
        quantities: What is added, shape (quantities, starts, units).
        rings: What lies around what; None for nothing.
        clean: Units that may count as lying around.
    Returns:
        The sums.
    """
    local: Floats = quantities[:, start_of[None, :], sets].sum(axis=2).T
    bands = rings.bands if rings else ()
    around = np.zeros((len(bands), len(sets), len(quantities)))
    units = quantities.shape[2]
    step = max(1, _CELLS_AT_ONCE // max(units, 1))
    for first in range(0, len(sets) if bands else 0, step):
        part = sets[first : first + step]
        for number, (draw, start, unit) in enumerate(_owned(part, start_of, bands, clean)):
            for q, values in enumerate(quantities):
                sums = np.bincount(draw, weights=values[start, unit], minlength=len(part))
                around[number, first : first + step, q] = sums
    return Tally(local, around)


def shares_of_ring(treated: Ints, start_of: Ints, quantities: Floats, *, rings: Rings | None, clean: Marks) -> Floats:
    """Lay each unit around a set to the first place it lies around; gives sums per place, bands added.

    Args:
        treated: Units of the set.
        start_of: For each of them which start is its own.
        quantities: What is added, shape (quantities, starts, units).
        rings: What lies around what; None for nothing.
        clean: Units that may count as lying around.
    Returns:
        Sums, shape (places, quantities).
    """
    found = np.zeros((len(treated), len(quantities)))
    taken = ~clean
    taken = taken.copy()
    taken[treated] = True
    for band in rings.bands if rings else ():
        for place, unit in enumerate(treated):
            near = band.indices[band.indptr[unit] : band.indptr[unit + 1]]
            near = near[~taken[near]]
            taken[near] = True
            found[place] += quantities[:, start_of[place], near].sum(axis=1)
    return found


def _owned(sets: Ints, start_of: Ints, bands: Sequence[object], clean: Marks) -> list[tuple[Ints, Ints, Ints]]:
    """For each band the set, the start and the unit of all that lies in it."""
    taken = np.broadcast_to(~clean, (len(sets), len(clean))).copy()
    np.put_along_axis(taken, sets, True, axis=1)
    found = []
    # Written from the last start to the first, so that the earliest is what stays.
    order = np.argsort(-start_of, kind="stable")
    for band in bands:
        owner = np.full(taken.shape, -1, dtype=np.int16)
        for start in dict.fromkeys(start_of[order].tolist()):
            columns = np.flatnonzero(start_of == start)
            draw, unit = _neighbours(sets[:, columns], band)
            owner[draw, unit] = start
        owner[taken] = -1
        cell = np.flatnonzero(owner.ravel() >= 0)  # several times faster than looking for rows and columns
        draw, unit = np.divmod(cell, len(clean))
        taken.ravel()[cell] = True
        found.append((draw, owner.ravel()[cell].astype(np.int64), unit))
    return found


def _neighbours(sets: Ints, band: object) -> tuple[Ints, Ints]:
    """List the neighbours of all places of all sets."""
    pointers, indices = np.asarray(band.indptr), np.asarray(band.indices)  # type: ignore[attr-defined]
    flat = sets.ravel()
    count = (pointers[flat + 1] - pointers[flat]).astype(np.int64)
    ends = np.cumsum(count)
    at = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - count, count)
    unit = indices[np.repeat(pointers[flat], count) + at].astype(np.int64)
    draw = np.repeat(np.repeat(np.arange(len(sets)), sets.shape[1]), count)
    return draw, unit
