"""The stage that turns deliveries into records, register by register.

What was read from a file is kept under the hash of the file and of the description, so a file is
read once; a register none of whose files or words changed is carried over into the next build.
"""

import hashlib
import itertools
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.errors import TidegateError
from tidegate.formats import Limits
from tidegate.pipeline.builds import (
    FileHashes,
    made_whole,
    only_one,
    point_current,
    remove_leftovers,
    remove_old,
    settle,
    working,
)
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.registers import (
    QUARANTINE,
    BatchResult,
    Delivered,
    FileSpec,
    Register,
    number_deliveries,
    read_batch,
    store_result,
    stored_result,
    write_records,
)
from tidegate.tables import session

VERSION = "8"
"""Changes when the same file and description would give other records."""

Progress = Callable[[str, float], None]
"""Is told the stage and the share done, 0 to 1."""


def unheard(stage: str, share: float) -> None:
    """Tell nobody.

    Args:
        stage: What is being done.
        share: How much of it is done, 0 to 1.
    """
    del stage, share


@dataclass(frozen=True)
class RegisterReport:
    """What became of one register.

    Args:
        register: Its id.
        state: `read`, `unchanged`, `failed` (the records of the last build stay) or `empty` (no file has come).
        files: Number of delivered files.
        rows_in: Rows of all files, each query counted once per file.
        refused: Rows and values that were refused.
        records: Schema to number of versions of records.
        movements: What came, changed and went per delivery and thing.
        queries: Accounts of the rows.
        properties: Accounts of the values.
        notes: What a person should know.
        problem: Why it failed; empty where it did not.
    """

    register: str
    state: str
    files: int
    rows_in: int
    refused: int
    records: dict[str, int]
    movements: list[dict[str, Any]]
    queries: list[dict[str, Any]]
    properties: list[dict[str, Any]]
    notes: list[str]
    problem: str = ""


def read_workspace(
    workspace: Workspace, engine: Engine, *, progress: Progress | None = None, limits: Limits | None = None
) -> list[RegisterReport]:
    """Read all registers of a workspace into a new build of records, and make it current.

    Args:
        workspace: The workspace.
        engine: How much of the machine may be taken.
        progress: Is told the stage and the share done, 0 to 1.
        limits: How much one file may take.
    Returns:
        One report per register. A register that fails keeps the records it had; the others go on.
    Raises:
        LawfulPartError: A register has no lawful part; nothing is read.
        WorkspaceError: Another run is at work, or the folder cannot be written.
    """
    for register in workspace.registers:
        register.require_lawful()
    tell = progress or unheard
    with only_one(workspace.records), only_one(workspace.cache):
        remove_leftovers(workspace.records)
        remove_leftovers(workspace.cache)
        hashes = FileHashes(workspace.cache / "files.json")
        work = [_Work.of(workspace, r, hashes) for r in workspace.registers]
        hashes.remember()
        others = _others(workspace)
        with working(workspace.records, "build") as folder:
            reports = _registers(workspace, work, folder, engine, limits or Limits(), tell)
            for other in others:
                _link(workspace.current / other, folder / other)
            build = _finish(folder)
            settle(folder, workspace.records / build)
        point_current(workspace.records, build)
        remove_old(workspace.records)
        if not others:
            _forget(workspace.cache, {k for w in work for _, _, k in w.files})
    return reports


@dataclass(frozen=True)
class _Work:
    """A register with its delivered files: kind, path, key of what is read from it; all of them in bytes."""

    register: Register
    files: tuple[tuple[FileSpec, Path, str], ...]
    key: str
    size: int

    @classmethod
    def of(cls, workspace: Workspace, register: Register, hashes: FileHashes) -> "_Work":
        files = []
        for spec in register.files:
            for path in workspace.files(spec):
                name = str(path.relative_to(workspace.deliveries))
                parts = (VERSION, register.fingerprint, spec.name, name, hashes.of(path))
                files.append((spec, path, hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]))
        whole = "\n".join((VERSION, register.id, register.fingerprint, *(k for _, _, k in files)))
        key = hashlib.sha256(whole.encode()).hexdigest()[:32]
        return cls(register, tuple(files), key, sum(_size(path) for _, path, _ in files))


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


