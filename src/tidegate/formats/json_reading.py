"""JSON: lines, an array, or an object that holds one; and FollowTheMoney entities, which are JSON lines.

Every object becomes one row (see `flat_rows`).
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from tidegate.errors import DeliveryError
from tidegate.formats.bods import check_statements
from tidegate.formats.csv_shape import guard_text
from tidegate.formats.flat_rows import FlatRows, flatten
from tidegate.formats.job import Answer, Job
from tidegate.formats.reading import Limits
from tidegate.formats.staging import RefusedRows

_MANY_DIGITS = re.compile(rb"\d{19}")
_MOST_TOLD = 50


def stage_json(job: Job) -> Answer:
    """Write the objects of a JSON file as rows of text.

    Args:
        job: The file.
    Returns:
        What was found.
    Raises:
        DeliveryError: It is no JSON, or holds no object.
    """
    refused = RefusedRows(job.where)
    rows = FlatRows(job.target, job.limits, job.where, job.options.null_values)
    things = Things(job.path, job.limits, job.where, job.options.element)
    number = 0
    for number, thing, raw in things:
        if isinstance(thing, dict) and not (job.format == "ftm" and _lacks(thing)):
            rows.add(number, flatten(thing))
        else:
            refused.add(number, *_why(thing, raw, job.format))
        if number == job.most:
            break
    if number == len(refused):
        raise DeliveryError(
            where=job.where,
            what="it holds no JSON object" if number else "it holds nothing",
            mend="check that it is JSON, one object on each line or a list of objects",
        )
    columns, notes = rows.finish()
    return Answer(
        columns=columns,
        rows_in=number,
        encoding="utf-8",
        notes=(*notes, *things.notes, *(_faults(job) if job.format == "bods" else ())),
        parts=things.parts,
        refused=refused.table(),
    )


def _faults(job: Job) -> tuple[str, ...]:
    """Say what is wrong with statements of BODS, the first faults one by one."""
    things = [thing for _, thing, _ in Things(job.path, job.limits, job.where, job.options.element)]
    found = check_statements(things)
    told = [f"Statement {f.statement}, {f.path or 'as a whole'}: {f.mend}." for f in found[:_MOST_TOLD]]
    return (*told, *([f"{len(found):,} faults in all; the first {_MOST_TOLD} are told."] if found[_MOST_TOLD:] else ()))


def _lacks(entity: dict[str, Any]) -> bool:
    return not (isinstance(entity.get("id"), str) and isinstance(entity.get("schema"), str))


def _why(thing: object, raw: str, kind: str) -> tuple[str, str, str]:
    if isinstance(thing, Exception):
        return "not-json", raw, f"the line is no JSON ({thing}); ask for it to be written again"
    if not isinstance(thing, dict):
        return "no-object", raw, "the value is no object with named parts"
    return "no-entity", raw, f"an entity of {kind} has a text as `id` and one as `schema`"


class Things:
    """The values of a JSON file in order; a line that is no JSON comes as the exception it gave.

    Args:
        path: The file.
        limits: Longest line.
        where: What the errors call the file.
        element: Name of the list to read where the file is one object; empty: the longest list of objects.
    """

    def __init__(self, path: Path, limits: Limits, where: str, element: str = "") -> None:
        self._path, self._limits, self._where, self._element = path, limits, where, element
        self.notes: tuple[str, ...] = ()
        self.parts: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[tuple[int, Any, str]]:
        if self._is_lines():
            guard_text(self._path, self._limits, where=self._where)
            yield from self._lines()
            return
        for number, thing in enumerate(self._document(), start=1):
            yield number, thing, "" if isinstance(thing, dict) else str(thing)[:500]

    def _is_lines(self) -> bool:
        """Say whether the first line is a whole value, and not a list."""
        limit = self._limits.line_mib << 20
        with self._path.open("rb") as source:
            for line in iter(lambda: source.readline(limit), b""):
                text = line.removeprefix(b"\xef\xbb\xbf").strip()
                if text:
                    return self._opens_line(text, source.read(1_000).strip())
        return True

    def _opens_line(self, first: bytes, after: bytes) -> bool:
        if first.startswith(b"["):
            return False
        try:
            value = orjson.loads(first)
        except orjson.JSONDecodeError:
            # An object over several lines opens with a brace and little else.
            return not (first.startswith(b"{") and len(first) < 3) and not after.startswith((b'"', b"}"))
        alone = not after
        return not (alone and isinstance(value, dict) and any(_objects(v) for v in value.values()))

    def _lines(self) -> Iterator[tuple[int, Any, str]]:
        number = 0
        with self._path.open("rb") as source:
            for line in source:
                text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 0 else line.strip()
                if text:
                    number += 1
                    yield number, _value(text), text[:500].decode("utf-8", errors="replace")

    def _document(self) -> list[Any]:
        with self._path.open("rb") as source:
            text = source.read().removeprefix(b"\xef\xbb\xbf")
        value = _value(text)
        if isinstance(value, Exception):
            place = f"{self._where}, line {getattr(value, 'lineno', 1):,}"
            raise DeliveryError(
                where=place,
                what=f"it is no JSON ({str(value).split(':')[0]})",
                mend="check whether the file is cut off, and ask the sender for it again",
            )
        if isinstance(value, list):
            return value
        lists = {k: v for k, v in value.items() if _objects(v)} if isinstance(value, dict) else {}
        self.parts = tuple(lists)
        if self._element and self._element not in lists:
            raise DeliveryError(
                where=self._where,
                what=f"there is no list of objects '{self._element}'; there is {', '.join(lists) or 'none'}",
                mend="name one that is there as `element`, or leave it out",
            )
        if not lists:
            return [value]
        name = self._element or max(lists, key=lambda k: len(lists[k]))
        self.notes = (f"The rows are the objects of the list '{name}'; what stands beside it is not read.",)
        return list(lists[name])


def _objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _value(text: bytes) -> Any:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as fault:
        return fault
    # orjson reads integers beyond 64 bits as floats; an identifier must keep its digits.
    return json.loads(text) if _MANY_DIGITS.search(text) else value
