"""The plan of a city: its areas, each a warped grid of streets, and the water between them.

Metres in the manner of the Dutch national grid, around a place in the open sea, so that no invented
house stands on a real one. A quarter of a city is a *block*: what a larger scale adds.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tidegate.demo.names import data_file

Floats = npt.NDArray[np.float64]

BLOCKS_PER_CITY = 4
_DISTRICT_BLOCK = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3)
_QUARTER_UNITS = (330, 590, 590, 800)
_QUARTER_DWELLINGS = (1500, 1900, 1900, 2400)
_FRINGE_UNITS, _FRINGE_DWELLINGS = 100, 250


@dataclass(frozen=True)
class Area:
    """A part of the city with a name and one grid of streets.

    Args:
        name: Name, the city's in brackets where it is not the first city.
        kind: quarter, park, fringe or port.
        district: Name of the district, park or port that it belongs to.
        centre: x and y in metres.
        angle: Turn of the grid, radians.
        units: Business units that each of the four blocks adds.
        dwellings: Dwellings that each of the four blocks adds.
        neighbour: Place in the plan's list of the fringe beside a park; -1 for others.
    """

    name: str
    kind: str
    district: str
    centre: tuple[float, float]
    angle: float
    units: tuple[int, ...]
    dwellings: tuple[int, ...]
    neighbour: int = -1

    @property
    def pitch(self) -> float:
        """Metres between two streets."""
        return {"park": 120.0, "port": 170.0}.get(self.kind, 85.0)

    @property
    def frontage(self) -> float:
        """Metres of street that a plot takes."""
        return {"park": 20.0, "port": 34.0}.get(self.kind, 9.0)

    @property
    def first_block(self) -> int:
        """The block that brings this area into being."""
        return next(i for i in range(BLOCKS_PER_CITY) if self.units[i] + self.dwellings[i])


def areas_of_city(city: int, seed: int) -> tuple[Area, ...]:
    """Lay out the areas of one city.

    Args:
        city: Number of the city, 0 for Havenrijk.
        seed: Seed of the whole.
    Returns:
        Quarters, then parks, then their fringes, then the port.
    """
    places = data_file("places.yml")
    random = np.random.default_rng([seed, 1, city])
    tail = "" if city == 0 else f" ({city_name(city)})"
    quarters = [_quarter(places, district, number, random, tail) for district in range(10) for number in range(3)]
    first_fringe = len(quarters) + len(places["parks"])
    parks = [_park(park, first_fringe + i, random, tail) for i, park in enumerate(places["parks"])]
    fringes = [_fringe(park, random, tail) for park in places["parks"]]
    port = places["port"]
    harbour = Area(
        port["name"] + tail, "port", port["name"], tuple(port["centre"]), 0.02, _first(port["units"]), _first(0)
    )
    return (*quarters, *parks, *fringes, harbour)


def city_name(city: int) -> str:
    """Name the cities: Havenrijk, its sisters, and beyond those the same names with a number."""
    names: list[str] = data_file("places.yml")["cities"]
    return names[city % len(names)] + (f" {city // len(names) + 1}" if city >= len(names) else "")


def city_origin(city: int) -> tuple[float, float]:
    """Where the zero of a city's plan lies, metres; every one of them in the open sea."""
    return 30_000.0 - 22_000.0 * (city // 3), 470_000.0 + 14_000.0 * (city % 3)


def _first(number: int) -> tuple[int, ...]:
    return (number, 0, 0, 0)


def _quarter(places: Any, district: int, number: int, random: np.random.Generator, tail: str) -> Area:
    x, y = places["district_centres"][district]
    name, block = places["districts"][district], _DISTRICT_BLOCK[district]
    units, dwellings = [0] * BLOCKS_PER_CITY, [0] * BLOCKS_PER_CITY
    units[block], dwellings[block] = _QUARTER_UNITS[block], _QUARTER_DWELLINGS[block]
    centre = (x + 1250.0 * (number - 1), y + float(random.normal(0, 15)))
    title = f"{name} {places['quarters'][number]}{tail}"
    return Area(title, "quarter", name, centre, float(random.normal(0, 0.012)), tuple(units), tuple(dwellings))


def _park(park: Any, fringe: int, random: np.random.Generator, tail: str) -> Area:
    start, whole = park["units"]
    rest = (whole - start) // 3
    angle = float(random.normal(0, 0.06))
    return Area(
        park["name"] + tail,
        "park",
        park["name"],
        tuple(park["centre"]),
        angle,
        (start, rest, rest, rest),
        _first(0),
        fringe,
    )


def _fringe(park: Any, random: np.random.Generator, tail: str) -> Area:
    name, angle = f"Rand {park['name']}", float(random.normal(0, 0.08))
    return Area(
        name + tail, "fringe", name, tuple(park["fringe"]), angle, _first(_FRINGE_UNITS), _first(_FRINGE_DWELLINGS)
    )


@dataclass(frozen=True)
class Plots:
    """All plots of one area, in the order in which the blocks fill them.

    Args:
        street: Number of the street within the area.
        number: House number.
        plot: Corners, shape (n, 4, 2), metres.
        building: Corners, shape (n, 4, 2), metres.
    """

    street: npt.NDArray[np.int64]
    number: npt.NDArray[np.int64]
    plot: Floats
    building: Floats


@dataclass(frozen=True)
class Grid:
    """The streets of one area.

    Args:
        plots: The plots along the streets.
        streets: Lines of the named streets, shape (streets, points, 2).
        crossings: Lines of the streets across, without houses, shape (crossings, points, 2).
        outline: Corners of the area.
    """

    plots: Plots
    streets: Floats
    crossings: Floats
    outline: Floats


def lay_out(points: Floats, origin: tuple[float, float]) -> Floats:
    """Bring points of the plan onto the map: the whole city is bent softly, as by its river, and moved.

    Args:
        points: x and y of the plan, shape (..., 2).
        origin: Zero of the city, metres.
    Returns:
        x and y on the map, metres, to the centimetre.
    """
    x, y = points[..., 0], points[..., 1]
    east = x + 190 * np.sin(y / 1150 + 0.6) + 120 * np.sin(x / 2100)
    north = y + 210 * np.sin(x / 1500 + 1.1) + 90 * np.sin(y / 900)
    return np.round(np.stack([east + origin[0], north + origin[1]], -1), 2)


_ROAD, _BLOCK_LENGTH = 9.0, 210.0


def lay_streets(area: Area, origin: tuple[float, float], random: np.random.Generator) -> Grid:
    """Lay the streets of an area and cut its plots.

    Args:
        area: The area.
        origin: Zero of the city, metres.
        random: Where chance comes from.
    Returns:
        At least as many plots as all blocks together fill.
    """
    wanted = sum(area.units) + sum(area.dwellings)
    # The quarters of a district lie side by side and fill their part of it; the others are a little longer than wide.
    length = 1170.0 if area.kind == "quarter" else np.sqrt(wanted * area.frontage * area.pitch / 2 * 1.4) + 20
    along = np.arange(0, length, area.frontage)
    along = along[(along % _BLOCK_LENGTH) + area.frontage < _BLOCK_LENGTH - _ROAD]
    streets = int(np.ceil(wanted / (2 * len(along))))
    warp = _Warp(area, origin, length, streets, random)
    street, side, slot = (
        a.ravel() for a in np.meshgrid(np.arange(streets), (0, 1), np.arange(len(along)), indexing="ij")
    )
    order = random.permutation(len(street))[:wanted]
    street, side, slot = street[order], side[order], slot[order]
    near, far = _ROAD / 2, area.pitch / 2 - 1
    plot = _corners(along[slot], area.frontage - 0.4, near, np.full(len(slot), far), side)
    depth = near + 3 + (far - near - 4) * random.uniform(0.4, 0.95, len(slot))
    building = _corners(along[slot] + 0.4, area.frontage - 1.2, near + 2.5, depth, side)
    rows = np.arange(streets) * area.pitch
    line = np.linspace(-8, length + 8, 40)
    across = np.arange(0, length, _BLOCK_LENGTH) - _ROAD / 2
    down = np.linspace(-20, max(rows[-1], 1) + 20, 24)
    edge = np.array([[-25, -area.pitch / 2], [length + 25, -area.pitch / 2]])
    top = edge[::-1] + np.array([0, rows[-1] + area.pitch])
    return Grid(
        Plots(street, 1 + 2 * slot + side, warp(plot, rows[street]), warp(building, rows[street])),
        warp(np.stack([np.stack([line, np.full(40, row)], -1) for row in rows])),
        warp(np.stack([np.stack([np.full(24, a), down], -1) for a in across])),
        warp(_dense(np.concatenate([edge, top]))),
    )


class _Warp:
    """From the straight grid of an area to the map: bent a little, turned, moved."""

    def __init__(
        self, area: Area, origin: tuple[float, float], length: float, streets: int, random: np.random.Generator
    ) -> None:
        self._bend = 10.0 if area.kind in ("park", "port") else 16.0
        self._phase = random.uniform(0, 6.28, 2)
        self._middle = np.array([length / 2, (streets - 1) * area.pitch / 2])
        cos, sin = np.cos(area.angle), np.sin(area.angle)
        self._turn = np.array([[cos, sin], [-sin, cos]])
        self._centre, self._origin = np.array(area.centre), origin

    def __call__(self, points: Floats, rows: Floats | None = None) -> Floats:
        if rows is not None:
            points = points + np.stack([np.zeros_like(rows), rows], -1)[:, None, :]
        u, v = points[..., 0], points[..., 1]
        bent = np.stack(
            [u + self._bend * np.sin(v / 230 + self._phase[0]), v + self._bend * np.sin(u / 260 + self._phase[1])], -1
        )
        return lay_out((bent - self._middle) @ self._turn + self._centre, self._origin)


def _corners(left: Floats, width: float, near: float, far: Floats, side: npt.NDArray[np.int64]) -> Floats:
    sign = np.where(side == 0, 1.0, -1.0)
    low, high = near * sign, far * sign
    right = left + width
    return np.stack(
        [
            np.stack([left, low], -1),
            np.stack([right, low], -1),
            np.stack([right, high], -1),
            np.stack([left, high], -1),
        ],
        1,
    )


def _dense(corners: Floats) -> Floats:
    ends = np.roll(corners, -1, axis=0)
    steps = np.linspace(0, 1, 20, endpoint=False)[None, :, None]
    points = (corners[:, None, :] + (ends - corners)[:, None, :] * steps).reshape(-1, 2)
    return np.concatenate([points, points[:1]])
