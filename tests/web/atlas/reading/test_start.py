"""What changed, where, what can be done, what waits; and what is kept beside a picture goes with it."""

import shutil
from datetime import date

import pytest

from tests.small_city import TODAY, build, deliver, permits
from tidegate.pipeline import open_workspace
from tidegate.pipeline.picturing import pinned
from tidegate.web.atlas.reading.entities import entity
from tidegate.web.atlas.reading.keeping import LAID_OUT, forget, kept_for
from tidegate.web.atlas.reading.opening import opened
from tidegate.web.atlas.reading.points import point, points
from tidegate.web.atlas.reading.ready import make_ready
from tidegate.web.atlas.reading.start import changed, start


def test_the_first_picture_has_nothing_to_be_compared_with(atlas):
    found = start(atlas.workspace, atlas.picture)
    assert found.changed is None
    assert found.waiting.flags == 6
    assert len(found.waiting.latest) == 5


def test_points_stand_side_by_side_without_one_number(atlas):
    kinds = {k.kind: k for k in points(atlas.workspace, atlas.picture)}
    assert [(p.caption, p.reach, p.among) for p in kinds["street"].points] == [
        ("Oost, Kade", 2, 16), ("West, Brug", 2, 12),
    ]  # fmt: skip
    assert kinds["street"].who.startswith("the municipality")
    kind, found, flags = point(atlas.workspace, atlas.picture, "street:West, Brug")
    assert (kind.kind, found.reach, len(flags)) == ("street", 2, 2)
    assert point(atlas.workspace, atlas.picture, "street:Nowhere") is None


def test_laid_out_by_entity_a_picture_answers_the_same(atlas, named):
    own = named("Lier Kapsalon BV", "company")
    before = entity(atlas.workspace, atlas.picture, own)
    make_ready(atlas.workspace, [atlas.picture], today=TODAY)
    assert opened(atlas.picture).laid_out
    assert entity(atlas.workspace, atlas.picture, own) == before


@pytest.mark.slow
def test_a_second_delivery_is_told_by_sort_and_cause(small_city):
    rows = [r for r in permits() if not r.startswith("v12")]
    deliver(small_city, "permits", "2026-02-15", rows)
    build(small_city)
    workspace = open_workspace(small_city)
    (view,) = (small_city / "pictures").iterdir()
    with pinned(view, today=TODAY) as picture:
        assert changed(picture) is None
        make_ready(workspace, [picture], today=TODAY)
        found = changed(picture)
    gone = [c for c in found.counts if c.what == "flag" and c.change == "gone"]
    assert sum(c.count for c in gone) == len(found.flags) == 2
    assert found.on == "2026-01-15"


def test_two_who_ask_at_once_find_one_index(small_city):
    from concurrent.futures import ThreadPoolExecutor

    from tidegate.web.atlas.reading.search import search

    (view,) = (small_city / "pictures").iterdir()
    with pinned(view, today=TODAY) as picture, ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: search(picture, "anna jansen").found[0].caption, range(4)))
    assert found == ["Anna Jansen"] * 4


def test_what_is_kept_goes_with_the_picture(small_city):
    workspace = open_workspace(small_city)
    (view,) = (small_city / "pictures").iterdir()
    with pinned(view, today=TODAY) as picture:
        make_ready(workspace, [picture], today=TODAY)
        kept = kept_for(picture)
        assert {p.name for p in kept.iterdir() if p.is_dir()} == {LAID_OUT, "search"}
        assert forget(workspace, today=TODAY) == []
        assert forget(workspace, today=date(2199, 1, 1)) == [picture.id]
        assert not kept.exists()
        make_ready(workspace, [picture], today=TODAY)
    shutil.rmtree(view / picture.id)
    assert forget(workspace, today=TODAY) == [picture.id]
