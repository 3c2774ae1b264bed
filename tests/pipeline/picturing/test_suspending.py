"""A suspended flag is left out by every reader of the picture, and comes back when it is restored."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from tests.small_city import LOOK, PURPOSE
from tidegate.errors import MeanwhileError, PictureError, RuleError
from tidegate.indicators import read_reviews
from tidegate.pipeline import open_workspace
from tidegate.pipeline.picturing import view_asked_for
from tidegate.pipeline.picturing.shelf import suspensions_path, whole_table
from tidegate.pipeline.picturing.suspending import suspend_flag, suspensions_of
from tidegate.pipeline.picturing.telling import REVIEWS, material_of, review_flag

AT = "2026-03-03T12:00:00+00:00"


@pytest.fixture
def picture(small_city):
    workspace = open_workspace(small_city)
    with view_asked_for(workspace, purpose=PURPOSE, partner="", today=date(2026, 3, 1)) as found:
        yield workspace, found


def suspend(picture, flag, *, suspend=True, reason="row is contested"):
    return suspend_flag(picture, flag, suspend=suspend, by="ada", at=AT, reason=reason)


def test_a_suspended_flag_and_its_evidence_are_left_out_until_it_is_restored(picture):
    workspace, found = picture
    flags = found.table("flags")["flag"].to_pylist()
    evidence = found.table("evidence").num_rows
    assert suspend(found, flags[0])
    assert found.table("flags")["flag"].to_pylist() == flags[1:]
    assert found.table("evidence").num_rows < evidence
    assert whole_table(found, "flags").num_rows == len(flags)
    assert len(material_of(workspace, found).flags) == len(flags) - 1
    assert not suspend(found, flags[0])
    assert suspend(found, flags[0], suspend=False, reason="the row was right")
    assert found.table("flags")["flag"].to_pylist() == flags
    assert [(s.state, s.by) for s in suspensions_of(found)] == [("suspended", "ada"), ("restored", "ada")]


def test_a_suspension_needs_a_flag_and_a_reason(picture):
    _, found = picture
    flag = found.table("flags")["flag"][0].as_py()
    with pytest.raises(RuleError, match="no reason is given"):
        suspend(found, flag, reason=" ")
    with pytest.raises(PictureError, match="no flags begin with 'ghost'"):
        suspend(found, "ghost")
    assert not suspensions_path(found).exists()


def test_a_file_of_suspensions_that_cannot_be_read_shows_no_flag(picture):
    _, found = picture
    suspensions_path(found).write_bytes(b"\xff\xfe")
    with pytest.raises(RuleError, match="cannot be read"):
        found.table("flags")


def test_reviews_that_come_at_once_are_all_kept(picture):
    workspace, found = picture
    flag = found.table("flags")["flag"][0].as_py()

    def review(number):
        review_flag(workspace, found, flag, verdict="innocent", reviewer=f"r{number}", at=AT, reason=LOOK.reason)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(review, range(16)))
    assert read_reviews(suspensions_path(found).with_name(REVIEWS)).num_rows == 16


def test_a_review_of_a_flag_that_was_reviewed_since_is_not_written(picture):
    workspace, found = picture
    flag = found.table("flags")["flag"][0].as_py()
    said = {"reviewer": "ada", "at": AT, "reason": "seen on the spot"}
    review_flag(workspace, found, flag, verdict="justified", **said, after=0)
    with pytest.raises(MeanwhileError, match="ada: justified") as meanwhile:
        review_flag(workspace, found, flag, verdict="unclear", **said | {"reviewer": "bo"}, after=0)
    assert [r["reviewer"] for r in meanwhile.value.since] == ["ada"]
    assert review_flag(workspace, found, flag, verdict="unclear", **said | {"reviewer": "bo"}, after=1) == 2
