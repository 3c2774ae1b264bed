"""The worker: one process beside the site that takes one job after the other, each in a process of its own.

`tidegate serve` starts it, and starts it again where it dies. A job that ran when its worker died is said to be
interrupted by the next one; it can be asked for again.
"""

import fcntl
import importlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tidegate.settings import variable

LOCK = ".jobs.lock"
"""File in the workspace that the one worker holds."""

WAIT_S = 0.5
TIDY_S = 60.0
"""Seconds between two looks for what has waited too long."""

GRACE_S = 5.0
"""Seconds in which a job that is cancelled may end by itself."""

_stopping = False


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Start a worker beside this process; it ends with it.

    Args:
        folder: Folder of the city.
    """
    return _start(folder)


def _start(folder: Path, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, variable("workspace"): str(folder), "DJANGO_SETTINGS_MODULE": "tidegate.web.settings"}
    command = [sys.executable, "-m", "tidegate.web.jobs.working", *arguments]
    return subprocess.Popen(command, env=environment, **options)  # noqa: S603 - our own program


def work(folder: Path, goes_on: Callable[[], bool]) -> None:
    """Take one job after the other.

    Args:
        folder: Folder of the city.
        goes_on: Whether to go on; asked twice a second.
    """
    from django.conf import settings
    from django.db import close_old_connections
    from django.utils import timezone
    from django.utils.module_loading import import_string

    from tidegate.web.jobs.asking import interrupt, take
    from tidegate.web.people.city import today

    with (folder / LOCK).open("w") as lock:
        while not _locked(lock.fileno()):
            if not goes_on():
                return
            time.sleep(WAIT_S)
        interrupt(timezone.now())
        looked, tidied = date.min, -TIDY_S
        while goes_on():
            close_old_connections()
            if time.monotonic() - tidied >= TIDY_S:
                tidied = time.monotonic()
                import_string(settings.TIDY)(timezone.now())
            if looked != today():
                looked = today()
                remove_ended(folder, looked)
            job = take(timezone.now())
            if job is None:
                time.sleep(WAIT_S)
            else:
                _watch(folder, job.id, goes_on)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _watch(folder: Path, job_id: str, goes_on: Callable[[], bool]) -> None:
    """Let a process do the job, until it ends, is cancelled, or the worker stops."""
    from django.utils import timezone

    from tidegate.web.jobs.asking import end
    from tidegate.web.jobs.models import Job, State

    process = _start(folder, job_id, start_new_session=True)
    state = ""
    while process.poll() is None:
        time.sleep(WAIT_S / 2)
        if not goes_on():
            state = State.INTERRUPTED
        elif Job.objects.filter(id=job_id, cancelling=True).exists():
            state = State.CANCELLED
        if state:
            _end(process)
    # What it said itself stays; where it said nothing, it was ended or died.
    end(job_id, state or State.FAILED, now=timezone.now())


def _end(process: subprocess.Popen[bytes]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            process.wait(GRACE_S)
        return


def remove_ended(folder: Path, today: date) -> int:
    """Remove files that must be gone.

    Args:
        folder: Folder of the city.
        today: Today.
    Returns:
        How many jobs lost their file.
    """
    from tidegate.web.jobs.asking import EXPORTS
    from tidegate.web.jobs.models import Job

    ended = Job.objects.filter(gone_after__lt=today).exclude(file="")
    for job in ended:
        shutil.rmtree(folder / EXPORTS / job.id, ignore_errors=True)
    return ended.update(file="")


def _stop(*_: object) -> None:
    global _stopping
    _stopping = True


def _end_with(parent: int) -> None:
    """End this process and its children when its parent has died: nobody would wait for what it makes."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WAIT_S)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def main(arguments: Sequence[str]) -> None:
    """Work until the site that started this process has ended; or do the one job that the worker names.

    Args:
        arguments: Id of a job, or nothing.
    """
    import django

    parent = os.getppid()
    if arguments:
        _end_with(parent)
        django.setup()
        # Loaded here: it needs Django set up.
        importlib.import_module("tidegate.web.jobs.doing").do(arguments[0])
        return
    signal.signal(signal.SIGTERM, _stop)
    # Ctrl-C reaches the whole group; the site ends first and tells the worker.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    from django.conf import settings

    work(settings.GROUND.workspace.folder, lambda: not _stopping and os.getppid() == parent)


if __name__ == "__main__":
    main(sys.argv[1:])
