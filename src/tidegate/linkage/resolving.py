"""Records with every reference put in terms of entities: what networks, places and rules read.

A register says "holder: my company 17"; after linking that company is an entity. Here one table per schema is written,
whatever registers its records come from, in which each record names the entity it is about and the entities it refers
to. Things that are not linked (permits, deals, inspections) keep the id that their register's key gives them.

Beside them stand who each entity is (`entities`) and how firmly a row is tied to its entity (`attachments`), so that
whatever rests on a row can say how strong the links are on which it rests.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from tidegate.linkage.gathering import RecordTable
from tidegate.registers.mapping import expressions as x
from tidegate.tables import Column, Contract, Session, query
from tidegate.vocabulary import Property, Schema, model

HEAD = (
    "record_id", "register", "file", "row_number", "delivery_date", "known_from", "known_to", "valid_from", "valid_to",
    "content",
)  # fmt: skip
"""What every resolved record begins with, before `entity` and its properties."""

WHO = Contract(
    "entities",
    (
        Column("entity", pa.string(), nullable=False),
        Column("kind", pa.string(), "name of the linkage model", nullable=False),
        Column("schema", pa.string(), "the narrowest that its records have", nullable=False),
        Column("caption", pa.string(), "the name that most of its current records give"),
        Column("records", pa.int64(), "versions of records", nullable=False),
        Column("registers", pa.list_(pa.string()), "ids, sorted", nullable=False),
        Column("known_from", pa.date32(), "first delivery that knew it"),
        Column("known_to", pa.date32(), "first delivery that knew it no longer; absent where it is still known"),
    ),
)
"""Who there is; one row per linked entity."""

ATTACHMENTS = Contract(
    "attachments",
    (
        Column("register", pa.string(), nullable=False),
        Column("file", pa.string()),
        Column("row_number", pa.int64(), "source row, from 1"),
        Column("record_id", pa.string(), nullable=False),
        Column("entity", pa.string(), nullable=False),
        Column("bits", pa.float64(), "weight of the strongest link to the rest of the entity", nullable=False),
    ),
)
"""How firmly a record is tied to its entity, where that rests on a link at all: a record whose entity says one
thing only, word for word, rests on none and has no row here."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing that was linked.

    Args:
        name: Name of the model.
        entities: File with `entities` of the build.
        links: File with its `links`.
    """

    name: str
    entities: Path
    links: Path


@dataclass(frozen=True)
class Who:
    """Who is meant by what, as files and in short.

    Args:
        own: File with `record_id`, `schema` and `entity` of the records that were linked.
        refers: File with `register`, `entity_id` and `entity`: what a register's own id of a linked thing stands for.
        marks: Name of a schema (its records) or of a register (its ids) to a mark that changes with what is said there.
    """

    own: Path
    refers: Path
    marks: Mapping[str, str]

    def mark(self, schema: str, registers: Collection[str]) -> tuple[str, ...]:
        """Give what changes when records of a schema are resolved otherwise, though they are the same.

        Args:
            schema: The schema.
            registers: Registers that have such records.
        """
        names = (f"records of {schema}", *(f"ids of {r}" for r in sorted(registers)))
        return tuple(self.marks.get(n, "") for n in names)


def resolve_who(session: Session, tables: Sequence[RecordTable], kinds: Sequence[Kind], *, out: Path, on: date) -> Who:
    """Write who each entity is and how firmly its records are tied to it.

    Args:
        session: An engine that sees the files and `out`.
        tables: Record tables that may be used.
        kinds: What was linked.
        out: Folder to write `entities` and `attachments` to, and what `resolve_schema` wants; it exists.
        on: The day.
    Returns:
        Who is meant by what.
    """
    _references(session, tables, kinds, on)
    _write_query(session, query(__package__, "resolving_entities"), out / "entities.parquet", order="entity")
    _write_query(session, query(__package__, "resolving_attachments"), out / "attachments.parquet")
    own, refers = out / "own.parquet", out / "refers.parquet"
    _write(session, "select record_id, schema, entity from entity_of order by all", own)
    _write(session, "from refers order by all", refers)
    return Who(own, refers, {r["name"]: r["mark"] for r in session.rows(query(__package__, "resolving_marks"))})


def resolve_schema(
    session: Session, schema: str, tables: Sequence[RecordTable], who: Who, *, given: Collection[str], path: Path,
    on: date,
) -> None:  # fmt: skip
    """Write the records of one schema with references resolved.

    Args:
        session: An engine that sees the files.
        schema: Name of the schema.
        tables: Record tables that may be used.
        who: Who is meant by what.
        given: Properties that may be used.
        path: File to write: ordered by register, file, row and record, with `HEAD`, `entity`, and of each property its
            first value (text; an entity where it refers to one), for numbers also `<property>_number`, for dates
            `<property>_from` and `<property>_to`.
        on: The day.
    """
    own = [t for t in tables if t.schema == schema]
    _write(session, _resolved(session, model().schemata[schema], own, given, who, on), path)


def _references(session: Session, tables: Sequence[RecordTable], kinds: Sequence[Kind], on: date) -> None:
    """Make the tables of who is meant.

    `linked` is row to entity, `entity_of` record to entity, `told` the versions of linked things, `refers` a register's
    own id to entity, `bonds` the links of all kinds.
    """
    session.execute(
        "create or replace table linked (record_id varchar, register varchar, schema varchar, file varchar, "
        "row_number bigint, node bigint, entity varchar, kind varchar)"
    )
    session.execute("create or replace table bonds (kind varchar, node_l bigint, node_r bigint, weight double)")
    for kind in kinds:
        session.execute(
            "insert into linked select record_id, register, schema, file, row_number, node, entity, $kind "
            "from read_parquet($path)", kind=kind.name, path=str(kind.entities),
        )  # fmt: skip
        session.execute(
            "insert into bonds select $kind, node_l, node_r, weight from read_parquet($path)",
            kind=kind.name, path=str(kind.links),
        )  # fmt: skip
    # Only things that were linked can be meant by another id than their register's own.
    linked = {r["schema"] for r in session.rows("select distinct schema from linked")}
    session.execute(query(__package__, "resolving_things_none"))
    own = [t.path for t in tables if t.schema in linked]
    things = [_things(session, path, on) for path in own]
    if things:
        every = x.exp.union(*things, distinct=False) if len(things) > 1 else things[0]
        session.execute(f"create or replace view things as {x.sql(every)}")
    if any(_is_later(session, path, on) for path in own):
        # What only a later delivery said was linked, too, but is not known yet.
        session.execute(query(__package__, "resolving_known"))
    session.execute(query(__package__, "resolving_entity_of"))
    session.execute(query(__package__, "resolving_told"))
    session.execute(query(__package__, "resolving_refers"))


def _things(session: Session, path: Path, on: date) -> x.exp.Select:
    """Select of a table what tells who is meant: the register's own id, and what the thing is called."""
    there = {r["column_name"] for r in session.rows("describe from read_parquet($path)", path=str(path))}
    said = [_first(n) for n in ("name", "address") if n in there]
    called = x.call("coalesce", *said) if said else x.exp.Cast(this=x.exp.Null(), to=x.exp.DataType.build("VARCHAR"))
    carried = ("record_id", "register", "file", "row_number", "entity_id", "known_from")
    select = x.exp.select(*[x.column(c) for c in carried], _known_to(on))
    return select.select(x.exp.alias_(called, "said")).from_(_files([path], "r")).where(_known(on))


