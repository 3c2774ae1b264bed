"""The map: areas, cells, streets and premises as GeoJSON, on whatever ground the picture gives.

No tile is fetched: the ground is the city's own premises, of which single homes are told from the rest by nothing, and
the cells of the grid. Homes are in no layer that can be asked for one by one.
"""

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyproj
import shapely
from shapely.geometry import mapping

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.places.units import ALL
from tidegate.web.atlas.reading.opening import opened

BREAKS = (0.8, 1.25, 2.0, 3.0)
"""Between the classes of seen to expected."""

COLOURS = ("#f7fbff", "#c6dbef", "#6baed6", "#2171b5", "#08306b")
"""One hue from light to dark, told apart without seeing colours."""

FLAG_BREAKS = (1.0, 2.0, 3.0)
FLAG_COLOURS = ("#b0b7be", "#fdcc8a", "#fc8d59", "#b30000")

LAYERS = ("area", "cell", "street", "premises")

MOST_PREMISES = 5_000
"""Premises that a map shows: those with flags first, then those with most events. Filters bring out the others."""

LEAST_IN_CELL = 5
"""Premises that a cell of the ground needs: a cell with fewer would draw the door of one of them."""

_WHERE = frozenset({"lon", "lat", "x_m", "y_m"})
"""Columns that become the geometry."""

_DIGITS = 6
"""Decimal places of a degree: about a tenth of a metre."""


@dataclass(frozen=True)
class MapFilter:
    """What is asked of the map.

    Args:
        schema: Schema of the events.
        kind: Kind of event.
        sector: Only premises with a business of this sector; empty for all.
        indicator: Only premises with a flag of this rule; empty for all.
        month: First day of a month: events of the twelve months up to it; None for the whole period.
    """

    schema: str = "Report"
    kind: str = ALL
    sector: str = ""
    indicator: str = ""
    month: date | None = None


@dataclass(frozen=True)
class Choices:
    """What the map can be asked for.

    Args:
        schemata: Schema to its kinds of events.
        sectors: Lines of business.
        indicators: Rules with a flag.
        first: First month with an event.
        last: Last month with an event.
    """

    schemata: tuple[tuple[str, tuple[str, ...]], ...]
    sectors: tuple[str, ...]
    indicators: tuple[str, ...]
    first: date | None
    last: date | None


def choices(picture: Picture) -> Choices:
    """Say what the map can be asked for.

    Args:
        picture: The picture.
    """
    own = opened(picture)
    kinds: dict[str, list[str]] = {}
    for row in own.rows("map_kinds"):
        kinds.setdefault(row["schema"], []).append(row["kind"])
    (span,) = own.rows("map_span")
    return Choices(
        tuple((s, tuple(k)) for s, k in kinds.items()),
        tuple(r["sector"] for r in own.rows("map_sectors")), tuple(r["indicator"] for r in own.rows("map_indicators")),
        span["first"], span["last"],
    )  # fmt: skip


