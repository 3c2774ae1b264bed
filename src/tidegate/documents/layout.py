"""A report laid out: every value a text in the reader's language, every column with its room.

PDF and DOCX are set from this one form, so that both say the same.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tidegate.documents import words as w
from tidegate.documents.report import (
    Block,
    Callout,
    Column,
    Figure,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Report,
    Section,
    Source,
    Table,
    Value,
)
from tidegate.documents.text import clean, cut

_LONGEST_CELL = 400
_SOURCES_TOLD = 3
_NARROWEST, _WIDEST, _WIDEST_SENTENCE, _SEAM = 6, 30, 46, 2
_RUNNING = frozenset({"paragraph", "list", "table"})
"""What may stand above a drawing that has gone to the foot of a page."""

_NOTHING: dict[str, Any] = {"kind": ""}
_LINE = 96
"""Characters of a table's line on an upright page; a table that cannot do with them is laid on its side."""

_SIZE = re.compile(r'<svg\b[^>]*?\swidth="([\d.]+)[^>]*?\sheight="([\d.]+)', re.DOTALL)
_BOX = re.compile(r'viewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)"')


@dataclass(frozen=True)
class _Hand:
    """How texts are written: in which language, and what each goes through."""

    language: str
    text: Callable[[str], str]

    def write(self, text: str) -> str:
        return self.text(clean(text))

    def say(self, name: str, **values: object) -> str:
        return self.text(w.phrase(name, self.language, **values))


def lay_out(report: Report, text: Callable[[str], str] = str) -> dict[str, Any]:
    """Lay a report out.

    Args:
        report: The report.
        text: What each text goes through, after it was cleaned.
    Returns:
        Plain lists, dicts, texts and numbers, as JSON has them.
    """
    hand = _Hand(report.language, text)
    say, standing = hand.say, report.standing
    facts = (
        ("city", standing.city),
        ("purpose", standing.purpose),
        ("partner", standing.partner),
        ("date", w.day(report.date, report.language)),
        ("picture", standing.picture),
        ("expires", w.day(standing.expires_on, report.language) if standing.expires_on else ""),
    )
    ends = w.day(standing.expires_on, report.language, short=True)
    return {
        "title": hand.write(report.title) or "-",
        "subtitle": hand.write(report.subtitle),
        "language": report.language,
        "day": [report.date.year, report.date.month, report.date.day],
        "facts": [[say(name), hand.write(value)] for name, value in facts if value],
        "picture": hand.write(standing.picture),
        "expires": say("expires_short", date=ends) if standing.expires_on else "",
        "invented": say("invented") if standing.invented else "",
        "limits": _callout(Callout(standing.limits), hand) if standing.limits else None,
        "contents": report.contents,
        "words": {name: w.phrase(name, report.language) for name in ("contents", "figure", "table")},
        # The template counts the pages, and puts their numbers where these braces stand.
        "page": w.phrase("page", report.language, n="{n}", total="{total}"),
        "sections": [_section(section, hand) for section in report.sections],
    }


def _section(section: Section, hand: _Hand) -> dict[str, Any]:
    blocks = [_block(block, hand) for block in section.blocks]
    return {
        "heading": hand.write(section.heading) or "-",
        "new_page": section.new_page,
        "blocks": [
            block | {"runs_on": after["kind"] in _RUNNING and not after.get("sideways", False)}
            for block, after in zip(blocks, [*blocks[1:], _NOTHING], strict=False)
        ],
        "sections": [_section(part, hand) for part in section.sections],
    }


def _block(block: Block, hand: _Hand) -> dict[str, Any]:
    match block:
        case Paragraph():
            texts = [hand.write(part) for part in re.split(r"\n\s*\n", block.text)]
            return {"kind": "paragraph", "lead": hand.write(block.lead), "texts": texts}
        case Listing():
            return {"kind": "list", "items": [hand.write(i) for i in block.items], "numbered": block.numbered}
        case KeyFigures():
            return {"kind": "key", "figures": [_key(figure, hand) for figure in block.figures]}
        case Table():
            return _table(block, hand)
        case Figure():
            return _figure(block, hand)
        case Callout():
            return _callout(block, hand)


