"""Judging pairs one after the other: which pair comes next, why it was or was not put together, what its rows say.

A pair that was judged by anybody waits no longer. A judgement that is taken back stays in the file, followed by an
`unsure` of the same judge with the reason `taken back`; the pair waits again.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.errors import JudgementError
from tidegate.linkage import JUDGEMENTS
from tidegate.linkage.explaining import Waterfall, explain_pair
from tidegate.linkage.judgements import UNSURE, latest
from tidegate.linkage.review import queue
from tidegate.pipeline.who.explain import able_model
from tidegate.pipeline.who.link import model_of
from tidegate.pipeline.who.review import add_judgements, judgements_of, pair_key
from tidegate.pipeline.workspace import Workspace

NEAR_BITS = 2.0
"""A pair is uncertain within this many bits of the line: the odds are at most four to one either way."""

TAKEN_BACK = "taken back"
"""Reason of the judgement that takes another one back."""

_KEPT = 8
"""Kinds of builds whose queues are kept in memory."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Waiting:
    """A pair that nobody judged.

    Args:
        records: The two records.
        nodes: What they say, by its number.
        moves: Records that would move if the answer is the other one than linkage gave.
    """

    records: Pair
    nodes: tuple[int, int]
    moves: int


@dataclass(frozen=True)
class Standing:
    """How far a kind of thing was judged.

    Args:
        kind: Name of the model.
        waiting: Pairs that wait, the most informative first.
        judged: Pairs that were judged.
    """

    kind: str
    waiting: tuple[Waiting, ...]
    judged: int


def kinds_of(workspace: Workspace, build: str) -> list[str]:
    """Name the kinds of thing of a build of who is who.

    Args:
        workspace: The view's workspace.
        build: Id of the build.
    """
    return sorted(p.parent.name for p in (workspace.linkage / build).glob("*/links.parquet")) if build else []


def standing(workspace: Workspace, build: str, kind: str) -> Standing:
    """Tell which pairs of a kind wait, and how many were judged.

    Args:
        workspace: The view's workspace.
        build: Id of the build of who is who.
        kind: Name of the model.
    """
    folder = (workspace.linkage / build / kind).resolve()
    kept = _queued(folder, model_of(workspace, kind).join)
    said = [r for r in holding(judgements_of(workspace)) if r["kind"] == kind]
    asked = _asked(kept.entities, said)
    waiting = tuple(w for w in kept.waiting if frozenset(w.nodes) not in asked)
    return Standing(kind, waiting, len({pair_key(r) for r in said}))


def holding(judgements: pa.Table) -> list[dict[str, Any]]:
    """Give the judgements that stand: of each judge and pair the latest, without those that were taken back.

    Args:
        judgements: Contract `JUDGEMENTS`.
    """
    return [r for r in latest(judgements).to_pylist() if (r["verdict"], r["reason"]) != (UNSURE, TAKEN_BACK)]


def find_pair(workspace: Workspace, build: str, kind: str, records: Pair) -> Waiting | None:
    """Find a pair by its records, whether it waits or not.

    Args:
        workspace: The view's workspace.
        build: Id of the build.
        kind: Name of the model.
        records: The two records.
    Returns:
        The pair; None where linkage did not hold it for uncertain.
    """
    folder = (workspace.linkage / build / kind).resolve()
    kept = _queued(folder, model_of(workspace, kind).join)
    return next((w for w in kept.waiting if w.records == records), None)


def waterfall_of(workspace: Workspace, build: str, pair: Waiting, kind: str, *, language: str) -> Waterfall | None:
    """Explain why a pair was, or was not, put together.

    Args:
        workspace: The view's workspace.
        build: Id of the build.
        pair: The pair.
        kind: Name of the model.
        language: The reader's.
    """
    near = _queued((workspace.linkage / build / kind).resolve(), model_of(workspace, kind).join).near
    low, high = min(pair.nodes), max(pair.nodes)
    found = near.filter(pc.and_(pc.equal(near["node_l"], low), pc.equal(near["node_r"], high))).slice(0, 1).to_pylist()
    return explain_pair(able_model(workspace, kind), found[0], language=language) if found else None


