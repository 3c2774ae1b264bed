# ruff: noqa: E501 - a query, a row and a wish stand on one line each
"""What a rule reads, held against what a rule may read."""

import pytest

from tests.indicators.rules import faults
from tidegate.indicators.checking import reading_faults

TAIL = ", p.startDate_from as at, [p.record_id] as rows, $least as permits"

SNEAKING = {
    # By another name, through other parts, in conditions, in joins, in windows, in the population.
    "select p.premises as subject, d as at, [p.record_id] as rows, n as permits from "
    "(select premises, record_id, holder, startDate_from as d, $least as n from Permit) p "
    "join Person x on x.entity = p.holder where x.nationality = 'xx'": "Person.nationality (origin)",
    "with x as (select entity as e, coalesce(birthCountry, 'none') as land from Person) "
    "select premises as subject, startDate_from as at, [record_id] as rows, $least as permits "
    "from Permit join x on x.e = holder and x.land <> 'none'": "Person.birthCountry (origin)",
    f"select p.premises as subject{TAIL} from Permit p where holder in (select entity from Person where religion is not null)": (
        "Person.religion (religion)"
    ),
    f"select p.premises as subject{TAIL} from Permit p "
    "qualify count(*) over (partition by (select max(spokenLanguage) from Person)) > 1": "Person.spokenLanguage (language)",
    f"select p.premises as subject{TAIL} from Permit p where (select max(gender || ethnicity) from Person) is not null": (
        "Person.ethnicity (origin)"
    ),
    f"select p.premises as subject{TAIL} from Permit p where exists (select 1 from Person n where concat(n.taxNumber, '') <> '')": (
        "Person.taxNumber (national-identifier)"
    ),
    f"select p.premises as subject{TAIL} from Permit p join Person_history h on h.entity = p.holder and h.birthPlace > ''": (
        "Person.birthPlace (origin)"
    ),
    f"select p.premises as subject{TAIL} from Permit p join Person n on n.entity = p.holder and n.lastName = n.firstName": (
        "Person.lastName (identity)"
    ),
    f"select p.premises as subject{TAIL} from Permit p join Person n on n.entity = p.holder where n.birthDate_from < $on": (
        "Person.birthDate (birth)"
    ),
    f"select p.premises as subject{TAIL} from Permit p join Person n on n.entity = p.holder where n.topics is not null": (
        "Person.topics (criminal-record)"
    ),
}


@pytest.mark.parametrize("sql", SNEAKING)
def test_what_no_rule_may_rest_on_is_found_by_whatever_way_it_comes(sql):
    assert SNEAKING[sql] + ", and nothing of that kind may enter a rule" in "; ".join(faults(sql=sql))


OF_PERSONS = [
    "select entity as subject, valid_from as at, [record_id] as rows, $least as permits from Person",
    "select director as subject, startDate_from as at, [record_id] as rows, $least as permits from Directorship",
    "select max(director) as subject, max(startDate_from) as at, array_agg(record_id) as rows, $least as permits "
    "from Directorship group by organization",
    "with a as (select entity as x from Person) select coalesce(x, '') as subject, $on as at, [x] as rows, $least as permits from a",
    "select holder as subject, startDate_from as at, [record_id] as rows, $least as permits from Permit "
    "union all select director, startDate_from, [record_id], $least from Directorship",
]


@pytest.mark.parametrize("sql", OF_PERSONS)
def test_a_rule_about_persons_is_refused(sql):
    assert "which is a natural person" in "; ".join(faults(sql=sql))


def test_a_subject_comes_from_somewhere():
    sql = "select 'l1' as subject, startDate_from as at, [record_id] as rows, $least as permits from Permit"
    assert "the subject comes from no view" in faults(sql=sql)


def test_the_query_returns_what_a_flag_needs():
    found = faults(sql="select premises as subject, $least as permits, 2 as permits from Permit")
    assert "the query should return 'at'" in found
    assert "the query should return 'rows'" in found
    assert "the query returns 'permits' twice" in found


def test_a_list_of_neighbourhoods_is_refused():
    sql = f"select entity as subject{TAIL.replace('startDate', 'buildYear')} from Premises p where neighbourhood in ('North')"
    assert "names an area or a place" in "; ".join(faults(sql=sql, data_classes=["premises"]))


def test_a_register_may_say_that_a_column_is_more():
    reached = [("Permit", "conditions")]
    assert reading_faults(reached, ["permit"]) == []
    assert reading_faults(reached, ["permit"], {("Permit", "conditions"): "health"}) == [
        "it reaches Permit.conditions (health), and nothing of that kind may enter a rule"
    ]
    assert reading_faults(reached, ["permit"], {("Permit", "conditions"): "identity"}) == [
        "it reads Permit.conditions (identity) and does not name 'identity' among its data_classes"
    ]


def test_where_a_row_came_from_needs_no_declaring():
    assert reading_faults([("Permit", "record_id"), ("Permit", "entity"), ("Permit", "desk")], []) == []
