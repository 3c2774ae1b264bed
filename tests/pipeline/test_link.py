"""Who is who in a workspace: builds, ids, judgements, explanations."""

from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.pipeline.linked_city import LICENCE_ROWS, VISIT_ROWS, deliver, read, write_city
from tidegate.errors import JudgementError, LawfulPartError, LinkageError, LookError, WorkspaceError
from tidegate.linkage import JUDGEMENTS
from tidegate.pipeline import Engine, open_workspace
from tidegate.pipeline.who import (
    LinkWish,
    Look,
    explain_records,
    explain_whole,
    export_entities,
    link_workspace,
    linked_table,
)
from tidegate.pipeline.who.review import add_judgements, judgements_of, pairs_to_judge, undo_merge

ENGINE = Engine(memory_gib=1)
SHOPS = LinkWish(kinds=("establishment",))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
OPEN = Look("ada", "look", "", "", NOW)


@pytest.fixture
def city(tmp_path):
    return read(write_city(tmp_path / "city"))


def entity_of(city):
    """(register, row) to entity; of several versions of a record the last one."""
    return {
        (r["register"], r["row_number"]): r["entity"]
        for r in linked_table(city, "establishment", "entities").to_pylist()
    }


def record_of(city):
    return {
        (r["register"], r["row_number"]): r["record_id"]
        for r in linked_table(city, "establishment", "entities").to_pylist()
    }


def test_the_city_is_linked_and_the_unlicensed_stay_visible(city):
    (report,) = link_workspace(city, ENGINE, SHOPS)
    assert (report.state, report.records, report.entities, report.events) == ("linked", 5, 3, {"new": 3})
    found = entity_of(city)
    assert found["licences", 1] == found["visits", 1] == found["visits", 3]
    assert len({found["licences", 1], found["licences", 2], found["visits", 2]}) == 3


def test_nothing_changed_costs_nothing(city):
    link_workspace(city, ENGINE, SHOPS)
    build = (city.folder / "linkage" / "current").readlink()
    (again,) = link_workspace(city, ENGINE, SHOPS)
    assert (again.state, again.events) == ("unchanged", {})
    assert (city.folder / "linkage" / "current").readlink() == build


def test_a_small_delivery_is_renewed_and_comes_to_what_a_whole_run_comes_to(city, monkeypatch):
    monkeypatch.setattr("tidegate.pipeline.who.link.WORTH_RENEWING", 1)
    visits = [f"{n},ZORBA {n},{n} N CLARK ST,2013-01-0{n % 9 + 1}" for n in range(10, 60)]
    deliver(city.folder, "visits", "2024-02-01", *VISIT_ROWS, *visits)
    city = read(city.folder)
    (first,) = link_workspace(city, ENGINE, SHOPS)
    deliver(
        city.folder, "visits", "2024-03-01", *VISIT_ROWS, *visits[1:], "4,HIGHHAT CLUB,1920 W IRVING PARK RD,2014-01-01"
    )
    city = read(city.folder)
    (report,) = link_workspace(city, ENGINE, SHOPS)
    assert (first.state, report.state) == ("linked", "renewed")
    assert report.scored < first.scored
    assert report.events == {"changed": 1}
    renewed = linked_table(city, "establishment", "entities")
    (whole,) = link_workspace(city, ENGINE, replace(SHOPS, whole=True))
    assert (whole.state, whole.events) == ("linked", {})
    assert linked_table(city, "establishment", "entities").equals(renewed)
    assert (whole.records, whole.nodes, whole.pairs, whole.entities) == (
        report.records, report.nodes, report.pairs, report.entities,
    )  # fmt: skip


def test_ids_stay_when_a_delivery_comes(city):
    link_workspace(city, ENGINE, SHOPS)
    before = entity_of(city)
    deliver(city.folder, "visits", "2024-02-01", *VISIT_ROWS, "4,HIGHHAT CLUB,1920 W IRVING PARK RD,2014-01-01")
    city = read(city.folder)
    (report,) = link_workspace(city, ENGINE, SHOPS)
    after = entity_of(city)
    assert {k: after[k] for k in before} == before
    assert after["visits", 4] == before["licences", 2]
    assert report.events == {"changed": 1}


def test_a_merge_can_be_undone_and_stays_undone(city):
    link_workspace(city, ENGINE, SHOPS)
    before, records = entity_of(city), record_of(city)
    said = undo_merge(
        city, "establishment", [records["visits", 3]], judge="ada", at="2026-01-01T10:00:00+00:00", reason="moved"
    )
    assert said.num_rows == 2
    (report,) = link_workspace(city, ENGINE, SHOPS)
    after = entity_of(city)
    assert after["licences", 1] == after["visits", 1] == before["licences", 1]
    assert after["visits", 3] != before["licences", 1]
    events = linked_table(city, "establishment", "events").to_pylist()
    assert [(e["event"], e["other"], e["cause"]) for e in events if e["event"] == "split"] == [
        ("split", before["licences", 1], "judgement")
    ]
    assert report.events["split"] == 1
    deliver(city.folder, "visits", "2024-02-01", *VISIT_ROWS, "4,SERGIOS TAQUERIA,3253 W BRYN MAWR AVE,2014-01-01")
    city = read(city.folder)
    link_workspace(city, ENGINE, SHOPS)
    assert entity_of(city)["visits", 3] not in {entity_of(city)["licences", 1]}


