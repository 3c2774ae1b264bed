"""Where the premises of a city are: address, street, point, cell of the grid, area.

Ten registers write one premises in ten ways. For each property the value counts that most registers give among the
records that are still known; then the one that most records give, then the latest, then the first by the alphabet.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from scipy.spatial import cKDTree

from tidegate.errors import PlacesError
from tidegate.places.personal import DWELLING
from tidegate.places.reading import offer
from tidegate.tables import Column, Contract, Session, query

PLACES = Contract(
    "places",
    (
        Column("premises", pa.string(), "entity", nullable=False),
        Column("address", pa.string()),
        Column("street", pa.string(), "as most write it"),
        Column("street_key", pa.string(), "one spelling per street"),
        Column("house_number", pa.int32()),
        Column("postal_code", pa.string()),
        Column("city", pa.string()),
        Column("area", pa.string(), "name or code of the kind of area that the city counts by"),
        Column("area_from", pa.string(), "register, or nearest (the area of the nearest place that has one)"),
        Column("lon", pa.float64(), "degrees east, WGS 84"),
        Column("lat", pa.float64(), "degrees north, WGS 84"),
        Column("point_from", pa.string(), "register, numbers nearby, or street and postcode; absent without a point"),
        Column("x_m", pa.float64(), "metres east in the city's coordinate system"),
        Column("y_m", pa.float64(), "metres north"),
        Column("cell", pa.string(), "cell of the grid, by its south-west corner in cells"),
        Column("cell_x", pa.int64()),
        Column("cell_y", pa.int64()),
        Column("use", pa.string(), "what a register says it is used for"),
        Column("floor_area", pa.float64(), "square metres"),
        Column("personal", pa.bool_(), "whether it is a home, or may be one", nullable=False),
        Column("personal_because", pa.string(), "why; absent where it is not"),
    ),
)
"""The premises of a city; one row each, by entity."""

AREAS = ("neighbourhood", "areaCode", "district")
"""Kinds of area that registers know, the smaller first."""

NEIGHBOURING_NUMBERS = 20
"""House numbers that differ by no more lie close enough for one point to stand for the other."""

NEAREST_AREA_M = 500.0
"""How far the nearest place with a known area may lie for its area to count."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Located:
    """The premises of a city on the map.

    Args:
        places: Contract `PLACES`.
        epsg: Coordinate system of `x_m` and `y_m`; 0 where nothing in the city has a point.
        cell_m: Side of a cell of the grid, metres.
        area_kind: Kind of area, one of `AREAS`; empty where no register knows any.
        city: The town that most premises are in; empty where no register says.
    """

    places: pa.Table
    epsg: int
    cell_m: float
    area_kind: str
    city: str


def locate(
    session: Session, facts: Path, *, businesses: pa.Table, on: dt.date = dt.date.max, epsg: int | None = None,
    cell_m: float = 100.0, area_kind: str | None = None, dwelling: str = DWELLING,
) -> Located:  # fmt: skip
    """Put the premises of a city on the map.

    Args:
        session: An engine that sees `facts`; what it is left with, `place_events` stands on.
        facts: Folder with resolved tables.
        businesses: Contract `BUSINESSES`, for telling homes from places of business.
        on: What was known on this day counts; without it, all that is known.
        epsg: Number of a coordinate system in metres; without it the UTM zone of the city's centre.
        cell_m: Side of a cell of the grid, metres.
        area_kind: One of `AREAS`; without it the kind that most premises and events have.
        dwelling: Pattern of the uses that make premises a home.
    Returns:
        The places, with all that was chosen for them.
    Raises:
        PlacesError: The coordinate system is not one in metres.
        ValueError: `cell_m` is not above 0, or `area_kind` is unknown.
    """
    if not cell_m > 0 or area_kind not in (None, *AREAS):
        raise ValueError(f"cell_m is {cell_m}, area_kind {area_kind}: give metres above 0, and one of {AREAS}")
    city = _read(session, facts, on)
    placed = session.fetch("select * from placed order by premises")
    lon, lat = _numbers(placed.column("lon")), _numbers(placed.column("lat"))
    code = epsg or _usual_zone(session, lon, lat)
    x, y = to_metres(lon, lat, code)
    kind = area_kind or _usual_area(session)
    area, area_from = _areas(session, placed, x, y, kind, code)
    session.register("businesses", businesses)
    personal = session.fetch(query(__package__, "locating_personal"), dwelling=dwelling)
    why = personal.column("personal_because")
    columns = {name: placed.column(name) for name in placed.column_names if name in {c.name for c in PLACES.columns}}
    columns |= grid(x, y, cell_m)
    columns |= {"area": area, "area_from": area_from, "x_m": _absent(x), "y_m": _absent(y)}
    columns |= {"personal": why.is_valid(), "personal_because": why}
    table = pa.table([columns[c.name] for c in PLACES.columns], names=[c.name for c in PLACES.columns])
    places = PLACES.check(table.cast(PLACES.schema()))
    session.register("places", places)
    return Located(places, code, cell_m, kind, city)


