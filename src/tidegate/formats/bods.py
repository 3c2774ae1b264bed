"""BODS 0.4: statements about who owns and controls what, held against the standard.

A statement with a fault is read all the same; the faults are told in plain words, each with its place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tidegate.formats.bods_shape import DETAILS, STATEMENT, SUBTYPES, IdOr, Many, Number, Part, Parts, Text, Truth

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(//[^\s/?#]+\S*|[^\s/]\S*)")
_PART_OF_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
_VERSION = re.compile(r"\d+\.\d+")
_FORMS = {
    "uri": "a full web address such as https://example.org/a",
    "day": "a date such as 2019-09-11",
    "moment": "a date such as 2019-09-11, or one with a time such as 2019-09-11T11:17:23Z",
    "part": "a year, a month or a day, such as 1990, 1990-06 or 1990-06-12",
    "version": "a version such as 0.4",
}


@dataclass(frozen=True)
class StatementFault:
    """One thing that is wrong with one statement.

    Args:
        statement: Number of the statement, from 1; 0 for the file as a whole.
        path: Place within the statement, such as `recordDetails.names[0].type`.
        rule: missing, kind, form, code, range, length or conflict.
        mend: What should be there.
    """

    statement: int
    path: str
    rule: str
    mend: str


def check_statements(statements: object) -> tuple[StatementFault, ...]:
    """Hold statements against BODS 0.4.

    Args:
        statements: The statements as JSON has them; they should be a list.
    Returns:
        Everything that is wrong, in the order of the statements; empty where nothing is.
    Source:
        Open Ownership, Beneficial Ownership Data Standard 0.4.
    Example:
        >>> check_statements([])
        ()
        >>> check_statements({})[0].mend
        'give a list of statements'
    """
    if not isinstance(statements, list):
        return (StatementFault(0, "", "kind", "give a list of statements"),)
    return tuple(
        StatementFault(number, path, rule, mend)
        for number, statement in enumerate(statements, start=1)
        for path, rule, mend in _statement(statement)
    )


Fault = tuple[str, str, str]


def _statement(statement: object) -> Iterator[Fault]:
    yield from _check(STATEMENT, statement, "")
    if not isinstance(statement, dict):
        return
    kind, record = statement.get("recordType"), statement.get("recordDetails")
    if isinstance(kind, str) and kind in DETAILS and isinstance(record, dict):
        yield from _check(DETAILS[kind], record, "recordDetails")
        yield from _conflicts(record)
    annotations = statement.get("annotations")
    for number, annotation in enumerate(annotations if isinstance(annotations, list) else []):
        if isinstance(annotation, dict):
            yield from _annotation(annotation, f"annotations[{number}]")


def _conflicts(record: dict[str, Any]) -> Iterator[Fault]:
    """Find parts that contradict each other."""
    kind = record.get("entityType")
    if isinstance(kind, dict) and isinstance(kind.get("subtype"), str) and isinstance(kind.get("type"), str):
        allowed = SUBTYPES.get(kind["type"], ("other",))
        if kind["subtype"] not in allowed:
            path = "recordDetails.entityType.subtype"
            yield path, "conflict", f"an entity of type {kind['type']} may be of subtype {' or '.join(allowed)}"
    if record.get("isComponent") is True and record.get("componentRecords"):
        path = "recordDetails.componentRecords"
        yield path, "conflict", "a record that is a component has no components of its own; leave them out"


def _annotation(annotation: dict[str, Any], path: str) -> Iterator[Fault]:
    motivation = annotation.get("motivation")
    if motivation == "linking" and "url" not in annotation:
        yield f"{path}.url", "missing", "a link needs the address that it leads to, as `url`"
    if annotation.get("transformedContent") and motivation != "transformation":
        mend = "leave it out, or give the motivation `transformation`"
        yield f"{path}.transformedContent", "conflict", mend


def _check(part: Part, value: object, path: str) -> Iterator[Fault]:
    if isinstance(part, Parts):
        yield from _check_parts(part, value, path)
    elif isinstance(part, Many):
        if not isinstance(value, list):
            yield path, "kind", "give a list, also where there is one only"
            return
        for number, item in enumerate(value):
            yield from _check(part.of, item, f"{path}[{number}]")
    elif isinstance(part, IdOr):
        if isinstance(value, dict):
            yield from _check_parts(part.other, value, path)
        elif not isinstance(value, str):
            yield path, "kind", "give the id of a record, or say with `reason` why there is none"
    elif isinstance(part, Text):
        yield from _check_text(part, value, path)
    else:
        yield from _check_plain(part, value, path)


def _check_parts(part: Parts, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield path, "kind", "give an object with named parts"
        return
    within = f"{path}." if path else ""
    for name in part.must:
        if name not in value:
            yield f"{within}{name}", "missing", f"give `{name}`"
    if part.one_of and not any(name in value for name in part.one_of):
        yield f"{within}{part.one_of[0]}", "missing", f"give {' or '.join(f'`{n}`' for n in part.one_of)}"
    for name, kind in part.parts.items():
        if name in value:
            yield from _check(kind, value[name], f"{within}{name}")


def _check_text(part: Text, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield path, "kind", f"give {_FORMS.get(part.form, 'a text')}, in quotes"
    elif part.codes and value not in part.codes:
        yield path, "code", f"'{value[:40]}' is not in the list; give one of {', '.join(part.codes)}"
    elif len(value) < part.shortest or (part.longest and len(value) > part.longest):
        yield path, "length", f"it has {len(value)} characters; give {_span(part)}"
    elif part.form and not _fits(part.form, value):
        yield path, "form", f"'{value[:40]}' is not {_FORMS[part.form]}"


def _span(part: Text) -> str:
    return str(part.shortest) if part.shortest == part.longest else f"{part.shortest} to {part.longest}"


def _check_plain(part: Truth | Number, value: object, path: str) -> Iterator[Fault]:
    if isinstance(part, Truth):
        if not isinstance(value, bool):
            yield path, "kind", "give true or false, without quotes"
    elif isinstance(value, bool) or not isinstance(value, int | float):
        yield path, "kind", "give a number, without quotes"
    elif not part.least <= value <= part.most:
        yield path, "range", f"{value} lies outside {part.least:g} to {part.most:g}"


def _fits(form: str, text: str) -> bool:
    if form == "uri":
        return bool(_URI.fullmatch(text))
    if form == "version":
        return bool(_VERSION.fullmatch(text))
    if form == "part" and _PART_OF_DATE.fullmatch(text):
        return True
    return _is_day(text) or (form == "moment" and _is_moment(text))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) > len("2019-09-11T") and text[10] in "T "
