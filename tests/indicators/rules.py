"""A rule that is right, for tests to spoil."""

from copy import deepcopy
from datetime import date

from tidegate.errors import RuleError
from tidegate.indicators.parsing import parse_rule

SQL = """
select premises as subject, max(startDate_from) as at, array_agg(record_id) as rows, count(*) as permits
from Permit where premises is not null group by premises having count(*) >= $least
"""

DATA = {
    "indicator": "many_permits",
    "version": 1,
    "default": "on",
    "applies_to": "premises",
    "title": {"en": "Many permits"},
    "sentence": {"en": "{subject} holds {permits} permits."},
    "why": {"en": "Because."},
    "innocent": {"en": ["A large shop."]},
    "false_if": {"en": "They are renewals."},
    "parameters": {"least": {"value": 2, "unit": "permits", "source": "a test"}},
    "data_classes": ["permit"],
    "population": {"schema": "Premises"},
    "source": "a test",
    "review": date(2027, 11, 1),
    "tests": [
        {
            "name": "two",
            "on": date(2024, 12, 31),
            "given": {
                "Permit": [{"premises": "l1", "startDate": "2024-01-01"}, {"premises": "l1", "startDate": "2024-02-01"}]
            },
            "flags": [{"subject": "l1", "permits": 2}],
        },
        {
            "name": "one",
            "on": date(2024, 12, 31),
            "given": {"Permit": [{"premises": "l1", "startDate": "2024-01-01"}]},
            "flags": [],
        },
    ],
}


def faults(sql=SQL, population_sql="", **changes):
    data = deepcopy(DATA) | changes
    found = []
    rule = parse_rule(
        {k: v for k, v in data.items() if v is not None}, sql, found, name="many_permits", population_sql=population_sql
    )
    assert (rule is None) == bool(found)
    return found


def rule(sql=SQL, population_sql="", name="many_permits", **changes):
    found = []
    data = deepcopy(DATA) | {"indicator": name} | changes
    made = parse_rule(
        {k: v for k, v in data.items() if v is not None}, sql, found, name=name, population_sql=population_sql
    )
    if made is None:
        raise RuleError(what="; ".join(found), mend="mend the test")
    return made
