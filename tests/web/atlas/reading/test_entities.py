"""One entity: what registers say, when, to what it is tied; a person without flags, order and numbers."""

import dataclasses

from tidegate.web.atlas.reading.entities import WITHHELD, entity, ties
from tidegate.web.atlas.reading.why import why


def test_a_shop_with_its_director_its_premises_and_its_permit(atlas, named):
    found = entity(atlas.workspace, atlas.picture, named("Lier Kapsalon BV", "company"))
    assert found.registers == ("companies", "directors", "permits")
    assert [(s.property, s.value) for s in found.said] == [
        ("name", "Lier Kapsalon BV"), ("incorporationDate", "2011-02-08"), ("registrationNumber", "10000007"),
    ]  # fmt: skip
    assert {t.caption for t in found.ties} >= {"Hanna Bos", "Lier Kapsalon"}
    assert {m.what for m in found.timeline} >= {("Company", "incorporationDate"), ("Directorship", "begins")}
    assert all(m.register for m in found.timeline)
    assert all(a.bits > 0 for a in found.attached)


def test_its_owner_stands_above_it(atlas, named):
    found = entity(atlas.workspace, atlas.picture, named("Anker Bakkerij BV", "company"))
    assert [(c.holder_caption, c.effective) for c in found.above if c.by == "shares"] == [("Anna Jansen", 1.0)]
    assert found.below == ()


def test_a_person_has_no_flag_no_holdings_in_a_list_and_no_number_of_ties(atlas, named):
    found = entity(atlas.workspace, atlas.picture, named("Anna Jansen", "person"))
    assert found.natural
    assert found.personal
    assert found.flags == ()
    assert found.below == ()
    numbers = [f.name for f in dataclasses.fields(found) if isinstance(getattr(found, f.name), int | float)]
    assert set(numbers) <= {"natural", "personal", "records", "more_ties"}
    assert not WITHHELD & {s.property for s in found.said}


def test_premises_tell_which_flags_are_on_them(atlas, named):
    found = entity(atlas.workspace, atlas.picture, named("Kade 1 1004 DD", "premises"))
    assert {f.indicator for f in found.flags} == {"double_operation", "failures_then_new_account"}
    assert sum(int(m.value) for m in found.timeline if m.what[0] == "Report") >= 24


def test_a_permit_is_no_node_and_is_told_all_the_same(atlas):
    row = atlas.picture.table("records/Permit").slice(0, 1).to_pylist()[0]
    found = entity(atlas.workspace, atlas.picture, row["entity"])
    assert (found.kind, found.caption) == ("permit", f"{row['permitType']} {row['sourceNumber']}")
    assert {r.property for r in found.refers} == {"holder", "premises", "establishment"}


def test_what_is_not_there_is_nothing(atlas):
    assert entity(atlas.workspace, atlas.picture, "nobody") is None
    assert why(atlas.workspace, atlas.picture, "nobody") is None


def test_ties_come_page_by_page(atlas, named):
    own = named("Brug 9 1003 CC", "premises")
    whole = ties(atlas.picture, own)
    assert len(whole) == 10
    assert ties(atlas.picture, own, limit=3) + ties(atlas.picture, own, limit=7, offset=3) == whole
    assert ties(atlas.picture, own, kind="Permit") == ()


def test_why_five_records_are_one_company(atlas, named):
    found = why(atlas.workspace, atlas.picture, named("Lier Kapsalon BV", "company"))
    assert sorted(m.records for m in found.members) == [2, 3]
    (link,) = found.held
    assert link.bridge
    assert link.parts[0][0] == "number"
    assert found.weakest == link.bits
    assert found.told[0] == "1 of 1 links hold it together on their own:"
