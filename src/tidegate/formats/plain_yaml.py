"""YAML in which only true and false are truth values.

In YAML 1.1 `on`, `off`, `yes` and `no` are too, so that the word `on` of a test and the country code NO would become
True and False.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C where it was built, which is some seven times faster and reads the same."""


class _Loader(_Safe):  # type: ignore[misc]
    """YAML's safe loader with fewer words for true and false."""


_BOOL = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


def read_yaml(text: str) -> Any:
    """Read YAML.

    Args:
        text: The text.
    Returns:
        What it says.
    Raises:
        yaml.YAMLError: It is no YAML.
    Example:
        >>> read_yaml("{on: off, is: true, land: NO}")
        {'on': 'off', 'is': True, 'land': 'NO'}
    """
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - the loader is YAML's safe one with fewer words


Place = tuple[str | int, ...]
"""Where a value stands: the keys and the numbers (from 0) on the way to it."""


@dataclass(frozen=True)
class Lined:
    """What YAML says, and on which line each of its values stands.

    Args:
        value: What it says.
        lines: Place of a value to its line, from 1.
        twice: Keys that stand twice in one mapping, of which YAML silently takes the last.
    """

    value: Any
    lines: dict[Place, int] = field(default_factory=dict)
    twice: tuple[Place, ...] = ()

    def line(self, place: Place) -> int:
        """Give the line of a value, or of the nearest thing around it.

        Args:
            place: Where it stands, or would stand.
        Returns:
            The line, from 1.
        """
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml_lined(text: str) -> Lined:
    r"""Read YAML and keep the line of every value, so that a fault can be shown where it stands.

    Args:
        text: The text.
    Returns:
        What it says, with its lines.
    Raises:
        yaml.YAMLError: It is no YAML, or is nested too deep, or holds a day that no calendar has.
    Example:
        >>> read = read_yaml_lined("{a: 1, b: [c,\n d]}")
        >>> read.value, read.line(("b", 1))
        ({'a': 1, 'b': ['c', 'd']}, 2)
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Lined(None)
        lines: dict[Place, int] = {}
        twice: list[Place] = []
        for place, line in _walk(node, (), set()):
            if place in lines:
                twice.append(place)
            lines[place] = line
        return Lined(loader.construct_document(node), lines, tuple(twice))
    except RecursionError as fault:
        raise yaml.YAMLError("it is nested too deep") from fault
    except (ValueError, TypeError) as fault:
        raise yaml.YAMLError(str(fault)) from fault
    finally:
        loader.dispose()


def _walk(node: Any, place: Place, seen: set[int]) -> Iterator[tuple[Place, int]]:
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode) or id(node) in seen:
        return
    # What is said once and pointed to many times is walked once, however often it is pointed to.
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            for at, line in _walk(child, (*place, str(key.value)), seen):
                yield at, key.start_mark.line + 1 if at == (*place, str(key.value)) else line
        return
    for number, child in enumerate(node.value):
        yield from _walk(child, (*place, number), seen)
