"""A plan run on its panel: what is estimated, judged together, held against its lock, and told as refused."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tidegate.documents.charts import Carried
from tidegate.errors import PlanError
from tidegate.evaluation import NEVER, Effect, Panel
from tidegate.evaluation.around import displaced
from tidegate.evaluation.estimating import ESTIMATORS, estimate, used_panel
from tidegate.evaluation.judging import adjusted, p_of, seen
from tidegate.evaluation.plan import answerable, freeze, methods, parse_plan
from tidegate.evaluation.running import Run, run_plan
from tidegate.evaluation.telling.material import Chain
from tidegate.evaluation.telling.report import all_warnings

PLAN = """
plan: street-teams
title: Street teams
measure:
  what: A team visits businesses every week.
  by: [municipality, police]
  costs: [{partner: municipality, kind: staff, amount_eur: 1000, year: 2022}]
theory:
  inputs: [two officers]
  activities: [visits]
  outputs: [visits made]
  mechanisms: [a visit may come any week]
  outcomes: [fewer thefts]
  assumptions: [visits go on]
  risks: [officers are called away]
  possible_harm: [shops feel watched]
panel: {unit: street, period: month, length: month}
units: {start: {a: 2021-01, b: 2021-01, c: 2021-01}}
outcomes:
  - {name: thefts, column: thefts, source: incidents, recorded_by: police, registration_lag: 0, direction: down,
     smallest_effect: 0.1}
  - {name: complaints, column: complaints, source: complaints, recorded_by: residents, registration_lag: 0,
     direction: down, smallest_effect: 0.2}
comparison: {strategy: never-treated, buffer_m: 0}
analysis: {method: did, level: 0.95, multiplicity: holm, periods_after: 6, options: {draws: 19}}
harm:
  - {who: shopkeepers, measure: complaints, column: complaints, direction: up, threshold: 5, counted: period,
     stop: The alderman halts the visits.}
