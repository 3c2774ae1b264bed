"""Two-way fixed effects: the published coefficient and decomposition, a case by hand, and the library's."""

import json
import warnings

import numpy as np
import pandas as pd
import pytest
from pyarrow import csv

from tests.evaluation.effects.made import made, random_panel
from tidegate.errors import EvaluationError
from tidegate.evaluation import read_panel
from tidegate.evaluation.effects.two_way import decomposition, decomposition_warnings, summary, two_way


@pytest.fixture(scope="module")
def states(shared):
    return csv.read_csv(shared / "data/evaluation/castle.csv").sort_by([("sid", "ascending"), ("year", "ascending")])


@pytest.fixture(scope="module")
def published(shared):
    return json.loads((shared / "reference/did_castle.json").read_text(encoding="utf-8"))["expected"]


def grid(table, name):
    years = len(set(table["year"].to_pylist()))
    return np.asarray(table[name], dtype=np.float64).reshape(-1, years)


def test_by_hand():
    found = two_way(np.array([[1.0, 2], [1, 5], [2, 3.5]]), np.array([[0.0, 0], [0, 1], [0, 0]]))
    # The middle unit rises by 4, the others by 1 and 1.5.
    assert found.value == pytest.approx(4 - 1.25)


def test_published_coefficient(states, published):
    found = two_way(grid(states, "l_homicide"), grid(states, "post"))
    assert found.value == pytest.approx(published["twfe_post_unweighted"], abs=5e-5)


def test_standard_error_counts_the_effects_of_periods(states):
    y, post = grid(states, "l_homicide"), grid(states, "post")
    units, periods = y.shape
    dummies = np.column_stack(
        [post.ravel(), np.repeat(np.eye(units), periods, axis=0), np.tile(np.eye(periods), (units, 1))[:, 1:]]
    )
    inverse = np.linalg.pinv(dummies.T @ dummies)
    left = y.ravel() - dummies @ (inverse @ dummies.T @ y.ravel())
    scores = np.einsum("itk,it->ik", dummies.reshape(units, periods, -1), left.reshape(units, periods))
    n, k = y.size, 12
    factor = units / (units - 1) * (n - 1) / (n - k)
    se = np.sqrt((inverse @ scores.T @ scores @ inverse)[0, 0] * factor)
    assert two_way(y, post).se == pytest.approx(se, abs=5e-5)


def test_weighted_coefficients_of_the_paper(states):
    y, law, people = (grid(states, name) for name in ("l_homicide", "cdl", "popwt"))
    regions = [grid(states, name) for name in states.column_names if name.startswith("r20")]
    # Cheng and Hoekstra 2013, table of homicide, columns 1 and 2, as printed.
    assert two_way(y, law, weights=people).value == pytest.approx(0.0801, abs=5e-4)
    assert two_way(y, law, weights=people, others=regions).value == pytest.approx(0.0946, abs=5e-4)


def test_published_decomposition(states, published):
    post = grid(states, "post").astype(bool)
    names = grid(states, "sid").astype(int)[:, 0]
    years = grid(states, "year").astype(int)[0]
    starts = {str(n): str(years[row.argmax()]) if row.any() else None for n, row in zip(names, post, strict=True)}
    panel = read_panel(states, outcomes=["l_homicide"], starts=starts, unit="sid", period="year")
    parts = decomposition(panel, "l_homicide")
    found = summary(parts)
    for kind, row in published["bacon"].items():
        assert found[kind][0] == pytest.approx(row["weight"], abs=5e-4)
        assert found[kind][1] == pytest.approx(row["estimate"], abs=5e-4)
    whole = (np.asarray(parts["weight"]) * np.asarray(parts["estimate"])).sum()
    assert whole == pytest.approx(published["twfe_post_unweighted"], abs=5e-5)
    assert decomposition_warnings(parts) == ()


@pytest.mark.parametrize("seed", range(5))
def test_parts_add_up_to_the_coefficient(seed):
    panel = random_panel(seed, lift=1.0)
    parts = decomposition(panel, "thefts")
    whole = (np.asarray(parts["weight"]) * np.asarray(parts["estimate"])).sum()
    assert whole == pytest.approx(two_way(panel.outcome("thefts"), panel.under.astype(float)).value, abs=1e-10)
    assert sum(parts["weight"].to_pylist()) == pytest.approx(1)


def test_agrees_with_the_library():
    from diff_diff import bacon_decompose

    panel = random_panel(8, lift=1.0)
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(40), 12), "time": np.tile(np.arange(12) + 1, 40),
            "y": panel.outcome("thefts").ravel(),
            "first": np.repeat(np.where(panel.start < 0, 0, panel.start + 1), 12),
        }
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = bacon_decompose(frame, "y", "unit", "time", "first")
    found = summary(decomposition(panel, "thefts"))
    assert found["treated_vs_untreated"][0] == pytest.approx(other.total_weight_treated_vs_never)
    assert found["later_vs_earlier"] == pytest.approx(
        (other.total_weight_later_vs_earlier, other.weighted_avg_later_vs_earlier)
    )


def test_growing_effects_are_named_where_two_way_would_mislead():
    # No unit goes without for long, and the effect grows: late starters are compared with early ones.
    values = np.zeros((20, 12))
    start = [2 if i < 10 else 7 for i in range(20)]
    for i, s in enumerate(start):
        values[i, s:] = np.arange(12 - s) + 1.0
    parts = decomposition(made(values, start), "thefts")
    (said,) = decomposition_warnings(parts)
    assert "already have the measure" in said


def test_a_measure_that_does_not_vary_is_refused():
    with pytest.raises(EvaluationError, match="does not differ within units and periods"):
        two_way(np.ones((3, 3)), np.zeros((3, 3)))
