"""A report and a note that say no more than the estimates, with all that weighs against them."""

import json
import re
from dataclasses import replace
from functools import cache

import jsonschema
import pytest

from tests.evaluation.telling.samples import answered, material, open_effect, shown
from tests.evaluation.telling.test_sentences import CAUSAL
from tidegate.documents import Callout, Figure, KeyFigures, Paragraph, Section, Table, report_pages, report_pdf
from tidegate.evaluation.telling.card import card_schema, evidence_card
from tidegate.evaluation.telling.concluding import Asked
from tidegate.evaluation.telling.figures import event_figure, forest_figure, path_figure, rings_figure
from tidegate.evaluation.telling.material import Answered, Chain, Process
from tidegate.evaluation.telling.note import council_note
from tidegate.evaluation.telling.report import all_warnings, tell_evaluation
from tidegate.evaluation.telling.tables import digits_of


@cache
def report(language="en"):
    return tell_evaluation(material(language=language))


def blocks(sections):
    for section in sections:
        yield from section.blocks
        yield from blocks(section.sections)


def words(told):
    """Every text of a report, one per block."""
    for block in blocks(told.sections):
        match block:
            case Paragraph():
                yield f"{block.lead} {block.text}"
            case Callout():
                yield from (block.title, *block.texts)
            case KeyFigures():
                yield " ".join(f"{f.value} {f.label}" for f in block.figures)
            case Table():
                yield " ".join(str(cell) for row in block.rows for cell in row)


def of(told, kind):
    return [block for block in blocks(told.sections) if isinstance(block, kind)]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_chart_has_words_and_a_table(language):
    figures = of(report(language), Figure)
    assert len(figures) >= 5
    for figure in figures:
        assert figure.table is not None
        assert figure.table.rows
        assert len(figure.drawing.alt) > 20
        assert figure.drawing.alt != figure.caption


def test_the_report_opens_with_what_may_be_concluded():
    first = report().sections[0]
    assert first.heading == "What may be concluded"
    assert "The measure lowered burglary" in first.blocks[0].text
    assert "could not be estimated: the panel has no untreated unit" in first.blocks[2].text


def test_warnings_are_loud_and_all_there():
    told = material(answered=answered()[1:2], warnings=("The panel has a gap.",))
    assert all_warnings(told)[0] == "The panel has a gap."
    loud = [text for b in of(tell_evaluation(told), Callout) if b.kind == "warning" for text in b.texts]
    for warning in all_warnings(told):
        assert warning in loud
    assert any("Half of the months before the start are missing" in text for text in loud)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("tell", [tell_evaluation, council_note])
def test_a_process_evaluation_says_why_and_tells_no_effect(tell, language):
    process = Process("NOT TO BE ANSWERED.", ("You need 4 places.",))
    unasked = tuple(Answered(one.name, replace(one.asked, refused="it is not."), None) for one in answered())
    told = tell(material(language=language, process=process, answered=unasked))
    first = next(b for b in blocks(told.sections) if isinstance(b, Callout))
    assert (first.kind, first.texts[0]) == ("warning", "NOT TO BE ANSWERED.")
    assert not any(re.search(CAUSAL, text) for text in words(told))
    assert any(isinstance(block, KeyFigures) for block in blocks(told.sections))
    if tell is tell_evaluation:
        assert "NOT TO BE ANSWERED." in told.standing.limits
    for sentence in material().implementation.says:
        assert any(sentence in text for text in words(told))
    assert not {f.drawing.alt for f in of(told, Figure)} - {f.drawing.alt for f in of(report(language), Figure)}


@pytest.mark.parametrize("tell", [tell_evaluation, council_note])
def test_deviations_stand_in_every_output(tell):
    said = "Method was planned to be did and is synthetic-control."
    deviating = material(answered=(), deviations=(said,))
    assert any(said in text for text in words(tell(deviating)))
    assert any("not frozen" in text for text in words(tell(material(answered=(), lock=None))))
    assert evidence_card(deviating).deviations == 1
    assert evidence_card(material(lock=None)).frozen is None


def test_what_an_estimate_rests_on_and_all_donors_are_told():
    assert any("BROKE" in text for text in words(report()))
    weights = [t for t in of(report(), Table) if t.caption.endswith("weights")]
    assert weights[0].rows == [("a", 0.7), ("b", 0.3)]
    methods = next(s for s in report().sections if s.heading.startswith("Methods"))
    assert "gone the same way" in str(methods.sections[0].blocks)


def test_what_nobody_gave_is_said_to_be_unknown():
    bare = material(
        answered=answered()[2:], around=(), implementation=None, carried=(), money=None, cost_eur=None, chain=Chain(5)
    )
    told = " ".join(words(tell_evaluation(bare)))
    for said in ("was not looked at", "carried out as planned is not known", "What it cost is not known"):
        assert said in told
    assert "5 situations in the picture unknown looked into" in told
    note = " ".join(words(council_note(bare)))
    assert "Not known: nobody gave the costs." in note
    assert "unknown acted on" in note


