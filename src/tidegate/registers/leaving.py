"""Records on their way out: as FollowTheMoney JSON lines, or flat for a table."""

from pathlib import Path

import pyarrow as pa

from tidegate.registers.history import HEAD
from tidegate.registers.mapping import expressions as x
from tidegate.tables import Session
from tidegate.vocabulary import Schema

BETWEEN = "; "
"""Between the values of a property in one cell."""


def select_records(paths: list[Path], *, history: bool) -> x.exp.Select:
    """Select the records of some files.

    Args:
        paths: Record tables of one schema.
        history: Whether versions that no longer hold are among them.
    Returns:
        The query, in the order of the files.
    """
    files = x.call("read_parquet", x.items(*[x.text(str(p)) for p in paths]))
    files.append("expressions", x.exp.EQ(this=x.exp.to_identifier("union_by_name"), expression=x.exp.true()))
    select = x.exp.select("*").from_(x.exp.Table(this=files))
    return select if history else select.where(x.missing(x.column("known_to")))


def write_record_lines(session: Session, paths: list[Path], schema: Schema, out: Path, *, history: bool) -> None:
    """Write records of one schema as FollowTheMoney JSON lines; ids are those of the mapping, unsigned.

    Args:
        session: An engine that sees the files and the folder of `out`.
        paths: Record tables of the schema.
        schema: The schema.
        out: File to write.
        history: Whether versions that no longer hold are among them.
    """
    records = select_records(paths, history=history)
    columns = session.fetch(x.sql(records.limit(0))).column_names
    members = [_member(c) for c in columns if c in schema.properties and c not in HEAD]
    line = x.joined(
        x.text('{"id":"'),
        x.column("entity_id"),
        x.text(f'","schema":"{schema.name}","properties":{{'),
        x.call("concat_ws", x.text(","), *members) if members else x.text(""),
        x.text('},"referents":[],"datasets":['),
        x.call("to_json", x.column("register")),
        x.text("]}"),
    )
    select = x.exp.select(x.exp.alias_(line, "line")).from_(records.subquery("records"))
    options = "(format csv, header false, quote '', escape '', delimiter '\x1f')"
    session.execute(f"copy ({x.sql(select)}) to {x.sql(x.text(str(out)))} {options}")


def _member(column: str) -> x.Node:
    cell = x.column(column)
    written = x.joined(x.text(f'"{column}":'), x.call("to_json", cell))
    return x.choose((x.exp.GT(this=x.call("len", cell), expression=x.number(0)), written))


def flat_records(session: Session, paths: list[Path], *, history: bool) -> pa.Table:
    """Give the records of one schema with the values of a property in one cell.

    Args:
        session: An engine that sees the files.
        paths: Record tables of the schema.
        history: Whether versions that no longer hold are among them.
    Returns:
        One row per version of a record; properties without any value are left out.
    """
    records = select_records(paths, history=history)
    table = session.fetch(x.sql(records))
    columns = []
    for field in table.schema:
        cell = x.column(field.name)
        if pa.types.is_list(field.type):
            joined = x.call("nullif", x.call("array_to_string", cell, x.text(BETWEEN)), x.text(""))
            columns.append(x.exp.alias_(joined, x.exp.to_identifier(field.name, quoted=True)))
        else:
            columns.append(cell)
    session.register("leaving", table)
    flat = session.fetch(x.sql(x.exp.select(*columns).from_("leaving")))
    filled = [n for n in flat.column_names if n in HEAD or flat.column(n).null_count < flat.num_rows]
    return flat.select(filled)
