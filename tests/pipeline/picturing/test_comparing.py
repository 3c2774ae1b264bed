"""Every difference between two pictures names its cause, and what no register is needed for is said."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.small_city import (
    ENGINE,
    PLAIN,
    TODAY,
    WISH,
    build,
    deliver,
    inspections,
    permits,
    reports,
)
from tidegate.errors import PictureError
from tidegate.indicators import REVIEWS, write_reviews
from tidegate.pipeline import open_workspace
from tidegate.pipeline.picturing import grant, pinned, shelf
from tidegate.pipeline.picturing.comparing import compare_pictures, needed_registers, write_changes
from tidegate.pipeline.picturing.viewing import view_workspace
from tidegate.pipeline.who.link import linked_table
from tidegate.pipeline.who.review import undo_merge


def compared(folder, old, new):
    """Compare two built pictures."""
    view = shelf(open_workspace(folder), new.view)
    with pinned(view, today=TODAY, picture=old.picture) as one, pinned(view, today=TODAY, picture=new.picture) as two:
        return compare_pictures(one, two)


def flags_of(changes):
    found = changes.filter(pc.equal(changes["what"], "flag")).to_pylist()
    return {(c["change"], c["detail"], c["caption"], c["why"]) for c in found}


def test_a_picture_is_like_itself(built_city):
    folder, report = built_city
    assert compared(folder, report, report).num_rows == 0


def test_pictures_of_two_views_are_not_compared(built_city, plain_city):
    folder, report = built_city
    with pinned(report.folder.parent, today=TODAY) as one:
        other = next((plain_city / "pictures").iterdir())
        with pinned(other, today=TODAY) as two, pytest.raises(PictureError, match="they are of two views"):
            compare_pictures(one, two)
    assert folder.is_dir()


@pytest.mark.slow
def test_a_view_without_rules_is_compared_too_and_written_as_a_workbook(city, tmp_path):
    before = build(city, PLAIN)
    quiet = [r.replace("Kade,1,", "Markt,5,") for r in reports()]
    deliver(city, "reports", "2026-02-15", quiet)
    after = build(city, PLAIN)
    found = compared(city, before, after)
    assert {(c["what"], c["why"]) for c in found.to_pylist()} <= {("concentration", "delivery")}
    view = shelf(open_workspace(city), after.view)
    with pinned(view, today=TODAY, picture=before.picture) as one, pinned(view, today=TODAY) as two:
        write_changes(found, one, two, tmp_path / "changes.xlsx")
    assert (tmp_path / "changes.xlsx").stat().st_size > 4_000


@pytest.mark.slow
def test_causes_are_told_apart_one_after_the_other(small_city, built_city):
    first = built_city[1]

    # A corrected row takes back every flag that cites it, and no other.
    corrected = [
        r.replace("2023-06-01,2097-05-31", "2026-01-01,2097-05-31") if r.startswith("v02") else r for r in permits()
    ]
    deliver(small_city, "permits", "2026-01-20", corrected)
    second = build(small_city)
    told = flags_of(compared(small_city, first, second))
    assert told == {
        ("gone", "double_operation", "Kade 1 1004 DD", "correction"),
        ("gone", "failures_then_new_account", "Kade 1 1004 DD", "correction"),
    }

    # A row that is no longer delivered, and one that comes.
    deliver(small_city, "inspections", "2026-01-25", [r for r in inspections() if not r.startswith("i10")])
    third = build(small_city)
    told = flags_of(compared(small_city, second, third))
    assert told == {("gone", "failures_then_new_account", "Kade 3 1004 DD", "delivery")}
    deliver(
        small_city,
        "inspections",
        "2026-01-26",
        [*inspections(), "i12,Blauwe Pauw,Kade,3,1004 DD,2023-05-10,overtreding"],
    )
    fourth = build(small_city)
    told = flags_of(compared(small_city, third, fourth))
    assert told == {("new", "failures_then_new_account", "Kade 3 1004 DD", "delivery")}

    # A rule that a city switches off, with its reason.
    (small_city / "indicators.yml").write_text(
        "switches: {letterbox_addresses: {state: off, reason: another partner looks after it}}\n", encoding="utf-8"
    )
    fifth = build(small_city)
    assert fifth.state == "built"
    assert set(fifth.made) == {"indicators", "points", "adaptation", "sectors"}
    told = compared(small_city, fourth, fifth)
    assert flags_of(told) == {("gone", "letterbox_addresses", f"Brug {n} 1003 CC", "rule") for n in (9, 11)}
    assert "The rule was switched off." in told["because"].to_pylist()


@pytest.mark.slow
def test_a_judgement_holds_in_the_next_picture_and_is_named(small_city, built_city):
    first = built_city[1]
    workspace = open_workspace(small_city)
    own = view_workspace(workspace, grant(workspace, purpose=WISH.purpose, partner="", on=TODAY).view)
    rows = linked_table(own, "premises", "entities").to_pylist()
    flags = pq.read_table(first.folder / "flags.parquet").to_pylist()
    subject = next(f["subject"] for f in flags if f["indicator"] == "failures_then_new_account")
    failed = [r["record_id"] for r in rows if r["entity"] == subject and r["register"] == "inspections"]
    assert len(failed) == 2
    undo_merge(own, "premises", failed, judge="ada", at="2026-02-01T10:00:00+00:00", reason="another house number")
    second = build(small_city)
    after = {r["record_id"]: r["entity"] for r in linked_table(own, "premises", "entities").to_pylist()}
    assert subject not in {after[r] for r in failed}
    left = pq.read_table(second.folder / "flags.parquet").to_pylist()
    assert (subject, "failures_then_new_account") not in {(f["subject"], f["indicator"]) for f in left}
    gone = [c for c in compared(small_city, first, second).to_pylist() if c["what"] == "flag" and c["change"] == "gone"]
    assert [(c["detail"], c["why"], c["because"]) for c in gone if c["detail"] == "failures_then_new_account"] == [
        ("failures_then_new_account", "judgement", "A person judged who is who.")
    ]

    # And it still holds when a delivery comes.
    deliver(small_city, "reports", "2026-02-20", reports()[:-1])
    third = build(small_city)
    after = {r["record_id"]: r["entity"] for r in linked_table(own, "premises", "entities").to_pylist()}
    assert subject not in {after[r] for r in failed}
    assert third.state == "built"


@pytest.mark.slow
def test_a_register_without_which_a_finding_disappears_is_named(small_city, built_city):
    reviewed = pq.read_table(built_city[1].folder / "flags.parquet").to_pylist()
    one = next(f for f in reviewed if f["indicator"] == "failures_then_new_account")
    row = {"flag": one["flag"], "indicator": one["indicator"], "verdict": "justified", "reviewer": "ada",
           "at": "2026-02-01", "reason": "seen on the spot"}  # fmt: skip
    write_reviews(
        pa.Table.from_pylist([row], schema=REVIEWS.schema()), small_city / "views" / built_city[1].view / "reviews.csv"
    )
    before = {
        str(p.relative_to(small_city))
        for p in (*(small_city / "views").iterdir(), *(small_city / "pictures").iterdir())
    }
    found, by_people = needed_registers(open_workspace(small_city), ENGINE, replace(WISH))
    told = {r["register"]: (r["confirmed"], r["lost"], r["indicators"]) for r in found.to_pylist()}
    assert by_people
    assert told["inspections"] == (1, 1, ["failures_then_new_account"])
    assert told["permits"] == (1, 1, ["failures_then_new_account"])
    assert told["companies"] == told["reports"] == (1, 0, [])
    after = {
        str(p.relative_to(small_city))
        for p in (*(small_city / "views").iterdir(), *(small_city / "pictures").iterdir())
    }
    assert after == before
    assert (shelf(open_workspace(small_city), built_city[1].view) / "current").resolve().name == built_city[1].picture