def _key(figure: KeyFigure, hand: _Hand) -> dict[str, Any]:
    kind = "text" if isinstance(figure.value, str) else figure.kind
    value = shown(figure.value, Column("", kind, digits=figure.digits), hand.language)
    word = kind == "text" and not any(letter.isdigit() for letter in value)
    texts = {"value": hand.write(value), "label": hand.write(figure.label), "note": hand.write(figure.note)}
    return {**texts, "word": word}


def _callout(callout: Callout, hand: _Hand) -> dict[str, Any]:
    title = hand.write(callout.title) or hand.say(callout.kind)
    return {"kind": "callout", "style": callout.kind, "title": title, "texts": [hand.write(t) for t in callout.texts]}


def _figure(figure: Figure, hand: _Hand) -> dict[str, Any]:
    width, height = drawing_size(figure.drawing.svg)
    return {
        "kind": "figure",
        "svg": hand.text(figure.drawing.svg) if hand.text is not str else figure.drawing.svg,
        "alt": hand.write(figure.drawing.alt) or hand.write(figure.caption) or "-",
        "caption": hand.write(figure.caption),
        "width": width,
        "height": height,
        "table": _table(figure.table, hand) if figure.table else None,
    }


def drawing_size(svg: str) -> tuple[float, float]:
    """Read the size of a drawing.

    Args:
        svg: The drawing.
    Returns:
        Width and height in its own units; 4 to 3 where it tells none.
    Example:
        >>> drawing_size('<svg xmlns="x" width="200" height="100">')
        (200.0, 100.0)
    """
    found = _SIZE.search(svg) or _BOX.search(svg)
    return (float(found[1]), float(found[2])) if found else (640.0, 480.0)


def _table(table: Table, hand: _Hand) -> dict[str, Any]:
    kept = [[shown(v, c, hand.language) for v, c in zip(row, table.columns, strict=True)] for row in
            table.rows[: table.most]]  # fmt: skip
    cells = [[cut(clean(text), _LONGEST_CELL) for text in row] for row in kept]
    weights = [_weight(column, [row[n] for row in cells]) for n, column in enumerate(table.columns)]
    headings = [heading_of(c) for c in table.columns]
    aligns = ["left" if c.kind == "text" else "right" for c in table.columns]
    if table.sources:
        told = [_tell_sources(s, hand.language) for s in table.sources[: table.most]]
        cells = [[*row, text] for row, text in zip(cells, told, strict=True)]
        room = min(34, max(20, *(round(0.8 * len(line)) for text in told for line in text.split("\n")), 0))
        weights, headings, aligns = [*weights, room], [*headings, w.phrase("source", hand.language)], [*aligns, "left"]
    leasts = [min(x, _least(c)) for x, c in zip(weights, [*table.columns, Column("")], strict=False)]
    return {
        "kind": "table",
        "caption": hand.write(table.caption),
        "columns": [
            {"heading": hand.write(h), "align": a, "weight": x}
            for h, a, x in zip(headings, aligns, _fitted(weights, leasts), strict=True)
        ],
        "rows": [[hand.text(text) for text in row] for row in cells],
        "sourced": bool(table.sources),
        "notes": _notes(table, cells, hand),
        "width": min(1.0, max(0.55, round(sum(weights) * 1.25 / _LINE, 2))),
        "sideways": sum(leasts) > _LINE,
    }


def heading_of(column: Column) -> str:
    """Give the heading of a column with its unit.

    Args:
        column: The column.
    Returns:
        The heading.
    Example:
        >>> heading_of(Column("Area", "number", unit="m²"))
        'Area (m²)'
    """
    return f"{column.heading} ({column.unit})" if column.unit else column.heading


