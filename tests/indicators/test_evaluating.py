# ruff: noqa: E501 - a query, a row and a wish stand on one line each
"""Rules put to records: what is flagged, on what evidence, and what may not change it."""

import json
from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.indicators.rules import SQL, rule
from tidegate.errors import RuleError
from tidegate.indicators import EVIDENCE, FLAGS, REPORT, evaluate, false_share, shipped_rules
from tidegate.indicators.examples import tables_of
from tidegate.tables import session

ON = date(2024, 12, 31)
TWO = [{"premises": "l1", "startDate": "2024-01-01"}, {"premises": "l1", "startDate": "2024-02-01"}]


def run(rules, tables, *, on=ON, **more):
    with session(threads=1) as engine:
        return evaluate(engine, rules, tables, on=on, **more)


# Whatever fails here fails with a handful of rows; to make it smaller takes longer than to read it.
QUICK = {"deadline": None, "phases": (Phase.explicit, Phase.generate)}


def put(given, rules=None, **more):
    return run(rules or [rule()], tables_of({"Premises": (), **{k: tuple(v) for k, v in given.items()}}), **more)


def test_a_flag_has_its_values_its_rows_and_its_rarity():
    found = put({"Permit": TWO, "Premises": [{"entity": "l1"}, {"entity": "l2"}, {"entity": "l3"}, {"entity": "l4"}]})
    (flag,) = found.flags.to_pylist()
    assert (flag["subject"], flag["at"], flag["values"]) == ("l1", date(2024, 2, 1), '{"permits":2}')
    assert (flag["base_rate"], flag["population"], flag["strength_bits"], flag["false_share"]) == (0.25, 4, None, None)
    assert [(e["record_id"], e["row_number"]) for e in found.evidence.to_pylist()] == [("Permit-1", 1), ("Permit-2", 2)]
    (line,) = found.report.to_pylist()
    assert (line["state"], line["flags"], json.loads(line["parameters"])) == ("evaluated", 1, {"least": 2})
    for contract, table in ((FLAGS, found.flags), (EVIDENCE, found.evidence), (REPORT, found.report)):
        assert contract.check(table).equals(table)


def test_what_no_register_gives_makes_a_rule_not_applicable():
    tables = tables_of({"Premises": ()})
    (line,) = run([rule()], tables).report.to_pylist()
    assert (line["state"], line["reason"]) == ("not applicable", "needs Permit, which no register of this view gives")
    tables = tables_of({"Premises": (), "Permit": tuple(TWO)})
    tables["Permit"] = tables["Permit"].drop_columns(["startDate_from"])
    (line,) = run([rule()], tables).report.to_pylist()
    assert line["reason"] == "needs Permit.startDate, which no register of this view gives"


def test_what_a_rule_can_do_without_is_empty():
    sql = SQL.replace("count(*) as permits", "count(decision) as permits")
    tables = tables_of({"Premises": (), "Permit": tuple(TWO)})
    tables["Permit"] = tables["Permit"].drop_columns(["decision"])
    assert run([rule(sql)], tables).report["state"].to_pylist() == ["not applicable"]
    found = run([rule(sql, optional=["Permit.decision"])], tables)
    assert found.flags["values"].to_pylist() == ['{"permits":0}']


def test_what_a_register_calls_more_than_it_looks_is_refused():
    found = put({"Permit": TWO}, classes={("Permit", "premises"): "health"})
    assert found.report["state"].to_pylist() == ["refused"]
    assert not found.flags.num_rows


def test_a_natural_person_is_never_a_subject():
    sql = SQL.replace("premises", "holder")
    permits = [{"holder": "p1", "startDate": "2024-01-01"}] * 2 + [{"holder": "c1", "startDate": "2024-01-01"}] * 2
    for person in ({"Person": [{"entity": "p1"}]}, {"entities": [{"entity": "p1", "kind": "person"}]}):
        found = put({"Permit": permits, **person}, [rule(sql)])
        assert found.flags["subject"].to_pylist() == ["c1"]
        assert found.report["persons_left_out"].to_pylist() == [1]


def test_a_flag_without_a_row_that_proves_it_is_an_error():
    with pytest.raises(RuleError, match="1 flags name no row of a register"):
        put({"Permit": TWO}, [rule(SQL.replace("array_agg(record_id)", "['nothing']"))])