def schemata_of(workspace: Workspace, build: str, kind: str, records: Pair) -> tuple[str, ...]:
    """Name the schemata of two records.

    Args:
        workspace: The view's workspace.
        build: Id of the build.
        kind: Name of the model.
        records: The two records.
    """
    entities = _queued((workspace.linkage / build / kind).resolve(), model_of(workspace, kind).join).entities
    found = entities.filter(pc.is_in(entities["record_id"], value_set=pa.array(records, pa.string())))
    return tuple(sorted(set(found["schema"].to_pylist())))


def said_of(workspace: Workspace, kind: str, records: Pair) -> pa.Table:
    """Give all that was ever said about a pair.

    Args:
        workspace: The view's workspace.
        kind: Name of the model.
        records: The two records.
    Returns:
        Contract `JUDGEMENTS`, in the order in which it was said.
    """
    key = pair_key({"kind": kind, "record_l": records[0], "record_r": records[1]})
    return _rows(r for r in judgements_of(workspace).to_pylist() if pair_key(r) == key)


def judge_pair(
    workspace: Workspace, kind: str, records: Pair, verdict: str, *, judge: str, at: str, reason: str, seen: int
) -> None:
    """Write down what a person found, unless somebody judged the pair since that person saw it.

    Args:
        workspace: The view's workspace.
        kind: Name of the model.
        records: The two records.
        verdict: same or different.
        judge: Who says so.
        at: When, ISO 8601.
        reason: Why.
        seen: How many judgements of the pair there were when they saw it.
    Raises:
        MeanwhileError: There are more now; nothing was written.
        JudgementError: It is no judgement.
    """
    row = {"kind": kind, "record_l": records[0], "record_r": records[1], "verdict": verdict, "judge": judge, "at": at,
           "reason": reason or None}  # fmt: skip
    add_judgements(workspace, _rows([row]), after=said_of(workspace, kind, records).slice(0, seen))


def take_back(workspace: Workspace, kind: str, records: Pair, *, judge: str, at: str) -> None:
    """Take a judge's own judgement of a pair back; it stays in the file, and binds no longer.

    Args:
        workspace: The view's workspace.
        kind: Name of the model.
        records: The two records.
        judge: Whose judgement.
        at: When, ISO 8601.
    Raises:
        JudgementError: There is none of theirs.
    """
    own = [r for r in holding(said_of(workspace, kind, records)) if r["judge"] == judge]
    if not own:
        raise JudgementError(
            where=" and ".join(records), what="there is no judgement of yours to take back", mend="judge it anew"
        )
    add_judgements(workspace, _rows([{**own[0], "verdict": UNSURE, "at": at, "reason": TAKEN_BACK}]))


def _rows(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([dict(r) for r in rows], schema=JUDGEMENTS.schema())


@functools.lru_cache(maxsize=_KEPT)
def _queued(folder: Path, join: float) -> "_Queued":
    """Put the uncertain pairs of a build in order; a build never changes, so that is done once."""
    links, entities = pq.read_table(folder / "links.parquet"), pq.read_table(folder / "entities.parquet")
    found = queue(links, entities, join=join, judge="", within=NEAR_BITS, limit=max(links.num_rows, 1))
    rows = found.select(["record_l", "record_r", "node_l", "node_r", "moves"]).to_pylist()
    waiting = tuple(
        Waiting((r["record_l"], r["record_r"]), (r["node_l"], r["node_r"]), r["moves"]) for r in rows
    )  # fmt: skip
    near = links.filter(pc.less_equal(pc.abs(pc.subtract(links["weight"], join)), NEAR_BITS))
    return _Queued(waiting, near, entities.select(["record_id", "schema", "node"]))


@dataclass(frozen=True)
class _Queued:
    """What is kept of a build: the pairs in order, their links, and what each record says, by its number."""

    waiting: tuple[Waiting, ...]
    near: pa.Table
    entities: pa.Table


def _asked(entities: pa.Table, said: Sequence[Mapping[str, Any]]) -> set[frozenset[int]]:
    """Give the pairs of nodes that judgements are about, whichever records stood for them."""
    if not said:
        return set()
    records = pa.array(sorted({r[side] for r in said for side in ("record_l", "record_r")}), pa.string())
    own = entities.filter(pc.is_in(entities["record_id"], value_set=records))
    node = dict(zip(own["record_id"].to_pylist(), own["node"].to_pylist(), strict=True))
    return {frozenset((node.get(r["record_l"], 0), node.get(r["record_r"], 0))) for r in said}