def shown(value: Value, column: Column, language: str) -> str:
    """Write a value as its column wants it.

    Args:
        value: The value.
        column: Its column.
        language: The reader's.
    Returns:
        The text; a dash where the value is not known.
    Example:
        >>> shown(1234, Column("n", "number"), "nl"), shown(True, Column("open"), "nl")
        ('1.234', 'ja')
    """
    match value:
        case None:
            return w.MISSING
        case bool():
            return w.phrase("yes" if value else "no", language)
        case int() | float() if column.kind == "share":
            return w.share(value, language, digits=column.digits)
        case int() | float() if column.kind == "p":
            return w.p_value(value, language)
        case int() | float() if column.kind == "number":
            return w.number(value, language, digits=column.digits)
        case date():
            return w.day(value, language, short=True)
        case _:
            return str(value)


def _tell_sources(sources: Sequence[Source], language: str) -> str:
    """Write where a line comes from, rows of one delivery together."""
    deliveries: dict[tuple[str, str], list[str]] = {}
    for source in sources[:_SOURCES_TOLD]:
        rows = deliveries.setdefault((source.register, source.delivery), [])
        rows += [] if source.row is None else [str(source.row)]
    told = [_tell_rows(*delivery, rows, language) for delivery, rows in deliveries.items()]
    if len(sources) > _SOURCES_TOLD:
        more = w.phrase("more_sources", language, n=len(sources) - _SOURCES_TOLD)
        more = more.replace(" ", "\N{NO-BREAK SPACE}")
        told = [f"{told[0]} {more}"] if len(told) == 1 else [*told, more]
    return "\n".join(clean(line) for line in told) or w.MISSING


def _tell_rows(register: str, delivery: str, rows: list[str], language: str) -> str:
    if not rows:
        return f"{register}, {delivery}"
    name = "source_line" if len(rows) == 1 else "source_lines"
    return w.phrase(name, language, register=register, delivery=delivery, row=", ".join(rows))


def tell_source(source: Source, language: str) -> str:
    """Write where a line comes from.

    Args:
        source: The row of a register.
        language: The reader's.
    Returns:
        Register, delivery and row.
    Example:
        >>> tell_source(Source("permits", "2026-03-01", 1234), "en").replace(chr(160), " ")
        'permits, 2026-03-01, row 1234'
    """
    rows = [] if source.row is None else [str(source.row)]
    return _tell_rows(source.register, source.delivery, rows, language)


def _notes(table: Table, cells: list[list[str]], hand: _Hand) -> list[str]:
    notes = [hand.write(table.note)] if table.note else []
    if not table.rows:
        notes.insert(0, hand.say("no_rows"))
    if len(table.rows) > table.most:
        count = {"shown": w.number(table.most, hand.language), "all": w.number(len(table.rows), hand.language)}
        notes.append(hand.say("first_rows", **count))
    if any(len(text) == _LONGEST_CELL and text.endswith("…") for row in cells for text in row):
        notes.append(hand.say("cut_cells"))
    return notes


def _least(column: Column) -> int:
    """Say how narrow a column may become before its texts are torn."""
    return 26 if column.wide else 16 if column.kind == "text" else _WIDEST


def _fitted(weights: list[int], leasts: list[int]) -> list[float]:
    """Take the room that is lacking from the columns that can spare it."""
    lacking, spare = sum(weights) - _LINE, sum(weights) - sum(leasts)
    if lacking <= 0 or not spare:
        return [float(x) for x in weights]
    part = min(1.0, lacking / spare)
    return [round(x - (x - least) * part, 2) for x, least in zip(weights, leasts, strict=True)]


def _weight(column: Column, cells: list[str]) -> int:
    """Give a column room, in characters: for its longest word, and for sentences up to a limit."""
    in_heading = max(map(len, heading_of(column).split() or [""]))
    if column.kind != "text":
        return max(_NARROWEST, in_heading, *map(len, cells), 0) + _SEAM
    lengths = sorted(map(len, cells)) or [0]
    usual = lengths[int(0.9 * (len(lengths) - 1))]
    most = _WIDEST_SENTENCE if column.wide else _WIDEST
    return min(most, max(_NARROWEST, in_heading, usual)) + _SEAM
