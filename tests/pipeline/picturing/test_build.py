"""The same inputs give the same bytes; what was made is not made again; a day sees nothing later."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.small_city import (
    ENGINE,
    FIRST,
    PLAIN,
    PURPOSE,
    WISH,
    build,
    companies,
    deliver,
    held,
    permits,
    reports,
    said,
    write_city,
)
from tidegate.errors import PictureError, PlacesError, TidegateError, WorkspaceError
from tidegate.pipeline import open_workspace
from tidegate.pipeline.builds import only_one
from tidegate.pipeline.picturing import build_picture, pictures_of, shelf
from tidegate.pipeline.picturing.keeping import Kept
from tidegate.pipeline.picturing.making import Stage

STAGES = (
    "resolved", "places", "network", "concentration", "control", "indicators", "layout", "points", "adaptation",
    "sectors",
)  # fmt: skip


def hashes(folder):
    return {
        str(p.relative_to(folder).with_suffix("")): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*.parquet"))
    }


def test_what_was_planted_is_found(built_city):
    report = built_city[1]
    flags = pq.read_table(report.folder / "flags.parquet").to_pylist()
    found = sorted(f["indicator"] for f in flags)
    assert found == [n for n in ("double_operation", "failures_then_new_account", "letterbox_addresses") for _ in "ab"]
    captions = {r["entity"]: r["caption"] for r in pq.read_table(report.folder / "entities.parquet").to_pylist()}
    assert {captions[f["subject"]] for f in flags} == {"Kade 1 1004 DD", "Kade 3 1004 DD", "Brug 9 1003 CC",
                                                       "Brug 11 1003 CC"}  # fmt: skip
    points = pq.read_table(report.folder / "points.parquet").to_pylist()
    assert {(p["kind"], p["reach"]) for p in points} >= {("permit", 2), ("street", 2)}
    assert sorted(report.made) == sorted(STAGES)


def test_every_flag_names_rows_of_the_deliveries(built_city):
    report = built_city[1]
    flags, evidence = (pq.read_table(report.folder / f"{n}.parquet").to_pylist() for n in ("flags", "evidence"))
    assert {e["flag"] for e in evidence} == {f["flag"] for f in flags}
    for row in evidence:
        lines = (built_city[0] / "deliveries" / row["file"]).read_text(encoding="utf-8").splitlines()
        assert 0 < row["row_number"] < len(lines)


def test_the_manifest_says_what_went_in_and_hashes_what_came_out(built_city):
    report = built_city[1]
    manifest = json.loads((report.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["covenant"]["legal_basis"] == "Municipal Act, section 1"
    assert sorted(manifest["registers"]) == manifest["view"]["registers"]
    assert manifest["registers"]["permits"]["rows_in"] == len(permits())
    assert {n: t["sha256"] for n, t in manifest["tables"].items()} == hashes(report.folder)
    assert {n: t["rows"] for n, t in manifest["tables"].items()} == dict(report.rows)


def test_nothing_changed_is_unchanged_and_makes_no_stage(small_city, built_city):
    again = build(small_city)
    assert (again.state, again.made, again.picture) == ("unchanged", (), built_city[1].picture)
    assert [r.state for r in again.registers] == ["unchanged"] * len(again.registers)


@pytest.mark.slow
def test_two_fresh_workspaces_hold_the_same_bytes(plain_city, tmp_path):
    other = write_city(tmp_path / "elsewhere" / "town")
    build(other, PLAIN)
    assert held(other / "pictures") == held(plain_city / "pictures")


@pytest.mark.slow
def test_two_fresh_workspaces_hold_the_same_bytes_with_linkage(built_city, tmp_path):
    other = write_city(tmp_path / "elsewhere" / "town")
    report = build_picture(open_workspace(other), replace(ENGINE, threads=1), WISH)
    assert report.picture == built_city[1].picture
    assert held(other / "pictures") == held(built_city[0] / "pictures")


@pytest.mark.slow
def test_only_what_a_delivery_touches_is_made_again(city):
    deliver(city, "reports", "2026-02-15", reports()[:-1])
    first = build(city, PLAIN)
    assert (first.state, first.made) == ("built", ("resolved", "places", "concentration"))
    (city / "city.toml").write_text((city / "city.toml").read_text() + 'note = "as before"\n', encoding="utf-8")
    # The places are worked out anew, come out the same, and nothing behind them is touched.
    assert build(city, PLAIN).made == ("places",)


def test_a_delivery_of_one_register_leaves_the_records_of_the_others_alone(city):
    build(city, PLAIN)
    before = parts_of(city)
    deliver(city, "reports", "2026-02-15", reports()[:-1])
    report = build(city, PLAIN)
    after = parts_of(city)
    assert report.made == ("resolved", "places", "concentration")
    assert {name for name in before if before[name] != after[name]} == {"records.Premises", "records.Report"}
    assert len(before) > 2


def test_a_stage_is_offered_what_it_says_it_reads_and_nothing_else(tmp_path):
    result = tmp_path / "resolved"
    (result / "records").mkdir(parents=True)
    for name in ("entities", "attachments", "records/Permit", "records/Person"):
        pq.write_table(pa.table({"n": [1]}), result / f"{name}.parquet")
    seen = []

    def make(making, offered, folder):
        seen.extend(sorted(p.name for p in offered["resolved"].iterdir()))

    stage = Stage("points", "", "1", {"resolved": ("Permit", "entities", "Measure")}, (), make)
    stage.result(SimpleNamespace(kept=Kept(tmp_path / "stages")), {"resolved": result})
    assert seen == ["Permit.parquet", "entities.parquet"]


def parts_of(city):
    """The newest result of each part of the resolved records."""
    found = {}
    for path in sorted(city.glob("views/*/stages/records.*"), key=lambda p: p.stat().st_mtime_ns):
        found[path.name.rpartition("-")[0]] = path.name
    return found


def test_a_stage_that_fails_leaves_the_others_kept_and_the_old_picture_current(city):
    before = held(city / "pictures")
    told = (city / "city.toml").read_text(encoding="utf-8")
    deliver(city, "reports", "2026-02-15", reports()[:-1])
    (city / "city.toml").write_text(told.replace("EPSG:28992", "EPSG:4326"), encoding="utf-8")
    with pytest.raises(PlacesError, match="4326"):
        build(city, PLAIN)
    assert held(city / "pictures") == before
    (city / "city.toml").write_text(told, encoding="utf-8")
    report = build(city, PLAIN)
    assert (report.state, report.made) == ("built", ("places", "concentration"))
    assert not list((city / "views").rglob(".*.making"))


def test_a_register_that_cannot_be_read_stops_the_picture(city):
    before = held(city / "pictures")
    (city / "deliveries" / "reports" / "reports_2026-02-15.csv").write_bytes(b"\xff\xfe\x00nonsense\x00\xd8")
    with pytest.raises(PictureError, match=r"reports: this register could not be read .* a part of its"):
        build(city, PLAIN)
    assert held(city / "pictures") == before


def test_a_second_run_waits_outside(city):
    view = next((city / "views").iterdir())
    with only_one(view), pytest.raises(WorkspaceError, match="Wait until it has finished"):
        build(city, PLAIN)


@pytest.mark.slow
def test_three_pictures_stay_and_current_is_the_last(city):
    for day in (1, 2, 3):
        deliver(city, "reports", f"2026-02-0{day}", reports()[:-day])
        report = build(city, PLAIN)
    folder = shelf(open_workspace(city), report.view)
    assert len(pictures_of(folder)) == 3
    assert (folder / "current").resolve() == report.folder


def test_a_day_sees_nothing_that_came_later(city):
    deliver(
        city,
        "permits",
        "2026-02-10",
        [*permits(), "z1,horeca,LATERWORD BV,9,LATERWORD,Weg,3,1005 EE,2026-02-01,,verleend,"],
    )
    deliver(city, "companies", "2026-02-11", [c.replace("Anker Bakkerij BV", "LATERNAME BV") for c in companies()])
    deliver(city, "reports", "2026-02-12", reports()[:-1])
    now = said(build(city, PLAIN).folder)
    assert "laterword" in now
    assert "latername" in now
    then = build(city, replace(PLAIN, on=date.fromisoformat(FIRST), publish=False))
    told = said(then.folder)
    assert [w for w in ("laterword", "latername") if w in told] == []
    assert "anker bakkerij bv" in told
    found = pq.read_table(then.folder / "records" / "Report.parquet")
    assert (found.num_rows, found["known_to"].null_count) == (len(reports()), len(reports()))
    manifest = json.loads((then.folder / "manifest.json").read_text(encoding="utf-8"))
    assert {r["last_delivery"] for r in manifest["registers"].values()} == {FIRST}


@pytest.mark.slow
def test_with_linkage_too_a_day_sees_nothing_that_came_later(small_city):
    later = "z1,horeca,LATERWORD BV,9,LATERWORD,Weg,3,1005 EE,2026-02-01,,verleend,"
    deliver(small_city, "permits", "2026-02-10", [*permits(), later])
    deliver(
        small_city, "companies", "2026-02-11", [c.replace("Anker Bakkerij BV", "LATERNAME BV") for c in companies()]
    )
    now = said(build(small_city).folder)
    assert "laterword" in now
    assert "latername" in now
    told = said(build(small_city, replace(WISH, on=date.fromisoformat(FIRST), publish=False)).folder)
    assert [w for w in ("laterword", "latername") if w in told] == []


def test_before_the_first_delivery_there_is_nothing_to_draw(tmp_path):
    folder = write_city(tmp_path / "city")
    for path in (folder / "deliveries").rglob("*.csv"):
        path.unlink()
    with pytest.raises(TidegateError, match=r"no delivery has come|no file"):
        build(folder, PLAIN)
    assert not (folder / "pictures").exists()
    assert PURPOSE in (folder / "covenant.yml").read_text(encoding="utf-8")
