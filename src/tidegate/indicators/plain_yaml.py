"""YAML in which only true and false are truth values.

In YAML 1.1 `on`, `off`, `yes` and `no` are too, so that the word `on` of a test and the country code NO would become
True and False.
"""

import re
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
