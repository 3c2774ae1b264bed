"""Synthetic control for many small places, in which a single place is too small to be followed.

The untreated places get weights under which their sums equal those of the treated ones in every covariate, in every
period before the start and in number; what they then see after it is what the treated would have seen.
"""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from scipy import optimize

from tidegate.errors import PanelError
from tidegate.evaluation.effect import Check, Effect, Point
from tidegate.evaluation.effects.admission import admit, whole_periods, without_the_missing
from tidegate.evaluation.effects.calibration import Calibrated, calibrate
from tidegate.evaluation.panel import Floats, Ints, Panel

METHOD = "microsynth"
DOUBT = 0.1
FARTHEST = 1e6
"""Ratio beyond which an interval has no end."""

IMBALANCE = 0.01
"""A constraint missed by more than this share is told by name and breaks the check of fit."""

RESTS_ON = (
    "Places alike in their covariates and in every period before the start would have gone on alike.",
    "The measure did not reach the comparison places, and nothing else befell one side alone since the start.",
    "Nobody acted on the measure before its start.",
    "The interval takes it that counts of the treated places scatter about their expectation as those of random groups "
    "of as many untreated places do.",
)


@dataclass(frozen=True)
class MicroSyntheticOptions:
    """Choices of a synthetic control of many small places.

    Args:
        match: Other outcomes matched in every period before the start, beside the outcome itself.
        covariates: Names of the covariates matched; None for all of the panel.
        merged: Number of neighbouring periods whose sum is matched as one; for sparse counts.
        level: Coverage of the interval.
        draws: Random groups of untreated places that play the treated ones.
    """

    match: tuple[str, ...] = ()
    covariates: tuple[str, ...] | None = None
    merged: int = 1
    level: float = 0.95
    draws: int = 199


@dataclass(frozen=True)
class Layout:
    """What the comparison is worked out on; rows are units, those that are not used included."""

    values: Floats
    matched: tuple[Floats, ...]
    covariates: Floats
    names: tuple[str, ...]
    merged: int


@dataclass(frozen=True)
class Comparison:
    """Treated places against weighted untreated ones, over one or more starts.

    Args:
        observed: Sum over the treated places since their starts.
        without: Weighted sum over the untreated.
        scatter: Variance of the treated sum, from how the treated places deviate from their share.
        theirs: Variance of the weighted sum, from how the untreated places deviate.
        weights: For each start, weights of the untreated places.
        fits: How well each start is matched.
        series: Observed and weighted sums by period, for the common periods.
    """

    observed: float
    without: float
    scatter: float
    theirs: float
    weights: tuple[Floats, ...]
    fits: tuple[Calibrated, ...]
    series: tuple[Floats, Floats]

    @property
    def log_ratio(self) -> float:
        """Logarithm of the ratio; half a count is added where one side is nought."""
        extra = 0.0 if self.observed > 0 and self.without > 0 else 0.5
        return float(np.log((self.observed + extra) / (max(self.without, 0.0) + extra)))

    @property
    def error(self) -> float:
        """Standard error of that logarithm."""
        ratio = float(np.exp(self.log_ratio))
        return self._error(ratio) / max(ratio * self.without, 0.5)

    def z(self, ratio: float) -> float:
        """How far the treated sum is from what it would be under a ratio, in errors that it would have under that.

        Args:
            ratio: Any ratio, 0 or more.
        """
        return (self.observed - ratio * max(self.without, 0.5)) / self._error(ratio)

    def _error(self, ratio: float) -> float:
        # Places scatter so many times more than counts do by chance; never less, for in a handful of quiet places
        # nothing scatters by luck.
        without = max(self.without, 0.5)
        times = max(self.scatter / ((self.observed + without) / 2), 1.0)
        return float(np.sqrt(times * max(ratio * without, 0.25) + ratio**2 * self.theirs))


