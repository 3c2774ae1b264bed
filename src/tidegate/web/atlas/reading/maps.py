"""The map: areas, cells, streets and premises as GeoJSON, on whatever ground the picture gives.

No tile is fetched: the ground is the city's own premises, of which single homes are told from the rest by nothing, and
the cells of the grid. Homes are in no layer that can be asked for one by one.
"""

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote

import orjson
import pyproj
import shapely
from shapely.geometry import mapping

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.places.units import ALL
from tidegate.web.atlas.reading.opening import Opened, opened

BREAKS = (0.8, 1.25, 2.0, 3.0)
"""Between the classes of seen to expected."""

COLOURS = ("#f7fbff", "#c6dbef", "#6baed6", "#2171b5", "#08306b")
"""One hue from light to dark, told apart without seeing colours."""

FLAG_BREAKS = (1.0, 2.0, 3.0)
FLAG_COLOURS = ("#b0b7be", "#fdcc8a", "#fc8d59", "#b30000")

LAYERS = ("area", "cell", "street", "premises")

MOST_PREMISES = 5_000
"""Premises that a map shows: those with flags first, then those with most events. Filters bring out the others."""

MOST_ROWS = 100_000
"""Rows that are given where nobody asks for fewer."""

LEAST_IN_CELL = 5
"""Premises that a cell of the ground needs: a cell with fewer would draw the door of one of them."""

_WHERE = frozenset({"lon", "lat", "x_m", "y_m"})
"""Columns that become the geometry."""

_KEPT_IN_ADDRESS = "!$&'()*+,;=/~:@"
"""Characters that stand in a path as they are (RFC 3986)."""

_OF_PREMISES = ("unit", "label", "street", "area", "use", "businesses", "lon", "lat")
"""What is told of premises whatever the month."""

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
    found: dict[str, Any] = orjson.loads(written(picture, name, asked))
    return found


def written(picture: Picture, name: str, asked: MapFilter, *, flagged: bool = False, page: tuple[str, str] | None = None
) -> bytes:  # fmt: skip
    """Give a layer as the text of GeoJSON, at the price of what differs from month to month.

    Args:
        picture: The picture.
        name: One of `LAYERS`.
        asked: What is asked for.
        flagged: Whether only what has a red flag is given.
        page: What stands before and after the id in the address of the page of a thing, which becomes `href`.
    Returns:
        A collection of features.
    Raises:
        ValueError: There is no such layer.
    """
    if name not in LAYERS:
        raise ValueError(f"'{name}' is no layer: name one of {', '.join(LAYERS)}")
    if name == "premises":
        rows = _premises(opened(picture), asked)
        return _together(
            b'%b,"events":%d,"flags":%d}}' % (_head(r, page), r["events"], r["flags"])
            for r in rows if not flagged or r["flags"]
        )  # fmt: skip
    heads = _heads(picture, name, asked, page)
    if asked.month is None:
        return _together(head + b"}}" for _, flags, head in heads if not flagged or flags)
    seen = _seen(opened(picture), name, asked)
    return _together(
        b'%b,"in_months":%d}}' % (head, seen.get(unit, 0)) for unit, flags, head in heads if not flagged or flags
    )


def _head(row: Mapping[str, Any], page: tuple[str, str] | None) -> bytes:
    """Write down what is the same in every month of premises: the feature without its last brackets."""
    return _head_of(*(row[name] for name in _OF_PREMISES), page)


@functools.lru_cache(maxsize=20_000)
def _head_of(*told: Any) -> bytes:
    *values, page = told
    row = dict(zip(_OF_PREMISES, values, strict=True))
    return _feature(row, _point(row), page)[:-2]


def _heads(
    picture: Picture, name: str, asked: MapFilter, page: tuple[str, str] | None
) -> tuple[tuple[str, int, bytes], ...]:
    """Write down what is the same in every month: unit, flags, and its feature without the last two brackets."""
    own, whole = opened(picture), replace(asked, month=None)

    def make() -> tuple[tuple[str, int, bytes], ...]:
        rows = _units(picture, name, whole)
        shapes = _squares(picture, rows) if name == "cell" else _shapes(picture, name)
        return tuple(
            (r["unit"], r["flags"], _feature(r, shapes[r["unit"]], page)[:-2]) for r in rows if r["unit"] in shapes
        )

    return own.remembered.get(
        ("map heads", name, whole, page), make, lambda heads: sum(200 + len(head) for *_, head in heads)
    )


def _shapes(picture: Picture, name: str) -> Mapping[str, bytes]:
    """Draw the units of a level; what has no shape is left out."""
    own = opened(picture)

    def make() -> Mapping[str, bytes]:
        drawn = {r["unit"]: _hull(r["points"], name) for r in own.told("map_points", level=name)}
        return {unit: shape for unit, shape in drawn.items() if shape is not None}

    return own.remembered.get(("map shapes", name), make, lambda drawn: sum(200 + len(s) for s in drawn.values()))


