"""The same entity keeps its id from build to build, and every change of an id is an event with its cause.

Clusters have no memory: they are numbered anew in each build. What remembers is the table of the build before, and the
table of ids, which says when each was first issued. Three laws hold. On a split the largest part keeps the id (of equal
parts the one with the smallest record). On a merge the oldest id survives (of equally old ones that of more records,
then that of the smallest record). An id that has ended is never issued again. None of them looks at the order of rows
or at the numbers of the clusters.

What happens to an entity depends only on the records it shares with clusters. So a caller who knows which clusters were
touched may give those, with all entities they share a record with and all clusters of these, in place of everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import LinkageError
from tidegate.linkage.contracts import ENTITIES, EVENTS
from tidegate.linkage.overlaps import NONE, Numbers, Overlaps, count_overlaps
from tidegate.tables import Column, Contract, Session, query, session

PARTITION = Contract(
    "partition",
    (
        *(c for c in ENTITIES.columns if c.name != "entity"),
        Column("cluster", pa.int64(), "number of the group, without meaning beyond this table", nullable=False),
    ),
)
"""Which records a build put together: one row per version of a record; a node lies in one cluster."""

IDS = Contract(
    "ids",
    (
        Column("entity", pa.string(), "opaque, stable id", nullable=False),
        Column("issued", pa.int64(), "number of the build that issued it", nullable=False),
        Column("ended", pa.int64(), "number of the build that ended it; absent while it lives"),
    ),
)
"""Every id that was ever issued."""

_TOUCHED = Contract("touched", (Column("record_id", pa.string(), nullable=False),))
_PAIRS = Contract("judged", (Column("record_l", pa.string(), nullable=False), Column("record_r", pa.string())))


@dataclass(frozen=True)
class Hints:
    """What differs from the build before, so that an event can name its cause.

    Records that came, went, or say something else than before (another node) need not be named; they are seen. Where
    the model changed, another node tells nothing.

    Args:
        touched: Ids of records that a delivery since then brought or changed.
        judged: Pairs of records with a judgement since then, given or taken back.
        model_changed: Whether the model or the rules are others.
    """

    touched: Sequence[str] | pa.Array | pa.ChunkedArray = ()
    judged: Sequence[tuple[str, str]] = ()
    model_changed: bool = False


@dataclass(frozen=True)
class Identity:
    """Who is who, and what became of the ids.

    Args:
        entities: Contract `ENTITIES`, in the order of the partition.
        ids: Contract `IDS`; what was known keeps its order, new ids follow in order of the alphabet.
        events: Contract `EVENTS`, in order of the entity.
    """

    entities: pa.Table
    ids: pa.Table
    events: pa.Table = field(default_factory=EVENTS.empty)


def issue_ids(
    partition: pa.Table,
    *,
    build: int,
    salt: str,
    previous: Identity | None = None,
    hints: Hints | None = None,
    memory_gib: float = 4.0,
    spill: Path | None = None,
) -> Identity:
    """Give every cluster its id: the one it had, or a new one.

    Args:
        partition: Contract `PARTITION`, in any order.
        build: Number of this build, above that of every build before.
        salt: Text that goes into new ids; another one per view, so that ids of two views do not meet.
        previous: Entities and ids of the build before; its events are not read. Absent in the first build.
        hints: What differs from the build before.
        memory_gib: Memory for the engine, GiB.
        spill: Folder for what does not fit into it.
    Returns:
        Entities, all ids ever issued, and the events. Where the partition is as before, there is no event.
    Raises:
        ValueError: `build` is not above the builds that issued the known ids.
        LinkageError: The entities of before carry ids that the table of ids does not know.
        ContractError: A table does not keep its contract.
        EngineError: Memory or disk were not enough.
    Example:
        >>> rows = {"record_id": ["r1", "r2"], "register": ["a", "b"], "schema": ["Person"] * 2,
        ...         "file": [None] * 2, "row_number": [1, 1], "node": [7, 8], "cluster": [0, 0]}
        >>> first = issue_ids(pa.table(rows, schema=PARTITION.schema()), build=1, salt="demo")
        >>> first.events.select(["event", "records_after", "cause"]).to_pylist()
        [{'event': 'new', 'records_after': 2, 'cause': 'delivery'}]
        >>> again = issue_ids(pa.table(rows, schema=PARTITION.schema()), build=2, salt="demo", previous=first)
        >>> again.entities.equals(first.entities), again.events.num_rows
        (True, 0)
    """
    table = PARTITION.check(partition)
    before = Identity(ENTITIES.empty(), IDS.empty()) if previous is None else previous
    ids, entities = IDS.check(before.ids), ENTITIES.check(before.entities)
    _hold_order(ids, build)
    known = entities["entity"].combine_chunks().dictionary_encode()
    _hold_known(known.dictionary, ids)
    earlier, later = _number(entities, known.indices, table)
    overlaps = count_overlaps(_pairs(earlier, "entity"), _pairs(later, "cluster"))
    listed = pa.table({"entity": np.arange(len(known.dictionary)), "id": known.dictionary})
    tables = {"ids": ids, "entities": listed, **_changed(overlaps, earlier, later)}
    with session(memory_gib=memory_gib, spill=spill) as engine:
        for name, rows in tables.items():
            engine.register(name, rows)
        for name in ("contested", "heirs"):
            engine.register(name, engine.fetch(query(__package__, f"identity_{name}")))
        kept = engine.fetch(query(__package__, "identity_kept"))
        engine.register("kept", kept)
        fresh = engine.fetch(query(__package__, "identity_fresh"), salt=salt, build=build)
        engine.register("fresh", fresh)
        events = _tell(engine, hints or Hints())
    numbers, ended = _assign(overlaps, kept, fresh)
    names = pa.concat_arrays([known.dictionary, *fresh["id"].chunks])
    column = names.take(pa.array(numbers[later["cluster"].to_numpy()]))
    named = ENTITIES.check(table.drop_columns(["cluster"]).append_column("entity", column))
    gone = known.dictionary.filter(pa.array(ended))
    return Identity(named, _write_ids(ids, gone, fresh["id"], build), events)


def _hold_order(ids: pa.Table, build: int) -> None:
    latest = pc.max(ids["issued"]).as_py()
    if latest is not None and build <= latest:
        raise ValueError(f"build is {build}: give a number above {latest}, the last build that issued an id")


def _hold_known(entities: pa.Array, ids: pa.Table) -> None:
    unknown = entities.filter(pc.invert(pc.is_in(entities, value_set=ids["entity"].combine_chunks())))
    if len(unknown):
        raise LinkageError(
            where="entities of the build before",
            what=f"{len(unknown)} ids, such as {pc.min(unknown).as_py()}, are not in the table of ids",
            mend="give entities and ids of the same build",
        )


def _number(entities: pa.Table, numbers: pa.Array, partition: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Let numbers from 0 stand for records and clusters: they are joined and counted several times faster."""
    before, now = entities["record_id"], partition["record_id"]
    both = pa.chunked_array([*before.chunks, *now.chunks], pa.string()).combine_chunks()
    records = both.dictionary_encode().indices
    _, clusters = np.unique(partition["cluster"].to_numpy(), return_inverse=True)
    earlier = {"record_id": before, "node": entities["node"], "entity": numbers.cast(pa.int64())}
    later = {"record_id": now, "node": partition["node"], "cluster": clusters}
    earlier, later = {"record": records[: len(before)], **earlier}, {"record": records[len(before) :], **later}
    return pa.table(earlier), pa.table(later)


