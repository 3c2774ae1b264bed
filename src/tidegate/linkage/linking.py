"""One model, all records, from raw values to groups: the room's main way, stage by stage.

    gather -> nodes -> words -> blocks -> pairs -> links -> groups -> partition

Every stage leaves its table in the session; what comes out is a value.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from tidegate.errors import LinkageError
from tidegate.linkage.bearing import bearer_column, mark_bearers
from tidegate.linkage.blocking import Budget, RulePlan, make_pairs, plan_blocks
from tidegate.linkage.clustering import Bonds, Groups, cluster
from tidegate.linkage.contracts import MEMBERS
from tidegate.linkage.description import Model
from tidegate.linkage.dividing import divide
from tidegate.linkage.gathering import RecordTable, gather
from tidegate.linkage.nodes import make_nodes
from tidegate.linkage.rarity import COMMON_WORDS, count_words, mark_words
from tidegate.linkage.scoring import Parameters, estimate, estimate_prior, score_pairs
from tidegate.registers.mapping import expressions as x
from tidegate.tables import Session, query

Tell = Callable[[str, float], None]
"""Is told a stage and its share done, 0 to 1."""

FEWEST_TO_LEARN = 500
"""Nodes below which nothing is learnt of the data and the model's own weights hold."""

BUSY = 25
"""Distinct names at one door from which it is a site that is set apart and reported, such as an airport or a mall."""


@dataclass(frozen=True)
class City:
    """What reading an address wants to know of the city.

    Args:
        countries: ISO 3166 codes; the first one is that of the city.
        localities: Names of towns that may stand behind a street.
    """

    countries: tuple[str, ...] = ()
    localities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trained:
    """What was learnt of the city's own data and is kept with the model: retraining is an explicit act.

    Args:
        model: Name of the model.
        version: Its version.
        parameters: m, u and prior.
        common: Contract `COMMON_WORDS`.
    """

    model: str
    version: int
    parameters: Parameters
    common: pa.Table = field(default_factory=COMMON_WORDS.empty)

    def to_json(self) -> str:
        """Write it down; `from_json` reads it again.

        Returns:
            JSON, the same for the same content.
        """
        said = {
            "model": self.model,
            "version": self.version,
            "prior": self.parameters.prior,
            "levels": {k: [list(p) for p in v] for k, v in sorted(self.parameters.levels.items())},
            "common_words": self.common.to_pylist(),
        }
        return json.dumps(said, indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, *, where: str) -> "Trained":
        """Read what `to_json` wrote.

        Args:
            text: JSON.
            where: What errors call the file.
        Returns:
            What was learnt.
        Raises:
            LinkageError: The text is no trained model.
        """
        try:
            said = json.loads(text)
            levels = {k: tuple((float(m), float(u)) for m, u in v) for k, v in said["levels"].items()}
            common = pa.Table.from_pylist(said["common_words"], schema=COMMON_WORDS.schema())
            parameters = Parameters(levels, float(said["prior"]))
            return cls(str(said["model"]), int(said["version"]), parameters, common)
        except (ValueError, KeyError, TypeError, AttributeError, pa.ArrowException) as fault:
            raise LinkageError(
                where=where,
                what=f"it is no trained model ({fault})",
                mend="train again (`tidegate linkage run --train`)",
            ) from fault


