"""What the largest flagged situations are tied to, drawn without natural persons."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.documents import Column, Figure, Paragraph, Section, Table
from tidegate.documents.diagrams import Node, Tie, draw_network
from tidegate.picture.telling.flags import text
from tidegate.picture.telling.material import Material
from tidegate.picture.telling.words import say

LARGEST = 3
MOST_NODES = 40
"""Nodes of one diagram: more cannot be read on a page."""

MOST_KINDS = 8


def tell_ties(material: Material) -> tuple[Section, ...]:
    """Draw the situations that name most others.

    Args:
        material: The picture.
    Returns:
        One section; none where the view does not allow a network or nothing was flagged.
    """
    if "ties" not in material.tables or "layout" not in material.tables or not material.flags:
        return ()
    language = material.language
    order = sorted(material.flags, key=lambda f: (-len(f["others"]), f["flag"]))
    figures = [f for flag in order[:LARGEST] if (f := _figure(material, flag)) is not None]
    if not figures:
        return ()
    intro = Paragraph(say("networks_intro", language))
    return (Section(say("networks", language), (intro, *figures), new_page=True),)


def _figure(material: Material, flag: dict[str, Any]) -> Figure | None:
    language = material.language
    wanted = [e for e in (flag["subject"], *flag["others"]) if e not in material.natural][:MOST_NODES]
    among = pa.array(wanted, pa.string())
    nodes = _only(material.tables["nodes"], "entity", among)
    nodes = [n for n in nodes if not n["natural"]]
    ties = material.tables["ties"]
    ties = ties.filter(pc.and_(pc.is_in(ties["source"], value_set=among), pc.is_in(ties["target"], value_set=among)))
    at = {r["entity"]: (r["x"], r["y"]) for r in _only(material.tables["layout"], "entity", among)}
    kinds = list(dict.fromkeys(n["kind"] for n in nodes))[:MOST_KINDS]
    shown = [n for n in nodes if n["entity"] in at and n["kind"] in kinds]
    if len(shown) < 2:
        return None
    ids = {n["entity"] for n in shown}
    drawn = [
        Node(n["entity"], *at[n["entity"]], material.called(n["entity"]), n["kind"], n["entity"] == flag["subject"])
        for n in shown
    ]
    held = [t for t in ties.to_pylist() if t["source"] in ids and t["target"] in ids]
    lines = {(t["source"], t["target"]): Tie(t["source"], t["target"], t["role"] or t["kind"]) for t in held}
    drawing = draw_network(
        drawn, list(lines.values()), kinds={k: k for k in kinds},
        alt_text=say("network_alt", language, n=len(drawn)),
    )  # fmt: skip
    rule = next(r for r in material.rules if r.id == flag["indicator"])
    caption = f"{text(rule.title, language)}: {material.called(flag['subject'])}"
    columns = (Column(say("from", language)), Column(say("tie", language)), Column(say("to", language)))
    rows = [(material.called(t.source), t.label, material.called(t.target)) for t in lines.values()]
    return Figure(drawing, caption, Table(caption, columns, rows, most=MOST_NODES))


def _only(table: pa.Table, column: str, among: pa.Array) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.filter(pc.is_in(table[column], value_set=among)).to_pylist()
    return found