answer_by: {thefts: 2022-03-01, complaints: 2022-03-01}
fidelity: {planned: planned, done: done}
seed: 3
"""


def plan(**swaps):
    text = PLAN
    for old, new in swaps.items():
        text = text.replace({"method": "method: did", "options": ", options: {draws: 19}"}[old], new)
    found, faults = parse_plan(text)
    assert not faults, faults
    return found


def panel(fall=4.0, units=14):
    rng = np.random.default_rng(1)
    start = np.array([12 if i < 3 else NEVER for i in range(units)], dtype=np.int64)
    under = (start[:, None] != NEVER) & (np.arange(24) >= 12)
    thefts = rng.poisson(10.0, (units, 24)) - fall * under
    return Panel(
        tuple("abcdefghijklmnopqrstuvwxyz"[:units]),
        tuple(f"{2020 + n // 12}-{n % 12 + 1:02d}" for n in range(24)),
        {"thefts": np.maximum(thefts, 0.0), "complaints": rng.poisson(3.0, (units, 24)).astype(float),
         "planned": under * 4.0, "done": under * 3.0},
        start,
    )  # fmt: skip


def silent(stage, share):
    assert 0 <= share <= 1


def test_a_plan_is_run_outcome_by_outcome():
    told = run_plan(plan(), panel(), Run(date(2022, 5, 1), 3, chain=Chain(9)), progress=silent)
    assert [one.name for one in told.answered] == ["thefts", "complaints"]
    first = told.answered[0]
    assert first.effect.method == "did"
    assert first.effect.value < 0
    assert first.asked.cells == 36
    assert first.asked.p >= first.effect.p
    assert told.carried == tuple(Carried(name, 48.0, 36.0) for name in "abc")
    assert told.implementation.says == (
        "Done: 108 of 144 planned (75\N{NO-BREAK SPACE}%), over all places under the measure.",
    )
    assert told.cost_eur == 1000
    assert told.chain.in_picture == 9
    assert told.lock is None
    again = run_plan(plan(), panel(), Run(date(2022, 5, 1), 3), progress=silent)
    assert again.answered[0].effect.value == first.effect.value
    assert again.answered[0].effect.p == first.effect.p


def test_a_harm_beyond_its_border_is_a_loud_warning():
    told = run_plan(plan(), panel(), Run(date(2022, 5, 1), 3), progress=silent)
    assert any("BORDER CROSSED, shopkeepers" in text for text in all_warnings(told))
    calm = replace(panel(), outcomes=panel().outcomes | {"complaints": np.ones((14, 24))})
    told = run_plan(plan(), calm, Run(date(2022, 5, 1), 3), progress=silent)
    assert told.harms == ("shopkeepers: complaints came to 3 at worst; the border is 5.",)
    assert "could not be estimated" in told.answered[1].told("en").text or not told.answered[1].effect.shown


def test_what_cannot_be_estimated_is_told_and_stops_nothing():
    wrong = plan()
    wrong = replace(wrong, analysis=replace(wrong.analysis, options={"drws": 19}))
    told = run_plan(wrong, panel(), Run(date(2022, 5, 1), 3), progress=silent)
    assert [one.conclusion.verdict for one in told.answered] == ["not estimated"] * 2
    assert all("did has no option drws" in one.asked.refused for one in told.answered)
    assert told.implementation is not None


def test_what_its_own_check_calls_unanswerable_is_a_process_evaluation():
    few = panel(fall=9.0, units=5)
    assert estimate(plan(), few, "thefts", seed=3).value < -5
    told = run_plan(plan(), few, Run(date(2022, 5, 1), 3, chain=Chain(9, 4)), progress=silent)
    assert [(one.effect, one.conclusion.verdict) for one in told.answered] == [(None, "not estimated")] * 2
    assert told.process.says.startswith("THIS PLAN CANNOT BE ANSWERED by difference-in-differences")
    # Three of six places can be had in twenty ways, and one in twenty is not below 0.05; of seven, in 35.
    assert "you need 4 places to compare with" in told.process.because[0]
    assert told.method == "process evaluation"
    assert (told.implementation.says, told.chain.looked_into) == (
        ("Done: 108 of 144 planned (75\xa0%), over all places under the measure.",), 4)  # fmt: skip
    assert told.around == ()
    assert "Places compared with" not in told.facts


def test_a_frozen_plan_that_its_figures_no_longer_answer_says_that_it_deviates():
    whole = panel()
    frozen = freeze(plan(), whole, answerable(plan(), whole), signed=("A. de Vries, manager",), on=date(2020, 12, 1))
    told = run_plan(plan(), panel(units=5), Run(date(2022, 5, 1), 3, frozen=frozen), progress=silent)
    assert told.process is not None
    assert any("did" in said and "process" in said for said in told.deviations)


def test_a_process_plan_estimates_nothing():
    with pytest.raises(PlanError, match="'process' estimates nothing"):
        estimate(plan(method="method: process", options=""), panel(), "thefts", seed=1)
    told = run_plan(plan(method="method: process", options=""), panel(), Run(date(2022, 5, 1), 3), progress=silent)
    assert "as the plan says" in told.process.says
    assert not told.process.because
    assert {one.effect for one in told.answered} == {None}


def test_a_misspelt_option_is_refused():
    wrong = plan()
    wrong = replace(wrong, analysis=replace(wrong.analysis, options={"drws": 19}))
    with pytest.raises(PlanError, match="did has no option drws"):
        estimate(wrong, panel(), "thefts", seed=1)


def test_every_method_that_estimates_has_an_estimator():
    assert set(ESTIMATORS) == set(methods()) - {"process"}


def test_only_who_is_compared_takes_part():
    named = plan()
    named = replace(named, comparison=replace(named.comparison, strategy="named", units=("d", "e")))
    assert used_panel(named, panel()).units == ("a", "b", "c", "d", "e")


def test_p_values_are_adjusted_as_the_plan_says():
    ps = [0.01, 0.04, math.nan]
    assert adjusted(ps, "holm") == [0.02, 0.04, None]
    assert adjusted(ps, "bonferroni") == [0.02, 0.08, None]
    assert adjusted(ps, "benjamini-hochberg") == [0.02, 0.04, None]
    assert adjusted(ps, "none") == [None] * 3


def test_what_an_interval_says_of_chance():
    ratio = Effect("x", "wdd", "ratio", "", 0.5, 0.25, 1.0)
    assert p_of(ratio) == pytest.approx(0.05)
    assert math.isnan(p_of(None))
    assert math.isnan(p_of(replace(ratio, high=math.inf)))
    # An interval from a half to twice has an error of ln 2 / 1.96; 2.8 of them are seen in four of five cases.
    assert seen(replace(ratio, value=1.0, low=0.5, high=2.0)) == pytest.approx(1 - 2 ** (-2.8016 / 1.95996), abs=1e-4)
    assert seen(replace(ratio, scale="difference")) is None


AROUND = "displacement: {areas: {a: [k], b: [l], c: [m]}}\nanalysis: {method: did"


def test_where_it_may_have_gone_is_told_with_quotient_and_net_effects():
    made = around(("{areas: {a: [k], b: [l], c: [m]}}", "{rings_m: [150]}"))
    places = replace(panel(units=24), points=np.stack(np.divmod(np.arange(24) * 5 % 24, 5), axis=1) * 100.0)
    (thefts, _) = run_plan(made, places, Run(date(2022, 5, 1), 3), progress=silent).around
    rows = {row["what"]: row for row in thefts.part.tables["displacement_quotient"].to_pylist()}
    assert list(rows) == ["gross effect", "net effect", "displacement quotient", "total net effect"]
    counts = places.outcome("thefts")
    before, after = (counts[:3, part].sum() for part in (slice(0, 12), slice(12, 24)))
    assert rows["gross effect"]["value"] == before - after


def test_counts_as_a_ratio_have_what_lies_around_the_others_beside_them():
    made = around(("did", "count-did"), ("{a: [k], b: [l], c: [m]}", "{a: [k], b: [l], c: [m], d: [n]}"),
                  (", options: {draws: 19}", ""))  # fmt: skip
    found = displaced(made, panel(), "thefts", seed=3)
    assert (found.method, found.treated, found.comparison) == ("count-did", 3, 1)
    assert found.tables["units"]["unit"].to_pylist() == ["k", "l", "m"]
    alone = displaced(around(("did", "count-did"), (", options: {draws: 19}", "")), panel(), "thefts", seed=3)
    assert alone.comparison == 14 - 3 - 3


def around(*swaps):
    text = PLAN.replace("analysis: {method: did", AROUND)
    for old, new in swaps:
        text = text.replace(old, new)
    found, faults = parse_plan(text)
    assert not faults, faults
    return found
