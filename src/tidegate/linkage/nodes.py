"""Records that say the same become one node, and each distinct raw value is made comparable once.

In: the table `gathered`. Out: the tables `nodes` (one row per node: `node`, `records`, and the comparable columns
`<field>_<column>`), `members` (one row per version of a record: contract `MEMBERS`) and `sayings` (which raw values
make which node: `said`, `node`; `node` is absent where they say nothing). A node's number is a hash of
what it says, so it is the same in every build and in every order of rows.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from tidegate.errors import LinkageError, NothingToLinkError
from tidegate.linkage.description import Field, Model
from tidegate.linkage.gathering import CARRIED, field_column
from tidegate.linkage.standardise import STANDARDISERS
from tidegate.registers.mapping import expressions as x
from tidegate.registers.mapping.expressions import Node
from tidegate.tables import Session

Standardiser = Callable[[Sequence[str], Mapping[str, Any]], pa.Table]

CHUNK = 200_000
"""Distinct values that are made comparable at a time, so that memory stays bounded."""


def make_nodes(
    session: Session, model: Model, options: Mapping[str, Any], *, may_be_empty: bool = False
) -> dict[str, pa.DataType]:
    """Make the tables `nodes`, `members` and `sayings` of the table `gathered`.

    Args:
        session: The engine that holds `gathered`.
        model: The model.
        options: What the standardisers want to know of the city: `countries`, `localities`.
        may_be_empty: Whether it is no fault that no record holds any value.
    Returns:
        The comparable columns and their types.
    Raises:
        LinkageError: A field wants a standardiser that does not exist, or no record holds any value.
    """
    fields = [field_column(f.name) for f in model.fields]
    said = x.exp.alias_(said_key(model), "said")
    session.execute(
        "create or replace temp table said as "
        + x.sql(x.exp.select(said, *map(x.column, fields)).distinct().from_("gathered"))
    )
    columns: dict[str, pa.DataType] = {}
    for field in model.fields:
        columns |= _standardise(session, field, options)
    _put_together(session, model, columns)
    if not may_be_empty and not session.rows("select count(*) as n from nodes")[0]["n"]:
        raise NothingToLinkError(
            where=model.name,
            what="none of the records holds a value in any of the model's fields",
            mend="check the mapping of the registers, or the `fields` of the model",
        )
    return columns


def said_key(model: Model, table: str = "") -> Node:
    """Give the number that stands for the raw values of a row of `gathered`; another engine may number otherwise.

    Args:
        model: The model.
        table: Alias of the table; empty where there is only one.
    """
    return x.call("hash", *[x.column(field_column(f.name), table) for f in model.fields])


def members_of(model: Model, gathered: str, sayings: str) -> str:
    """Write the query that gives every version of a record its node.

    Args:
        model: The model.
        gathered: Table with the raw values, as `gather` makes it.
        sayings: Table with the node of each of them; absent where they say nothing.
    Returns:
        A query with the columns of contract `MEMBERS`, and `saying`: the node of what the record says.
    """
    carried = ", ".join(f"g.{c}" for c in CARRIED)
    # A record that was judged is a node of its own: people may part what the registers write in the same words.
    return (
        f"select {carried}, case when j.record_id is null then s.node "  # noqa: S608 - names of our own
        "else (md5_number_lower(concat_ws(chr(31), s.node, g.record_id)) >> 1)::bigint end as node, s.node as saying "
        f"from {gathered} g join {sayings} s on s.said = {x.sql(said_key(model, 'g'))} "
        "left join judged_records j on j.record_id = g.record_id where s.node is not null"
    )


def _standardise(session: Session, field: Field, options: Mapping[str, Any]) -> dict[str, pa.DataType]:
    if field.standard not in STANDARDISERS:
        known = ", ".join(sorted(STANDARDISERS))
        raise LinkageError(
            where=f"field {field.name}", what=f"there is no standardiser '{field.standard}'", mend=f"use one of {known}"
        )
    standard: Standardiser = STANDARDISERS[field.standard]
    raw = field_column(field.name)
    flat = x.exp.select(x.exp.alias_(x.call("unnest", x.column(raw)), "raw")).from_("said")
    there = x.present(x.column("raw"))
    distinct = session.fetch(
        x.sql(x.exp.select("raw").distinct().from_(flat.subquery("flat")).where(there).order_by("raw"))
    )
    values = distinct.column("raw")
    chunks = [
        standard(values.slice(start, CHUNK).to_pylist(), {**options, **field.options})
        for start in range(0, max(len(values), 1), CHUNK)
    ]
    made = pa.concat_tables(chunks)
    types = {f"{field.name}_{c}": made.schema.field(c).type for c in made.column_names}
    named = made.rename_columns(list(types)).append_column("raw", values)
    session.register("standard_arrow", named)
    session.execute(f"create or replace temp table standard_{field.name} as from standard_arrow")
    _spread(session, field.name, raw, types)
    return types


def _spread(session: Session, name: str, raw: str, types: Mapping[str, pa.DataType]) -> None:
    """Give every distinct row of raw values its comparable columns: of several, a text is the first, a list is all."""
    (longest,) = session.rows(
        x.sql(x.exp.select(x.exp.alias_(x.call("max", x.call("len", x.column(raw))), "n")).from_("said"))
    )
    if (longest["n"] or 0) <= 1:
        _spread_single(session, name, raw, types)
    else:
        _spread_several(session, name, raw, types)


def _spread_single(session: Session, name: str, raw: str, types: Mapping[str, pa.DataType]) -> None:
    """Where no record has several values, a value is hashed once; its columns are looked up when they are needed."""
    _hash_once(session, name, x.exp.select("raw", *_cells_of_one(types, "v")).from_(f"standard_{name} as v"), types)
    _look_up(session, name, x.call("list_extract", x.column(raw), x.number(1)), types)


def _spread_several(session: Session, name: str, raw: str, types: Mapping[str, pa.DataType]) -> None:
    """Where records have several values, each distinct list of them is put together and hashed once."""
    lists = x.exp.select(x.exp.alias_(x.column(raw), "raw")).distinct().from_("said")
    numbered = x.exp.select("*", "row_number() over () as number").from_(lists.subquery("lists"))
    session.execute(f"create or replace temp table lists_{name} as {x.sql(numbered)}")
    first = x.call("list_extract", x.column("raw", "l"), x.number(1))
    count = x.call("len", x.column("raw", "l"))
    one = x.exp.select("l.raw", *_cells_of_one(types, "v")).from_(f"lists_{name} as l")
    one = one.join(f"standard_{name}", on=first.eq(x.column("raw", "v")), join_alias="v").where(count.eq(x.number(1)))
    flat = x.exp.select(
        "number",
        x.exp.alias_(x.call("unnest", x.column("raw", "l")), "raw"),
        x.exp.alias_(x.call("generate_subscripts", x.column("raw", "l"), x.number(1)), "position"),
    ).from_(f"lists_{name} as l")
    flat = flat.where(x.exp.GT(this=count.copy(), expression=x.number(1)))
    cells = []
    for column, kind in types.items():
        cell = x.column(column, "v")
        if pa.types.is_list(kind):
            whole = x.call("list_sort", x.call("list_distinct", x.call("flatten", x.call("list", cell))))
            cells.append(x.exp.alias_(x.call("nullif", whole, x.no_texts()), column))
        else:
            cells.append(x.exp.alias_(x.call("arg_min", cell, x.column("position", "s")), column))
    on = x.column("raw", "s").eq(x.column("raw", "v"))
    select = x.exp.select("s.number", *cells).from_(flat.subquery("s"))
    together = select.join(f"standard_{name}", on=on, join_alias="v").group_by("s.number")
    many = x.exp.select("l.raw", *[x.column(c, "t") for c in types]).from_(together.subquery("t"))
    many = many.join(f"lists_{name}", on="l.number = t.number", join_alias="l")
    _hash_once(session, name, x.exp.union(one, many, distinct=False), types)
    session.execute(f"drop table lists_{name}")
    _look_up(session, name, x.column(raw), types)


def _cells_of_one(types: Mapping[str, pa.DataType], table: str) -> list[Node]:
    return [x.exp.alias_(_listed(x.column(c, table), t), c) for c, t in types.items()]


def _hash_once(session: Session, name: str, clean: Any, types: Mapping[str, pa.DataType]) -> None:
    hashed = x.exp.select("*", x.exp.alias_(_hashed(types), "key")).from_(clean.subquery("clean"))
    session.execute(f"create or replace temp table hashed_{name} as {x.sql(hashed)}")


def _look_up(session: Session, name: str, told: Node, types: Mapping[str, pa.DataType]) -> None:
    """Give every distinct row of raw values the key of what it says now, and its columns when they are asked for."""
    source = x.exp.select("said", x.exp.alias_(told, "raw")).from_("said").subquery("s")
    on = x.column("raw", "s").eq(x.column("raw", "v"))
    for kind, target, wanted in (("table", "keys_of", ["key"]), ("view", "of", list(types))):
        select = x.exp.select("s.said", *[x.column(c, "v") for c in wanted]).from_(source.copy())
        joined = select.join(f"hashed_{name}", on=on.copy(), join_type="left", join_alias="v")
        session.execute(f"create or replace temp {kind} {target}_{name} as {x.sql(joined)}")


def _hashed(types: Mapping[str, pa.DataType]) -> Node:
    """Hash what a field says; absent where it says nothing."""
    texts = [x.call("coalesce", _text(x.column(c), t), x.text("")) for c, t in types.items()]
    there = x.either(*[x.present(x.column(c)) for c in types])
    return x.choose((there, x.call("md5_number_lower", x.call("concat_ws", x.text("\x1f"), *texts))))


def _listed(cell: Node, kind: pa.DataType) -> Node:
    if not pa.types.is_list(kind):
        return cell
    return x.call("nullif", x.call("list_sort", x.call("list_distinct", cell)), x.no_texts())


def _put_together(session: Session, model: Model, columns: Mapping[str, pa.DataType]) -> None:
    whole = x.exp.select("g.said").from_(x.exp.alias_(x.exp.to_table("said"), "g", table=True))
    keys = []
    for field in model.fields:
        alias = f"k_{field.name}"
        on = f"g.said = {alias}.said"
        whole = whole.join(f"keys_of_{field.name}", on=on, join_type="left", join_alias=alias)
        keys.append(x.column("key", alias))
    texts = [x.call("coalesce", x.exp.Cast(this=k, to=_varchar()), x.text("")) for k in keys]
    hashed = x.call("md5_number_lower", x.call("concat_ws", x.text("\x1f"), *texts))
    # Half of the hash fits a signed number; it is the node's name in every build.
    node = x.exp.Cast(
        this=x.exp.BitwiseRightShift(this=hashed, expression=x.number(1)), to=x.exp.DataType.build("BIGINT")
    )
    something = x.either(*map(x.present, keys))
    whole = whole.select(x.exp.alias_(x.choose((something, node)), "node"))
    session.execute("create or replace temp table sayings as " + x.sql(whole))
    session.execute("create or replace temp table members as " + members_of(model, "gathered", "sayings"))
    session.execute(
        "create or replace temp table spoken as "
        "select node, min(saying) as said, count(*) as records from ("
        "select m.node, s.said as saying from members m "
        "join (select node, min(said) as said from sayings where node is not null group by node) s "
        "on s.node = m.saying) group by node"
    )
    wide = x.exp.select("r.node", "r.records", *[x.column(c) for c in columns])
    wide = wide.from_(x.exp.alias_(x.exp.to_table("spoken"), "r", table=True))
    for field in model.fields:
        alias = f"o_{field.name}"
        wide = wide.join(f"of_{field.name}", on=f"r.said = {alias}.said", join_type="left", join_alias=alias)
    session.execute("create or replace temp table nodes as " + x.sql(wide))
    session.execute("alter table members drop column saying")
    for made in ("spoken", "said"):
        session.execute(f"drop table if exists {made}")
    for field in model.fields:
        session.execute(f"drop view if exists of_{field.name}")
        for made in ("hashed", "keys_of", "standard"):
            session.execute(f"drop table if exists {made}_{field.name}")


def _varchar() -> x.exp.DataType:
    return x.exp.DataType.build("VARCHAR")


def _text(cell: Node, kind: pa.DataType) -> Node:
    if pa.types.is_list(kind):
        return x.call("array_to_string", cell, x.text("\x1e"))
    return x.exp.Cast(this=cell, to=_varchar())
