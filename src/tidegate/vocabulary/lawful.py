"""The words of a register's lawful part: data classes, sensitivities, kinds of statement.

The lists are data files; purposes are not here, for each covenant has its own.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml


@dataclass(frozen=True)
class DataClass:
    """A kind of data that a register may hold.

    Args:
        name: Its name, as a register's `data_classes` has it.
        special: Article of the GDPR that sets it apart: 9, 10, or 0 for none.
        forbidden_in_rules: Whether nothing that rests on it may enter a rule, an indicator or a comparison.
        description: What belongs to it.
    """

    name: str
    special: int
    forbidden_in_rules: bool
    description: str


@dataclass(frozen=True, order=True)
class Sensitivity:
    """How narrow the circle is that may see a register; a narrower circle is greater.

    Args:
        rank: Place in the order, 0 is open to everyone.
        name: Its name, as a register's `sensitivity` has it.
        description: Who may see it.
    Example:
        >>> sensitivities()["open"] < sensitivities()["secret"]
        True
    """

    rank: int
    name: str
    description: str


@functools.cache
def data_classes() -> Mapping[str, DataClass]:
    """Give all data classes.

    Returns:
        Data class by name, in the order of the file.
    Example:
        >>> data_classes()["origin"].forbidden_in_rules, data_classes()["business"].special
        (True, 0)
    """
    return MappingProxyType({name: DataClass(name, **values) for name, values in _words("data_classes").items()})


@functools.cache
def sensitivities() -> Mapping[str, Sensitivity]:
    """Give all sensitivities, from the widest circle to the narrowest.

    Returns:
        Sensitivity by name; they compare by how narrow they are.
    Example:
        >>> list(sensitivities())
        ['open', 'internal', 'confidential', 'secret']
    """
    words = _words("lawful_words")["sensitivities"]
    return MappingProxyType({name: Sensitivity(i, name, text) for i, (name, text) in enumerate(words.items())})


@functools.cache
def statements() -> Mapping[str, str]:
    """Give the kinds of statement that a register may make.

    Returns:
        Description by name.
    Example:
        >>> list(statements())
        ['facts', 'assessments']
    """
    return MappingProxyType(dict(_words("lawful_words")["statements"]))


def _words(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files(__package__).joinpath(f"{name}.yml").read_text(encoding="utf-8"))
    return found
