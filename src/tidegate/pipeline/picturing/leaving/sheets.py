"""A picture as a workbook: a sheet per table an analyst works with, and one that says where each flag's rows lie."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from tidegate.documents import Column, Standing, Table
from tidegate.documents.workbook import Sheet, Workbook, write_workbook
from tidegate.pipeline.picturing.leaving.flat import flat
from tidegate.pipeline.picturing.shelf import Picture

SHEETS = {
    "flags": "Flags: what was found, with values and how sure",
    "evidence": "For each flag the rows of registers that prove it",
    "points": "Points of intervention, side by side",
    "adaptation": "Each closure, refusal and revocation, and what has come after it",
    "sectors": "Sectors and drivers",
    "hotspots": "Places compared with what their businesses lead one to expect",
    "concentration": "How few places hold how much",
    "place_changes": "Places: half a year against the half before",
    "indicator_report": "Every rule: how many flags, or why it could not be put",
    "places": "Premises and where they lie",
    "entities": "Who there is",
    "ties": "Who is tied to whom, with the row that says so",
    "opaque_ownership": "Companies whose ownership is circular or opaque",
}
"""Table to what its sheet holds, in order."""


def write_sheets(picture: Picture, out: Path, tables: list[str]) -> dict[str, int]:
    """Write the workbook of a picture.

    Args:
        picture: The picture.
        out: The file.
        tables: Names of its tables.
    Returns:
        Table to number of rows.
    """
    m = picture.manifest
    found = {name: flat(picture.table(name)) for name in SHEETS if name in tables}
    sheets = tuple(Sheet(n, tuple(_column(f) for f in t.schema), t, SHEETS[n]) for n, t in found.items())
    standing = Standing(
        m["city"], m["covenant"]["purpose"], m["covenant"]["partner"], picture.id, invented=m["invented"]
    )
    columns = tuple(Column(h) for h in ("Register", "Holder", "Legal basis", "Last delivery", "Rows", "Refused"))
    rows = [
        (n, r["holder"], "; ".join(r["legal_basis"]), r["last_delivery"], str(r["rows_in"]), str(r["refused"]))
        for n, r in m["registers"].items()
    ]
    sources = Table("Registers", columns, rows)
    write_workbook(
        Workbook(f"Picture of {m['city']}", date.fromisoformat(m["on"]), sheets, standing=standing, sources=sources),
        out,
    )
    return {name: table.num_rows for name, table in found.items()}


def _column(field: pa.Field) -> Column:
    kind = field.type
    if pa.types.is_date(kind):
        return Column(field.name, "date")
    if pa.types.is_integer(kind):
        return Column(field.name, "number")
    if pa.types.is_floating(kind):
        return Column(field.name, "number", digits=3)
    return Column(field.name, wide=field.name in {"values", "sentence", "caption"})
