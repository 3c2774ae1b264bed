"""From the record tables of a city: the raw values that a model wants, one row per version of a record.

A field reads properties of the record itself, of the things it refers to (`premises.address`) and of what refers to it
(`Deal.buyer.subject.registrationNumber`: of the deals that name it as buyer, the number of what was bought), within
one register: what another register says of them is for the linkage to find. Of several deals about one thing only the
last speaks: who bought it then has it still.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from tidegate.errors import LinkageError
from tidegate.linkage.contracts import MEMBERS
from tidegate.linkage.description import Field, Model
from tidegate.registers.mapping import expressions as x
from tidegate.registers.mapping.expressions import Node
from tidegate.tables import Session, query

PART = "\x1f"
"""Stands between the parts of a value that is put together from several properties."""

STEPS_BACK = 3
"""Points in a path from what refers to a record: schema, property that names the record, property that names the other
thing, and that thing's property."""

CARRIED = tuple(c.name for c in MEMBERS.columns if c.name != "node")
"""Columns of a record that are carried along."""


@dataclass(frozen=True)
class RecordTable:
    """A Parquet file with the records of one schema of one register.

    Args:
        register: Id of the register.
        schema: Schema of the records.
        path: The file.
    """

    register: str
    schema: str
    path: Path


def gather(session: Session, tables: Sequence[RecordTable], model: Model) -> int:
    """Put the raw values of all records of a model's schemata into the table `gathered`.

    Args:
        session: The engine; it must see the files.
        tables: All record tables of all registers that may be used.
        model: The model.
    Returns:
        Number of rows. The table has the columns `CARRIED` and per field `f_<name>`, a list of texts.
    Raises:
        LinkageError: No register has records of the model's schemata.
    """
    wanted = [t for t in tables if t.schema in model.schemas]
    selects = [_select(session, t, tables, model) for t in sorted(wanted, key=lambda t: (t.register, t.schema))]
    if not selects:
        raise LinkageError(
            where=model.name,
            what=f"no register has records of {', '.join(model.schemas)}",
            mend="read the registers first (`tidegate registers read`), or name another model",
        )
    whole = " union all ".join(x.sql(select) for select in selects)
    session.execute(f"create or replace temp table gathered as {whole}")
    for made in session.rows(query(__package__, "looked_up")):
        session.execute(f"drop table {made['name']}")
    return int(session.rows("select count(*) as n from gathered")[0]["n"])


def field_column(name: str) -> str:
    """Name the column of `gathered` with the raw values of a field.

    Args:
        name: The field.
    """
    return f"f_{name}"


def _select(session: Session, table: RecordTable, tables: Sequence[RecordTable], model: Model) -> Node:
    columns = set(pq.read_schema(table.path).names)
    references = _references(model, columns)
    lookups = {ref: _lookup(session, table, ref, props, tables) for ref, props in references.items()}
    referring = _referring(session, table, tables, model)
    # The order of the contract, so that a union lines up.
    select = x.exp.select(*[
        x.exp.alias_(x.text(table.schema), "schema") if c == "schema" else x.column(c, "r") for c in CARRIED
    ])  # fmt: skip
    for field in model.fields:
        values = _values(field, columns, lookups, referring)
        select = select.select(x.exp.alias_(values, field_column(field.name)))
    select = select.from_(x.exp.select("*").from_(x.call("read_parquet", x.text(str(table.path)))).subquery("r"))
    for ref, (name, _) in lookups.items():
        first = x.call("list_extract", x.column(ref, "r"), x.number(1))
        on = x.exp.EQ(this=first, expression=x.column("entity_id", f"to_{ref}"))
        select = select.join(name, on=on, join_type="left", join_alias=f"to_{ref}")
    for name in referring.values():
        on = x.exp.EQ(this=x.column("entity_id", "r"), expression=x.column("entity_id", name))
        select = select.join(name, on=on, join_type="left")
    return select


def _referring(session: Session, table: RecordTable, tables: Sequence[RecordTable], model: Model) -> dict[str, str]:
    """Make a table per path that begins with a schema: what that schema's records say of the things they refer to."""
    found: dict[str, str] = {}
    for path in dict.fromkeys(p for f in model.fields for p in f.sources if p.count(".") == STEPS_BACK):
        schema, role, about, prop = path.split(".")
        for other in (t for t in tables if t.register == table.register and t.schema == schema):
            if not {role, about} <= set(pq.read_schema(other.path).names):
                continue
            told, _ = _lookup(session, other, about, [prop], tables)
            name = f"back_{tables.index(table)}_{path.replace('.', '_')}".lower()
            text = query(__package__, "referring").replace("table_of_things", told)
            for word, column in (("role_column", role), ("about_column", about), ("value_column", prop)):
                text = text.replace(word, x.sql(x.column(column)))
            session.execute(f"create or replace temp table {name} as {text}", path=str(other.path))
            found[path] = name
    return found