def test_a_judgement_joins_what_names_do_not(city):
    link_workspace(city, ENGINE, SHOPS)
    records = record_of(city)
    row = {
        "kind": "establishment", "record_l": records["licences", 2], "record_r": records["visits", 2],
        "verdict": "same", "judge": "ada", "at": "2026-01-01T10:00:00+00:00", "reason": "seen at the door",
    }  # fmt: skip
    table = pa.Table.from_pylist([row], schema=JUDGEMENTS.schema())
    assert (add_judgements(city, table), add_judgements(city, table)) == (1, 0)
    (report,) = link_workspace(city, ENGINE, SHOPS)
    found = entity_of(city)
    assert found["licences", 2] == found["visits", 2]
    assert report.events == {"changed": 1, "merged": 1}
    assert judgements_of(city).num_rows == 1
    wrong = pa.Table.from_pylist([row | {"record_l": "nobody"}], schema=JUDGEMENTS.schema())
    with pytest.raises(JudgementError, match=r"nobody: no establishment of this build has this record"):
        add_judgements(city, wrong)


def test_a_pair_is_explained_in_numbers_that_add_up(city):
    link_workspace(city, ENGINE, SHOPS)
    pair = explain_records(city, ENGINE, "establishment", ("licences:1", "visits:1"), OPEN)
    assert pair.together
    assert pair.waterfall.start + sum(p.bits for p in pair.waterfall.pieces) == pytest.approx(pair.waterfall.weight)
    (name,) = [p for p in pair.waterfall.pieces if p.comparison == "name"]
    assert (name.left, name.right) == ("Sergio's Taqueria / Sergio Foods Inc", "SERGIOS TAQUERIA")
    apart = explain_records(city, ENGINE, "establishment", ("licences:2", "visits:2"), OPEN)
    assert not apart.together
    assert apart.waterfall.against[0].comparison == "name"
    never = explain_records(city, ENGINE, "establishment", ("licences:1", "visits:2"), OPEN)
    assert (never.together, never.compared) == (False, False)
    with pytest.raises(LinkageError, match=r"visits:99: there is no such record.*register:row"):
        explain_records(city, ENGINE, "establishment", ("licences:1", "visits:99"), OPEN)


def test_an_entity_is_explained(city):
    link_workspace(city, ENGINE, SHOPS)
    whole = explain_whole(city, ENGINE, "establishment", "licences:1", OPEN)
    assert (len(whole.records), whole.registers) == (3, ("licences", "visits"))
    assert whole.holding.records == 3


def test_values_are_shown_for_a_purpose_and_the_look_is_written_down(tmp_path):
    city = read(write_city(tmp_path / "city", sensitivity="internal"))
    link_workspace(city, ENGINE, SHOPS)
    with pytest.raises(LookError, match=r"a purpose and a reason are needed.*--purpose and --reason"):
        pairs_to_judge(city, ENGINE, "establishment", "ada", 5, OPEN)
    with pytest.raises(LawfulPartError, match="only for area-picture"):
        pairs_to_judge(city, ENGINE, "establishment", "ada", 5, Look("ada", "review", "gossip", "curious", NOW))
    assert not (city.folder / "ledger.jsonl").exists()
    look = Look("ada", "review establishment", "area-picture", "monthly meeting", NOW)
    pairs = pairs_to_judge(city, ENGINE, "establishment", "ada", 5, look)
    assert pairs
    assert "monthly meeting" in (city.folder / "ledger.jsonl").read_text(encoding="utf-8")


def test_what_leaves_holds_no_value(city, tmp_path):
    link_workspace(city, ENGINE, SHOPS)
    out = tmp_path / "entities.parquet"
    assert export_entities(city, out) == 5
    assert pq.read_table(out).column_names == ["register", "file", "row_number", "schema", "entity", "record_id"]


def test_a_model_of_the_citys_own_takes_the_place_of_the_shipped_one(city):
    link_workspace(city, ENGINE, SHOPS)
    (city.folder / "models" / "establishment.yml").write_text("model: [", encoding="utf-8")
    with pytest.raises(LinkageError, match=r"establishment.yml: it is no YAML"):
        link_workspace(city, ENGINE, SHOPS)


def test_nothing_to_link_is_told(city, tmp_path):
    with pytest.raises(LinkageError, match=r"nothing of this kind was linked yet.*tidegate linkage run"):
        linked_table(city, "establishment", "entities")
    with pytest.raises(LinkageError, match=r"there is no such linkage model.*Name one of"):
        link_workspace(city, ENGINE, LinkWish(kinds=("ship",)))
    empty = open_workspace(write_city(tmp_path / "unread"))
    with pytest.raises(WorkspaceError, match="its registers were not read yet"):
        link_workspace(empty, ENGINE)


def test_a_register_may_be_left_out(city):
    (report,) = link_workspace(city, ENGINE, LinkWish(kinds=("establishment",), registers=("visits",)))
    assert report.records == len(VISIT_ROWS)
    assert len(LICENCE_ROWS) == 2
