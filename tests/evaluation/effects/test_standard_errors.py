"""Standard errors where there is little to find them from, and when they are not believed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.evaluation.effects.made import made, random_panel
from tidegate.evaluation.effects.cells import Reading, Summing, lay_out
from tidegate.evaluation.effects.contrasts import overall
from tidegate.evaluation.effects.influence import estimate
from tidegate.evaluation.effects.sensitivity import MULTIPLES
from tidegate.evaluation.effects.staggered import DidOptions, estimate_did
from tidegate.evaluation.effects.standard_errors import events


def found(panel, *, base="varying"):
    cells = lay_out(panel, "thefts", Reading(base=base))
    return estimate(Summing(cells), [overall(cells, "simple")], clusters=panel.clusters)[0]


def changes(panel, cohort=None):
    """Change of each unit from its last period before the start of the cohort to the mean of those after it."""
    values, begun = panel.outcome("thefts"), sorted(set(panel.start[panel.treated].tolist()))
    first = begun[0] if cohort is None else cohort
    return values[:, first:].mean(axis=1) - values[:, first - 1]


def test_one_start_is_the_test_of_welch():
    panel = random_panel(3, treated=9, cohorts=1)
    moved = changes(panel)
    welch = stats.ttest_ind(moved[panel.treated], moved[~panel.treated], equal_var=False)
    errors, freedom = found(panel).corrected()
    assert freedom[0] == pytest.approx(welch.df)
    assert estimate_did(panel, "thefts", options=DidOptions(draws=0), seed=1).p == pytest.approx(welch.pvalue)
    assert errors[0] == pytest.approx(
        abs(moved[panel.treated].mean() - moved[~panel.treated].mean()) / abs(welch.statistic)
    )


def test_two_starts_have_variances_of_their_own():
    # Starts at 5 and 7 of 12 periods: 7 and 5 periods after, so that the first cohort weighs 7 of 12.
    panel = random_panel(5, treated=10, cohorts=2)
    early, late = (changes(panel, start) for start in (5, 7))
    parts = [
        (7 / 12) ** 2 * early[panel.start == 5].var(ddof=1) / 5,
        (5 / 12) ** 2 * late[panel.start == 7].var(ddof=1) / 5,
        (7 / 12 * early + 5 / 12 * late)[~panel.treated].var(ddof=1) / 30,
    ]
    errors, freedom = found(panel).corrected()
    assert errors[0] == pytest.approx(sum(parts) ** 0.5)
    assert freedom[0] == pytest.approx(sum(parts) ** 2 / (parts[0] ** 2 / 4 + parts[1] ** 2 / 4 + parts[2] ** 2 / 29))


def test_a_cohort_of_one_has_the_variance_of_the_others():
    panel = random_panel(5, treated=11, cohorts=2)
    start = [None if s < 0 else int(s) for s in panel.start]
    start = [7 if i == 0 else 5 if s is not None else None for i, s in enumerate(start)]
    panel = made(panel.outcome("thefts"), start)
    early, late = (changes(panel, start) for start in (5, 7))
    weights = np.array([10 * 7, 1 * 5]) / 75
    own = weights[0] ** 2 * early[panel.start == 5].var(ddof=1) / 10
    unseen = (weights[0] ** 2 / 10 + weights[1] ** 2) / (weights[0] ** 2 / 10)
    others = (weights[0] * early + weights[1] * late)[~panel.treated].var(ddof=1) / 29
    assert found(panel).corrected()[0][0] ** 2 == pytest.approx(own * unseen + others)


def test_only_cohorts_of_one_have_the_variance_of_the_comparison():
    panel = random_panel(5, treated=1, cohorts=1)
    others = changes(panel)[~panel.treated].var(ddof=1)
    assert found(panel).corrected()[0][0] ** 2 == pytest.approx(others / 39 + others)


def test_one_that_only_serves_as_comparison_counts_as_such():
    """Nobody goes without the measure: the one that gets it last is the comparison of those before it."""
    panel = random_panel(5, units=9, treated=9, cohorts=1)
    values = panel.outcome("thefts")
    panel = made(values, [5] * 6 + [11, 10, 9])
    cells = lay_out(panel, "thefts", Reading(comparison="not-yet"))
    errors, _ = estimate(Summing(cells), [overall(cells, "simple")])[0].corrected()
    assert errors[0] > 0.1


@pytest.mark.parametrize(
    ("treated", "cohorts", "worth"), [(12, 1, 12.0), (3, 1, 3.0), (12, 2, 1 + 2**2 / (2 / 5)), (3, 3, 1.0)]
)
def test_what_clusters_are_worth_by_hand(treated, cohorts, worth):
    panel = random_panel(1, treated=treated, cohorts=cohorts)
    estimates = found(panel)
    if cohorts == 2:
        # As were both cohorts of equal weight: 2 (w/6) over the square root of 2 (w/6)^2 / 5.
        estimates = type(estimates)(**{**vars(estimates), "pull": np.full((1, 2), 0.5)})
    assert estimates.clusters_worth() == pytest.approx(worth)


@given(st.lists(st.integers(2, 9), min_size=1, max_size=5))
def test_clusters_are_never_worth_more_than_there_are(sizes):
    starts = [5 + g for g, size in enumerate(sizes) for _ in range(size)] + [None] * 6
    rng = np.random.default_rng(1)
    worth = found(made(rng.normal(5, 1, (len(starts), 12)), starts)).clusters_worth()
    assert 2 - 1e-9 <= worth <= sum(sizes) - len(sizes) + 1 + 1e-9


def test_clusters_that_hold_several_cohorts_are_counted_together():
    panel = random_panel(4, treated=12, cohorts=3)
    # Two neighbours, of two cohorts, to a cluster.
    panel = made(panel.outcome("thefts"), [None if s < 0 else int(s) for s in panel.start],
                 clusters=tuple(str(i // 2) for i in range(40)))  # fmt: skip
    estimates = found(panel)
    assert estimates.cohorts is None
    assert estimates.clusters_worth() == 6 - 3 + 1


def test_an_uneven_rollout_is_judged_by_other_places():
    """Twelve units begin at four times: no more than six would tell at one time."""
    panel = random_panel(2, units=60, treated=12, cohorts=4, periods=14)
    effect = estimate_did(panel, "thefts", seed=1)
    assert effect.p_by == "permutation"
    assert "There are 12 treated and 48 comparison clusters: standard errors are not to be believed; the interval comes from other assignments of the starts." in effect.warnings  # fmt: skip  # noqa: E501


def rare(before):
    """Twelve treated and thirty other units, a theft in so many treated units in the last month before the start."""
    values = np.random.default_rng(7).poisson(1.0, (42, 12)).astype(float)
    values[:12, 5] = [1.0] * before + [0.0] * (12 - before)
    return made(values, [6] * 12 + [None] * 30)


def test_events_are_counted_in_every_sum():
    panel = rare(3)
    values = panel.outcome("thefts")
    cells = lay_out(panel, "thefts", Reading())
    assert list(events(cells, overall(cells, "simple")).values()) == [
        3, values[:12, 6:].sum(), values[12:, 5].sum(), values[12:, 6:].sum(),
    ]  # fmt: skip
    cells = cells.read(base="mean")
    assert next(iter(events(cells, overall(cells, "simple")).values())) == values[:12, :6].sum()


def test_hardly_any_event_is_judged_by_other_places():
    effect = estimate_did(rare(4), "thefts", seed=1)
    assert effect.p_by == "permutation"
    said = "There are 4 events in the treated units before the start: standard errors are not to be believed"
    assert any(warning.startswith(said) for warning in effect.warnings)
    assert estimate_did(rare(5), "thefts", seed=1).p_by == "t"
    assert estimate_did(rare(4), "thefts", options=DidOptions(base="mean"), seed=1).p_by == "t"


def test_what_counts_nothing_has_no_events():
    assert estimate_did(rare(4), "thefts", options=DidOptions(counts=False), seed=1).p_by == "t"


def test_asked_for_t_says_that_it_is_not_to_be_believed():
    effect = estimate_did(rare(2), "thefts", options=DidOptions(inference="t"), seed=1)
    assert effect.p_by == "t"
    assert "There are 2 events in the treated units before the start: the interval rests on standard errors that are not to be believed with so few." in effect.warnings  # fmt: skip  # noqa: E501


def test_sensitivity_reaches_as_far_as_the_effect_from_the_last_block():
    """Without any drift the interval is that of Welch, from the last block before the start."""
    panel = random_panel(3, treated=12, cohorts=1, periods=12)
    check = next(c for c in estimate_did(panel, "thefts", seed=1).checks if c.kind == "sensitivity")
    values = panel.outcome("thefts")
    # The measure lasts seven periods, in blocks of two; the last of them is one period.
    after = np.stack([values[:, 5:7].mean(1), values[:, 7:9].mean(1), values[:, 9:11].mean(1), values[:, 11]], axis=1)
    moved = after @ [2 / 7, 2 / 7, 2 / 7, 1 / 7] - values[:, 3:5].mean(1)
    welch = stats.ttest_ind(moved[panel.treated], moved[~panel.treated], equal_var=False).confidence_interval()
    assert MULTIPLES[0] == 0
    row = check.table.slice(0, 1).to_pylist()[0]
    assert (row["low"], row["high"]) == (pytest.approx(welch.low), pytest.approx(welch.high))