def table(picture: Picture, name: str, asked: MapFilter, *, most: int = MOST_ROWS) -> tuple[dict[str, Any], ...]:
    """Give the first rows of a layer, for the table beside the map.

    Args:
        picture: The picture.
        name: One of `LAYERS`.
        asked: What is asked for.
        most: How many rows.
    """
    if name not in LAYERS:
        return ()
    if name == "premises":
        return tuple(dict(r) for r in _premises(opened(picture), asked)[:most])
    rows = _units(picture, name, asked)[:most]
    if asked.month is None:
        return tuple(dict(r) for r in rows)
    seen = _seen(opened(picture), name, asked)
    return tuple({**r, "in_months": seen.get(r["unit"], 0)} for r in rows)


def ground(picture: Picture) -> dict[str, Any]:
    """Give the ground of the map: the cells in which the city is built, so that a reader knows where he is.

    Args:
        picture: The picture.
    """
    rows = opened(picture).told("map_ground", least=LEAST_IN_CELL, cell=_grid(picture)[0])
    squares = _squares(picture, rows)
    features = [
        {"type": "Feature", "id": r["unit"], "properties": {"id": r["unit"], "density": r["premises"]},
         "geometry": orjson.Fragment(squares[r["unit"]])} for r in rows
    ]  # fmt: skip
    found: dict[str, Any] = orjson.loads(orjson.dumps({"type": "FeatureCollection", "features": features}))
    return found


def _premises(own: Opened, asked: MapFilter) -> Sequence[Mapping[str, Any]]:
    return own.told(
        "map_premises", sector=asked.sector, indicator=asked.indicator, schema=asked.schema, kind=asked.kind,
        until=asked.month, most=MOST_PREMISES,
    )  # fmt: skip


def _units(picture: Picture, name: str, asked: MapFilter) -> Sequence[Mapping[str, Any]]:
    return opened(picture).told(
        "map_units", level=name, schema=asked.schema, kind=asked.kind, sector=asked.sector, indicator=asked.indicator,
        cell=_grid(picture)[0],
    )  # fmt: skip


def _seen(own: Opened, name: str, asked: MapFilter) -> Mapping[str, int]:
    """Count the events of the twelve months that end with the month asked for."""
    rows = own.told("map_months", level=name, schema=asked.schema, kind=asked.kind, until=asked.month)
    return {r["unit"]: r["events"] for r in rows}


def _feature(row: Mapping[str, Any], geometry: bytes, page: tuple[str, str] | None) -> bytes:
    """Write a feature down; what it says of itself comes last."""
    own = row["unit"]
    properties = {
        "id": own, "label": row["label"] or own,
        **{k: round(v, 3) if isinstance(v, float) else v for k, v in row.items() if k not in _WHERE and k != "label"},
    }  # fmt: skip
    if page is not None:
        properties["href"] = f"{page[0]}{quote(own, safe=_KEPT_IN_ADDRESS)}{page[1]}"
    return orjson.dumps({"type": "Feature", "id": own, "geometry": orjson.Fragment(geometry), "properties": properties})


def _together(features: Iterable[bytes]) -> bytes:
    return b'{"type":"FeatureCollection","features":[%b]}' % b",".join(features)


def _point(row: Mapping[str, Any]) -> bytes:
    return b'{"type":"Point","coordinates":[%b,%b]}' % (
        str(round(row["lon"], _DIGITS)).encode(),
        str(round(row["lat"], _DIGITS)).encode(),
    )


def _squares(picture: Picture, rows: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    cell, epsg = _grid(picture)
    half = cell / 2
    corners = [(r["x_m"] + dx * half, r["y_m"] + dy * half) for r in rows
               for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]  # fmt: skip
    if not corners:
        return {}
    lon, lat = _degrees(epsg).transform([x for x, _ in corners], [y for _, y in corners])
    points = [[round(x, _DIGITS), round(y, _DIGITS)] for x, y in zip(lon, lat, strict=True)]
    return {
        r["unit"]: orjson.dumps({"type": "Polygon", "coordinates": [points[5 * n : 5 * n + 5]]})
        for n, r in enumerate(rows)
    }


def _grid(picture: Picture) -> tuple[float, int]:
    """Give the size of a cell in metres, and the city's coordinate system."""
    told = json.loads((picture.folder / "ground.json").read_text(encoding="utf-8"))
    return float(told["cell_m"]), int(told["epsg"])


@functools.cache
def _degrees(epsg: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)


def _hull(points: Sequence[Sequence[float]] | None, name: str) -> bytes | None:
    """Draw what no register gives a shape for: an area as the ground of its premises, a street as its midpoint."""
    if not points:
        return None
    if name == "street":
        middle = len(points) // 2
        return _plain(shapely.Point(sorted(p[0] for p in points)[middle], sorted(p[1] for p in points)[middle]))
    cloud = shapely.MultiPoint([(p[0], p[1]) for p in points])
    shape = shapely.concave_hull(cloud, ratio=0.3) if len(points) > LEAST_IN_CELL else cloud.envelope
    return _plain(shape) if shape.geom_type == "Polygon" else None


def _plain(shape: Any) -> bytes:
    return orjson.dumps(mapping(shapely.set_precision(shape, 10**-_DIGITS)))
