"""Bring the site up: look at the workspace, bring its database up to date, listen."""

import importlib
import multiprocessing
import os
import shutil
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tidegate.errors import SettingError
from tidegate.pipeline.backup import COPIED
from tidegate.settings import cores, read_settings, variable
from tidegate.web.atlas.reading.ready import make_all_ready
from tidegate.web.ground import open_ground
from tidegate.web.jobs.working import start

THREADS = 8
"""Requests that one process answers at the same time."""

MOST_WORKERS = 4
"""Processes that answer, at most; as many as there are cores. Each keeps what it remembers of a picture for itself."""

WORKER_ENDS_S = 15
"""Seconds in which the worker ends, together with what it does."""

LOCAL = ("127.0.0.1", "::1", "localhost")
"""Addresses that only this machine reaches."""


def serve(folder: Path, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve a workspace until the process is stopped.

    Args:
        folder: Folder of the city.
        host: Address to listen on.
        port: Port to listen on.
        say: Told when the site begins to listen.
    Raises:
        WorkspaceError: The workspace may not be served.
        SettingError: The demo would be open to other machines.
    """
    ground = open_ground(folder)
    if ground.invented and host not in LOCAL:
        raise SettingError(
            where=f"--host {host}",
            what="the demo signs in by one click, so it listens on this machine alone",
            mend="leave --host out, or reach it through a tunnel such as ssh -L",
        )
    _require_free(host, port)
    prepare(ground.workspace.folder)
    # A process of its own, which neither shares locks with the one that answers nor takes its time.
    ready = multiprocessing.get_context("spawn").Process(
        target=make_all_ready, args=(ground.workspace.folder, datetime.now(UTC).date()), daemon=True
    )
    ready.start()
    served = threading.Event()
    worker = threading.Thread(target=_keep_working, args=(ground.workspace.folder, served), daemon=True)
    worker.start()
    say(f"{ground.name} is served at http://{host}:{port}; stop it with Ctrl-C.")
    server = Granian(
        "tidegate.web.wsgi:application", address=host, port=port, interface=Interfaces.WSGI,
        workers=min(MOST_WORKERS, cores()), blocking_threads=THREADS, backpressure=THREADS * 16,
        log_enabled=True, log_access=False,
        log_level=LogLevels.error, respawn_failed_workers=True,
    )  # fmt: skip
    try:
        server.serve()
    finally:
        served.set()
        worker.join(WORKER_ENDS_S)


def _keep_working(folder: Path, served: threading.Event) -> None:
    """Keep a worker for long work running for as long as the site is served."""
    while not served.is_set():
        process = start(folder)
        while process.poll() is None and not served.wait(0.5):
            pass
        if process.poll() is None:
            process.terminate()
            process.wait()
        # One that dies at once is not started again in the same moment.
        served.wait(1)


def add_officer(
    folder: Path, *, name: str, role: str, partner: str, password: str | None = None, directory: str = ""
) -> None:
    """Make an account.

    Args:
        folder: Folder of the city.
        name: Name of the account.
        role: Its role.
        partner: Id of its partner in the covenant.
        password: Its password; None where the officer comes through the directory alone.
        directory: Which entry of the city's directory the officer is.
    Raises:
        WorkspaceError: The workspace may not be served.
        SettingError: Role, partner, name or password cannot be taken.
    """
    ground = open_ground(folder)
    prepare(ground.workspace.folder)
    # Their models can be imported only now.
    importlib.import_module("tidegate.web.people.making").make_officer(
        name=name, role=role, partner=partner, password=password, directory=directory
    )


def officers(folder: Path) -> list[dict[str, Any]]:
    """List the accounts.

    Args:
        folder: Folder of the city.
    Returns:
        For each: officer, role, partner, may_sign_in, directory, second_factor, last_sign_in; by name.
    """
    prepare(open_ground(folder).workspace.folder)
    return list(importlib.import_module("tidegate.web.people.making").officers_told())


def set_active(folder: Path, *, name: str, active: bool) -> None:
    """Lock an account or open it again.

    Args:
        folder: Folder of the city.
        name: Name of the account.
        active: Whether it may sign in.
    Raises:
        SettingError: There is no such account.
    """
    prepare(open_ground(folder).workspace.folder)
    importlib.import_module("tidegate.web.people.making").set_active(name=name, active=active)


def copy_database_out(folder: Path, into: Path) -> None:
    """Write the tables of the PostgreSQL that is named into a folder.

    Args:
        folder: Folder of the city.
        into: An empty folder.
    """
    prepare(folder.resolve())
    importlib.import_module("tidegate.web.copying").copy_out(read_settings().database, into)


def take_database_in(folder: Path) -> dict[str, Any]:
    """Bring the database of a restored city up, read in the tables that came with it, and follow the ledger.

    Args:
        folder: Folder of the city.
    Returns:
        `entries`, `whole`, and the `number` and `what` of the first that does not hold.
    """
    prepare(folder.resolve())
    copying = importlib.import_module("tidegate.web.copying")
    if (copied := folder / COPIED).is_dir():
        copying.copy_in(copied)
        shutil.rmtree(copied)
    return dict(copying.ledger_told())


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise SettingError(
                where=f"{host}:{port}", what=f"the site cannot listen there ({fault.strerror})",
                mend="name another port with --port, or end what listens there",
            ) from fault  # fmt: skip


def prepare(folder: Path) -> None:
    """Point Django at a workspace and bring its database up to date.

    Args:
        folder: Folder of the city.
    """
    # What the site writes is for the account that serves alone.
    os.umask(0o077)
    os.environ[variable("workspace")] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tidegate.web.settings"
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
