"""A table becomes the panel of a plan, or says why it does not fit."""

import numpy as np
import pyarrow as pa
import pytest

from tests.evaluation.plan.cases import counts, laid, plan, table
from tidegate.errors import PanelError
from tidegate.evaluation import NEVER
from tidegate.evaluation.plan import lay_out, pre_period
from tidegate.evaluation.plan.laying import label_of


def test_starts_stand_in_the_plan_or_in_the_figures():
    counted = counts(3, 36)
    in_plan = laid(counted)[1]
    in_rows = lay_out(plan(units="units: {from: panel}"), table(counted, start=["2023-01", "2023-01-01", None]))
    assert in_plan.start.tolist() == in_rows.start.tolist() == [24, 24, NEVER]


def test_a_start_after_the_data_end_has_a_label_all_the_same():
    panel = laid(counts(3, 20))[1]
    assert [label_of(panel, i) for i in (0, 19, 24)] == ["2021-01", "2022-08", "2023-01"]
    assert len(pre_period(panel).periods) == 20


def test_units_that_take_no_part_are_not_in_the_panel_though_their_start_lies_before_it():
    made = plan(units="units: {from: panel, left_out: {a: flooded}}")
    panel = lay_out(made, table(counts(3, 30), start=["1999-01", "2023-01", None]))
    assert panel.units == ("b", "c")


def test_the_plan_may_use_part_of_the_time():
    panel = laid(counts(3, 36), analysis="analysis: {method: did, first: 2022-01, last: 2023-06}")[1]
    assert (panel.periods[0], panel.periods[-1], panel.start.tolist()) == ("2022-01", "2023-06", [12, 12, NEVER])


def test_columns_of_harm_may_come_later_and_those_of_outcomes_may_not():
    panel = laid(counts(3, 30))[1]
    assert set(panel.outcomes) == {"thefts"}
    with pytest.raises(PanelError, match="it has no column thefts"):
        lay_out(plan(), table(counts(3, 30)).drop_columns("thefts"))


def negative(counted: np.ndarray) -> np.ndarray:
    counted[1, 2] = -3
    return counted


def halved(counted: np.ndarray) -> np.ndarray:
    counted[1, 2] = 2.5
    return counted


FROM_PANEL = {"units": "units: {from: panel}"}


@pytest.mark.parametrize(
    ("figures", "changes", "told"),
    [
        (table(negative(counts(3, 30))), {}, "counts -3 for b in 2021-03, and 0 more of its counts are below nought"),
        (table(halved(counts(3, 30))), {}, "column thefts holds 2.5, which counts nothing. Give whole numbers"),
        (table(counts(3, 30), first=2023), {}, "the measure begins in 2023-01, and the data begin in 2023-01"),
        (table(counts(2, 30), names=["a", "c"]), {}, "it has no row of unit b. Use the same names of units"),
        (table(counts(3, 30)), FROM_PANEL, "it has no column start. Add it, or give the starts in the plan"),
        (table(counts(3, 30), start=["soon", None, None]), FROM_PANEL, "start of a: 'soon' is no period"),
        (pa.concat_tables([table(counts(3, 30))] * 2), {}, "unit a has 2 rows for 2021-01"),
        (table(counts(3, 30)), {"comparison": "comparison: {strategy: named, units: [z]}"}, "it has no row of z"),
        (table(counts(3, 30)), {"comparison": "comparison: {strategy: named, units: [b]}"}, "b would be compared with"),
        (table(counts(3, 30)), {"extra": "displacement: {areas: {a: [y]}}"}, "no row of y, which the plan names"),
        (table(counts(3, 30)), {"units": "units: {start: {a: 2023-01}, left_out: {q: x}}"}, "no row of q, which"),
        (table(counts(3, 30)), {"analysis": "analysis: {method: did, first: 2020-01}"}, "it runs from 2021-01 to"),
        (table(counts(3, 30)), {"analysis": "analysis: {method: did, first: 2023-01}"}, "begins there before 2023-01"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_the_mend(figures, changes, told):
    with pytest.raises(PanelError) as caught:
        lay_out(plan(**changes), figures, where="months.csv")
    assert told in str(caught.value)


def test_two_starts_of_one_unit_are_refused():
    figures = table(counts(2, 30), start=["2023-01", None])
    broken = figures.set_column(3, "start", pa.array(["2022-01", *figures["start"].to_pylist()[1:]]))
    with pytest.raises(PanelError, match="unit a has two values in column start"):
        lay_out(plan(**FROM_PANEL), broken)


def test_figures_that_are_no_counts_may_be_anything_where_the_plan_says_so():
    made = plan(analysis="analysis: {method: did}")
    figures = table(halved(counts(3, 30)))
    said = made.outcomes[0].__class__(**{**made.outcomes[0].__dict__, "count": False})
    assert lay_out(made.__class__(**{**made.__dict__, "outcomes": (said,)}), figures).outcome("thefts")[1, 2] == 2.5
