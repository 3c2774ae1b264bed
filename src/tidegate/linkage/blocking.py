"""Which nodes are compared: sizes are counted before a pair is made; what would explode is split or left out.

In: the table `nodes`. Out: the table `pairs` (`node_l` < `node_r`, `rule`), and a plan that says what each rule
makes, what it split and what it left out. A run whose plan does not fit its budget is refused before it begins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from tidegate.errors import LinkageError
from tidegate.linkage.description import BlockingRule
from tidegate.registers.mapping import expressions as x
from tidegate.registers.mapping.expressions import Node
from tidegate.tables import Session, query

WITH_ITSELF = -1
"""Number of the rule in `pairs` of a node with itself: what records that say the same weigh against each other."""

REGIONS = 3
"""Regions of postcodes in which a block may lie before it is parted by them. A site on the border of two is one block;
a door that is found all over the country is many."""


@dataclass(frozen=True)
class RulePlan:
    """What one blocking rule makes.

    Args:
        rule: Its name.
        blocks: Blocks with at least two nodes.
        largest: Nodes in the largest block, before splitting.
        split: Blocks that were split because they held more than the rule's cap.
        left_out: Blocks that were left out because splitting did not help.
        nodes_left_out: Nodes in these.
        pairs: Pairs that it makes, those of other rules counted again.
    """

    rule: str
    blocks: int
    largest: int
    split: int
    left_out: int
    nodes_left_out: int
    pairs: int


@dataclass(frozen=True)
class Budget:
    """How much a run may take.

    Args:
        pairs: Pairs that may be compared at most.
    """

    pairs: int = 60_000_000


def plan_blocks(session: Session, rules: Sequence[BlockingRule], columns: Mapping[str, pa.DataType]) -> list[RulePlan]:
    """Count the blocks of every rule and decide which are split or left out; make no pair yet.

    Args:
        session: The engine that holds `nodes`; per rule it gets a table `block_<number>` (`node`, `block`).
        rules: The rules.
        columns: The comparable columns and their types.
    Returns:
        One plan per rule.
    """
    plans = []
    for number, rule in enumerate(rules):
        _hold_columns(rule, columns)
        _keys(session, "keys", rule.on, columns)
        _finer_keys(session, "finer_keys", rule, columns)
        if rule.region:
            _regions(session, rule, x.exp.select("*", "true as was", "true as stays").from_("nodes"))
            _find_wide(session, "")
            _part(session, rule, "")
        plans.append(_plan(session, number, rule))
    for made in ("keys", "finer_keys", "wide_keys", "regions"):
        session.execute(f"drop table if exists {made}")
    return plans


def plan_touched_blocks(
    session: Session, rules: Sequence[BlockingRule], columns: Mapping[str, pa.DataType]
) -> list[RulePlan]:
    """Plan the blocks that hold a touched node, as `plan_blocks` would plan them among all.

    A block may outgrow its cap by what came, or fit again by what went: then all of its nodes are touched.

    Args:
        session: The engine that holds `all_nodes` (`node`, `was`, `stays` and the comparable columns: every node of
            before and of now) and `touched` (`node`), to which nodes of such blocks are added.
        rules: The rules.
        columns: The comparable columns and their types.
    Returns:
        One plan per rule, of these blocks alone.
    """
    for rule in rules:
        _hold_columns(rule, columns)
    # What is keyed is read many times, so it is taken out of the wide view once.
    wanted = sorted({c for rule in rules for c in _columns_of(rule)})
    narrow = x.exp.select("node", "was", "stays", *map(x.column, wanted)).from_("all_nodes")
    session.execute(f"create or replace temp table keyed_nodes as {x.sql(narrow)}")
    while True:
        session.execute("create or replace temp table crossed (node bigint)")
        for number, rule in enumerate(rules):
            touched = "(select * from keyed_nodes semi join touched using (node))"
            _keys(session, "touched_keys", rule.on, columns, among=touched)
            _keys(session, f"keys_{number}", rule.on, columns, among="keyed_nodes", only="touched_keys")
            near = f"(select * from keyed_nodes semi join keys_{number} using (node))"  # noqa: S608 - our own names
            _finer_keys(session, f"finer_keys_{number}", rule, columns, among=near)
            if rule.region:
                _regions(session, rule, x.exp.select("*").from_("keyed_nodes"))
                _find_wide(session, f"_{number}")
                session.execute(_named(query(__package__, "widened_blocks"), f"_{number}"))
                _part(session, rule, f"_{number}")
            session.execute(_named(query(__package__, "crossed_blocks"), f"_{number}"), cap=rule.cap)
        (more,) = session.rows("select count(*) as n from crossed where node not in (select node from touched)")
        if not more["n"]:
            break
        session.execute("insert into touched select distinct node from crossed where node not in (from touched)")
    plans = []
    for number, rule in enumerate(rules):
        for name in ("keys", "finer_keys"):
            session.execute(
                f"create or replace temp table {name} as "  # noqa: S608 - names of our own
                f"select k.* from {name}_{number} k semi join (select node from keyed_nodes where stays) s using (node)"
            )
            session.execute(f"drop table {name}_{number}")
        plans.append(_plan(session, number, rule))
    session.execute("drop table keyed_nodes")
    return plans


def make_pairs(session: Session, plans: Sequence[RulePlan], budget: Budget, *, touched: bool = False) -> int:
    """Make the table `pairs` of the planned blocks.

    Args:
        session: The engine, after `plan_blocks`.
        plans: The plans.
        budget: How much the run may take.
        touched: Whether only pairs that hold a node of the table `touched` are wanted.
    Returns:
        Number of pairs.
    Raises:
        LinkageError: The plan does not fit the budget; nothing was compared.
    """
    planned = sum(p.pairs for p in plans)
    if planned > budget.pairs:
        worst = max(plans, key=lambda p: p.pairs)
        raise LinkageError(
            where=f"blocking rule '{worst.rule}'",
            what=f"it would make {worst.pairs:,} pairs, all rules {planned:,}; the budget is {budget.pairs:,}",
            mend="lower the rule's `cap`, add a column to its `on`, or give the run a larger budget",
        )
    name = "make_touched_pairs" if touched else "make_pairs"
    parts = [
        query(__package__, name).replace("block_of_rule", f"block_{n}").replace("number_of_rule", str(n))
        for n in range(len(plans))
    ]
    union = " union all ".join(parts)
    whole = f"select node_l, node_r, min(rule)::tinyint as rule from ({union}) group by node_l, node_r"  # noqa: S608 - our own files
    session.execute(f"create or replace temp table pairs as {whole}")
    for number in range(len(plans)):
        session.execute(f"drop table if exists block_{number}")
    session.execute(
        query(__package__, "touched_with_themselves" if touched else "pairs_with_themselves"), rule=WITH_ITSELF
    )
    return int(session.rows("select count(*) as n from pairs")[0]["n"])


def _hold_columns(rule: BlockingRule, columns: Mapping[str, pa.DataType]) -> None:
    missing = [c for c in _columns_of(rule) if c not in columns]
    if missing:
        raise LinkageError(
            where=f"blocking rule '{rule.name}'",
            what=f"there is no column '{missing[0]}'",
            mend=f"use columns of the model's fields: {', '.join(sorted(columns))}",
        )


def _columns_of(rule: BlockingRule) -> tuple[str, ...]:
    return (*rule.on, *rule.split, *rule.region)


def _named(text: str, ending: str) -> str:
    """Give the tables of keys in a query the names that they have for one rule."""
    return text.replace("keys_of_rule", f"keys{ending}")


def _regions(session: Session, rule: BlockingRule, nodes: x.exp.Select) -> None:
    postcode = x.exp.alias_(x.call("coalesce", *map(x.column, rule.region)), "postcode")
    source = x.exp.select("node", postcode, "was", "stays").from_(nodes.subquery("n"))
    text = query(__package__, "regions").replace("nodes_with_postcodes", f"({x.sql(source)})")
    session.execute(text)


def _find_wide(session: Session, ending: str) -> None:
    session.execute(_named(query(__package__, "wide_keys"), ending), regions=REGIONS)


def _part(session: Session, rule: BlockingRule, ending: str) -> None:
    """Part the blocks that lie in many regions, also those that are to be split."""
    part = query(__package__, "part_by_region")
    wide = part.replace("wide_keys_of_rule", f"wide_keys{ending}")
    if rule.split:
        finer = wide.replace("keys_of_rule", f"finer_keys{ending}").replace("block_of_key", "whole")
        session.execute(finer)
    session.execute(_named(wide, ending).replace("block_of_key", "key"))


def _plan(session: Session, number: int, rule: BlockingRule) -> RulePlan:
    session.execute(f"create or replace temp table block_{number} as " + query(__package__, "plan_block"), cap=rule.cap)
    (found,) = session.rows(query(__package__, "plan_counts").replace("block_of_rule", f"block_{number}"), cap=rule.cap)
    return RulePlan(rule.name, **{k: int(v or 0) for k, v in found.items()})


def _finer_keys(
    session: Session, name: str, rule: BlockingRule, columns: Mapping[str, pa.DataType], *, among: str = "nodes"
) -> None:
    if rule.split:
        _keys(session, name, (*rule.on, *rule.split), columns, among=among, whole=rule.on if rule.region else ())
    else:
        session.execute(f"create or replace temp table {name} (node bigint, key ubigint)")


def _keys(
    session: Session, name: str, on: Sequence[str], columns: Mapping[str, pa.DataType], *, among: str = "nodes",
    only: str = "", whole: Sequence[str] = (),
) -> None:  # fmt: skip
    """Make a table of node and key; of a list, every element counts for itself.

    Args:
        session: The engine.
        name: Name of the table.
        on: Columns that make the key.
        columns: The comparable columns and their types.
        among: Table or query with the nodes.
        only: Table whose keys are wanted; empty for all.
        whole: Those of the columns that make the key of the block that is split by the others; it becomes a further
            column.
    """
    inner = x.exp.select("node", *[x.column(c) for c in on]).from_("nodes_to_be_keyed")
    for column in (c for c in on if pa.types.is_list(columns[c])):
        others = [x.column(c) for c in on if c != column]
        element = x.exp.alias_(x.call("unnest", x.column(column)), x.exp.to_identifier(column, quoted=True))
        inner = x.exp.select("node", *others, element).from_(inner.subquery("inner_keys"))
    there: list[Node] = [x.present(x.column(c)) for c in on]
    keys = [x.exp.alias_(_hashed(columns_), name_) for columns_, name_ in ((on, "key"), (whole, "whole")) if columns_]
    select = x.exp.select("node", *keys).distinct().from_(inner.subquery("rows_of_keys")).where(x.both(*there))
    wanted = f" where key in (select key from {only})" if only else ""  # noqa: S608 - a name of our own
    sql = x.sql(select).replace("nodes_to_be_keyed", f"{among} as nodes_to_be_keyed")
    session.execute(f"create or replace temp table {name} as select * from ({sql}){wanted}")  # noqa: S608 - our own names


def _hashed(on: Sequence[str]) -> Node:
    return x.call("hash", *[x.exp.Cast(this=x.column(c), to=x.exp.DataType.build("VARCHAR")) for c in on])
