"""Delivered rows are made ready: columns by the mapping's names, and what every thing must know.

What every thing must know is the file it stands in, the delivery it belongs to, the register's own key,
and whether the delivery says that it has gone.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa

from tidegate.errors import DeliveryError
from tidegate.formats import Reading
from tidegate.registers.description import FileSpec, Register, RegisterQuery
from tidegate.registers.mapping import Kind, clean_distinct
from tidegate.registers.mapping import expressions as x
from tidegate.registers.things import SEPARATOR
from tidegate.tables import Session


def prepare(
    session: Session, register: Register, spec: FileSpec, readings: Mapping[str, Reading]
) -> tuple[str | None, ...]:
    """Put the rows of delivered files together into the view `prepared`.

    Args:
        session: The engine that holds the files as views.
        register: The register.
        spec: The kind of file.
        readings: File to what reading it found.
    Returns:
        The days of the deliveries among them, in order; None where nothing tells a day.
    Raises:
        DeliveryError: A file lacks a column, or its name does not hold the date it should.
    """
    selects = []
    days: set[str | None] = set()
    for name, reading in readings.items():
        columns = check_columns(reading.columns, register, spec, name)
        wanted = {c: columns[c] for c in register.columns(spec)}
        selects.append(_rows(session, register, spec, reading.table, name, wanted))
        if not spec.delivery.column:
            days.add(delivery_day(spec, name))
    whole = " union all ".join(x.sql(select) for select in selects)
    session.execute(f"create or replace temp view prepared as {whole}")
    if spec.delivery.column:
        days = {r["day"] for r in session.rows("select distinct delivery_date as day from prepared")}
    return tuple(sorted(days, key=lambda day: day or ""))


def valid_columns(query: RegisterQuery) -> dict[str, tuple[str, str]]:
    """Name the columns of `prepared` with the validity that a query gives its entities.

    Args:
        query: The query.
    Returns:
        Entity to the columns with the first and the last day; empty where there is none.
    """
    return {
        entity: (
            f"valid_{query.number}_{entity}_from" if start else "",
            f"valid_{query.number}_{entity}_to" if end else "",
        )
        for entity, (start, end) in query.valid.items()
    }


def check_columns(found: Iterable[str], register: Register, spec: FileSpec, file: str) -> dict[str, str]:
    """Find the columns a register needs among those of a file.

    Args:
        found: Columns of the file.
        register: The register.
        spec: The kind of file.
        file: The file's name, for the error.
    Returns:
        Name in the mapping to name in the file.
    Raises:
        DeliveryError: A column is missing; all missing ones are named.
    """
    names = {spec.repairs.get(c, c): c for c in found}
    missing = [c for c in register.columns(spec) if c not in names]
    if missing:
        raise DeliveryError(
            where=file,
            what=f"column{'s' if missing[1:] else ''} {', '.join(missing)} {'are' if missing[1:] else 'is'} missing; "
            f"the file has {', '.join(list(names)[:30])}",
            mend="if a column was renamed, write the new name under `columns` of this file in the register's "
            "description (`registers check` names a likely one); otherwise ask for the delivery again",
        )
    return names


def delivery_day(spec: FileSpec, file: str) -> str | None:
    """Tell the day of a delivery from its file's name or the description.

    Args:
        spec: The kind of file.
        file: Path within `deliveries/`.
    Returns:
        ISO 8601; None where nothing tells it, or a column does.
    Raises:
        DeliveryError: The name does not hold the date that the description promises.
    """
    if spec.delivery.value:
        return spec.delivery.value
    if not spec.delivery.pattern:
        return None
    match = re.search(spec.delivery.pattern, file)
    digits = re.sub(r"\D", "", match.group(1)) if match else ""
    text = "-".join(p for p in (digits[:4], digits[4:6] or "01", digits[6:8] or "01") if p)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as fault:
        raise DeliveryError(
            where=file,
            what=f"its name holds no date of the form {spec.delivery.pattern}",
            mend="rename the file as it is usually named, or correct delivery.date.pattern",
        ) from fault


def _rows(
    session: Session, register: Register, spec: FileSpec, table: str, file: str, columns: Mapping[str, str]
) -> x.exp.Select:
    cells = [x.exp.alias_(x.column(f, table), x.exp.to_identifier(n, quoted=True)) for n, f in columns.items()]
    select = x.exp.select(x.column("row_number", table), *cells).from_(table)
    select = select.select(
        x.exp.alias_(x.text(file), "file"),
        x.exp.alias_(_row_key(spec, columns), "row_key"),
        x.exp.alias_(_gone(spec, columns), "gone"),
    )
    for query in (q for q in register.queries if q.source == spec.name):
        for (entity, sides), names in zip(query.valid.items(), valid_columns(query).values(), strict=True):
            del entity
            for column, name in zip(sides, names, strict=True):
                if column:
                    select = _with_day(session, select, spec, table, columns[column], name)
    if spec.delivery.column:
        return _with_day(session, select, spec, table, columns[spec.delivery.column], "delivery_date")
    known = delivery_day(spec, file)
    day = x.exp.Cast(this=x.text(known) if known else x.exp.Null(), to=x.exp.DataType.build("VARCHAR"))
    return select.select(x.exp.alias_(day, "delivery_date"))


def _with_day(
    session: Session, select: x.exp.Select, spec: FileSpec, table: str, column: str, name: str
) -> x.exp.Select:
    """Add a column with a clean date, looked up once per distinct text."""
    lookup = f"{table}_{name}"
    cell = x.column(column, table)
    distinct = x.exp.select(cell).distinct().from_(table).where(x.present(cell))
    raws = [v for v in session.fetch(x.sql(distinct)).column(0).to_pylist() if v.strip()]
    trimmed = [raw.strip() for raw in raws]
    changes = clean_distinct(dict.fromkeys(trimmed), Kind("date", dates=spec.dates))
    changed = {r["raw"]: (r["clean"] or [None])[0] for r in changes.to_pylist()}
    clean = [changed.get(t, t) for t in trimmed]
    session.register(lookup, pa.table({"raw": pa.array(raws, pa.string()), "clean": pa.array(clean, pa.string())}))
    match = cell.eq(x.column("raw", lookup))
    return select.join(lookup, on=match, join_type="left").select(x.exp.alias_(x.column("clean", lookup), name))


def _row_key(spec: FileSpec, columns: Mapping[str, str]) -> x.Node:
    if not spec.key:
        return x.exp.Cast(this=x.exp.Null(), to=x.exp.DataType.build("VARCHAR"))
    cells = [x.call("coalesce", x.call("trim", x.column(columns[k])), x.text("")) for k in spec.key]
    whole = x.call("concat_ws", x.text(SEPARATOR), *cells)
    # A row whose key is empty is known by what it says, as in a register without a key.
    return x.call("nullif", whole, x.text(SEPARATOR * (len(cells) - 1)))


def _gone(spec: FileSpec, columns: Mapping[str, str]) -> x.Node:
    if not spec.delivery.deleted_column:
        return x.exp.false()
    cell = x.call("trim", x.column(columns[spec.delivery.deleted_column]))
    marks = [x.text(v) for v in spec.delivery.deleted_values]
    return x.call("coalesce", x.exp.In(this=cell, expressions=marks), x.exp.false())
