"""Where the officers, their sessions and the ledger stand: a file in the workspace, or a PostgreSQL that is named."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tidegate.errors import SettingError
from tidegate.web.ground import DATABASE

_SQLITE = {
    # A writer takes its place at the start: with the default, two that read first and write later fail each other.
    "transaction_mode": "IMMEDIATE",
    # Seconds. SQLite hands its lock to whoever asks at the right moment, not to whoever waits longest: with twelve who
    # write on a machine that is short of time, one waited for more than twenty.
    "timeout": 60,
    # FULL: what was acknowledged is on the disk, a consultation above all.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON",
}


def database(address: str, folder: Path) -> dict[str, Any]:
    """Give the database in Django's words.

    Args:
        address: Such as `postgresql://name:password@host:5432/tidegate`; empty for the file in the workspace.
        folder: Folder of the city.
    Returns:
        One entry of Django's `DATABASES`.
    Raises:
        SettingError: The address is none of a PostgreSQL.
    Example:
        >>> database("", Path("/city"))["NAME"]
        '/city/casework.sqlite3'
        >>> database("postgresql://ada:s%40e@db/casework", Path("/city"))["PASSWORD"]
        's@e'
    """
    if not address:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / DATABASE), "OPTIONS": _SQLITE}
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        # The address is not repeated: it may hold a password.
        raise SettingError(
            where="TIDEGATE_DATABASE", what="this is no address of a PostgreSQL database",
            mend="write it as postgresql://name:password@host:5432/database, or leave it out",
        )  # fmt: skip
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
    }
