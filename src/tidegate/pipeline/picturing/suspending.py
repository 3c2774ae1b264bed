"""Suspending a flag and taking that back: from the next reader on, in every list, report and export of the view."""

from dataclasses import dataclass

import pyarrow as pa

from tidegate.errors import RuleError
from tidegate.indicators.suspensions import (
    RESTORED,
    SUSPENDED,
    SUSPENSIONS,
    read_suspensions,
    suspended,
    write_suspensions,
)
from tidegate.pipeline.builds import in_turn
from tidegate.pipeline.picturing.shelf import Picture, suspensions_path, whole_table
from tidegate.pipeline.picturing.telling import flag_of


@dataclass(frozen=True)
class Suspension:
    """What somebody said about whether a flag is shown.

    Args:
        flag: Id of the flag.
        indicator: Id of its rule.
        state: `suspended` or `restored`.
        by: Who said so.
        at: When, ISO 8601.
        reason: Why.
    """

    flag: str
    indicator: str
    state: str
    by: str
    at: str
    reason: str


def suspensions_of(picture: Picture) -> tuple[Suspension, ...]:
    """Give what was said about the flags of a picture's view, in the order in which it was said.

    Args:
        picture: The picture.
    Raises:
        RuleError: The file cannot be read.
    """
    path = suspensions_path(picture)
    return tuple(Suspension(**row) for row in read_suspensions(path).to_pylist()) if path.is_file() else ()


def suspend_flag(picture: Picture, flag: str, *, suspend: bool, by: str, at: str, reason: str) -> bool:
    """Suspend a flag, or restore it.

    Args:
        picture: The picture that holds the flag.
        flag: Its id, or the first signs of it.
        suspend: Whether it shall vanish; else it shall be shown again.
        by: Who says so.
        at: When, ISO 8601.
        reason: Why.
    Returns:
        Whether that changed anything; what is suspended already is not suspended twice.
    Raises:
        PictureError: The picture has no such flag.
        RuleError: The reason is missing.
    """
    found = flag_of(whole_table(picture, "flags").to_pylist(), flag, picture.id)
    if not reason.strip():
        raise RuleError(where=f"flag {found['flag'][:8]}", what="no reason is given", mend="say why")
    path = suspensions_path(picture)
    with in_turn(path):
        before = read_suspensions(path) if path.is_file() else SUSPENSIONS.empty()
        if (found["flag"] in suspended(before)) == suspend:
            return False
        state = SUSPENDED if suspend else RESTORED
        row = {"flag": found["flag"], "indicator": found["indicator"], "state": state, "by": by, "at": at,
               "reason": " ".join(reason.split())}  # fmt: skip
        write_suspensions(pa.concat_tables([before, pa.Table.from_pylist([row], schema=SUSPENSIONS.schema())]), path)
    return True
