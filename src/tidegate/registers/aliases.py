"""A renamed column is written into a description, and nothing else in it changes: no comment, no order, no blank line.

The text is changed where the column belongs (`files`, `columns`), then both texts are read: unless they differ in just
that column, nothing is given back.
"""

import copy
import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from tidegate.errors import DescriptionError

_PLAIN = re.compile(r"[A-Za-z_]\w*")


def with_columns(text: str, file: str, columns: Mapping[str, str], *, where: str = "") -> str:
    r"""Give the text of a description with further names of columns.

    Args:
        text: The description, YAML.
        file: Name of the kind of file.
        columns: Name in the file to the name that the mapping uses, at least one.
        where: What the description is called in an error.
    Returns:
        The text; all but the names is as it was.
    Raises:
        DescriptionError: It is no such description, or is written in a way in which only a person can add the names.
    Example:
        >>> print(with_columns("register: a\nfiles:\n  - path: a.csv\n    key: [N]  # own\n", "a", {"Nr": "N"}))
        register: a
        files:
          - path: a.csv
            columns: {Nr: N}
            key: [N]  # own
        <BLANKLINE>
    """
    try:
        changed = _changed(text, file, columns)
        right = changed is not None and _data(changed) == _wanted(_data(text), file, columns)
    except (yaml.YAMLError, RecursionError, TypeError, AttributeError):
        changed, right = None, False
    if changed is None or not right:
        raise DescriptionError(
            where=where, what="the names of its columns cannot be written into it without changing something else",
            mend="write them by hand under `columns` of the file: " + _flow(columns),
        )  # fmt: skip
    return changed


def _changed(text: str, file: str, columns: Mapping[str, str]) -> str | None:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    register = _value(root, "register")
    for entry in _value(root, "files").value:
        name = _value(entry, "name") or register
        if name is not None and name.value == file:
            own = _value(entry, "columns")
            return _into(text, own, columns) if own is not None else _beside(text, entry, columns)
    return None


def _value(node: Any, word: str) -> Any:
    return next((v for k, v in node.value if k.value == word), None)


def _into(text: str, own: Any, columns: Mapping[str, str]) -> str:
    if not isinstance(own, yaml.MappingNode):
        # The word stands there with nothing behind it.
        return f"{text[: own.start_mark.index].rstrip(' ')} {_flow(columns)}{text[own.end_mark.index :]}"
    if not own.value:
        return f"{text[: own.start_mark.index]}{_flow(columns)}{text[own.end_mark.index :]}"
    first = own.value[0][0].start_mark
    parts = [f"{_scalar(k)}: {_scalar(v)}" for k, v in columns.items()]
    between = ", " if own.flow_style else _new_line(text) + " " * first.column
    return text[: first.index] + between.join([*parts, ""]) + text[first.index :]


def _beside(text: str, entry: Any, columns: Mapping[str, str]) -> str:
    last = entry.value[-1][0].start_mark
    between = ", " if entry.flow_style else _new_line(text) + " " * last.column
    return f"{text[: last.index]}columns: {_flow(columns)}{between}{text[last.index :]}"


def _new_line(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _flow(columns: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{_scalar(k)}: {_scalar(v)}" for k, v in columns.items()) + "}"


def _scalar(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and value.isascii() and yaml.safe_load(value) == value
    return value if plain else json.dumps(value, ensure_ascii=False)


def _data(text: str) -> Any:
    return yaml.safe_load(text)


def _wanted(data: Any, file: str, columns: Mapping[str, str]) -> Any:
    wanted = copy.deepcopy(data)
    entry = next(e for e in wanted["files"] if str(e.get("name") or wanted.get("register")) == file)
    entry["columns"] = {**(entry.get("columns") or {}), **columns}
    return wanted
