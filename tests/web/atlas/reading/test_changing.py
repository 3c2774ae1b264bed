"""What changed, row by row: persons and homes are in no row, and every row can be asked for by sort, way and cause."""

import pyarrow as pa
import pytest

from tidegate.formats.writing import write_parquet
from tidegate.picture.changes import CHANGES
from tidegate.web.atlas.reading import changing
from tidegate.web.atlas.reading.changing import Wanted, compared
from tidegate.web.atlas.reading.keeping import kept_for


@pytest.fixture
def kept(atlas, nodes, monkeypatch):
    """Differences from an earlier picture, of each sort one that may be told and one that may not."""
    person = next(n for n in nodes if n["natural"])
    company = next(n for n in nodes if n["kind"] == "company" and not n["natural"] and not n["personal"])
    ties = atlas.picture.table("ties").to_pylist()
    own = next(t for t in ties if person["entity"] in (t["source"], t["target"]))
    flag = atlas.picture.table("flags").to_pylist()[0]

    def row(what, change, known, caption, detail, why="delivery"):
        told = (what, change, known, caption, detail, why, "No record spoke of it before.")
        return dict(zip(CHANGES.schema().names, told, strict=True))

    rows = [
        row("entity", "new", person["entity"], person["caption"], person["kind"]),
        row("entity", "changed", company["entity"], company["caption"], "company", "correction"),
        row("entity", "gone", "absent-1", "Gone Trading BV", "company"),
        row("entity", "gone", "absent-2", "Piet Gone", "party"),
        row("entity", "gone", "absent-3", "Kees Gone", "person"),
        row("tie", "new", own["tie"], f"{person['caption']}, another", own["kind"]),
        row("tie", "gone", "absent-4", f"{person['caption']}, another", "Directorship"),
        row("flag", "new", flag["flag"], "Kade 1", flag["indicator"], "rule"),
    ]
    path = kept_for(atlas.picture) / "changes" / "earlier.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_parquet(pa.Table.from_pylist(rows, schema=CHANGES.schema()), path)
    path.with_suffix(".on").write_text("2026-01-15")
    monkeypatch.setattr(changing, "before", lambda _picture: "earlier")
    yield person
    path.unlink()


def test_no_row_names_a_person_or_what_may_be_one(atlas, kept):
    found = compared(atlas.picture)
    assert found.on == "2026-01-15"
    assert found.counts == (("flag", 1), ("entity", 2), ("tie", 2))
    told = str(found.rows)
    for withheld in (kept["caption"], kept["entity"], "Piet Gone", "Kees Gone"):
        assert withheld not in told
    assert "Gone Trading BV" in told


def test_what_is_gone_leads_nowhere(atlas, kept):
    assert {(r.what, r.change): r.here for r in compared(atlas.picture).rows} == {
        ("flag", "new"): True, ("entity", "changed"): True, ("entity", "gone"): False, ("tie", "new"): False,
        ("tie", "gone"): False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 5), (Wanted("entity"), 2), (Wanted(change="gone"), 2), (Wanted(why="rule"), 1),
        (Wanted("tie", "gone", "rule"), 0),
    ],
)  # fmt: skip
def test_rows_are_asked_for_by_sort_way_and_cause(atlas, kept, wanted, count):
    assert len(compared(atlas.picture, wanted).rows) == count


def test_without_a_picture_before_there_is_no_list(atlas):
    assert compared(atlas.picture) is None
