"""The weighted displacement difference of a panel: did it fall at the treated places, and where did it go.

Its textbook interval takes counts for Poisson and is too narrow on real ones, so it never decides. What decides is
where the treated set lies among many sets of places like it, counted in the same months. It is compared with the mean
of many draws of comparison places; the p value and the interval come from sets of any places (see `comparing`).
"""

from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from tidegate.errors import EvaluationError
from tidegate.evaluation.displacement.comparing import Compared, Comparing, compare
from tidegate.evaluation.displacement.counts import Difference, WeightedDifference
from tidegate.evaluation.displacement.eight import Change, bands, changed, counted, false_alarms, textbook
from tidegate.evaluation.displacement.judging import Judged, judged
from tidegate.evaluation.displacement.trying import checks
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.panel import Panel

Part = Literal["local", "displacement", "total"]

_WHERE = {
    "local": "at all treated places together",
    "displacement": "around all treated places together",
    "total": "at and around all treated places together",
}

RESTS_ON = (
    "Without the measure the treated places would have changed as much as the places drawn for comparison, which had "
    "as many incidents before.",
    "What lies beyond the rings and areas that were counted was not touched by the measure.",
    "Incidents are recorded as before: neither the measure nor anything else at its start changed what is reported.",
)


@dataclass(frozen=True)
class WddOptions:
    """What is estimated.

    Args:
        part: Which difference is the estimate: at the treated places, around them, or both together. All three stand
            in the table `parts`. The total carries the noise of the whole surroundings, often many times that of the
            places themselves; so the places are asked first.
        comparing: How the treated set is compared.
        level: Coverage of the intervals.
    """

    part: Part = "local"
    comparing: Comparing = field(default_factory=Comparing)
    level: float = 0.95


def estimate_wdd(panel: Panel, outcome: str, *, options: WddOptions, seed: int) -> Effect:
    """Estimate the weighted displacement difference.

    Args:
        panel: The panel; needs `points` where rings are asked for.
        outcome: Name of the outcome, a count.
        options: What is estimated, and how.
        seed: Seed of the draws.
    Returns:
        The effect in incidents of all treated places together (or of what lies around them) over the time after.
        Its tables are `parts` (local, displacement and total, each with both intervals), `rings` (the same for each
        ring or named area), `counts` (the eight counts, averaged over the draws) and `draws` (the change at each draw
        of comparison places).
    Raises:
        PanelError: The panel cannot answer.
        EvaluationError: What is asked for needs rings or areas, and there are none.
    Source:
        Wheeler and Ratcliffe (2018), Crime Science 7, 11, doi:10.1186/s40163-018-0085-5, for the difference and its
        textbook interval; the p value and the interval by permutation as in `judging.judged`.
    """
    compared = compare(panel, outcome, options.comparing, seed=seed)
    return told(compared, panel, outcome, options)


def told(compared: Compared, panel: Panel, outcome: str, options: WddOptions) -> Effect:
    """Make an effect of a comparison that was counted.

    Args:
        compared: The comparison.
        panel: The panel.
        outcome: Name of the outcome.
        options: What is estimated.
    Returns:
        The effect, as `estimate_wdd` gives it.
    """
    changes = changed(compared)
    part = options.part
    if part not in changes:
        raise EvaluationError(
            where="displacement", what=f"the {part} difference is asked for, and there is nothing around the places",
            mend="give edges of rings or named areas, or ask for the local difference",
        )  # fmt: skip
    parts = {
        name: judged(change.found, change.null, gone=change.gone, level=options.level, sets=compared.sets)
        for name, change in changes.items()
    }
    mine, times = parts[part], compared.times
    ordinary, alarms = textbook(compared, options.level), false_alarms(compared, part, level=options.level)
    observed = changes[part].observed
    return Effect(
        outcome=outcome,
        method="wdd",
        scale="difference",
        per=f"incidents {_WHERE[part]} over {times.after} periods",
        value=mine.value,
        low=mine.low,
        high=mine.high,
        level=options.level,
        p=mine.p,
        p_by="permutation",
        without=observed - mine.value,
        observed=observed,
        treated=len(times.treated),
        comparison=compared.pool,
        before=times.before,
        after=times.after,
        tables={
            "parts": _parts(parts, changes, ordinary),
            "rings": _judged_table(
                "around",
                {
                    name: (c, judged(c.found, c.null, gone=c.gone, level=options.level, sets=compared.sets))
                    for name, c in bands(compared)
                },
            ),
            "counts": counted(compared),
            "draws": pa.table({name: change.beside for name, change in changes.items()}),
        },
        checks=checks(compared, panel, part, mine, alarms, level=options.level),
        rests_on=RESTS_ON,
        warnings=compared.warnings,
    )


def _parts(parts: dict[str, Judged], changes: dict[str, Change], ordinary: WeightedDifference) -> pa.Table:
    """Show the parts with both intervals, the textbook one told as what it is."""
    of_part: dict[str, Difference | None] = {
        "local": ordinary.local, "displacement": ordinary.displacement, "total": ordinary.total,
    }  # fmt: skip
    shown = _judged_table("part", {name: (changes[name], one) for name, one in parts.items()})
    books = [of_part[name] for name in parts]
    for column in ("value", "se", "low", "high"):
        # A first draw with nothing around it has no textbook difference there.
        values = [None if book is None else getattr(book, column) for book in books]
        shown = shown.append_column(f"textbook_{column}", pa.array(values, pa.float64()))
    return shown


def _judged_table(first: str, rows: dict[str, tuple[Change, Judged]]) -> pa.Table:
    """Lay judged changes out, one per row; `detectable` is the change that would be shown in four of five cases."""
    columns: dict[str, list[float]] = {
        "value": [j.value for _, j in rows.values()],
        "low": [j.low for _, j in rows.values()],
        "high": [j.high for _, j in rows.values()],
        "p": [j.p for _, j in rows.values()],
        "detectable": [j.detectable for _, j in rows.values()],
        "before": [c.before for c, _ in rows.values()],
        "observed": [c.observed for c, _ in rows.values()],
        "without": [c.observed - j.value for c, j in rows.values()],
    }
    return pa.table(
        {first: pa.array(list(rows), pa.string()), **{n: pa.array(v, pa.float64()) for n, v in columns.items()}}
    )
