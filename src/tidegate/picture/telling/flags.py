"""The flags of a report: rule by rule, each in its sentence, with what proves it and what may explain it away."""

from collections.abc import Mapping
from typing import Any

from tidegate.documents import Callout, Column, Figure, Listing, Paragraph, Section, Source, Table
from tidegate.documents.maps import CityMap, Sign, draw_map
from tidegate.documents.words import day
from tidegate.indicators import Rule, flag_sentence
from tidegate.picture.telling.material import MOST_SOURCES, Material
from tidegate.picture.telling.words import say

FAIR_BITS, FIRM_BITS = 7.0, 12.0
"""From 7 bits a link is wrong in fewer than 1 of 128 cases, from 12 bits in fewer than 1 of 4,096."""

Block = Paragraph | Listing | Table | Figure | Callout


def tell_flags(material: Material) -> Section:
    """Tell the flags of a picture.

    Args:
        material: The picture.
    Returns:
        A section with a part per rule that found something, in order of the rules' titles, and the rules that could
        not be put.
    """
    language = material.language
    fired = [r for r in material.rules if any(f["indicator"] == r.id for f in material.flags)]
    parts = tuple(_tell_rule(material, r) for r in sorted(fired, key=lambda r: text(r.title, language)))
    blocks: list[Block] = [Paragraph(say("flags_intro", language))]
    blocks += _map(material) if fired else [Paragraph(say("no_flags", language))]
    return Section(say("flags", language), tuple(blocks), (*parts, *_not_put(material)), new_page=True)


def text(words: Mapping[str, Any], language: str) -> Any:
    """Give a text in a language; in English where there is none.

    Args:
        words: The text by language.
        language: The language.
    """
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


def sureness(bits: float | None, language: str) -> str:
    """Say in two words how firm the weakest link of a flag is.

    Args:
        bits: Odds that it is right, log2; None where it rests on no link.
        language: The language.
    """
    if bits is None:
        return say("strength_none", language)
    word = "firm" if bits >= FIRM_BITS else "fair" if bits >= FAIR_BITS else "weak"
    return say(f"strength_{word}", language)


def _tell_rule(material: Material, rule: Rule) -> Section:
    language = material.language
    own = [f for f in material.flags if f["indicator"] == rule.id]
    rows, sources = [], []
    for flag in own:
        sentence = flag_sentence(rule, flag, material.captions, language=language)
        sure = say("sure", language, day=day(flag["at"], language), strength=sureness(flag["strength_bits"], language))
        rows.append((material.called(flag["subject"]), f"{sentence} {sure}"))
        sources.append(_sources(material, flag["flag"]))
    columns = (Column(say("situation", language)), Column(say("what", language), wide=True))
    base = say("base", language, flags=len({f["subject"] for f in own}), population=f"{own[0]['population']:,}")
    caption = f"{text(rule.title, language)}: {base}"
    blocks: list[Block] = [
        Paragraph(text(rule.why, language), lead=say("why", language) + "."),
        Table(caption, columns, rows, sources=sources, note=_reviewed(material, rule)),
        Paragraph(say("innocent", language) + ":"),
        Listing(tuple(text(rule.innocent, language))),
        Paragraph(text(rule.false_if, language), lead=say("false_if", language) + "."),
    ]
    return Section(text(rule.title, language), tuple(blocks))


def _sources(material: Material, flag: str) -> tuple[Source, ...]:
    titles = {r: text(e["title"], material.language) or r for r, e in material.manifest["registers"].items()}
    found = material.sources.get(flag, [])[:MOST_SOURCES]
    return tuple(Source(titles.get(s.register, s.register), s.delivery, s.row) for s in found)


def _reviewed(material: Material, rule: Rule) -> str:
    rows = [] if material.reviews is None else material.reviews.to_pylist()
    row = next((r for r in rows if r["indicator"] == rule.id and r["decided"]), None)
    if row is None:
        return say("not_reviewed", material.language)
    low, high = (f"{100 * row[end]:.0f} %" for end in ("low", "high"))
    told = {"decided": row["decided"], "justified": row["justified"], "low": low, "high": high}
    return say("review_share", material.language, **told)


def _map(material: Material) -> list[Block]:
    language = material.language
    placed = [(f, at) for f in material.flags if (at := material.where(f)) is not None]
    if not placed or not material.points:
        return []
    signs = [Sign(x, y, "flag") for _, (x, y) in placed]
    alt = say("map_alt", language, n=len(signs))
    drawing = draw_map(
        CityMap(ground=material.ground, signs=signs, kinds={"flag": say("flags", language)}),
        alt_text=alt,
        language=language,
    )
    return [Figure(drawing, say("map_flags", language))]


def _not_put(material: Material) -> tuple[Section, ...]:
    language = material.language
    titles = {r.id: text(r.title, language) for r in material.rules}
    rows = [
        (titles.get(r["indicator"], r["indicator"]), r["reason"])
        for r in material.rows("indicator_report")
        if r["state"] != "evaluated"
    ]
    if not rows:
        return ()
    columns = (Column(say("rule", language)), Column(say("reason", language), wide=True))
    heading = say("not_applied", language)
    return (Section(heading, (Table(heading, columns, rows),)),)
