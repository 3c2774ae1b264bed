"""A rule is taken whole or refused, with every fault at once."""

from datetime import date

import pytest

from tests.indicators.rules import DATA, SQL, faults, rule


def test_a_whole_rule_is_taken():
    assert faults() == []
    made = rule()
    assert (made.id, made.on_by_default, made.values, made.population) == (
        "many_permits",
        True,
        ("permits",),
        "Premises",
    )


SPOILT = [
    ({"colour": "red"}, "the word 'colour' is not known here"),
    ({"indicator": "other"}, "should be the name of the file"),
    ({"version": 0}, "whole number from 1"),
    ({"version": True}, "whole number from 1"),
    ({"default": True}, "default is 'True', and should be on or off"),
    ({"default": "off"}, "off_because is missing"),
    ({"applies_to": "person"}, "a rule is about a situation, never about a person"),
    ({"applies_to": None}, "applies_to is 'None'"),
    ({"title": None}, "title should give a text per language"),
    ({"sentence": {"nl": "{subject}"}}, "sentence has no English text"),
    ({"sentence": {"en": "{subject} {colour}"}}, "names {colour}, which the query does not return"),
    ({"sentence": {"en": "{subject"}}, "a bracket too few"),
    ({"sentence": {"en": "{subject.__class__}"}}, "which the query does not return"),
    ({"why": {"en": " "}}, "why should give a text"),
    ({"innocent": {"en": []}}, "at least one innocent explanation"),
    ({"false_if": None}, "false_if should give a text"),
    ({"parameters": {}}, "the query asks for $least, and there is no such parameter"),
    ({"parameters": {"least": {"value": 2}}}, "should have value, unit and source"),
    ({"parameters": {"least": {"value": 2, "unit": "", "source": " "}}}, "has no source"),
    (
        {"parameters": DATA["parameters"] | {"x": {"value": 1, "unit": "", "source": "s"}}},
        "parameter 'x' is never used",
    ),
    ({"data_classes": []}, "at least one name"),
    ({"data_classes": ["permits"]}, "data class 'permits' does not exist"),
    ({"data_classes": ["business"]}, "reads Permit.premises (permit) and does not name 'permit'"),
    ({"data_classes": ["permit", "business"]}, "'business' is declared and nothing of it is read"),
    ({"population": {"schema": "Nothing"}}, "population should be {schema: NAME}"),
    ({"optional": ["Permit.colour"]}, "optional names 'Permit.colour', which no schema has"),
    ({"words": ["a"]}, "words should give, per language"),
    ({"source": ""}, "source is missing"),
    ({"review": "soon"}, "should be the day"),
    ({"tests": None}, "at least one case that is flagged"),
    ({"tests": DATA["tests"][:1]}, "one that is not"),
    ({"tests": [{"name": "x"}]}, "test 1 should have name, on, given"),
    ({"tests": [{"name": "x", "on": 1, "given": {}, "flags": []}]}, "test 1: on should be a day"),
    ({"tests": [{**DATA["tests"][1], "given": {"Permits": []}}]}, "there is no schema 'Permits'"),
    ({"tests": [{**DATA["tests"][1], "given": {"Permit": [{"colour": 1}]}}]}, "Permit has no 'colour'"),
    ({"tests": [{**DATA["tests"][1], "parameters": {"x": 1}}]}, "there is no parameter 'x'"),
    ({"tests": [{**DATA["tests"][1], "colour": 1}]}, "the word 'colour' is not known here"),
]


@pytest.mark.parametrize(("changes", "message"), SPOILT)
def test_a_spoilt_rule_says_what_is_wrong(changes, message):
    assert message in "; ".join(faults(**changes))


def test_all_faults_are_told_at_once():
    found = faults(version=None, source=None, why=None, review=None)
    assert len(found) == 4


def test_a_rule_is_a_mapping():
    found = []
    from tidegate.indicators.parsing import parse_rule

    assert parse_rule(["a"], SQL, found, name="x") is None
    assert found == ["it should be a mapping of words to values"]


def test_the_population_may_be_a_query():
    counting = "select distinct premises as subject from Permit"
    assert faults(population_sql=counting, population=None) == []
    assert "keep one of the two" in faults(population_sql=counting)[0]
    assert "nothing else" in faults(population_sql="select premises as p from Permit", population=None)[0]
    assert "Person.nationality" in "; ".join(
        faults(population_sql="select entity as subject from Person where nationality = 'x'", population=None)
    )


def test_the_day_of_review_is_kept():
    assert rule().review == date(2027, 11, 1)
