"""Flags that a person has suspended: they vanish from every list at once, until somebody restores them.

Nothing is removed: a suspension is a row, and so is taking it back. Of several about one flag the last in the file
holds.
"""

import csv
from io import StringIO
from pathlib import Path

import pyarrow as pa

from tidegate.errors import RuleError
from tidegate.formats import harmless, write_csv
from tidegate.tables import Column, Contract

SUSPENDED, RESTORED = "suspended", "restored"

SUSPENSIONS_FILE = "suspensions.csv"
"""File in a view's home with the suspensions of its flags."""

SUSPENSIONS = Contract(
    "suspensions",
    (
        Column("flag", pa.string(), nullable=False),
        Column("indicator", pa.string(), "id of the rule", nullable=False),
        Column("state", pa.string(), "suspended | restored", nullable=False),
        Column("by", pa.string(), "who said so", nullable=False),
        Column("at", pa.string(), "ISO 8601", nullable=False),
        Column("reason", pa.string(), "why, in their words", nullable=False),
    ),
)
"""Suspensions, in the order in which they were said."""

_COLUMNS = tuple(c.name for c in SUSPENSIONS.columns)


def read_suspensions(path: Path) -> pa.Table:
    """Read suspensions, as `write_suspensions` writes them.

    Args:
        path: The CSV file.
    Returns:
        Contract `SUSPENSIONS`, in the order of the file.
    Raises:
        RuleError: The file cannot be read, or a line is no suspension.
    """
    try:
        reader = csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
        rows = [{k: _bare(v or "") for k, v in row.items() if k} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise RuleError(where=path.name, what=f"it cannot be read ({fault})", mend="save it as CSV in UTF-8") from fault
    for number, row in enumerate(rows, 2):
        empty = [c for c in _COLUMNS if not row.get(c)]
        if empty or row["state"] not in {SUSPENDED, RESTORED}:
            what = f"line {number}: {empty[0]} is empty" if empty else f"line {number}: '{row['state']}' is no state"
            raise RuleError(where=path.name, what=what, mend=f"correct this line; a state is {SUSPENDED} or {RESTORED}")
    return pa.Table.from_pylist([{c: row[c] for c in _COLUMNS} for row in rows], schema=SUSPENSIONS.schema())


def write_suspensions(suspensions: pa.Table, path: Path) -> None:
    """Write suspensions to a CSV file that `read_suspensions` reads back.

    Args:
        suspensions: Contract `SUSPENSIONS`.
        path: The file; it is seen whole or not at all.
    Raises:
        ExportError: The file cannot be written.
    """
    write_csv(SUSPENSIONS.check(suspensions), path, bom=True)


def suspended(suspensions: pa.Table) -> frozenset[str]:
    """Give the flags that are suspended now.

    Args:
        suspensions: Contract `SUSPENSIONS`.
    Returns:
        Ids of flags.
    Example:
        >>> row = dict(flag="f", indicator="r", state="suspended", by="ada", at="2026-01-05", reason="row is contested")
        >>> sorted(suspended(pa.Table.from_pylist([row], schema=SUSPENSIONS.schema())))
        ['f']
        >>> back = row | {"state": "restored"}
        >>> sorted(suspended(pa.Table.from_pylist([row, back], schema=SUSPENSIONS.schema())))
        []
    """
    last = {row["flag"]: row["state"] for row in suspensions.to_pylist()}
    return frozenset(flag for flag, state in last.items() if state == SUSPENDED)


def _bare(text: str) -> str:
    """Take off the apostrophe with which a text was kept from being a formula."""
    return text[1:] if text[:1] == "'" and harmless(text[1:]) == text else text