def _references(model: Model, columns: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field in model.fields:
        for path in (*field.sources, *(p for group in field.parts for p in group)):
            ref, dot, prop = path.partition(".")
            if dot and ref in columns:
                found.setdefault(ref, []).append(prop)
    return {ref: list(dict.fromkeys(props)) for ref, props in found.items()}


def _lookup(
    session: Session, table: RecordTable, ref: str, props: Sequence[str], tables: Sequence[RecordTable]
) -> tuple[str, frozenset[str]]:
    """Make a table of what the things say that a record refers to: of several versions the last one known."""
    name = f"ref_{tables.index(table)}_{ref}".lower()
    selects = []
    there: set[str] = set()
    for other in tables:
        if other.register != table.register:
            continue
        has = [p for p in props if p in set(pq.read_schema(other.path).names)]
        if not has:
            continue
        there |= set(has)
        cells = [x.column(p) if p in has else x.exp.Cast(this=x.exp.Null(), to=_texts_type()) for p in props]
        named = [x.exp.alias_(c, x.exp.to_identifier(p, quoted=True)) for c, p in zip(cells, props, strict=True)]
        source = x.call("read_parquet", x.text(str(other.path)))
        selects.append(x.exp.select("entity_id", "known_from", *named).from_(source))
    if not selects:
        empty = [x.exp.alias_(x.exp.Cast(this=x.exp.Null(), to=_texts_type()), p) for p in props]
        session.execute(
            f"create or replace temp table {name} as "
            + x.sql(x.exp.select(x.exp.alias_(x.text(""), "entity_id"), *empty).where(x.exp.false()))
        )
        return name, frozenset(props)
    union = " union all ".join(x.sql(s) for s in selects)
    last = [x.exp.alias_(_last(p), x.exp.to_identifier(p, quoted=True)) for p in props]
    grouped = x.exp.select("entity_id", *last).from_("said").group_by("entity_id")
    session.execute(f"create or replace temp table {name} as with said as ({union}) {x.sql(grouped)}")
    return name, frozenset(props)


def _last(prop: str) -> Node:
    # Ties on the day are broken by the value itself, never by the order of rows.
    day = x.call("coalesce", x.column("known_from"), x.exp.Cast(this=x.text("0001-01-01"), to=_date()))
    key = x.call("row", day, x.call("array_to_string", x.column(prop), x.text(PART)))
    return x.call("arg_max", x.column(prop), key)


def _values(
    field: Field, columns: set[str], lookups: dict[str, tuple[str, frozenset[str]]], referring: Mapping[str, str]
) -> Node:
    lists = [x.column("told", referring[path]) for path in field.sources if path in referring]
    lists += [node for path in field.sources if (node := _cell(path, columns, lookups)) is not None]
    lists = list(_together(field, columns, lookups)) + lists
    if not lists:
        return x.no_texts()
    kept = [x.call("coalesce", node, x.no_texts()) for node in lists]
    return kept[0] if len(kept) == 1 else x.call("list_concat", *kept)


def _together(field: Field, columns: set[str], lookups: dict[str, tuple[str, frozenset[str]]]) -> Iterator[Node]:
    for group in field.parts:
        cells = [_cell(path, columns, lookups) for path in group]
        if all(c is None for c in cells):
            continue
        firsts = [
            x.text("") if c is None else x.call("coalesce", x.call("list_extract", c, x.number(1)), x.text(""))
            for c in cells
        ]
        there = x.either(*[x.exp.NEQ(this=f, expression=x.text("")) for f in firsts])
        whole = x.call("concat_ws", x.text(PART), *firsts)
        yield x.choose((there, x.items(whole)), otherwise=x.no_texts())


def _cell(path: str, columns: set[str], lookups: dict[str, tuple[str, frozenset[str]]]) -> Node | None:
    ref, dot, prop = path.partition(".")
    if not dot:
        return x.column(path, "r") if path in columns else None
    return x.column(prop, f"to_{ref}") if ref in lookups else None


def _texts_type() -> x.exp.DataType:
    return x.exp.DataType.build("VARCHAR[]", dialect="duckdb")


def _date() -> x.exp.DataType:
    return x.exp.DataType.build("DATE")