def test_a_query_that_returns_something_else_is_an_error():
    with pytest.raises(RuleError, match="at is BIGINT and should be DATE"):
        put({"Permit": TWO}, [rule(SQL.replace("max(startDate_from)", "count(*)"))])
    with pytest.raises(RuleError, match="the query cannot be run"):
        put({"Permit": TWO}, [rule(SQL.replace("count(*) as permits", "cast(min(premises) as integer) as permits"))])


def test_a_city_has_values_of_its_own_and_rules_that_are_off():
    assert not put({"Permit": TWO}, parameters={"many_permits": {"least": 3}}).flags.num_rows
    found = put({"Permit": TWO}, off={"many_permits": "not here"})
    assert (found.report["state"].to_pylist(), found.report["reason"].to_pylist()) == (["off"], ["not here"])


def test_the_weakest_link_is_told_and_what_it_makes_of_a_rare_flag():
    attached = [("example", "Permit.csv", 1, "Premises-1", "l1", 9.0), ("example", "Permit.csv", 2, "Premises-2", "l1", 7.0),
                ("example", "Permit.csv", 2, "Premises-2", "another", 1.0)]  # fmt: skip
    names = ["register", "file", "row_number", "record_id", "entity", "bits"]
    table = pa.Table.from_pylist([dict(zip(names, a, strict=True)) for a in attached])
    tables = tables_of({"Permit": tuple(TWO), "Premises": tuple({"entity": f"l{n}"} for n in range(100))})
    (flag,) = run([rule()], {**tables, "attachments": table}).flags.to_pylist()
    assert flag["strength_bits"] == 7.0
    # One in a hundred is flagged, one link in 129 is wrong: 99 / (99 + 128) of such flags may be false.
    assert flag["false_share"] == pytest.approx(99 / (99 + 128))
    assert flag["false_share"] == pytest.approx(false_share(0.01, 7.0))


def test_only_what_was_known_on_the_day_is_looked_at():
    late = {"premises": "l1", "startDate": "2024-02-01", "known_from": date(2025, 1, 31)}
    gone = {"premises": "l1", "startDate": "2024-03-01", "known_to": date(2024, 6, 30)}
    assert not put({"Permit": [TWO[0], late]}).flags.num_rows
    assert put({"Permit": [TWO[0], late]}, on=date(2025, 1, 31)).flags.num_rows == 1
    assert not put({"Permit": [TWO[0], gone]}).flags.num_rows
    assert put({"Permit": [TWO[0], gone]}, on=date(2024, 6, 29)).flags.num_rows == 1


def test_history_shows_what_went_but_not_what_will_go():
    sql = (
        "select premises as subject, max(startDate_from) as at, array_agg(record_id) as rows, "
        "count(known_to) as permits from Permit_history where premises is not null group by premises having count(*) >= $least"
    )
    rows = [
        {"premises": "l1", "startDate": "2024-01-01", "known_to": date(2024, 6, 30)},
        {"premises": "l1", "startDate": "2024-02-01", "known_to": date(2025, 6, 30)},
    ]
    assert put({"Permit": rows}, [rule(sql)]).flags["values"].to_pylist() == ['{"permits":1}']
    assert put({"Permit": rows}, [rule(sql)], on=date(2025, 12, 31)).flags["values"].to_pylist() == ['{"permits":2}']


permits = st.lists(
    st.fixed_dictionaries({
        "premises": st.sampled_from(["l1", "l2", "l3"]),
        "holder": st.sampled_from(["c1", "c2", "c3"]),
        "permitType": st.sampled_from(["bar", "shop"]),
        "status": st.sampled_from(["revoked", "current"]),
        "startDate": st.integers(0, 700).map(lambda d: (date(2023, 1, 1) + timedelta(d)).isoformat()),
        "statusDate": st.integers(0, 700).map(lambda d: (date(2023, 1, 1) + timedelta(d)).isoformat()),
    }),
    min_size=1,
    max_size=7,
)  # fmt: skip


def successions(rows):
    (found,) = [r for r in shipped_rules_once() if r.id == "succession_after_revocation"]
    empty = {"LegalEntity": (), "Establishment": (), "Company": ()}
    return run([found], tables_of({**empty, "Permit": tuple(rows)}))


def shipped_rules_once(made=[]):  # noqa: B006 - kept between calls on purpose
    made.extend(shipped_rules() if not made else ())
    return made


