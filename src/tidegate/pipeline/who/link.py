"""The stage that finds out who is who: records of all registers in, one build of entities per kind of thing out.

A build lies in `linkage/<id>/<kind>/`: `entities` (record to entity), `links` (pair, weight and its parts), `nodes`
(the comparable values), `ids`, `events`, `sites` as Parquet, `report.json`, and the traces by which the next run
compares only what a delivery touches (`sayings`, `alike`, `marks`). It is made beside and made current in
one step, as the records are. What was learnt of the city's data lies in `models/<kind>.json` and stays until somebody
trains again; a city's own model lies in `models/<kind>.yml` and takes the place of the shipped one.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.errors import ExportError, LinkageError, NothingToLinkError, WorkspaceError
from tidegate.formats import write_csv, write_parquet
from tidegate.linkage import (
    Binding,
    Budget,
    City,
    Hints,
    Identity,
    Judged,
    Linked,
    Model,
    RecordTable,
    Renewed,
    RulePlan,
    Trained,
    binding,
    issue_ids,
    leave_traces,
    link,
    load_model,
    read_judgements,
    read_model,
    renew,
    shipped_models,
)
from tidegate.linkage.renewing import TRACES
from tidegate.pipeline.builds import (
    FileHashes,
    current_build,
    only_one,
    point_current,
    remove_leftovers,
    remove_old,
    settle,
    working,
)
from tidegate.pipeline.opening import opened, spilling
from tidegate.pipeline.read import Progress, unheard
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.tables import ENGINE_VERSION, Session

VERSION = "8"
"""Changes when the same records, model and judgements would give other entities."""

WORTH_RENEWING = 20_000
"""Nodes below which a whole run is as quick as a renewal, which has to look at everything from two sides."""

TABLES = ("entities", "links", "nodes", "ids", "events", "sites")
"""The tables of one kind in a build."""


@dataclass(frozen=True)
class LinkReport:
    """What linking one kind of thing came to.

    Args:
        kind: Name of the model.
        state: `linked`; `renewed` where only what a delivery touched was compared again; `unchanged` where nothing that
            goes in has changed.
        records: Versions of records that took part.
        nodes: Different things they say.
        pairs: Pairs that were compared.
        scored: Of these, the pairs that this run compared.
        entities: Entities they make.
        prior: Share of compared pairs that belong together.
        trained: Whether this run learnt from the city's data.
        plans: What each blocking rule made.
        sites: Doors with many businesses: door, names, nodes.
        events: Kind of event to how many ids it befell since the build before.
        notes: What a person should know.
        seconds: How long it took.
    """

    kind: str
    state: str
    records: int
    nodes: int
    pairs: int
    scored: int
    entities: int
    prior: float
    trained: bool
    plans: list[dict[str, Any]]
    sites: list[dict[str, Any]]
    events: dict[str, int]
    notes: list[str]
    seconds: float = 0.0


@dataclass(frozen=True)
class LinkWish:
    """What a run of the linkage is asked for.

    Args:
        kinds: Names of models; empty for every one that has records.
        train: Whether to learn from the city's data anew.
        seed: Seed of the sampling when learning.
        budget: How much the run may take.
        registers: Registers that may be used; empty for all of the workspace.
        whole: Whether everything is compared again, also where a delivery touched only a part.
        lenient: Whether a kind whose records hold nothing to compare is left out instead of refused; for views, which
            may withhold all that tells persons apart.
    """

    kinds: tuple[str, ...] = ()
    train: bool = False
    seed: int = 1
    budget: Budget = field(default_factory=Budget)
    registers: tuple[str, ...] = ()
    whole: bool = False
    lenient: bool = False


def link_workspace(
    workspace: Workspace,
    engine: Engine,
    wish: LinkWish | None = None,
    *,
    tables: Sequence[RecordTable] | None = None,
    progress: Progress | None = None,
) -> list[LinkReport]:
    """Link the records of a workspace into a new build of entities, and make it current.

    Args:
        workspace: The workspace; its registers have been read.
        engine: How much of the machine may be taken.
        wish: What is asked for.
        tables: The record tables that may be used; None for those of the current build.
        progress: Is told the stage and the share done, 0 to 1.
    Returns:
        One report per kind of thing.
    Raises:
        WorkspaceError: The registers were not read yet, or another run is at work.
        LinkageError: A model is wrong, there is nothing to link, or the plan does not fit the budget; the entities of
            the build before stay.
    """
    wish, tell = wish or LinkWish(), progress or unheard
    if tables is None:
        tables = record_tables(workspace, wish.registers)
    kinds = _kinds(workspace, wish, tables)
    root = workspace.linkage
    with only_one(root):
        remove_leftovers(root)
        hashes = FileHashes(root / "records.json")
        reports = []
        with working(root, "build") as folder:
            earlier = root / "current"
            if earlier.is_dir():
                for other in sorted(p for p in earlier.iterdir() if p.is_dir() and p.name not in kinds):
                    shutil.copytree(other, folder / other.name, copy_function=os.link)
            for number, kind in enumerate(kinds):
                tell(f"linking {kind}", number / len(kinds))
                step = _Step(workspace, engine, wish, kind, tables, folder / kind, earlier / kind, hashes)
                try:
                    reports.append(step.run(_within(tell, kind, number, len(kinds))))
                except NothingToLinkError:
                    if not wish.lenient:
                        raise
                    shutil.rmtree(folder / kind, ignore_errors=True)
            tell("linking", 1.0)
            build = _name(folder)
            settle(folder, root / build)
        hashes.remember()
        if current_build(root) != build:
            point_current(root, build)
        remove_old(root)
    return reports


def record_tables(workspace: Workspace, registers: Sequence[str] = ()) -> list[RecordTable]:
    """Find the record tables of a workspace.

    Args:
        workspace: The workspace.
        registers: Ids of registers; empty for all.
    Returns:
        The tables, in order of register and schema.
    Raises:
        WorkspaceError: No register was read yet.
    """
    known = [r.id for r in workspace.registers if not registers or r.id in registers]
    root = workspace.current
    if not root.is_dir():
        raise WorkspaceError(
            where=str(workspace.folder),
            what="its registers were not read yet",
            mend=f"run `tidegate registers read {workspace.folder}` first",
        )
    build = root.resolve()
    found = [(r, p) for r in known for p in sorted(_readable(workspace, build, r).glob("*.parquet"))]
    return [RecordTable(r, p.stem, p) for r, p in found if p.stem != "quarantine"]


def _readable(workspace: Workspace, build: Path, register: str) -> Path:
    """Give the folder with the records of a register: of a view, that without what the view withholds."""
    own = (
        [] if workspace.home is None else [p for p in (workspace.home / "records").glob(f"{register}-*") if p.is_dir()]
    )
    return max(own, key=lambda p: p.stat().st_mtime_ns) if own else build / register


def model_of(workspace: Workspace, kind: str) -> Model:
    """Give the model of a kind: the city's own, or the shipped one.

    Args:
        workspace: The workspace.
        kind: Name of the model.
    Returns:
        The model.
    Raises:
        LinkageError: There is none of this name, or the city's file is wrong.
    """
    own = workspace.folder / "models" / f"{kind}.yml"
    return read_model(own) if own.is_file() else load_model(kind)


def trained_model(workspace: Workspace, kind: str) -> Trained | None:
    """Give what an earlier run learnt of the city's data.

    Args:
        workspace: The workspace.
        kind: Name of the model.
    Returns:
        What was learnt; None where nothing was yet.
    """
    path = workspace.derived / "models" / f"{kind}.json"
    return Trained.from_json(path.read_text(encoding="utf-8"), where=str(path)) if path.is_file() else None


def linked_table(workspace: Workspace, kind: str, table: str) -> pa.Table:
    """Read a table of the current build.

    Args:
        workspace: The workspace.
        kind: Name of the model.
        table: One of `TABLES`.
    Returns:
        The table.
    Raises:
        LinkageError: This kind was not linked yet.
    """
    path = workspace.linkage / "current" / kind / f"{table}.parquet"
    if not path.is_file():
        raise LinkageError(
            where=kind,
            what="nothing of this kind was linked yet",
            mend=f"run `tidegate linkage run {workspace.folder}` first",
        )
    return pq.read_table(path)


def linked_kinds(workspace: Workspace) -> list[str]:
    """Name the kinds of the current build.

    Args:
        workspace: The workspace.
    """
    root = workspace.linkage / "current"
    return sorted(p.name for p in root.iterdir() if p.is_dir()) if root.is_dir() else []


def export_entities(workspace: Workspace, path: Path, kinds: Sequence[str] = ()) -> int:
    """Write which row of which register is which entity; no value of a register leaves with it.

    Args:
        workspace: The workspace.
        path: File to be, `.parquet` or `.csv`: `register`, `file`, `row_number`, `schema`, `entity`, `record_id`.
        kinds: Names of models; empty for all that were linked.
    Returns:
        Number of rows.
    Raises:
        LinkageError: Nothing was linked yet.
        ExportError: The file cannot be written, or has another ending.
    """
    columns = ["register", "file", "row_number", "schema", "entity", "record_id"]
    wanted = list(kinds) or linked_kinds(workspace) or [""]
    table = pa.concat_tables([linked_table(workspace, kind, "entities").select(columns) for kind in wanted])
    if path.suffix not in {".parquet", ".csv"}:
        raise ExportError(where=str(path), what="its ending is neither .parquet nor .csv", mend="name such a file")
    if path.suffix == ".csv":
        write_csv(table, path)
    else:
        write_parquet(table, path)
    return int(table.num_rows)


def judgements_path(workspace: Workspace) -> Path:
    """Say where the judgements of a workspace lie.

    Args:
        workspace: The workspace.
    """
    return workspace.derived / "judgements.csv"


def _kinds(workspace: Workspace, wish: LinkWish, tables: Sequence[RecordTable]) -> list[str]:
    own = (
        {p.stem for p in (workspace.folder / "models").glob("*.yml")}
        if (workspace.folder / "models").is_dir()
        else set()
    )
    known = sorted({*shipped_models(), *own})
    unknown = [k for k in wish.kinds if k not in known]
    if unknown:
        raise LinkageError(
            where=unknown[0], what="there is no such linkage model", mend=f"name one of {', '.join(known)}"
        )
    there = {t.schema for t in tables}
    kinds = [k for k in (wish.kinds or known) if wish.kinds or there & set(model_of(workspace, k).schemas)]
    if not kinds and not wish.lenient:
        raise LinkageError(
            where=str(workspace.folder),
            what="no register has records of a kind that can be linked",
            mend=f"the shipped models link {', '.join(known)}; map a register to their schemata",
        )
    return kinds


@dataclass(frozen=True)
class _Made:
    """What linking gave, whole or renewed; `nodes`, `links` and the traces are written already."""

    state: str
    model: Model
    trained: Trained
    partition: pa.Table
    plans: tuple[RulePlan, ...]
    sites: pa.Table
    counts: dict[str, int]
    scored: int
    notes: tuple[str, ...] = ()

    @classmethod
    def of_linked(cls, made: Linked) -> "_Made":
        counts = made.counts()
        return cls(
            "linked", made.model, made.trained, made.partition, made.plans, made.sites, counts, counts["pairs"],
            made.notes,
        )  # fmt: skip

    @classmethod
    def of_renewed(cls, made: Renewed, trained: Trained) -> "_Made":
        counts = dict(made.counts)
        return cls("renewed", made.model, trained, made.partition, made.plans, made.sites, counts, made.scored)


@dataclass(frozen=True)
class _Step:
    """One kind of thing on its way through."""

    workspace: Workspace
    engine: Engine
    wish: LinkWish
    kind: str
    tables: Sequence[RecordTable]
    folder: Path
    earlier: Path
    hashes: FileHashes

    def run(self, tell: Progress) -> LinkReport:
        begun = time.perf_counter()
        model = model_of(self.workspace, self.kind)
        trained = None if self.wish.train else trained_model(self.workspace, self.kind)
        judgements = (
            read_judgements(judgements_path(self.workspace)) if judgements_path(self.workspace).is_file() else None
        )
        if trained is not None and not self.wish.whole and self._known(self._key(model, trained, judgements)):
            # A build never changes, so that the next may hold the same files.
            shutil.copytree(self.earlier, self.folder, copy_function=os.link)
            return LinkReport(
                **{**self._report(), "state": "unchanged", "scored": 0, "events": {}, "seconds": 0.0, "trained": False}
            )
        bound = binding(judgements, kind=self.kind) if judgements is not None else None
        self.folder.mkdir(parents=True)
        made = self._link(model, trained, judgements, bound, tell)
        made = replace(made, notes=(*made.notes, *(_unheeded(bound) if bound is not None else ())))
        return self._write(made, judgements, self._key(model, made.trained, judgements), begun)

    def _link(
        self, model: Model, trained: Trained | None, judgements: pa.Table | None, bound: Binding | None, tell: Progress
    ) -> "_Made":
        """Link what the deliveries touched, where that is a small part; else everything."""
        city = self.workspace.city
        options: dict[str, Any] = {
            "city": City(tuple(city.get("countries", ())), tuple(city.get("localities", ()))),
            "judged": Judged(_pairs(bound.must), _pairs(bound.cannot)) if bound is not None else Judged(),
            "budget": self.wish.budget,
        }  # fmt: skip
        frame = self._frame(model, trained, judgements)
        if trained is not None and not self.wish.whole and self._is_renewable(frame):
            with self._session() as own:
                tell("renewing", 0.0)
                renewed = renew(
                    own, model, self.tables, earlier=self.earlier, folder=self.folder, trained=trained, **options
                )
            if renewed is not None:
                return _Made.of_renewed(renewed, trained)
        with self._session() as own:
            linked = link(own, model, self.tables, trained=trained, seed=self.wish.seed, tell=tell, **options)
            leave_traces(own, self.folder)
        for name, table in (("links", linked.links), ("nodes", linked.nodes)):
            pq.write_table(table, self.folder / f"{name}.parquet", compression="zstd")
        return _Made.of_linked(linked)

    def _session(self) -> AbstractContextManager[Session]:
        see = [*sorted({t.path.parent for t in self.tables}), self.folder, self.earlier]
        return opened(self.engine, *see, home=self.workspace.linkage)

    def _frame(self, model: Model, trained: Trained | None, judgements: pa.Table | None) -> str:
        """Name all that goes in beside the records: where it is as before, a build can be renewed."""
        parts = [VERSION, ENGINE_VERSION, repr(model), trained.to_json() if trained else "", repr(self.workspace.city)]
        parts.append("" if judgements is None else json.dumps(judgements.to_pylist()))
        return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:32]

    def _is_renewable(self, frame: str) -> bool:
        path = self.earlier / "frame"
        if not path.is_file() or path.read_text(encoding="utf-8") != frame:
            return False
        return int(self._report()["nodes"]) >= WORTH_RENEWING

    def _key(self, model: Model, trained: Trained | None, judgements: pa.Table | None) -> str:
        # A field may follow references to any table of a record's own register, and to no other register's.
        among = {t.register for t in self.tables if t.schema in model.schemas}
        read = [t for t in self.tables if t.register in among]
        parts = [self._frame(model, trained, judgements)]
        parts += [f"{t.register}/{t.schema}:{self.hashes.of(t.path)}" for t in read]
        return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()[:32]

    def _known(self, key: str) -> bool:
        path = self.earlier / "key"
        return path.is_file() and path.read_text(encoding="utf-8") == key

    def _report(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((self.earlier / "report.json").read_text(encoding="utf-8"))
        return said

    def _write(self, made: "_Made", judgements: pa.Table | None, key: str, begun: float) -> LinkReport:
        identity = self._identity(made, judgements)
        for name, table in (
            ("entities", identity.entities), ("ids", identity.ids), ("events", identity.events), ("sites", made.sites),
        ):  # fmt: skip
            pq.write_table(table, self.folder / f"{name}.parquet", compression="zstd")
        (self.folder / "trained.json").write_text(made.trained.to_json(), encoding="utf-8")
        kept = self.workspace.derived / "models" / f"{self.kind}.json"
        learnt = not kept.is_file() or self.wish.train
        if learnt:
            kept.parent.mkdir(parents=True, exist_ok=True)
            beside = kept.with_name(f".{self.kind}.json.new")
            beside.write_text(made.trained.to_json(), encoding="utf-8")
            beside.replace(kept)
        events: dict[str, int] = {}
        for event in identity.events.column("event").to_pylist():
            events[event] = events.get(event, 0) + 1
        report = LinkReport(
            kind=self.kind, state=made.state, **made.counts, scored=made.scored, prior=made.model.prior, trained=learnt,
            plans=[asdict(p) for p in made.plans], sites=made.sites.to_pylist(), events=events, notes=list(made.notes),
        )  # fmt: skip
        (self.folder / "report.json").write_text(json.dumps(asdict(report), indent=1), encoding="utf-8")
        (self.folder / "key").write_text(key, encoding="utf-8")
        frame = self._frame(model_of(self.workspace, self.kind), made.trained, judgements)
        (self.folder / "frame").write_text(frame, encoding="utf-8")
        return LinkReport(**{**asdict(report), "seconds": round(time.perf_counter() - begun, 2)})

    def _identity(self, made: "_Made", judgements: pa.Table | None) -> Identity:
        previous, build, hints = None, 1, Hints()
        if (self.earlier / "ids.parquet").is_file():
            tables = {n: pq.read_table(self.earlier / f"{n}.parquet") for n in ("entities", "ids")}
            previous = Identity(tables["entities"], tables["ids"])
            build = int((self.earlier / "number").read_text(encoding="utf-8")) + 1
            before = (self.earlier / "judgements.json").read_text(encoding="utf-8")
            hints = Hints(judged=_changed(before, judgements), model_changed=self._model_changed(made))
        (self.folder / "number").write_text(str(build), encoding="utf-8")
        said = json.dumps([] if judgements is None else judgements.to_pylist())
        (self.folder / "judgements.json").write_text(said, encoding="utf-8")
        with spilling(self.engine, self.workspace.linkage) as spill:
            return issue_ids(
                made.partition, build=build, salt=f"{self.workspace.city.get('name', '')}/{self.kind}",
                previous=previous, hints=hints, memory_gib=self.engine.memory_gib, spill=spill,
            )  # fmt: skip

    def _model_changed(self, made: "_Made") -> bool:
        return (self.earlier / "trained.json").read_text(encoding="utf-8") != made.trained.to_json()


def _within(tell: Progress, kind: str, number: int, kinds: int) -> Progress:
    """Tell the progress of one kind as that of the whole run."""

    def told(stage: str, share: float) -> None:
        tell(f"{kind}: {stage}", (number + share) / kinds)

    return told


def _pairs(bound: pa.Table) -> list[tuple[str, str]]:
    return list(zip(bound.column("record_l").to_pylist(), bound.column("record_r").to_pylist(), strict=True))


def _unheeded(bound: Binding) -> list[str]:
    """Say which judgements bind nothing, and why."""
    notes = [
        f"Judges disagree about {c.pair[0]} and {c.pair[1]} ({', '.join(f'{j}: {v}' for j, v in c.verdicts)}); "
        "neither binds."
        for c in bound.conflicts
    ]
    return notes + [
        f"{c.pair[0]} and {c.pair[1]} were judged different, but also the same by way of {' = '.join(c.chain)}; "
        "they are kept apart, and the chain binds nothing."
        for c in bound.contradictions
    ]


def _changed(before: str, judgements: pa.Table | None) -> list[tuple[str, str]]:
    """Pairs about which something else was judged than before."""
    old = {json.dumps(j, sort_keys=True) for j in json.loads(before)}
    new = {json.dumps(j, sort_keys=True) for j in ([] if judgements is None else judgements.to_pylist())}
    return sorted({(j["record_l"], j["record_r"]) for j in map(json.loads, old ^ new)})


def _name(folder: Path) -> str:
    """Name a build by the hash of all it holds; traces have no order, and follow from what `key` names."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.stem not in TRACES):
        whole.update(str(path.relative_to(folder)).encode() + b"\0")
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()[:16]
