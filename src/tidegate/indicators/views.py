"""What a rule may read: one view per schema as of a day, its history, and a few views made by other rooms.

A view shows only what was known on the day: versions that a delivery up to that day knew and none up to that day
withdrew. Every property of the vocabulary is there, empty where the city's registers do not give it, so that one rule
serves many cities; whether it means anything there is told apart (`missing`).
"""

import functools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import yaml

from tidegate.registers.mapping import expressions as x
from tidegate.tables import Session
from tidegate.vocabulary import Overrides, Schema, model, property_class

Sources = Mapping[str, "pa.Table | Path"]
"""Name of a schema or of another view to its table, or to its Parquet file that the session may see."""

HISTORY = "_history"
"""What the name of a view of all versions ends in."""

_HEAD = {
    "record_id": "VARCHAR", "register": "VARCHAR", "file": "VARCHAR", "row_number": "BIGINT",
    "delivery_date": "VARCHAR", "known_from": "DATE", "known_to": "DATE", "valid_from": "DATE", "valid_to": "DATE",
    "entity": "VARCHAR",
}  # fmt: skip

_IDS = frozenset({"entity", "record_id"})
_AREAS = frozenset({
    "address", "addressEntity", "areaCode", "city", "country", "district", "full", "geometry", "houseNumber",
    "jurisdiction", "locality", "location", "neighbourhood", "plot", "postalCode", "postOfficeBox", "region", "state",
    "street", "street2",
})  # fmt: skip
_POINTS = frozenset({"latitude", "longitude"})


@dataclass(frozen=True)
class ViewColumn:
    """One column of a view.

    Args:
        type: Its type in SQL.
        prop: The property it gives, as `Schema.property`; empty where it gives none.
        data_class: Kind of data it holds; empty where it only says where a row came from or what it is about.
        sign: `area`, `point`, `name`, `number` or `id` where it names a place, a point, somebody, or carries an
            identifying number or the id of a thing; empty elsewhere.
        person: Whether it says which natural person something is about.
        named: What the table that it is read from calls it, where that is another name.
    """

    type: str
    prop: str = ""
    data_class: str = ""
    sign: str = ""
    person: bool = False
    named: str = ""

    def among(self, name: str, there: Collection[str]) -> str:
        """Tell under which name a table has this column.

        Args:
            name: Name of the column in the view.
            there: Columns of the table.
        Returns:
            The name; empty where the table lacks it.
        """
        return next((n for n in (name, self.named) if n and n in there), "")


@functools.cache
def columns_of(view: str) -> Mapping[str, ViewColumn] | None:
    """Give the columns of a view that a rule may name.

    Args:
        view: Name of the view, exactly.
    Returns:
        Column by name; None where there is no such view.
    Example:
        >>> columns_of("Permit_history")["statusDate_from"].type, columns_of("permits")
        ('DATE', None)
    """
    extra = _extra_views().get(view)
    if extra is not None:
        return {
            name: ViewColumn(
                c["type"], f"{view}.{name}", c.get("class", ""), c.get("sign", ""), named=c.get("named", "")
            )
            for name, c in extra.items()
        }
    schema = model().get(view.removesuffix(HISTORY))
    return None if schema is None or schema.abstract else _of_schema(schema)


def view_names() -> tuple[str, ...]:
    """Name every view there is.

    Returns:
        The names, sorted; of each schema the view and its history.
    """
    schemata = [s.name for s in model().schemata.values() if not s.abstract]
    return tuple(sorted([*schemata, *(f"{s}{HISTORY}" for s in schemata), *_extra_views()]))


@functools.cache
def _extra_views() -> dict[str, dict[str, dict[str, str]]]:
    text = files(__package__).joinpath("views.yml").read_text(encoding="utf-8")
    found: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(text)
    return found


def _of_schema(schema: Schema) -> dict[str, ViewColumn]:
    person = schema.name == "Person"
    columns = {n: ViewColumn(kind, sign="id" if n in _IDS else "", person=person) for n, kind in _HEAD.items()}
    for name, prop in schema.properties.items():
        if prop.stub:
            continue
        of_people = person or name == "director" or prop.range == "Person"
        sign = _sign(schema.name, name, prop.type)
        said = ViewColumn("VARCHAR", f"{schema.name}.{name}", property_class(schema.name, name), sign, of_people)
        columns[name] = said
        if prop.type == "number":
            columns[f"{name}_number"] = replace(said, type="DOUBLE")
        if prop.type == "date":
            columns |= {f"{name}{end}": replace(said, type="DATE") for end in ("_from", "_to")}
    return columns


def _sign(schema: str, name: str, kind: str) -> str:
    if name in _POINTS:
        return "point"
    if name in _AREAS or kind in {"address", "country"}:
        return "area"
    if kind == "name" or (schema == "Person" and kind == "string"):
        return "name"
    return {"identifier": "number", "entity": "id"}.get(kind, "")