def told(found):
    return [(f["flag"], f["values"]) for f in found.flags.to_pylist()]


@pytest.mark.slow
@settings(max_examples=12, **QUICK)
@given(permits, permits)
def test_a_row_known_only_later_changes_nothing(rows, later):
    unknown = [r | {"record_id": f"late-{n}", "known_from": date(2025, 1, 1)} for n, r in enumerate(later)]
    assert successions(rows + unknown).flags.equals(successions(rows).flags)


@pytest.mark.slow
@settings(max_examples=12, **QUICK)
@given(permits)
def test_agrees_with_looking_by_hand(rows):
    expected = set()
    for old in rows:
        for new in rows:
            days = (date.fromisoformat(new["startDate"]) - date.fromisoformat(old["statusDate"])).days
            same = old["premises"] == new["premises"] and old["permitType"] == new["permitType"]
            before = any(
                r["premises"] == new["premises"] and r["holder"] == new["holder"] and r["startDate"] < old["statusDate"]
                for r in rows
            )
            if (
                old["status"] == "revoked"
                and same
                and old["holder"] != new["holder"]
                and 0 <= days <= 365
                and not before
            ):
                expected.add((old["premises"], f"{old['holder']} {new['holder']}"))
    assert {(f["subject"], f["key"]) for f in successions(rows).flags.to_pylist()} == expected


@pytest.mark.slow
@settings(max_examples=8, **QUICK)
@given(permits)
def test_taking_away_the_rows_that_prove_a_flag_takes_it_back(rows):
    rows = [r | {"record_id": f"r{n}"} for n, r in enumerate(rows)]
    found = successions(rows)
    for flag in found.flags.to_pylist()[:2]:
        cited = {e["record_id"] for e in found.evidence.to_pylist() if e["flag"] == flag["flag"]}
        rest = successions([r for r in rows if r["record_id"] not in cited])
        assert flag["flag"] not in rest.flags["flag"].to_pylist()


def test_taking_away_one_row_of_a_plain_case_takes_the_flag_back():
    rows = [
        {"record_id": "a", "premises": "l1", "holder": "c1", "permitType": "bar", "status": "revoked", "startDate": "2023-01-01", "statusDate": "2024-05-01"},
        {"record_id": "b", "premises": "l1", "holder": "c2", "permitType": "bar", "status": "current", "startDate": "2024-06-01"},
    ]  # fmt: skip
    found = successions(rows)
    assert found.evidence["record_id"].to_pylist() == ["a", "b"]
    for gone in ("a", "b"):
        assert not successions([r for r in rows if r["record_id"] != gone]).flags.num_rows


@pytest.mark.slow
@settings(max_examples=8, **QUICK)
@given(permits, st.randoms())
def test_the_same_rows_give_the_same_bytes_in_whatever_order(rows, chance):
    tables = tables_of({"LegalEntity": (), "Establishment": (), "Company": (), "Permit": tuple(rows)})
    order = list(range(len(rows)))
    chance.shuffle(order)
    shuffled = {**tables, "Permit": tables["Permit"].take(order)}
    (chosen,) = [r for r in shipped_rules_once() if r.id == "succession_after_revocation"]
    one, other = run([chosen], tables), run([chosen], shuffled)
    assert one.flags.equals(other.flags)
    assert one.evidence.equals(other.evidence)


def test_a_flag_may_rest_on_ties_whose_records_are_of_any_schema():
    sql = (
        "select target as subject, min(valid_from) as at, array_agg(record_id) as rows, count(*) as permits "
        "from ties where kind = 'Ownership' group by target having count(*) >= $least"
    )
    ties = [{"source": f"o{n}", "target": "c1", "kind": "Ownership", "valid_from": date(2024, 1, n), "record_id": f"r{n}"}
            for n in (1, 2)]  # fmt: skip
    given = {"ties": ties, "Ownership": [{"record_id": "r1"}, {"record_id": "r2"}]}
    found = put(given, [rule(sql, data_classes=["role"])])
    assert found.evidence["record_id"].to_pylist() == ["r1", "r2"]


def test_what_somebody_judged_feeds_no_indicator():
    rows = [TWO[0], TWO[1] | {"register": "opinions"}]
    assert put({"Permit": rows}).flags.num_rows == 1
    assert not put({"Permit": rows}, assessments=["opinions"]).flags.num_rows
