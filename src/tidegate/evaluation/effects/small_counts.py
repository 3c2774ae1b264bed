"""Before and after with comparison, for numbers too small for anything that rests on large ones.

Without a comparison the E-test holds the two counts against each other; with one, the ratio of ratios has an interval
that is right for any size of count. Neither knows of trends or of months that resemble each other.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy import stats

from tidegate.errors import EvaluationError, PanelError
from tidegate.evaluation.effect import Check, Effect
from tidegate.evaluation.effects.admission import admit, whole_periods, without_the_missing
from tidegate.evaluation.panel import Floats, Ints, Panel
from tidegate.statistics import Ratio, e_test, rate_change, ratio_of_ratios

METHOD = "e-test"
DOUBT = 0.1


@dataclass(frozen=True)
class SmallCountsOptions:
    """Choices of a before-after comparison of small numbers.

    Args:
        comparison: Whether untreated units are compared with, where there are any.
        exact: Whether the interval covers at least at its level for every size of count; otherwise what was found
            counts by half (mid-p), which covers at the level on average and is shorter.
        level: Coverage of the interval.
    """

    comparison: bool = True
    exact: bool = False
    level: float = 0.95


@dataclass(frozen=True)
class Counts:
    """Counts of the treated units and of those compared with, by period."""

    here: Floats
    there: Floats
    start: int


def estimate_small_counts(
    panel: Panel, outcome: str, *, options: SmallCountsOptions | None = None, seed: int = 0
) -> Effect:
    """Compare few events before and after, and with places without the measure where there are any.

    Args:
        panel: Units by periods; all treated units have one start.
        outcome: Name of the outcome, a count.
        options: Choices; None for those that hold in most cases.
        seed: Not used; chance plays no part.
    Returns:
        The ratio after to before, divided by that of the comparison units where there are any. Its p value is that of
        the E-test without a comparison, and twice the smaller tail of the conditional law with one.
    Raises:
        PanelError: The panel cannot answer.
        EvaluationError: There are no events to compare.
    Source:
        Krishnamoorthy and Thomson (2004), J Stat Plan Inference 119, 23-35, doi:10.1016/S0378-3758(02)00408-1.
    """
    del seed
    wishes = options or SmallCountsOptions()
    counts, treated, others, periods, warnings = _lay_out(panel, outcome, wishes)
    found, p_by = _ratio(counts, wishes)
    lengths = counts.start, len(periods) - counts.start
    before, after = _sums(counts.here, counts.start)
    expected = before * (_growth(counts) if len(others) else lengths[1] / lengths[0])
    sure = found.low > 1 or found.high < 1
    return Effect(
        outcome,
        METHOD,
        "ratio",
        "events after to before" + (", beside the same of the comparison" if len(others) else " per period"),
        found.value,
        found.low,
        found.high,
        level=wishes.level,
        p=found.p,
        p_by=p_by,
        without=expected / lengths[1],
        observed=after / lengths[1],
        treated=len(treated),
        comparison=len(others),
        before=lengths[0],
        after=lengths[1],
        tables={"counts": _table(counts, lengths, bool(len(others))), "intervals": _intervals(counts, wishes)},
        checks=(
            _halves(counts, wishes),
            _scatter(counts),
            _leave_one_out(panel, outcome, counts, others, periods, wishes, found, sure),
        ),
        rests_on=_rests_on(bool(len(others))),
        warnings=(*warnings, *_warnings(counts, bool(len(others)), found)),
    )


def _lay_out(
    panel: Panel, outcome: str, wishes: SmallCountsOptions
) -> tuple[Counts, Ints, Ints, tuple[str, ...], tuple[str, ...]]:
    warnings = admit(panel, outcome, before=1, comparison=False)
    treated = np.flatnonzero(panel.treated)
    starts = np.unique(panel.start[treated])
    if len(starts) > 1:
        raise PanelError(
            where=outcome,
            what=f"the measure begins in {len(starts)} different periods",
            mend="choose did for staggered starts, or give the units one by one",
        )
    values = panel.outcome(outcome)
    known = values[np.isfinite(values)]
    if (np.abs(known - np.round(known)) > 1e-9).any():
        raise PanelError(
            where=outcome, what="it is not in whole numbers", mend="give counts of events, not rates or averages"
        )
    kept, gaps = whole_periods(panel, values, treated)
    start = int(np.searchsorted(kept, starts[0]))
    if not 0 < start < len(kept):
        raise PanelError(
            where=outcome, what="no whole period lies before the start, or none since", mend="complete the series"
        )
    others = np.flatnonzero(~panel.treated) if wishes.comparison else np.zeros(0, dtype=np.int64)
    if len(others):
        others, lost = without_the_missing(panel, values[:, kept], others)
        gaps += lost
    counts = Counts(values[treated][:, kept].sum(axis=0), values[others][:, kept].sum(axis=0), start)
    if counts.here.sum() == 0 or (len(others) and min(_sums(counts.there, start)) == 0):
        raise EvaluationError(
            where=outcome,
            what="the treated units, or the comparison on one side of the start, have no event at all",
            mend="take longer periods or more comparison units; from no event nothing can be told",
        )
    return counts, treated, others, tuple(panel.periods[i] for i in kept), (*warnings, *gaps)


def _sums(counts: Floats, start: int) -> tuple[int, int]:
    return round(float(counts[:start].sum())), round(float(counts[start:].sum()))


def _growth(counts: Counts) -> float:
    before, after = _sums(counts.there, counts.start)
    return after / before if before else float("nan")


def _ratio(counts: Counts, wishes: SmallCountsOptions) -> tuple[Ratio, str]:
    here = _sums(counts.here, counts.start)
    if counts.there.any():
        there = _sums(counts.there, counts.start)
        return ratio_of_ratios(here, there, level=wishes.level, mid=not wishes.exact), "exact"
    lengths = float(counts.start), float(len(counts.here) - counts.start)
    if wishes.exact:
        change = rate_change([here[0]], [here[1]], exposure=lengths, level=wishes.level)
        found = Ratio(float(change.ratio[0]), float(change.low[0]), float(change.high[0]), 1.0)
    else:
        # Against a comparison so large that it adds no chance, the ratio of ratios is that of rates.
        many = 10**7
        found = ratio_of_ratios(
            here, (round(many * lengths[0]), round(many * lengths[1])), level=wishes.level, mid=True
        )
    return Ratio(found.value, found.low, found.high, e_test(*here, exposure=lengths)), "exact"


def _table(counts: Counts, lengths: tuple[int, int], compared: bool) -> pa.Table:
    rows = []
    for name, values in (
        (("treated", counts.here), ("comparison", counts.there)) if compared else (("treated", counts.here),)
    ):
        before, after = _sums(values, counts.start)
        rows.append({"units": name, "before": before, "after": after, "periods_before": lengths[0],
                     "periods_after": lengths[1], "p_e_test": e_test(before, after, exposure=lengths)})  # fmt: skip
    return pa.Table.from_pylist(rows)


def _intervals(counts: Counts, wishes: SmallCountsOptions) -> pa.Table:
    rows = []
    for exact in (True, False):
        found, _ = _ratio(counts, SmallCountsOptions(exact=exact, level=wishes.level))
        rows.append({"interval": "exact" if exact else "mid-p", "ratio": found.value, "low": found.low,
                     "high": found.high, "p": found.p})  # fmt: skip
    return pa.Table.from_pylist(rows)


def _halves(counts: Counts, wishes: SmallCountsOptions) -> Check:
    """The time before the start cut in two: a difference between its halves was there without the measure."""
    name = "a fake start half-way before the true one"
    half = counts.start // 2
    early = Counts(counts.here[: counts.start], counts.there[: counts.start], half)
    if not half or early.here.sum() == 0 or (counts.there.any() and min(_sums(early.there, half)) == 0):
        return Check("placebo in time", name, None, "There is too little before the start to cut it in two.")
    found, _ = _ratio(early, wishes)
    says = f"Between the halves of the time before the start the ratio is {found.value:.2f} (p = {found.p:.3f})."
    return Check("placebo in time", name, found.p >= DOUBT, says, figure=found.p, least=DOUBT)


def _scatter(counts: Counts) -> Check:
    """Periods on one side of the start should scatter as counts of independent events do."""
    chi, df = 0.0, 0
    for values in (counts.here, counts.there):
        for part in (values[: counts.start], values[counts.start :]):
            if len(part) > 1 and part.sum() > 0:
                chi += float(((part - part.mean()) ** 2).sum() / part.mean())
                df += len(part) - 1
    name = "scatter of the periods on each side of the start"
    if not df:
        return Check("data", name, None, "There is one period on each side, so their scatter cannot be seen.")
    p = float(stats.chi2.sf(chi, df))
    return Check(
        "data",
        name,
        p >= 0.01,
        f"The counts scatter {chi / df:.2f} times as much as independent events do (p = {p:.3g})"
        + (", so the interval is too short; choose interrupted-series or did." if p < 0.01 else "."),
        figure=p,
        least=0.01,
    )


def _leave_one_out(
    panel: Panel, outcome: str, counts: Counts, others: Ints, periods: tuple[str, ...], wishes: SmallCountsOptions,
    found: Ratio, sure: bool,
) -> Check:  # fmt: skip
    name = "without each comparison unit in turn"
    places = [panel.periods.index(period) for period in periods]
    rows = []
    for place in others if len(others) > 1 else []:
        left = Counts(counts.here, counts.there - panel.outcome(outcome)[place, places], counts.start)
        if min(_sums(left.there, left.start)) > 0:
            again, _ = _ratio(left, wishes)
            rows.append({"left_out": panel.units[place], "ratio": again.value, "low": again.low, "high": again.high})
    if not rows:
        return Check("leave one out", name, None, "There are too few comparison units to leave one out.")
    ratios = [row["ratio"] for row in rows]
    same = all((ratio > 1) == (found.value > 1) for ratio in ratios)
    return Check(
        "leave one out",
        name,
        same if sure else None,
        f"Without one comparison unit at a time the ratio runs from {min(ratios):.3f} to {max(ratios):.3f}.",
        figure=max(abs(ratio - found.value) for ratio in ratios),
        table=pa.Table.from_pylist(rows),
    )


def _rests_on(compared: bool) -> tuple[str, ...]:
    if compared:
        return (
            "Without the measure the treated units would have changed in the same proportion as the comparison.",
            "The measure did not reach the comparison units.",
            "Events come one by one and independently of each other.",
        )
    return (
        "Without the measure the rate before the start would have gone on as it was, without trend or season.",
        "Events come one by one and independently of each other.",
    )


def _warnings(counts: Counts, compared: bool, found: Ratio) -> tuple[str, ...]:
    said = []
    if not compared:
        said.append("There is no comparison; whatever else changed at the start is in the estimate.")
    if sum(_sums(counts.here, counts.start)) < 10:
        said.append("Under ten events are compared in the treated units; only a very large effect could show.")
    if counts.start < 2:
        said.append("There is one period before the start, so nothing can be said of what went on before.")
    if not np.isfinite(found.value) or not np.isfinite(found.high):
        said.append("There is no event on one side, so the ratio has no upper end.")
    if _scatter(counts).holds is False:
        said.append("The counts scatter more than independent events do; the interval is too short.")
    return tuple(said)
