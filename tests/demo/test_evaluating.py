"""The plans of the invented city: they can be read, answered, and are held against what is true."""

import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from tidegate.demo.evaluating import FOLDER, PANEL, _fieller, lay_plans_out, panel_of, plans, score_plans
from tidegate.demo.generate import Manifest
from tidegate.demo.recovery import READ, recover
from tidegate.evaluation.plan import answerable, lay_out
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
