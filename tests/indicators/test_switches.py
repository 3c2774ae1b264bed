"""What a city says about the rules, each with a reason."""

import pytest

from tests.indicators.rules import rule
from tidegate.errors import RuleError
from tidegate.indicators import parse_switches, read_switches

RULES = (rule(), rule(name="context", default="off", off_because="it says little"))


def test_without_a_file_every_rule_is_as_it_comes(tmp_path):
    found = read_switches(tmp_path / "indicators.yml", RULES)
    assert (found.on, dict(found.off), dict(found.parameters)) == (("many_permits",), {"context": "it says little"}, {})
    assert [r.id for r in found.chosen(RULES)] == ["many_permits"]


def test_a_city_switches_and_sets(tmp_path):
    path = tmp_path / "indicators.yml"
    path.write_text(
        "switches:\n  many_permits: {state: off, reason: not here}\n"
        "  context:\n    state: on\n    reason: we need it\n    parameters: {least: {value: 5, reason: large shops}}\n",
        encoding="utf-8",
    )
    found = read_switches(path, RULES)
    assert (found.on, dict(found.off)) == (("context",), {"many_permits": "not here"})
    assert found.parameters == {"context": {"least": 5}}
    assert found.parameter_reasons == {"context": {"least": "large shops"}}


WRONG = [
    (
        {"switches": {"nothing": {"state": "on", "reason": "x"}}},
        "there is no such rule; known are context, many_permits",
    ),
    ({"switches": {"context": {"state": "on"}}}, "no reason is given"),
    ({"switches": {"context": {"state": "maybe", "reason": "x"}}}, "should be on or off"),
    ({"switches": {"context": {"colour": 1}}}, "and nothing else"),
    (
        {"switches": {"context": {"parameters": {"most": {"value": 1, "reason": "x"}}}}},
        "no parameter 'most'; known are least",
    ),
    ({"switches": {"context": {"parameters": {"least": {"value": 1}}}}}, "should have value and reason"),
    (
        {"switches": {"context": {"parameters": {"least": {"value": "x", "reason": "x"}}}}},
        "should be a number, as in the rule",
    ),
    ({"switches": {"context": {"parameters": [1]}}}, "should be a mapping"),
    ({"switches": [1]}, "a mapping of rules to wishes"),
    (["a"], "a mapping of rules to wishes"),
]


@pytest.mark.parametrize(("data", "message"), WRONG)
def test_a_wrong_wish_is_refused(data, message):
    with pytest.raises(RuleError) as fault:
        parse_switches(data, RULES)
    assert message in fault.value.what


def test_a_file_that_is_no_yaml(tmp_path):
    (tmp_path / "indicators.yml").write_text("switches: [", encoding="utf-8")
    with pytest.raises(RuleError, match="it is no YAML"):
        read_switches(tmp_path / "indicators.yml", RULES)
