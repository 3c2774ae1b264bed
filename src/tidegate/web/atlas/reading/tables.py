"""A listed table as a file that leaves: workbook, CSV or map layer, each with a line that says who took it and why.

The line stands on the first sheet, on the first row, or in the description of the layer. Cells that a spreadsheet would
take for a formula are made harmless where the file is written.
"""

import dataclasses
import hashlib
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from shapely.geometry import shape

from tidegate.documents import Column, Sheet, Standing, Workbook, write_workbook
from tidegate.errors import ExportError
from tidegate.formats.geo_style import Style
from tidegate.formats.geo_writing import Layer, write_geopackage_layers
from tidegate.formats.writing import write_csv
from tidegate.pipeline.picturing.leaving.export import DAYS_OUT
from tidegate.pipeline.picturing.shelf import Picture

FORMS: Mapping[str, tuple[str, str]] = {
    "xlsx": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (".csv", "text/csv; charset=utf-8"),
    "gpkg": (".gpkg", "application/geopackage+sqlite3"),
}
"""Form to the ending of its file and its media type."""

COUNTING = frozenset({"points", "sectors", "rules"})
"""Tables whose numbers were counted from flags when the picture was built."""

_WIDE = frozenset({"sentence", "because", "values", "caption", "label", "proportionate", "acts"})
_KINDS: Mapping[str, Literal["point", "polygon"]] = {
    "Point": "point",
    "MultiPoint": "point",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}


@dataclass(frozen=True)
class Taken:
    """Who takes a table out, and why.

    Args:
        who: The officer.
        partner: The partner.
        purpose: The purpose.
        reason: Why, in the officer's words.
        at: When.
    """

    who: str
    partner: str
    purpose: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Left:
    """A file that leaves.

    Args:
        name: Its name.
        media_type: Its type.
        content: Its bytes.
        rows: Rows in it.
        sha256: Its hash, for the ledger.
        must_be_gone_after: The day after which it must be gone.
        watermark: The line that it bears.
    """

    name: str
    media_type: str
    content: bytes
    rows: int
    sha256: str
    must_be_gone_after: date
    watermark: str


def watermark(picture: Picture, taken: Taken) -> str:
    """Write the line that a file bears.

    Args:
        picture: The picture.
        taken: Who takes it out, and why.
    """
    m = picture.manifest
    invented = " The city is invented." if m["invented"] else ""
    return (
        f"Taken by {taken.who} ({taken.partner}) at {taken.at.isoformat(timespec='seconds')} for {taken.purpose}: "
        f"{taken.reason}. Clause {m['covenant']['clause']}, picture {picture.id} as of {m['on']}. "
        f"Must be gone after {_ends(picture, taken.at).isoformat()}.{invented}"
    )


def counted_note(name: str, still: int) -> str:
    """Say in a file what its numbers still hold.

    Args:
        name: What the table is called.
        still: Suspended flags that the numbers of the picture still hold.
    Returns:
        A sentence; empty where the table counts no flags, or none is suspended.
    Example:
        >>> counted_note("points", 1)
        'Suspended flags that still count in these numbers until the picture is built anew: 1.'
        >>> counted_note("flags", 1)
        ''
    """
    if not still or name not in COUNTING:
        return ""
    return f"Suspended flags that still count in these numbers until the picture is built anew: {still}."


def flat_rows(rows: Sequence[Any]) -> pa.Table:
    """Lay frozen rows out as a table; what is not one value in a cell becomes text.

    Args:
        rows: Dataclasses or dictionaries of one sort.
    """
    told = [dict(r) if isinstance(r, Mapping) else _fields(r) for r in rows]
    names = list(dict.fromkeys(n for r in told for n in r))
    return pa.table({n: _column([_cell(r.get(n)) for r in told]) for n in names})


