"""Judging pair after pair: which wait, what was judged meanwhile, what is taken back, and that nothing is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tidegate.errors import JudgementError, MeanwhileError
from tidegate.pipeline.builds import only_one
from tidegate.pipeline.who.judging import (
    find_pair,
    holding,
    judge_pair,
    kinds_of,
    said_of,
    schemata_of,
    standing,
    take_back,
    waterfall_of,
)
from tidegate.pipeline.who.review import judgements_of
from tidegate.pipeline.workspace import open_view

KIND = "organisation"
AT = "2026-03-03T12:00:00.000001+00:00"
LATER = "2026-03-03T12:00:00.000002+00:00"


@pytest.fixture
def view(small_city, built_city):
    workspace = open_view(small_city, built_city[1].view)
    return workspace, (workspace.linkage / "current").resolve().name


def judge(workspace, pair, verdict="same", *, judge="ada", at=AT, seen=0):
    judge_pair(workspace, KIND, pair.records, verdict, judge=judge, at=at, reason="seen", seen=seen)


def test_a_judged_pair_waits_no_longer_for_anybody_and_waits_again_when_it_is_taken_back(view):
    workspace, build = view
    assert KIND in kinds_of(workspace, build)
    before = standing(workspace, build, KIND)
    first = before.waiting[0]
    judge(workspace, first)
    after = standing(workspace, build, KIND)
    assert (after.judged, after.waiting) == (1, before.waiting[1:])
    take_back(workspace, KIND, first.records, judge="ada", at=LATER)
    assert standing(workspace, build, KIND) == before
    assert judgements_of(workspace).num_rows == 2  # nothing was removed
    with pytest.raises(JudgementError, match="no judgement of yours"):
        take_back(workspace, KIND, first.records, judge="ada", at=LATER)


def test_a_pair_that_was_judged_since_is_not_judged_over(view):
    workspace, build = view
    pair = standing(workspace, build, KIND).waiting[0]
    judge(workspace, pair)
    with pytest.raises(MeanwhileError, match="ada: same") as meanwhile:
        judge(workspace, pair, "different", judge="bo")
    assert [r["reason"] for r in meanwhile.value.since] == ["seen"]
    judge(workspace, pair, "different", judge="bo", seen=said_of(workspace, KIND, pair.records[::-1]).num_rows)
    said = [(r["judge"], r["verdict"]) for r in holding(judgements_of(workspace))]
    assert said == [("ada", "same"), ("bo", "different")]


def test_of_judges_who_judge_one_pair_at_once_one_is_written_and_the_others_are_told(view):
    workspace, build = view
    pair = standing(workspace, build, KIND).waiting[0]

    def one(number):
        try:
            judge(workspace, pair, judge=f"j{number}")
        except MeanwhileError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(16))) == 1
    assert judgements_of(workspace).num_rows == 1


def test_judging_goes_on_while_a_build_is_made(view):
    workspace, build = view
    pair = standing(workspace, build, KIND).waiting[0]
    with only_one(workspace.linkage), only_one(workspace.derived):
        judge(workspace, pair)
    assert judgements_of(workspace).num_rows == 1


def test_a_pair_is_explained_in_numbers_that_add_up(view):
    workspace, build = view
    pair = standing(workspace, build, KIND).waiting[0]
    told = waterfall_of(workspace, build, pair, KIND, language="nl")
    assert told.start + sum(p.bits for p in told.pieces) == pytest.approx(told.weight, abs=0.05)
    assert abs(told.weight - told.join) <= 2
    assert find_pair(workspace, build, KIND, pair.records) == pair
    assert find_pair(workspace, build, KIND, ("a", "b")) is None
    assert schemata_of(workspace, build, KIND, pair.records)
