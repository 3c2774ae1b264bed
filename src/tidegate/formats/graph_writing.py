"""Networks for other programs: GraphML and GEXF, written thing by thing, however large they are."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from tidegate.errors import ExportError
from tidegate.formats.geo_writing import safe_names
from tidegate.formats.writing import Table, atomically, batches, load_library, text_of

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF, _VIZ = "http://gexf.net/1.3", "http://gexf.net/1.3/viz"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENDS = ("source", "target")


@dataclass(frozen=True)
class _Attribute:
    """A column as an attribute of things or ties."""

    column: str
    name: str
    kind: str


def write_graphml(nodes: Table, ties: Table, path: Path, *, directed: bool = True) -> tuple[int, int]:
    """Write a network as GraphML.

    Args:
        nodes: A row for each thing, with a column `id`; all other columns become attributes.
        ties: A row for each tie, with columns `source` and `target`, and `id` if they have one.
        path: The file.
        directed: Whether ties have a direction.
    Returns:
        How many things and ties were written.
    Raises:
        ExportError: A column is missing, a tie leads to no thing, or the file cannot be written.
    """
    of_nodes, of_ties = _attributes(nodes, ("id",), path), _attributes(ties, _ENDS, path)

    def data(xml: Any, prefix: str, attributes: Sequence[_Attribute], row: Mapping[str, Any]) -> None:
        for n, attribute in enumerate(attributes):
            value = row[attribute.column]
            if _known(value):
                with xml.element("data", key=f"{prefix}{n}"):
                    xml.write(_text(value))

    def body(xml: Any) -> tuple[int, int]:
        with xml.element("graphml", nsmap={None: _GRAPHML}):
            for prefix, place, attributes in (("n", "node", of_nodes), ("e", "edge", of_ties)):
                for n, a in enumerate(attributes):
                    key = {"id": f"{prefix}{n}", "for": place, "attr.name": a.name, "attr.type": a.kind}
                    with xml.element("key", key):
                        pass
            with xml.element("graph", edgedefault="directed" if directed else "undirected"):
                known: set[str] = set()
                for row in _things(nodes, known, path):
                    with xml.element("node", id=_text(row["id"])):
                        data(xml, "n", of_nodes, row)
                written = 0
                for row in _ties(ties, known, path):
                    ends = {"id": _text(row["id"])} if row.get("id") is not None else {}
                    with xml.element("edge", ends | {end: _text(row[end]) for end in _ENDS}):
                        data(xml, "e", of_ties, row)
                    written += 1
        return len(known), written

    return _write(path, body)


def write_gexf(nodes: Table, ties: Table, path: Path, *, directed: bool = True) -> tuple[int, int]:
    """Write a network as GEXF 1.3.

    Args:
        nodes: As for `write_graphml`; a column `label` names the things, and `x` and `y` place them.
        ties: As for `write_graphml`; a column `label` names the ties.
        path: The file.
        directed: Whether ties have a direction.
    Returns:
        How many things and ties were written.
    Raises:
        ExportError: A column is missing, a tie leads to no thing, or the file cannot be written.
    """
    own = {"label", "x", "y"}
    of_nodes, of_ties = (
        [a for a in _attributes(table, needed, path) if a.column not in own]
        for table, needed in ((nodes, ("id",)), (ties, _ENDS))
    )

    def body(xml: Any) -> tuple[int, int]:
        # The names of the format itself stand without a prefix, those of its looks with one.
        with (
            xml.element("gexf", version="1.3", nsmap={None: _GEXF, "viz": _VIZ}),
            xml.element("graph", defaultedgetype="directed" if directed else "undirected", mode="static"),
        ):
            _declare(xml, "node", of_nodes)
            _declare(xml, "edge", of_ties)
            known: set[str] = set()
            with xml.element("nodes"):
                for row in _things(nodes, known, path):
                    name = row.get("label") if row.get("label") is not None else row["id"]
                    with xml.element("node", id=_text(row["id"]), label=_text(name)):
                        _tell(xml, of_nodes, row)
                        if _known(row.get("x")) and _known(row.get("y")):
                            with xml.element(f"{{{_VIZ}}}position", x=_text(row["x"]), y=_text(row["y"]), z="0.0"):
                                pass
            written = 0
            with xml.element("edges"):
                for row in _ties(ties, known, path):
                    ends = {"id": _text(row["id"] if row.get("id") is not None else written)}
                    ends |= {end: _text(row[end]) for end in _ENDS}
                    if row.get("label") is not None:
                        ends["label"] = _text(row["label"])
                    with xml.element("edge", ends):
                        _tell(xml, of_ties, row)
                    written += 1
        return len(known), written

    return _write(path, body)


def _declare(xml: Any, place: str, attributes: Sequence[_Attribute]) -> None:
    with xml.element("attributes", {"class": place}):
        for n, a in enumerate(attributes):
            with xml.element("attribute", id=str(n), title=a.name, type=a.kind):
                pass


def _tell(xml: Any, attributes: Sequence[_Attribute], row: Mapping[str, Any]) -> None:
    told = [(str(n), row[a.column]) for n, a in enumerate(attributes) if _known(row[a.column])]
    if told:
        with xml.element("attvalues"):
            for n, value in told:
                with xml.element("attvalue", {"for": n, "value": _text(value)}):
                    pass


def _write(path: Path, body: Callable[[Any], tuple[int, int]]) -> tuple[int, int]:
    with atomically(path) as temporary, load_library("lxml.etree").xmlfile(str(temporary), encoding="utf-8") as xml:
        xml.write_declaration()
        return body(xml)


def _attributes(table: Table, needed: Sequence[str], path: Path) -> list[_Attribute]:
    lacking = [name for name in needed if name not in table.schema.names]
    if lacking:
        what = f"the table has no column {' and no column '.join(lacking)}"
        raise ExportError(where=str(path), what=what, mend="name the column of ids `id`, those of a tie's ends so")
    columns = [f for f in table.schema if f.name not in {"id", *_ENDS}]
    names = safe_names([f.name for f in columns])
    return [_Attribute(f.name, name, _kind(f.type)) for f, name in zip(columns, names, strict=True)]


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        return "long"
    return "double" if pa.types.is_floating(kind) else "string"


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    for batch in batches(table):
        yield from batch.to_pylist()


def _things(nodes: Table, known: set[str], path: Path) -> Iterator[dict[str, Any]]:
    for row in _rows(nodes):
        name = _text(row["id"])
        if row["id"] is None or name in known:
            what = f"the id '{name}' stands twice" if name in known else "a thing has no id"
            raise ExportError(where=str(path), what=what, mend="give each thing one row with an id of its own")
        known.add(name)
        yield row


def _ties(ties: Table, known: set[str], path: Path) -> Iterator[dict[str, Any]]:
    for row in _rows(ties):
        lost = [_text(row[end]) for end in _ENDS if row[end] is None or _text(row[end]) not in known]
        if lost:
            what = f"a tie leads to '{lost[0]}', which is no thing of this network"
            raise ExportError(where=str(path), what=what, mend="give a row for every thing that a tie names")
        yield row


def _known(value: Any) -> bool:
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))


def _text(value: Any) -> str:
    return _NOT_XML.sub("", text_of(value))
