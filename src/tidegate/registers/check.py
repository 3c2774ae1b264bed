"""What a register's files look like beside its description, before anything is read.

Only structure is looked at and told: columns, counts, bounds of dates, repeated keys; never a row.
So a check works before the lawful part is written.
"""

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from tidegate.errors import TidegateError
from tidegate.formats import Limits, read
from tidegate.registers.description import FileSpec, Register
from tidegate.registers.mapping import Kind, clean_distinct
from tidegate.registers.mapping import expressions as x
from tidegate.registers.mapping.syntax import PropertyMapping
from tidegate.registers.preparing import delivery_day
from tidegate.tables import Session

SAMPLE = 20_000
"""Distinct values of a column that are looked at when one column is compared with another."""

EARLIEST = date(1850, 1, 1)
"""Dates before this are told as out of range: no living person, few companies and permits are older."""

AHEAD = timedelta(days=366 * 30)
"""Dates later than this after the delivery are told as out of range: the longest leases and permits end by then."""

TOLD_ROWS = 5
"""Numbers of refused rows that are told for each reason."""

ALIKE = 0.6
"""A candidate judged at least this likely is told: names alike, values that fit, 0..1."""


@dataclass(frozen=True)
class Rename:
    """A column that is gone and one that looks like it.

    Args:
        missing: The name the description uses.
        found: The name in the file.
        fit: Share of the new column's values that fit the old one, 0..1.
        basis: What the share rests on.
    """

    missing: str
    found: str
    fit: float
    basis: str

    def sentence(self) -> str:
        """Say it in words.

        Example:
            >>> Rename("HOUSENUMBER", "HouseNo", .98, "an earlier delivery").sentence()
            '`HOUSENUMBER` is gone; `HouseNo` looks like it: 98 % of its values fit (by an earlier delivery).'
        """
        share = f"{self.fit:.0%}".replace("%", " %")
        return f"`{self.missing}` is gone; `{self.found}` looks like it: {share} of its values fit (by {self.basis})."


@dataclass(frozen=True)
class RefusedRows:
    """Rows that could not be read, for one reason.

    Args:
        rule: What they break.
        mend: How to mend them.
        count: How many there are.
        rows: Numbers of the first of them, from 1, at most `TOLD_ROWS`.
    """

    rule: str
    mend: str
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class FileCheck:
    """What one delivered file looks like.

    Args:
        file: Path within `deliveries/`.
        source: Name of the kind of file.
        format: Its format.
        encoding: Encoding of a text file.
        delimiter: Delimiter of a CSV file.
        rows: Rows, refused ones included.
        refused: Rows that could not be read.
        day: Day of the delivery, the last where there are several; None where nothing tells it.
        columns_used: Columns that the mapping uses and the file has.
        columns_missing: Columns that the mapping uses and the file lacks.
        columns_unused: Columns that the file has and the mapping does not use.
        renames: Likely renames.
        repeated_keys: Rows whose key another row has; None where the register has no key or lacks its column.
        dates: Property to (values, values that are no date, values out of range).
        notes: What else a person should know.
        problem: Why the file cannot be read; empty where it can.
        refusals: Why rows could not be read, the most frequent reason first.
    """

    file: str
    source: str
    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    rows: int = 0
    refused: int = 0
    day: str | None = None
    columns_used: tuple[str, ...] = ()
    columns_missing: tuple[str, ...] = ()
    columns_unused: tuple[str, ...] = ()
    renames: tuple[Rename, ...] = ()
    repeated_keys: int | None = None
    dates: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: str = ""
    refusals: tuple[RefusedRows, ...] = ()

    def wrong(self) -> bool:
        """Tell whether somebody has to look at this file."""
        bad_dates = any(bad for _, bad, _ in self.dates.values())
        return bool(self.problem or self.columns_missing or self.refused or self.repeated_keys or bad_dates)


Earlier = Callable[[str], frozenset[str]]
"""Gives the distinct values a column had in an earlier delivery; empty where there is none."""


