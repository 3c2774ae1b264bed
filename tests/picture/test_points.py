"""Where several flagged situations hang together; never a person, never one number."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.errors import ContractError
from tidegate.picture import POINTS, find_points, powers
from tidegate.picture.points import FLAGS, NODES, PERMITS, PLACES, TIES


def flag(name, subject, *, indicator="rule", others=(), bits=None, false=None):
    return {"flag": name, "indicator": indicator, "subject": subject, "others": list(others), "strength_bits": bits,
            "false_share": false}  # fmt: skip


def node(name, kind, **more):
    return {"entity": name, "kind": kind, "caption": name.upper(), "natural": False, "personal": False, **more}


def tie(source, target, kind, *, role=None, control=None, known_to=None):
    return {"source": source, "target": target, "kind": kind, "role": role, "control": control, "known_to": known_to}


def points(flags, ties=(), nodes=(), places=(), permits=()):
    given_tables = zip((flags, ties, nodes, places, permits), (FLAGS, TIES, NODES, PLACES, PERMITS), strict=True)
    found = find_points(*[pa.Table.from_pylist(list(rows), schema=c.schema()) for rows, c in given_tables])
    return {p["point"]: p for p in POINTS.check(found).to_pylist()}


HOUSES = [node(f"h{n}", "premises") for n in range(4)]


def test_two_businesses_of_one_house_make_the_house_a_point():
    found = points(
        [flag("f1", "b1", bits=3.0, false=0.2), flag("f2", "b2", bits=12.0, false=0.1), flag("f3", "b9")],
        [tie("b1", "h1", "Establishment"), tie("b2", "h1", "Establishment"), tie("b3", "h1", "Establishment")],
        [node("b1", "establishment"), node("b2", "establishment"), *HOUSES],
    )
    (point,) = found.values()
    assert (point["point"], point["kind"], point["entity"], point["caption"]) == ("place:h1", "place", "h1", "H1")
    # Three businesses and the house itself hang on it; two of three flagged subjects are there.
    assert (point["reach"], point["among"], point["share"]) == (2, 4, pytest.approx(2 / 3))
    assert (point["rest_on_weak_links"], point["false_share"], point["flags"]) == (1, 0.2, ["f1", "f2"])


def test_one_situation_is_no_point_however_many_flags_it_has():
    assert points([flag("f1", "h1"), flag("f2", "h1", indicator="other")], nodes=HOUSES) == {}


def test_a_landlord_that_is_a_firm_is_a_point_and_one_that_is_a_person_never():
    owns = [tie("o", "h1", "Ownership", control="property"), tie("o", "h2", "Tenancy", role="landlord")]
    flags = [flag("f1", "h1"), flag("f2", "h2")]
    assert set(points(flags, owns, [node("o", "company"), *HOUSES])) == {"lease:o"}
    assert points(flags, owns, [node("o", "person", natural=True, personal=True), *HOUSES]) == {}
    # A sole trader is a company in the register, and a person all the same.
    assert points(flags, owns, [node("o", "company", personal=True), *HOUSES]) == {}


def test_a_home_is_no_place_and_no_street():
    places = [{"premises": f"h{n}", "street": "Kade", "street_key": "kade", "area": "Oost"} for n in (1, 2)]
    flags = [flag("f1", "h1"), flag("f2", "h2")]
    assert set(points(flags, nodes=HOUSES, places=places)) == {"street:Oost, Kade"}
    homes = [node(f"h{n}", "premises", personal=True) for n in (1, 2)]
    assert points(flags, nodes=homes, places=places) == {}


def test_an_end_that_the_register_knows_ends_the_point():
    ties = [tie("b1", "h1", "Establishment"), tie("b2", "h1", "Establishment", known_to=date(2024, 1, 1))]
    flags = [flag("f1", "b1"), flag("f2", "b2")]
    assert points(flags, ties, HOUSES) == {}


def test_services_lenders_carriers_and_steps_are_points_too():
    flags = [flag("f1", "c1"), flag("f2", "c2"), flag("f3", "d1"), flag("f4", "d2"), flag("f5", "p1"), flag("f6", "p2")]
    ties = [tie("c1", "h1", "Seat"), tie("c2", "h1", "Seat"), tie("bank", "d1", "Deal", role="lender"),
            tie("bank", "d2", "Deal", role="lender"), tie("c1", "van", "UnknownLink"), tie("c2", "van", "UnknownLink"),
            tie("x", "c1", "Permit", role="bar"), tie("x", "d1", "Permit", role="bar")]  # fmt: skip
    permits = [{"entity": p, "permitType": "bar", "desk": "3", "authority": None} for p in ("p1", "p2")]
    nodes = [*HOUSES, node("bank", "company"), node("van", "company")]
    found = points(flags, ties, nodes, permits=permits)
    assert {p["kind"] for p in found.values()} == {"address", "lender", "carrier", "step", "permit"}
    assert found["step:bar, 3"]["entity"] is None


def test_of_two_points_of_a_kind_with_the_same_flags_the_smaller_stays():
    ties = [tie(b, h, "Seat") for b in ("c1", "c2") for h in ("h1", "h2")] + [tie("c3", "h1", "Seat")]
    found = points([flag("f1", "c1"), flag("f2", "c2")], ties, HOUSES)
    assert set(found) == {"address:h2"}


def test_every_kind_of_point_says_who_may_act_and_what_is_proportionate():
    kinds = set(POINTS.columns[1].unit.replace(", or ", ", ").split(", "))
    assert set(powers()) == kinds
    for words in powers().values():
        for part in ("title", "who", "acts", "effort", "proportionate"):
            assert set(words[part]) >= {"en", "nl"}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=15), st.randoms())
def test_reach_is_what_a_person_counts_and_order_does_not_matter(pairs, chance):
    flags = [flag(f"f{n}", f"b{b}") for n, (b, _) in enumerate(pairs)]
    ties = [tie(f"b{b}", f"h{h}", "Establishment") for b, h in pairs]
    found = points(flags, ties, HOUSES)
    by_house = {f"place:h{h}": {b for b, other in pairs if other == h} for h in range(4)}
    for name, point in found.items():
        assert point["reach"] == len(by_house[name]) >= 2
        assert 0 < point["share"] <= 1
    mixed = list(ties)
    chance.shuffle(mixed)
    assert points(list(reversed(flags)), mixed, HOUSES) == found


def test_a_table_without_its_columns_is_refused():
    with pytest.raises(ContractError, match="table 'flags': indicator should be string, is missing"):
        find_points(pa.table({"flag": ["f"]}), *[c.schema().empty_table() for c in (TIES, NODES, PLACES, PERMITS)])
