"""What a city can act on: points of intervention, and the sectors with their drivers."""

from typing import Any

from tidegate.documents import Column, Figure, Listing, Paragraph, Section, Table
from tidegate.documents.charts.bars import Bar, draw_bars
from tidegate.picture.points import powers
from tidegate.picture.sectors import drivers
from tidegate.picture.telling.flags import text
from tidegate.picture.telling.material import Material
from tidegate.picture.telling.words import say

MOST_POINTS = 8
"""Points of one kind that are listed; the workbook holds all."""

MOST_BARS = 12


def tell_points(material: Material) -> tuple[Section, ...]:
    """Tell the points of intervention.

    Args:
        material: The picture.
    Returns:
        One section; none where the view does not allow them.
    """
    if "points" not in material.tables:
        return ()
    language = material.language
    points = material.rows("points")
    parts = tuple(
        _kind(material, words, [p for p in points if p["kind"] == kind])
        for kind, words in powers().items()
        if any(p["kind"] == kind for p in points)
    )
    intro = Paragraph(say("points_intro" if parts else "points_none", language))
    return (Section(say("points", language), (intro,), parts, new_page=True),)


def _kind(material: Material, words: dict[str, Any], points: list[dict[str, Any]]) -> Section:
    language = material.language
    titles = {r.id: text(r.title, language) for r in material.rules}
    rows = [
        (p["caption"], ", ".join(titles.get(i, i) for i in p["indicators"]), p["reach"], p["share"], p["among"],
         p["rest_on_weak_links"])
        for p in points
    ]  # fmt: skip
    columns = (
        Column(say("point", language)), Column(say("flags", language), wide=True),
        Column(say("reach", language), "number"), Column(say("share", language), "share"),
        Column(say("among", language), "number"), Column(say("rest_weak", language), "number"),
    )  # fmt: skip
    title = text(words["title"], language)
    told = [
        Paragraph(text(words[name], language), lead=say(name, language) + ".")
        for name in ("who", "acts", "effort", "proportionate")
    ]
    return Section(title, (Table(title, columns, rows, most=MOST_POINTS), *told))


MOST_ACTS = 15


def tell_adaptation(material: Material) -> tuple[Section, ...]:
    """Tell what came after the closures, refusals and revocations of the last years.

    Args:
        material: The picture.
    Returns:
        One section; none where the view shows no such act.
    """
    acts = material.rows("adaptation")
    if not acts:
        return ()
    language = material.language
    followed = [a for a in acts if a["successors"]]
    told = say("adaptation_text", language, acts=len(acts), followed=len(followed))
    columns = (
        Column(say("act", language), wide=True), Column(say("since_day", language), "date"),
        Column(say("place", language), wide=True), Column(say("after_it", language), wide=True),
    )  # fmt: skip
    rows = [
        (f"{a['what']}", a["since"], material.called(a["premises"]) if a["premises"] else "",
         "; ".join(material.called(s) for s in a["successors"]))
        for a in followed
    ]  # fmt: skip
    blocks: list[Paragraph | Table] = [Paragraph(told)]
    if rows:
        blocks.append(Table(say("adaptation_caption", language), columns, rows, most=MOST_ACTS))
    return (Section(say("adaptation", language), tuple(blocks)),)


def tell_sectors(material: Material) -> tuple[Section, ...]:
    """Tell the sectors and what drives exploitation in them.

    Args:
        material: The picture.
    Returns:
        One section; none where the view does not allow them.
    """
    rows = material.rows("sectors")
    chosen = [r for r in rows if r["known_for"] or r["low"] > 1]
    if not chosen:
        return ()
    language = material.language
    known = {name: text(words["title"], language) for name, words in drivers().items()}
    table = Table(
        say("sectors_caption", language),
        (
            Column(say("sector", language), wide=True), Column(say("businesses", language), "number"),
            Column(say("flagged_column", language), "number"), Column(say("ratio", language), "number", digits=1),
            Column(say("young", language), "share"), Column(say("short", language), "share"),
            Column(say("known_for", language), wide=True),
        ),
        [(r["sector"], r["businesses"], r["flagged"], r["ratio"], r["young"], r["short_lived"],
          "; ".join(known[k] for k in r["known_for"])) for r in chosen],
    )  # fmt: skip
    bars = [Bar(r["sector"], r["ratio"], r["low"], r["high"], strong=r["low"] > 1) for r in chosen[:MOST_BARS]]
    title = say("sectors_chart", language)
    drawing = draw_bars(bars, unit=say("ratio", language), alt_text=title, language=language, digits=1,
                        reference=(1.0, say("city_mean", language)))  # fmt: skip
    causes = Listing(tuple(f"{known[n]} ({drivers()[n]['source']})" for n in known))
    blocks = (Paragraph(say("sectors_intro", language)), Figure(drawing, title, None), table, causes)
    return (Section(say("sectors", language), blocks, new_page=True),)