def class_of(column: ViewColumn, overrides: Overrides) -> str:
    """Tell what kind of data a column holds in a city.

    Args:
        column: The column.
        overrides: What its registers say of single properties.
    Returns:
        Name of the data class; empty where it holds no data about anybody.
    """
    schema, _, name = column.prop.partition(".")
    return overrides.get((schema, name), column.data_class) if column.prop else ""


def missing(reached: Iterable[tuple[str, str]], there: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Tell which of the columns that a rule reads no register gives.

    Args:
        reached: View and column.
        there: Schema or view to the columns its table has.
    Returns:
        What is needed and absent, as `Permit.statusDate`, or `Permit` where the whole schema is; sorted.
    """
    absent = set()
    for view, name in reached:
        source = view.removesuffix(HISTORY)
        if source not in there:
            absent.add(source)
            continue
        column = (columns_of(view) or {})[name]
        if not column.among(name, there[source]):
            absent.add(column.prop or f"{source}.{name}")
    return tuple(sorted(absent))


def open_views(
    session: Session, sources: Sources, views: Mapping[str, Collection[str]], *, on: date, without: Collection[str] = ()
) -> None:
    """Make the views that rules are about to read.

    Args:
        session: The engine; it may see the files.
        sources: The tables.
        views: Name of a view to the columns wanted beside those that every record has; a view without a source is
            made without a row.
        on: The day; what only later deliveries knew is not there.
        without: Registers whose rows are left out.
    """
    for view in sorted(views):
        source = view.removesuffix(HISTORY)
        there = offer(session, source, sources)
        columns = {n: c for n, c in (columns_of(view) or {}).items() if n in _HEAD or n in views[view]}
        select = _rows_of(view, columns, there, on)
        if without and "register" in there:
            select = select.where(x.exp.Not(this=_among("register", without)))
        session.execute(x.sql(_create(view, select)))


def offer(session: Session, name: str, sources: Sources) -> tuple[str, ...]:
    """Make a source readable as `source_<name>`.

    Args:
        session: The engine.
        name: Name of the source.
        sources: The tables.
    Returns:
        Its columns; none where there is no such source.
    """
    source = sources.get(name)
    if source is None:
        return ()
    if isinstance(source, pa.Table):
        session.register(f"source_{name}", source)
        return tuple(source.column_names)
    file = x.exp.Table(this=x.call("read_parquet", x.text(str(source))))
    session.execute(x.sql(_create(f"source_{name}", x.exp.select("*").from_(file))))
    nothing = x.exp.select("*").from_(_named(f"source_{name}")).limit(0)
    return tuple(session.fetch(x.sql(nothing)).column_names)


def _rows_of(view: str, columns: Mapping[str, ViewColumn], there: Collection[str], on: date) -> x.exp.Select:
    source = view.removesuffix(HISTORY)
    day = x.exp.Cast(this=x.text(on.isoformat()), to=_type("DATE"))
    select = x.exp.Select(expressions=[_typed(name, c, there, day) for name, c in columns.items()])
    if not there:
        return select.where(x.exp.false())
    select = select.from_(_named(f"source_{source}"))
    since, until = x.column("known_from"), x.column("known_to")
    if "known_from" in there:
        select = select.where(x.either(x.missing(since), x.exp.LTE(this=since, expression=day)))
    if "known_to" in there and view == source and source != "entities":
        select = select.where(x.either(x.missing(until), x.exp.GT(this=until, expression=day)))
    return select


def _among(name: str, values: Collection[str]) -> x.Node:
    """Tell whether a column is one of some values; one that is absent is none of them."""
    one = x.call("coalesce", x.column(name), x.text(""))
    return x.exp.In(this=one, expressions=[x.text(v) for v in sorted(values)])


def _typed(name: str, column: ViewColumn, there: Collection[str], day: x.Node) -> x.Node:
    said = column.among(name, there)
    value: x.Node = x.column(said) if said else x.exp.Null()
    if name == "known_to" and said:
        # On the day nobody knew yet that the version would go.
        value = x.choose((x.exp.LTE(this=x.column(name), expression=day.copy()), value))
    cast = x.exp.Cast(this=value, to=_type(column.type))
    return x.exp.Alias(this=cast, alias=x.exp.to_identifier(name, quoted=True))


def _type(name: str) -> x.Node:
    return _types(name).copy()


@functools.cache
def _types(name: str) -> x.Node:
    return x.exp.DataType.build(name, dialect="duckdb")


def _named(name: str) -> x.exp.Table:
    return x.exp.Table(this=x.exp.to_identifier(name, quoted=True))


def _create(name: str, select: x.Node) -> x.Node:
    return x.exp.Create(this=_named(name), kind="VIEW", replace=True, expression=select, temporary=True)
