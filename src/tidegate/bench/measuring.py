"""A command measured as a whole process, by the operating system's own account."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tidegate.errors import TidegateError


@dataclass(frozen=True)
class Measure:
    """What a finished process took.

    Args:
        cpu_s: Time on all cores, its own and the system's for it, seconds.
        wall_s: Time that passed, seconds.
        peak_mib: Most memory it held, MiB.
    """

    cpu_s: float
    wall_s: float
    peak_mib: float


def measure(command: Sequence[str], *, folder: Path) -> Measure:
    """Run a command to its end and measure it.

    Args:
        command: The words of the command.
        folder: Where it runs.
    Returns:
        What it took.
    Raises:
        TidegateError: It failed.
    """
    log = folder / "output.log"
    start = time.perf_counter()
    with log.open("wb") as output:
        # Reaped by wait4 alone, which tells what the process took; subprocess would throw that away.
        process = subprocess.Popen(list(command), cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode not in {0, 1}:
        tail = log.read_text(encoding="utf-8", errors="replace")[-500:]
        raise TidegateError(where=command[0], what=f"it ended with {process.returncode}: {tail}", mend="run it by hand")
    return Measure(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)