def _is_later(session: Session, path: Path, on: date) -> bool:
    """Tell whether a table holds what only a later delivery said."""
    (row,) = session.rows("select max(known_from) > $on as later from read_parquet($path)", path=str(path), on=on)
    return bool(row["later"])


def _resolved(
    session: Session, schema: Schema, tables: Sequence[RecordTable], given: Collection[str], who: Who, on: date
) -> str:
    paths = [t.path for t in tables]
    there = [
        r["column_name"]
        for r in session.rows(
            "describe from read_parquet($paths, union_by_name = true)", paths=[str(p) for p in paths]
        )
    ]  # fmt: skip
    properties = [p for n, p in sorted(schema.properties.items()) if n in given and n in there]
    select = x.exp.select(*[_known_to(on) if c == "known_to" else x.column(c, "r") for c in HEAD])
    select = select.from_(_files(paths, "r")).where(_known(on))
    own = x.call("coalesce", x.column("entity", "own"), x.column("entity_id", "r"))
    select = select.select(x.exp.alias_(own, "entity", quoted=True))
    same = x.exp.EQ(this=x.column("record_id", "own"), expression=x.column("record_id", "r"))
    linked = x.exp.select("record_id", "entity").from_(_files([who.own]))
    linked = linked.where(x.exp.EQ(this=x.column("schema"), expression=x.text(schema.name)))
    select = select.join(linked.subquery("own"), join_type="left", on=same)
    registers = [x.text(r) for r in sorted({t.register for t in tables})]
    named = x.exp.select("register", "entity_id", "entity").from_(_files([who.refers]))
    named = named.where(x.exp.In(this=x.column("register"), expressions=registers))
    for number, p in enumerate(properties):
        select = _with_property(select, p, number, there, named)
    return x.sql(select.order_by(*[x.column(c, "r") for c in ("register", "file", "row_number", "record_id")]))


def _with_property(
    select: x.exp.Select, p: Property, number: int, there: Collection[str], named: x.exp.Select
) -> x.exp.Select:
    value = _first(p.name, "r")
    if p.type == "entity":
        other = f"to{number}"
        on = x.exp.and_(
            x.exp.EQ(this=x.column("register", other), expression=x.column("register", "r")),
            x.exp.EQ(this=x.column("entity_id", other), expression=value),
        )
        select = select.join(named.copy().subquery(other), join_type="left", on=on)
        value = x.call("coalesce", x.column("entity", other), value)
    select = select.select(x.exp.alias_(value, p.name, quoted=True))
    further = [f"{p.name}{end}" for end in ("_number", "_from", "_to") if f"{p.name}{end}" in there]
    return select.select(*[x.column(c, "r") for c in further])


def _known(on: date) -> x.Node:
    known_from = x.column("known_from", "r")
    return x.either(x.missing(known_from), x.exp.LTE(this=known_from.copy(), expression=_day(on)))


def _known_to(on: date) -> x.Node:
    known_to = x.column("known_to", "r")
    return x.exp.alias_(
        x.choose((x.exp.LTE(this=known_to, expression=_day(on)), known_to.copy())), "known_to", quoted=True
    )


def _day(on: date) -> x.Node:
    return x.exp.Cast(this=x.text(on.isoformat()), to=x.exp.DataType.build("DATE"))


def _first(name: str, table: str = "") -> x.Node:
    return x.call("list_extract", x.column(name, table), x.number(1))


def _files(paths: Sequence[Path], alias: str = "") -> x.exp.Table:
    files = x.call("read_parquet", x.items(*[x.text(str(p)) for p in paths]))
    files.append("expressions", x.exp.EQ(this=x.exp.to_identifier("union_by_name"), expression=x.exp.true()))
    return x.exp.Table(this=files, alias=alias or None)


def _write_query(session: Session, select: str, path: Path, order: str = "all") -> None:
    _write(session, f"from ({select}) order by {order}", path)


def _write(session: Session, select: str, path: Path) -> None:
    session.execute(f"copy ({select}) to '{path}' (format parquet, compression zstd, compression_level 1)")
