# ruff: noqa: E501 - a query, a row and a wish stand on one line each
"""What a query rests on, by whatever way its columns come."""

import pytest

from tidegate.indicators.following import follow, origins

FROM_THE_DIRECTOR = [
    "select director as subject from Directorship",
    "select d.director as subject from Directorship d",
    "with a as (select director as x from Directorship) select x as subject from a",
    "select y as subject from (select director as y from Directorship) q",
    "select director as subject from Directorship union all select holder from Permit",
    "select case when director is null then organization else organization end as subject from Directorship",
    "select coalesce(organization, director) as subject from Directorship",
    "select organization || director as subject from Directorship",
    "select max(director) over (partition by organization) as subject from Directorship",
    "select unnest([director]) as subject from Directorship",
    "select t.e as subject from Directorship d, unnest([d.director]) t(e)",
    "select {'a': director}.a as subject from Directorship",
    "select (select max(director) from Directorship) as subject",
    "select l.d as subject from Directorship o, lateral (select o.director as d) l",
    "select min(director) filter (where organization is not null) as subject from Directorship",
    "select director as subject from Directorship_history",
]


@pytest.mark.parametrize("sql", FROM_THE_DIRECTOR)
def test_a_subject_is_followed_to_where_it_comes_from(sql):
    found = []
    query = follow(sql, found)
    assert not found
    assert "director" in {name for _, name in origins("subject", query)}


ONLY_LOOKED_AT = [
    "select p.holder as subject from Permit p join Person n on n.entity = p.holder where n.nationality is not null",
    "select holder as subject from Permit where exists (select 1 from Person n where n.nationality = 'x')",
    "select holder as subject from Permit order by (select max(nationality) from Person)",
    "select holder as subject from Permit group by holder having max((select max(nationality) from Person)) is null",
    "select p.holder as subject from Permit p left join Person n using (entity) qualify row_number() over (partition by n.nationality) = 1",
    "select a.holder as subject from Permit a semi join Person n on n.nationality = a.status",
    "select a.holder as subject from Permit a anti join (select nationality as status from Person) n using (status)",
    "select a.holder as subject from Permit a asof join Person n on n.entity = a.holder and n.nationality >= a.status",
    "with recent as materialized (select nationality from Person) select holder as subject from Permit, recent",
]


@pytest.mark.parametrize("sql", ONLY_LOOKED_AT)
def test_what_is_only_compared_is_reached_as_well(sql):
    query = follow(sql, [])
    assert ("Person", "nationality") in query.reached
    assert ("Person", "nationality") not in origins("subject", query)


HIDING = {
    "select * from Permit": "it selects *",
    "from Permit": "it selects *",
    "select p.* from Permit p": "it selects *",
    "select p as subject from Permit p": "'p' hides",
    "select columns('.*') from Permit": "hides which columns",
    "select entity from Permit natural join Person": "a natural join hides",
    "select entity from read_parquet('x.parquet')": "is no view of a rule",
    "select entity from 'x.parquet'": "there is no view 'x.parquet'",
    "select entity from main.Permit": "is no view of a rule",
    "select entity from query('select 1')": "is no view of a rule",
    "select entity from Licences": "there is no view 'Licences'",
    "select colour from Permit": "cannot be followed",
    "with Permit as (select entity from Person) select entity as subject from Permit": "is the name of a view",
    "with recursive r as (select entity from Permit union all select entity from r) select entity from r": "recursive",
    "select entity from Permit union by name select entity from Person": "union by name",
    "select entity, current_date as d from Permit": "gives another value at each run",
    "select entity, random() as d from Permit": "gives another value at each run",
    "select getvariable('x') as subject from Permit": "is not one that a rule may call",
    "select entity from Permit tablesample 10%": "hides which columns or rows",
    "select list_filter([entity], lambda e: e > 'a') as l from Permit": "hides which columns or rows",
    "select #1 as subject from Person": "hides which columns or rows",
    "select entity from Permit order by #2": "hides which columns or rows",
    "select [e for e in [entity]] as l from Permit": "hides which columns or rows",
    "select entity, version() as v from Permit": "gives another value at each run",
    "select entity from Permit limit 3": "whichever rows come first",
    "select count(p) as n from Permit p": "hides which columns or rows",
    "select entity from (table Person) t": "it selects *",
    "select entity from Permit; drop table Permit": "one select and nothing else",
    "drop view Permit": "one select and nothing else",
    "select from where": "cannot be read",
}


@pytest.mark.parametrize("sql", HIDING)
def test_what_cannot_be_followed_is_refused(sql):
    found = []
    assert follow(sql, found) is None
    assert HIDING[sql] in " ".join(found)


def test_parameters_and_columns_are_told():
    query = follow("select entity as subject, $days as days from Permit where startDate_from <= $on", [])
    assert (query.columns, query.parameters, query.views) == (("subject", "days"), {"days", "on"}, {"Permit"})
