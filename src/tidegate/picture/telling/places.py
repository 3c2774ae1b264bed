"""The places of a report: how few hold how much, where more happens than expected, and what changed."""

from typing import Any

from shapely.geometry import box

from tidegate.documents import Column, Figure, Listing, Paragraph, Section, Table
from tidegate.documents.maps import Area, CityMap, draw_map
from tidegate.picture.sectors import SHAPE
from tidegate.picture.telling.material import Material
from tidegate.picture.telling.words import say
from tidegate.places.units import ALL

MOST_PLACES = 10
"""Places that are listed of one level: more than a partnership can act on is not read."""

SIGNIFICANT = 0.05
"""False discoveries among what is listed, at most (Benjamini and Hochberg 1995)."""

CLEARLY = 1.25
"""A place is listed where even the lower end of its shrunk ratio lies a quarter above expectation."""

Block = Paragraph | Listing | Table | Figure


def tell_places(material: Material) -> tuple[Section, ...]:
    """Tell the places of a picture.

    Args:
        material: The picture.
    Returns:
        One section; none where the view does not allow places or no event could be placed.
    """
    language = material.language
    if "concentration" not in material.tables:
        return ()
    parts = (
        Section(say("concentration", language), _concentration(material)),
        Section(say("hotspots", language), tuple(_hotspots(material))),
        Section(say("changed", language), tuple(_changed(material))),
    )
    return (Section(say("places", language), (Paragraph(say("places_intro", language)),), parts, new_page=True),)


def _concentration(material: Material) -> tuple[Block, ...]:
    """Give the sentence of the whole of each kind of event, at the smallest place to which it can be tied."""
    order = {level: n for n, level in enumerate(("premises", "street", "cell", "area", "sector"))}
    best: dict[str, dict[str, Any]] = {}
    for row in sorted(material.rows("concentration"), key=lambda r: order.get(r["level"], 9)):
        if row["kind"] == ALL:
            best.setdefault(row["schema"], row)
    return (Listing(tuple(r["sentence"] for r in best.values())),)


def _hotspots(material: Material) -> list[Block]:
    language = material.language
    blocks: list[Block] = []
    found = [r for r in material.rows("hotspots") if r["low"] is not None and r["low"] >= CLEARLY and r["above"]]
    blocks += _map(material)
    for level in ("premises", "street", "area"):
        own = sorted((r for r in found if r["level"] == level), key=lambda r: (-r["low"], r["unit"], r["kind"]))
        if not own:
            continue
        rows = [
            (
                r["label"],
                _kind(r),
                r["events"],
                round(r["expected"], 1),
                r["shrunk"],
                r["low"],
                r["high"],
                r["businesses"],
            )
            for r in own[:MOST_PLACES]
        ]
        columns = (
            Column(say("place", language), wide=True), Column(say("kind", language)),
            Column(say("observed", language), "number"), Column(say("expected", language), "number", digits=1),
            Column(say("ratio", language), "number", digits=1), Column(say("low", language), "number", digits=1),
            Column(say("high", language), "number", digits=1), Column(say("businesses", language), "number"),
        )  # fmt: skip
        caption = say("hotspots_caption", language, level=say(f"level_{level}", language))
        blocks.append(Table(caption, columns, rows))
    return blocks or [Paragraph(say("hotspots_none", language))]


def _kind(row: dict[str, Any]) -> str:
    return f"{row['schema']}: {row['kind']}" if row["kind"] != ALL else str(row["schema"])


def _map(material: Material) -> list[Block]:
    """Draw the cells of the kind of event of which most are known."""
    language = material.language
    cells = [r for r in material.rows("hotspots") if r["level"] == "cell" and r["x_m"] is not None and r["shrunk"]]
    totals: dict[tuple[str, str], int] = {}
    for row in cells:
        totals[row["schema"], row["kind"]] = totals.get((row["schema"], row["kind"]), 0) + row["events"]
    if not totals:
        return []
    most = max(totals, key=lambda k: (totals[k], k))
    own = [r for r in cells if (r["schema"], r["kind"]) == most]
    areas = _squares(own, _side(material))
    kind = _kind(own[0])
    drawing = draw_map(
        CityMap(ground=material.ground, areas=areas, legend=say("ratio", language), digits=1),
        alt_text=say("hotspots_alt", language, kind=kind), language=language,
    )  # fmt: skip
    top = sorted(own, key=lambda r: (-r["shrunk"], r["unit"]))[:MOST_PLACES]
    columns = (
        Column(say("place", language)), Column(say("observed", language), "number"),
        Column(say("expected", language), "number", digits=1), Column(say("ratio", language), "number", digits=1),
    )  # fmt: skip
    rows = [(r["label"] or r["unit"], r["events"], round(r["expected"], 1), r["shrunk"]) for r in top]
    caption = say("hotspots_map", language, kind=kind)
    return [Figure(drawing, caption, Table(caption, columns, rows))]


SIDES_M = (100.0, 250.0, 500.0, 1000.0)
"""Sides of the squares of a map, metres."""

ACROSS = 120
"""Squares across a map, at most: smaller ones cannot be seen on a page."""


def _side(material: Material) -> float:
    reach = float((material.ground.max(axis=0) - material.ground.min(axis=0)).max()) if len(material.ground) else 0.0
    return next((side for side in SIDES_M if reach / side <= ACROSS), SIDES_M[-1])


def _squares(cells: list[dict[str, Any]], side: float) -> list[Area]:
    """Put cells together into squares that can be seen, with the ratio of all that lies in each."""
    sums: dict[tuple[int, int], list[float]] = {}
    for cell in cells:
        key = (int(cell["x_m"] // side), int(cell["y_m"] // side))
        total = sums.setdefault(key, [0.0, 0.0])
        total[0] += cell["events"]
        total[1] += cell["expected"]
    return [
        Area(box(x * side, y * side, (x + 1) * side, (y + 1) * side), (SHAPE + seen) / (SHAPE + expected))
        for (x, y), (seen, expected) in sorted(sums.items())
    ]


def _changed(material: Material) -> list[Block]:
    language = material.language
    own = [r for r in material.rows("place_changes") if r["own_q"] is not None and r["own_q"] <= SIGNIFICANT]
    own = [r for r in own if r["level"] in {"premises", "street", "area"}]
    if not own:
        return [Paragraph(say("changed_none", language))]
    own.sort(key=lambda r: (r["level"], r["own_q"], r["unit"], r["kind"]))
    columns = (
        Column(say("place", language), wide=True), Column(say("kind", language)),
        Column(say("before", language), "number"), Column(say("after", language), "number"),
        Column(say("times_before", language), "number", digits=1), Column(say("low", language), "number", digits=1),
        Column(say("high", language), "number", digits=1),
    )  # fmt: skip
    rows = [
        (r["label"], _kind(r), r["before"], r["after"], r["ratio"], r["low"], r["high"]) for r in own[: 2 * MOST_PLACES]
    ]
    return [Table(say("changed_caption", language), columns, rows)]