@dataclass(frozen=True)
class Linked:
    """What linking one kind of thing came to.

    Args:
        model: The model, with what was learnt.
        trained: What was learnt, to be kept.
        partition: Contract `MEMBERS` and a column `cluster`: the number of the group a record belongs to.
        nodes: The comparable values of every node, with the column `node`.
        links: The scored pairs (contract `LINKS` and the parts).
        plans: What each blocking rule made.
        sites: Doors with many businesses: `door`, `names`, `nodes`.
        notes: What a person should know.
    """

    model: Model
    trained: Trained
    partition: pa.Table
    nodes: pa.Table
    links: pa.Table
    plans: tuple[RulePlan, ...]
    sites: pa.Table
    notes: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Count records, nodes, pairs and groups."""
        groups = len(np.unique(self.partition["cluster"].to_numpy())) if self.partition.num_rows else 0
        return {
            "records": self.partition.num_rows,
            "nodes": self.nodes.num_rows,
            "pairs": self.links.num_rows,
            "entities": groups,
        }


@dataclass(frozen=True)
class Judged:
    """What binds from judgements: pairs of record ids.

    Args:
        must: Pairs that are the same.
        cannot: Pairs that are different.
    """

    must: Sequence[tuple[str, str]] = ()
    cannot: Sequence[tuple[str, str]] = ()

    def records(self) -> list[str]:
        """Give the ids of all records that were judged, in order."""
        return sorted({r for pair in (*self.must, *self.cannot) for r in pair})


def link(
    session: Session,
    model: Model,
    tables: Sequence[RecordTable],
    *,
    city: City | None = None,
    trained: Trained | None = None,
    judged: Judged | None = None,
    budget: Budget | None = None,
    seed: int = 1,
    alter: Callable[[pa.Table], pa.Table] | None = None,
    tell: Tell | None = None,
) -> Linked:
    """Link the records of one kind of thing.

    Args:
        session: An engine of its own; it must see the files.
        model: How to link.
        tables: All record tables that may be used.
        city: What reading addresses wants to know.
        trained: What an earlier run learnt; without it, this run learns.
        judged: What people said.
        budget: How much the run may take.
        seed: Seed of the sampling when learning.
        alter: Changes the raw values (the table `gathered`) before they are compared; for trials.
        tell: Is told the stage and the share done.
    Returns:
        The groups, the links and the plan.
    Raises:
        LinkageError: There is nothing to link, a rule names a column that is not there, or the plan does not fit the
            budget.
        EngineError: Memory or disk were not enough.
    """
    if tell is not None:
        tell("gathering", 0.0)
    gather(session, tables, model)
    if alter is not None:
        session.register("altered", alter(session.fetch("select * from gathered")))
        session.execute("create or replace temp table gathered as select * from altered")
    return link_gathered(session, model, city=city, trained=trained, judged=judged, budget=budget, seed=seed, tell=tell)


def link_gathered(
    session: Session,
    model: Model,
    *,
    city: City | None = None,
    trained: Trained | None = None,
    judged: Judged | None = None,
    budget: Budget | None = None,
    seed: int = 1,
    learn: bool = True,
    tell: Tell | None = None,
) -> Linked:
    """Link what already lies in the table `gathered`, wherever it came from.

    Args:
        session: The engine that holds `gathered`, as `gather` makes it.
        model: How to link.
        city: What reading addresses wants to know.
        trained: What an earlier run learnt; without it, this run learns.
        judged: What people said.
        budget: How much the run may take.
        seed: Seed of the sampling when learning.
        learn: Whether a run without `trained` learns at all; else, and below `FEWEST_TO_LEARN`, the model's own
            weights hold.
        tell: Is told the stage and the share done.
    Returns:
        The groups, the links and the plan.
    Raises:
        LinkageError: As `link`.
        EngineError: Memory or disk were not enough.
    """
    say = tell or (lambda _stage, _share: None)
    city, judged = city or City(), judged or Judged()
    if trained is not None and (trained.model, trained.version) != (model.name, model.version):
        raise LinkageError(
            where=model.name,
            what=f"it was trained as {trained.model}, version {trained.version}; the model is version {model.version}",
            mend="train again (`tidegate linkage run --train`)",
        )
    session.register("judged_records", pa.table({"record_id": pa.array(judged.records(), pa.string())}))
    columns = make_nodes(session, model, {"countries": city.countries, "localities": city.localities})
    say("comparing", 0.3)
    worded = [f.name for f in model.fields if f"{f.name}_words" in columns]
    common = count_words(session, worded) if trained is None else trained.common
    mark_words(session, worded, common)
    for name in worded:
        columns |= {f"{name}_rare": pa.list_(pa.string()), f"{name}_known": pa.list_(pa.string())}
    borne = _bearers(session, model, columns)
    plans = plan_blocks(session, model.blocking, columns)
    make_pairs(session, plans, budget or Budget())
    say("comparing", 0.5)
    learning, few = _may_learn(session, model) if trained is None and learn else (False, [])
    if trained is not None:
        parameters = trained.parameters
    else:
        parameters = estimate(session, model, columns, seed=seed) if learning else Parameters({}, model.prior)
    able = parameters.apply_to(model)
    score_pairs(session, able, columns)
    session.execute(query(__package__, "thin_nodes"))
    session.execute("delete from links where node_l = node_r")
    if learning and (model.prior_from_pairs or model.train_on):
        able, parameters = estimate_prior(session, able, parameters)
    say("grouping", 0.8)
    partition, notes = _partition(session, able, judged)
    say("grouping", 1.0)
    return Linked(
        able, Trained(model.name, model.version, parameters, common), partition,
        session.fetch("select * from nodes order by node"),
        _named_blocks(session.fetch("select * from links order by node_l, node_r"), plans),
        tuple(plans), sites_of(session, columns), (*few, *borne, *notes),
    )  # fmt: skip


def _bearers(session: Session, model: Model, columns: dict[str, pa.DataType]) -> list[str]:
    """Ask names for their only bearer, where the model wants it and the records have names and numbers."""
    if not model.bearers or not set(model.bearers) <= set(columns):
        return []
    trial = mark_bearers(session, model)
    columns[bearer_column(model.bearers[0])] = pa.string()
    return [trial.note()] if trial.told else []


def _may_learn(session: Session, model: Model) -> tuple[bool, list[str]]:
    """Tell whether there is enough to learn from; a handful of records would teach chance."""
    (found,) = session.rows("select count(*) as n from nodes")
    if found["n"] >= FEWEST_TO_LEARN or not (model.train_on or model.prior_from_pairs):
        return True, []
    return False, [
        f"Only {found['n']:,} different records, too few to learn from ({FEWEST_TO_LEARN:,} are enough): "
        "the model's own weights were used."
    ]


def _named_blocks(links: pa.Table, plans: Sequence[RulePlan]) -> pa.Table:
    """Write the name of the blocking rule where its number stood."""
    names = pa.array([p.rule for p in plans], pa.string())
    block = names.take(links["rule"].combine_chunks())
    at = links.column_names.index("rule")
    return links.set_column(at, "block", block)


def _partition(session: Session, model: Model, judged: Judged) -> tuple[pa.Table, list[str]]:
    nodes = session.fetch("select node from nodes order by node").column("node").to_numpy()
    ends = session.fetch("select node_l, node_r, weight from links where weight > -60")
    left, right = (np.searchsorted(nodes, ends.column(c).to_numpy()) for c in ("node_l", "node_r"))
    bonds, owner = bonds_of(session, model, judged, nodes)
    links = (left, right, ends.column("weight").to_numpy())
    return group_nodes(session, model, judged, nodes, links, bonds, owner, anchored_of(session, model))


def bonds_of(session: Session, model: Model, judged: Judged, nodes: Any) -> tuple[Bonds, Any]:
    """Find what binds and parts nodes before any weight is looked at.

    Args:
        session: The engine that holds `nodes` and `members`.
        model: The model.
        judged: What people said.
        nodes: All nodes, in increasing order.
    Returns:
        The bonds, and per node whose it is if any register says so (-1: none does), for the step in which time decides.
    """
    owners = [n for c in model.says_different for n in _by_register(session, (c,))]
    bonds = Bonds(
        same=_by_register(session, model.says_same) if model.says_same else (),
        different=[*owners, *(_deciding(session, name) for name in model.decides)],
        versions=_versions(session, nodes),
        must=_pairs_of(session, judged.must, nodes),
        cannot=_pairs_of(session, judged.cannot, nodes),
    )
    return bonds, np.maximum.reduce(owners) if owners else np.full(len(nodes), -1, np.int64)


def group_nodes(
    session: Session, model: Model, judged: Judged, nodes: Any, ends: tuple[Any, Any, Any], bonds: Bonds, owner: Any,
    anchored: Any,
) -> tuple[pa.Table, list[str]]:  # fmt: skip
    """Put nodes together, and their records with them.

    Args:
        session: The engine that holds `members`, `links` and `alike` of these nodes.
        model: The model.
        judged: What people said.
        nodes: The nodes, in increasing order.
        ends: The links: positions of both ends in `nodes`, and the weights.
        bonds: What binds and parts them.
        owner: Per node whose it is; -1 where no register says so.
        anchored: Per node whether it tells the model's anchor; nothing where that does not count.
    Returns:
        The columns of contract `MEMBERS` and `cluster`, and what a person should know.
    """
    left, right, weight = ends
    groups = cluster(
        nodes, left, right, weight, join=model.join, bonds=bonds, way=model.way, never=model.never, anchored=anchored
    )
    partition = divide(session, nodes, groups.group, owner, model, exempt=judged.records())
    return partition, _contradictions(groups)


def anchored_of(session: Session, model: Model) -> Any:
    """Tell which nodes tell the model's anchor.

    Args:
        session: The engine that holds `nodes`.
        model: The model.
    Returns:
        One flag per node, in increasing order; nothing where the model has no anchor, or no record tells it.
    """
    if not model.anchor or model.anchor not in {r["column_name"] for r in session.rows("describe nodes")}:
        return None
    there = x.exp.alias_(x.present(x.column(model.anchor)), "there")
    found = session.fetch(x.sql(x.exp.select(there).from_("nodes").order_by("node"))).column("there").to_numpy()
    return found if found.any() else None


def _contradictions(groups: Groups) -> list[str]:
    if not groups.contradicted:
        return []
    return [f"{groups.contradicted:,} nodes are one by a register's own statement, which a judgement overrides."]


def _by_register(session: Session, columns: Sequence[str]) -> list[Any]:
    """Number the nodes of each register by what it states in some columns; a statement reaches no other register."""
    numbers = _numbers(session, columns)
    if not (numbers >= 0).any():
        return []
    names = session.fetch("select distinct register from members order by register").column("register").to_pylist()
    numbered = [np.where(_of_register(session, name), numbers, -1) for name in names]
    return [n for n in numbered if (n >= 0).any()]


def _of_register(session: Session, register: str) -> Any:
    """Tell which nodes have a record of a register."""
    found = session.fetch(query(__package__, "nodes_of_register"), register=register)
    return found.column("own").to_numpy()


def _versions(session: Session, nodes: Any) -> Any:
    """Pairs of nodes that are versions of one record: the register says so by its own key."""
    found = session.fetch(query(__package__, "versions"))
    return np.stack([np.searchsorted(nodes, found.column(c).to_numpy()) for c in ("node_l", "node_r")], axis=1)


def _numbers(session: Session, columns: Sequence[str]) -> Any:
    """Number the nodes by what stands in some columns; -1 where one of them says nothing."""
    cells = [x.exp.Cast(this=x.column(c), to=x.exp.DataType.build("VARCHAR")) for c in columns]
    said = x.joined(*[part for cell in cells for part in (x.text("\x1f"), cell)])
    there = session.fetch(query(__package__, "statements").replace("said_columns", x.sql(said)))
    return there.column("number").to_numpy()


def _deciding(session: Session, field_name: str) -> Any:
    return _numbers(session, (f"{field_name}_decides",))


def _pairs_of(session: Session, pairs: Sequence[tuple[str, str]], nodes: Any) -> Any:
    if not pairs:
        return np.empty((0, 2), np.int64)
    table = pa.table({"l": [p[0] for p in pairs], "r": [p[1] for p in pairs]})
    session.register("judged_pairs", table)
    found = session.fetch(query(__package__, "judged_nodes"))
    return np.stack([np.searchsorted(nodes, found.column(c).to_numpy()) for c in ("node_l", "node_r")], axis=1)


def sites_of(session: Session, columns: Mapping[str, pa.DataType]) -> pa.Table:
    """Find the doors behind which many businesses are.

    Args:
        session: The engine that holds `nodes`.
        columns: The comparable columns.
    Returns:
        `door`, `names` and `nodes`; empty where the model knows neither doors nor names.
    """
    if not {"place_door", "name_squashed"} <= set(columns):
        return pa.table(
            {"door": pa.array([], pa.string()), "names": pa.array([], pa.int64()), "nodes": pa.array([], pa.int64())}
        )
    return session.fetch(query(__package__, "sites"), busy=BUSY)


def describe_plans(plans: Sequence[RulePlan]) -> list[dict[str, Any]]:
    """Give plans as dictionaries, for reports.

    Args:
        plans: The plans.
    """
    return [asdict(p) for p in plans]


__all__ = [
    "BUSY", "FEWEST_TO_LEARN", "MEMBERS", "City", "Judged", "Linked", "Trained", "anchored_of", "bonds_of",
    "describe_plans", "group_nodes", "link", "link_gathered", "sites_of",
]  # fmt: skip
