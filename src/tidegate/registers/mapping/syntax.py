"""The FollowTheMoney mapping syntax, read into values.

What comes in is the mapping as YAML gives it; what goes out are frozen queries, entities in the
order in which they can be made, and properties; or a `MappingError` that names every fault at once.
The meaning follows FollowTheMoney 4 to the letter, quirks included: a mapping is a promise to others.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tidegate.errors import MappingError
from tidegate.vocabulary import Model, Property, Schema

_PLACEHOLDER = re.compile(r"{{([^(}})]*)}}")
_PROPERTY_WORDS = {
    "column", "columns", "join", "split", "entity", "format", "fuzzy", "required", "literal", "literals", "template",
}  # fmt: skip


@dataclass(frozen=True)
class PropertyMapping:
    """Where the values of one property come from.

    Args:
        prop: The property.
        columns: Columns whose cells are values, in order.
        literals: Values that stand in the mapping itself.
        join: Text between the values that become one; None keeps them apart.
        split: Text at which a value falls apart; None keeps it whole.
        entity: Name of the entity that is referred to; empty where the values are texts.
        format: How the type reads a value (a date's pattern, a kind of identifier, a phone's country).
        fuzzy: Whether the type may guess.
        required: Whether an entity without this property is left out.
        template: Text with `{{column}}` in it; None where there is none.
        placeholders: Columns that the template names, in order.
    """

    prop: Property
    columns: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    join: str | None = None
    split: str | None = None
    entity: str = ""
    format: str | None = None
    fuzzy: bool = False
    required: bool = False
    template: str | None = None
    placeholders: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntityMapping:
    """One thing that a row speaks of.

    Args:
        name: Its name within the mapping.
        schema: Its schema.
        keys: Columns that make its id; empty where `id_column` is the id.
        key_literal: Text that goes before the keys.
        id_column: Column that holds the id itself.
        properties: Its properties.
    """

    name: str
    schema: Schema
    keys: tuple[str, ...]
    key_literal: str
    id_column: str
    properties: tuple[PropertyMapping, ...]

    def columns(self) -> Iterator[str]:
        """Name every column this entity reads, some perhaps twice."""
        yield from self.keys
        if self.id_column:
            yield self.id_column
        for mapped in self.properties:
            yield from mapped.columns
            yield from mapped.placeholders


@dataclass(frozen=True)
class QueryMapping:
    """One pass over a source.

    Args:
        entities: The things each row speaks of, a thing after those it refers to.
        filters: Column and the texts of which its cell must be one (None: empty).
        filters_not: Column and the texts of which its cell must be none.
        source: The remaining words of the query (csv_url, database, source ...).
    """

    entities: tuple[EntityMapping, ...]
    filters: tuple[tuple[str, tuple[str | None, ...]], ...]
    filters_not: tuple[tuple[str, tuple[str | None, ...]], ...]
    source: Mapping[str, Any]

    def columns(self) -> tuple[str, ...]:
        """Name every column the query reads, each once, in order of first use."""
        used = dict.fromkeys(c for e in self.entities for c in e.columns())
        used.update(dict.fromkeys(c for c, _ in (*self.filters, *self.filters_not)))
        return tuple(used)


def parse_query(data: Mapping[str, Any], model: Model, *, where: str) -> QueryMapping:
    """Read one query of a mapping.

    Args:
        data: The query as YAML gives it.
        model: The vocabulary its schemata and properties belong to.
        where: File and query, for the errors.
    Returns:
        The query, its entities in an order in which each can be made.
    Raises:
        MappingError: All faults of the query, each with its place.
    Example:
        >>> from tidegate.vocabulary import model
        >>> q = parse_query({"entities": {"p": {"schema": "Person", "key": "id",
        ...                 "properties": {"name": {"column": "n"}}}}}, model(), where="x.yml")
        >>> q.columns()
        ('id', 'n')
    """
    faults: list[str] = []
    entities_data = data.get("entities") or {}
    if not isinstance(entities_data, Mapping) or not entities_data:
        _refuse(where, ["no entities are defined"])
    entities = [e for name, d in entities_data.items() if (e := _entity(str(name), d, model, faults))]
    if not faults:
        _check_references(entities, faults)
    if faults:
        _refuse(where, faults)
    return QueryMapping(
        entities=tuple(_ordered(entities, where)),
        filters=_filters(data.get("filters"), "filters", where),
        filters_not=_filters(data.get("filters_not"), "filters_not", where),
        source={k: v for k, v in data.items() if k not in {"entities", "filters", "filters_not"}},
    )


def listed(data: Mapping[str, Any], *keys: str) -> list[Any]:
    """Gather the values under several keys, each a single value or a list.

    Args:
        data: A part of a mapping.
        keys: The words to look under.
    Example:
        >>> listed({"column": "a", "columns": ["b", "c"]}, "column", "columns")
        ['a', 'b', 'c']
    """
    values: list[Any] = []
    for key in keys:
        value = data.get(key)
        values.extend(value if isinstance(value, list | tuple | set) else [] if value is None else [value])
    return values


def _refuse(where: str, faults: list[str]) -> None:
    raise MappingError(where=where, what="; ".join(faults), mend="correct the mapping at these places")


def _text(value: object) -> str | None:
    text = None if value is None else str(value).strip()
    return text or None


def _truth(value: object) -> bool:
    return value if isinstance(value, bool) else str(value).strip().lower() in {"1", "true", "yes", "y", "t", "on"}


def _entity(name: str, data: object, model: Model, faults: list[str]) -> EntityMapping | None:
    if not isinstance(data, Mapping):
        faults.append(f"entity '{name}' should be a mapping of words to values")
        return None
    keys = tuple(str(k) if isinstance(k, str) else _never(k) for k in listed(data, "key", "keys"))
    id_column = _text(data.get("id_column")) or ""
    if bool(keys) == bool(id_column):
        faults.append(f"entity '{name}' needs either keys or an id_column" + (", not both" if keys else ""))
    schema = model.get(_text(data.get("schema")) or "")
    if schema is None:
        faults.append(f"entity '{name}' has the unknown schema '{data.get('schema')}'")
        return None
    properties_data = data.get("properties") or {}
    if not isinstance(properties_data, Mapping):
        faults.append(f"the properties of entity '{name}' should be a mapping of names to mappings")
        return None
    mapped = [_property(name, str(p), d, schema, faults) for p, d in properties_data.items()]
    return EntityMapping(
        name=name,
        schema=schema,
        keys=keys,
        key_literal=_text(data.get("key_literal")) or "",
        id_column=id_column,
        properties=tuple(m for m in mapped if m),
    )


def _never(key: object) -> str:
    # YAML reads a bare `no` as false; FollowTheMoney then finds no such column. The name keeps that and can be seen.
    return f"<{key!r}, not a text>"


def _property(entity: str, name: str, data: object, schema: Schema, faults: list[str]) -> PropertyMapping | None:
    place = f"property '{name}' of entity '{entity}'"
    prop = schema.properties.get(name)
    if prop is None:
        faults.append(f"{place} does not exist in the schema '{schema.name}'")
        return None
    if prop.stub:
        faults.append(f"{place} is the far side of a tie and cannot be set")
        return None
    if not isinstance(data, Mapping):
        faults.append(f"{place} should be a mapping of words to values")
        return None
    unknown = sorted(str(w) for w in data if w not in _PROPERTY_WORDS)
    if unknown:
        faults.append(f"{place} has the unknown word '{unknown[0]}'")
    template = _text(data.get("template"))
    return PropertyMapping(
        prop=prop,
        columns=tuple(c if isinstance(c, str) else _never(c) for c in listed(data, "column", "columns")),
        literals=tuple(str(v) for v in listed(data, "literal", "literals")),
        join=None if data.get("join") is None else str(data["join"]),
        split=None if data.get("split") is None else str(data["split"]),
        entity=_text(data.get("entity")) or "",
        format=_text(data.get("format")) or prop.format,
        fuzzy=_truth(data.get("fuzzy", False)),
        required=_truth(data.get("required", False)),
        template=template,
        placeholders=tuple(_PLACEHOLDER.findall(template)) if template else (),
    )


def _check_references(entities: list[EntityMapping], faults: list[str]) -> None:
    by_name = {e.name: e for e in entities}
    for entity in entities:
        for mapped in entity.properties:
            if not mapped.entity:
                continue
            place = f"property '{mapped.prop.name}' of entity '{entity.name}'"
            other = by_name.get(mapped.entity)
            if other is None:
                faults.append(f"{place} refers to '{mapped.entity}', which is not an entity of this query")
            elif not mapped.prop.range or not other.schema.is_a(mapped.prop.range):
                wanted = mapped.prop.range or "text"
                faults.append(f"{place} must be a {wanted}, and '{other.name}' is a {other.schema.name}")


def _ordered(entities: list[EntityMapping], where: str) -> Iterator[EntityMapping]:
    waiting, made = list(entities), set[str]()
    while waiting:
        ready = next((e for e in waiting if {p.entity for p in e.properties if p.entity} <= made), None)
        if ready is None:
            names = ", ".join(e.name for e in waiting)
            _refuse(where, [f"the entities {names} refer to each other in a circle"])
            return
        waiting.remove(ready)
        made.add(ready.name)
        yield ready


def _filters(data: object, word: str, where: str) -> tuple[tuple[str, tuple[str | None, ...]], ...]:
    if data is None:
        return ()
    if not isinstance(data, Mapping):
        _refuse(where, [f"'{word}' should be a mapping of columns to texts"])
        return ()
    rows = []
    for column, wanted in data.items():
        values = wanted if isinstance(wanted, list) else [] if wanted is None else [wanted]
        rows.append((str(column), tuple(v if v is None else str(v) for v in values)))
    return tuple(rows)
