"""An applied query becomes tables of things: one row per source row and entity, typed columns.

A thing is what one delivery says; `history` makes records of things, when it knows all deliveries.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tidegate.registers.mapping import Applied, EntityMapping, Value
from tidegate.registers.mapping import expressions as x
from tidegate.registers.mapping.apply import id_column, there_column
from tidegate.registers.mapping.expressions import Node
from tidegate.tables import Session

CARRIED = ("file", "delivery_date", "row_key", "gone")
"""Columns the source must have beside its cells: a row's delivery, the register's own key, the mark of deletion."""

SEPARATOR = "\x1f"


@dataclass(frozen=True)
class ThingFile:
    """A written table of things.

    What is the same for all of them stands here and not in each row; a property that has at most one value in
    each is a column of texts, another one of lists, for lists take twice the time to write and to read.

    Args:
        path: The Parquet file.
        schema: Schema of the things.
        thing: Name of the entity within the mapping.
        register: Id of the register.
        source: Name of the kind of file.
        query: Number of the query.
    """

    path: Path
    schema: str
    thing: str
    register: str
    source: str
    query: int


def write_things(
    session: Session, applied: Applied, *, folder: Path, register: str, query: int, source: str,
    valid: Mapping[str, tuple[str, str]],
) -> list[ThingFile]:  # fmt: skip
    """Write every entity of an applied query as a table of things.

    Args:
        session: The engine that holds the applied query; it must see the folder.
        applied: The query, applied to a source that has the columns `CARRIED`.
        folder: Where the Parquet files go.
        register: Id of the register.
        query: Number of the query.
        source: Name of the kind of file.
        valid: Entity to the names of carried columns with clean dates, the start and the end of its validity.
    Returns:
        The files, in the order of the entities.
    """
    written = []
    for number, entity in enumerate(applied.plan.query.entities):
        select = x.exp.select(
            x.column("file"),
            x.column("row_number"),
            x.column("delivery_date"),
            x.column("gone"),
            _as(x.column(f"id{number}"), "entity_id"),
            *_content(applied, entity, register, query),
            *_validity(applied, entity, valid.get(entity.name, ("", ""))),
            *_properties(applied, entity),
        )
        select = select.from_(applied.name).where(x.column(there_column(applied.plan, entity.name)))
        path = folder / f"{source}_{query}_{entity.name}.parquet"
        target = x.sql(x.text(str(path)))
        # Read again once, when the records are made of it: quick to pack counts for more than small.
        session.execute(f"copy ({x.sql(select)}) to {target} (format parquet, compression snappy)")
        written.append(ThingFile(path, entity.schema.name, entity.name, register, source, query))
    return written


def _as(node: Node, name: str) -> Node:
    return x.exp.alias_(node, x.exp.to_identifier(name, quoted=True))


def _nodes(applied: Applied, entity: EntityMapping) -> dict[str, Node]:
    nodes: dict[str, Node] = {v.prop: v.node for v in applied.values[entity.name]}
    for mapped in entity.properties:
        if mapped.entity:
            nodes[mapped.prop.name] = x.column(id_column(applied.plan, mapped.entity))
    return dict(sorted(nodes.items()))


def _content(applied: Applied, entity: EntityMapping, register: str, query: int) -> Iterator[Node]:
    """Hash what the thing says, and what it is known by; both short, as text."""
    said = _said(applied, entity)
    whole = x.call("concat_ws", x.text(SEPARATOR), x.text(entity.schema.name), *said)
    content = x.call("left", x.call("md5", whole), x.number(24))
    known_by = x.call("coalesce", x.column("row_key"), whole)
    head = x.text(SEPARATOR.join((register, str(query), entity.name, entity.schema.name, "")))
    yield _as(x.call("left", x.sha1(x.joined(head, known_by)), x.number(24)), "known_by")
    yield _as(content, "content")


def _said(applied: Applied, entity: EntityMapping) -> list[Node]:
    """Give the text of each property, in the order of `_nodes`; where there is one value, without a list of it."""
    many = {v.prop for v in applied.values[entity.name] if v.many}
    return [
        x.call("array_to_string", node, x.text("\x1e")) if prop in many else x.call("coalesce", node, x.text(""))
        for prop, node in _nodes(applied, entity).items()
    ]


def _properties(applied: Applied, entity: EntityMapping) -> Iterator[Node]:
    values = {v.prop: v for v in applied.values[entity.name]}
    for name, node in _nodes(applied, entity).items():
        yield _as(node, name)
        kind = entity.schema.properties[name].type
        if kind == "date" and name in values:
            yield _as(_bound(values[name], first=True), f"{name}_from")
            yield _as(_bound(values[name], first=False), f"{name}_to")
        elif kind == "number" and name in values:
            first = x.call("list_extract", node, x.number(1)) if values[name].many else node
            plain = x.call("regexp_replace", first, x.text("[, ]"), x.text(""), x.text("g"))
            yield _as(x.exp.TryCast(this=plain, to=x.exp.DataType.build("DOUBLE")), f"{name}_number")


def _bound(value: Value, *, first: bool) -> Node:
    """Give the first or the last day that a partial date may mean; of several dates the earliest or latest."""
    if not value.many:
        return _day(value.node, first=first)
    n = x.exp.to_identifier("n", quoted=True)
    days = x.call("list_transform", value.node, x.exp.Lambda(this=_day(x.column("n"), first=first), expressions=[n]))
    return x.call("list_min" if first else "list_max", days)


def _day(text: Node, *, first: bool) -> Node:
    length = x.call("length", text)
    january, start = x.joined(text, x.text("-01-01")), x.joined(text, x.text("-01"))
    year = x.exp.EQ(this=length, expression=x.number(4))
    month = x.exp.EQ(this=length, expression=x.number(7))
    if first:
        return _date(x.choose((year, january), (month, start), otherwise=x.call("left", text, x.number(10))))
    whole = _date(x.choose((year, x.joined(text, x.text("-12-31"))), otherwise=x.call("left", text, x.number(10))))
    return x.choose((month, x.call("last_day", _date(start))), otherwise=whole)


def _date(node: Node) -> Node:
    return x.exp.TryCast(this=node, to=x.exp.DataType.build("DATE"))


def _validity(applied: Applied, entity: EntityMapping, columns: tuple[str, str]) -> Iterator[Node]:
    values = {v.prop: v for v in applied.values[entity.name]}
    sides = (
        ("valid_from", columns[0], entity.schema.temporal_start),
        ("valid_to", columns[1], entity.schema.temporal_end),
    )
    for name, column, props in sides:
        first = name == "valid_from"
        bounds = [_bound(values[p], first=first) for p in props if p in values]
        if column:
            yield _as(_day(x.column(column), first=first), name)
        elif bounds:
            yield _as(x.call("least" if first else "greatest", *bounds), name)
        else:
            yield _as(_date(x.exp.Null()), name)