def leave(
    picture: Picture, name: str, rows: Sequence[Any], form: str, taken: Taken, *, geometry: Sequence[Any] = (),
    still_counted: int = 0,
) -> Left:  # fmt: skip
    """Write a table as a file.

    Args:
        picture: The picture it comes from.
        name: What the table is called.
        rows: Its rows.
        form: One of `FORMS`.
        taken: Who takes it out, and why.
        geometry: For a map layer, a GeoJSON geometry for each row, in degrees.
        still_counted: Suspended flags that the numbers of the picture still hold.
    Returns:
        The file; whoever calls writes it down before it is given.
    Raises:
        ExportError: The form is unknown, or a map layer has no geometry.
    """
    if form not in FORMS:
        raise ExportError(what=f"'{form}' is no form in which a table leaves", mend=f"name one of {', '.join(FORMS)}")
    if form == "gpkg" and len(geometry) != len(rows):
        raise ExportError(where=name, what="this table lies nowhere on the map", mend="take it as xlsx or csv")
    ending, media_type = FORMS[form]
    line, table = watermark(picture, taken), flat_rows(rows)
    note = counted_note(name, still_counted)
    line = f"{line} {note}" if note else line
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{ending}"
        if form == "csv":
            _write_csv(table, path, line)
        elif form == "xlsx":
            _write_workbook(picture, name, table, path, line, _ends(picture, taken.at))
        else:
            _write_layer(name, table, geometry, path, line)
        content = path.read_bytes()
    file = f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-') or 'table'}-{picture.manifest['on']}{ending}"
    ends = _ends(picture, taken.at)
    return Left(file, media_type, content, len(rows), hashlib.sha256(content).hexdigest(), ends, line)


def _ends(picture: Picture, at: datetime) -> date:
    last = (at + timedelta(days=DAYS_OUT)).date()
    m = picture.manifest
    return min(last, date.fromisoformat(m["expires_on"])) if m["expires_on"] and not m["invented"] else last


def _fields(row: Any) -> dict[str, Any]:
    return {f.name: getattr(row, f.name) for f in dataclasses.fields(row)}


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return "; ".join(str(_cell(v)) for v in value)
    return value if value is None or isinstance(value, str | int | float | bool | date) else str(value)


def _column(values: Sequence[Any]) -> pa.Array:
    kinds = {type(v) for v in values if v is not None}
    if kinds <= {int, float} and kinds:
        return pa.array(values, pa.float64() if float in kinds else pa.int64())
    return pa.array(values) if len(kinds) <= 1 else pa.array([None if v is None else str(v) for v in values])


def _write_csv(table: pa.Table, path: Path, line: str) -> None:
    write_csv(table, path)
    path.write_bytes(b"\xef\xbb\xbf" + f'"# {line.replace(chr(34), chr(39))}"\r\n'.encode() + path.read_bytes())


def _write_workbook(picture: Picture, name: str, table: pa.Table, path: Path, line: str, ends: date) -> None:
    m = picture.manifest
    columns = tuple(_heading(f) for f in table.schema)
    standing = Standing(
        m["city"], m["covenant"]["purpose"], m["covenant"]["partner"], picture.id, expires_on=ends,
        invented=m["invented"],
    )  # fmt: skip
    sheet = Sheet(name, columns, table, name)
    write_workbook(Workbook(name, date.fromisoformat(m["on"]), (sheet,), standing=standing, notes=(line,)), path)


def _heading(field: pa.Field) -> Column:
    kind = field.type
    if pa.types.is_date(kind):
        return Column(field.name, "date")
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return Column(field.name, "number", digits=3 if pa.types.is_floating(kind) else 0)
    return Column(field.name, wide=field.name in _WIDE)


def _write_layer(name: str, table: pa.Table, geometry: Sequence[Any], path: Path, line: str) -> None:
    shapes = np.array([shape(g) if g else None for g in geometry], dtype=object)
    kinds = {s.geom_type for s in shapes if s is not None}
    style = Style(_KINDS.get(next(iter(kinds), "Point"), "polygon"), "#2171b5", width=1.0)
    write_geopackage_layers([Layer(name, table, shapes, style, line)], path, crs="EPSG:4326")