AT_ONCE = 2
"""Registers that are read at the same time: the engine rarely has more than one core to do on a city's files."""


def _registers(
    workspace: Workspace, work: Sequence[_Work], build: Path, engine: Engine, limits: Limits, tell: Progress
) -> list[RegisterReport]:
    # Each needs a gibibyte to be quick; where there is less, they are read one after the other.
    workers = max(1, min(AT_ONCE, engine.threads, len(work), int(engine.memory_gib)))
    shares = [_share(w, work, engine, workers) for w in work]

    def one(number: int) -> RegisterReport:
        report = _register(workspace, work[number], build, shares[number], limits)
        tell(f"read {work[number].register.id}", next(done) / len(work))
        return report

    # Counted by one step that no other thread comes between.
    done = itertools.count(1)
    tell("reading the registers", 0.0)
    # The largest first: what is read last is then small, and nobody waits long for it.
    order = sorted(range(len(work)), key=lambda number: -work[number].size)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        reports = dict(zip(order, pool.map(one, order), strict=True))
    return [reports[number] for number in range(len(work))]


def _share(one: _Work, work: Sequence[_Work], engine: Engine, workers: int) -> Engine:
    """Give each register its part of the machine; threads of its own only where it is most of the work.

    Two engines with one thread each do the same in a fifth less time of the processor than two with two.
    """
    alone = one.size * 2 > sum(w.size for w in work)
    threads = engine.threads if alone else max(1, engine.threads // workers)
    return replace(engine, memory_gib=engine.memory_gib / workers, threads=threads)


def _register(workspace: Workspace, work: _Work, build: Path, engine: Engine, limits: Limits) -> RegisterReport:
    register, folder = work.register, build / work.register.id
    earlier = workspace.current / register.id
    if (earlier / "key").is_file() and _key_of(earlier) == work.key:
        _link(earlier, folder)
        return _stored_report(folder, state="unchanged")
    if not work.files:
        patterns = ", ".join(s.path for s in register.files)
        note = f"No file has come: nothing in deliveries/ fits {patterns}."
        return RegisterReport(register.id, "empty", 0, 0, 0, {}, [], [], [], [note])
    try:
        results = [_batch(workspace, work.register, batch, engine, limits) for batch in _batches(workspace, work)]
        return _build(workspace, work, results, folder, engine)
    except TidegateError as fault:
        shutil.rmtree(folder, ignore_errors=True)
        if earlier.is_dir():
            _link(earlier, folder)
        return RegisterReport(register.id, "failed", len(work.files), 0, 0, {}, [], [], [], [], str(fault))


@dataclass(frozen=True)
class _Batch:
    """Delivered files of one kind that are read in one pass, and the folder with what was read from them."""

    spec: FileSpec
    files: tuple[tuple[Path, str], ...]
    folder: Path


BATCH_MIB = 256
"""Size of the files that are read in one pass, MiB: fewer passes over many small files, and bounded memory."""


def _batches(workspace: Workspace, work: _Work) -> Iterator[_Batch]:
    """Take what was read before where all of its files are still there; put the other files together anew."""
    for spec in work.register.files:
        waiting = {key: path for s, path, key in work.files if s is spec}
        for folder, keys in _read_before(workspace.cache):
            if keys and all(k in waiting for k in keys):
                yield _Batch(spec, tuple((waiting.pop(k), k) for k in keys), folder)
        chosen: list[tuple[Path, str]] = []
        size = 0
        for key, path in waiting.items():
            own = _size(path)
            if chosen and size + own > BATCH_MIB << 20:
                yield _new_batch(workspace, spec, chosen)
                chosen, size = [], 0
            chosen.append((path, key))
            size += own
        if chosen:
            yield _new_batch(workspace, spec, chosen)


def _new_batch(workspace: Workspace, spec: FileSpec, files: list[tuple[Path, str]]) -> _Batch:
    name = hashlib.sha256("\n".join(k for _, k in files).encode()).hexdigest()[:32]
    return _Batch(spec, tuple(files), workspace.cache / name)


def _read_before(cache: Path) -> list[tuple[Path, list[str]]]:
    found = [(p.parent, p.read_text(encoding="utf-8").split()) for p in sorted(cache.glob("[!.]*/keys"))]
    return sorted(found, key=lambda entry: -len(entry[1]))


def _batch(workspace: Workspace, register: Register, batch: _Batch, engine: Engine, limits: Limits) -> BatchResult:
    if not (batch.folder / "result.json").is_file():
        files = [Delivered(p, str(p.relative_to(workspace.deliveries))) for p, _ in batch.files]
        with made_whole(batch.folder) as beside:
            scratch = _scratch(beside, engine)
            see = {beside, scratch, *(f.path.parent for f in files), *(f.path.resolve().parent for f in files)}
            with session(see=sorted(see), memory_gib=engine.memory_gib, threads=engine.threads, spill=scratch) as s:
                result = read_batch(s, register, batch.spec, files, folder=beside, scratch=scratch, limits=limits)
            store_result(result, beside)
            (beside / "keys").write_text("\n".join(k for _, k in batch.files), encoding="utf-8")
            shutil.rmtree(scratch, ignore_errors=True)
    return stored_result(batch.folder)


def _scratch(beside: Path, engine: Engine) -> Path:
    # Registers are read at the same time by threads of one process, so its number alone would not do.
    own = f"tidegate-{os.getpid()}-{threading.get_ident()}"
    scratch = beside / "scratch" if engine.scratch is None else engine.scratch / own
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    return scratch


def _build(
    workspace: Workspace, work: _Work, results: Sequence[BatchResult], folder: Path, engine: Engine
) -> RegisterReport:
    folder.mkdir()
    kinds = {s.name: s.delivery.kind for s in work.register.files}
    keyed = {s.name for s in work.register.files if s.key}
    days = [(r.source, day, kinds[r.source]) for r in results for day in r.days]
    scratch = _scratch(folder, engine)
    see = [workspace.cache, folder, scratch]
    with session(see=see, memory_gib=engine.memory_gib, threads=engine.threads, spill=scratch) as s:
        things = [t for r in results for t in r.things]
        records, movements = write_records(s, things, number_deliveries(days, keyed), folder)
    shutil.rmtree(scratch, ignore_errors=True)
    quarantine = pa.concat_tables([QUARANTINE.empty(), *(pq.read_table(r.quarantine) for r in results)])
    pq.write_table(quarantine, folder / "quarantine.parquet", compression="zstd")
    report = RegisterReport(
        work.register.id, "read", len(work.files), sum(sum(r.rows_in.values()) for r in results), quarantine.num_rows,
        {r.schema: r.records for r in records}, movements.to_pylist(),
        [asdict(q) for r in results for q in r.queries], [asdict(p) for r in results for p in r.properties],
        sorted({n for r in results for n in r.notes}),
    )  # fmt: skip
    (folder / "report.json").write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "key").write_text(work.key, encoding="utf-8")
    return report


def _stored_report(folder: Path, *, state: str) -> RegisterReport:
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return RegisterReport(**{**data, "state": state})


def _link(earlier: Path, folder: Path) -> None:
    shutil.copytree(earlier, folder, copy_function=os.link)


def _finish(folder: Path) -> str:
    """Write the manifest and name the build after what is in it."""
    keys = {p.parent.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*/key"))}
    build = hashlib.sha256(json.dumps(keys, sort_keys=True).encode()).hexdigest()[:16]
    manifest = json.dumps({"build": build, "registers": keys}, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    return build


def _others(workspace: Workspace) -> list[str]:
    """Name the registers that were not asked for and have records: they are kept as they are."""
    asked = {r.id for r in workspace.registers}
    described = {p.stem for p in (workspace.folder / "registers").glob("*.yml")}
    return sorted(r for r in described - asked if (workspace.current / r / "key").is_file())


def _key_of(folder: Path) -> str:
    return (folder / "key").read_text(encoding="utf-8")


def _forget(cache: Path, used: set[str]) -> None:
    """Remove what was read from files that are no longer there: nothing is kept longer than the deliveries."""
    for folder, keys in _read_before(cache):
        if not used.issuperset(keys):
            shutil.rmtree(folder, ignore_errors=True)