def estimate_micro_synthetic(
    panel: Panel, outcome: str, *, options: MicroSyntheticOptions | None = None, seed: int = 0
) -> Effect:
    """Estimate the ratio of what the treated places saw to what they would have seen.

    Args:
        panel: Many small places by periods.
        outcome: Name of the outcome, a count.
        options: Choices; None for the outcome and all covariates of the panel.
        seed: Seed of the random groups.
    Returns:
        The ratio of sums since the start. How far it lies from any ratio is told in errors under that ratio, and what
        is far is told by random groups of as many places: interval and p value come from their spread.
    Raises:
        PanelError: The panel cannot answer.
    Source:
        Robbins, Saunders and Kilmer (2017), JASA 112, 109-126, doi:10.1080/01621459.2016.1213634; Robbins and
        Davenport (2021), Journal of Statistical Software 97(2), doi:10.18637/jss.v097.i02.
    """
    wishes = options or MicroSyntheticOptions()
    layout, starts, donors, periods, warnings = _lay_out(panel, outcome, wishes)
    treated = np.flatnonzero(panel.treated)
    groups = tuple((treated[starts == start], int(start)) for start in np.unique(starts))
    found = compare(layout, groups, donors)
    null = _null(layout, groups, donors, found, wishes.draws, seed)
    value, low, high, p = _tell(found, null, wishes.level)
    return Effect(
        outcome,
        METHOD,
        "ratio",
        "sums since the start, treated places to weighted others",
        value,
        low,
        high,
        level=wishes.level,
        p=p,
        p_by="permutation",
        se=found.error,
        without=found.without,
        observed=found.observed,
        treated=len(treated),
        comparison=len(donors),
        before=int(starts.min()),
        after=len(periods) - int(starts.min()),
        path=_path(found, groups),
        tables=_tables(panel, layout, groups, donors, found, periods),
        checks=(
            _fit_check(found),
            _place_check(p, low, high, len(null), wishes.level),
            _time_check(layout, groups, donors, wishes, seed),
            _heavy_check(panel, layout, groups, donors, found, low, high),
            _share_check(found),
        ),
        rests_on=RESTS_ON,
        warnings=(*warnings, *_warnings(groups, found)),
    )


def compare(layout: Layout, groups: tuple[tuple[Ints, int], ...], donors: Ints) -> Comparison:
    """Weigh untreated places to match groups of others, and compare what both saw.

    Args:
        layout: Outcome and what is matched.
        groups: Places of each group and the place of its start.
        donors: Places that may give weight.
    """
    fits, observed, parts, scatter = [], 0.0, np.zeros(len(donors)), 0.0
    weighted = 0.0
    mine, theirs = np.zeros(layout.values.shape[1]), np.zeros(layout.values.shape[1])
    for rows, start in groups:
        fit = calibrate(*_constraints(layout, rows, donors, start), start=len(rows) / len(donors))
        before, after = layout.values[:, :start].sum(axis=1), layout.values[:, start:].sum(axis=1)
        without = float(fit.weights @ after[donors])
        observed, weighted = observed + float(after[rows].sum()), weighted + without
        # As the sums before the start match, what scatters is each place's deviation from its share of them.
        growth = without / max(float(fit.weights @ before[donors]), 1e-9)
        left = after - growth * before
        mine, theirs = mine + layout.values[rows].sum(axis=0), theirs + fit.weights @ layout.values[donors]
        parts = parts + fit.weights * left[donors]
        centred = left[rows] - left[rows].mean() if len(rows) > 1 else left[rows] * 0
        scatter += float((centred**2).sum()) * len(rows) / max(len(rows) - 1, 1)
        fits.append(fit)
    return Comparison(
        observed,
        weighted,
        scatter,
        float((parts**2).sum()),
        tuple(fit.weights for fit in fits),
        tuple(fits),
        (mine, theirs),
    )


def _constraints(layout: Layout, rows: Ints, donors: Ints, start: int) -> tuple[Floats, Floats]:
    blocks = [np.ones((len(layout.values), 1)), layout.covariates]
    for values in (layout.values, *layout.matched):
        # Counted back from the start, so that the stretch nearest to it is whole.
        edges = list(range(start % layout.merged, start, layout.merged))
        blocks.append(np.add.reduceat(values[:, :start], edges, axis=1)[:, : len(edges)])
    every = np.hstack(blocks)
    return every[donors], every[rows].sum(axis=0)


def _lay_out(
    panel: Panel, outcome: str, wishes: MicroSyntheticOptions
) -> tuple[Layout, Ints, Ints, tuple[str, ...], tuple[str, ...]]:
    warnings = admit(panel, outcome)
    if wishes.merged < 1:
        raise ValueError(f"merged is {wishes.merged}: give a number of periods, 1 or more")
    others = tuple(name for name in wishes.match if name != outcome)
    stack = np.stack([panel.outcome(name) for name in (outcome, *others)])
    treated = np.flatnonzero(panel.treated)
    flat = stack.transpose(1, 0, 2)
    together = np.where(np.isfinite(flat).all(axis=1), flat[:, 0], np.nan)
    kept, gaps = whole_periods(panel, together, treated)
    starts = np.searchsorted(kept, panel.start[treated])
    if (starts < 2).any() or (starts >= len(kept)).any():
        raise PanelError(
            where=outcome,
            what="a treated place has under two whole periods before its start, or none since",
            mend="complete the series, or leave the place out of the plan",
        )
    names = tuple(panel.covariates) if wishes.covariates is None else wishes.covariates
    strange = [name for name in names if name not in panel.covariates]
    if strange:
        raise PanelError(
            where="covariates", what=f"the panel has no {', '.join(strange)}", mend="name columns of the panel"
        )
    traits = np.column_stack([panel.covariates[n] for n in names]) if names else np.zeros((len(panel.units), 0))
    if not np.isfinite(traits[treated]).all():
        raise PanelError(
            where="covariates",
            what="a treated place has no value of a covariate",
            mend="give the value, or leave the covariate out",
        )
    together = np.where(np.isfinite(traits).all(axis=1, keepdims=True), together, np.nan)
    donors, lost = without_the_missing(panel, together[:, kept], np.flatnonzero(~panel.treated))
    if len(donors) < len(treated) + 1:
        raise PanelError(
            where=outcome,
            what=f"{len(donors)} comparison places cannot stand in for {len(treated)} treated ones",
            mend="give many more untreated places, or choose synthetic-control for a few large ones",
        )
    cut = np.nan_to_num(stack[:, :, kept])
    layout = Layout(cut[0], tuple(cut[1:]), np.nan_to_num(traits), (*names, outcome, *others), wishes.merged)
    return layout, starts, donors, tuple(panel.periods[i] for i in kept), (*warnings, *gaps, *lost)


