"""What a map shows: its ground, areas with numbers, signs and names, all in one plane of metres."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Points = npt.NDArray[np.float64]
"""Rows of x and y in metres, in a projected coordinate system."""


@dataclass(frozen=True)
class Area:
    """An area, cell or street with a number.

    Args:
        geometry: Its shape; a line is drawn as a street.
        value: Its number; None where there is none.
    """

    geometry: BaseGeometry
    value: float | None


@dataclass(frozen=True)
class Sign:
    """Something at a place.

    Args:
        x: Metres to the east.
        y: Metres to the north.
        kind: Which of the kinds of the map.
        label: Its name, written if there is room.
    """

    x: float
    y: float
    kind: str
    label: str = ""


@dataclass(frozen=True)
class Name:
    """The name of a neighbourhood or water.

    Args:
        x: Metres to the east, of its middle.
        y: Metres to the north.
        text: The name.
        weight: Which names come first where there is not room for all.
    """

    x: float
    y: float
    text: str
    weight: float = 0.0


def _no_points() -> Points:
    return np.empty((0, 2))


@dataclass(frozen=True)
class CityMap:
    """A map.

    Args:
        ground: All premises of the city, drawn as pale dots; a city that has no other map is known by them.
        lines: Streets, canals and borders, drawn thin.
        areas: What is coloured by its number.
        signs: What stands at places.
        kinds: For each kind of sign what it means, in the order of the key.
        names: What is written on the map.
        legend: What the numbers of the areas are, with their unit.
        digits: Digits after the decimal sign of these numbers.
        breaks: Upper ends of the classes; empty for ones found from the numbers.
        extent: West, south, east, north in metres; None for all there is.
        outline: Whether areas get an edge.
    """

    ground: Points = field(default_factory=_no_points)
    lines: Sequence[BaseGeometry] = ()
    areas: Sequence[Area] = ()
    signs: Sequence[Sign] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    names: Sequence[Name] = ()
    legend: str = ""
    digits: int = 0
    breaks: tuple[float, ...] = ()
    extent: tuple[float, float, float, float] | None = None
    outline: bool = False


def grid_areas(points: Points, weights: npt.NDArray[np.float64] | None = None, *, size_m: float = 100) -> list[Area]:
    """Count points in the cells of a grid.

    Args:
        points: Where something happened.
        weights: How often, one for each point; once where nothing is given.
        size_m: Side of a cell in metres.
    Returns:
        The cells that hold something, from west to east within rows from south to north.
    Example:
        >>> [a.value for a in grid_areas(np.array([[10.0, 10.0], [20.0, 99.0], [101.0, 0.0]]))]
        [2.0, 1.0]
    """
    if not len(points):
        return []
    cells, member = np.unique(np.floor(points / size_m).astype(np.int64)[:, ::-1], axis=0, return_inverse=True)
    counts = np.bincount(member.ravel(), weights=weights, minlength=len(cells)).astype(float)
    south, west = cells[:, 0] * size_m, cells[:, 1] * size_m
    boxes = shapely.box(west, south, west + size_m, south + size_m)
    return [Area(box, value) for box, value in zip(boxes, counts.tolist(), strict=True)]
