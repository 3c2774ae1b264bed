"""Answerable or not, first; then why, and what it would take."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.plan.cases import counts, laid, plan, table, text
from tidegate.errors import PanelError
from tidegate.evaluation.plan import Answer, answerable, as_process, lay_out, read_plan
from tidegate.evaluation.plan.chances import comparison_needed, least_p, orders


def answer(counted: np.ndarray, **changes: str) -> Answer:
    return answerable(*laid(counted, **changes))


def units(number: int, start: str = "2023-01", *, step: int = 0) -> str:
    starts = [f"{chr(97 + i)}: 2023-{1 + i * step:02d}" if step else f"{chr(97 + i)}: {start}" for i in range(number)]
    return f"units: {{start: {{{', '.join(starts)}}}}}"


def analysis(method: str, more: str = "") -> str:
    return f"analysis: {{method: {method}{more}}}"


def test_two_places_beside_six_are_answerable():
    found = answer(counts(8, 24))
    assert (found.answerable, found.says, found.objections) == (True, "Answerable by did.", ())
    assert found.design is not None
    assert (found.design.treated, found.design.comparison, found.design.before) == (2, 6, 24)


def test_three_places_beside_two_are_not_and_it_says_how_many_are_needed():
    found = answer(counts(5, 24), units=units(3))
    assert found.answerable is False
    assert found.objections == (
        "With 3 places with the measure and 2 to compare them with, there are 10 ways to deal out the starts, so that "
        "no p value can fall below 0.10, and an effect is shown below 0.05: not answerable by did; you need 4 places "
        "to compare with, or run a process evaluation, which this plan then becomes.",
    )
    assert "run a process evaluation, which this plan then becomes" in found.says


def test_the_number_it_names_is_enough_and_one_less_is_not():
    assert answer(counts(7, 24), units=units(3)).answerable is True
    assert answer(counts(6, 24), units=units(3)).answerable is False


def test_staggered_starts_leave_room_where_a_common_one_does_not():
    assert answer(counts(6, 24), units=units(3, step=3)).answerable is True


@given(st.lists(st.integers(0, 2), min_size=1, max_size=4), st.integers(1, 3))
def test_the_ways_to_deal_out_starts_agree_with_dealing_them_out(starts, comparison):
    dealt = set(itertools.permutations([*starts, *[-1] * comparison]))
    assert orders(starts, comparison) == len(dealt)


@given(st.lists(st.integers(0, 1), min_size=1, max_size=3), st.integers(1, 4))
def test_the_least_p_is_what_the_farthest_out_of_all_ways_gets(starts, comparison):
    cells = [*starts, *[-1] * comparison]
    # Generic figures: no two ways are equally far out, but for mirrors.
    figures = np.sqrt(np.arange(2, 2 + len(cells)))[:, None] * np.array([1.0, np.pi])

    def far(way: tuple[int, ...]) -> float:
        held = np.array(way)
        parts = [figures[held == s, s].mean() - figures[held == -1, s].mean() for s in sorted({*way} - {-1})]
        return abs(float(np.dot(parts, [(held == s).sum() for s in sorted({*way} - {-1})])))

    ways = [far(way) for way in set(itertools.permutations(cells))]
    share = sum(f >= max(ways) - 1e-9 for f in ways) / len(ways)
    assert share == pytest.approx(least_p(starts, comparison))


def test_one_place_needs_twenty_beside_it():
    assert comparison_needed([7], 0.95) == 20
    few = answer(counts(9, 24), units=units(1), analysis=analysis("synthetic-control"))
    assert "you need 20 places to compare with" in few.objections[0]
    assert answer(counts(21, 24), units=units(1), analysis=analysis("synthetic-control")).answerable is True


def test_one_place_is_too_few_for_did_and_another_method_is_named():
    (objection,) = answer(counts(25, 24), units=units(1)).objections
    assert "1 place with the measure is too few for did" in objection
    assert "name synthetic-control or interrupted-series instead" in objection


@pytest.mark.parametrize(
    ("counted", "changes", "told"),
    [
        (counts(8, 24), {"units": units(8)}, "No place is without the measure, so that there is nothing to compare"),
        (counts(8, 24), {"units": units(8, step=1), "comparison": "comparison: {strategy: not-yet-treated}"},
         "Every place gets the measure in the end, so that nothing compares from 2023-08 on"),
        (counts(8, 1), {}, "There is one period before the first start, and no method answers on fewer than 2"),
        (counts(26, 5), {"units": units(1), "analysis": analysis("synthetic-control")},
         "There are 5 periods before the first start, and synthetic-control needs 8 (with few periods"),
        (np.full((8, 24), 3.0), {}, "thefts is 3 everywhere and always before the start: what never moves"),
        (np.vstack([np.zeros((2, 24)), counts(6, 24)]), {}, "thefts was never counted in the places of the measure"),
        (counts(12, 24), {"units": units(3, step=2), "analysis": analysis("e-test")},
         "The measure begins at 3 different times (2023-01, 2023-03, 2023-05), and e-test takes one"),
        (counts(12, 24), {"analysis": analysis("microsynth")}, "2 places with the measure are too few for microsynth"),
        (counts(3, 24), {"comparison": "comparison: {strategy: never-treated, left_out: [c]}"},
         "None of the 1 places without the measure may be compared"),
    ],
)  # fmt: skip
def test_what_stands_against_it_is_told_with_the_mend(counted, changes, told):
    found = answer(counted, **changes)
    assert found.answerable is False
    assert any(told in objection for objection in found.objections), found.objections


def test_an_interrupted_series_needs_no_comparison_but_eight_periods_on_each_side():
    alone = {
        "units": units(1),
        "comparison": "comparison: {strategy: none}",
        "analysis": analysis("interrupted-series"),
    }
    assert answer(counts(1, 24), **alone).answerable is True
    late = {**alone, "units": units(1, "2024-07")}
    (objection,) = answer(counts(1, 24), **late).objections
    assert objection.startswith("By the promised day 5 periods from the last start on are on record")


def test_missing_cells_stop_what_needs_every_period_and_warn_elsewhere():
    holed = counts(26, 24)
    holed[3, 5] = np.nan
    assert answer(holed).warnings[1] == (
        "thefts: 1 cells are missing, the first d in 2021-06; a cell without a row is missing, never nought."
    )
    stopped = answer(holed, units=units(1), analysis=analysis("synthetic-control"))
    assert "synthetic-control needs every period" in stopped.objections[0]


def test_a_month_that_nobody_has_is_a_gap_in_the_series():
    figures = table(counts(8, 24))
    made = plan()
    kept = figures.filter([p != "2021-07" for p in figures["period"].to_pylist()])
    found = answerable(made, lay_out(made, kept))
    assert "the series has a gap, no place has a figure for 2021-07" in found.warnings[1]


def test_only_the_time_before_the_start_is_looked_at():
    counted = counts(8, 36)
    other = counted.copy()
    other[:, 24:] = np.nan
    first, second = answer(counted), answer(other)
    assert (first.objections, first.warnings, first.advice) == (second.objections, second.warnings, second.advice)
    assert (first.answerable, first.design) == (second.answerable, second.design)


def test_advice_for_staggered_for_one_and_for_many_small_places():
    assert any("is too narrow" in said for said in answer(counts(8, 24)).advice)
    few = answer(counts(5, 24), units=units(3, step=3)).advice
    assert any("not-yet-treated would compare with more" in said for said in few)
    one = answer(counts(25, 24), units=units(1), analysis=analysis("wdd")).advice
    assert any("takes its ups and downs for pure chance" in said for said in one)
    short = answer(counts(8, 15), units=units(2, "2022-04")).advice
    assert any("with 24 each season is seen twice" in said for said in short)


def test_many_small_places_are_sent_to_methods_for_sums():
    sparse = counts(200, 24, mean=0.1)
    made = plan(units="units: {from: panel}")
    starts = ["2023-01"] * 60 + [None] * 140
    found = answerable(made, lay_out(made, table(sparse, start=starts)))
    assert any("60 small places hold 0.1" in said and "microsynth matches" in said for said in found.advice)


def test_without_figures_it_is_not_known_and_a_process_evaluation_always_is():
    assert answerable(plan(), None).answerable is None
    process = as_process(plan())
    assert process.units == plan().units
    assert answerable(process, None).answerable is True
    assert answer(counts(5, 24), units=units(3), analysis=analysis("process")).answerable is True


def test_what_a_plan_leaves_open_is_named_with_its_reason():
    said = text().replace("recorded_by: residents", "recorded_by: police").replace("risks: [g], ", "")
    kept = said[: said.index("\nharm:") + 1] + said[said.index("answer_by:") :]
    found = answerable(read_plan(kept), None)
    needed = [(m.field, m.says) for m in found.missing if m.needed]
    assert [field for field, _ in needed] == ["theory", "outcomes", "harm"]
    assert "says nothing of risks" in needed[0][1]
    assert "add one that somebody else records" in needed[1][1]
    assert not found.complete
    assert {m.field for m in found.missing if not m.needed} == {"displacement", "fidelity", "measure, costs"}


def test_distances_need_coordinates():
    buffer = {"comparison": "comparison: {strategy: never-treated, buffer_m: 100}"}
    assert [m.field for m in answerable(plan(**buffer), None).missing if m.needed] == ["panel, points"]
    with pytest.raises(PanelError, match="it has no coordinates, and the plan asks for distances in metres"):
        answer(counts(8, 24), **buffer)


def test_the_near_and_the_watched_are_not_compared_and_each_says_why():
    made = plan(comparison="comparison: {strategy: never-treated, buffer_m: 100, left_out: [f]}",
                extra="panel: {points: [x, y]}\ndisplacement: {areas: {a: [e]}}")  # fmt: skip
    places = [0.0, 5000, 99, 101, 5500, 9000, 9500]
    panel = lay_out(made, table(counts(7, 24), x=places, y=[0.0] * 7))
    found = answerable(made, panel).compared
    assert found is not None
    assert found.why_not == {
        "c": "it lies 99 m from a, within the buffer of 100 m",
        "e": "it is watched for displacement",
        "f": "the plan leaves it out of the comparison",
    }
    assert [u for u, m in zip(panel.units, found.marks, strict=True) if m] == ["d", "g"]


def test_an_answer_exists_once_its_periods_are_over_and_on_record():
    more = analysis("did", ", periods_after: 6")
    (day,) = answer(counts(8, 24), analysis=more).days
    # January to June 2023 count, June is on record after July: on 1 August.
    assert (str(day.earliest), day.periods, day.possible) == ("2023-08-01", 23, True)
    early = read_plan(text(analysis=more).replace("2025-01-01", "2023-07-31"))
    (day,) = answerable(early, None).days
    assert not day.possible
    assert day.says == (
        "thefts can be answered from 1 August 2023 on, and not by 31 July 2023, as promised; promise a later day or "
        "fewer periods after."
    )


def test_quarters_and_years_have_days_and_other_periods_have_none():
    for length, start, first in (("quarter", "2023-Q1", "2023-07-01"), ("year", "2023", "2025-01-01")):
        said = text(units=f"units: {{start: {{a: {start}}}}}", extra=f"panel: {{length: {length}}}")
        (day,) = answerable(read_plan(said), None).days
        assert str(day.earliest) == first
    (day,) = answerable(read_plan(text(units="units: {start: {a: 7}}", extra="panel: {length: other}")), None).days
    assert (day.earliest, day.possible) == (None, True)


def test_a_weighted_difference_needs_forty_sets_for_its_p_value_asks_both_sides():
    few = answer(counts(8, 24), units=units(2), analysis=analysis("wdd"))
    # Two of eight are 28 sets, and each side is asked: 2 / 28.
    assert "there are 28 ways to deal out the starts, so that no p value can fall below 0.07" in " ".join(
        few.objections
    )
    need = next(int(word) for word in " ".join(few.objections).split("you need ")[1].split() if word.isdigit())
    assert math.comb(2 + need - 1, 2) <= 40 < math.comb(2 + need, 2)
    assert answer(counts(2 + need, 24), units=units(2), analysis=analysis("wdd")).answerable
