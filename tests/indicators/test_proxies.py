# ruff: noqa: E501 - a query, a row and a wish stand on one line each
"""Stand-ins for what no rule may use, by whatever way they come."""

import pytest

from tidegate.indicators.following import follow
from tidegate.indicators.proxies import proxies

LISTS_OF_PLACES = [
    "select entity as subject from Premises where neighbourhood in ('North', 'South')",
    "select entity as subject from Premises where not (neighbourhood <> 'North')",
    "select p.entity as subject from Premises p join (values ('North'), ('South')) v(n) on p.neighbourhood = v.n",
    "select p.entity as subject from Premises p join (select 'x' as n union select 'y') v on p.neighbourhood = v.n",
    "with l as (select unnest(['a', 'b']) as n) select p.entity as subject from Premises p join l on l.n = p.neighbourhood",
    "select p.entity as subject from Premises p where p.neighbourhood in (select v.n from (values ('x')) v(n))",
    "select p.entity as subject from Premises p where exists (select 1 from (values ('x')) v(n) where v.n = p.neighbourhood)",
    "select entity as subject from Premises where regexp_matches(lower(neighbourhood), 'noord')",
    "select entity as subject from Premises where neighbourhood ~ 'x'",
    "select entity as subject from Premises where neighbourhood ilike 'x%'",
    "select entity as subject from Premises where 'x' similar to neighbourhood",
    "select entity as subject from Premises where 'x' || postalCode = 'x1234'",
    "select entity as subject from Premises where concat(city, neighbourhood) = 'xy'",
    "select entity as subject, case neighbourhood when 'x' then 1 end as c from Premises",
    "select entity as subject, case when neighbourhood = 'x' then 1 end as c from Premises",
    "select if(neighbourhood = 'x', entity, null) as subject from Premises",
    "select entity as subject from Premises where left(postalCode, 2) = '10'",
    "select entity as subject from Premises where substring(postalCode, 1, 2) = any(['10'])",
    "select entity as subject from Premises where $hood = neighbourhood",
    "select entity as subject from Premises where list_contains($hoods, neighbourhood)",
    "select entity as subject from Premises where list_contains(['x', 'y'], neighbourhood)",
    "select entity as subject from Premises where cast(district as integer) = 3",
    "select entity as subject from Premises where cast(postalCode as integer) between 1000 and 1099",
    "select entity as subject from Premises where cast(district as integer) - 3 = 0",
    "select entity as subject from Premises where hash(neighbourhood) = 3",
    "select entity as subject from Premises where md5(neighbourhood) = 'ab'",
    "select entity as subject from Premises where greatest(neighbourhood, 'x') = 'x'",
    "select entity as subject from Premises where nullif(neighbourhood, 'x') is null",
    "select entity as subject from Premises where strpos('North South', neighbourhood) > 0",
    "select entity as subject from Premises where len(replace(neighbourhood, 'x', '')) = 0",
    "select entity as subject from Premises where map {'x': 1}[neighbourhood] = 1",
    "select entity as subject from Premises where {'a': neighbourhood} = {'a': 'x'}",
    "select entity as subject from Premises where (neighbourhood, city) in (('x', 'y'))",
    "select entity as subject from Premises where neighbourhood is not distinct from 'x'",
    "select max(entity) filter (where neighbourhood = 'x') as subject from Premises group by neighbourhood",
    "select entity as subject from Premises qualify row_number() over (partition by neighbourhood = 'x') = 1",
    "select entity as subject from Premises group by all having max(neighbourhood) = 'x'",
    "select entity as subject from Premises order by neighbourhood = 'x' limit 3",
    "select a.entity as subject from Premises a left join Premises b on a.entity = b.entity and a.city = 'x'",
    "select a.entity as subject from Premises a, lateral (select case when a.city > 'M' then 1 end as f) l where l.f = 1",
    "select entity as subject from Incident where location ilike 'x%'",
    "select entity as subject from places where area = 'x'",
    "select entity as subject from places where lat between 51.1 and 51.2",
    "select entity as subject from places where x_m - 5 < 100",
]  # fmt: skip
PIECES = [
    "select entity as subject from Company where substring(taxNumber, 3, 2) = 'ab'",
    "select entity as subject, substring(registrationNumber, 3, 2) as part from Company",
    "select entity as subject from Company where regexp_extract(vatCode, '[0-9]+') is not null",
    "select entity as subject, registrationNumber[1:2] as part from Company",
    "select entity as subject from Company where name ilike '%shop%'",
    "select entity as subject from Establishment where starts_with(name, 'A')",
    "select entity as subject from names where words[1] = 'mo'",
    "select entity as subject from names where list_has_any(words, ['a'])",
    "select a.entity as subject from names a join names b using (entity) where list_intersect(a.words, b.words)[1] = 'x'",
    "select entity as subject from names where jaro_winkler_similarity(core, 'smith') > 0.9",
]


LISTS_OF_THINGS = [
    "select entity as subject from Company where entity in ('c1', 'c2')",
    "select holder as subject from Permit where list_contains($chosen, holder)",
    "select p.premises as subject from Permit p join (values ('l1')) v(l) on v.l = p.premises",
    "select entity as subject from Permit where record_id = 'r1'",
    "select target as subject from ties where source = 'c1'",
]


@pytest.mark.parametrize("sql", LISTS_OF_PLACES + PIECES + LISTS_OF_THINGS)
def test_a_stand_in_is_refused(sql):
    found = []
    query = follow(sql, found)
    assert found or proxies(query)


HONEST = [
    "select premises as subject, array_agg(record_id order by startDate_from)[1:3] as rows from Permit group by premises",
    "select a.entity as subject from Premises a join Premises b on a.postalCode = b.postalCode and a.street = b.street",
    "select min(entity) as subject from Premises group by neighbourhood having count(distinct postalCode) >= $n",
    "select a.entity as subject from places a join places b on (a.x_m - b.x_m) ** 2 + (a.y_m - b.y_m) ** 2 < $m * $m",
    "select a.entity as subject from names a join names b on jaro_winkler_similarity(a.core, b.core) < $alike",
    "select a.entity as subject from names a join names b on len(list_intersect(a.words, b.words)) > 1",
    "select a.entity as subject, case when a.core = b.core then 'same' else 'other' end as c from names a join names b using (entity)",
    "select entity as subject from Permit where permitType ilike '%massage%' and status in ('REV')",
    "select entity as subject from Permit where list_contains($ended, status) and date_diff('day', startDate_from, $on) < $n",
    "select entity as subject from Premises where coalesce(neighbourhood, '') <> ''",
    "select entity as subject from Company where registrationNumber is not null",
]


@pytest.mark.parametrize("sql", HONEST)
def test_what_compares_registers_with_registers_passes(sql):
    found = []
    query = follow(sql, found)
    assert not found
    assert proxies(query) == []


def test_the_refusal_says_what_and_where():
    query = follow("select entity as subject from Premises where neighbourhood in ('North')", [])
    assert proxies(query) == [
        "Premises.neighbourhood names an area or a place, and is held against words of the rule: "
        "premises.neighbourhood IN ('North')"
    ]
