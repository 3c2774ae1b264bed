"""Bring the site up: look at the workspace, bring its database up to date, listen."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import django
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tidegate.errors import SettingError
from tidegate.settings import variable
from tidegate.web.ground import open_ground
from tidegate.web.jobs.working import start

THREADS = 8
"""Requests that one process answers at the same time."""

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
    prepare(ground.workspace.folder)
    served = threading.Event()
    worker = threading.Thread(target=_keep_working, args=(ground.workspace.folder, served), daemon=True)
    worker.start()
    say(f"{ground.name} is served at http://{host}:{port}; stop it with Ctrl-C.")
    server = Granian(
        "tidegate.web.wsgi:application", address=host, port=port, interface=Interfaces.WSGI,
        workers=1, blocking_threads=THREADS, backpressure=THREADS * 16, log_enabled=True, log_access=False,
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
