"""How many victims nobody has seen: a range over models, never one number.

Multiple systems estimation: the more the lists of several organisations overlap, the fewer persons are on none of
them. What is told of the unseen rests on a model that the data cannot check, since it speaks of those without data.
"""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from scipy.stats import chi2

from tidegate.errors import EvaluationError
from tidegate.evaluation.hidden.intervals import profile, redraw
from tidegate.evaluation.hidden.loglinear import design
from tidegate.evaluation.hidden.models import Criterion, Pairs, Trials, Tried, explore, search_forward
from tidegate.evaluation.hidden.overlaps import Overlaps, read_overlaps

CRITERIA: tuple[Criterion, ...] = ("p", "aic", "bic")
_SMALL = 10
_LEAST_P = 0.01


@dataclass(frozen=True)
class HiddenOptions:
    """How the unseen are estimated.

    Args:
        criterion: By which search the chosen model is found: `p`, `aic` or `bic`. The other two are told beside it.
        threshold: Border of the p value with which a pair is added; 0.02 as in the published English estimate.
        window: How much worse, in BIC, a model may be than the best and still belong to the range. Above 10
            the data speak very strongly against a model (Kass and Raftery 1995, doi:10.1080/01621459.1995.10476572),
            so that is where the range ends. A narrower one would hold one model alone wherever a further pair costs
            more than it, and would miss good models that lie behind a worse one.
        most: From how many models the search for others goes on; a larger number takes longer.
        level: Coverage of the intervals.
        draws: How often the counts are redrawn for an interval with the choice of the model in it; 0 for none.
    """

    criterion: Criterion = "p"
    threshold: float = 0.02
    window: float = 10.0
    most: int = 60
    level: float = 0.95
    draws: int = 0

    def __post_init__(self) -> None:
        """Refuse what no search could use."""
        if self.criterion not in CRITERIA:
            raise ValueError(f"criterion is {self.criterion!r}: give one of {', '.join(CRITERIA)}")
        if not (0 < self.threshold < 1 and 0 < self.level < 1):
            raise ValueError(f"threshold is {self.threshold}, level {self.level}: give both between 0 and 1")
        if self.window < 0 or self.most < 1 or self.draws < 0:
            raise ValueError("window and draws are 0 or more, most is 1 or more")


@dataclass(frozen=True)
class Model:
    """One model and what it says of the whole number.

    Args:
        pairs: Pairs of lists it holds, in words.
        chosen_by: Which searches chose it; `none` in it for the model without a pair.
        total: Persons seen and unseen.
        low: Lower end of its interval by profile likelihood; it counts the model as true.
        high: Upper end; infinite where there is no bound.
        aic: Akaike's criterion, above the best of the models.
        bic: The Bayesian criterion, above the best.
        spare: Patterns less terms; 0 where the model fits whatever was counted.
        fit_p: P value of the deviance against the counts; low where the model does not describe them.
        in_range: Whether it belongs to the range that is told.
    """

    pairs: tuple[str, ...]
    chosen_by: tuple[str, ...]
    total: float
    low: float
    high: float
    aic: float
    bic: float
    spare: int
    fit_p: float
    in_range: bool


@dataclass(frozen=True)
class Hidden:
    """How many there are in all, as a range over models.

    Args:
        lists: Names of the lists.
        observed: Persons on at least one list.
        lowest: Lowest total of the models in the range.
        highest: Highest total of them.
        low: Lower end of the lowest of their intervals.
        high: Upper end of the highest.
        level: Coverage of each interval within its model.
        chosen: The model that the search asked for chose; one of `models`, to be told with the range only.
        independent: The model in which no list bears on another.
        models: All models told, the best by BIC first.
        left_out: Models tried that have no finite, unique estimate, with the reason.
        tried: How many models were tried.
        redrawn: Interval with the choice of the model in it; None where it was not asked for.
        empty_pairs: Pairs of lists that share nobody.
        rests_on: What must be true, one sentence each.
        warnings: What a reader must know before using it.
    """

    lists: tuple[str, ...]
    observed: int
    lowest: float
    highest: float
    low: float
    high: float
    level: float
    chosen: Model
    independent: Model | None
    models: tuple[Model, ...]
    left_out: tuple[tuple[tuple[str, ...], str], ...]
    tried: int
    redrawn: tuple[float, float] | None = None
    empty_pairs: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def table(self) -> pa.Table:
        """Lay the models out.

        Returns:
            One row per model, the best by BIC first; no row holds a count of a pattern.
        """
        return pa.table(
            {
                "pairs": pa.array([", ".join(m.pairs) for m in self.models], pa.string()),
                "chosen_by": pa.array([", ".join(m.chosen_by) for m in self.models], pa.string()),
                "in_range": pa.array([m.in_range for m in self.models], pa.bool_()),
                **{
                    name: pa.array([float(getattr(m, name)) for m in self.models], pa.float64())
                    for name in ("total", "low", "high", "aic", "bic", "fit_p")
                },
                "spare": pa.array([m.spare for m in self.models], pa.int64()),
            }
        )


