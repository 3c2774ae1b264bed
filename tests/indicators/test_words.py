"""Flags and rules in words."""

import json
from datetime import date

import pytest

from tests.indicators.rules import rule
from tidegate.indicators import explain_flag, explain_rule, flag_sentence, shipped_rules

FLAG = {
    "subject": "l1", "key": "", "at": date(2024, 2, 1), "on": date(2024, 12, 31), "values": '{"permits":1234}',
    "strength_bits": 8.0, "base_rate": 0.004, "population": 7133, "false_share": 0.5,
}  # fmt: skip


def test_numbers_and_days_are_written_as_people_read_them():
    made = rule(sentence={"en": "{subject}: {permits} since {at}.", "nl": "{subject}: {permits} sinds {at}."})
    assert flag_sentence(made, FLAG, {"l1": "Quay 4"}) == "Quay 4: 1,234 since 1 February 2024."
    assert flag_sentence(made, FLAG, {}, language="nl") == "l1: 1.234 sinds 1 februari 2024."
    assert flag_sentence(made, FLAG, {}, language="fr") == "l1: 1,234 since 1 February 2024."


def test_a_text_of_the_query_is_translated_where_the_rule_says_how():
    made = rule(sentence={"en": "{permits}.", "nl": "{permits}."}, words={"nl": {"many": "veel"}})
    flag = FLAG | {"values": '{"permits":"many"}'}
    assert [flag_sentence(made, flag, {}, language=lang) for lang in ("en", "nl")] == ["many.", "veel."]


def test_a_flag_says_how_far_it_can_be_trusted():
    evidence = [{"register": "licences", "file": "a.csv", "row_number": 7, "delivery_date": "2024-11-07"}]
    track = {"decided": 10, "justified": 4, "low": 0.168, "high": 0.687}
    lines = explain_flag(rule(), FLAG, evidence, {"l1": "Quay 4"}, track=track)
    assert lines == [
        "Quay 4 holds 1,234 permits.",
        "Innocent: A large shop.",
        "It is false if: They are renewals.",
        "0.40% of 7,133 looked at are flagged; its weakest link is fair: about 1 in 257 such links is wrong.",
        "For a flag as rare as this, wrong links alone may explain up to 50% of such flags.",
        "Of 10 reviewed flags of this rule 4 were justified (17% to 69% with 95 % confidence).",
        "Rests on licences, a.csv, row 7 (2024-11-07).",
        "Rule many_permits, version 1; known up to 31 December 2024.",
    ]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_shipped_rule_explains_itself(language):
    for found in shipped_rules():
        lines = explain_rule(found, language=language)
        assert any("never a person" in line for line in lines)
        values = json.dumps(dict.fromkeys(found.values, "x"))
        assert "{" not in flag_sentence(found, FLAG | {"values": values}, {"l1": "Quay 4"}, language=language)
