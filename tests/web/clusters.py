"""A PostgreSQL of its own for one run of tests: made in a folder, reached by a socket, gone at the end."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

ACCOUNTS = ("postgres", "nobody")
"""Accounts that the server may run under where root runs the tests: it refuses root."""

LACKING = "PostgreSQL's server programs are not on this machine"


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def account() -> pwd.struct_passwd | None:
    """Who the server runs as; None where that is whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


@contextlib.contextmanager
def cluster(bin_folder: Path) -> Iterator[str]:
    """Run a server as long as the block lasts, and give the address of its database."""
    who = account()
    as_who = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}
    # Short, and not within pytest's own folder: the path of a socket holds about 100 signs, others must reach it.
    folder = Path(tempfile.mkdtemp(prefix="tgpg-"))
    if who:
        os.chown(folder, who.pw_uid, who.pw_gid)
    data, server = folder / "data", None
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    try:
        made = subprocess.run(
            [bin_folder / "initdb", "-D", data, "-U", "tidegate", "-A", "trust", "-E", "UTF8", "--no-sync"],
            env=environment, cwd=folder, capture_output=True, text=True, check=False, **as_who,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [bin_folder / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
                env=environment, cwd=folder, stdout=log, stderr=log, **as_who,
            )  # fmt: skip
        yield f"postgresql://tidegate@/{_first_database(folder, server)}?host={quote(str(folder), safe='')}"
    finally:
        if server is not None:
            # It ends at once, whoever is still connected.
            server.send_signal(signal.SIGINT)
            server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _first_database(folder: Path, server: "subprocess.Popen[bytes]", name: str = "casework") -> str:
    end = time.monotonic() + 60
    while True:
        try:
            make_database(f"postgresql://tidegate@/postgres?host={quote(str(folder), safe='')}", name)
        except OSError as fault:
            assert server.poll() is None, (folder / "log").read_text()
            if time.monotonic() > end:
                raise TimeoutError("PostgreSQL does not answer") from fault
            time.sleep(0.1)
        else:
            return name


def make_database(address: str, name: str) -> None:
    """Make an empty database.

    Raises:
        OSError: The server does not answer.
    """
    import psycopg
    from psycopg import sql

    try:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    except psycopg.OperationalError as fault:
        raise OSError(str(fault)) from fault
