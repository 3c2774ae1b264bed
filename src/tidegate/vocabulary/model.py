"""What things and ties there are, without the cost of importing followthemoney (2.4 s).

The metadata of every schema and property, FollowTheMoney's and our own, is computed once by
`tidegate.vocabulary.build` with followthemoney itself and lies beside this file as `model.json`.
A test holds that file against followthemoney, so that what stands here is what it would say.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import orjson


@dataclass(frozen=True)
class Property:
    """One property of a schema, as followthemoney computes it.

    Args:
        name: Its name, such as `holder`.
        qname: Its name with the schema that defines it, such as `Permit:holder`.
        label: What people call it, in English.
        description: What it means; empty where nobody wrote it down.
        type: FtM's type of its values: name, date, country, identifier, address, number, entity, string, text, url ...
        range: Schema of the entities it may point to; None where it points to none.
        reverse: Name of the property that looks back from there; None where there is none.
        format: A narrower form of an identifier (`lei`, `wikidata`); None where there is none.
        stub: Whether it only looks back and cannot be written.
        deprecated: Whether new data should not use it.
        matchable: Whether it helps to tell who is who.
        hidden: Whether screens leave it out.
        max_length: Longest value, characters.
        total_size: Most characters that all values of its type may take in one entity; None where there is no bound.
    """

    name: str
    qname: str
    label: str
    description: str
    type: str
    range: str | None
    reverse: str | None
    format: str | None
    stub: bool
    deprecated: bool
    matchable: bool
    hidden: bool
    max_length: int
    total_size: int | None


@dataclass(frozen=True)
class Schema:
    """One kind of thing or tie.

    Args:
        name: Its name, such as `Permit`.
        label: What people call one, in English.
        plural: What people call several.
        description: What it means; empty where nobody wrote it down.
        own: Whether it is ours (True) or FollowTheMoney's.
        extends: The schemata it directly extends, sorted.
        names: Itself and everything it is a kind of.
        abstract: Whether it is for inheritance only, so that no entity may have it.
        deprecated: Whether new data should not use it.
        matchable: Whether two entities of it may be the same in FtM's view.
        edge: Properties at the source and the target of a tie; None where it is not drawn as one.
        temporal_start: Properties that say from when it holds; the earliest value counts.
        temporal_end: Properties that say until when; the latest value counts.
        required: Properties without which it means little.
        featured: Properties to be shown first.
        caption: Properties that name it, the first that has a value counts.
        properties: All its properties by name, inherited ones included, sorted by name.
    """

    name: str
    label: str
    plural: str
    description: str
    own: bool
    extends: tuple[str, ...]
    names: frozenset[str]
    abstract: bool
    deprecated: bool
    matchable: bool
    edge: tuple[str, str] | None
    temporal_start: tuple[str, ...]
    temporal_end: tuple[str, ...]
    required: tuple[str, ...]
    featured: tuple[str, ...]
    caption: tuple[str, ...]
    properties: Mapping[str, Property] = field(repr=False, hash=False)

    def is_a(self, name: str) -> bool:
        """Whether this schema is the named one or a kind of it.

        Args:
            name: Name of a schema.
        Returns:
            True for itself and everything it extends, directly or not.
        Example:
            >>> company = model().schemata["Company"]
            >>> company.is_a("LegalEntity"), company.is_a("Person")
            (True, False)
        """
        return name in self.names


@dataclass(frozen=True)
class Model:
    """Every schema there is.

    Args:
        schemata: All schemata by name, sorted by name.
        version: Version of followthemoney that the metadata was computed with.
    """

    schemata: Mapping[str, Schema]
    version: str

    def get(self, name: str) -> Schema | None:
        """Look a schema up by its name.

        Args:
            name: Name of a schema, such as `Permit`.
        Returns:
            The schema, or None where there is none of that name.
        Example:
            >>> model().get("Permit").label, model().get("Permission")
            ('Permit', None)
        """
        return self.schemata.get(name)


@functools.cache
def model() -> Model:
    """Give all schemata and properties, FollowTheMoney's and our own.

    Returns:
        The model; the same object at every call.
    Example:
        >>> model().schemata["Premises"].properties["floorArea"].type
        'number'
    """
    return from_json(files(__package__).joinpath("model.json").read_bytes())


def from_json(content: bytes) -> Model:
    """Read a model from the file that `tidegate.vocabulary.build` writes.

    Args:
        content: The content of `model.json`.
    Returns:
        The model; properties are shared between a schema and those that inherit them.
    """
    data = orjson.loads(content)
    properties = {qname: Property(qname=qname, **values) for qname, values in data["properties"].items()}
    schemata = {name: _schema(name, values, properties) for name, values in data["schemata"].items()}
    return Model(MappingProxyType(schemata), data["version"])


_LISTS = ("extends", "temporal_start", "temporal_end", "required", "featured", "caption")


def _schema(name: str, values: dict[str, Any], properties: dict[str, Property]) -> Schema:
    lists: dict[str, Any] = {key: tuple(values.pop(key)) for key in _LISTS}
    edge = values.pop("edge")
    inherited = {properties[q].name: properties[q] for q in values.pop("properties")}
    return Schema(
        name=name,
        names=frozenset(values.pop("names")),
        edge=(edge[0], edge[1]) if edge else None,
        properties=MappingProxyType(inherited),
        **lists,
        **values,
    )
