import csv
import json

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from tidegate.errors import PanelError
from tidegate.evaluation import NEVER, Panel, read_panel
from tidegate.evaluation.effects.synthetic_control import SyntheticControlOptions, estimate_synthetic_control
from tidegate.evaluation.effects.synthetic_paths import Predictor
from tidegate.evaluation.effects.synthetic_weights import predictor_weights, simplex_weights


def panel(values, starts):
    values = np.asarray(values, dtype=np.float64)
    units = tuple(f"u{i:02d}" for i in range(len(values)))
    return Panel(units, tuple(str(t) for t in range(values.shape[1])), {"y": values}, np.asarray(starts))


def factor_panel(seed, *, units=24, periods=30, start=20, effect=0.0, treated=1):
    rng = np.random.default_rng(seed)
    path = np.cumsum(rng.normal(size=(2, periods)), axis=1)
    values = 40 + rng.uniform(0, 1, (units, 2)) @ path * 2 + rng.normal(size=(units, periods))
    values[:treated, start:] += effect
    return panel(values, [start] * treated + [NEVER] * (units - treated))


def test_half_of_each_of_two_donors():
    values = [[1, 2, 3, 10, 10], [0, 1, 2, 3, 4], [2, 3, 4, 5, 6]]
    found = estimate_synthetic_control(panel(values, [3, NEVER, NEVER]), "y")
    # The mean of the donors is 1, 2, 3 and then 4, 5: 10 lies 6 and 5 above.
    assert found.value == pytest.approx(5.5)
    assert (found.observed, found.without) == (pytest.approx(10), pytest.approx(4.5))
    assert found.tables["weights"]["weight"].to_pylist() == pytest.approx([0.5, 0.5])


@given(st.integers(0, 10**6), st.integers(2, 6), st.integers(2, 8))
def test_no_other_weights_come_nearer(seed, donors, rows):
    rng = np.random.default_rng(seed)
    table, mine = rng.normal(size=(rows, donors)), rng.normal(size=rows)
    weights = simplex_weights(table, mine)
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()
    other = optimize.minimize(
        lambda w: ((mine - table @ w) ** 2).sum(), np.full(donors, 1 / donors), bounds=[(0, 1)] * donors,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1}, method="SLSQP",
    )  # fmt: skip
    assert ((mine - table @ weights) ** 2).sum() <= other.fun + 1e-6


@settings(max_examples=8)
@given(st.floats(0.01, 1000), st.floats(-50, 50))
def test_unit_of_the_outcome_does_not_matter(unit, shift):
    base = factor_panel(3, effect=5)
    other = panel(base.outcomes["y"] * unit + max(shift, 0), base.start)
    one, two = estimate_synthetic_control(base, "y"), estimate_synthetic_control(other, "y")
    assert two.value == pytest.approx(one.value * unit, rel=1e-6)
    assert two.p == one.p


def basque(shared):
    table = pc.read_csv(shared / "data" / "evaluation" / "basque.csv")
    table = table.set_column(table.column_names.index("year"), "year", table["year"].cast(pa.int64()))
    schools = [c for c in table.column_names if c.startswith("school")]
    sectors = [c for c in table.column_names if c.startswith("sec.")]
    years = lambda first, end, step=1: tuple(str(y) for y in range(first, end, step))  # noqa: E731
    predictors = (
        *(Predictor(name, years(1964, 1970)) for name in (*schools, "invest")),
        Predictor("gdpcap", years(1960, 1970)),
        *(Predictor(name, years(1961, 1970, 2)) for name in sectors),
        Predictor("popdens", ("1969",)),
    )
    starts = {"Basque Country (Pais Vasco)": "1975"}
    made = read_panel(table, outcomes=["gdpcap", "invest", "popdens", *schools, *sectors], starts=starts,
                      unit="regionname", period="year")  # fmt: skip
    return made, SyntheticControlOptions(predictors=predictors, fit=("1960", "1969"))


@pytest.mark.slow
def test_published_basque_country(shared):
    expected = json.loads((shared / "reference" / "synth_basque.json").read_text())["expected"]
    found = estimate_synthetic_control(*(made := basque(shared))[:1], "gdpcap", options=made[1], seed=1)
    weights = dict(zip(*(found.tables["weights"][c].to_pylist() for c in ("donor", "weight")), strict=True))
    for donor, weight in weights.items():
        assert weight == pytest.approx(expected["weights"].get(donor, 0.0), abs=0.025)
    assert found.value == pytest.approx(expected["att_1975_1997"], rel=0.025)
    rows = [row for row in found.tables["series"].to_pylist() if "1960" <= row["period"] <= "1969"]
    assert np.mean([row["gap"] ** 2 for row in rows]) == pytest.approx(expected["mspe"], rel=0.025)
    assert found.p == pytest.approx(expected["placebo_p"], abs=5e-5)
    assert "17 donors" in " ".join(found.warnings)