@pytest.mark.slow
def test_equal_material_gives_equal_bytes():
    assert report() == tell_evaluation(material())
    note = council_note(material())
    assert report_pdf(note) == report_pdf(note)


# The note


@pytest.mark.parametrize(("language", "outcomes"), [("en", 0), ("en", 3), ("nl", 25)])
def test_the_note_is_one_page_and_opens_with_the_chain(language, outcomes):
    many = tuple(replace(answered()[n % 3], name=f"o{n}") for n in range(outcomes))
    note = council_note(material(language=language, answered=many, deviations=("One thing was done otherwise.",) * 9))
    assert len(report_pages(note, ppi=12)) == 1
    assert isinstance(note.sections[0].blocks[0], KeyFigures)
    assert [f.value for f in note.sections[0].blocks[0].figures] == [120, 80, 31, 2]


def test_long_words_still_make_one_page():
    label = "violence that hangs together with organised crime " * 4
    long = Answered("x", Asked(label, "down", refused="no place is left. Add some " + "more " * 90), None)
    note = council_note(material(answered=(long,) * 12, title="A title " * 30, measure="What was done " * 60))
    assert len(report_pages(note, ppi=12)) == 1


def test_harm_is_never_what_is_left_out():
    harm = Answered("harm", Asked("evictions", "down"), replace(shown(), value=3.0, low=1.0, high=5.0))
    quiet = Answered("x", Asked("threats", "down"), open_effect())
    note = council_note(material(answered=(*(quiet,) * 13, harm)))
    assert any("evictions rose" in text for text in words(note))


def test_a_note_says_nothing_causal_where_nothing_was_shown():
    quiet = tuple(one for one in answered() if one.name != "burglaries")
    for language in ("en", "nl"):
        told = council_note(material(answered=quiet, language=language)).sections[1]
        texts = [b.text for b in told.blocks if isinstance(b, Paragraph)]
        assert texts
        assert not CAUSAL.search(" ".join(texts))


# The card


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_card_keeps_its_schema(language):
    for told in (material(language=language), material(lock=None, theory={}, implementation=None, money=None)):
        document = evidence_card(told).document()
        jsonschema.Draft202012Validator(card_schema()).validate(document)
        assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_a_card_is_unknown_until_evaluated():
    card = evidence_card(material(theory={}, implementation=None, money=None, answered=()))
    parts = (card.mechanism, card.moderators, card.implementation, card.economics)
    assert {p.standing for p in parts} == {"unknown"}
    assert card.effect == ()


def test_a_card_is_never_stronger_than_its_estimates():
    card = evidence_card(material())
    assert [e.verdict for e in card.effect] == ["shown", "not shown", "not estimated"]
    assert card.effect[1].checks_broken == ("pre-trend",)
    assert card.mechanism.standing == "assumed"
    quiet = tuple(one for one in answered() if one.name != "burglaries")
    assert evidence_card(material(answered=quiet)).economics.standing == "described"


def test_the_schema_refuses_a_shown_effect_with_a_broken_check():
    document = evidence_card(material()).document()
    document["effect"][0]["checks_broken"] = ["fit"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, card_schema())
    proven = evidence_card(material()).document() | {"mechanism": {"standing": "estimated", "says": []}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(proven, card_schema())


# Figures


def test_figures_need_what_they_draw():
    bare = Answered("x", Asked("burglary"), replace(shown(), path=(), tables={}, without=None))
    assert event_figure(bare, "en") is None
    assert path_figure(bare, "en") is None
    assert forest_figure([bare], "en") is None
    assert rings_figure(replace(material().around[0], rings=None), "en") is None


def test_the_path_of_one_start_runs_over_periods_and_of_several_over_time_since():
    one = answered()[0]
    figure = path_figure(one, "en")
    assert figure.table.rows[0][0] == "2021-01"
    assert figure.table.rows[-1][1:] == (9.0, 12.0, -3.0)
    rows = one.effect.tables["series"].to_pylist()
    later = [row | {"unit": "Melkpad", "since_start": row["since_start"] + 6} for row in rows]
    both = type(one.effect.tables["series"]).from_pylist(rows + later)
    moved = path_figure(replace(one, effect=replace(one.effect, tables={"series": both})), "en")
    assert [row[0] for row in moved.table.rows] == [str(n) for n in range(-18, 12)]


def test_digits_are_as_many_as_needed():
    assert digits_of([]) == 0
    assert digits_of([float("nan"), 0.5]) == 3
    assert digits_of([1e-9]) == 6


def test_no_sentence_of_a_report_ranks_people():
    for text in words(report()):
        assert not re.search(r"\b(risk score|ranked|suspect)\b", text)


def test_sections_without_anything_are_still_told():
    assert all(isinstance(s, Section) and s.blocks for s in report().sections)
