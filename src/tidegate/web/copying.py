"""The tables of a PostgreSQL as plain files for a backup, and back into an empty database of the same version.

One transaction that sees one moment reads all tables, so the ledger is whole in the copy while officers go on.
"""

import json
from pathlib import Path

import psycopg
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from psycopg import sql

from tidegate.errors import SettingError
from tidegate.web.audit.ledger import verify
from tidegate.web.audit.models import LedgerEntry
from tidegate.web.people.models import Officer

TABLES = "tables.json"
"""File with the columns of every table."""

_MIGRATIONS = "django_migrations"


def copy_out(address: str, folder: Path) -> None:
    """Write every table of a database into a folder.

    Args:
        address: Address of the PostgreSQL.
        folder: Folder that is there and empty.
    Raises:
        SettingError: The database does not answer.
    """
    try:
        with psycopg.connect(address) as own:
            own.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            own.read_only = True
            told: dict[str, list[str]] = {}
            columns = own.execute(
                "select table_name, column_name from information_schema.columns join information_schema.tables"
                " using (table_schema, table_name) where table_schema = 'public' and table_type = 'BASE TABLE'"
                " order by table_name, ordinal_position"
            ).fetchall()
            for table, column in columns:
                told.setdefault(str(table), []).append(str(column))
            for table, names in told.items():
                with (
                    (folder / f"{table}.copy").open("wb") as file,
                    own.cursor().copy(_copy(table, names, "to stdout")) as c,
                ):
                    for block in c:
                        file.write(block)
    except psycopg.OperationalError as fault:
        raise SettingError(
            where="TIDEGATE_DATABASE", what="the database does not answer", mend="start it, and look at its address"
        ) from fault
    (folder / TABLES).write_text(json.dumps(told, indent=1), encoding="utf-8")


def copy_in(folder: Path) -> None:
    """Read the tables of a backup into the site's database, which must hold no officer and no entry yet.

    Args:
        folder: Folder that `copy_out` filled.
    Raises:
        SettingError: The database is another kind, holds something, or was brought up by another version.
    """
    if connection.vendor != "postgresql":
        raise SettingError(
            where="TIDEGATE_DATABASE",
            what="the backup is that of a PostgreSQL",
            mend="name an empty one to restore into",
        )
    if Officer.objects.exists() or LedgerEntry.objects.exists():
        raise SettingError(
            where="TIDEGATE_DATABASE", what="the database is not empty", mend="name one that nobody has used yet"
        )
    told: dict[str, list[str]] = json.loads((folder / TABLES).read_text(encoding="utf-8"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select app || '.' || name from django_migrations order by 1")
        here = [row[0] for row in cursor.fetchall()]
        own = cursor.connection.cursor()
        own.execute(sql.SQL("truncate {}").format(sql.SQL(", ").join(sql.Identifier(t) for t in told)))
        for table, names in told.items():
            with own.copy(_copy(table, names, "from stdin")) as copy, (folder / f"{table}.copy").open("rb") as file:
                while block := file.read(1024 * 1024):
                    copy.write(block)
        cursor.execute("select app || '.' || name from django_migrations order by 1")
        if [row[0] for row in cursor.fetchall()] != here:
            raise SettingError(
                where=str(folder), what="the backup was made by another version of the site",
                mend="install that version, restore, then upgrade",
            )  # fmt: skip
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def ledger_told() -> dict[str, object]:
    """Follow the ledger of the database that the site uses, and say whether it is whole."""
    found = verify()
    return {"entries": found.entries, "whole": found.whole, "number": found.number, "what": found.what}


def _copy(table: str, columns: list[str], how: str) -> sql.Composed:
    names = sql.SQL(", ").join(sql.Identifier(c) for c in columns)
    return sql.SQL("copy {} ({}) {}").format(sql.Identifier(table), names, sql.SQL(how))
