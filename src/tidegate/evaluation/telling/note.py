"""A note for the council: one page, which opens with the chain of counts and ends with what is not known."""

from bisect import bisect_left
from collections.abc import Iterator

from tidegate.documents import Block, Callout, Listing, Paragraph, Report, Section, report_pages
from tidegate.documents import words as w
from tidegate.documents.text import cut
from tidegate.errors import ExportError
from tidegate.evaluation.telling.figures import event_figure, forest_figure
from tidegate.evaluation.telling.material import Answered, Material
from tidegate.evaluation.telling.report import all_warnings, chain_figures
from tidegate.evaluation.telling.words import heading_case, say

_LONGEST, _SHORTEST = 400, 180
"""Characters of the first sentence about an outcome, at most; the report holds all."""

_SIZES = (
    (12, 5, True, None), (12, 4, True, _LONGEST), (8, 3, True, _LONGEST), (5, 2, True, _LONGEST),
    (5, 1, False, _LONGEST), (3, 1, False, _SHORTEST),
)  # fmt: skip
"""From the fullest note to the barest: outcomes, unknowns, whether a chart is drawn, and whether all is said of each
outcome (None) or its first sentence, cut where it is so long."""


def council_note(material: Material) -> Report:
    """Write the note, as full as one page allows.

    Args:
        material: What is told.
    Returns:
        A report that is one page as PDF. What had to be left out is counted in it and stands in the report.
    Raises:
        ExportError: Not even the barest note fits a page.
    """
    # Each note is barer than the one before, so that halving finds the first that fits.
    first = bisect_left(_SIZES, True, key=lambda size: len(report_pages(_note(material, *size), ppi=12)) == 1)
    if first < len(_SIZES):
        return _note(material, *_SIZES[first])
    raise ExportError(
        where=f"the council note of plan {material.id}",
        what="it does not fit one page, however short",
        mend="shorten the title and the labels of the outcomes in the plan",
    )


def _note(material: Material, outcomes: int, unknowns: int, drawn: bool, text: int | None) -> Report:
    language = material.language
    return Report(
        title=cut(material.title, 90),
        date=material.on,
        subtitle=cut(material.measure, 160),
        sections=(
            Section(say("note_chain", language), (chain_figures(material.chain, language),)),
            Section(say("concluded", language), tuple(_concluded(material, outcomes, text, drawn=drawn))),
            Section(say("note_open", language), tuple(_open(material, unknowns, text))),
        ),
        language=language,
        contents=False,
    )


def _concluded(material: Material, most: int, longest: int | None, *, drawn: bool) -> Iterator[Block]:
    language = material.language
    if material.process is not None:
        yield Callout((cut(material.process.says, longest or _LONGEST),), "warning", say("process_heading", language))
        yield from (Paragraph(text) for text in (material.implementation.says if material.implementation else ()))
        return
    # A harm is never what is left out for want of room.
    order = sorted(material.answered, key=lambda one: one.conclusion.verdict != "shown against")
    for one in order[:most]:
        told = one.told(language)
        yield Paragraph(
            told.verdict if longest is None else cut(told.short, longest),
            lead=f"{heading_case(cut(one.asked.label, 60))}.",
        )
    if len(order) > most:
        yield Paragraph(say("note_more", language, n=len(order) - most))
    if drawn:
        yield from _chart(order[:most], language)


def _chart(answered: list[Answered], language: str) -> Iterator[Block]:
    figures = (forest_figure(answered, language, beside=False), *(event_figure(one, language) for one in answered))
    figure = next((f for f in figures if f is not None), None)
    if figure is not None:
        # Its table stands in the report; here there is one page.
        yield type(figure)(figure.drawing, figure.caption)


def _open(material: Material, most: int, longest: int | None) -> Iterator[Block]:
    language = material.language
    if material.cost_eur is None:
        cost = say("note_cost_unknown", language)
    else:
        cost = say("note_cost", language, amount=w.number(material.cost_eur, language))
    yield Paragraph(cost, lead=say("note_cost_lead", language))
    yield Listing(tuple(cut(text, longest or _LONGEST) for text in _unknowns(material)[:most]))
    if material.lock is None:
        yield Callout((say("not_frozen", language),), "warning")
    elif material.deviations:
        n = len(material.deviations)
        yield Callout(
            (say("note_deviates", language, n=n, first=cut(material.deviations[0], longest or _LONGEST)),), "warning"
        )


def _unknowns(material: Material) -> tuple[str, ...]:
    """Say what is not known, what weighs most first."""
    language = material.language
    missing = [one.asked.label for one in material.answered if one.conclusion.verdict == "not estimated"]
    open_ = [one.asked.label for one in material.answered if one.conclusion.verdict == "not shown"]
    warnings = all_warnings(material)
    return (
        *([say("unknown_missing", language, labels=", ".join(missing))] if missing else []),
        *([say("unknown_shown", language, labels=", ".join(open_))] if open_ else []),
        *([] if material.around else [say("not_displaced", language)]),
        *([] if material.implementation else [say("not_carried", language)]),
        *([say("unknown_warnings", language, n=len(warnings))] if warnings else []),
        say("unknown_elsewhere", language),
    )
