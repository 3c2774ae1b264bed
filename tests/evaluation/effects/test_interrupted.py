import csv
import json

import numpy as np
import pyarrow as pa
import pytest
import statsmodels.api as sm
from statsmodels.stats.diagnostic import acorr_ljungbox

from tidegate.errors import EvaluationError, PanelError
from tidegate.evaluation import NEVER, Panel, read_panel
from tidegate.evaluation.effects.interrupted import InterruptedOptions, estimate_interrupted
from tidegate.evaluation.effects.series_model import fit_series, ljung_box


def months(first, number):
    return tuple(f"{first + i // 12}-{i % 12 + 1:02d}" for i in range(number))


def panel(rows, start, others=0, labels=None):
    values = np.asarray(rows, dtype=np.float64)
    starts = [start] * (len(values) - others) + [NEVER] * others
    return Panel(tuple(f"u{i}" for i in range(len(values))), labels or months(2015, values.shape[1]), {"y": values},
                 np.asarray(starts))  # fmt: skip


def drawn(seed, *, periods=60, start=40, ratio=1.0, alpha=0.0, alike=0.0, sd=0.0, mean=40.0):
    rng = np.random.default_rng(seed)
    t = np.arange(periods)
    shock = np.zeros(periods)
    for i in range(periods):
        shock[i] = (alike * shock[i - 1] if i else 0) + rng.normal() * sd * np.sqrt(1 - alike**2)
    level = mean * np.exp(0.2 * np.sin(2 * np.pi * t / 12) - 0.003 * t + shock) * np.where(t >= start, ratio, 1)
    if alpha:
        level = level * rng.gamma(1 / alpha, alpha, periods)
    return rng.poisson(level).astype(np.float64)


def test_halved_level_by_hand():
    plain = InterruptedOptions(family="poisson", errors="model", season="none", trend=False)
    rows = [[10, 12, 8, 10] * 3 + [5, 6, 4, 5]]
    found = estimate_interrupted(panel(rows, 12), "y", options=plain)
    assert found.value == pytest.approx(0.5)
    # 120 and 20 events: the variance of the logarithm of a ratio of counts is 1/120 + 1/20.
    assert found.se == pytest.approx(np.sqrt(1 / 120 + 1 / 20))
    assert (found.observed, found.without) == (pytest.approx(5), pytest.approx(10))


def test_published_smoking_ban_of_sicily(shared):
    expected = json.loads((shared / "reference" / "its_sicily.json").read_text())
    with (shared / "data" / "evaluation" / "sicily_acs.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    table = pa.table({
        "unit": ["Sicily"] * len(rows),
        "period": [f"{int(r['year'])}-{int(r['month']):02d}" for r in rows],
        "aces": [float(r["aces"]) for r in rows],
        "people": [float(r["stdpop"]) for r in rows],
    })  # fmt: skip
    first = next(f"{int(r['year'])}-{int(r['month']):02d}" for r in rows if float(r["smokban"]) == 1)
    made = read_panel(table, outcomes=["aces"], starts={"Sicily": first}, exposure="people")
    found = estimate_interrupted(
        made, "aces", options=InterruptedOptions(family="poisson", errors="model", season="none")
    )
    tolerance = float(expected["tolerance"])
    assert found.value == pytest.approx(expected["expected"]["model1"]["rr"], abs=tolerance)
    assert [found.low, found.high] == pytest.approx(expected["expected"]["model1"]["ci"], abs=tolerance)
    assert "the interval is too short" in " ".join(found.warnings)  # counts scatter 3.6 times what Poisson allows
    wide = estimate_interrupted(made, "aces", options=InterruptedOptions(season="none"))
    assert wide.low < found.low
    assert wide.high > found.high


@pytest.mark.parametrize("errors", ["model", "hac"])
def test_agrees_with_statsmodels(errors):
    counts = drawn(3, alpha=0.05, ratio=0.8)
    t = np.arange(60.0)
    design = np.column_stack([np.ones(60), t >= 40, t / 12])
    mine = fit_series(counts, design, t, family="poisson", errors=errors, offset=np.zeros(60), total=counts)
    model = sm.GLM(counts, design, family=sm.families.Poisson())
    lags = int(np.floor(4 * 0.6 ** (2 / 9)))
    theirs = model.fit() if errors == "model" else model.fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}
    )  # fmt: skip
    assert mine.beta == pytest.approx(theirs.params, rel=1e-6)
    assert np.sqrt(np.diag(mine.cov)) == pytest.approx(theirs.bse, rel=1e-5)
    assert ljung_box(mine.residuals, 6) == pytest.approx(acorr_ljungbox(mine.residuals, [6])["lb_pvalue"].iloc[0])


