"""Resolved tables as this room wants them: the columns it asks for, whatever the city's registers have.

A city without a register of measures has no `Measure.parquet`; a register without points has no longitude. What is
not there reads as absent values, so that every query can be written once.
"""

from collections.abc import Mapping
from pathlib import Path

from tidegate.registers.mapping import expressions as x
from tidegate.tables import Session

_HEAD = {
    "record_id": "varchar", "register": "varchar", "known_from": "date", "known_to": "date", "valid_from": "date",
    "valid_to": "date", "entity": "varchar",
}  # fmt: skip


def offer(session: Session, facts: Path, schema: str, columns: Mapping[str, str], *, name: str) -> bool:
    """Make one resolved table readable under a name, with just the columns that are asked for.

    Args:
        session: An engine that sees `facts`.
        facts: Folder with resolved tables.
        schema: Schema of the table, as its file is called.
        columns: Columns beyond the head of resolved records, with their types in the engine.
        name: Name of the view; an older one of that name is replaced.
    Returns:
        Whether the city has such a table; without it the view is empty.
    """
    path = facts / f"{schema}.parquet"
    found = path.is_file()
    there: set[str] = set()
    if found:
        there = {r["column_name"] for r in session.rows("describe from read_parquet($path)", path=str(path))}
    select = x.exp.select(*[_column(c, kind, there) for c, kind in (_HEAD | dict(columns)).items()])
    if found:
        select = select.from_(x.exp.Table(this=x.call("read_parquet", x.text(str(path)))))
    else:
        select = select.where(x.exp.false())
    view = x.exp.Create(this=x.exp.to_table(name), kind="VIEW", replace=True, expression=select)
    session.execute(x.sql(view))
    return found


def _column(name: str, kind: str, there: set[str]) -> x.Node:
    value = x.column(name) if name in there else x.exp.Null()
    return x.exp.alias_(x.exp.cast(value, kind, dialect="duckdb"), name, quoted=True)
