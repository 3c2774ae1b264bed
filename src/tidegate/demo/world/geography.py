"""The plan of the city: areas, streets with a slight bend, and plots along both sides of them."""

import numpy as np

from tidegate.demo.names import demo_data
from tidegate.demo.rows import Numbers
from tidegate.demo.streams import stream
from tidegate.demo.world.model import (
    BOXES, DWELLING, FRINGE, HALL, OFFICE, PARK, PORT, QUARTER, SHOP, WAREHOUSE, Area, Block, World,
)  # fmt: skip

DISTRICTS_OF_BLOCK = ((0, 1), (2, 3, 4), (5, 6, 7), (8, 9))
PREMISES_OF_QUARTER = 1480
PREMISES_OF_FRINGE = 150
CITY_APART_M = 24_000.0
FRONT_M = {QUARTER: 13.0, FRINGE: 15.0, PARK: 26.0, PORT: 55.0}
DEPTH_M = {QUARTER: 24.0, FRINGE: 28.0, PARK: 42.0, PORT: 90.0}
LENGTH_M = {QUARTER: 1080.0, FRINGE: 620.0, PARK: 1180.0, PORT: 2100.0}
USES = {  # shares of dwelling, shop, office, hall, warehouse, row of garage boxes
    QUARTER: (0.745, 0.16, 0.06, 0.02, 0.005, 0.01),
    FRINGE: (0.3, 0.4, 0.15, 0.1, 0.03, 0.02),
    PARK: (0.0, 0.05, 0.2, 0.55, 0.17, 0.03),
    PORT: (0.0, 0.0, 0.2, 0.3, 0.5, 0.0),
}
VALUE_PER_M2 = (2900, 2300, 1700, 950, 800, 1300)
FLOOR_M2 = (95, 120, 210, 420, 900, 300)


def city_name(number: int) -> str:
    """Name a city; past the list, with a number behind.

    Example:
        >>> city_name(0)
        'Havenrijk'
    """
    names = demo_data("places")["cities"]
    return names[number] if number < len(names) else f"{names[number % len(names)]} {number // len(names) + 1}"


def areas_of(block: Block) -> list[Area]:
    """Lay out the areas that a block builds, or builds a part of."""
    plan, city, quarter_of_city = demo_data("places"), block.number // 4, block.number % 4
    names = (city * 100, city_name(city), city * CITY_APART_M)
    areas = [_quarter(plan, names, d, q, block) for d in DISTRICTS_OF_BLOCK[quarter_of_city] for q in range(3)]
    for number, park in enumerate(plan["parks"]):
        first, whole = park["units"]
        units = first if quarter_of_city == 0 else (whole - first) // 3
        if units:
            areas.append(_area(names, 40 + number, park["name"], park["name"], PARK, number, park["centre"], units, block))
        if quarter_of_city == 0:
            areas.append(_area(names, 50 + number, f"Rand {park['name']}", park["name"], FRINGE, number, park["fringe"], PREMISES_OF_FRINGE, block))  # noqa: E501
    if quarter_of_city == 0:
        port = plan["port"]
        areas.append(_area(names, 60, port["name"], port["name"], PORT, -1, port["centre"], port["units"], block))
    return areas


def build(world: World) -> None:
    """Lay streets and plots of every area of the block.

    Args:
        world: The block; its areas, streets and premises are filled.
    """
    world.areas = areas_of(world.block)
    stems = len(demo_data("places")["street_stems"])
    for area in world.areas:
        rng = stream(world.block.seed, f"area {area.id}", world.block.number)
        _lay(world, area, rng, stems)


def _quarter(plan: dict, names: tuple[int, str, float], district: int, quarter: int, block: Block) -> Area:  # type: ignore[type-arg]
    x, y = plan["district_centres"][district]
    title = plan["districts"][district]
    name = f"{title} {plan['quarters'][quarter]}"
    centre = (x + (quarter - 1) * 1260, y)
    return _area(names, district * 3 + quarter, name, title, QUARTER, -1, centre, PREMISES_OF_QUARTER, block)


def _area(names: tuple[int, str, float], number: int, name: str, district: str, kind: int, park: int,
          centre: tuple[float, float], units: int, block: Block) -> Area:  # fmt: skip
    first, city, shift = names
    turn = stream(block.seed, f"turn {first + number}").normal(0, 0.05)
    built = max(24, round(units * block.share))
    return Area(first + number, name, district, city, kind, park, centre[0] + shift, centre[1], built, turn, block.number % 4)


def _lay(world: World, area: Area, rng: np.random.Generator, stems: int) -> None:
    front, depth, length = FRONT_M[area.kind], DEPTH_M[area.kind], LENGTH_M[area.kind]
    per_side = int(length / front)
    count = -(-area.units // (2 * per_side))
    apart = 2 * depth + 14
    rank = np.arange(count)
    # Streets alternate around the centre line; a later block builds the strip beyond the earlier one.
    offset = (np.where(rank % 2, 1, -1) * ((rank + 1) // 2) * apart) + area.part * apart * 0.5
    turn = area.turn + rng.normal(0, 0.012, count)
    dx, dy = np.cos(turn), np.sin(turn)
    cx, cy = area.x - offset * np.sin(area.turn), area.y + offset * np.cos(area.turn)
    half = length / 2
    streets = world.streets.add(
        area=area.id, stem=rng.permutation(stems)[np.arange(count) % stems], type=rng.integers(0, 8, count),
        x0=cx - half * dx, y0=cy - half * dy, x1=cx + half * dx, y1=cy + half * dy, bend=rng.normal(0, 6, count),
    )  # fmt: skip
    _plots(world, area, rng, streets, np.arange(area.units))


def _plots(world: World, area: Area, rng: np.random.Generator, streets: Numbers, unit: Numbers) -> None:
    front, depth = FRONT_M[area.kind], DEPTH_M[area.kind]
    per_side = int(LENGTH_M[area.kind] / front)
    street = streets[unit // (2 * per_side)]
    along, side = (unit % (2 * per_side)) // 2, np.where(unit % 2, 1.0, -1.0)
    s = world.streets
    fraction = (along + 0.5) / per_side
    x0, y0, x1, y1 = (s[c][street] for c in ("x0", "y0", "x1", "y1"))
    length = np.hypot(x1 - x0, y1 - y0)
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    away = s["bend"][street] * np.sin(np.pi * fraction) + side * (depth / 2 + 6)
    use = rng.choice(6, size=len(unit), p=USES[area.kind])
    use[[0, 1, 2, 3]] = [OFFICE, WAREHOUSE, HALL, SHOP] if area.kind != QUARTER else [OFFICE, SHOP, BOXES, DWELLING]
    floor = np.maximum(18, np.array(FLOOR_M2)[use] * rng.lognormal(0, 0.35, len(unit)) * (2.5 if area.kind == PORT else 1))
    value = floor * np.array(VALUE_PER_M2)[use] * rng.lognormal(0, 0.15, len(unit))
    world.premises.add(
        street=street, area=area.id, kind=area.kind, number=unit % (2 * per_side) + 1,
        letter=np.where(rng.random(len(unit)) < 0.06, rng.integers(1, 4, len(unit)), 0), use=use, floor=floor,
        built=rng.integers(1895 if area.kind == QUARTER else 1965, 2019, len(unit)), value=np.round(value, -3),
        x=x0 + fraction * (x1 - x0) - dy * away, y=y0 + fraction * (y1 - y0) + dx * away, dx=dx, dy=dy,
        width=front * 0.92, depth=depth * rng.uniform(0.7, 0.98, len(unit)),
    )  # fmt: skip
