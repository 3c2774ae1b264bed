"""What people found when they looked at flags, and what that makes of a rule.

A review is about a flag: justified, innocent or unclear. Of several by one reviewer about one flag the latest holds;
where reviewers disagree the flag is unclear. The outcome is the track record of a rule, never of a person: neither of
whoever was looked at, nor of whoever looked.
"""

import csv
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pyarrow as pa

from tidegate.errors import RuleError
from tidegate.formats import harmless, write_csv
from tidegate.tables import Column, Contract, query, run

VERDICTS = ("justified", "innocent", "unclear")
"""What a reviewer may say of a flag."""

REVIEWS = Contract(
    "reviews",
    (
        Column("flag", pa.string(), nullable=False),
        Column("indicator", pa.string(), "id of the rule", nullable=False),
        Column("verdict", pa.string(), "justified | innocent | unclear", nullable=False),
        Column("reviewer", pa.string(), nullable=False),
        Column("at", pa.string(), "ISO 8601", nullable=False),
        Column("reason", pa.string(), "why, in the reviewer's words", nullable=False),
    ),
)
"""Reviews, in any order."""

TRACK = Contract(
    "track_record",
    (
        Column("indicator", pa.string(), "id of the rule", nullable=False),
        Column("reviewed", pa.int64(), "flags", nullable=False),
        Column("justified", pa.int64(), "flags", nullable=False),
        Column("innocent", pa.int64(), "flags", nullable=False),
        Column("unclear", pa.int64(), "flags", nullable=False),
        Column("decided", pa.int64(), "flags that are justified or innocent", nullable=False),
        Column("share", pa.float64(), "justified per decided; absent where none is decided"),
        Column("low", pa.float64(), "lower end of its 95 % interval"),
        Column("high", pa.float64(), "upper end of its 95 % interval"),
        Column(
            "question", pa.bool_(), "whether reviewers agree with the rule suspiciously rarely or often", nullable=False
        ),
    ),
)
"""The track record of each reviewed rule, in order of the rules."""

_COLUMNS = tuple(c.name for c in REVIEWS.columns)


def read_reviews(path: Path) -> pa.Table:
    """Read reviews from a CSV file, as `write_reviews` or a spreadsheet writes them.

    Args:
        path: UTF-8, columns named as in the contract, in any order, parted by comma or semicolon.
    Returns:
        Contract `REVIEWS`, in the order of the file.
    Raises:
        RuleError: The file cannot be read, a column is missing, or lines are no reviews; all such lines are named.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        delimiter = ";" if text.split("\n", 1)[0].count(";") else ","
        reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise RuleError(where=path.name, what=f"it cannot be read ({fault})", mend="save it as CSV in UTF-8") from fault
    missing = [c for c in _COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        what = f"column {', '.join(missing)} is missing"
        raise RuleError(where=path.name, what=what, mend=f"name the columns {', '.join(_COLUMNS)}")
    said = [{c: _bare((row.get(c) or "").strip()) for c in _COLUMNS} for row in rows]
    faults = [f"line {number}: {fault}" for number, row in enumerate(said, 2) for fault in _faults(row)]
    if faults:
        raise RuleError(where=path.name, what="; ".join(faults), mend="correct these lines")
    return pa.Table.from_pylist(said, schema=REVIEWS.schema())


def write_reviews(reviews: pa.Table, path: Path) -> None:
    """Write reviews to a CSV file that `read_reviews` reads back.

    Args:
        reviews: Contract `REVIEWS`.
        path: The file; it is seen whole or not at all.
    Raises:
        ExportError: The file cannot be written.
    """
    write_csv(REVIEWS.check(reviews), path, bom=True)


def track_record(reviews: pa.Table) -> pa.Table:
    """Count what reviewers found, rule by rule.

    Args:
        reviews: Contract `REVIEWS`, all that were ever given.
    Returns:
        Contract `TRACK`, in order of the rules; a rule without a review has no row.
    Raises:
        ContractError: The table does not keep its contract.
    Source:
        Interval of Wilson (1927), JASA 22(158), 209-212, doi:10.1080/01621459.1927.10502953, at 95 %.
    Example:
        >>> row = dict(flag="f", indicator="r", verdict="justified", reviewer="ada", at="2026-01-05", reason="seen")
        >>> track = track_record(pa.Table.from_pylist([row], schema=REVIEWS.schema())).to_pylist()[0]
        >>> track["justified"], round(track["low"], 3), track["high"]
        (1, 0.207, 1.0)
    """
    table = REVIEWS.check(reviews)
    # Told apart here and not by the engine, whose reading of a time without a zone depends on the machine.
    moments = pa.array([_moment(at) for at in table["at"].to_pylist()], pa.string())
    table = table.append_column("moment", moments)
    return TRACK.check(run(query(__package__, "reviews"), {"reviews": table}).cast(TRACK.schema()))


def _faults(row: dict[str, str]) -> list[str]:
    faults = [f"{c} is empty" for c in _COLUMNS if not row[c]]
    if row["verdict"] and row["verdict"] not in VERDICTS:
        faults.append(f"'{row['verdict']}' is no verdict; write {', '.join(VERDICTS)}")
    if row["at"]:
        try:
            datetime.fromisoformat(row["at"])
        except ValueError:
            faults.append(f"'{row['at']}' is no time; write it as 2026-03-31T14:05:00+02:00")
    return faults


def _moment(text: str) -> str:
    """Write a time so that text compares as time does; one without a zone is taken for UTC."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="microseconds")


def _bare(text: str) -> str:
    """Take off the apostrophe with which a text was kept from being a formula."""
    return text[1:] if text[:1] == "'" and harmless(text[1:]) == text else text
