"""One city made real: its streets with names, its water, and the premises that each block brings.

Premises are columns, not objects; `Premises` of one block holds first those inside the city and then
a smaller number in the municipalities next to it, which only the registers of others know.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from tidegate.demo.names import data_file
from tidegate.demo.world.draft import Ids, stream
from tidegate.demo.world.plan import Area, Floats, Grid, areas_of_city, city_name, city_origin, lay_out, lay_streets

USES = ("house", "flat", "shop", "office", "workshop", "warehouse", "boxes")
"""What premises are for; the code of a use is its place here."""
HOUSE, FLAT, SHOP, OFFICE, WORKSHOP, WAREHOUSE, BOXES = range(7)
_UNIT_USES = {
    "quarter": (0.55, 0.28, 0.12, 0.02, 0.03),
    "park": (0.06, 0.30, 0.36, 0.26, 0.02),
    "fringe": (0.30, 0.18, 0.32, 0.12, 0.08),
    "port": (0.00, 0.25, 0.20, 0.54, 0.01),
}
_OUTSIDE = (2200, 500)  # dwellings and business units in the neighbouring municipalities, per block
_OUTSIDE_STREETS = 40


@dataclass(frozen=True)
class City:
    """A city's plan with everything that all of its blocks share.

    Args:
        number: 0 for Havenrijk.
        name: Name of the city.
        areas: Its areas.
        grids: The streets of each area.
        first_street: Number of the first street of each area among the city's streets.
        streets: Names of all streets, those of the neighbouring municipalities last.
        street_area: The area of each street, -1 outside the city.
        municipalities: The city and its neighbours.
        water: Sea, river, docks and canals as polygons, with their names.
    """

    number: int
    name: str
    areas: tuple[Area, ...]
    grids: tuple[Grid, ...]
    first_street: Ids
    streets: pa.Array
    street_area: Ids
    municipalities: pa.Array
    water: tuple[tuple[str, shapely.Geometry], ...]


@dataclass(frozen=True)
class Premises:
    """Premises of one block, one entry per place.

    Args:
        area: Place in the city's list of areas, -1 outside the city.
        town: Place in the city's list of municipalities.
        street: Number of the street.
        number: House number.
        letter: 0 for none, 1 for A, 2 for B.
        use: Place in `USES`.
        floor: Floor area in square metres.
        year: Year of building.
        value: Assessed value at the start of 2020, euros.
        building: Corners, shape (n, 4, 2); NaN outside the city.
        plot: Corners, as `building`.
    """

    area: Ids
    town: Ids
    street: Ids
    number: Ids
    letter: Ids
    use: Ids
    floor: Ids
    year: Ids
    value: Ids
    building: Floats
    plot: Floats

    def __len__(self) -> int:
        return len(self.area)

    @property
    def inside(self) -> npt.NDArray[np.bool_]:
        """Whether each of the premises lies in the city."""
        return np.asarray(self.area >= 0)


def found_city(number: int, seed: int) -> City:
    """Found a city.

    Args:
        number: 0 for Havenrijk, 1 and more for the sisters that a larger scale adds.
        seed: Seed of the whole.
    Returns:
        The city without its premises.
    """
    random = stream(seed, "city", number)
    areas, origin = areas_of_city(number, seed), city_origin(number)
    grids = tuple(lay_streets(area, origin, random) for area in areas)
    counts = np.array([len(grid.streets) for grid in grids])
    neighbours = data_file("places.yml")["neighbours"]
    outside = _OUTSIDE_STREETS * len(neighbours)
    return City(
        number=number,
        name=city_name(number),
        areas=areas,
        grids=grids,
        first_street=np.concatenate([[0], np.cumsum(counts)[:-1]]),
        streets=pa.array(_street_names(int(counts.sum()), random) + _street_names(outside, random)),
        street_area=np.concatenate([np.repeat(np.arange(len(areas)), counts), np.full(outside, -1)]),
        municipalities=pa.array([city_name(number), *neighbours]),
        water=_water(origin),
    )


def _street_names(wanted: int, random: np.random.Generator) -> list[str]:
    places = data_file("places.yml")
    names = [stem + kind for kind in places["street_types"] for stem in places["street_stems"]]
    return [names[i] for i in random.permutation(len(names))[:wanted]]


_RIVER = [(-6600, 20), (-3000, -60), (0, 40), (3500, -30), (7000, 50), (10800, -40)]
_SEA = [(-9400, -5600), (-6500, -5600), (-6050, -2500), (-6250, 0), (-6000, 2500), (-6400, 6000), (-9400, 6000)]
_DOCKS = (-5100, -4250, -3400, -2550)
_CANALS = {
    "Molengracht": [(-1150, 1690), (6480, 1690)],
    "Vissersgracht": [(-1150, 2810), (6480, 2810)],
    "Zuidervaart": [(-1150, -1652), (6480, -1652)],
    "Nieuwe Vaart": [(2650, 0), (2650, 4395)],
    "Veervaart": [(2650, 0), (2650, -3000)],
    "Ringvaart": [(6560, 0), (6560, 3990), (5300, 4395), (700, 4395), (-1290, 3900), (-1290, 0)],
}
_MAIN_ROADS = {
    "Noorderkade": [(-2080, 560), (6500, 560)],
    "Zuiderkade": [(-1150, -560), (6500, -560)],
    "Havenweg": [(-2080, 560), (-2080, 2400)],
    "Polderweg": [(5250, 1740), (9300, 1800)],
    "Sluisweg": [(5250, -1640), (8800, -1650)],
    "Westersingel": [(75, -4300), (75, 5300)],
    "Middenweg": [(2580, -3000), (2580, 4420)],
    "Oosterbaan": [(5225, -4300), (5225, 5300)],
    "Molenkade": [(-1150, 1740), (6480, 1740)],
    "Visserskade": [(-1150, 2760), (6480, 2760)],
    "Vaartkade": [(-1150, -1690), (6480, -1690)],
    "Ringweg": [(6480, -3000), (6480, 3900), (5225, 4480), (75, 4480)],
}


def _water(origin: tuple[float, float]) -> tuple[tuple[str, shapely.Geometry], ...]:
    river = shapely.linestrings(_RIVER).segmentize(150).buffer(170, cap_style="flat")
    docks = {f"Dok {n}": shapely.box(x, 60, x + 340, 900) for n, x in enumerate(_DOCKS, start=1)}
    canals = {
        name: shapely.linestrings(line).segmentize(60).buffer(11, cap_style="flat") for name, line in _CANALS.items()
    }
    shapes = {"Zee": shapely.polygons(_SEA), "Rijk": river, **docks, **canals}
    return tuple((name, _on_map(shape, origin)) for name, shape in shapes.items())


def main_roads(city: City) -> tuple[tuple[str, shapely.Geometry], ...]:
    """Give the roads between the areas, with their names; nobody lives on them."""
    origin = city_origin(city.number)
    return tuple((name, _on_map(shapely.linestrings(line), origin)) for name, line in _MAIN_ROADS.items())


def _on_map(shape: shapely.Geometry, origin: tuple[float, float]) -> shapely.Geometry:
    return shapely.transform(shape.segmentize(60), lambda points: lay_out(points, origin))


def build_premises(city: City, block: int, share: float, seed: int) -> Premises:
    """Build the premises that one block brings.

    Args:
        city: The city.
        block: Number of the block over all cities.
        share: Part of the block that is built, above 0, at most 1.
        seed: Seed of the whole.
    Returns:
        The premises, in no telling order.
    """
    random = stream(seed, "premises", block)
    parts = [_area_premises(city, a, block % 4, share, random) for a in range(len(city.areas))]
    parts = [part for part in parts if len(part)]
    parts.append(_outside_premises(city, block % 4, share, random))
    return Premises(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Premises.__dataclass_fields__)
    )


def _area_premises(city: City, number: int, quarter: int, share: float, random: np.random.Generator) -> Premises:
    area, plots = city.areas[number], city.grids[number].plots
    before = sum(area.units[:quarter]) + sum(area.dwellings[:quarter])
    units = int(np.ceil(area.units[quarter] * share))
    wanted = units + int(np.ceil(area.dwellings[quarter] * share))
    at = slice(before, before + wanted)
    is_unit = np.arange(wanted) < units
    unit_use = SHOP + random.choice(5, wanted, p=_UNIT_USES[area.kind])
    use = np.where(is_unit, unit_use, np.where(random.random(wanted) < 0.45, FLAT, HOUSE))
    floor = _floor(use, area.kind, random)
    return Premises(
        area=np.full(wanted, number),
        town=np.zeros(wanted, np.int64),
        street=city.first_street[number] + plots.street[at],
        number=plots.number[at],
        letter=random.choice(3, wanted, p=(0.92, 0.05, 0.03)),
        use=use,
        floor=floor,
        year=random.integers(1905 if area.kind == "quarter" else 1965, 2020, wanted),
        value=_value(use, floor, random),
        building=plots.building[at],
        plot=plots.plot[at],
    )


def _outside_premises(city: City, quarter: int, share: float, random: np.random.Generator) -> Premises:
    dwellings, units = (int(np.ceil(n * share)) for n in _OUTSIDE)
    wanted = dwellings + units
    use = np.where(np.arange(wanted) < dwellings, HOUSE, random.integers(SHOP, BOXES, wanted))
    town = random.integers(1, len(city.municipalities), wanted)
    first = int((city.street_area >= 0).sum())
    number = random.permutation(2 * wanted)[:wanted]
    floor, nowhere = _floor(use, "quarter", random), np.full((wanted, 4, 2), np.nan)
    return Premises(
        area=np.full(wanted, -1),
        town=town,
        street=first + (town - 1) * _OUTSIDE_STREETS + number % _OUTSIDE_STREETS,
        number=1 + number // _OUTSIDE_STREETS + 150 * quarter,  # the blocks of a city share these streets
        letter=np.zeros(wanted, np.int64),
        use=use,
        floor=floor,
        year=random.integers(1905, 2020, wanted),
        value=_value(use, floor, random),
        building=nowhere,
        plot=nowhere,
    )


def _floor(use: Ids, kind: str, random: np.random.Generator) -> Ids:
    middle = np.array([110, 70, 120, 150, 320, 900, 700])[use] * (1.5 if kind in ("park", "port") else 1.0)
    return np.maximum(18, middle * random.lognormal(0, 0.35, len(use))).astype(np.int64)


def _value(use: Ids, floor: Ids, random: np.random.Generator) -> Ids:
    per_metre = np.array([2600, 2900, 1900, 1500, 900, 750, 600])[use]
    return np.asarray((per_metre * floor * random.lognormal(0, 0.15, len(use)) / 1000).astype(np.int64) * 1000)