def no_earlier(column: str) -> frozenset[str]:
    """Know of no earlier delivery.

    Args:
        column: Name of the column.
    """
    del column
    return frozenset()


def check_file(
    session: Session, register: Register, spec: FileSpec, path: Path, *, file: str, scratch: Path,
    limits: Limits, earlier: Earlier = no_earlier,
) -> FileCheck:  # fmt: skip
    """Look at one delivered file.

    Args:
        session: An engine that sees the file and the scratch folder.
        register: The register.
        spec: The kind of file.
        path: The file.
        file: Its path within `deliveries/`.
        scratch: Folder for what must be unpacked on the way.
        limits: How much of the machine the file may take.
        earlier: Values a column had before, to tell a likely rename.
    Returns:
        What it looks like; a file that cannot be read has its problem in words.
    """
    try:
        reading = read(path, spec.read, session=session, name="delivered", scratch=scratch, limits=limits)
        names = {spec.repairs.get(c, c): c for c in reading.columns}
        day = _last_day(session, spec, names, file)
    except TidegateError as fault:
        return FileCheck(file, spec.name, problem=str(fault))
    wanted = register.columns(spec)
    missing = tuple(c for c in wanted if c not in names)
    unused = tuple(c for c in names if c not in wanted)
    return FileCheck(
        file, spec.name, reading.format, reading.encoding, reading.delimiter, reading.rows_in,
        reading.refused.num_rows, day, tuple(c for c in wanted if c in names), missing, unused,
        _renames(session, register, spec, missing, unused, earlier),
        _repeated_keys(session, spec, names), _dates(session, register, spec, names, day), reading.notes,
        refusals=_refusals(reading.refused),
    )  # fmt: skip


def distinct_values(session: Session, column: str) -> frozenset[str]:
    """Give the distinct values of a column of the view `delivered`, at most `SAMPLE`.

    Args:
        session: The engine that holds the file.
        column: Name of the column in the file.
    """
    cell = x.column(column)
    select = x.exp.select(cell).distinct().from_("delivered").where(x.present(cell)).limit(SAMPLE)
    return frozenset(session.fetch(x.sql(select)).column(0).to_pylist())


def _refusals(refused: pa.Table) -> tuple[RefusedRows, ...]:
    by_reason: dict[tuple[str, str], list[int]] = {}
    for row in refused.select(["rule", "mend", "row_number"]).to_pylist():
        by_reason.setdefault((str(row["rule"]), str(row["mend"])), []).append(row["row_number"])
    found = [RefusedRows(rule, mend, len(n), tuple(n[:TOLD_ROWS])) for (rule, mend), n in by_reason.items()]
    return tuple(sorted(found, key=lambda r: (-r.count, r.rule)))


def _last_day(session: Session, spec: FileSpec, names: dict[str, str], file: str) -> str | None:
    column = names.get(spec.delivery.column)
    if column is None:
        return delivery_day(spec, file)
    values = sorted(v.strip() for v in distinct_values(session, column) if v.strip())
    changed = {r["raw"]: r["clean"] for r in clean_distinct(values, Kind("date", dates=spec.dates)).to_pylist()}
    days = [d for v in values for d in changed.get(v, [v])]
    return max(days, default=None)


def _repeated_keys(session: Session, spec: FileSpec, names: dict[str, str]) -> int | None:
    if not spec.key or any(k not in names for k in spec.key):
        return None
    cells = [x.column(names[k]) for k in spec.key]
    groups = x.exp.select(x.exp.alias_(x.exp.Count(this=x.exp.Star()), "n")).from_("delivered").group_by(*cells)
    if spec.delivery.column in names:
        groups = groups.group_by(x.column(names[spec.delivery.column]))
    total = x.call("coalesce", x.call("sum", x.exp.Sub(this=x.column("n"), expression=x.number(1))), x.number(0))
    (row,) = session.rows(x.sql(x.exp.select(x.exp.alias_(total, "n")).from_(groups.subquery("groups"))))
    return int(row["n"])


