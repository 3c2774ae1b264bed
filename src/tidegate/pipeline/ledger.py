"""The local log of who took which rows out, for what purpose and reason; the site's ledger takes its place later.

Every entry carries the hash of the one before it, so that a line taken out or altered is found.
"""

import fcntl
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tidegate.errors import WorkspaceError

FIRST = "0" * 64
"""What the first entry has in place of the hash of the one before."""


@dataclass(frozen=True)
class Consultation:
    """One look at the rows of a register.

    Args:
        at: When, with the time zone.
        who: Name of the account on this machine.
        act: What was done.
        registers: Registers whose rows were shown.
        data_classes: Classes of data among them.
        purpose: For what purpose.
        reason: Why, in the reader's words.
        rows: How many rows.
    """

    at: datetime
    who: str
    act: str
    registers: tuple[str, ...]
    data_classes: tuple[str, ...]
    purpose: str
    reason: str
    rows: int


def record_consultation(path: Path, consultation: Consultation) -> None:
    """Write an entry at the end of the log, before the rows are shown; if it cannot be written, none are.

    Args:
        path: The log.
        consultation: The entry.
    Raises:
        WorkspaceError: The log cannot be written, or was altered.
    """
    try:
        with path.open("a+", encoding="utf-8") as log:
            fcntl.flock(log, fcntl.LOCK_EX)
            log.seek(0)
            lines = log.read().splitlines()
            _refuse_altered(lines, path)
            entry = {**asdict(consultation), "at": consultation.at.isoformat(timespec="seconds")}
            entry["before"] = _hash(lines[-1]) if lines else FIRST
            log.write(json.dumps(entry, ensure_ascii=False) + "\n")
            log.flush()
            os.fsync(log.fileno())
    except OSError as fault:
        raise WorkspaceError(
            where=str(path), what=f"the log of consultations cannot be written ({fault.strerror})",
            mend="check its rights and the free space; without it no row is shown",
        ) from fault  # fmt: skip


def altered_entry(path: Path) -> int:
    """Find the first entry that does not follow from the one before.

    Args:
        path: The log.
    Returns:
        Its number, from 1; 0 where the log is whole.
    """
    return _first_altered(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else 0


def _refuse_altered(lines: list[str], path: Path) -> None:
    number = _first_altered(lines)
    if number:
        raise WorkspaceError(
            where=f"{path}, entry {number}", what="the log of consultations was altered here",
            mend="give the log to the data-protection officer; start a new one only when they say so",
        )  # fmt: skip


def _first_altered(lines: list[str]) -> int:
    before = FIRST
    for number, line in enumerate(lines, start=1):
        try:
            if json.loads(line)["before"] != before:
                return number
        except (ValueError, KeyError, TypeError):
            return number
        before = _hash(line)
    return 0


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
