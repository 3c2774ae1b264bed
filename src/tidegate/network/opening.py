"""The resolved records as views of a session: what every function of this room reads."""

from collections.abc import Mapping
from pathlib import Path

from sqlglot import exp

from tidegate.tables import Session


def open_records(session: Session, tables: Mapping[str, Path]) -> None:
    """Make each table readable under its name.

    Args:
        session: An engine that sees the files.
        tables: Name of a schema, `entities` or `attachments` to its Parquet file.
    """
    for name, path in sorted(tables.items()):
        files = exp.func("read_parquet", exp.Literal.string(str(path)), dialect="duckdb")
        view = exp.Create(
            this=exp.Table(this=exp.to_identifier(name, quoted=True)),
            kind="VIEW", replace=True, expression=exp.select("*").from_(files),
        )  # fmt: skip
        session.execute(view.sql(dialect="duckdb"))