def _null(
    layout: Layout, groups: tuple[tuple[Ints, int], ...], donors: Ints, found: Comparison, draws: int, seed: int
) -> Floats:
    """How far random groups of places lie from no effect, weighed by those that are left, in their errors.

    Groups are drawn from all places, with what the measure is estimated to have done taken off the treated first: a
    group then leaves as many places to weigh as the measure left, where groups of the others would leave too few.
    """
    undone = layout.values.copy()
    for (rows, start), weights in zip(groups, found.weights, strict=True):
        gone = float(weights @ undone[donors, start:].sum(axis=1)) - float(undone[rows, start:].sum())
        undone[rows, start:] += gone / undone[rows, start:].size
    calm = replace(layout, values=undone)
    chance = np.random.default_rng(seed)
    pool = np.sort(np.concatenate([donors, *(rows for rows, _ in groups)]))
    sizes = np.cumsum([len(rows) for rows, _ in groups])
    reached = []
    for _ in range(draws):
        mixed = chance.permutation(pool)
        parts = np.split(mixed[: sizes[-1]], sizes[:-1])
        theirs = tuple((part, start) for part, (_, start) in zip(parts, groups, strict=True))
        reached.append(compare(calm, theirs, np.sort(mixed[sizes[-1] :])).z(1.0))
    return np.array(reached)


def _tell(found: Comparison, null: Floats, level: float) -> tuple[float, float, float, float]:
    size = np.abs(null)
    p = (1 + int((size >= abs(found.z(1.0)) * (1 - 1e-12)).sum())) / (len(size) + 1)
    rank = int(np.floor((1 - level) * (len(size) + 1) + 1e-9))
    reach = float(np.sort(size)[::-1][rank - 1]) if rank else float("inf")
    value = found.observed / found.without if found.without > 0 else float(np.exp(found.log_ratio))
    # The higher the ratio, the lower the treated sum lies beside it.
    middle, outer = found.observed / max(found.without, 0.5), 1.0
    while outer < FARTHEST and found.z(outer) > -reach:
        outer *= 2
    low = _where(found, reach, 0.0, middle) if found.z(0.0) > reach else 0.0
    high = _where(found, -reach, middle, outer) if found.z(outer) < -reach else float("inf")
    return value, low, high, p


def _where(found: Comparison, reach: float, low: float, high: float) -> float:
    return float(optimize.brentq(lambda ratio: found.z(ratio) - reach, low, high, xtol=1e-12))


def _path(found: Comparison, groups: tuple[tuple[Ints, int], ...]) -> tuple[Point, ...]:
    if len(groups) > 1:
        return ()
    (rows, start), (mine, theirs) = groups[0], found.series
    ratio = np.divide(mine, theirs, out=np.full(len(mine), np.nan), where=theirs > 0)
    return tuple(Point(t - start, float(r), float("nan"), float("nan"), len(rows)) for t, r in enumerate(ratio))


def _tables(
    panel: Panel, layout: Layout, groups: tuple[tuple[Ints, int], ...], donors: Ints, found: Comparison,
    periods: tuple[str, ...],
) -> dict[str, pa.Table]:  # fmt: skip
    total = np.sum(found.weights, axis=0)
    order = np.argsort(-total, kind="stable")
    kept = order[total[order] > 0]
    balance = []
    for (rows, start), fit in zip(groups, found.fits, strict=True):
        theirs, goal = _constraints(layout, rows, donors, start)
        reached = fit.weights @ theirs
        for name, want, have, miss in zip(_labels(layout, start, periods), goal, reached, fit.missed, strict=True):
            balance.append({"start": periods[start], "matched": name, "treated": float(want), "weighted": float(have),
                            "missed": float(miss)})  # fmt: skip
    mine, theirs_sum = found.series
    return {
        "weights": pa.table({"donor": [panel.units[donors[i]] for i in kept], "weight": total[kept]}),
        "balance": pa.Table.from_pylist(balance),
        "series": pa.table({"period": list(periods), "observed": mine, "without": theirs_sum}),
    }


