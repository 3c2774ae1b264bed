"""One delivered file of a register becomes tables of things, with the account of every row."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.errors import DeliveryError
from tidegate.formats import Limits, read
from tidegate.registers.accounting import PropertyAccount, QueryAccount, account
from tidegate.registers.description import FileSpec, Register, RegisterQuery
from tidegate.registers.mapping import Kind, Plan, apply, clean_distinct
from tidegate.registers.mapping import expressions as x
from tidegate.registers.things import SEPARATOR, ThingFile, write_things
from tidegate.tables import Session


@dataclass(frozen=True)
class FileResult:
    """What reading one delivered file gave.

    Args:
        file: Path within `deliveries/`.
        source: Name of the kind of file.
        rows_in: Rows of the file.
        days: Days of the deliveries in it (None: unknown).
        things: Tables of things.
        queries: Accounts of the rows.
        properties: Accounts of the values.
        notes: What a person should know.
        quarantine: The Parquet file with what was refused.
    """

    file: str
    source: str
    rows_in: int
    days: tuple[str | None, ...]
    things: tuple[ThingFile, ...]
    queries: tuple[QueryAccount, ...]
    properties: tuple[PropertyAccount, ...]
    notes: tuple[str, ...]
    quarantine: Path


def read_file(
    session: Session, register: Register, spec: FileSpec, path: Path, *, file: str, folder: Path, scratch: Path,
    limits: Limits,
) -> FileResult:  # fmt: skip
    """Read one delivered file of a register into tables of things.

    Args:
        session: An engine that sees the file, the folder and the scratch folder.
        register: The register.
        spec: The kind of file.
        path: The file.
        file: Its path within `deliveries/`.
        folder: Where the tables go; it exists and is empty.
        scratch: Folder for what must be unpacked on the way.
        limits: How much of the machine the file may take.
    Returns:
        The tables and the accounts.
    Raises:
        DeliveryError: The file cannot be read, or lacks a column that the mapping needs.
    """
    reading = read(path, spec.read, session=session, name="delivered", scratch=scratch, limits=limits)
    columns = check_columns(reading.columns, register, spec, file)
    days = _prepare(session, spec, columns, register, file)
    things: list[ThingFile] = []
    accounts: list[QueryAccount] = []
    properties: list[PropertyAccount] = []
    quarantines: list[pa.Table] = []
    for query in register.queries:
        if query.source != spec.name:
            continue
        valid = _valid_columns(query)
        plan = Plan(query.mapping, dataset=register.id, numerals=spec.numerals, dates=spec.dates, empty_texts=False)
        extra = ("delivery_date", "row_key", "gone", *sorted({c for p in valid.values() for c in p if c}))
        applied = apply(session, plan, "prepared", columns, extra=extra)
        own, of_properties, quarantine = account(
            session, applied, reading, register=register.id, query=query.number, file=file
        )
        accounts.append(own)
        properties += of_properties
        quarantines.append(quarantine)
        things += write_things(
            session, applied, folder=folder, register=register.id, query=query.number, source=spec.name, file=file,
            valid=valid,
        )  # fmt: skip
    path_refused = folder / "quarantine.parquet"
    pq.write_table(pa.concat_tables(quarantines), path_refused, compression="zstd")
    rows_in = accounts[0].rows_in if accounts else reading.rows_in
    return FileResult(
        file, spec.name, rows_in, days, tuple(things), tuple(accounts), tuple(properties), reading.notes, path_refused
    )


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


def _prepare(
    session: Session, spec: FileSpec, columns: dict[str, str], register: Register, file: str
) -> tuple[str | None, ...]:
    """Add to the delivered rows what every thing must know: its delivery, its key, whether it has gone."""
    select = x.exp.select(
        "row_number", *[x.exp.alias_(x.column(f), x.exp.to_identifier(n, quoted=True)) for n, f in columns.items()]
    )
    select = select.from_("delivered").select(x.exp.alias_(_row_key(spec, columns), "row_key"))
    select = select.select(x.exp.alias_(_gone(spec, columns), "gone"))
    for query in (q for q in register.queries if q.source == spec.name):
        for entity, sides in query.valid.items():
            for side, column in zip(("from", "to"), sides, strict=True):
                if column:
                    lookup = f"valid_{query.number}_{entity}_{side}"
                    node = _looked_up(session, spec, columns[column], lookup)
                    select = _join(select, columns[column], lookup)
                    select = select.select(x.exp.alias_(node, lookup))
    if spec.delivery.column:
        day = _looked_up(session, spec, columns[spec.delivery.column], "delivery_days")
        select = _join(select, columns[spec.delivery.column], "delivery_days")
    else:
        known = delivery_day(spec, file)
        day = x.exp.Cast(this=x.text(known) if known else x.exp.Null(), to=x.exp.DataType.build("VARCHAR"))
    select = select.select(x.exp.alias_(day, "delivery_date"))
    session.execute(f"create or replace temp view prepared as {x.sql(select)}")
    if not spec.delivery.column:
        return (delivery_day(spec, file),)
    rows = session.rows("select distinct delivery_date as day from prepared order by all")
    return tuple(r["day"] for r in rows)


def _row_key(spec: FileSpec, columns: dict[str, str]) -> x.Node:
    if not spec.key:
        return x.exp.Cast(this=x.exp.Null(), to=x.exp.DataType.build("VARCHAR"))
    cells = [x.call("coalesce", x.call("trim", x.column(columns[k])), x.text("")) for k in spec.key]
    whole = x.call("concat_ws", x.text(SEPARATOR), *cells)
    # A row whose key is empty is known by what it says, as in a register without a key.
    return x.call("nullif", whole, x.text(SEPARATOR * (len(cells) - 1)))


def _gone(spec: FileSpec, columns: dict[str, str]) -> x.Node:
    if not spec.delivery.deleted_column:
        return x.exp.false()
    cell = x.call("trim", x.column(columns[spec.delivery.deleted_column]))
    marks = [x.text(v) for v in spec.delivery.deleted_values]
    return x.call("coalesce", x.exp.In(this=cell, expressions=marks), x.exp.false())


def _looked_up(session: Session, spec: FileSpec, column: str, lookup: str) -> x.Node:
    distinct = x.exp.select(x.column(column)).distinct().from_("delivered").where(x.present(x.column(column)))
    raws = [v for v in session.fetch(x.sql(distinct)).column(0).to_pylist() if v.strip()]
    trimmed = {raw: raw.strip() for raw in raws}
    changes = clean_distinct(dict.fromkeys(trimmed.values()), Kind("date", dates=spec.dates))
    changed = {r["raw"]: (r["clean"] or [None])[0] for r in changes.to_pylist()}
    clean = [changed.get(t, t) for t in trimmed.values()]
    session.register(lookup, pa.table({"raw": pa.array(raws, pa.string()), "clean": pa.array(clean, pa.string())}))
    return x.column("clean", f"l_{lookup}")


def _join(select: x.exp.Select, column: str, lookup: str) -> x.exp.Select:
    match = x.column(column, "delivered").eq(x.column("raw", f"l_{lookup}"))
    return select.join(lookup, on=match, join_type="left", join_alias=f"l_{lookup}")


def _valid_columns(query: RegisterQuery) -> dict[str, tuple[str, str]]:
    return {
        entity: (
            f"valid_{query.number}_{entity}_from" if start else "",
            f"valid_{query.number}_{entity}_to" if end else "",
        )
        for entity, (start, end) in query.valid.items()
    }


def store_result(result: FileResult, folder: Path) -> None:
    """Write the accounts of a file beside its tables, so that it need not be read again.

    Args:
        result: What reading gave.
        folder: The folder of its tables.
    """
    data = {
        "file": result.file, "source": result.source, "rows_in": result.rows_in, "days": result.days,
        "things": [{"name": t.path.name, "schema": t.schema, "thing": t.thing, "rows": t.rows} for t in result.things],
        "queries": [asdict(q) for q in result.queries], "properties": [asdict(p) for p in result.properties],
        "notes": result.notes,
    }  # fmt: skip
    (folder / "result.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def stored_result(folder: Path) -> FileResult:
    """Take up what was read earlier.

    Args:
        folder: The folder of its tables.
    Returns:
        The result, as `store_result` wrote it.
    """
    data = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return FileResult(
        data["file"], data["source"], data["rows_in"], tuple(data["days"]),
        tuple(ThingFile(folder / t["name"], t["schema"], t["thing"], t["rows"]) for t in data["things"]),
        tuple(QueryAccount(**q) for q in data["queries"]), tuple(PropertyAccount(**p) for p in data["properties"]),
        tuple(data["notes"]), folder / "quarantine.parquet",
    )  # fmt: skip
