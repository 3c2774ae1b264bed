"""Rings and named areas around treated places, and how they overlap.

A ring is a band of distance around a place. Where rings of several places overlap, each unit is counted once, in the
innermost ring it lies in; how many are shared is told, for what happens there cannot be laid to one place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

from tidegate.errors import EvaluationError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rings:
    """Which units lie around which.

    Args:
        edges_m: Outer edges of the bands, metres, increasing.
        bands: For each band a matrix, units by units, with a one where the second lies in the band around the first.
    """

    edges_m: tuple[float, ...]
    bands: tuple[Any, ...]  # scipy.sparse.csr_array; scipy carries no types

    def labels(self) -> tuple[str, ...]:
        """Name the bands by their distances, such as `0-250 m`."""
        inner = (0.0, *self.edges_m[:-1])
        return tuple(f"{a:g}-{b:g} m" for a, b in zip(inner, self.edges_m, strict=True))


@dataclass(frozen=True)
class Overlap:
    """How rings lie over each other; each unit counted once.

    Args:
        ring_units: Units in any ring of a treated place, treated units left out.
        shared: Of these, in the rings of two or more treated places.
        treated_in_rings: Treated units that lie in the ring of another treated unit.
        rings_met: Comparison units before any were left out, whose own rings reach a treated unit or its ring.
    """

    ring_units: int
    shared: int
    treated_in_rings: int
    rings_met: int


def rings_around(points: Floats, edges_m: Sequence[float]) -> Rings:
    """Find which units lie around which.

    Args:
        points: Coordinates of the units in metres, shape (units, 2).
        edges_m: Outer edges of the bands, metres, above 0 and increasing. A unit at an edge lies inside it.
    Returns:
        The bands; a unit lies in none of its own.
    Raises:
        EvaluationError: The edges do not increase from above 0, or a point is not known.
    Example:
        >>> rings_around(np.array([[0.0, 0], [200, 0], [450, 0]]), [250, 500]).bands[1].toarray()[0].tolist()
        [0.0, 0.0, 1.0]
    """
    edges = tuple(float(e) for e in edges_m)
    if not edges or edges[0] <= 0 or not (np.diff(edges) > 0).all() or not np.isfinite(edges).all():
        raise EvaluationError(
            where="rings", what=f"the edges are {', '.join(f'{e:g}' for e in edges) or 'empty'}",
            mend="give the outer edges in metres, above 0 and increasing, such as 250 and 500",
        )  # fmt: skip
    if points.ndim != 2 or points.shape[1:] != (2,) or not np.isfinite(points).all():
        raise EvaluationError(
            where="rings", what="a unit has no coordinates", mend="give each unit its coordinates in metres"
        )
    near = cKDTree(points).query_pairs(edges[-1], output_type="ndarray")
    apart = np.sqrt(((points[near[:, 0]] - points[near[:, 1]]) ** 2).sum(axis=1))
    band = np.searchsorted(edges, apart, side="left")
    n = len(points)
    return Rings(edges, tuple(_matrix(near[band == b], n) for b in range(len(edges))))


def overlap(rings: Rings, treated: Ints, others: Marks) -> Overlap:
    """Count how rings overlap.

    Args:
        rings: The rings.
        treated: Places of the treated units.
        others: Which units might serve for comparison.
    """
    whole = sum(rings.bands[1:], start=rings.bands[0])
    reached = np.asarray(whole[treated].sum(axis=0)).ravel()
    is_treated = np.zeros(whole.shape[0], dtype=np.bool_)
    is_treated[treated] = True
    ring = (reached > 0) & ~is_treated
    met = (np.asarray(whole @ (ring | is_treated).astype(np.float64)).ravel() > 0) & others
    return Overlap(
        int(ring.sum()), int((ring & (reached > 1)).sum()), int((reached[treated] > 0).sum()), int(met.sum())
    )


def within_reach(points: Floats, places: Ints, distance_m: float) -> Marks:
    """Mark the units within a distance of any of some places, those themselves included.

    Args:
        points: Coordinates of the units in metres.
        places: Places of the units in question.
        distance_m: Distance, metres; 0 marks only units at the same spot.
    """
    far, _ = cKDTree(points[places]).query(points, k=1)
    marks: Marks = np.asarray(far) <= distance_m
    return marks


def named_areas(units: Sequence[str], areas: Mapping[str, Sequence[str]], treated: Marks) -> dict[str, Ints]:
    """Find the units of named areas.

    Args:
        units: Names of the units of the panel.
        areas: Name of an area to the names of its units.
        treated: Which units are treated.
    Returns:
        Name of the area to places in the panel.
    Raises:
        EvaluationError: A unit is not in the panel, is treated, or stands in two areas, or an area has no unit.
    """
    places = {name: i for i, name in enumerate(units)}
    found, seen = {}, set[str]()
    for area, names in areas.items():
        wrong = [n for n in names if n not in places or treated[places[n]] or n in seen]
        if wrong or not names:
            raise EvaluationError(
                where=f"area {area}",
                what=f"unit {wrong[0]} is not in the panel, is treated, or is named twice" if wrong else "it is empty",
                mend="name units of the panel in which the measure was not taken, each in one area",
            )
        seen.update(names)
        found[area] = np.array([places[n] for n in names], dtype=np.int64)
    return found


def _matrix(pairs: Ints, n: int) -> Any:
    rows, columns = np.concatenate([pairs[:, 0], pairs[:, 1]]), np.concatenate([pairs[:, 1], pairs[:, 0]])
    matrix = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(n, n))
    matrix.sort_indices()
    return matrix
