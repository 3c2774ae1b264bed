"""XML: one repeating element is a row, what it holds are its columns.

Invariants: no entity is resolved, no DTD is loaded, no network is asked; a document that declares an
entity of its own is refused. The document is read as a stream and forgotten behind the reader.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
from lxml import etree

from tidegate.errors import DeliveryError, UnsafeFileError
from tidegate.formats.flat_rows import FlatRows
from tidegate.formats.job import Answer, Job

_LOOKED_AT = 100_000
_PROLOG = 65_536
_DECLARATION = 200
_SHOWN = 8


def stage_xml(job: Job) -> Answer:
    """Write the repeating elements of an XML file as rows of text.

    A child's text becomes a column of its name, what is nested a dotted path, an attribute `@name`; a child
    that occurs more than once becomes a list as JSON text.

    Args:
        job: The file.
    Returns:
        What was found.
    Raises:
        DeliveryError: It is no XML, or has no such element.
        UnsafeFileError: It declares entities.
    """
    _refuse_entities(job)
    with job.path.open("rb") as source:
        encoding = _encoding(source.read(_DECLARATION))
    try:
        if job.options.element and not job.most:
            # A file that is read as its description says is not looked through first.
            return _stage(job, job.options.element, (), encoding)
        found = _candidates(job)
        return _stage(job, job.options.element or (found[0] if found else ""), found, encoding)
    except etree.XMLSyntaxError as fault:
        raise _broken(job, fault) from fault


def _stage(job: Job, element: str, found: tuple[str, ...], encoding: str) -> Answer:
    rows = FlatRows(job.target, job.limits, job.where, job.options.null_values)
    number = 0
    for _, node in _events(job, ("end",), element) if element.strip("*") else ():
        number += 1
        rows.add(number, _row(node))
        _forget(node)
        if number == job.most:
            break
    if number == 0:
        listed = ", ".join((found or _candidates(job))[:_SHOWN]) or "none"
        raise DeliveryError(
            where=job.where,
            what=f"there is no element '{element}'" if element else "no element repeats",
            mend=f"name the element that stands for one row as `element`; these occur: {listed}",
        )
    columns, notes = rows.finish()
    told = () if job.options.element else (f"Each element '{element}' is read as one row.",)
    return Answer(columns=columns, rows_in=number, encoding=encoding, notes=(*told, *notes), parts=found)


def _encoding(head: bytes) -> str:
    """Read the encoding from the first line; without one it is UTF-8, unless a mark says UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    named = re.match(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']", head.removeprefix(b"\xef\xbb\xbf"))
    return named.group(1).decode("ascii").lower() if named else "utf-8"


def _events(job: Job, kinds: tuple[str, ...], element: str = "") -> Iterator[tuple[str, Any]]:
    """Parse the file; with the name of an element, only that one is told, in whatever namespace."""
    with job.path.open("rb") as source:
        yield from etree.iterparse(
            source,
            events=kinds,
            tag=f"{{*}}{element}" if element else None,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )


def _refuse_entities(job: Job) -> None:
    """Refuse a document that declares entities, before the parser sees it."""
    with job.path.open("rb") as source:
        head = source.read(_PROLOG).replace(b"\0", b"")
    # A long comment may push the declaration out of the head: the parser is asked as well, at the first element.
    if b"<!ENTITY" in head or _declares(job):
        raise UnsafeFileError(
            where=job.where,
            what="it declares entities, by which a file can read other files or swell without end",
            mend="ask for the file without a DOCTYPE; a register needs none",
        )


def _declares(job: Job) -> bool:
    try:
        for _, node in _events(job, ("start",)):
            dtd = node.getroottree().docinfo.internalDTD
            return dtd is not None and any(True for _ in dtd.iterentities())
    except etree.XMLSyntaxError as fault:
        raise _broken(job, fault) from fault
    return False


def _broken(job: Job, fault: etree.XMLSyntaxError) -> DeliveryError:
    line = fault.lineno or 1
    return DeliveryError(
        where=f"{job.where}, line {line:,}",
        what=f"it is no well-formed XML ({(fault.msg or 'it ends too early')[:160]})",
        mend="check whether the file is cut off, and ask the sender for it again",
    )


def _candidates(job: Job) -> tuple[str, ...]:
    """Give the elements that may stand for a row, the likeliest first.

    The likeliest is the most frequent one on the first level on which something repeats.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    path: list[str] = []
    with_parts: set[tuple[str, ...]] = set()
    for kind, node in itertools.islice(_events(job, ("start", "end")), _LOOKED_AT):
        if not isinstance(node.tag, str):
            continue
        if kind == "start":
            with_parts.add(tuple(path))
            path.append(_name(node.tag))
            counts[tuple(path)] += 1
        else:
            path.pop()
            if len(path) > 1:
                node.clear()
    below = {p: n for p, n in counts.items() if len(p) > 1}
    ranked = sorted(below, key=lambda p: (below[p] < 2, len(p), p not in with_parts, -below[p]))
    return tuple(dict.fromkeys(p[-1] for p in ranked))[:50]


def _row(node: Any) -> dict[str, str | None]:
    cells: dict[str, list[str]] = {}
    _collect(node, "", cells)
    return {path: _one(values) for path, values in cells.items()}


def _collect(node: Any, prefix: str, cells: dict[str, list[str]]) -> None:
    for name, value in node.attrib.items():
        cells.setdefault(f"{prefix}@{_name(name)}", []).append(value)
    for child in node:
        if isinstance(child.tag, str):
            _collect_child(child, f"{prefix}{_name(child.tag)}", cells)
    text = (node.text or "").strip()
    if text and not prefix:
        cells.setdefault("#text", []).append(text)


def _collect_child(child: Any, path: str, cells: dict[str, list[str]]) -> None:
    text = child.text or ""
    held = cells.setdefault(path, []) if text.strip() or not len(child) else []
    if text.strip():
        held.append(text)
    if len(child) or child.attrib:
        _collect(child, f"{path}.", cells)


def _one(values: list[str]) -> str | None:
    if len(values) > 1:
        return orjson.dumps(values).decode()
    return values[0] if values else None


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _forget(node: Any) -> None:
    """Free a row that has been read, and what came before it."""
    node.clear()
    while node.getprevious() is not None:
        del node.getparent()[0]