def _pairs(rows: pa.Table, group: str) -> tuple[Numbers, Numbers]:
    return rows["record"].to_numpy(), rows[group].to_numpy()


def _changed(overlaps: Overlaps, before: pa.Table, now: pa.Table) -> dict[str, pa.Table]:
    """Leave the engine only what is not as before, which mostly is little."""
    changed = ~overlaps.settled()
    names = ("entity", "cluster", "shared", "records_before", "records_after")
    arrays = (overlaps.before, overlaps.now, overlaps.shared, overlaps.size_before, overlaps.size_now)
    columns = {n: pa.array(a[changed], mask=a[changed] == NONE) for n, a in zip(names, arrays, strict=True)}
    sides = {"previous": (before, "entity", overlaps.before), "partition": (now, "cluster", overlaps.now)}
    rows = {name: _rows_of(table, group, numbers, changed) for name, (table, group, numbers) in sides.items()}
    return {"parts": pa.table(columns), **rows}


def _rows_of(rows: pa.Table, group: str, numbers: Numbers, changed: npt.NDArray[np.bool_]) -> pa.Table:
    wanted = np.zeros(int(numbers.max(initial=NONE)) + 2, np.bool_)
    wanted[numbers[changed]] = True
    return rows.filter(pa.array(wanted[rows[group].to_numpy()]))


def _tell(engine: Session, hints: Hints) -> pa.Table:
    touched = hints.touched
    column = touched if isinstance(touched, pa.Array | pa.ChunkedArray) else pa.array(list(touched), pa.string())
    left, right = [[pair[side] for pair in hints.judged] for side in (0, 1)]
    engine.register("touched", _TOUCHED.check(pa.table({"record_id": column})))
    engine.register("judged", pa.table([left, right], schema=_PAIRS.schema()))
    values = {"otherwise": _otherwise(hints), "by_node": not hints.model_changed}
    events = engine.fetch(query(__package__, "identity_events"), **values)
    return EVENTS.check(events.cast(EVENTS.schema()))


def _otherwise(hints: Hints) -> str:
    """Name the cause of what nothing touched directly: its neighbours were, or the rules changed."""
    if hints.model_changed:
        return "model"
    if len(hints.touched):
        return "delivery"
    return "judgement" if hints.judged else "model"


def _assign(overlaps: Overlaps, kept: pa.Table, fresh: pa.Table) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Give each cluster the place of its id among known and fresh ones, and tell which known ones ended."""
    same = overlaps.unchanged()
    known = int(overlaps.before.max(initial=NONE)) + 1
    numbers = np.full(int(overlaps.now.max(initial=NONE)) + 1, NONE)
    numbers[overlaps.now[same]] = overlaps.before[same]
    numbers[kept["cluster"].to_numpy()] = kept["entity"].to_numpy()
    ended = np.ones(known, np.bool_)
    ended[numbers[numbers != NONE]] = False
    numbers[fresh["cluster"].to_numpy()] = known + np.arange(fresh.num_rows)
    return numbers, ended


def _write_ids(ids: pa.Table, ended: pa.Array, issued: pa.ChunkedArray, build: int) -> pa.Table:
    number = pa.scalar(build, pa.int64())
    gone = pc.is_in(ids["entity"], value_set=ended)
    marked = ids.set_column(2, "ended", pc.if_else(gone, number, ids["ended"]))
    new = [issued, pa.repeat(number, len(issued)), pa.nulls(len(issued), pa.int64())]
    return IDS.check(pa.concat_tables([marked.cast(IDS.schema()), pa.table(new, schema=IDS.schema())]))
