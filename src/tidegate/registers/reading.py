"""Delivered files of a register become tables of things, with the account of every row."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.formats import Limits, Reading, read
from tidegate.registers.accounting import PropertyAccount, QueryAccount, account, unread
from tidegate.registers.description import FileSpec, Register
from tidegate.registers.mapping import Plan, apply
from tidegate.registers.preparing import prepare, valid_columns
from tidegate.registers.things import CARRIED, ThingFile, write_things
from tidegate.tables import Session


@dataclass(frozen=True)
class Delivered:
    """A delivered file.

    Args:
        path: Where it lies.
        name: Its path within `deliveries/`.
    """

    path: Path
    name: str


@dataclass(frozen=True)
class BatchResult:
    """What reading some delivered files of one kind gave.

    Args:
        source: Name of the kind of file.
        rows_in: File to its rows.
        days: Days of the deliveries in them (None: unknown).
        things: Tables of things.
        queries: Accounts of the rows.
        properties: Accounts of the values.
        notes: What a person should know.
        quarantine: The Parquet file with what was refused.
    """

    source: str
    rows_in: dict[str, int]
    days: tuple[str | None, ...]
    things: tuple[ThingFile, ...]
    queries: tuple[QueryAccount, ...]
    properties: tuple[PropertyAccount, ...]
    notes: tuple[str, ...]
    quarantine: Path


def read_batch(
    session: Session, register: Register, spec: FileSpec, files: Sequence[Delivered], *, folder: Path, scratch: Path,
    limits: Limits,
) -> BatchResult:  # fmt: skip
    """Read delivered files of one kind into tables of things, all of them in one pass.

    Args:
        session: An engine that sees the files, the folder and the scratch folder.
        register: The register.
        spec: The kind of file.
        files: The files, at least one.
        folder: Where the tables go; it exists and is empty.
        scratch: Folder for what must be unpacked on the way.
        limits: How much of the machine each file may take.
    Returns:
        The tables and the accounts.
    Raises:
        DeliveryError: A file cannot be read, or lacks a column that the mapping needs.
    """
    readings = _read_all(session, spec, files, scratch, limits)
    days = prepare(session, register, spec, readings)
    things: list[ThingFile] = []
    accounts: list[QueryAccount] = []
    properties: list[PropertyAccount] = []
    quarantines = [unread(reading, register.id, name) for name, reading in readings.items()]
    for query in (q for q in register.queries if q.source == spec.name):
        valid = valid_columns(query)
        plan = Plan(query.mapping, dataset=register.id, numerals=spec.numerals, dates=spec.dates, empty_texts=False)
        extra = (*CARRIED, *sorted({c for p in valid.values() for c in p if c}))
        tidy = all(reading.tidy for reading in readings.values())
        applied = apply(session, plan, "prepared", register.columns(spec), extra=extra, tidy=tidy)
        own, of_properties, quarantine = account(session, applied, readings, register=register.id, query=query.number)
        accounts += own
        properties += of_properties
        quarantines.append(quarantine)
        things += write_things(
            session, applied, folder=folder, register=register.id, query=query.number, source=spec.name, valid=valid
        )
    path_refused = folder / "quarantine.parquet"
    pq.write_table(pa.concat_tables(quarantines), path_refused, compression="zstd")
    rows_in = {name: reading.rows_in for name, reading in readings.items()}
    notes = tuple(dict.fromkeys(note for reading in readings.values() for note in reading.notes))
    return BatchResult(spec.name, rows_in, days, tuple(things), tuple(accounts), tuple(properties), notes, path_refused)


def _read_all(
    session: Session, spec: FileSpec, files: Sequence[Delivered], scratch: Path, limits: Limits
) -> dict[str, Reading]:
    """Read each file; two at a time, for most formats are read by a process of their own."""

    def one(number: int) -> Reading:
        path, name = files[number].path, f"delivered_{number}"
        return read(path, spec.read, session=session, name=name, scratch=scratch, limits=limits)

    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip((f.name for f in files), pool.map(one, range(len(files))), strict=True))


def store_result(result: BatchResult, folder: Path) -> None:
    """Write the accounts of a batch beside its tables, so that it need not be read again.

    Args:
        result: What reading gave.
        folder: The folder of its tables.
    """
    data = {
        "source": result.source, "rows_in": result.rows_in, "days": result.days,
        "things": [{**asdict(t), "path": t.path.name} for t in result.things],
        "queries": [asdict(q) for q in result.queries], "properties": [asdict(p) for p in result.properties],
        "notes": result.notes,
    }  # fmt: skip
    (folder / "result.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def stored_result(folder: Path) -> BatchResult:
    """Take up what was read earlier.

    Args:
        folder: The folder of its tables.
    Returns:
        The result, as `store_result` wrote it.
    """
    data = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return BatchResult(
        data["source"], data["rows_in"], tuple(data["days"]),
        tuple(ThingFile(**{**t, "path": folder / t["path"]}) for t in data["things"]),
        tuple(QueryAccount(**q) for q in data["queries"]), tuple(PropertyAccount(**p) for p in data["properties"]),
        tuple(data["notes"]), folder / "quarantine.parquet",
    )  # fmt: skip
