"""Sections that stand beside the effects and describe: concentration, near repeats, and how many are on no list."""

from collections.abc import Iterable

from tidegate.documents import Block, Callout, Listing, Paragraph, Section
from tidegate.evaluation.telling.figures import lorenz_figure
from tidegate.evaluation.telling.material import Gathered, Material
from tidegate.evaluation.telling.parts import sentences_of
from tidegate.evaluation.telling.quoted import quoted
from tidegate.evaluation.telling.tables import arrow_table
from tidegate.evaluation.telling.words import heading_case, say


def describing_sections(material: Material) -> Iterable[Section]:
    """Give the sections that describe, as far as there is anything to tell.

    Args:
        material: What is told.
    """
    language = material.language
    if material.gathered:
        parts = tuple(Section(heading_case(one.label), tuple(_gathered(one, language))) for one in material.gathered)
        rests = next((one.rests_on for one in material.gathered if one.rests_on), ())
        yield Section(say("gathered", language), _intro("gathered_intro", rests, language), parts)
    if material.followed:
        parts = tuple(Section(heading_case(one.label), tuple(_followed(one, language))) for one in material.followed)
        yield Section(say("followed", language), _intro("followed_intro", (), language), parts)
    if material.unseen is not None:
        yield Section(say("unseen", language), tuple(_unseen(material, language)))


def _intro(name: str, rests: tuple[str, ...], language: str) -> tuple[Block, ...]:
    told = Callout((say(name, language),), "limits")
    return (told, *_rests(rests, language))


def _rests(rests: tuple[str, ...], language: str) -> Iterable[Block]:
    if rests:
        yield Paragraph(say("gathered_rests", language))
        yield Listing(tuple(quoted(one, language) for one in rests))


def _gathered(one: Gathered, language: str) -> Iterable[Block]:
    yield from sentences_of(one.part, language)
    figure = lorenz_figure(one, language)
    if figure is not None:
        yield figure
    for name, table in one.part.tables.items():
        caption = say(f"{name}_caption", language, label=one.label)
        note = say("measures_note", language) if name == "measures" else ""
        yield arrow_table(table, caption, language, note=note)


def _followed(one: Gathered, language: str) -> Iterable[Block]:
    yield from sentences_of(one.part, language)
    for table in one.part.tables.values():
        yield arrow_table(table, say("followed_caption", language, label=one.label), language)


def _unseen(material: Material, language: str) -> Iterable[Block]:
    unseen = material.unseen
    assert unseen is not None, "asked before"
    yield from sentences_of(unseen.part, language)
    yield arrow_table(unseen.part.tables["models"], say("models_caption", language, label=unseen.who), language)
    yield from _rests(unseen.rests_on, language)
