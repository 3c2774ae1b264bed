"""Interrupted time series: whether the level of a series of counts changed when the measure began.

Needs no comparison; where there is one, both series are modelled as shares of their sum, so that what befalls both in
a month falls out. Trend and season are in the model, over-dispersion and the resemblance of neighbours in the errors.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.errors import EvaluationError, PanelError
from tidegate.evaluation.effect import Check, Effect, Point
from tidegate.evaluation.effects.admission import admit
from tidegate.evaluation.effects.presence import ENOUGH, known_share
from tidegate.evaluation.effects.series_model import (
    Errors,
    Family,
    Fit,
    coefficients,
    fit_series,
    ljung_box,
    overdispersed,
)
from tidegate.evaluation.effects.series_profile import profile
from tidegate.evaluation.panel import Floats, Ints, Panel, period_number

METHOD = "interrupted-series"
DOUBT = 0.1
FEW = 12
"""Periods before the start under which trend and season are hardly known (EPOC asks for fewer, practice for more)."""


@dataclass(frozen=True)
class InterruptedOptions:
    """Choices of an interrupted time series.

    Args:
        family: `poisson`, `negative-binomial`, or `auto` for whichever the test of over-dispersion says.
        errors: How errors are come by; see `fit_series`.
        season: `harmonics` (two pairs), `calendar` (one term per month or quarter), `none`, or `auto`: harmonics for
            months and one term per quarter for quarters, where two whole years lie before the start.
        trend: Whether a straight trend of the logarithm runs through the series.
        slope: Whether the trend may change at the start too; the effect is then the mean over the time since.
        comparison: Whether untreated units serve as comparison series, where there are any.
        level: Coverage of the interval.
    """

    family: Literal["auto", "poisson", "negative-binomial"] = "auto"
    errors: Errors = "serial"
    season: Literal["auto", "none", "harmonics", "calendar"] = "auto"
    trend: bool = True
    slope: bool = False
    comparison: bool = True
    level: float = 0.95


@dataclass(frozen=True)
class Series:
    """What the model is fitted to; all by period.

    Args:
        counts: Of the treated units together.
        total: With the comparison units, where there are any; the counts themselves otherwise.
        offset: Logarithm of the denominator.
        at: Number of the period in time from the first.
        since: Periods since the start; below 0 before it.
        terms: Terms of the season.
        known: Share of the treated units' usual events that is known; 1 where no unit lacks a value.
        shared: Whether there is a comparison.
    """

    counts: Floats
    total: Floats
    offset: Floats
    at: Floats
    since: Floats
    terms: Floats
    known: Floats
    shared: bool

    def pick(self, rows: npt.NDArray[np.bool_]) -> "Series":
        """Keep some of the periods.

        Args:
            rows: Marks of those kept.
        """
        kept = np.flatnonzero(rows)
        return Series(self.counts[kept], self.total[kept], self.offset[kept], self.at[kept], self.since[kept],
                      self.terms[kept], self.known[kept], self.shared)  # fmt: skip


def estimate_interrupted(
    panel: Panel, outcome: str, *, options: InterruptedOptions | None = None, seed: int = 0
) -> Effect:
    """Estimate by how much the level of a series changed at the start of the measure.

    Args:
        panel: One or more treated units with one start, and comparison units where there are any.
        outcome: Name of the outcome, a count; with `exposure` in the panel it becomes a rate.
        options: Choices; None for those that hold in most cases.
        seed: Not used; chance plays no part.
    Returns:
        Ratio of the level since the start to what it would have been.
    Raises:
        PanelError: The panel cannot answer.
        EvaluationError: The series is too short for the terms asked for, or holds next to no event on one side.
    Source:
        Lopez Bernal, Cummins and Gasparrini (2017), International Journal of Epidemiology 46, 348-355,
        doi:10.1093/ije/dyw098; with a comparison (2018), IJE 47, 2082-2093, doi:10.1093/ije/dyy135.
    """
    del seed
    wishes = options or InterruptedOptions()
    series, periods, treated, others, warnings, told = _lay_out(panel, outcome, wishes)
    before, after = int((series.since < 0).sum()), int((series.since >= 0).sum())
    family, why = _family(series, wishes)
    fit = _fit(series, wishes, family)
    weights = _effect_row(series, wishes)
    middle, low, high, p, error = fit.contrast(weights, wishes.level)
    if wishes.errors == "serial":
        low, high, p = profile(fit, weights, series.counts, _design(series, wishes), family=family,
                               offset=series.offset, total=series.total, level=wishes.level)  # fmt: skip
    without = _without(series, wishes, fit)
    since = series.since >= 0
    sure = bool(low > 0 or high < 0)
    return Effect(
        outcome,
        METHOD,
        "ratio",
        "level since the start to the level without the measure"
        + (", beside the same of the comparison" if series.shared else ""),
        float(np.exp(middle)),
        float(np.exp(low)),
        float(np.exp(high)),
        level=wishes.level,
        p=p,
        p_by="t" if np.isfinite(fit.df) else "normal",
        se=error,
        without=float((without / series.known)[since].mean()),
        observed=float((series.counts / series.known)[since].mean()),
        treated=treated,
        comparison=others,
        before=before,
        after=after,
        path=_path(series, without, treated),
        tables={"series": _series_table(periods, series, fit, without), "model": _model_table(series, wishes, fit)},
        checks=(
            _straight(series, wishes, family, fit.alpha),
            _fake_starts(series, wishes, family, fit.alpha),
            _resemblance(series, fit),
            _leave_out(series, wishes, family, fit, sure),
        ),
        rests_on=_rests_on(series, wishes, told, why),
        warnings=(*warnings, *_warnings(series, fit, wishes, before, after)),
    )


def _lay_out(
    panel: Panel, outcome: str, wishes: InterruptedOptions
) -> tuple[Series, tuple[str, ...], int, int, tuple[str, ...], str]:
    warnings = admit(panel, outcome, before=3, comparison=False)
    treated = np.flatnonzero(panel.treated)
    starts = np.unique(panel.start[treated])
    if len(starts) > 1:
        raise PanelError(
            where=outcome,
            what=f"the measure begins in {len(starts)} different periods, and a series has one start",
            mend="choose did for staggered starts, or give the units one by one",
        )
    mine = panel.outcome(outcome)[treated]
    others = np.flatnonzero(~panel.treated) if wishes.comparison else np.zeros(0, dtype=np.int64)
    beside = panel.outcome(outcome)[others]
    known, others_known = known_share(mine), known_share(beside) if len(others) else np.ones(mine.shape[1])
    kept = np.flatnonzero((known >= ENOUGH) & (others_known >= ENOUGH))
    known, others_known = known[kept], others_known[kept]
    gaps = _told_gaps(panel, mine, beside, kept)
    counts = np.nansum(mine[:, kept], axis=0)
    if (np.abs(counts - np.round(counts)) > 1e-6).any():
        warnings += ("The outcome is not in whole numbers; the model takes it for a count that scatters more.",)
    # The odds of a month are those of the units that are known in it.
    offset = np.log(known / others_known)
    if panel.exposure is not None and not len(others):
        people = panel.exposure[treated][:, kept].sum(axis=0)
        if not (people > 0).all():
            raise PanelError(
                where=outcome,
                what="the denominator is missing or nought in some period",
                mend="complete it, or leave it out",
            )
        offset = np.log(people * known)
    total = counts + np.nansum(beside[:, kept], axis=0) if len(others) else counts
    first = int(starts[0])
    terms, told, said = _season(panel, kept, first, wishes)
    series = Series(counts, total, offset, kept.astype(np.float64), (kept - first).astype(np.float64), terms,
                    known, bool(len(others)))  # fmt: skip
    for side, name in ((series.since < 0, "before the start"), (series.since >= 0, "since the start")):
        if not side.any() or series.counts[side].sum() == 0:
            raise EvaluationError(
                where=outcome,
                what=f"there is no event {name}",
                mend="use the e-test, which can compare with none",
            )
    return series, tuple(panel.periods[i] for i in kept), len(treated), len(others), (*warnings, *gaps, *said), told


def _told_gaps(panel: Panel, mine: Floats, beside: Floats, kept: Ints) -> tuple[str, ...]:
    said = []
    left = np.setdiff1d(np.arange(mine.shape[1]), kept)
    if len(left):
        some = ", ".join(panel.periods[i] for i in left[:5]) + (" and others" if len(left) > 5 else "")
        said.append(
            f"The series has a gap: {len(left)} of {mine.shape[1]} periods are left out, for less than half of the "
            f"usual events is known in them ({some})."
        )
    lost, theirs = (int((~np.isfinite(group[:, kept])).sum()) for group in (mine, beside))
    if lost or theirs:
        said.append(
            f"The series has gaps: {lost} values of treated and {theirs} of comparison units are missing in periods "
            "that are used; such a period stands for the units known in it, by their usual share of the events."
        )
    return tuple(said)


def _season(panel: Panel, kept: Ints, first: int, wishes: InterruptedOptions) -> tuple[Floats, str, tuple[str, ...]]:
    cycle = 12 if "-" in panel.periods[0][1:] and "Q" not in panel.periods[0] else 4 if "Q" in panel.periods[0] else 0
    kind = wishes.season
    none = np.zeros((len(kept), 0))
    if kind == "none" or (kind == "auto" and not cycle):
        return none, "no season is in the model", ()
    if not cycle:
        raise EvaluationError(
            where="season",
            what="periods that are mere numbers have no season",
            mend="write months as 2020-01, or ask for no season",
        )
    if kind == "auto" and first < 2 * cycle:
        return (
            none,
            "no season is in the model",
            (
                "Under two whole years lie before the start, so the season is not in the model and may pass for an "
                "effect.",
            ),
        )
    numbers = np.array([period_number(panel.periods[i]) or 0 for i in kept])
    if kind == "calendar" or (kind == "auto" and cycle == 4):
        names = numbers % cycle
        return (names[:, None] == np.unique(names)[None, 1:]).astype(np.float64), "the season has a term per period", ()
    angle = 2 * np.pi * numbers / cycle
    pairs = range(1, 3 if cycle == 12 else 2)
    waves = [wave(k * angle) for k in pairs for wave in (np.sin, np.cos)]
    return np.column_stack(waves), f"the season is {len(pairs)} pairs of waves", ()


def _design(series: Series, wishes: InterruptedOptions) -> Floats:
    """Columns: constant, level, then slope and trend where asked for, then the season."""
    on = (series.since >= 0).astype(np.float64)
    columns = [np.ones(len(on)), on]
    if wishes.slope:
        columns.append(on * series.since / 12)
    if wishes.trend:
        columns.append(series.since / 12)
    return np.column_stack([*columns, series.terms])


def _effect_row(series: Series, wishes: InterruptedOptions) -> Floats:
    row = np.zeros(_design(series, wishes).shape[1])
    row[1] = 1.0
    if wishes.slope:
        row[2] = float(series.since[series.since >= 0].mean()) / 12
    return row


def _family(series: Series, wishes: InterruptedOptions) -> tuple[Family, str]:
    if series.shared:
        return "binomial", "the treated units' share of all events is modelled, so months that hit all alike fall out"
    if wishes.family != "auto":
        return wishes.family, f"the counts follow the {wishes.family} law that the options name"
    plain = _fit(series, wishes, "poisson")
    p = overdispersed(series.counts, plain.mean)
    if p < 0.05:
        return "negative-binomial", (
            f"the counts scatter more than Poisson's law says (p = {p:.3g}), so the negative binomial was chosen"
        )
    return "poisson", f"the counts do not clearly scatter more than Poisson's law says (p = {p:.3g}), so it was chosen"


def _fit(series: Series, wishes: InterruptedOptions, family: Family, alpha: float | None = None) -> Fit:
    return fit_series(series.counts, _design(series, wishes), series.at, family=family, errors=wishes.errors,
                      offset=series.offset, total=series.total, alpha=alpha)  # fmt: skip


def _without(series: Series, wishes: InterruptedOptions, fit: Fit) -> Floats:
    """Fitted means with the effect taken off.

    With a comparison the events of the comparison stand as they are, and the treated get the odds without the measure.
    """
    on = (series.since >= 0).astype(np.float64)
    effect = fit.beta[1] * on + (fit.beta[2] * on * series.since / 12 if wishes.slope else 0.0)
    if not series.shared:
        return np.asarray(fit.mean * np.exp(-effect), dtype=np.float64)
    odds = fit.mean / np.maximum(series.total - fit.mean, 1e-9)
    path: Floats = odds * np.exp(-effect) * (series.total - series.counts)
    return path


def _path(series: Series, without: Floats, units: int) -> tuple[Point, ...]:
    ratio = np.divide(series.counts, without, out=np.full(len(without), np.nan), where=without > 0)
    nan = float("nan")
    return tuple(Point(int(at), float(r), nan, nan, units) for at, r in zip(series.since, ratio, strict=True))


def _series_table(periods: tuple[str, ...], series: Series, fit: Fit, without: Floats) -> pa.Table:
    return pa.table({
        "period": list(periods),
        "since_start": series.since.astype(np.int64),
        "observed": series.counts,
        "comparison": series.total - series.counts,
        "known": series.known,
        "fitted": fit.mean,
        "without": without,
        "residual": fit.residuals,
    })  # fmt: skip


def _model_table(series: Series, wishes: InterruptedOptions, fit: Fit) -> pa.Table:
    names = ["constant", "level", *(["slope since the start per 12 periods"] if wishes.slope else []),
             *(["trend per 12 periods"] if wishes.trend else [])]  # fmt: skip
    names += [f"season {i + 1}" for i in range(series.terms.shape[1])]
    rows = [fit.contrast(row, wishes.level) for row in np.eye(len(names))]
    return pa.table({
        "term": names,
        "estimate": [row[0] for row in rows],
        "low": [row[1] for row in rows],
        "high": [row[2] for row in rows],
        "p": [row[3] for row in rows],
        "se": [row[4] for row in rows],
    })  # fmt: skip


def _straight(series: Series, wishes: InterruptedOptions, family: Family, alpha: float) -> Check:
    """The trend before the start should be straight, for it is drawn on beyond it."""
    name = "a bend in the trend before the start"
    early = series.pick(series.since < 0)
    try:
        design = np.column_stack([np.ones(len(early.at)), early.since / 12, (early.since / 12) ** 2, early.terms])
        fit = fit_series(early.counts, design, early.at, family=family, errors=wishes.errors, offset=early.offset,
                         total=early.total, alpha=alpha)  # fmt: skip
    except EvaluationError as fault:
        return Check("pre-trend", name, None, f"It cannot be tried: {fault.what}.")
    p = fit.contrast(np.eye(design.shape[1])[2], wishes.level)[3]
    says = f"A bend in the trend before the start {'is' if p < DOUBT else 'is not'} seen (p = {p:.3f})."
    return Check("pre-trend", name, p >= DOUBT, says, figure=p, least=DOUBT)


def _fake_starts(series: Series, wishes: InterruptedOptions, family: Family, alpha: float) -> Check:
    name = "fake starts before the true one"
    early = series.pick(series.since < 0)
    rows = []
    for share in (1 / 3, 1 / 2, 2 / 3):
        fake = round(share * len(early.at))
        moved = Series(early.counts, early.total, early.offset, early.at, early.at - early.at[fake], early.terms,
                       early.known, early.shared)  # fmt: skip
        try:
            fit = _fit(moved, wishes, family, alpha)
        except EvaluationError:
            continue
        middle, low, high, p, _ = fit.contrast(_effect_row(moved, wishes), wishes.level)
        rows.append({"periods_before_the_start": int(-early.since[fake]), "ratio": float(np.exp(middle)),
                     "low": float(np.exp(low)), "high": float(np.exp(high)), "p": p})  # fmt: skip
    if not rows:
        return Check("placebo in time", name, None, "The time before the start is too short for a fake one.")
    least = min(1.0, min(row["p"] for row in rows) * len(rows))
    return Check(
        "placebo in time",
        name,
        least >= DOUBT,
        f"Of {len(rows)} fake starts the most striking has p = {least:.3f}, counted over all of them.",
        figure=least,
        least=DOUBT,
        table=pa.Table.from_pylist(rows),
    )


def _resemblance(series: Series, fit: Fit) -> Check:
    """What is left after taking out the resemblance of neighbours that the errors allow for."""
    steps = np.diff(series.at) == 1
    left = fit.residuals[1:] - np.where(steps, fit.alike, 0.0) * fit.residuals[:-1]
    lags = max(1, min(12, len(left) // 5))
    p = ljung_box(left, lags)
    return Check(
        "series",
        "residuals that still resemble each other",
        p >= 0.01,
        f"Neighbouring residuals correlate by {fit.alike:.2f}, which the errors allow for unless the options say "
        f"otherwise; what is left {'is' if p < 0.01 else 'is not'} more alike than chance makes it (Ljung-Box over "
        f"{lags} periods, p = {p:.3f}).",
        figure=p,
        least=0.01,
    )


def _leave_out(series: Series, wishes: InterruptedOptions, family: Family, whole: Fit, sure: bool) -> Check:
    rows, name = [], "without each period in turn"
    middle = float(_effect_row(series, wishes) @ whole.beta)
    for place in range(len(series.at)):
        part = series.pick(np.arange(len(series.at)) != place)
        try:
            beta = coefficients(part.counts, _design(part, wishes), family=family, offset=part.offset,
                                total=part.total, alpha=whole.alpha, near=whole.beta)  # fmt: skip
        except EvaluationError:
            continue
        rows.append({"since_start": int(series.since[place]),
                     "ratio": float(np.exp(_effect_row(part, wishes) @ beta))})  # fmt: skip
    if not rows:
        return Check("leave one out", name, None, "The series is too short to leave a period out.")
    ratios = [row["ratio"] for row in rows]
    same = all((ratio > 1) == (middle > 0) for ratio in ratios)
    return Check(
        "leave one out",
        name,
        same if sure else None,
        f"Without one period at a time the ratio runs from {min(ratios):.3f} to {max(ratios):.3f}.",
        figure=max(abs(ratio - float(np.exp(middle))) for ratio in ratios),
        table=pa.Table.from_pylist(rows),
    )


def _rests_on(series: Series, wishes: InterruptedOptions, told: str, why: str) -> tuple[str, ...]:
    trend = "the trend of the logarithm" if wishes.trend else "the level"
    said = [
        f"Without the measure {trend} before the start would have gone on; {told}.",
        "Nothing else changed the level at the time of the start, nor the way of counting.",
        f"{why[:1].upper()}{why[1:]}.",
    ]
    if series.shared:
        said.append("The measure did not reach the comparison units.")
    return tuple(said)


def _warnings(series: Series, fit: Fit, wishes: InterruptedOptions, before: int, after: int) -> tuple[str, ...]:
    said = []
    if before < FEW:
        said.append(f"Only {before} periods lie before the start; under {FEW} trend and season are hardly known.")
    if after < 3:
        said.append(f"Only {after} periods lie since the start; a passing dip looks the same.")
    if not series.shared:
        said.append("There is no comparison series; whatever else happened at the start is in the estimate.")
    if wishes.errors == "model" and fit.scatter > 1.5:
        said.append(
            f"The counts scatter {fit.scatter:.1f} times what the model allows and its errors were kept as asked; the "
            "interval is too short."
        )
    if fit.alike >= 0.6:
        said.append("Neighbouring periods resemble each other so much that the series may wander by itself.")
    return tuple(said)
