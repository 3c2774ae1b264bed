"""What happened where: incidents, reports, inspections and measures, tied to premises, street, cell, area and month.

An event is placed by the best that its register gives: the premises it names; the premises at the address it names,
where there is only one; its own point; the middle of the house numbers it names; its street; its area. How each was
placed stands beside it, and what could not be placed is counted with the reason.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.places.locating import Located, grid, is_known, nearest_area, to_metres
from tidegate.places.reading import offer
from tidegate.tables import Column, Contract, Session, query, run

HAPPENINGS = Contract(
    "happenings",
    (
        Column("event", pa.string(), "entity of the incident, report, inspection or measure", nullable=False),
        Column("record_id", pa.string(), nullable=False),
        Column("register", pa.string(), nullable=False),
        Column("schema", pa.string(), "Incident, Inspection, Measure or Report", nullable=False),
        Column("kind", pa.string(), "category, topic, result or type, as the register has it", nullable=False),
        Column("category", pa.string()),
        Column("topic", pa.string()),
        Column("result", pa.string()),
        Column("month", pa.date32(), "its first day", nullable=False),
        Column("count", pa.int64(), "events that the row stands for", nullable=False),
        Column("premises", pa.string()),
        Column("establishment", pa.string()),
        Column("street", pa.string()),
        Column("street_key", pa.string()),
        Column("x_m", pa.float64()),
        Column("y_m", pa.float64()),
        Column("cell", pa.string()),
        Column("cell_x", pa.int64()),
        Column("cell_y", pa.int64()),
        Column("area", pa.string()),
        Column("placed_by", pa.string(), "premises, address, point, stretch, street or area", nullable=False),
    ),
)
"""Events that have a month and a place; one row per record, ordered by schema, register and record."""

PLACING = Contract(
    "placing",
    (
        Column("schema", pa.string(), nullable=False),
        Column("register", pa.string(), nullable=False),
        Column("placed", pa.bool_(), nullable=False),
        Column("how", pa.string(), "what placed it, or why it could not be placed", nullable=False),
        Column("rows", pa.int64(), nullable=False),
        Column("events", pa.int64(), nullable=False),
    ),
)
"""How the events of each register were placed, and what could not be placed, by reason; all rows are in it."""

SCHEMATA = ("Incident", "Inspection", "Measure", "Report")
"""What counts as an event."""

WAYS = ("premises", "address", "point", "stretch", "street", "area")
"""What places an event, the best first."""

NO_MONTH = "no date"
STRANGE = "names a premises that is not among the places"
NOWHERE = "no premises, point, street or area in the row"

_COLUMNS = {
    "premises": "varchar", "establishment": "varchar", "category": "varchar", "topic": "varchar", "result": "varchar",
    "inspectionType": "varchar", "measureType": "varchar", "reason": "varchar", "date_from": "date",
    "decisionDate_from": "date", "startDate_from": "date", "count_number": "double", "street": "varchar",
    "houseNumber": "varchar", "location": "varchar", "longitude_number": "double", "latitude_number": "double",
    "neighbourhood": "varchar", "district": "varchar", "areaCode": "varchar",
}  # fmt: skip

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Happenings:
    """The events of a city on the map.

    Args:
        events: Contract `HAPPENINGS`.
        placing: Contract `PLACING`.
    """

    events: pa.Table
    placing: pa.Table


def place_events(session: Session, facts: Path, located: Located, *, on: dt.date = dt.date.max) -> Happenings:
    """Put the events of a city on the map.

    Args:
        session: The engine with which `locate` was called.
        facts: Folder with resolved tables.
        located: What `locate` gave.
        on: What was known on this day counts; without it, all that is known.
    Returns:
        The events that have a month and a place, and an account of all rows.
    """
    for schema in SCHEMATA:
        offer(session, facts, schema, _COLUMNS, name=f"event_{schema.lower()}")
    text = query(__package__, "happening_placed")
    raw = session.fetch(text, on=on, city=located.city or None, kind=located.area_kind)
    x, y, by_point = _points(raw, located.epsg)
    area = _areas(raw, located, x, y)
    way = _ways(raw, by_point, area)
    columns = {name: raw.column(name) for name in raw.column_names} | grid(x, y, located.cell_m)
    columns |= {"area": pa.array(area, pa.string()), "placed_by": pa.array(way, pa.string())}
    columns |= {"x_m": pa.array(x, mask=np.isnan(x)), "y_m": pa.array(y, mask=np.isnan(y))}
    every = pa.table({name: columns[name] for name in [c.name for c in HAPPENINGS.columns]})
    good = np.isin(way, WAYS)
    events = every.filter(pa.array(good)).cast(HAPPENINGS.schema())
    placing = run(query(__package__, "happening_placing"), {"happenings": every}, ways=list(WAYS))
    return Happenings(HAPPENINGS.check(events), PLACING.check(placing.cast(PLACING.schema())))


def _points(raw: pa.Table, epsg: int) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Point of the premises, else the event's own, else that of its stretch; and whether its own was used."""
    lon, lat = _numbers(raw, "lon"), _numbers(raw, "lat")
    real = (np.abs(lon) <= 180) & (np.abs(lat) <= 90) & ((lon != 0) | (lat != 0))
    own = np.column_stack(to_metres(np.where(real, lon, np.nan), np.where(real, lat, np.nan), epsg))
    premises = np.column_stack([_numbers(raw, "premises_x"), _numbers(raw, "premises_y")])
    stretch = np.column_stack([_numbers(raw, "stretch_x"), _numbers(raw, "stretch_y")])
    xy = np.where(np.isfinite(premises), premises, np.where(np.isfinite(own), own, stretch))
    return xy[:, 0], xy[:, 1], np.isfinite(own[:, 0])


def _areas(raw: pa.Table, located: Located, x: Floats, y: Floats) -> Any:
    """Its own area, else that of its premises, else that of the nearest premises."""
    own, premises = _texts(raw, "area"), _texts(raw, "premises_area")
    places = located.places
    there = places.column("area").is_valid().to_numpy() & places.column("x_m").is_valid().to_numpy()
    known = tuple(
        places.column(c).filter(pa.array(there)).to_numpy(zero_copy_only=False) for c in ("x_m", "y_m", "area")
    )
    asked = ~is_known(own) & ~is_known(premises)
    guess = nearest_area((known[0], known[1], known[2]), np.where(asked, x, np.nan), y)
    return np.where(is_known(own), own, np.where(is_known(premises), premises, guess))


def _ways(raw: pa.Table, by_point: npt.NDArray[np.bool_], area: Any) -> Any:
    tied, address = raw.column("premises").is_valid().to_numpy(), raw.column("by_address").to_numpy()
    stretch, street = np.isfinite(_numbers(raw, "stretch_x")), raw.column("street_key").is_valid().to_numpy()
    strange = raw.column("strange").to_numpy()
    return np.select(
        [
            ~raw.column("month").is_valid().to_numpy(),
            tied & ~address,
            tied,
            by_point,
            stretch,
            street,
            is_known(area),
            strange,
        ],
        [NO_MONTH, *WAYS, STRANGE],
        NOWHERE,
    )


def _numbers(table: pa.Table, name: str) -> Floats:
    values: Floats = table.column(name).cast(pa.float64()).fill_null(np.nan).to_numpy()
    return values


def _texts(table: pa.Table, name: str) -> Any:
    return table.column(name).to_numpy(zero_copy_only=False)
