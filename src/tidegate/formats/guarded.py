"""Sending a file to a limited child process, and putting its end into words."""

import atexit
import select
import signal
import subprocess
import sys
from typing import Any

import orjson
import pyarrow.parquet as pq

from tidegate.errors import DeliveryError, EngineError, TidegateError, UnsafeFileError
from tidegate.formats.job import Answer, Job
from tidegate.formats.reading import REFUSED_ROWS

_KINDS: dict[str, type[TidegateError]] = {
    "delivery": DeliveryError,
    "unsafe": UnsafeFileError,
    "engine": EngineError,
}
_CHILD = "tidegate.formats.child"


def read_guarded(job: Job) -> Answer:
    """Have a file read by a child process within its limits.

    Args:
        job: The file, and how much it may take.
    Returns:
        What was found; the rows lie in `job.target`.
    Raises:
        DeliveryError: The file cannot be read, or took more than it may.
        UnsafeFileError: Reading it could harm the machine.
    """
    reader = _waiting.pop() if _waiting else _Reader()
    try:
        code, answer = reader.ask(job)
    except TimeoutError as fault:
        reader.stop()
        raise _too_slow(job) from fault
    except (OSError, ValueError):
        # The process that forks has itself gone.
        reader.stop()
        code, answer = -signal.SIGKILL, b""
    except BaseException:
        reader.stop()
        raise
    else:
        _waiting.append(reader)
    if code != 0 or not answer:
        raise _died(job, -code)
    said: dict[str, Any] = orjson.loads(answer)
    if "error" in said:
        error = said["error"]
        kind = _KINDS[error["kind"]]
        raise kind(what=error["what"], where=error["where"], mend=error["mend"])
    return _answer(said["answer"], job)


class _Reader:
    """A process that has the readers loaded and forks a limited child for each file."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module, under our own interpreter
            [sys.executable, "-P", "-m", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        atexit.register(self.stop)

    def ask(self, job: Job) -> tuple[int, bytes]:
        """Have one file read.

        Args:
            job: The file, and how much it may take.
        Returns:
            Exit code of the child that read it, or minus the signal that ended it, and its answer.
        Raises:
            TimeoutError: It took longer than it may; the process must be stopped.
            OSError: The process is no more.
        """
        jobs, answers = self._process.stdin, self._process.stdout
        assert jobs is not None
        assert answers is not None
        jobs.write(job.to_json() + b"\n")
        jobs.flush()
        if not select.select([answers], [], [], job.limits.seconds)[0]:
            raise TimeoutError
        code, length = answers.readline().split()
        return int(code), answers.read(int(length))

    def stop(self) -> None:
        """End the process, and with it the child that may be at work."""
        atexit.unregister(self.stop)
        self._process.kill()
        # Also closes the pipes.
        self._process.communicate()


_waiting: list[_Reader] = []
"""Processes without a job; as many as files were read at once."""


def _environment() -> dict[str, str]:
    # Nothing of the parent's environment is passed on. One arena, so that memory asked for is memory counted.
    return {
        "PYTHONPATH": ":".join(p for p in sys.path if p),
        "PYTHONUTF8": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _answer(said: dict[str, Any], job: Job) -> Answer:
    refused = pq.read_table(job.scratch / "refused.parquet") if said.pop("refused") else REFUSED_ROWS.empty()
    lists = {name: tuple(said[name]) for name in ("columns", "notes", "parts")}
    return Answer(**said | lists, refused=REFUSED_ROWS.check(refused))


def _too_slow(job: Job) -> DeliveryError:
    return DeliveryError(
        where=job.where,
        what=f"reading it took longer than {job.limits.seconds:g} seconds",
        mend="ask for it in parts, or as CSV",
    )


def _died(job: Job, sign: int) -> DeliveryError:
    if sign == signal.SIGXCPU:
        return _too_slow(job)
    return DeliveryError(
        where=job.where,
        what=f"reading it needs more than {job.limits.memory_mib:,} MiB, or its faults stop the reader",
        mend="ask for the file again, in parts or as CSV",
    )
