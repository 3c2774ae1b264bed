"""The model is what followthemoney says, at a hundredth of its price."""

import subprocess
import sys
from pathlib import Path

import pytest

from tidegate.vocabulary import model, own_schemata


def test_a_permit_is_what_the_schema_file_says():
    permit = model().schemata["Permit"]
    assert (permit.label, permit.own, permit.matchable, permit.edge) == ("Permit", True, False, ("holder", "premises"))
    assert (permit.temporal_start, permit.temporal_end) == (("startDate",), ("endDate",))
    assert permit.properties["holder"].range == "LegalEntity"
    assert permit.properties["startDate"].qname == "Interval:startDate"
    assert permit.is_a("Interval")
    assert not permit.is_a("License")


def test_what_is_not_there_is_none():
    assert model().get("Suspect") is None


@pytest.mark.parametrize(
    ("one", "other"), [("Premises", "Establishment"), ("Establishment", "Permit"), ("Permit", "Premises")]
)
def test_the_three_levels_are_never_one(one, other):
    first, second = model().schemata[one], model().schemata[other]
    assert not first.is_a(other)
    assert not second.is_a(one)
    assert not first.is_a("LegalEntity")


def test_own_names_are_not_used_by_followthemoney():
    theirs = {name for name, schema in model().schemata.items() if not schema.own}
    assert not theirs & own_schemata()
    assert theirs | own_schemata() == set(model().schemata)


def test_own_schemata_leave_those_of_followthemoney_as_they_are():
    """We may look back from FtM's schemata (stubs), but add nothing that can be written to them."""
    added = [
        (schema.name, prop.qname)
        for schema in model().schemata.values()
        if not schema.own
        for prop in schema.properties.values()
        if prop.qname.split(":")[0] in own_schemata() and not prop.stub
    ]
    assert added == []


def test_every_reference_of_ours_says_what_it_points_to_and_looks_back_under_a_name_of_its_own():
    own = {p.qname: p for s in model().schemata.values() if s.own for p in s.properties.values() if not p.stub}
    references = [p for p in own.values() if p.type == "entity" and p.qname.split(":")[0] in own_schemata()]
    assert all(p.range and p.reverse for p in references)
    back = [(p.range, p.reverse) for p in references]
    assert len(back) == len(set(back))


@pytest.mark.parametrize("name", ["inspector", "reporter", "respondent", "victim", "nationality", "score", "rank"])
def test_what_must_never_be_kept_has_no_property(name):
    ours = {p.name for s in model().schemata.values() if s.own for p in s.properties.values() if not p.stub}
    assert name not in ours


def test_every_word_of_ours_says_what_it_means():
    ours = [s for s in model().schemata.values() if s.own]
    assert all(s.description and s.plural for s in ours)
    assert all(s.featured and s.caption for s in ours if not s.abstract)


def test_it_is_immutable():
    with pytest.raises(TypeError):
        model().schemata["New"] = model().schemata["Permit"]  # type: ignore[index]


def test_the_room_does_not_import_followthemoney():
    text = "import sys, tidegate.vocabulary as v; v.model(); v.labels('nl'); sys.exit('followthemoney' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", text], check=False, cwd=Path(__file__).parent).returncode == 0
