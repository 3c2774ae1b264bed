"""Judging on the command line: what to look at next, what was said, how far judges agree, how to undo a merge."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.errors import JudgementError, LinkageError, MeanwhileError
from tidegate.formats import write_csv, write_parquet
from tidegate.linkage import JUDGEMENTS, read_judgements, write_judgements
from tidegate.linkage.estimating import estimate, sample
from tidegate.linkage.judgements import latest, split_judgements
from tidegate.linkage.review import Agreement, agreement, make_sheet, queue
from tidegate.pipeline.builds import in_turn
from tidegate.pipeline.looking import Look, allow_look
from tidegate.pipeline.who.explain import sayings
from tidegate.pipeline.who.link import judgements_path, linked_kinds, linked_table, model_of
from tidegate.pipeline.workspace import Engine, Workspace

BANDS = (-8.0, -3.0, 0.0, 3.0, 6.0, 10.0)
"""Distances from the threshold that part the bands of a sample, bits."""


def judgements_of(workspace: Workspace) -> pa.Table:
    """Give all judgements of a workspace.

    Args:
        workspace: The workspace.
    Returns:
        Contract `JUDGEMENTS`, as they stand in the file; empty where nobody judged yet.
    Raises:
        JudgementError: The file is not as it should be.
    """
    path = judgements_path(workspace)
    return read_judgements(path) if path.is_file() else JUDGEMENTS.empty()


def add_judgements(workspace: Workspace, new: pa.Table, *, after: pa.Table | None = None) -> int:
    """Add judgements; those that stand already are not written twice. May be called while a build is made.

    Args:
        workspace: The workspace.
        new: Contract `JUDGEMENTS`.
        after: What the judge had seen of these pairs, contract `JUDGEMENTS`; left out where it does not matter.
    Returns:
        How many were new.
    Raises:
        MeanwhileError: Somebody judged one of the pairs since; nothing was written.
        JudgementError: One is about a kind or a record that no build knows.
    """
    _hold_known(workspace, new)
    with in_turn(judgements_path(workspace)):
        old = judgements_of(workspace)
        if after is not None:
            _hold_seen(old, new, after)
        there = {tuple(r.values()) for r in old.to_pylist()}
        fresh = [r for r in JUDGEMENTS.check(new).to_pylist() if tuple(r.values()) not in there]
        whole = pa.concat_tables([old, pa.Table.from_pylist(fresh, schema=JUDGEMENTS.schema())])
        write_judgements(whole, judgements_path(workspace))
    return len(fresh)


def _hold_seen(old: pa.Table, new: pa.Table, after: pa.Table) -> None:
    wanted = {pair_key(r) for r in new.to_pylist()}
    seen = {tuple(r.values()) for r in after.to_pylist()}
    since = [r for r in old.to_pylist() if pair_key(r) in wanted and tuple(r.values()) not in seen]
    if since:
        said = "; ".join(f"{r['judge']}: {r['verdict']}, {r['at']}" for r in since)
        raise MeanwhileError(
            where=" and ".join(pair_key(since[-1])[1:]), what=f"it was judged meanwhile ({said})",
            mend="look at it again, and judge it if you see it otherwise", since=since,
        )  # fmt: skip


def pair_key(judgement: Mapping[str, Any]) -> tuple[str, str, str]:
    """Name what a judgement is about, whichever way round its records stand.

    Args:
        judgement: A row of contract `JUDGEMENTS`.
    Returns:
        The kind, and the two records, the smaller first.
    """
    left, right = sorted((judgement["record_l"], judgement["record_r"]))
    return judgement["kind"], left, right


def next_pairs(workspace: Workspace, kind: str, judge: str, limit: int) -> pa.Table:
    """Choose the pairs that a person should judge next.

    Args:
        workspace: The workspace; it has been linked.
        kind: Name of the model.
        judge: Who will judge.
        limit: How many pairs.
    Returns:
        The queue, the pair to begin with first.
    """
    links, entities = (linked_table(workspace, kind, t) for t in ("links", "entities"))
    join = model_of(workspace, kind).join
    own = _of_kind(judgements_of(workspace), kind)
    return queue(links, entities, join=join, judge=judge, judgements=own, limit=limit)


@dataclass(frozen=True)
class PairToJudge:
    """A pair with what both sides say.

    Args:
        record_l: The one record.
        record_r: The other.
        left: What the one says, shortly.
        right: What the other says.
        weight: Bits; hidden on a sheet.
        moves: Records that would move if the answer is the other one.
    """

    record_l: str
    record_r: str
    left: str
    right: str
    weight: float
    moves: int


def pairs_to_judge(
    workspace: Workspace, engine: Engine, kind: str, judge: str, limit: int, look: Look
) -> list[PairToJudge]:
    """Choose pairs and show what they say.

    Args:
        workspace: The workspace; it has been linked.
        engine: How much of the machine may be taken.
        kind: Name of the model.
        judge: Who will judge.
        limit: How many pairs.
        look: Who looks, and why.
    Returns:
        The pairs, the one to begin with first.
    Raises:
        LinkageError: A purpose or reason is missing, or nothing was linked.
    """
    chosen = next_pairs(workspace, kind, judge, limit)
    records = sorted({*chosen["record_l"].to_pylist(), *chosen["record_r"].to_pylist()})
    entities = linked_table(workspace, kind, "entities")
    own = entities.filter(pc.is_in(entities["record_id"], value_set=pa.array(records, pa.string())))
    allow_look(workspace, look, sorted(set(own["register"].to_pylist())), len(records))
    said = sayings(workspace, engine, model_of(workspace, kind), records)
    return [
        PairToJudge(
            r["record_l"],
            r["record_r"],
            said.get(r["record_l"], ""),
            said.get(r["record_r"], ""),
            r["weight"],
            r["moves"],
        )
        for r in chosen.to_pylist()
    ]


def write_sheet(pairs: Sequence[PairToJudge], path: Path, *, kind: str, judge: str, seed: int) -> None:
    """Write pairs down for judging blind: no score, in an order of the judge's own.

    Args:
        pairs: The pairs.
        path: CSV file to be; with `verdict`, `at` and `reason` filled in it is what `add_judgements` takes.
        kind: Name of the model.
        judge: Who will judge.
        seed: Seed of the order.
    Raises:
        ExportError: The file cannot be written.
    """
    said = {p.record_l: p.left for p in pairs} | {p.record_r: p.right for p in pairs}
    table = pa.table({c: pa.array([getattr(p, c) for p in pairs], pa.string()) for c in ("record_l", "record_r")})
    sheet = make_sheet(table, judge=judge, seed=seed)
    sides = {c: sheet[c].to_pylist() for c in ("record_l", "record_r")}
    empty = pa.array([""] * sheet.num_rows, pa.string())
    write_csv(
        pa.table({
            "kind": pa.array([kind] * sheet.num_rows, pa.string()), **{c: sheet[c] for c in sides}, "verdict": empty,
            "judge": pa.array([judge] * sheet.num_rows, pa.string()), "at": empty, "reason": empty,
            "left": pa.array([said[r] for r in sides["record_l"]], pa.string()),
            "right": pa.array([said[r] for r in sides["record_r"]], pa.string()),
        }),
        path, bom=True,
    )  # fmt: skip


def keep_sample(sampled: pa.Table, path: Path) -> None:
    """Keep a sample until it is judged.

    Args:
        sampled: What `drawn_sample` gave.
        path: Parquet file to be.
    Raises:
        ExportError: The file cannot be written.
    """
    write_parquet(sampled, path)


def drawn_sample(workspace: Workspace, kind: str, *, per_band: int, decoys: int, seed: int) -> pa.Table:
    """Draw pairs by lot within bands of weight, for an estimate of precision and recall.

    Args:
        workspace: The workspace; it has been linked.
        kind: Name of the model.
        per_band: Pairs per band.
        decoys: Made-up pairs mixed in.
        seed: Seed of the lot.
    Returns:
        The sample, to be kept until it is judged.
    """
    links, entities = (linked_table(workspace, kind, t) for t in ("links", "entities"))
    edges = [model_of(workspace, kind).join + b for b in BANDS]
    return sample(links, entities, edges=edges, per_stratum=per_band, seed=seed, decoys=decoys)


def estimated_quality(workspace: Workspace, kind: str, sampled: pa.Table) -> dict[str, Any]:
    """Estimate precision and recall from a judged sample.

    Args:
        workspace: The workspace.
        kind: Name of the model.
        sampled: What `drawn_sample` gave.
    Returns:
        The estimate with its intervals.
    Raises:
        LinkageError: A band has no clear verdict.
    """
    found = estimate(sampled, judgements_of(workspace), kind=kind, join=model_of(workspace, kind).join)
    return asdict(found)


def judges_agreement(workspace: Workspace, kind: str, judges: tuple[str, str]) -> Agreement:
    """Tell how far two judges agree.

    Args:
        workspace: The workspace.
        kind: Name of the model.
        judges: The two.
    """
    return agreement(judgements_of(workspace), judges, kind=kind)


def undo_merge(
    workspace: Workspace, kind: str, records: Sequence[str], *, judge: str, at: str, reason: str
) -> pa.Table:
    """Part some records from the rest of their entity; the next build keeps them apart.

    Args:
        workspace: The workspace; it has been linked.
        kind: Name of the model.
        records: Ids of the records that go; all of one entity.
        judge: Who says so.
        at: When, ISO 8601.
        reason: Why.
    Returns:
        The judgements that were written.
    Raises:
        LinkageError: The records are not of one entity, or are all of it.
    """
    entities = linked_table(workspace, kind, "entities")
    own = entities.filter(pc.is_in(entities["record_id"], value_set=pa.array(records, pa.string())))
    known = set(own["record_id"].to_pylist())
    missing = [r for r in records if r not in known]
    ids = sorted(set(own["entity"].to_pylist()))
    if missing or len(ids) != 1:
        what = f"record {missing[0]} is not in this build" if missing else "the records are of several entities"
        raise LinkageError(
            where=kind, what=what, mend="name records of one entity (`tidegate linkage explain` lists them)"
        )
    rest = entities.filter(pc.equal(entities["entity"], ids[0]))["record_id"].to_pylist()
    stay = sorted(set(rest) - known)
    if not stay:
        raise LinkageError(where=ids[0], what="these are all its records", mend="name only those that do not belong")
    said = split_judgements(sorted(known), stay, kind=kind, judge=judge, at=at, reason=reason)
    add_judgements(workspace, said)
    return said


def _of_kind(judgements: pa.Table, kind: str) -> pa.Table:
    return judgements.filter(pc.equal(judgements["kind"], kind))


def _hold_known(workspace: Workspace, new: pa.Table) -> None:
    for kind in sorted(set(new["kind"].to_pylist())):
        if kind not in linked_kinds(workspace):
            known = ", ".join(linked_kinds(workspace)) or "nothing yet"
            raise JudgementError(
                where=kind, what="nothing of this kind was linked", mend=f"judge pairs of a kind that was ({known})"
            )
        there = set(linked_table(workspace, kind, "entities")["record_id"].to_pylist())
        for row in _of_kind(latest(new), kind).to_pylist():
            unknown = [r for r in (row["record_l"], row["record_r"]) if r not in there]
            if unknown:
                raise JudgementError(
                    where=unknown[0], what=f"no {kind} of this build has this record", mend="check the record's id"
                )


def read_sample(path: Path) -> pa.Table:
    """Read a sample that was kept.

    Args:
        path: The Parquet file.
    Raises:
        LinkageError: It cannot be read.
    """
    try:
        return pq.read_table(path)
    except (OSError, pa.ArrowException) as fault:
        raise LinkageError(where=str(path), what=f"it cannot be read ({fault})", mend="name a kept sample") from fault
