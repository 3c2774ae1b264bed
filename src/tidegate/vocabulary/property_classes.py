"""What kind of data a property holds, so that a covenant, a view and a rule speak of the same thing.

The list is a data file. A nearer schema goes before a farther one: what `Person` says of `country` (it stands for
origin) goes before what `Thing` says of it. What nobody listed is refused: data of unknown kind is not harmless data.
"""

import functools
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import yaml

from tidegate.vocabulary.model import Schema, model

Overrides = Mapping[tuple[str, str], str]
"""Schema and property to the class that a register gives them."""


@functools.cache
def property_class(schema: str, name: str) -> str:
    """Tell what kind of data a property holds.

    Args:
        schema: Name of a schema, such as `Permit`.
        name: Name of one of its properties; an empty name is the schema as a whole.
    Returns:
        Name of the data class.
    Raises:
        ValueError: There is no such schema, or nobody listed its class.
    Source:
        The classes follow Regulation (EU) 2016/679 (GDPR), articles 4(1), 9, 10 and 87.
    Example:
        >>> property_class("Permit", "status"), property_class("Person", "country"), property_class("Company", "phone")
        ('permit', 'origin', 'contact')
    """
    known = model().get(schema)
    if known is None:
        raise ValueError(f"there is no schema '{schema}'")
    listed = _listed()
    own = [listed["properties"].get(near.name, {}).get(name) for near in _nearest(known)]
    whole = [listed["schemata"].get(near.name) for near in _nearest(known)]
    for found in (*own, *whole):
        if found:
            return str(found)
    raise ValueError(f"nobody listed the data class of '{schema}' in property_classes.yml")


def _nearest(schema: Schema) -> Iterator[Schema]:
    """Give a schema and what it is a kind of, breadth first; our own words before those of what lies behind them."""
    waiting, seen = [schema], set[str]()
    while waiting:
        here = waiting.pop(0)
        if here.name in seen:
            continue
        seen.add(here.name)
        yield here
        waiting.extend(model().schemata[name] for name in here.extends)


@functools.cache
def _listed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(
        files(__package__).joinpath("property_classes.yml").read_text(encoding="utf-8")
    )
    return found