def _labels(layout: Layout, start: int, periods: tuple[str, ...]) -> list[str]:
    outcomes = 1 + len(layout.matched)
    traits, counted = layout.names[: len(layout.names) - outcomes], layout.names[len(layout.names) - outcomes :]
    edges = range(start % layout.merged, start, layout.merged)
    return ["number of places", *traits, *(f"{name} from {periods[edge]}" for name in counted for edge in edges)]


def _fit_check(found: Comparison) -> Check:
    worst = max(float(np.abs(fit.missed).max()) for fit in found.fits)
    return Check(
        "fit",
        "weighted sums against those of the treated places",
        worst <= IMBALANCE,
        f"The weighted sums miss what they should match by at most {worst:.2%}.",
        figure=worst,
        least=IMBALANCE,
    )


def _place_check(p: float, low: float, high: float, draws: int, level: float) -> Check:
    says = f"{p:.1%} of {draws + 1} groups of as many places lie at least as far from no effect."
    sure = low > 1 or high < 1
    holds = p < 1 - level if sure else None
    return Check("placebo in place", "random groups of places", holds, says, p, 1 - level)


def _time_check(
    layout: Layout, groups: tuple[tuple[Ints, int], ...], donors: Ints, wishes: MicroSyntheticOptions, seed: int
) -> Check:
    name = "a fake start half-way before the true one"
    first = min(start for _, start in groups)
    if first < 4:
        return Check(
            "placebo in time", name, None, f"There are only {first} periods before the start; four are needed."
        )
    early = replace(layout, values=layout.values[:, :first], matched=tuple(m[:, :first] for m in layout.matched))
    fake = tuple((rows, first // 2) for rows, _ in groups)
    found = compare(early, fake, donors)
    null = _null(early, fake, donors, found, min(wishes.draws, 99), seed)
    value, _, _, p = _tell(found, null, wishes.level)
    return Check(
        "placebo in time",
        name,
        p > DOUBT,
        f"With a start half-way, before anything was done, the ratio is {value:.2f} (p = {p:.3f}).",
        figure=p,
        least=DOUBT,
    )


def _heavy_check(
    panel: Panel, layout: Layout, groups: tuple[tuple[Ints, int], ...], donors: Ints, found: Comparison, low: float,
    high: float,
) -> Check:  # fmt: skip
    total = np.sum(found.weights, axis=0)
    rows = []
    for place in np.argsort(-total, kind="stable")[:5]:
        again = compare(layout, groups, np.delete(donors, place))
        rows.append({"left_out": panel.units[donors[place]], "estimate": float(np.exp(again.log_ratio))})
    found_values = [row["estimate"] for row in rows]
    sure = low > 1 or high < 1
    same = all((each > 1) == (found.log_ratio > 0) for each in found_values)
    return Check(
        "leave one out",
        "without each of the five heaviest comparison places",
        same if sure else None,
        f"The ratio then runs from {min(found_values):.3f} to {max(found_values):.3f}.",
        figure=max(abs(each - float(np.exp(found.log_ratio))) for each in found_values),
        table=pa.Table.from_pylist(rows),
    )


def _share_check(found: Comparison) -> Check:
    total = np.sum(found.weights, axis=0)
    like = float(total.sum() ** 2 / (total**2).sum())
    return Check(
        "overlap",
        "how many comparison places carry the weight",
        like >= 10,
        f"The weights are worth {like:.0f} places of equal weight; the heaviest carries "
        f"{total.max() / total.sum():.1%}.",
        figure=like,
        least=10,
    )


def _warnings(groups: tuple[tuple[Ints, int], ...], found: Comparison) -> tuple[str, ...]:
    said = []
    worst = max(float(np.abs(fit.missed).max()) for fit in found.fits)
    if not all(fit.exact for fit in found.fits):
        said.append(
            f"No weights of 0 or more match everything exactly; the nearest by least squares miss by up to {worst:.2%} "
            "(table balance). Fewer covariates, or merged periods, may help."
        )
    if found.observed < 5 or found.without < 5:
        said.append("Under five events are compared; ratios of so few mean little.")
    if sum(len(rows) for rows, _ in groups) < 5:
        said.append(
            "Under five places are treated; their own scatter is hardly known, and synthetic-control may fit better."
        )
    return tuple(said)
