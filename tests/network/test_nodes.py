import pyarrow as pa

from tests.network.cities import records
from tidegate.network.nodes import nodes_of
from tidegate.network.ties import ties_of
from tidegate.tables import session


def nodes(**tables):
    with session() as s:
        for name, table in tables.items():
            s.register(name, table)
        return {n["entity"]: n for n in nodes_of(s, ties_of(s)).to_pylist()}


def why(found):
    return {e: n["because"] for e, n in found.items()}


def test_persons_sole_traders_and_their_establishments_are_personal():
    found = nodes(
        Person=records([{"entity": "p", "name": "Ada Bakker"}]),
        Company=records([{"entity": "c", "legalForm": "Eenmanszaak"}, {"entity": "d", "legalForm": "B.V."}]),
        Establishment=records(
            [{"entity": "s", "operator": "c"}, {"entity": "t", "operator": "d"}, {"entity": "u", "operator": "p"}]
        ),
    )
    assert why(found) == {
        "p": "natural person", "c": "sole trader", "d": None, "s": "sole trader", "t": None, "u": "sole trader",
    }  # fmt: skip
    assert [e for e, n in found.items() if n["natural"]] == ["p"]


def test_a_party_that_may_be_a_person_is_treated_as_one():
    found = nodes(
        LegalEntity=records(
            [
                {"entity": "a", "name": "ENELITA GARCIA"},
                {"entity": "b", "name": "PANERA, L.L.C."},
                {"entity": "c", "name": "Jan Jansen", "registrationNumber": "99"},
            ]
        ),
        Permit=records([{"holder": h, "premises": "x", "permitType": "bar"} for h in "abc"]),
    )
    assert why(found) == {"a": "may be a natural person", "b": None, "c": None, "x": None}
    assert {e for e, n in found.items() if n["natural"]} == {"a"}


def test_an_end_that_no_record_describes_is_what_the_vocabulary_says():
    found = nodes(Ownership=records([{"owner": "nobody", "asset": "thing"}]))
    assert found["nobody"]["kind"] == "party"
    assert found["nobody"]["natural"]


def test_where_a_person_lives_is_personal_and_next_door_is_not():
    found = nodes(
        Person=records([{"entity": "p", "name": "Ada", "address": "Kade 1, 0100 AB Stad", "addressEntity": "h"}]),
        Address=records([{"entity": "h", "full": "Kade 1, 0100 AB Stad"}]),
        Premises=records([{"entity": "x", "address": "KADE 1 0100 AB STAD"}, {"entity": "y", "address": "Kade 11"}]),
        UnknownLink=records([{"subject": "x", "object": "y"}]),
    )
    assert why(found) == {"p": "natural person", "h": "home address", "x": "home address", "y": None}


def test_linked_entities_without_a_tie_are_nodes():
    who = pa.table({"entity": ["q"], "schema": ["Company"], "caption": ["Q"], "registers": [["book"]]})
    assert nodes(entities=who)["q"]["kind"] == "company"
