"""Rules about situations in a port city: laws that hold whatever the thresholds are."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.indicators import evaluate, shipped_rules
from tidegate.indicators.examples import tables_of
from tidegate.indicators.rule import Example, Rule
from tidegate.tables import session

RULES = {rule.id: rule for rule in shipped_rules()}
LOCAL = (
    "care_bureau_without_staff", "circular_or_opaque_ownership", "confiscated_asset_unused", "housing_over_capacity",
    "letterbox_addresses", "permit_refused_then_other_name", "phoenix_companies", "port_chain_tied",
    "price_far_from_value", "private_lender_or_loan_above_value", "procurement_tied_or_new_winner", "quick_resale",
    "storage_let_unregistered", "successor_after_measure", "temp_agency_housing_transport_in_one_hand",
    "vacancy_with_activity",
)  # fmt: skip
"""Rules whose flag rests on what is near its subject, and on no median of the city."""


def flags(rule: Rule, rows: Mapping[str, tuple[Mapping[str, Any], ...]], on: date) -> list[dict[str, Any]]:
    with session(threads=1) as engine:
        found = evaluate(engine, [rule], tables_of(rows), on=on)
    return found.flags.to_pylist()  # type: ignore[no-any-return]


def firing(rule: Rule) -> Example:
    return next(e for e in rule.examples if e.flags)


def beside(rows: Mapping[str, tuple[Mapping[str, Any], ...]], ids: set[str]) -> dict[str, tuple[dict[str, Any], ...]]:
    """The same city once more, under other ids."""

    def other(row: Mapping[str, Any], schema: str, number: int) -> dict[str, Any]:
        named = {"entity": row.get("record_id", f"{schema}-{number}")} | dict(row)
        again = {k: f"{v}'" if k == "entity" or str(v) in ids else v for k, v in named.items()}
        return again | {"record_id": f"{schema}-{number}'"} if schema not in ("entities", "places") else again

    return {s: tuple(other(row, s, n) for n, row in enumerate(listed, 1)) for s, listed in rows.items()}


@pytest.mark.parametrize("name", LOCAL)
def test_two_cities_side_by_side_have_the_flags_of_both(name: str) -> None:
    rule = RULES[name]
    example = firing(rule)
    ids = {str(v) for rows in example.given.values() for row in rows for k, v in row.items() if _refers(k)}
    twin = beside(example.given, ids)
    both = {s: (*example.given[s], *twin[s]) for s in example.given}
    alone = [(f["subject"], f["key"]) for f in flags(rule, example.given, example.on)]
    assert sorted((f["subject"], f["key"]) for f in flags(rule, both, example.on)) == sorted(
        [*alone, *((s + "'", k + "'" if k in ids else k) for s, k in alone)]
    )


def _refers(column: str) -> bool:
    return column in {
        "entity", "premises", "operator", "director", "organization", "owner", "asset", "holder", "registrant",
        "subject", "object", "beneficiary", "bidder", "call", "landlord", "tenant", "buyer", "seller", "lender",
        "inspected", "authority",
    }  # fmt: skip


@pytest.mark.parametrize("name", LOCAL)
def test_no_person_is_named_by_a_flag(name: str) -> None:
    rule = RULES[name]
    example = firing(rule)
    persons = {row["entity"] for row in example.given.get("Person", ())}
    persons |= {row["entity"] for row in example.given.get("entities", ()) if row.get("kind") == "person"}
    persons |= {row["director"] for row in example.given.get("Directorship", ())} - {
        row["entity"] for row in example.given.get("Company", ())
    }
    for flag in flags(rule, example.given, example.on):
        assert not persons & {flag["subject"], *flag["others"]}


def letters(founded: list[int]) -> dict[str, tuple[dict[str, Any], ...]]:
    days = [date(2010, 1, 1) + timedelta(days=d) for d in founded]
    return {
        "Company": tuple({"entity": f"c{n}", "incorporationDate": d} for n, d in enumerate(days)),
        "Establishment": ({"entity": "e", "operator": "c0", "premises": "m", "sectorCode": "6420", "employees": 1},),
        "Seat": tuple(
            {"registrant": f"c{n}", "premises": "l", "role": "correspondence address"} for n in range(len(days))
        ),
    }


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 5000), min_size=8, max_size=16))
def test_letterboxes_agree_with_counting_by_hand(founded: list[int]) -> None:
    rule = RULES["letterbox_addresses"]
    value = {name: p.value for name, p in rule.parameters.items()}
    middle = sorted(founded)[(len(founded) - 1) // 2]
    together = sum(abs(f - middle) <= value["spread_days"] for f in founded)
    expected = len(founded) >= value["least_companies"] and together >= value["together_share"] * len(founded)
    assert bool(flags(rule, letters(founded), date(2024, 12, 31))) == expected
