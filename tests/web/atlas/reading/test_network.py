"""The neighbourhood of an entity, drawn; persons are in it where a tie leads to them, without a number."""

from datetime import date

from tidegate.web.atlas.reading.network import around, drawn, expanded, ways


def test_a_company_and_what_it_is_tied_to(atlas, named):
    own = named("Lier Kapsalon BV", "company")
    found = around(atlas.picture, own, steps=1)
    assert {(n.label, n.kind) for n in found.nodes} == {
        ("Lier Kapsalon BV", "company"), ("Hanna Bos", "person"), ("Lier Kapsalon", "establishment"),
        ("Markt 15 1001 AA", "premises"),
    }  # fmt: skip
    assert found.whole
    assert all(e.source in {n.id for n in found.nodes} for e in found.edges)
    assert expanded(atlas.picture, own) == found


def test_a_person_is_drawn_without_a_number(atlas, named):
    found = around(atlas.picture, named("Lier Kapsalon BV", "company"))
    (person,) = [n for n in found.nodes if n.natural]
    assert (person.flags, person.more) == (0, None)
    assert len({(n.x, n.y) for n in found.nodes}) == len(found.nodes)


def test_what_is_not_shown_is_counted_at_what_is_no_person(atlas, named):
    own = named("Brug 9 1003 CC", "premises")
    found = around(atlas.picture, own, most=4)
    assert len(found.nodes) == 4
    assert not found.whole
    assert next(n.more for n in found.nodes if n.id == own) == 10 - 3


def test_before_a_tie_began_it_is_not_drawn(atlas, named):
    own = named("Lier Kapsalon BV", "company")
    early = around(atlas.picture, own, on=date(2012, 1, 1))
    assert {e.kind for e in early.edges} == {"Establishment", "Ownership"}
    assert {e.kind for e in around(atlas.picture, own).edges} > {"Directorship", "Permit"}


def test_the_way_from_a_director_to_the_premises(atlas, named):
    found = ways(atlas.picture, named("Hanna Bos", "person"), named("Markt 15 1001 AA", "premises"))
    assert [n.label for n in found[0].entities] == ["Hanna Bos", "Lier Kapsalon BV", "Markt 15 1001 AA"]
    assert all(step and step[0]["register"] for step in found[0].steps)
    assert ways(atlas.picture, named("Hanna Bos", "person"), "nobody") == ()
    assert ways(atlas.picture, named("Hanna Bos", "person"), named("Anna Jansen", "person")) == ()


def test_some_entities_and_what_lies_between_them(atlas, named):
    pair = [named("Lier Kapsalon BV", "company"), named("Hanna Bos", "person")]
    found = drawn(atlas.picture, pair)
    assert {n.id for n in found.nodes} == set(pair)
    assert {e.kind for e in found.edges} == {"Directorship", "Ownership"}


def test_nobody_is_around_nobody(atlas):
    assert around(atlas.picture, "nobody") is None
