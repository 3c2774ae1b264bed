"""What people said about pairs of records, and what follows from it.

A judgement is about two records, never about two entities: entities come and go, records stay. Of several by one judge
about one pair the latest holds. "same" and "different" bind a build absolutely; "unsure" binds nothing. Where judges
disagree about a pair, neither binds. Where judgements contradict each other when taken together (a is b, b is c, a is
not c), "different" holds and the chain does not: to keep two apart that are one is the smaller harm, and soon mended.
Both are reported, and a person settles them by judging again.
"""

import csv
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa

from tidegate.errors import JudgementError
from tidegate.formats import harmless, write_csv
from tidegate.linkage.contracts import JUDGEMENTS
from tidegate.tables import Column, Contract

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"

_CAUTION = (SAME, DIFFERENT, UNSURE)
"""Verdicts, the most cautious last: it holds of two that a judge gave at the same moment."""

BOUND = Contract(
    "bound",
    (
        Column("record_l", pa.string(), "the smaller of the two", nullable=False),
        Column("record_r", pa.string(), nullable=False),
    ),
)
"""Pairs of records that a build must put together, or must keep apart."""

_COLUMNS = tuple(c.name for c in JUDGEMENTS.columns)
_REQUIRED = tuple(c.name for c in JUDGEMENTS.columns if not c.nullable)
_MOST_PAIRS = 100_000

Pair = tuple[str, str]


@dataclass(frozen=True)
class Conflict:
    """A pair about which judges disagree.

    Args:
        pair: The two records, the smaller first.
        verdicts: Judge and verdict, in order of the judges; only "same" and "different".
    """

    pair: Pair
    verdicts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Contradiction:
    """Judgements that cannot all be true.

    Args:
        pair: Two records that were judged different.
        chain: Records from the one to the other, each judged the same as the next; none of these judgements binds.
    """

    pair: Pair
    chain: tuple[str, ...]


