"""Places beside what their businesses lead one to expect; homes and small streets are in no list."""

from tidegate.web.atlas.reading.places import left_out, place, place_kinds, places_above


def test_two_streets_have_five_businesses_and_three_have_not(atlas):
    listed = places_above(atlas.picture, "street", schema="Report")
    assert [(p.label, p.events) for p in listed] == [("Markt", 24), ("Laan", 0)]
    assert [(o.reason, o.units) for o in left_out(atlas.picture, "street")] == [("fewer than 5 businesses", 3)]


def test_what_can_be_compared_says_how_much_stands_out(atlas):
    kinds = {(k.level, k.schema): (k.places, k.clearly) for k in place_kinds(atlas.picture)}
    assert kinds["premises", "Report"] == (33, 1)


def test_the_kade_has_sixteen_premises_four_flags_and_no_months_for_it_is_not_listed(atlas):
    found = place(atlas.picture, "street", "KADE")
    assert (found.label, found.listed, len(found.flags)) == ("Kade", 16 - found.personal, 4)
    assert found.months == ()
    assert found.rows == ()


def test_the_markt_has_reports_every_month(atlas):
    found = place(atlas.picture, "street", "MARKT")
    assert sum(m.events for m in found.months if m.schema == "Report") == 24
    assert {b.caption for b in found.businesses} >= {"Anker Bakkerij", "Boei Fietsen"}


def test_a_place_that_is_not_there_is_nothing(atlas):
    assert place(atlas.picture, "street", "NOWHERE") is None
    assert place(atlas.picture, "planet", "KADE") is None
