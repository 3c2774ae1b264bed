"""The plans of the invented city: they can be read, answered, and are held against what is true."""

import math
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tidegate.demo.evaluating import FOLDER, PANEL, _fieller, lay_plans_out, panel_of, plans, score_plans
from tidegate.demo.generate import Manifest
from tidegate.demo.recovery import READ, recover
from tidegate.documents import Callout, Figure, KeyFigures, Listing, Paragraph, Section, Table
from tidegate.evaluation.plan import answerable, lay_out
from tidegate.evaluation.plan.document import plan_document
from tidegate.evaluation.running import Run, run_plan
from tidegate.evaluation.telling.note import council_note
from tidegate.evaluation.telling.report import tell_evaluation
from tidegate.pipeline import open_workspace, read_workspace
from tidegate.pipeline.workspace import Engine, Workspace


@pytest.fixture(scope="module")
def read_town(town: Manifest, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    # A copy: the town itself is shared with tests that look at every file of it.
    folder = tmp_path_factory.mktemp("read") / "town"
    shutil.copytree(town.folder, folder)
    workspace = open_workspace(folder, only=READ)
    read_workspace(workspace, Engine(scratch=tmp_path_factory.mktemp("scratch"), memory_gib=1.0, threads=1))
    return workspace


def test_every_plan_is_answerable_on_the_panel_of_the_city(read_town):
    table = panel_of(read_town)
    assert table.num_rows == 19 * 60
    for plan in plans().values():
        answer = answerable(plan, lay_out(plan, table))
        assert answer.answerable, answer
        assert not [m for m in answer.missing if m.needed], plan.id


def test_the_panel_counts_what_the_deliveries_say(read_town, delivered):
    rows = [row for _, table, _ in delivered.rows("incidenten", "incidenten") for row in table.to_pylist()]
    wanted = sum(int(r["AANTAL"]) for r in rows if r["SOORT"] == "woninginbraak" and r["GEBIED"] == "Binnenstad Noord")
    table = panel_of(read_town)
    area = np.array(table["area"].to_pylist()) == "Binnenstad Noord"
    assert table["burglaries"].to_numpy()[area].sum() == wanted > 0


def test_the_truth_stands_beside_what_was_found(read_town, town):
    found = list(score_plans(read_town, town.folder / "truth", seed=1))
    assert [(r.plan, r.quantity, r.outcome, r.true) for r in found] == [
        ("havenrijk-cameras", "effect", "nuisance", 1.0),
        ("havenrijk-evening-patrols", "effect", "burglaries", 1.0),
        ("havenrijk-licence-duty", "effect", "related", 0.65),
        ("havenrijk-licence-duty", "displacement", "related", 0.25),
        ("havenrijk-licence-duty", "effect", "business_burglaries", 1.0),
    ]
    assert all(r.low <= r.value <= r.high for r in found)


def test_plans_and_panel_lie_in_the_city(read_town):
    folder = lay_plans_out(read_town)
    assert folder == read_town.folder / FOLDER
    assert sorted(p.name for p in Path(folder).iterdir()) == sorted(
        [PANEL, "cameras.yml", "evening-patrols.yml", "licence-duty.yml"]
    )


def test_a_share_of_what_may_be_nothing_has_no_interval():
    assert _fieller(10.0, 3.0, 1.0, 4.0) == (-math.inf, math.inf)
    assert _fieller(0.0, 100.0, 10.0, 0.0) == (-0.1, 0.1)


@pytest.mark.slow
def test_cities_are_counted_one_by_one(tmp_path):
    engine = Engine(scratch=tmp_path, memory_gib=1.0, threads=1)
    heard: list[str] = []
    lines, found = recover(tmp_path, engine, scale=0.02, seeds=[3, 4], tell=lambda stage, _: heard.append(stage))
    assert heard == ["city 3", "city 4"]
    assert {line.cities for line in lines} == {2}
    assert sum(line.covered for line in lines) == sum(one.covers for _, one in found)
    assert not list(tmp_path.glob("city-*"))


ENGLISH = re.compile(
    r"\b(the|and|with|without|are|were|not|that|than|before|after|units?|places?|comparison|this|there|from|moved|value|"
    r"share|between|each|which|have|has|it|its|for|to|an|by|would|could|should|no|none|only|one|other|treated|measure)\b",
    re.IGNORECASE,
)


def texts_of(sections: Iterable[Section]) -> Iterator[str]:
    for section in sections:
        yield section.heading
        for block in section.blocks:
            yield from texts_in(block)
        yield from texts_of(section.sections)


def texts_in(block: object) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from (block.lead, block.text)
        case Listing():
            yield from block.items
        case Callout():
            yield from (block.title, *block.texts)
        case Table():
            yield from (block.caption, block.note, *(column.heading for column in block.columns))
            yield from (cell for row in block.rows for cell in row if isinstance(cell, str))
        case Figure():
            yield from (block.caption, block.drawing.alt)
            yield from re.findall(r">([^<>]+)</text>", block.drawing.svg)
            yield from texts_in(block.table)
        case KeyFigures():
            yield from (figure.label for figure in block.figures)


def terms_of(value: object) -> Iterator[str]:
    """Every text of more than a word that the plan itself wrote."""
    if isinstance(value, str):
        yield from [value] if " " in value else []
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from terms_of(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from terms_of(inner)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["havenrijk-cameras", "havenrijk-evening-patrols", "havenrijk-licence-duty"])
def test_a_dutch_report_has_no_english_but_what_the_plan_wrote(read_town, name):
    plan, table = plans()[name], panel_of(read_town)
    run = Run(date(2024, 3, 1), plan.seed, language="nl")
    material = run_plan(plan, lay_out(plan, table), run, progress=lambda stage, share: None)
    terms = sorted(set(terms_of(plan_document(plan))) | {plan.title}, key=len, reverse=True)
    for report in (tell_evaluation(material), council_note(material)):
        for text in (*texts_of(report.sections), *material.harms):
            own = text
            for term in terms:
                own = re.sub(re.escape(term).replace(r"\ ", r"\s+"), "", own, flags=re.IGNORECASE)
            assert not ENGLISH.search(own), text
