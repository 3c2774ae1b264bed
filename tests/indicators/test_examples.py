# ruff: noqa: E501 - a query, a row and a wish stand on one line each
"""The shipped rules, and the tiny examples that they bring."""

import pytest

from tests.indicators.rules import DATA, rule
from tidegate.indicators import run_examples, shipped_rules
from tidegate.indicators.rule import APPLIES_TO
from tidegate.indicators.switches import MOST_ON

RULES = shipped_rules()


@pytest.mark.parametrize("name", [r.id for r in RULES])
def test_every_shipped_rule_gets_its_examples_right(name):
    (found,) = [r for r in RULES if r.id == name]
    assert run_examples(found) == ()


def test_at_most_twelve_rules_are_on_by_default():
    assert len([r for r in RULES if r.on_by_default]) <= MOST_ON


def test_every_rule_speaks_english_and_dutch_and_of_no_person():
    for found in RULES:
        assert {"en", "nl"} <= set(found.title) & set(found.sentence)
        assert found.applies_to in APPLIES_TO
        assert len(found.examples) >= 2
        for language in ("en", "nl"):
            assert found.sentence[language].count(". ") <= 1, f"{found.id}: two sentences at most"


def test_an_example_that_comes_out_otherwise_says_how():
    wrong = rule(tests=[DATA["tests"][0] | {"flags": [{"subject": "l1", "permits": 3}]}, DATA["tests"][1]])
    assert run_examples(wrong) == (
        "many_permits, 'two': no flag with subject l1, permits 3; found ['subject l1, permits 2']",
    )
    silent = rule(tests=[DATA["tests"][0] | {"name": "none", "flags": []}, {**DATA["tests"][0]}])
    assert "1 flags too many, the first subject l1" in run_examples(silent)[0]


def test_an_example_whose_query_cannot_run_says_so():
    bad = rule(
        "select premises as subject, count(*) as at, array_agg(record_id) as rows, $least as permits from Permit group by 1"
    )
    assert "at is BIGINT and should be DATE" in run_examples(bad)[0]
