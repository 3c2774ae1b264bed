"""Planned against done: shares that can be counted, and the way from what was planned to what was delivered."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.errors import PanelError
from tidegate.evaluation import Effect
from tidegate.evaluation.fidelity import (
    IMPLEMENTATION,
    NO_REASON,
    as_delivered,
    fieller,
    follow_implementation,
    fulfilment_table,
    read_implementation,
)

FIELDS = ("unit", "partner", "period", "activity", "dose_planned", "dose_done")


def table(*rows):
    """Unit, partner, period, activity, planned, done, and the rest by name."""
    made = []
    for row in rows:
        *first, more = row if isinstance(row[-1], dict) else (*row, {})
        made.append(dict.fromkeys(IMPLEMENTATION.schema().names) | dict(zip(FIELDS, first, strict=True)) | more)
    return pa.Table.from_pylist(made, schema=IMPLEMENTATION.schema())


def visits(unit, planned, done, period="2024-01", partner="city", **more):
    return (unit, partner, period, "visits", planned, done, more)


def effect(low, value, high, scale="difference"):
    return Effect("thefts", "did", scale, "thefts per unit and month", value, low, high, p=0.01, p_by="normal")


POLICE = {"partner": "police", "planned_start": "2024-01", "actual_start": "2024-03", "reason": "no officers"}
THREE = table(
    visits("a", 4, 4, planned_start="2024-01", actual_start="2024-01"),
    visits("a", 4, 6, "2024-02", planned_start="2024-01", actual_start="2024-01"),
    visits("b", 4, 1, **POLICE),
    visits("b", 4, 1, "2024-02", **POLICE),
    visits("c", 4, 0, planned_start="2024-02"),
    visits("d", 0, 4),
    ("a", "city", "2024-01", "letters", 100, 50, {"to_reach": 80, "reached": 20, "reason": "printer broke"}),
)


def test_dose_adherence_reach_and_delay_by_hand():
    found = follow_implementation(THREE)
    city, police = found.by_partner
    # Visits: 14 done of 12 planned, 8 of them within the plan of their row; letters 50 of 100.
    assert city.dose == pytest.approx((14 / 12 + 0.5) / 2)
    assert city.adherence == pytest.approx((8 / 12 + 0.5) / 2)
    assert city.reach == 0.25
    assert (city.begun, city.not_begun, city.delay) == (1, 1, 0.0)
    assert (police.dose, police.adherence, police.delay) == (0.25, 0.25, 2.0)
    assert [u.name for u in found.by_unit] == ["a", "b", "c", "d"]
    assert np.isnan(found.by_unit[3].dose)


def test_reasons_are_listed_with_what_was_left_undone():
    police = follow_implementation(THREE).by_partner[1]
    assert [(r.text, r.rows, r.undone) for r in police.reasons] == [("no officers", 2, 0.75)]
    whole = follow_implementation(THREE).whole
    assert [r.text for r in whole.reasons] == ["printer broke", "no officers", NO_REASON]
    undone = {r.text: r.undone for r in whole.reasons}
    assert undone == pytest.approx({"no officers": 6 / 20 / 2, "printer broke": 0.5 / 2, NO_REASON: 4 / 20 / 2})


def test_what_was_never_done_and_what_was_not_planned_are_loud():
    found = follow_implementation(THREE)
    assert (found.never_done, found.not_planned) == (("c",), ("d",))
    assert found.warnings[0].startswith("Planned and never done in 1 units (c)")
    assert found.warnings[1].startswith("Done without a plan in 1 units (d)")
    assert "In 3 rows plan and deed differ, and no reason is given." in found.warnings
    assert set(found.differences["unit"].to_pylist()) == {"a", "b", "c", "d"}


def test_starts_as_planned_and_as_they_were():
    found = follow_implementation(THREE)
    assert found.planned_starts == {"a": "2024-01", "b": "2024-01", "c": "2024-02", "d": None}
    assert found.actual_starts == {"a": "2024-01", "b": "2024-03", "c": None, "d": "2024-01"}
    # d got four visits and no letter; three units were to have twenty visits between them.
    assert found.doses == pytest.approx({"a": (10 / 8 + 0.5) / 2, "b": 0.25, "c": 0.0, "d": (4 / (20 / 3) + 0.0) / 2})


def test_what_nobody_reported_is_left_out_and_told():
    found = follow_implementation(table(visits("a", 4, 2), visits("a", 4, None, "2024-02")))
    assert (found.whole.dose, found.whole.not_reported) == (0.5, 1)
    assert any("1 of 2 planned rows were not reported" in text for text in found.warnings)
    assert found.never_done == ()


amounts = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12)


@given(amounts.filter(lambda rows: any(p for p, _ in rows)))
def test_adherence_never_exceeds_dose_nor_one(rows):
    made = table(*(visits(f"u{n}", p, d, partner=f"p{n % 2}") for n, (p, d) in enumerate(rows)))
    whole = follow_implementation(made).whole
    assert 0 <= whole.adherence <= min(whole.dose, 1) + 1e-12
    # What is not done within the plan is what the reasons account for.
    assert sum(r.undone for r in whole.reasons) == pytest.approx(1 - whole.adherence)


@given(amounts.filter(lambda rows: any(p for p, _ in rows)), st.randoms())
def test_the_order_of_rows_does_not_matter(rows, chance):
    made = [visits(f"u{n}", p, d, reason="r" if d else None) for n, (p, d) in enumerate(rows)]
    turned = made.copy()
    chance.shuffle(turned)
    assert follow_implementation(table(*made)).doses == follow_implementation(table(*turned)).doses


def test_half_a_dose_doubles_the_effect():
    fidelity = follow_implementation(table(visits("a", 4, 2), visits("b", 4, 2)))
    found = as_delivered(effect(-3.0, -2.0, -1.0), fidelity, comparison=["x", "y"])
    assert found.delivered is not None
    assert (found.delivered.low, found.delivered.value, found.delivered.high) == (-6, -4, -2)
    assert found.delivered.p == 0.01
    assert "acts through the dose alone" in " ".join(found.delivered.rests_on)
    assert found.planned.value == -2


def test_a_dose_in_the_comparison_hides_part_of_the_effect():
    fidelity = follow_implementation(table(visits("a", 4, 4), visits("b", 4, 4), visits("x", 0, 2), visits("y", 0, 2)))
    found = as_delivered(effect(-3.0, -2.0, -1.0), fidelity, comparison=["x", "y"])
    assert (found.dose, found.dose_elsewhere) == (1.0, 0.5)
    assert found.delivered is not None
    assert found.delivered.value == -4


def test_a_ratio_is_scaled_on_its_logarithm():
    fidelity = follow_implementation(table(visits("a", 4, 2), visits("b", 4, 2)))
    found = as_delivered(effect(0.5, 0.8, 1.1, "ratio"), fidelity, comparison=["x"])
    assert found.delivered is not None
    assert (found.delivered.low, found.delivered.value, found.delivered.high) == pytest.approx((0.25, 0.64, 1.21))


def test_where_the_dose_is_not_apart_nothing_is_divided():
    fidelity = follow_implementation(table(visits("a", 4, 0), visits("b", 4, 0), visits("c", 4, 1)))
    found = as_delivered(effect(-3.0, -2.0, -1.0), fidelity, comparison=["x"])
    assert found.delivered is None
    assert "too little apart" in found.says


def test_little_and_uneven_doses_are_told():
    few = follow_implementation(table(visits("a", 10, 4)))
    told = as_delivered(effect(-3.0, -2.0, -1.0), few, comparison=["x"]).delivered
    assert told is not None
    assert [text.split(":")[0] for text in told.warnings] == [
        "Only 40% of a dose parts the units",
        "One unit had a plan",
    ]


@given(st.floats(-5, 5), st.floats(0.1, 4), st.floats(0.2, 1.5), st.floats(0, 0.9))
def test_fieller_agrees_with_its_definition(value, width, by, share):
    """The ends are the quotients q at which value - q * by is just as far from nought as its own spread allows."""
    reach = by * share
    low, middle, high = fieller(value - width, value, value + width, by, reach)
    assert low <= middle <= high
    for q in (low, high):
        assert abs(value - q * by) == pytest.approx(np.hypot(width, q * reach), rel=1e-6, abs=1e-6)


def test_a_quotient_without_a_bound_is_refused():
    with pytest.raises(ValueError, match="must be above nought"):
        fieller(-1, 0, 1, 0.2, 0.3)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([visits("a", 0, 1)], "nothing is planned"),
        ([visits("a", 1, 1), visits("a", 1, 0)], "a, city, 2024-01, visits has more than one row"),
        ([visits("a", 1, -1)], "below 0"),
        ([visits("a", 1, 1, "January")], "'January', which is no period"),
        (
            [visits("a", 1, 1, planned_start="2024-01"), visits("a", 1, 1, "2024-02", planned_start="2024-02")],
            "two of planned_start: 2024-01 and 2024-02",
        ),
    ],
)
def test_rows_that_cannot_be_used(rows, words):
    with pytest.raises(PanelError, match=words):
        read_implementation(table(*rows))


def test_partners_as_a_table():
    rows = fulfilment_table(follow_implementation(THREE).by_partner).to_pylist()
    assert [(r["name"], r["begun"], r["not_begun"]) for r in rows] == [("city", 1, 1), ("police", 1, 0)]
    assert rows[1]["reasons"] == "no officers (2 rows, 75% of the dose)"
