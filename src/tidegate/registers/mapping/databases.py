"""A query of a mapping that reads from a database file: SQLite, the one kind that needs no network."""

import datetime
import os
import sqlite3
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlglot import exp

from tidegate.errors import DeliveryError, MappingError
from tidegate.registers.mapping.syntax import QueryMapping, listed

_SCHEME = "sqlite:///"


def read_database(query: QueryMapping, *, where: str) -> pa.Table:
    """Read the rows that a query's tables and joins give.

    Args:
        query: The query; its source words are database, table(s), joins.
        where: Mapping and query, for the errors.
    Returns:
        `row_number` and one column of text per column that the query reads.
    Raises:
        MappingError: The database is not a SQLite file, or a table or column is unknown.
        DeliveryError: The file cannot be read as a database.
    """
    address = os.path.expandvars(str(query.source.get("database")))
    if not address.startswith(_SCHEME):
        raise MappingError(
            where=where,
            what=f"the database '{address.partition('@')[2] or address}' is not a SQLite file",
            mend="export its tables to CSV or Parquet, or give sqlite:///FILE; Tidegate opens no network connection",
        )
    path = Path(address.removeprefix(_SCHEME))
    if not path.is_file():
        raise DeliveryError(
            where=str(path), what="there is no such database file", mend="check the path in the mapping"
        )
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return _read(connection, query, where)
        finally:
            connection.close()
    except sqlite3.Error as fault:
        raise DeliveryError(
            where=str(path), what=f"it cannot be read as SQLite ({fault})", mend="ask for the file again"
        ) from fault


def _read(connection: sqlite3.Connection, query: QueryMapping, where: str) -> pa.Table:
    references, tables = _references(connection, query, where)
    columns = query.columns()
    unknown = [c for c in columns if c not in references]
    joins = listed(query.source, "joins")
    sides = [str(j.get(s)) for j in joins if isinstance(j, Mapping) for s in ("left", "right")]
    unknown += [s for s in sides if s not in references]
    if unknown:
        raise MappingError(
            where=where,
            what=f"column {', '.join(unknown)} is in none of the tables",
            mend=f"name one of {', '.join(references)}",
        )
    select = exp.select(*[exp.alias_(references[c], f"c{n}") for n, c in enumerate(columns)]).from_(tables[0])
    for table in tables[1:]:
        select = select.join(table, join_type="cross")
    for left, right in zip(sides[::2], sides[1::2], strict=True):
        select = select.where(references[left].eq(references[right]))
    rows = connection.execute(select.sql(dialect="sqlite")).fetchall()
    texts = [pa.array([_text(r[n]) for r in rows], pa.string()) for n in range(len(columns))]
    return pa.table([pa.array(range(1, len(rows) + 1), pa.int64()), *texts], names=["row_number", *columns])


def _references(
    connection: sqlite3.Connection, query: QueryMapping, where: str
) -> tuple[dict[str, exp.Expr], list[exp.Expr]]:
    references: dict[str, exp.Expr] = {}
    tables: list[exp.Expr] = []
    for entry in listed(query.source, "table", "tables"):
        data = {"table": entry} if isinstance(entry, str) else entry
        name = str(data.get("table") or "")
        alias = str(data.get("alias") or name)
        found = connection.execute("select name from pragma_table_info(?)", (name,)).fetchall()
        if not found:
            raise MappingError(where=where, what=f"the database has no table '{name}'", mend="correct its name")
        tables.append(exp.alias_(exp.Table(this=exp.to_identifier(name, quoted=True)), alias, quoted=True, table=True))
        for (column,) in found:
            node = exp.column(exp.to_identifier(column, quoted=True), table=exp.to_identifier(alias, quoted=True))
            references[f"{alias}.{column}"] = node
            references.setdefault(column, node)
    if not tables:
        raise MappingError(where=where, what="the query names no table", mend="add `table:` or `tables:`")
    return references, tables


def _text(value: Any) -> str | None:
    """Write a cell as FollowTheMoney does: floats with at most three decimals."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        return format(value, ".3f").rstrip("0").rstrip(".")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value.to_eng_string() if isinstance(value, Decimal) else str(value)
