"""The data room: freshness against the rhythm of a register, and refusals without their values."""

import dataclasses
from datetime import date

from tests.small_city import TODAY, build, deliver, permits
from tidegate.pipeline import open_workspace
from tidegate.pipeline.picturing import pinned
from tidegate.web.atlas.reading.data import refusals, refused_rows, registers, table_sizes, who_is_who
from tidegate.web.atlas.reading.sectors import areas, sectors


def test_a_monthly_register_is_fifteen_days_late_on_the_first_of_march(atlas):
    found = {r.id: r for r in registers(atlas.workspace, atlas.picture, on=date(2026, 3, 1))}
    assert (found["permits"].due, found["permits"].overdue) == (date(2026, 2, 14), 15)
    assert found["permits"].rows_in == 14
    assert dict(found["companies"].records)["Seat"] == 20
    assert "intelligence" not in found
    assert registers(atlas.workspace, atlas.picture, on=date(2026, 2, 1))[0].overdue == 0


def test_a_register_that_the_view_may_not_use_is_silent(atlas):
    assert refusals(atlas.workspace, atlas.picture, "intelligence") == ()
    assert refusals(atlas.workspace, atlas.picture, "../permits") == ()
    assert refused_rows(atlas.workspace, atlas.picture, "intelligence") == ()


def test_refused_rows_are_counted_and_their_values_are_not_shown(small_city):
    deliver(small_city, "permits", "2026-02-15", [*permits(), "y1,horeca,X BV,1,X,Kade,5,1004 DD,2022-01-01,2,3,4,5,6"])
    build(small_city)
    (view,) = (small_city / "pictures").iterdir()
    with pinned(view, today=TODAY) as picture:
        workspace = open_workspace(small_city)
        (found,) = refusals(workspace, picture, "permits")
        rows = refused_rows(workspace, picture, "permits")
    assert (found.rule, found.count) == ("too-many-cells", 1)
    assert [(r.file, r.row_number) for r in rows] == [("permits/permits_2026-02-15.csv", 15)]
    assert "value" not in {f.name for f in dataclasses.fields(rows[0])}


def test_who_is_who_in_figures(atlas):
    found = {k.kind: dict(k.figures) for k in who_is_who(atlas.workspace, atlas.picture)}
    assert found["person"]["entities"] == 10
    assert {t.name: t.rows for t in table_sizes(atlas.picture)}["flags"] == 6


def test_areas_side_by_side_and_sectors_with_enough_businesses(atlas):
    assert [(a.area, a.businesses, a.flags) for a in areas(atlas.picture)] == [("Oost", 5, 4), ("West", 20, 2)]
    assert [(s.sector, s.businesses) for s in sectors(atlas.picture)] == [("holding", 20)]