def estimate_hidden(
    table: pa.Table, *, options: HiddenOptions | None = None, seed: int = 0, count: str = "count"
) -> Hidden:
    """Estimate how many persons there are in all, from how the lists of several organisations overlap.

    Args:
        table: One row per pattern of lists (columns of 0 and 1) and how many had it; never rows of persons.
        options: How.
        seed: Seed of the redraws.
        count: Name of the column with the counts.
    Returns:
        The range over models, the models, and what it all rests on.
    Raises:
        EvaluationError: The table is refused, or no model of it has a finite estimate.
    Source:
        Silverman (2014), Modern slavery: an application of multiple systems estimation, Home Office;
        Chan, Silverman and Vincent (2021), doi:10.1080/01621459.2019.1708748; the warning by Whitehead, Jackson,
        Balch and Francis (2021), Journal of Human Trafficking 7, 303-321.
    Example:
        >>> rows = {"a": [1, 0, 0, 1, 1, 0, 1], "b": [0, 1, 0, 1, 0, 1, 1], "c": [0, 0, 1, 0, 1, 1, 1]}
        >>> found = estimate_hidden(pa.table(rows | {"count": [80, 80, 80, 40, 40, 40, 20]}))
        >>> found.observed, round(found.independent.total)
        (380, 540)
    """
    how = options or HiddenOptions()
    overlaps = read_overlaps(table, count=count)
    trials = Trials(overlaps)
    ways = {criterion: search_forward(trials, criterion, threshold=how.threshold) for criterion in CRITERIA}
    inside, whole = explore(trials, [m for way in ways.values() for m in way], window=how.window, most=how.most)
    if ways[how.criterion][-1].fit is None or not inside:
        raise EvaluationError(
            where="the overlap counts",
            what=f"the model without a pair has no estimate ({trials.of(()).why}), so no search can begin",
            mend="leave out a list that shares nobody with the others, or put it together with a kindred one",
        )
    told = _told(trials, ways, inside, how)
    chosen = next(m for m in told if how.criterion in m.chosen_by)
    redrawn, lost = _redrawn(overlaps, how, seed) if how.draws else (None, 0)
    kept = [m for m in told if m.in_range]
    return Hidden(
        lists=overlaps.lists,
        observed=overlaps.observed,
        lowest=min(m.total for m in kept),
        highest=max(m.total for m in kept),
        low=min(m.low for m in kept),
        high=max(m.high for m in kept),
        level=how.level,
        chosen=chosen,
        independent=next((m for m in told if "none" in m.chosen_by), None),
        models=told,
        left_out=tuple((_words(overlaps, m), m.why) for m in trials.tried if m.fit is None),
        tried=len(trials.tried),
        redrawn=redrawn,
        empty_pairs=tuple(overlaps.named(p) for p in overlaps.pairs if not overlaps.shared(p)),
        rests_on=_RESTS_ON,
        warnings=_warnings(overlaps, kept, chosen, how, whole=whole, lost=lost),
    )


def _told(
    trials: Trials, ways: dict[Criterion, list[Tried]], inside: tuple[Tried, ...], how: HiddenOptions
) -> tuple[Model, ...]:
    """Tell every model in the window, those the searches chose, and the one without a pair."""
    chosen = {criterion: way[-1].pairs for criterion, way in ways.items()}
    within = {model.pairs for model in inside} | set(chosen.values())
    no_pair: Pairs = frozenset()
    wanted = [trials.of(pairs) for pairs in within | {no_pair}]
    wanted = [model for model in wanted if model.fit is not None]
    wanted.sort(key=lambda model: (trials.score(model, "bic"), sorted(model.pairs)))
    best = {kind: min(trials.score(m, kind) for m in wanted) for kind in ("aic", "bic")}
    return tuple(
        _model(trials, m, tuple(c for c in CRITERIA if chosen[c] == m.pairs), best, how, in_range=m.pairs in within)
        for m in wanted
    )


