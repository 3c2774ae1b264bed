"""The database that is named is the one that is used, and it is told apart from a wrong address."""

from contextlib import closing

import pytest

from tests.web.conftest import ON


def test_the_tests_run_on_the_database_they_say(site):
    from django.db import connection

    assert connection.vendor == ON
    assert (site / "casework.sqlite3").exists() is (ON == "sqlite")


def test_what_is_kept_in_the_workspace_is_on_the_disk_before_it_is_acknowledged(tmp_path):
    import sqlite3

    from tidegate.web.databases import database

    told = database("", tmp_path)
    with closing(sqlite3.connect(told["NAME"])) as connection:
        connection.executescript(told["OPTIONS"]["init_command"])
        told = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")]
    # 2 is FULL. The connections of the tests themselves do not wait for the disk.
    assert told == [2, "wal"]


@pytest.mark.parametrize("address", ["mysql://ada:secret@db/casework", "postgresql://ada:secret@db", "casework"])
def test_a_wrong_address_is_refused_without_repeating_it(tmp_path, address):
    from tidegate.errors import SettingError
    from tidegate.web.databases import database

    with pytest.raises(SettingError, match="this is no address of a PostgreSQL database") as refused:
        database(address, tmp_path)
    assert "secret" not in str(refused.value)


def test_a_socket_can_be_named(tmp_path):
    from tidegate.web.databases import database

    told = database("postgresql://tidegate@/casework?host=%2Frun%2Fpostgresql", tmp_path)
    assert (told["NAME"], told["HOST"], told["OPTIONS"]) == ("casework", "", {"host": "/run/postgresql"})