def utm_zone(lon: float, lat: float) -> int:
    """Number of the UTM zone of a point.

    Args:
        lon: Degrees east.
        lat: Degrees north.
    Returns:
        Its EPSG number.
    Source:
        EPSG Geodetic Parameter Dataset, WGS 84 / UTM zones 32601 to 32660 (north) and 32701 to 32760 (south).
    Example:
        >>> utm_zone(4.9, 52.4), utm_zone(-87.6, 41.9)
        (32631, 32616)
    """
    return (32600 if lat >= 0 else 32700) + min(int((lon + 180.0) // 6.0) + 1, 60)


def to_metres(lon: Floats, lat: Floats, epsg: int) -> tuple[Floats, Floats]:
    """Turn degrees into metres of a coordinate system.

    Args:
        lon: Degrees east, WGS 84; not a number where there is no point.
        lat: Degrees north.
        epsg: Number of the system; 0 for none.
    Returns:
        Metres east and north; not a number where there is no point, or the system does not reach so far.
    Raises:
        PlacesError: The system is unknown, or not one in metres.
    """
    if not epsg:
        return np.full(len(lon), np.nan), np.full(len(lon), np.nan)
    try:
        transformer, system = Transformer.from_crs(4326, epsg, always_xy=True), CRS.from_epsg(epsg)
    except ProjError as fault:
        raise PlacesError(
            what=f"{epsg} is not the number of a coordinate system", mend="give an EPSG number, such as 28992"
        ) from fault
    if {axis.unit_name for axis in system.axis_info} != {"metre"}:
        raise PlacesError(
            what=f"the coordinate system {epsg} does not count in metres",
            mend="give one that does, such as 28992 or the UTM zone of the city",
        )
    x, y = (np.asarray(a, dtype=np.float64) for a in transformer.transform(lon, lat))
    good = np.isfinite(x) & np.isfinite(y)
    return np.where(good, x, np.nan), np.where(good, y, np.nan)


def grid(x: Floats, y: Floats, cell_m: float) -> dict[str, pa.Array]:
    """Give each point its cell of a square grid.

    Args:
        x: Metres east; not a number where there is no point.
        y: Metres north.
        cell_m: Side of a cell, metres.
    Returns:
        Columns `cell` (such as E4567N34567), `cell_x` and `cell_y`, absent where there is no point.
    Example:
        >>> grid(np.array([250.0]), np.array([99.0]), 100.0)["cell"].to_pylist()
        ['E2N0']
    """
    absent = ~np.isfinite(x)
    column, row = (np.floor(np.where(absent, 0.0, a) / cell_m).astype(np.int64) for a in (x, y))
    name = np.char.add(np.char.add("E", column.astype(str)), np.char.add("N", row.astype(str)))
    return {
        "cell": pa.array(name, pa.string(), mask=absent),
        "cell_x": pa.array(column, pa.int64(), mask=absent),
        "cell_y": pa.array(row, pa.int64(), mask=absent),
    }


def nearest_area(known: tuple[Floats, Floats, Any], x: Floats, y: Floats) -> Any:
    """Area of the nearest place that has one, where it lies near enough.

    Args:
        known: Metres east, metres north and area of places with an area.
        x: Metres east of the points that ask; not a number where there is none.
        y: Metres north.
    Returns:
        An array of areas, absent (None) beyond `NEAREST_AREA_M`.
    """
    found = np.full(len(x), None, dtype=object)
    asking = np.flatnonzero(np.isfinite(x))
    if not len(known[0]) or not len(asking):
        return found
    tree = cKDTree(np.column_stack(known[:2]))
    far, at = tree.query(np.column_stack([x[asking], y[asking]]), distance_upper_bound=NEAREST_AREA_M)
    near = np.isfinite(far)
    found[asking[near]] = np.asarray(known[2], dtype=object)[at[near]]
    return found


def is_known(values: Any) -> npt.NDArray[np.bool_]:
    """Tell which texts of an array are there.

    Args:
        values: Texts, absent ones as None.
    Returns:
        Whether each is there.
    """
    there: npt.NDArray[np.bool_] = pa.array(values, pa.string()).is_valid().to_numpy(zero_copy_only=False)
    return there


def _read(session: Session, facts: Path, on: dt.date) -> str:
    located = {"street": "varchar", "neighbourhood": "varchar", "district": "varchar", "areaCode": "varchar",
               "longitude_number": "double", "latitude_number": "double"}  # fmt: skip
    offer(
        session, facts, "Premises", name="premises_records",
        columns=located | {
            "address": "varchar", "houseNumber": "varchar", "postalCode": "varchar", "city": "varchar",
            "use": "varchar", "floorArea_number": "double",
        },
    )  # fmt: skip
    for schema in ("Incident", "Report"):
        offer(session, facts, schema, located | {"location": "varchar"}, name=f"{schema.lower()}_records")
    found = session.rows(query(__package__, "locating_city"))
    city = str(found[0]["city"]) if found else ""
    for macro in ("street_of", "number_of", "street_key"):
        session.execute(query(__package__, macro))
    session.execute(query(__package__, "locating_events"), on=on, city=city or None)
    session.execute(query(__package__, "locating_said"), on=on, city=city or None)
    session.execute(query(__package__, "locating_chosen"))
    session.execute(query(__package__, "locating_streets"))
    session.execute(query(__package__, "locating_points"), city=city or None, reach=NEIGHBOURING_NUMBERS)
    return city


def _usual_zone(session: Session, lon: Floats, lat: Floats) -> int:
    """UTM zone of the middle of the premises, else of the events; 0 where nothing has a point."""
    if not np.isfinite(lon).any():
        events = session.fetch(query(__package__, "locating_area_points"), kind="")
        lon, lat = _numbers(events.column("lon")), _numbers(events.column("lat"))
    if not np.isfinite(lon).any():
        return 0
    return utm_zone(float(np.nanmedian(lon)), float(np.nanmedian(lat)))


def _usual_area(session: Session) -> str:
    """The kind of area that most premises and events have, the smaller one where two are equal."""
    (counts,) = session.rows(query(__package__, "locating_areas"))
    best = max(AREAS, key=lambda kind: (counts[kind], -AREAS.index(kind)))
    return best if counts[best] else ""


def _areas(session: Session, placed: pa.Table, x: Floats, y: Floats, kind: str, epsg: int) -> tuple[Any, Any]:
    if not kind:
        nothing = pa.nulls(placed.num_rows, pa.string())
        return nothing, nothing
    column = "area_code" if kind == "areaCode" else kind
    own = placed.column(column).to_numpy(zero_copy_only=False)
    events = session.fetch(query(__package__, "locating_area_points"), kind=kind)
    events = events.filter(events.column("area").is_valid())
    ex, ey = to_metres(_numbers(events.column("lon")), _numbers(events.column("lat")), epsg)
    here = is_known(own)
    usable, seen = here & np.isfinite(x), np.isfinite(ex)
    areas = np.concatenate([own[usable], events.column("area").to_numpy(zero_copy_only=False)[seen]])
    known = (np.concatenate([x[usable], ex[seen]]), np.concatenate([y[usable], ey[seen]]), areas)
    guessed = nearest_area(known, x, y)
    area, whence = np.where(here, own, guessed), np.full(len(here), None, dtype=object)
    whence[here], whence[~here & is_known(guessed)] = "register", "nearest"
    return pa.array(area, pa.string()), pa.array(whence, pa.string())


def _numbers(column: pa.ChunkedArray) -> Floats:
    values: Floats = column.cast(pa.float64()).fill_null(np.nan).to_numpy()
    return values


def _absent(values: Floats) -> pa.Array:
    return pa.array(values, pa.float64(), mask=~np.isfinite(values))