@dataclass(frozen=True)
class Binding:
    """What a build must obey, and what it cannot.

    Args:
        must: Contract `BOUND`: pairs that belong together.
        cannot: Contract `BOUND`: pairs that must never share an entity.
        conflicts: Pairs about which judges disagree; they bind nothing.
        contradictions: Judgements that cannot all be true; the two are kept apart, the chain binds nothing.
    """

    must: pa.Table
    cannot: pa.Table
    conflicts: tuple[Conflict, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


def read_judgements(path: Path) -> pa.Table:
    """Read judgements from a CSV file, as `write_judgements` or a spreadsheet writes them.

    Args:
        path: UTF-8, columns named as in the contract, in any order, parted by comma or semicolon; `reason` may be
            absent.
    Returns:
        Contract `JUDGEMENTS`, in the order of the file.
    Raises:
        JudgementError: The file cannot be read, a column is missing, or a line is no judgement; the first such line
            is named.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        mend = "save it as CSV in UTF-8"
        raise JudgementError(where=str(path), what=f"it cannot be read ({fault})", mend=mend) from fault
    head = text.split("\n", 1)[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    missing = [c for c in _REQUIRED if c not in (reader.fieldnames or ())]
    if missing:
        what = f"column {', '.join(missing)} is missing"
        raise JudgementError(where=f"{path}, line 1", what=what, mend=f"name the columns {', '.join(_COLUMNS)}")
    try:
        lines = [(reader.line_num, row) for row in reader]
    except csv.Error as fault:
        where = f"{path}, line {reader.reader.line_num}"
        raise JudgementError(where=where, what=f"it is no CSV ({fault})", mend="correct this line") from fault
    return _table(_read_line(row, f"{path}, line {number}") for number, row in lines)


def _read_line(row: dict[Any, Any], where: str) -> dict[str, str | None]:
    if None in row or None in row.values():
        raise JudgementError(where=where, what="it has more or fewer cells than the head", mend="correct this line")
    said = {c: _bare(row.get(c, "").strip()) for c in _COLUMNS}
    empty = [c for c in _REQUIRED if not said[c]]
    if empty:
        raise JudgementError(where=where, what=f"{empty[0]} is empty", mend="fill it in, or take the line out")
    check_judgement(said, where=where)
    return {**said, "reason": said["reason"] or None}


def _bare(text: str) -> str:
    """Take off the apostrophe with which a text was kept from being a formula."""
    return text[1:] if text[:1] == "'" and harmless(text[1:]) == text else text


def check_judgement(said: dict[str, Any], *, where: str) -> None:
    """Hold one judgement against what a judgement may be.

    Args:
        said: A value per column of the contract.
        where: What the error calls it.
    Raises:
        JudgementError: The verdict is unknown, both records are one, or the time cannot be read.
    """
    if said["verdict"] not in _CAUTION:
        what = f"'{said['verdict']}' is no verdict"
        raise JudgementError(where=where, what=what, mend="write same, different or unsure")
    if said["record_l"] == said["record_r"]:
        what = f"it is about one record only ({said['record_l']})"
        raise JudgementError(where=where, what=what, mend="name two different records")
    try:
        _moment(said["at"])
    except ValueError as fault:
        mend = "write it as 2026-03-31T14:05:00+02:00"
        raise JudgementError(where=where, what=f"'{said['at']}' is no time", mend=mend) from fault


def write_judgements(judgements: pa.Table, path: Path) -> None:
    """Write judgements to a CSV file that `read_judgements` reads back.

    Args:
        judgements: Contract `JUDGEMENTS`.
        path: The file; it is seen whole or not at all.
    Raises:
        ExportError: The file cannot be written.
    """
    write_csv(JUDGEMENTS.check(judgements), path, bom=True)


def _table(rows: Iterable[dict[str, str | None]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=JUDGEMENTS.schema())


def _moment(text: str) -> datetime:
    """Read a time; one without a zone is taken for UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _pair(left: str, right: str) -> Pair:
    return (left, right) if left < right else (right, left)


def latest(judgements: pa.Table) -> pa.Table:
    """Keep of each judge and pair the judgement that holds.

    Args:
        judgements: Contract `JUDGEMENTS`, in any order; the two records of a pair may stand either way.
    Returns:
        Contract `JUDGEMENTS`, the smaller record first, in order of kind, pair and judge. Of two given at the same
        moment the more cautious holds: unsure before different before same.
    Raises:
        JudgementError: A row is no judgement.
    Example:
        >>> def said(verdict, at):
        ...     return dict(kind="person", record_l="b", record_r="a", verdict=verdict, judge="ada", at=at)
        >>> rows = [said("same", "2026-03-02"), said("unsure", "2026-03-01")]
        >>> latest(pa.Table.from_pylist(rows, schema=JUDGEMENTS.schema())).select(["record_l", "verdict"]).to_pylist()
        [{'record_l': 'a', 'verdict': 'same'}]
    """
    holds: dict[tuple[str, str, str, str], tuple[Any, ...]] = {}
    for number, row in enumerate(JUDGEMENTS.check(judgements).to_pylist(), 1):
        check_judgement(row, where=f"judgements, row {number}")
        left, right = _pair(row["record_l"], row["record_r"])
        rank = (_moment(row["at"]), _CAUTION.index(row["verdict"]), row["at"], row["reason"] or "")
        key = (row["kind"], left, right, row["judge"])
        holds[key] = max(holds.get(key, rank), rank)
    return _table(
        dict(zip(_COLUMNS, (kind, left, right, _CAUTION[caution], judge, at, reason or None), strict=True))
        for (kind, left, right, judge), (_, caution, at, reason) in sorted(holds.items())
    )


def binding(judgements: pa.Table, *, kind: str) -> Binding:
    """Tell what a build must obey.

    Args:
        judgements: Contract `JUDGEMENTS`, all that were ever given.
        kind: Name of the model; judgements of other kinds are left out.
    Returns:
        Pairs that must and pairs that must not be together, free of contradiction; and what could not be obeyed.
    Raises:
        JudgementError: A row is no judgement.
    Source:
        Must-link and cannot-link as in Wagstaff, Cardie, Rogers and Schroedl (2001), Constrained k-means clustering
        with background knowledge, ICML 18, 577-584.
    """
    verdicts: dict[Pair, list[tuple[str, str]]] = defaultdict(list)
    for row in latest(judgements).to_pylist():
        if row["kind"] == kind and row["verdict"] != UNSURE:
            verdicts[row["record_l"], row["record_r"]].append((row["judge"], row["verdict"]))
    disputed = {p for p, said in verdicts.items() if len({v for _, v in said}) > 1}
    conflicts = tuple(Conflict(p, tuple(verdicts[p])) for p in sorted(disputed))
    agreed = {p: said[0][1] for p, said in verdicts.items() if p not in disputed}
    must = {p for p, verdict in agreed.items() if verdict == SAME}
    cannot = {p for p, verdict in agreed.items() if verdict == DIFFERENT}
    contradictions = _free(must, cannot)
    return Binding(_bound(must), _bound(cannot), conflicts, contradictions)


def _bound(pairs: Iterable[Pair]) -> pa.Table:
    rows = sorted(pairs)
    return pa.table([[p[0] for p in rows], [p[1] for p in rows]], schema=BOUND.schema())


def _free(must: set[Pair], cannot: set[Pair]) -> tuple[Contradiction, ...]:
    """Take out of `must` what contradicts `cannot`, all shortest chains at a time, until nothing does."""
    found: list[Contradiction] = []
    while True:
        beside = _neighbours(must)
        group = _groups(beside)
        wrong = sorted(p for p in cannot if p[0] in group and group[p[0]] == group.get(p[1]))
        if not wrong:
            return tuple(found)
        chains = [Contradiction(p, _chain(beside, *p)) for p in wrong]
        found += chains
        must -= {_pair(*step) for c in chains for step in pairwise(c.chain)}


def _neighbours(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    beside: dict[str, list[str]] = defaultdict(list)
    for left, right in sorted(pairs):
        beside[left].append(right)
        beside[right].append(left)
    return {record: sorted(others) for record, others in beside.items()}


def _groups(beside: dict[str, list[str]]) -> dict[str, str]:
    """Give each record the smallest of those it is tied to."""
    group: dict[str, str] = {}
    for start in sorted(beside):
        if start in group:
            continue
        group[start], waiting = start, deque([start])
        while waiting:
            for other in beside[waiting.popleft()]:
                if other not in group:
                    group[other] = start
                    waiting.append(other)
    return group


def _chain(beside: dict[str, list[str]], start: str, goal: str) -> tuple[str, ...]:
    """Find a shortest way, of several the first in order of the alphabet."""
    came_from, waiting = {start: start}, deque([start])
    while goal not in came_from:
        here = waiting.popleft()
        for other in beside[here]:
            if other not in came_from:
                came_from[other] = here
                waiting.append(other)
    return tuple(reversed(list(_back(came_from, goal))))


def _back(came_from: dict[str, str], record: str) -> Iterator[str]:
    yield record
    while came_from[record] != record:
        record = came_from[record]
        yield record


def split_judgements(
    part: Sequence[str], rest: Sequence[str], *, kind: str, judge: str, at: str, reason: str
) -> pa.Table:
    """Make the judgements by which an entity falls into two parts and stays so in every later build.

    Each record of the one part is judged different from each of the other. Nothing is said about records of the same
    part. What the judge said earlier about such a pair no longer holds; what another judge said is reported as a
    conflict by `binding`.

    Args:
        part: Records of the one part.
        rest: Records of the other part.
        kind: Name of the model.
        judge: Who splits.
        at: When, ISO 8601.
        reason: Why; it is asked of whoever undoes what a build did.
    Returns:
        Contract `JUDGEMENTS`, in order of the pairs.
    Raises:
        JudgementError: A part is empty, a record is in both, the reason is missing, or the parts are so large that
            more than 100,000 pairs would be judged.
    """
    one, other = sorted(set(part)), sorted(set(rest))
    where = "the split"
    if not one or not other:
        raise JudgementError(where=where, what="a part has no record", mend="name at least one record on either side")
    both = set(one) & set(other)
    if both:
        raise JudgementError(where=where, what=f"{min(both)} is in both parts", mend="put each record into one part")
    if not reason.strip():
        raise JudgementError(where=where, what="no reason is given", mend="say why these are not the same")
    if len(one) * len(other) > _MOST_PAIRS:
        what = f"{len(one) * len(other):,} pairs would have to be judged; {_MOST_PAIRS:,} is the most"
        raise JudgementError(where=where, what=what, mend="correct the rule or the model that put so many together")
    pairs = sorted(_pair(left, right) for left in one for right in other)
    row: dict[str, str | None] = {"kind": kind, "verdict": DIFFERENT, "judge": judge, "at": at, "reason": reason}
    check_judgement(row | {"record_l": pairs[0][0], "record_r": pairs[0][1]}, where=where)
    return _table(row | {"record_l": left, "record_r": right} for left, right in pairs)
