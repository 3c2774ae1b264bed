from datetime import date

import pyarrow as pa
import pytest

from tests.network.cities import records
from tidegate.network.definitions import tie_rules
from tidegate.network.ties import ties_of
from tidegate.tables import session
from tidegate.vocabulary import model


def ties(**tables):
    with session() as s:
        for name, table in tables.items():
            s.register(name, table)
        return ties_of(s).to_pylist()


def test_a_directorship_in_two_versions_and_two_registers_is_one_tie():
    rows = [
        {"record_id": "a", "director": "p", "organization": "c", "role": "director", "valid_from": date(2020, 1, 1),
         "known_from": date(2021, 1, 1), "known_to": date(2022, 1, 1)},
        {"record_id": "a", "director": "p", "organization": "c", "role": "director", "valid_from": date(2020, 1, 1),
         "valid_to": date(2021, 6, 30), "known_from": date(2022, 1, 1), "row_number": 9},
        {"record_id": "b", "director": "p", "organization": "c", "role": "director", "valid_from": date(2020, 1, 1),
         "valid_to": date(2021, 6, 30), "known_from": date(2021, 5, 1), "register": "other"},
    ]  # fmt: skip
    (tie,) = ties(Directorship=records(rows))
    assert (tie["source"], tie["target"], tie["role"], tie["control"]) == ("p", "c", "director", "direction")
    assert (tie["rows"], tie["registers"], tie["record_ids"]) == (3, ["book", "other"], ["a", "b"])
    assert (tie["valid_to"], tie["known_from"], tie["known_to"]) == (date(2021, 6, 30), date(2021, 1, 1), None)
    assert (tie["record_id"], tie["row_number"]) == ("a", 9)


def test_a_new_start_is_a_new_tie():
    rows = [{"owner": "p", "asset": "c", "percentage": p, "valid_from": d}
            for p, d in (("50", date(2001, 1, 1)), ("100 %", date(2010, 1, 1)))]  # fmt: skip
    found = ties(Ownership=records(rows))
    assert [(t["share"], t["valid_from"].year) for t in found] == [(0.5, 2001), (1.0, 2010)]


def test_a_share_that_is_no_part_of_a_whole_is_not_taken():
    rows = [{"owner": f"p{n}", "asset": "c", "percentage": p} for n, p in enumerate(("250", "half", "12,5"))]
    assert [t["share"] for t in ties(Ownership=records(rows))] == [None, None, 0.125]


def test_payments_are_added_up_by_year_and_a_replaced_version_is_not_paid_twice():
    rows = [
        {"record_id": "a", "amount_number": 10.0, "valid_from": date(2020, 1, 1), "known_to": date(2021, 1, 1)},
        {"record_id": "a", "amount_number": 12.0, "valid_from": date(2020, 1, 1)},
        {"record_id": "b", "amount_number": 5.0, "valid_from": date(2020, 7, 1)},
        {"record_id": "c", "amount_number": 7.0, "valid_from": date(2021, 1, 1)},
    ]
    rows = [r | {"payer": "city", "beneficiary": "c", "currency": "EUR"} for r in rows]
    found = ties(Payment=records(rows, amount_number=pa.float64()))
    assert [(t["amount"], t["rows"], t["valid_to"], t["lasting"]) for t in found] == [
        (17.0, 3, date(2020, 7, 1), False),
        (7.0, 1, date(2021, 1, 1), False),
    ]


def test_a_permit_ties_holder_and_premises_where_both_are_known():
    rows = [
        {"holder": "c", "premises": "x", "permitType": "bar"},
        {"holder": "d", "premises": None, "permitType": "bar"},
    ]
    assert [(t["source"], t["target"], t["role"]) for t in ties(Permit=records(rows))] == [("c", "x", "bar")]


def test_a_tie_is_as_firm_as_the_weaker_link_of_its_firmest_row():
    rows = [{"registrant": "c", "premises": "x", "role": "seat", "record_id": r} for r in "ab"]
    bonds = [{"register": "book", "file": "book.csv", "row_number": n, "record_id": f"{e}{n}", "entity": e, "bits": b}
             for n, e, b in ((1, "c", 9.0), (1, "x", 4.0), (2, "c", 6.0), (2, "x", 8.0))]  # fmt: skip
    (tie,) = ties(Seat=records(rows), attachments=pa.Table.from_pylist(bonds))
    assert tie["bits"] == 6.0
    (tie,) = ties(Seat=records(rows), attachments=pa.Table.from_pylist(bonds[:2]))
    assert tie["bits"] is None


def test_who_is_family_is_not_drawn():
    assert ties(Family=records([{"person": "p", "relative": "q"}])) == []


def test_a_tie_that_only_the_vocabulary_knows_has_its_ends():
    found = ties(Debt=records([{"debtor": "c", "creditor": "d"}]))
    assert [(t["kind"], t["source"], t["target"]) for t in found] == [("Debt", "c", "d")]


def test_nothing_gives_nothing():
    assert ties() == []


@pytest.mark.parametrize("rule", tie_rules(list(model().schemata)), ids=lambda r: f"{r.schema}-{r.source}-{r.target}")
def test_every_rule_names_properties_of_the_vocabulary(rule):
    there = model().schemata[rule.schema].properties
    named = {rule.source, rule.target, rule.share, rule.amount, *rule.role} - {"", "entity"}
    assert named <= set(there)
    for end in {rule.source, rule.target} - {"entity"}:
        assert there[end].type == "entity"
