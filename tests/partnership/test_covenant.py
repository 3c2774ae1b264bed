"""A covenant gives what it says, and is refused where it contradicts itself, a register or the law."""

from datetime import date
from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tidegate.errors import CovenantError
from tidegate.partnership import METHODS, RegisterFacts, give_view, read_covenant

PERMITS = RegisterFacts("permits", ("integrity",), ("permit", "business", "premises"), "internal", "facts")
POLICE = RegisterFacts("police", ("integrity", "area"), ("location",), "confidential", "facts")
TODAY = date(2026, 1, 1)


def covenant(**changes):
    clause = {
        "partner": "municipality", "purpose": "integrity", "registers": ["permits"],
        "data_classes": ["permit", "business"], "sensitivity": "internal", "methods": ["linkage", "network"],
        "legal_basis": "Municipal Act, section 2",
    }  # fmt: skip
    return {
        "covenant": "harbour", "version": 1, "in_force": {"from": date(2020, 1, 1), "until": date(2029, 12, 31)},
        "partners": [{"id": "municipality", "name": "City"}, {"id": "shelter", "enforcement": False}],
        "purposes": [{"id": "integrity", "title": {"en": "Permits"}}, {"id": "area", "title": {"en": "Areas"}}],
        "clauses": [{**clause, **changes}],
    }  # fmt: skip


def written(tmp_path, data):
    path = tmp_path / "covenant.yml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


def read(tmp_path, data):
    return read_covenant(written(tmp_path, data), [PERMITS, POLICE])


def test_a_covenant_gives_the_view_of_its_clause(tmp_path):
    view = give_view(read(tmp_path, covenant()), purpose="integrity", partner="", on=TODAY)
    assert view.registers == ("permits",)
    assert view.methods == ("linkage", "network")
    assert "holder" in view.properties("Permit")
    assert view.properties("Person") == frozenset()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"registers": ["nowhere"]}, "there is no register 'nowhere'"),
        ({"registers": []}, "registers should be a list"),
        ({"legal_basis": ""}, "legal_basis is missing"),
        ({"legal_basis": "the covenant of 2021"}, "names no law; a covenant is none"),
        ({"legal_basis": "because we agreed"}, "names no law"),
        ({"partner": "nobody"}, "partner 'nobody' is none of the covenant's partners"),
        ({"purpose": "fishing"}, "purpose 'fishing' is none of the covenant's purposes"),
        ({"data_classes": ["gossip"]}, "data class 'gossip' does not exist"),
        ({"methods": ["scoring"]}, "method 'scoring' does not exist"),
        ({"methods": ["network"]}, "network is given without linkage"),
        ({"sensitivity": "open"}, "register 'permits' is internal, the clause reaches no further than open"),
        ({"purpose": "area"}, r"register 'permits' may not be used for 'area' \(its purposes are integrity\)"),
        ({"from": "soon"}, "from is 'soon', and should be a day"),
        ({"colour": "red"}, "'colour' is not a word of a clause"),
    ],
)
def test_a_clause_that_cannot_hold_is_refused_with_its_number(tmp_path, changes, what):
    with pytest.raises(CovenantError, match=f"clause 1.*{what}"):
        read(tmp_path, covenant(**changes))


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(CovenantError) as refused:
        read(tmp_path, covenant(registers=["nowhere"], legal_basis="", methods=["scoring"]))
    assert str(refused.value).count("clause 1") == 3


def test_two_clauses_for_one_partner_and_purpose_contradict_each_other(tmp_path):
    data = covenant()
    data["clauses"].append(dict(data["clauses"][0]))
    with pytest.raises(CovenantError, match="clause for 'municipality, integrity' stands there twice"):
        read(tmp_path, data)


def test_a_class_that_no_register_holds_is_a_note_and_no_fault(tmp_path):
    found = read(tmp_path, covenant(data_classes=["permit", "financial"]))
    assert found.notes == ("clause 1: none of its registers holds the data class 'financial'.",)


@pytest.mark.parametrize(
    ("wish", "what"),
    [
        ({"purpose": "fishing", "partner": "", "on": TODAY}, "it has no purpose 'fishing'"),
        ({"purpose": "integrity", "partner": "nobody", "on": TODAY}, "it has no partner 'nobody'"),
        ({"purpose": "integrity", "partner": "shelter", "on": TODAY}, "no clause gives shelter anything"),
        ({"purpose": "integrity", "partner": "", "on": date(2030, 1, 1)}, "it ended on 31 December 2029"),
        ({"purpose": "integrity", "partner": "", "on": date(2019, 1, 1)}, "in force from 01 January 2020 only"),
    ],
)
def test_what_no_clause_in_force_gives_is_refused(tmp_path, wish, what):
    found = read(tmp_path, covenant())
    with pytest.raises(CovenantError, match=what):
        give_view(found, **wish)


def test_a_missing_covenant_says_that_nothing_is_built_without(tmp_path):
    with pytest.raises(CovenantError, match=r"there is no covenant\. Write one; without it no picture is built"):
        read_covenant(tmp_path / "covenant.yml", [])


@given(st.permutations(["permit", "business", "premises"]), st.permutations(METHODS[:2]))
def test_equal_sets_share_a_view_whatever_their_order(classes, methods):
    def view(given_classes, given_methods):
        from tidegate.partnership import Clause, Covenant, Partner

        clause = Clause("a", "p", ("permits",), tuple(given_classes), "internal", tuple(given_methods), "Act")
        held = Covenant("c", {}, 1, None, None, (Partner("a", "A", True),), {"p": {}}, (clause,))
        return give_view(held, purpose="p", partner="a", on=TODAY)

    assert view(classes, methods).id == view(["permit", "business", "premises"], METHODS[:2]).id
    assert view(classes[:2], methods).id != view(classes, methods).id


def test_a_covenant_speaks_several_languages_and_stays_the_same_covenant(tmp_path):
    law = {"en": "Municipal Act, section 2", "nl": "Gemeentewet, artikel 2"}
    both = covenant(legal_basis=law) | {"partners": [{"id": "municipality", "name": {"en": "City", "nl": "Stad"}},
                                                     {"id": "shelter", "enforcement": False}]}  # fmt: skip
    one, two = read(tmp_path, covenant()), read(tmp_path, both)
    assert two.clauses[0].bases == law
    assert two.partners[0].names == {"en": "City", "nl": "Stad"}
    assert two.partners[1].name == "shelter"
    # A picture names its clause by the hash of how it is written out, the ledger by its law in one language.
    assert [repr(c) for c in one.clauses] == [repr(c) for c in two.clauses]
    assert one.partners == two.partners


def test_each_language_of_a_legal_basis_names_a_law(tmp_path):
    with pytest.raises(CovenantError, match="'omdat het zo is afgesproken', names no law"):
        read(tmp_path, covenant(legal_basis={"en": "Municipal Act, section 2", "nl": "omdat het zo is afgesproken"}))


def test_the_covenant_of_the_demo_is_dutch_on_dutch_pages():
    told = yaml.safe_load((files("tidegate.demo") / "data" / "covenant.yml").read_text(encoding="utf-8"))
    spoken = [told["title"], *(p["name"] for p in told["partners"]), *(p["title"] for p in told["purposes"]),
              *(c["legal_basis"] for c in told["clauses"])]  # fmt: skip
    assert [said for said in spoken if set(said) != {"en", "nl"} or said["en"] == said["nl"]] == []
