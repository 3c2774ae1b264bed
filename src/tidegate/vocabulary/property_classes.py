"""To which data class a property belongs: what a covenant gives and what a rule may rest on."""

import functools
from importlib.resources import files
from typing import Any

import yaml

from tidegate.vocabulary.model import Schema, model


@functools.cache
def property_class(schema: str, name: str) -> str:
    """Give the data class of a property.

    Args:
        schema: Name of the schema.
        name: Name of the property.
    Returns:
        Name of a data class; that of the nearest schema above which says something of it.
    Example:
        >>> property_class("Person", "nationality"), property_class("Company", "name")
        ('origin', 'business')
    """
    words = _words()
    # An exception for the property goes before the class of a schema, however near that one is.
    lineage = _lineage(model().schemata[schema])
    for above in lineage:
        if name in words["properties"].get(above, {}):
            return str(words["properties"][above][name])
    return next((str(words["schemata"][above]) for above in lineage if above in words["schemata"]), str(words["other"]))


def _lineage(schema: Schema) -> tuple[str, ...]:
    """Name a schema and those above it, the nearest first."""
    found, waiting = [], [schema]
    while waiting:
        one = waiting.pop(0)
        if one.name not in found:
            found.append(one.name)
            waiting += [model().schemata[n] for n in one.extends]
    return tuple(found)


@functools.cache
def _words() -> dict[str, Any]:
    text = files(__package__).joinpath("property_classes.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