def test_negative_binomial_agrees_with_statsmodels_at_its_dispersion():
    counts = drawn(4, alpha=0.2)
    t = np.arange(60.0)
    design = np.column_stack([np.ones(60), t >= 40, t / 12])
    mine = fit_series(counts, design, t, family="negative-binomial", errors="model", offset=np.zeros(60), total=counts)
    theirs = sm.GLM(counts, design, family=sm.families.NegativeBinomial(alpha=mine.alpha)).fit()
    assert mine.alpha > 0
    assert mine.beta == pytest.approx(theirs.params, abs=1e-4)
    assert np.sqrt(np.diag(mine.cov)) == pytest.approx(theirs.bse, rel=1e-4)


def test_shock_that_hits_both_falls_out_with_a_comparison():
    rng = np.random.default_rng(8)
    shock = np.exp(rng.normal(0, 0.3, 48)) * np.where(np.arange(48) >= 30, 0.6, 1)
    rows = [rng.poisson(60 * shock), rng.poisson(90 * shock)]
    alone = estimate_interrupted(panel(rows[:1], 30), "y")
    beside = estimate_interrupted(panel(rows, 30, others=1), "y")
    assert alone.value < 0.85
    assert beside.low < 1 < beside.high
    assert np.log(beside.high / beside.low) < np.log(alone.high / alone.low)


@pytest.mark.parametrize(
    ("counts", "least"),
    [({}, 0.90), ({"alpha": 0.1}, 0.90), ({"alike": 0.4, "sd": 0.25}, 0.86)],
)
def test_intervals_cover_under_scatter_and_resemblance(counts, least):
    plain = InterruptedOptions(family="poisson")
    t, angle = np.arange(60.0), 2 * np.pi * np.arange(60) / 12
    design = np.column_stack([np.ones(60), t >= 40, t / 12, np.sin(angle), np.cos(angle)])
    hits = []
    for seed in range(120):
        found = fit_series(drawn(seed, **counts), design, t, family="poisson", errors=plain.errors,
                           offset=np.zeros(60), total=t)  # fmt: skip
        _, low, high, _, _ = found.contrast(np.eye(5)[1], 0.95)
        hits.append(low <= 0 <= high)
    # A sample of 120: the borders lie about 2.6 standard errors below what 2,000 draws measured.
    assert np.mean(hits) >= least


def test_auto_says_which_family_and_why():
    scattered = estimate_interrupted(panel([drawn(1, alpha=0.3)], 40), "y")
    assert any("negative binomial was chosen" in line for line in scattered.rests_on)
    plain = estimate_interrupted(panel([drawn(2)], 40), "y")
    assert any("do not clearly scatter more" in line for line in plain.rests_on)


def test_slope_may_change_too():
    counts = np.r_[np.full(36, 100.0), 100 * np.exp(-0.02 * np.arange(24))] + np.tile([1, -1], 30)
    found = estimate_interrupted(panel([counts], 36), "y", options=InterruptedOptions(slope=True, season="none"))
    assert found.value == pytest.approx(np.exp(-0.02 * 11.5), rel=0.03)


def test_a_bend_before_the_start_is_flagged():
    t = np.arange(60)
    counts = np.random.default_rng(1).poisson(100 * np.exp(-0.0012 * (t - 20) ** 2))
    found = estimate_interrupted(panel([counts], 40), "y")
    assert found.broken


def test_missing_month_and_short_series_are_told():
    counts = drawn(5, periods=30, start=8)
    counts[4] = np.nan
    found = estimate_interrupted(panel([counts], 8), "y")
    said = " ".join(found.warnings)
    assert "The series has a gap: 1 of 30 periods" in said
    assert "Only 7 periods lie before the start; under 12" in said
    assert "Under two whole years lie before the start" in said


@pytest.mark.parametrize(
    ("rows", "start", "kind", "message"),
    [
        ([np.r_[np.full(20, 5.0), -1]], 10, PanelError, "below nought"),
        ([np.full(20, 5.0)], 10, PanelError, "the same in every unit"),
        ([np.arange(20.0)], 1, PanelError, "1 period before the start"),
        ([np.r_[np.arange(15.0), np.zeros(5)]], 15, EvaluationError, "no event since the start"),
        ([[5, 6, 7, 3]], 3, EvaluationError, "cannot tell"),
    ],
)
def test_what_cannot_be_answered_is_refused(rows, start, kind, message):
    with pytest.raises(kind, match=message):
        estimate_interrupted(panel(rows, start), "y", options=InterruptedOptions())


def test_two_starts_are_refused():
    base = panel([np.arange(20.0), np.arange(20.0)], 10)
    base.start[0] = 12
    with pytest.raises(PanelError, match="begins in 2 different periods"):
        estimate_interrupted(base, "y")


def test_counts_of_seasonless_numbers_have_no_season():
    base = panel([drawn(1)], 40, labels=tuple(str(i) for i in range(60)))
    assert "no season" in estimate_interrupted(base, "y").rests_on[0]
    with pytest.raises(EvaluationError, match="mere numbers have no season"):
        estimate_interrupted(base, "y", options=InterruptedOptions(season="calendar"))