def test_california_lies_where_the_published_one_does(shared):
    tolerance = json.loads((shared / "reference" / "synth_prop99.json").read_text())["tolerance"]["sc"]
    with (shared / "data" / "evaluation" / "california_prop99.csv").open() as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    table = pa.table({
        "unit": [r["State"] for r in rows], "period": [r["Year"] for r in rows],
        "packs": [float(r["PacksPerCapita"]) for r in rows],
    })  # fmt: skip
    found = estimate_synthetic_control(
        read_panel(table, outcomes=["packs"], starts={"California": "1989"}), "packs", seed=1
    )
    # The reference file prints no value for this method; -19.620 is Table 1 of Arkhangelsky et al. (2021).
    assert found.value == pytest.approx(-19.620, abs=tolerance)
    assert found.comparison == 38


def test_importances_are_searched_towards_fit():
    rng = np.random.default_rng(2)
    telling, noise = rng.normal(size=12), rng.normal(size=12)
    paths = telling[:, None] * np.linspace(1, 2, 8) + rng.normal(size=(12, 8)) * 0.01
    weights, importance = predictor_weights(
        np.column_stack([telling, noise]), paths, treated=0, donors=np.arange(1, 12), starts=2, seed=1
    )
    equal = simplex_weights(np.stack([telling, noise])[:, 1:], np.array([telling[0], noise[0]]))
    plain = np.mean((paths[0] - equal @ paths[1:]) ** 2)
    assert np.mean((paths[0] - weights @ paths[1:]) ** 2) <= plain + 1e-12
    assert importance.sum() == pytest.approx(1)


def test_large_effect_is_shown_and_none_is_not():
    assert estimate_synthetic_control(factor_panel(1, effect=12), "y").shown
    assert not estimate_synthetic_control(factor_panel(1), "y").shown


def test_interval_of_the_placebo_test_covers_as_it_says():
    panels = (factor_panel(seed, units=21, periods=16, start=10) for seed in range(60))
    hits = [e.low <= 0 <= e.high for e in (estimate_synthetic_control(each, "y") for each in panels)]
    assert np.mean(hits) >= 0.87  # 57 are expected; fewer than 52 come once in two hundred times


def test_few_donors_leave_the_interval_to_time():
    found = estimate_synthetic_control(factor_panel(4, units=8, periods=40, start=30, effect=9), "y")
    assert "order of time" in " ".join(found.warnings)
    assert found.low <= found.value <= found.high
    assert not found.shown  # eight units cannot give a p value below 0.125


def test_several_treated_units_are_pooled():
    found = estimate_synthetic_control(factor_panel(5, treated=3, effect=6), "y", seed=4)
    assert found.treated == 3
    assert found.low < 6 < found.high
    assert found.p < 0.05
    again = estimate_synthetic_control(factor_panel(5, treated=3, effect=6), "y", seed=4)
    assert (again.p, again.low) == (found.p, found.low)


def test_interval_of_many_treated_units_covers_as_it_says():
    # Donors stand in each other's doubles and treated units in none: without regard to that four in five would hold.
    panels = (factor_panel(seed, units=24, treated=8, periods=16, start=10) for seed in range(40))
    hits = [e.low <= 0 <= e.high for e in (estimate_synthetic_control(each, "y", seed=1) for each in panels)]
    assert np.mean(hits) >= 0.85  # 38 are expected; fewer than 34 come once in fifty times


def test_trend_that_broke_before_the_start_is_flagged():
    values = factor_panel(6, units=40).outcomes["y"].copy()
    values[0, 10:] += 2.0 * np.arange(values.shape[1] - 10)
    found = estimate_synthetic_control(panel(values, [20] + [NEVER] * 39), "y")
    assert "placebo in time" in [check.kind for check in found.broken]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v, s: (v, np.full(len(s), 20)), "there is no untreated unit"),
        (lambda v, s: (v, np.where(s == 20, 1, s)), "there is 1 period before the start"),
        (lambda v, s: (v * 0 + 3, s), "the same in every unit and period"),
        (lambda v, s: (v - 1000, s), "below nought"),
        (lambda v, s: (v, np.full(len(s), NEVER)), "no unit gets the measure"),
    ],
)
def test_panels_that_cannot_answer_are_refused(change, message):
    base = factor_panel(1)
    with pytest.raises(PanelError, match=message):
        estimate_synthetic_control(panel(*change(base.outcomes["y"], base.start)), "y")


def test_gaps_are_told():
    values = factor_panel(1).outcomes["y"].copy()
    values[0, 4] = values[3, 7] = np.nan
    found = estimate_synthetic_control(panel(values, [20] + [NEVER] * 23), "y")
    assert "The series has a gap: 1 of 30 periods" in found.warnings[0]
    assert "1 comparison units have a gap in their series and are left out: u03" in found.warnings[1]
    assert found.comparison == 22


def test_strange_names_are_told():
    base = factor_panel(1)
    with pytest.raises(PanelError, match="no unit u99"):
        estimate_synthetic_control(base, "y", options=SyntheticControlOptions(donors=("u99",)))
    with pytest.raises(PanelError, match="no period 1990"):
        estimate_synthetic_control(base, "y", options=SyntheticControlOptions(fit=("1990", "1")))