def _model(
    trials: Trials, tried: Tried, by: tuple[str, ...], best: dict[str, float], how: HiddenOptions, *, in_range: bool
) -> Model:
    assert tried.fit, "only models that fit are told"
    laid = design(trials.overlaps, tried.pairs)
    low, high = profile(laid, tried.fit, level=how.level)
    seen = trials.overlaps.observed
    spare = laid.rows.shape[0] - laid.rows.shape[1]
    counts = laid.counts[laid.counts > 0]
    deviance = 2 * (float(counts @ np.log(counts) - counts.sum()) - tried.fit.log_likelihood)
    return Model(
        pairs=_words(trials.overlaps, tried),
        chosen_by=by if tried.pairs else ("none", *by),
        total=seen + tried.fit.unseen,
        low=seen + low,
        high=seen + high,
        aic=trials.score(tried, "aic") - best["aic"],
        bic=trials.score(tried, "bic") - best["bic"],
        spare=spare,
        fit_p=float(chi2.sf(max(deviance, 0.0), spare)) if spare else float("nan"),
        in_range=in_range,
    )


def _words(overlaps: Overlaps, model: Tried) -> tuple[str, ...]:
    return tuple(overlaps.named(pair) for pair in sorted(model.pairs))


def _redrawn(overlaps: Overlaps, how: HiddenOptions, seed: int) -> tuple[tuple[float, float], int]:
    def total(counts: Overlaps) -> float:
        last = search_forward(Trials(counts), how.criterion, threshold=how.threshold)[-1]
        return counts.observed + last.fit.unseen if last.fit else float("inf")

    low, high, lost = redraw(overlaps, total, draws=how.draws, level=how.level, seed=seed)
    return (low, high), lost


_RESTS_ON = (
    "Every person was matched between the lists without error; a missed match makes the total too high.",
    "Nobody came or left while the lists were kept, so that all could have been on any of them.",
    "Persons differ in how easily they are seen only in ways that the pairs of lists in a model stand for.",
    "Nothing binds three lists at once beyond their pairs; for those on no list this cannot be checked with any data.",
)  # fmt: skip


def _warnings(
    overlaps: Overlaps, kept: list[Model], chosen: Model, how: HiddenOptions, *, whole: bool, lost: int
) -> tuple[str, ...]:
    lowest, highest = min(m.total for m in kept), max(m.total for m in kept)
    found = [
        f"Give the range over models, {lowest:,.0f} to {highest:,.0f}, and never one number: the counts speak clearly"
        f" against none of {len(kept)} models, and what they say of the unseen cannot be checked. Whether this method"
        " may be used for victims of trafficking at all is disputed (Whitehead and others 2021)."
    ]
    if highest > 1.5 * lowest:
        found.append(f"The choice of the model alone moves the total by a factor of {highest / lowest:.1f}.")
    if not all(np.isfinite(m.high) for m in kept):
        found.append("For at least one model the counts set no upper bound.")
    if not whole:
        found.append(f"The search for other models ended after {how.most} of them; the range may be wider.")
    if chosen.spare == 0:
        found.append("The chosen model has as many terms as there are patterns: nothing is left to judge its fit by.")
    elif chosen.fit_p < _LEAST_P:
        found.append(f"The chosen model does not describe the counts (p {chosen.fit_p:.2g}); nor may others.")
    empty = [overlaps.named(pair) for pair in overlaps.pairs if not overlaps.shared(pair)]
    if empty:
        found.append(f"{len(empty)} pairs of lists share nobody ({', '.join(empty)}); small counts decide the total.")
    if lost:
        found.append(f"{lost} of {how.draws} redraws had no finite total; they count as infinite.")
    if ((overlaps.counts > 0) & (overlaps.counts < _SMALL)).any():
        found.append(f"Some counts are below {_SMALL}: do not publish the overlap counts with this result.")
    return tuple(found)
