"""Costs against benefits: sums that can be done on paper, laws, and what is refused."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from tests.evaluation.money.worlds import costs, effect, index, units
from tidegate.errors import ContractError, EvaluationError
from tidegate.evaluation.money import (
    UNIT_COSTS,
    Benefit,
    Weighing,
    example_names,
    example_unit_costs,
    money_tables,
    read_unit_costs,
    weigh_costs,
)

EUROS = Weighing("EUR", 2024, 0.0, draws=2000)
TEN_CELLS = Benefit(effect(), "theft", {2024: 10})
ONE_COST = costs(("city", "staff", 2024, 500.0))
A_THEFT = units(("theft", "residents", 2024, 50.0))


def weigh(spent=ONE_COST, benefits=(TEN_CELLS,), each=A_THEFT, weighing=EUROS, seed=1, **more):
    return weigh_costs(spent, benefits, each, weighing=weighing, seed=seed, **more)


def test_twenty_thefts_spared_at_fifty_for_five_hundred():
    found = weigh()
    assert (found.costs.value, found.benefits.value, found.net.value, found.ratio.value) == (500, 1000, 500, 2)
    # The interval of the effect, 1 to 3 a cell, is that of the benefit: 500 to 1500.
    assert found.benefits.low == pytest.approx(500, abs=40)
    assert found.benefits.high == pytest.approx(1500, abs=40)
    assert found.pays == pytest.approx(0.975, abs=0.015)


def test_break_even_is_the_effect_that_leaves_nothing():
    (even,) = weigh().break_even
    assert even.needed == -1.0
    assert weigh(benefits=[Benefit(effect(even.needed, -3.0, 0.5), "theft", {2024: 10})]).net.value == pytest.approx(0)


def test_break_even_of_a_ratio():
    fires = effect(0.8, 0.6, 0.95, "fires", scale="ratio", observed=4.0)
    found = weigh(benefits=[Benefit(fires, "theft", {2024: 10})])
    # Four seen where five would have been: one a cell, ten in all.
    assert found.benefits.value == pytest.approx(500)
    assert found.break_even[0].needed == pytest.approx(0.8)
    assert found.break_even[0].inside


def test_an_effect_not_shown_counts_with_its_interval_and_is_told():
    found = weigh(benefits=[Benefit(effect(-2.0, -5.0, 1.0), "theft", {2024: 10})])
    assert found.not_shown == ("thefts",)
    assert found.benefits.value == 1000
    assert found.benefits.low < 0
    assert found.shown_net == -500
    assert found.worth_it is None
    assert "was not shown" in found.warnings[0]


def test_more_of_a_good_outcome_is_a_gain():
    found = weigh(benefits=[Benefit(effect(2.0, 1.0, 3.0, "reports"), "theft", {2024: 10}, good=True)])
    assert found.benefits.value == 1000
    assert found.break_even[0].needed == 1.0


def test_prices_are_carried_and_later_years_discounted():
    spent = costs(("city", "staff", 2020, 100.0), ("city", "staff", 2025, 110.0))
    each = units(("theft", "residents", 2020, 50.0))
    prices = index(y2020=100, y2024=120, y2025=132)
    found = weigh(spent, [Benefit(effect(), "theft", {2025: 11})], each, replace(EUROS, rate=0.1), price_index=prices)
    assert found.costs.value == pytest.approx(100 * 1.2 * 1.1**4 + 110 * (120 / 132) / 1.1)
    assert found.benefits.value == pytest.approx(22 * 60 / 1.1)


def test_who_pays_and_who_gains():
    each = units(("theft", "residents", 2024, 40.0), ("theft", "police", 2024, 10.0))
    spent = costs(("city", "staff", 2024, 300.0), ("police", "hours", 2024, 200.0))
    told = {who.name: (who.pays.value, who.gains.value, who.net.value) for who in weigh(spent, each=each).stakeholders}
    assert told == {"city": (300, 0, -300), "police": (200, 200, 0), "residents": (0, 800, 800)}


def test_the_widest_bar_comes_first():
    each = units(("theft", "residents", 2024, 50.0, 45.0, 55.0))
    found = weigh(costs(("city", "staff", 2024, 500.0, 400.0, 650.0)), each=each)
    assert [(b.entry, b.net_at_low, b.net_at_high) for b in found.tornado] == [
        ("effect on thefts", 1000, 0),
        ("cost of staff, city, 2024", 600, 350),
        ("unit cost of theft, borne by residents", 400, 600),
    ]


@settings(max_examples=20)
@given(st.floats(-5, 5), st.floats(0.1, 4), st.floats(1, 500), st.floats(0, 5000), st.integers(0, 9))
def test_stakeholders_add_up_and_a_seed_gives_one_balance(value, reach, unit, spent, seed):
    each = units(("theft", "a", 2024, unit), ("theft", "b", 2024, unit / 2, unit / 4, unit))
    benefit = Benefit(effect(value, value - reach, value + reach), "theft", {2024: 3, 2026: 4})
    how = Weighing("EUR", 2024, 0.04, draws=200)
    one, two = (weigh(costs(("a", "x", 2024, spent)), [benefit], each, how, seed) for _ in range(2))
    assert one.net == two.net
    assert (one.pays, one.tornado) == (two.pays, two.tornado)
    assert sum(w.net.value for w in one.stakeholders) == pytest.approx(one.net.value)
    assert one.net.value == pytest.approx(one.benefits.value - one.costs.value)


def test_the_probability_agrees_with_the_normal_law():
    found = weigh(costs(("city", "staff", 2024, 800.0)), weighing=replace(EUROS, draws=50_000))
    spread = 500 / norm.ppf(0.975)
    assert found.pays == pytest.approx(norm.sf(800, 1000, spread), abs=0.01)
    assert (found.net.low, found.net.high) == pytest.approx((-300, 700), abs=15)


def test_extrapolation_and_broken_checks_are_loud():
    found = weigh(benefits=[Benefit(effect(treated=2, after=3, warnings=("Two units only.",)), "theft", {2024: 10})])
    assert any("at most 6: the rest is an extrapolation" in text for text in found.warnings)
    assert "thefts: Two units only." in found.warnings
    assert any("No range is given" in text for text in found.warnings)


def test_english_unit_costs_are_those_of_the_reference(shared):
    known = json.loads((shared / "reference" / "costs_uk.json").read_text())
    table = example_unit_costs("england-and-wales-2015")
    held = {row["kind"]: row["value"] for row in table.to_pylist()}
    names = {
        "rape": "rape",
        "violence_with_injury": "violence with injury",
        "robbery": "robbery",
        "theft_of_vehicle": "theft of vehicle",
        "criminal_damage_arson": "arson",
        "other_sexual_offence": "other sexual offence",
        "criminal_damage_other": "other criminal damage",
        "theft_from_vehicle": "theft from vehicle",
        "cyber_crime": "cyber crime",
        "modern_slavery_per_victim": "modern slavery",
        "homicide_about": "homicide",
    }
    assert held == {name: known["verified_secondary"][theirs] for theirs, name in names.items()}
    # The published total of modern slavery is that of its unit cost over the published range of victims.
    pounds = Weighing("GBP", 2015, 0.0, draws=200)
    low, high = known["verified_totals"]["modern_slavery_victims"]
    spent = costs(("x", "y", 2015, 0.0), currency="GBP")
    slavery = [Benefit(effect(-1.0 * n, -n - 1, -n + 1), "modern slavery", {2015: 1}) for n in (low, high)]
    totals = [weigh(spent, [benefit], table, pounds).benefits.value for benefit in slavery]
    assert [round(t / 1e9, 2) for t in totals] == [3.29, 4.27]
    assert totals == pytest.approx(known["verified_totals"]["modern_slavery_total"], rel=0.01)


def test_the_example_is_named_and_never_a_default():
    assert example_names() == ("england-and-wales-2015",)
    assert len(read_unit_costs(example_unit_costs("england-and-wales-2015"))) == 11
    with pytest.raises(EvaluationError, match="no such example"):
        example_unit_costs("england")
    with pytest.raises(EvaluationError, match="it is in GBP, the balance is in EUR"):
        weigh(benefits=[Benefit(effect(), "robbery", {2024: 1})], each=example_unit_costs("england-and-wales-2015"))
    with pytest.raises(EvaluationError, match="none is taken from elsewhere"):
        weigh(benefits=[Benefit(effect(), "robbery", {2024: 1})])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"spent": costs(("c", "s", 2020, 1.0))}, "the index of EUR has no 2020 and no 2024"),
        ({"spent": costs(("c", "s", 2024, 1.0), currency="USD")}, "it is in USD"),
        ({"spent": pa.concat_tables([ONE_COST, costs(("c", "s", 2024, 1.0), currency="USD")])}, "mixes EUR and USD"),
        ({"spent": costs()}, "there is no row"),
        ({"spent": costs(("c", "s", 2024, 5.0, 6.0, 7.0))}, "has the range 6 to 7 round 5"),
        ({"each": units(("theft", "r", 2024, 5.0, 6.0, 7.0))}, "has the range 6 to 7 round 5"),
        ({"each": units(("theft", "r", 2024, 5.0, 4.0))}, "one end of a range only"),
        ({"each": units(("theft", "r", 2024, 5.0), ("theft", "r", 2024, 5.0))}, "stands there twice"),
        ({"each": units(("theft", "r", 2024, 5.0), source=" ")}, "lacks its kind, currency, bearer or source"),
        ({"each": units(("theft", "City", 2024, 5.0))}, "differ by capitals"),
        ({"benefits": [TEN_CELLS, TEN_CELLS]}, "more than one effect"),
        ({"benefits": [Benefit(effect(-1.0, float("nan"), 0.0), "theft", {2024: 1})]}, "interval is not known"),
        ({"benefits": [Benefit(effect(0.5, 0.4, 0.6, scale="ratio"), "theft", {2024: 1})]}, "a ratio alone"),
        ({"benefits": [Benefit(effect(), "theft", {})]}, "no cell lies under"),
        ({"price_index": index(y2024=0)}, "has the level 0"),
    ],
)
def test_what_is_refused(more, words):
    with pytest.raises(EvaluationError, match=words):
        weigh(**more)


def test_a_unit_cost_without_a_year_is_refused():
    rows = A_THEFT.to_pylist()
    open_schema = pa.schema([field.with_nullable(True) for field in UNIT_COSTS.schema()])
    with pytest.raises(ContractError, match="price_year must have a value, 1 are absent"):
        weigh(each=pa.Table.from_pylist([rows[0] | {"price_year": None}], schema=open_schema))


def test_arguments_that_make_no_sense():
    with pytest.raises(ValueError, match="rate is 3"):
        Weighing("EUR", 2024, 3)
    with pytest.raises(ValueError, match="draws is 5"):
        Weighing("EUR", 2024, 0.03, draws=5)
    with pytest.raises(ValueError, match="benefits is empty"):
        weigh(benefits=[])
    assert np.isnan(weigh(costs(("c", "s", 2024, 0.0))).ratio.value)


def test_the_tables_hold_the_balance():
    each = units(("theft", "residents", 2024, 40.0), ("theft", "police", 2024, 10.0))
    found = weigh(costs(("city", "staff", 2024, 300.0), ("police", "hours", 2024, 200.0)), each=each)
    tables = money_tables(found)
    assert [row["cost"] for row in tables["costs"].to_pylist()] == [300, 200]
    assert [(row["borne_by"], row["worth"]) for row in tables["benefits"].to_pylist()] == [
        ("residents", 800),
        ("police", 200),
    ]
    assert sum(tables["stakeholders"]["net"].to_pylist()) == found.net.value
    assert tables["break_even"]["needed"].to_pylist() == [-1.0]
    assert tables["sensitivity"].num_rows == len(found.tornado) == 1