def _dates(
    session: Session, register: Register, spec: FileSpec, names: dict[str, str], day: str | None
) -> dict[str, tuple[int, int, int]]:
    found: dict[str, tuple[int, int, int]] = {}
    latest = (date.fromisoformat(day[:10]) + AHEAD).isoformat() if day and len(day) >= len("2024-12-31") else "9999"
    for query in (q for q in register.queries if q.source == spec.name):
        for entity in query.mapping.entities:
            for mapped in entity.properties:
                columns = [names[c] for c in mapped.columns if c in names]
                if mapped.prop.type == "date" and columns and mapped.join is None:
                    found[f"{entity.name}.{mapped.prop.name}"] = _date_counts(session, spec, mapped, columns, latest)
    return found


def _date_counts(
    session: Session, spec: FileSpec, mapped: PropertyMapping, columns: list[str], latest: str
) -> tuple[int, int, int]:
    total = bad = outside = 0
    kind = Kind("date", mapped.format, False, mapped.split, spec.dates if mapped.format is None else ())
    for column in columns:
        cell = x.column(column)
        select = x.exp.select(x.exp.alias_(cell, "v"), x.exp.alias_(x.exp.Count(this=x.exp.Star()), "n"))
        counts = {
            r["v"].strip(): r["n"]
            for r in session.rows(x.sql(select.from_("delivered").where(x.present(cell)).group_by(cell)))
            if r["v"].strip()
        }
        changed = {r["raw"]: r["clean"] for r in clean_distinct(counts, kind).to_pylist()}
        for value, count in counts.items():
            days = changed.get(value, [value])
            total += count
            bad += 0 if days else count
            outside += count if any(not EARLIEST.isoformat() <= d <= latest for d in days) else 0
    return total, bad, outside


def _renames(
    session: Session, register: Register, spec: FileSpec, missing: Iterable[str], unused: tuple[str, ...],
    earlier: Earlier,
) -> tuple[Rename, ...]:  # fmt: skip
    likely = []
    for gone in missing:
        before = earlier(gone)
        judged = [_judge(session, register, spec, gone, candidate, before) for candidate in unused]
        best = max(judged, key=lambda j: (j[0], j[1].fit), default=None)
        if best is not None and best[0] >= ALIKE:
            likely.append(best[1])
    return tuple(likely)


def _judge(
    session: Session, register: Register, spec: FileSpec, gone: str, candidate: str, before: frozenset[str]
) -> tuple[float, Rename]:
    """Judge a candidate by the values it shares with an earlier delivery, or else by what their type makes of them."""
    values = distinct_values(session, candidate)
    name = difflib.SequenceMatcher(None, _bare(gone), _bare(candidate)).ratio()
    if before:
        shapes = {_shape(v) for v in before}
        fit = sum(v in before or _shape(v) in shapes for v in values) / max(1, len(values))
        shared = sum(v in before for v in values) / max(1, len(values))
        return max(shared, (name + fit) / 2), Rename(gone, candidate, fit, "an earlier delivery")
    kinds = _kinds(register, spec, gone)
    refused = sum(bool(r["refused"]) for k in kinds for r in clean_distinct(values, k).to_pylist())
    fit = 1 - refused / max(1, len(values) * max(1, len(kinds)))
    return (name + fit * name) / 2, Rename(gone, candidate, fit, "the kind of value and the name")


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _shape(value: str) -> str:
    return re.sub(r"[A-Za-z]+", "a", re.sub(r"\d+", "9", value))


def _kinds(register: Register, spec: FileSpec, column: str) -> list[Kind]:
    return [
        Kind(m.prop.type, m.format, m.fuzzy, m.split, spec.dates if m.prop.type == "date" and not m.format else ())
        for q in register.queries
        if q.source == spec.name
        for e in q.mapping.entities
        for m in e.properties
        if column in m.columns
    ]