def months_between(first: date | None, last: date | None) -> list[date]:
    """List the first days of the months between two.

    Args:
        first: The first month; None where there is none.
        last: The last month.
    Example:
        >>> [str(m) for m in months_between(date(2024, 12, 1), date(2025, 1, 1))]
        ['2024-12-01', '2025-01-01']
    """
    if first is None or last is None:
        return []
    span = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return [date(n // 12, n % 12 + 1, 1) for n in span]


def bounds(picture: Picture) -> tuple[float, float, float, float] | None:
    """Give west, south, east and north of the city, degrees; None where the picture knows no place.

    Args:
        picture: The picture.
    """
    (row,) = opened(picture).rows("map_bounds")
    return None if row["west"] is None else (row["west"], row["south"], row["east"], row["north"])


def layer(picture: Picture, name: str, asked: MapFilter) -> dict[str, Any]:
    """Give a layer as GeoJSON; each feature has an id, a label and what is seen beside what is expected.

    Args:
        picture: The picture.
        name: One of `LAYERS`.
        asked: What is asked for.
    Returns:
        A collection of features; `href` is for the page to set.
    Raises:
        ValueError: There is no such layer.
    """
    if name not in LAYERS:
        raise ValueError(f"'{name}' is no layer: name one of {', '.join(LAYERS)}")
    rows = _rows(picture, name, asked)
    if name == "premises":
        return _collection(_feature(r, {"type": "Point", "coordinates": [r["lon"], r["lat"]]}) for r in rows)
    if name == "cell":
        return _collection(_feature(r, g) for r, g in zip(rows, _squares(picture, rows), strict=True))
    shapes = {r["unit"]: r["points"] for r in opened(picture).rows("map_points", level=name)}
    return _collection(_feature(r, g) for r in rows if (g := _hull(shapes.get(r["unit"]), name)) is not None)


def table(picture: Picture, name: str, asked: MapFilter) -> tuple[dict[str, Any], ...]:
    """Give the rows of a layer, for the table beside the map.

    Args:
        picture: The picture.
        name: One of `LAYERS`.
        asked: What is asked for.
    """
    return tuple(_rows(picture, name, asked)) if name in LAYERS else ()


def ground(picture: Picture) -> dict[str, Any]:
    """Give the ground of the map: the cells in which the city is built, so that a reader knows where he is.

    Args:
        picture: The picture.
    """
    rows = opened(picture).rows("map_ground", least=LEAST_IN_CELL, cell=_grid(picture)[0])
    squares = _squares(picture, rows)
    return _collection(
        {"type": "Feature", "id": r["unit"], "properties": {"id": r["unit"], "density": r["premises"]}, "geometry": g}
        for r, g in zip(rows, squares, strict=True)
    )


def _rows(picture: Picture, name: str, asked: MapFilter) -> list[dict[str, Any]]:
    own = opened(picture)
    if name == "premises":
        return own.rows(
            "map_premises", sector=asked.sector, indicator=asked.indicator, schema=asked.schema, kind=asked.kind,
            until=asked.month, most=MOST_PREMISES,
        )  # fmt: skip
    rows = own.rows("map_units", level=name, schema=asked.schema, kind=asked.kind, sector=asked.sector,
                    indicator=asked.indicator, cell=_grid(picture)[0])  # fmt: skip
    if asked.month is None:
        return rows
    months = own.rows("map_months", level=name, schema=asked.schema, kind=asked.kind, until=asked.month)
    seen = {r["unit"]: r["events"] for r in months}
    return [{**r, "in_months": seen.get(r["unit"], 0)} for r in rows]


def _feature(row: Mapping[str, Any], geometry: Mapping[str, Any]) -> dict[str, Any]:
    told = {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items() if k not in _WHERE}
    properties = {
        "id": row["unit"],
        "label": row["label"] or row["unit"],
        **{k: v for k, v in told.items() if k != "label"},
    }
    return {"type": "Feature", "id": row["unit"], "properties": properties, "geometry": geometry}


def _collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _squares(picture: Picture, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    cell, epsg = _grid(picture)
    half = cell / 2
    corners = [(r["x_m"] + dx * half, r["y_m"] + dy * half) for r in rows
               for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]  # fmt: skip
    if not corners:
        return []
    lon, lat = _degrees(epsg).transform([x for x, _ in corners], [y for _, y in corners])
    points = [[round(x, _DIGITS), round(y, _DIGITS)] for x, y in zip(lon, lat, strict=True)]
    return [{"type": "Polygon", "coordinates": [points[5 * n : 5 * n + 5]]} for n in range(len(rows))]


def _grid(picture: Picture) -> tuple[float, int]:
    """Give the size of a cell in metres, and the city's coordinate system."""
    told = json.loads((picture.folder / "ground.json").read_text(encoding="utf-8"))
    return float(told["cell_m"]), int(told["epsg"])


@functools.cache
def _degrees(epsg: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)


def _hull(points: Sequence[Sequence[float]] | None, name: str) -> dict[str, Any] | None:
    """Draw what no register gives a shape for: an area as the ground of its premises, a street as its midpoint."""
    if not points:
        return None
    cloud = shapely.MultiPoint([(p[0], p[1]) for p in points])
    if name == "street":
        at = shapely.Point(
            sorted(p[0] for p in points)[len(points) // 2], sorted(p[1] for p in points)[len(points) // 2]
        )
        return _plain(at)
    shape = shapely.concave_hull(cloud, ratio=0.3) if len(points) > LEAST_IN_CELL else cloud.envelope
    return _plain(shape) if shape.geom_type == "Polygon" else None


def _plain(shape: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(mapping(shapely.set_precision(shape, 10**-_DIGITS))))
    return found
