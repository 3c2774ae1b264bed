"""A delivery changed a little: only what it touches is compared and grouped again.

    gather -> what was not heard before -> its nodes -> its blocks -> its pairs -> its links -> its groups

What a run before left behind (its nodes, its links and three narrow tables, the traces) is read where it lies. A node
is touched if it is new, or stands in a block that outgrew its cap or fits it again. Pairs that hold a touched node are
scored; all others keep their weight. Groups are made anew among all nodes that hang together with a touched one, one
that is gone, or one whose records are others; all others stay as they are. That is what a whole run with the same
model would find, but for one thing: where the rarity of a value counts, a pair that was not touched keeps the rarity
of the day on which it was scored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.linkage.blocking import Budget, RulePlan, make_pairs, plan_touched_blocks
from tidegate.linkage.clustering import hanging_together
from tidegate.linkage.description import Model
from tidegate.linkage.gathering import RecordTable, gather
from tidegate.linkage.linking import City, Judged, Trained, anchored_of, bonds_of, group_nodes, sites_of
from tidegate.linkage.nodes import make_nodes, members_of, said_key
from tidegate.linkage.rarity import mark_words
from tidegate.linkage.scoring import score_pairs
from tidegate.registers.mapping import expressions as x
from tidegate.tables import Session, query

TRACES = ("sayings", "alike", "marks")
"""Tables that a run leaves for the next one: which raw values make which node, what the records of one node weigh
against each other, and which versions of records a node has."""

MOST_CHANGED = 0.2
"""Share of nodes that came or went above which a whole run is as quick, and is made."""


@dataclass(frozen=True)
class Renewed:
    """What a renewal came to. The tables `nodes`, `links` and the traces were written.

    Args:
        model: The model, with what was learnt.
        partition: As `linking.Linked.partition`.
        plans: What each blocking rule made of the touched blocks.
        sites: As `linking.Linked.sites`.
        counts: `records`, `nodes`, `pairs` and `entities`, of the whole.
        came: Nodes that are new.
        went: Nodes that are gone.
        scored: Pairs that were scored.
        regrouped: Nodes that were grouped again.
    """

    model: Model
    partition: pa.Table
    plans: tuple[RulePlan, ...]
    sites: pa.Table
    counts: Mapping[str, int]
    came: int
    went: int
    scored: int
    regrouped: int


def leave_traces(session: Session, folder: Path) -> None:
    """Write the traces of a run.

    Args:
        session: The engine, after a run; it must see the folder.
        folder: Where `<trace>.parquet` files go.
    """
    session.execute(query(__package__, "marks"))
    for name in TRACES:
        _write(session, f"from {name}", folder / f"{name}.parquet")


def renew(
    session: Session,
    model: Model,
    tables: Sequence[RecordTable],
    *,
    earlier: Path,
    folder: Path,
    trained: Trained,
    city: City | None = None,
    judged: Judged | None = None,
    budget: Budget | None = None,
    most_changed: float = MOST_CHANGED,
) -> Renewed | None:
    """Link the records of one kind of thing by what a run before left behind.

    Args:
        session: An engine of its own; it must see the record tables and both folders.
        model: How to link; the same as in the run before.
        tables: All record tables that may be used.
        earlier: Folder with the tables `nodes`, `links`, `entities` and the traces of the run before.
        folder: Where the tables go.
        trained: What the run before learnt.
        city: What reading addresses wants to know.
        judged: What people said; the same as in the run before.
        budget: How much the run may take.
        most_changed: Share of nodes that may have come or gone.
    Returns:
        What came of it; nothing where too much has changed, so that a whole run has to be made.
    Raises:
        LinkageError: As `link`.
        EngineError: Memory or disk were not enough.
    """
    city, judged = city or City(), judged or Judged()
    if model.bearers:
        # Whether a name has one bearer only depends on all records, so that one that comes may touch any other.
        return None
    able = trained.parameters.apply_to(model)
    session.register("judged_records", pa.table({"record_id": pa.array(judged.records(), pa.string())}))
    for name in ("nodes", "links", "entities", *TRACES):
        source = x.sql(x.exp.select("*").from_(x.call("read_parquet", x.text(str(earlier / f"{name}.parquet")))))
        session.execute(f"create or replace temp view stored_{name} as {source}")
    columns = _columns(earlier)
    gather(session, tables, model)
    _hear(session, model, columns, {"countries": city.countries, "localities": city.localities}, trained)
    came, went = _told_apart(session)
    (whole,) = session.rows("select count(*) as n from standing")
    if came + went > whole["n"] * most_changed or _judged_anew(session):
        return None
    session.execute(query(__package__, "renewed_touched"))
    plans = plan_touched_blocks(session, able.blocking, columns)
    make_pairs(session, plans, budget or Budget(), touched=True)
    scored = _score(session, able, columns, plans)
    partition, regrouped = _regroup(session, able, judged)
    _leave(session, folder)
    sites = sites_of(session, columns)
    counts = {
        "records": partition.num_rows,
        "nodes": session.rows("select count(*) as n from nodes")[0]["n"],
        "pairs": session.rows("select count(*) as n from ends")[0]["n"],
        "entities": len(np.unique(partition["cluster"].to_numpy())),
    }
    return Renewed(able, partition, tuple(plans), sites, counts, came, went, scored, regrouped)


def _columns(earlier: Path) -> dict[str, pa.DataType]:
    schema: Any = pq.read_schema(earlier / "nodes.parquet")
    return {f.name: f.type for f in schema if f.name not in {"node", "records"}}


def _hear(
    session: Session, model: Model, columns: Mapping[str, pa.DataType], options: Mapping[str, Any], trained: Trained
) -> None:
    """Make nodes of what was not heard before, and give every record of today its node."""
    session.execute(
        "create or replace temp table unheard as "  # noqa: S608 - names of our own
        f"select g.* from gathered g where {x.sql(said_key(model, 'g'))} not in (select said from stored_sayings)"
    )
    session.execute("alter table gathered rename to all_gathered")
    session.execute("alter table unheard rename to gathered")
    if session.rows("select count(*) as n from gathered")[0]["n"]:
        make_nodes(session, model, options, may_be_empty=True)
        worded = [f.name for f in model.fields if f"{f.name}_words" in columns]
        mark_words(session, worded, trained.common)
    else:
        session.execute("create or replace temp table nodes as select * from stored_nodes limit 0")
        session.execute("create or replace temp table sayings as select * from stored_sayings limit 0")
    session.execute("alter table nodes rename to fresh_nodes")
    session.execute("alter table sayings rename to fresh_sayings")
    session.execute(
        "create or replace temp view known_sayings as from stored_sayings union all by name from fresh_sayings"
    )
    session.execute("drop table if exists members")
    session.execute("create temp table members as " + members_of(model, "all_gathered", "known_sayings"))
    session.execute("alter table members drop column saying")
    session.execute(
        "create or replace temp table sayings as "  # noqa: S608 - names of our own
        "select distinct s.said, s.node from known_sayings s "
        f"semi join all_gathered g on s.said = {x.sql(said_key(model, 'g'))}"
    )
    session.execute("drop table all_gathered")
    session.execute("drop table gathered")


def _told_apart(session: Session) -> tuple[int, int]:
    """Say which nodes came, stay and went; `all_nodes` holds them all, with what they can be compared by."""
    session.execute(query(__package__, "marks"))
    session.execute(query(__package__, "renewed_standing"))
    session.execute(query(__package__, "renewed_nodes"))
    (found,) = session.rows(
        "select count(*) filter (not was) as came, count(*) filter (not stays) as went from standing"
    )
    return int(found["came"]), int(found["went"])


def _judged_anew(session: Session) -> bool:
    """Say whether a judged record says something that another record said before: its own node is not there yet."""
    (found,) = session.rows(
        "select count(*) as n from standing where not was and node not in (select node from fresh_nodes)"
    )
    return bool(found["n"])


def _score(session: Session, model: Model, columns: Mapping[str, pa.DataType], plans: Sequence[RulePlan]) -> int:
    """Score the touched pairs, and put their ends beside those of the pairs that keep their weight."""
    session.execute(query(__package__, "renewed_ends_of_pairs"))
    session.execute("create or replace temp view now_nodes as select * exclude (was, stays) from all_nodes where stays")
    scored = 0
    if session.rows("select count(*) as n from pairs")[0]["n"]:
        scored = score_pairs(session, model, columns, counted_in="now_nodes")
    else:
        session.execute(
            "create or replace temp table links as "
            "select * exclude (block), 0::tinyint as rule from stored_links limit 0"
        )
    session.execute(query(__package__, "thin_nodes"))
    session.execute("delete from links where node_l = node_r")
    names = pa.table({"rule": pa.array(range(len(plans)), pa.int8()), "block": [p.rule for p in plans]})
    session.register("rule_names", names)
    session.execute("alter table links rename to fresh_links")
    session.execute("alter table alike rename to fresh_alike")
    for name in ("renewed_links", "renewed_alike"):
        session.execute(query(__package__, name))
    session.execute("drop table nodes")
    session.execute("create or replace temp view nodes as from now_nodes")
    return scored


def _regroup(session: Session, model: Model, judged: Judged) -> tuple[pa.Table, int]:
    """Group again what hangs together with anything that changed; the others keep their groups."""
    nodes = session.fetch("select node from standing where stays order by node").column("node").to_numpy()
    ends = session.fetch("select node_l, node_r, weight from ends where weight > -60")
    left, right = (np.searchsorted(nodes, ends.column(c).to_numpy()) for c in ("node_l", "node_r"))
    weight = ends.column("weight").to_numpy()
    bonds, owner = bonds_of(session, model, judged, nodes)
    anchored = anchored_of(session, model)
    stirred = session.fetch(query(__package__, "renewed_stirred")).column("node").to_numpy()
    inside = hanging_together(len(nodes), left, right, weight, bonds, np.searchsorted(nodes, stirred))
    at = np.flatnonzero(inside)
    session.register("regrouped", pa.table({"node": nodes[at]}))
    session.execute("alter table members rename to all_members")
    for name in ("members", "links"):
        session.execute(query(__package__, f"renewed_{name}_inside"))
    among = inside[left] & inside[right]
    place = np.cumsum(inside) - 1
    partition, _ = group_nodes(
        session, model, judged, nodes[at],
        (place[left[among]], place[right[among]], weight[among]), bonds.of(inside), owner[at],
        None if anchored is None else anchored[at],
    )  # fmt: skip
    session.register("new_groups", partition)
    whole = session.fetch(query(__package__, "renewed_partition"))
    session.execute("drop table members")
    session.execute("alter table all_members rename to members")
    return whole, len(at)


def _leave(session: Session, folder: Path) -> None:
    _write(session, "from now_nodes", folder / "nodes.parquet")
    _write(session, query(__package__, "renewed_whole_links"), folder / "links.parquet")
    for name in TRACES:
        _write(session, f"from {name}", folder / f"{name}.parquet")


def _write(session: Session, what: str, path: Path) -> None:
    session.execute(
        f"copy ({what}) to {x.sql(x.text(str(path)))} (format parquet, compression zstd, compression_level 1)"
    )
