"""A picture built one stage after the other, in a process of its own, so that each can be told its time and memory.

    python -m tidegate.bench.stepwise WORKSPACE PURPOSE OUT

A build for use makes two stages at the same time; then nobody can say whose time and memory it was.
"""

import contextlib
import json
import resource
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tidegate.pipeline import Engine, open_workspace
from tidegate.pipeline.picturing.build import SHARES, PictureWish, build_picture
from tidegate.pipeline.picturing.stages import STAGES
from tidegate.settings import read_settings

_STATUS, _FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Account:
    """What each stage took: all that passed since the stage before it was done."""

    def __init__(self) -> None:
        self.stages: dict[str, dict[str, float]] = {}
        # When the process began is not known; until now it was busy with loading.
        self._cpu, self._clock = 0.0, time.perf_counter() - time.process_time()

    def book(self, stage: str) -> None:
        """Put down to a stage what has passed since anything was put down.

        Args:
            stage: Name of the stage.
        """
        cpu, clock = time.process_time(), time.perf_counter()
        line = self.stages.setdefault(stage, {"cpu_s": 0.0, "wall_s": 0.0, "peak_mib": 0.0})
        line["cpu_s"] += cpu - self._cpu
        line["wall_s"] += clock - self._clock
        line["peak_mib"] = max(line["peak_mib"], peak_mib())
        self._cpu, self._clock = cpu, clock
        _forget_peak()

    def tell(self, says: str, share: float) -> None:
        """Be told how far the build is.

        Args:
            says: What is told of the stage.
            share: Share of the whole that is done.
        """
        named = {s.says: s.name for s in STAGES}
        self.book(named.get(says) or ("reading" if share <= SHARES["reading"] else "linking"))


def peak_mib() -> float:
    """Tell the most memory that this process held since that was last forgotten.

    Returns:
        MiB; where the system does not tell it since a moment, since the process began.
    """
    with contextlib.suppress(OSError):
        for line in _STATUS.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(words: Sequence[str]) -> None:
    """Build a picture and write down what each stage took.

    Args:
        words: The workspace, the purpose, and the JSON file to be.
    """
    account = Account()
    account.book("starting")
    settings = read_settings()
    engine = Engine(memory_gib=settings.memory_gib, threads=settings.threads, scratch=settings.scratch)
    wish = PictureWish(purpose=words[1], today=datetime.now(UTC).date())
    report = build_picture(open_workspace(Path(words[0])), engine, wish, progress=account.tell, at_once=1)
    account.book("publishing")
    rows = sum(r.rows_in for r in report.registers)
    Path(words[2]).write_text(json.dumps({"rows": rows, "made": report.made, "stages": account.stages}), "utf-8")


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        _FORGET.write_text("5", encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1:])
