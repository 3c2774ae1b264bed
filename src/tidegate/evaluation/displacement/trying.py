"""What is tried against a weighted displacement difference."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.evaluation.displacement.comparing import Compared
from tidegate.evaluation.displacement.eight import Alarms, changed
from tidegate.evaluation.displacement.judging import Judged, judged
from tidegate.evaluation.displacement.tallies import shares_of_ring
from tidegate.evaluation.effect import Check, CheckKind
from tidegate.evaluation.panel import Panel

Floats = npt.NDArray[np.float64]

BLURRED = 0.5
"""With more than half of what lies around shared by several places, most of it cannot be laid to any one."""

UNLIKE = 0.25
"""Largest distance of levels before, in standard deviations of the places (Stuart 2010, doi:10.1214/09-STS313)."""


def checks(
    compared: Compared, panel: Panel, part: str, mine: Judged, alarms: Alarms, *, level: float
) -> tuple[Check, ...]:
    """Try what can be tried against a difference.

    Args:
        compared: The comparison.
        panel: The panel.
        part: `local`, `displacement` or `total`.
        mine: The estimate.
        alarms: How often the textbook interval would have called it an effect, here and elsewhere.
        level: Coverage of the interval.
    Returns:
        The trend before the start, a start where there was none, other places, without each place, likeness before,
        overlap and redraws, in that order.
    """
    return (
        _before(compared, part, level, "pre-trend", "the trend before the start", ("late", "early")),
        _before(compared, part, level, "placebo in time", "a start where there was none", ("ago", "long_ago")),
        _elsewhere(mine, alarms, level),
        _without_each(compared, panel, part, mine),
        _likeness(compared),
        _overlap(compared, part),
        _redraws(compared, part, mine, alarms, level),
    )


def _before(
    compared: Compared, part: str, level: float, kind: CheckKind, name: str, times: Sequence[str]
) -> Check:  # fmt: skip
    late, early = times
    if late not in compared.names:
        return Check(kind, name, None, "The data do not reach far enough back to try this.")
    change = changed(compared, late, early)[part]
    found = judged(change.found, change.null, level=level, sets=compared.sets)
    said = {
        "late": "From the first to the second half of the time before the start",
        "ago": "In a comparison as long as the real one that ends when the measure began",
    }[late]
    # The looks at the time before are one family: a sound comparison is turned down in one of twenty, not in two.
    least = (1 - level) / (1 + ("ago" in compared.names))
    holds = found.p >= least
    says = (
        f"{said} the treated places moved away from the comparison by {found.value:.1f} incidents (p = {found.p:.3f})."
    )
    return Check(kind, name, holds, says, figure=found.p, least=least)


def _elsewhere(mine: Judged, alarms: Alarms, level: float) -> Check:
    says = (
        f"{mine.draws} sets of places like the treated were drawn; so far from the comparison lies such a set with a "
        f"chance of p = {mine.p:.3f}. The textbook interval would have called {alarms.elsewhere:.0%} of them an effect."
    )
    holds = mine.p < 1 - level if _claimed(mine) else None
    return Check("placebo in place", "other places", holds, says, figure=mine.p, least=1 - level)


def _claimed(mine: Judged) -> bool:
    """Whether the interval leaves no difference out, so that there is a claim to be tried."""
    return not mine.low <= 0 <= mine.high


def _without_each(compared: Compared, panel: Panel, part: str, mine: Judged) -> Check:
    """Leave out each treated place with its share of what lies around it."""
    times, names = compared.times, compared.names
    n = len(times.treated)
    if n < 2:
        return Check("leave one out", "without each place", None, "There is one treated place alone.")
    if part != "local" and compared.rings is None:
        return Check("leave one out", "without each place", None, "Named areas belong to no one place.")
    after, before = names.index("after"), names.index("before")
    shift = compared.quantities[after] - compared.quantities[before]
    weight = np.zeros(n)
    if part != "displacement":
        usual = shift[times.start_of[None, :], compared.drawn.places].mean(axis=0)
        weight += shift[times.start_of, times.treated] - usual
    if part != "local":
        ring = shares_of_ring(
            times.treated, times.start_of, compared.quantities, rings=compared.rings, clean=compared.near
        )
        moved = changed(compared)["displacement"].beside
        usual = np.nanmean(moved) * ring[:, 0] / max(ring[:, 0].sum(), 1.0)
        weight += ring[:, after] - ring[:, before] - usual
    left = mine.value - weight
    rows = pa.table({"unit": [panel.units[u] for u in times.treated], "value": left})
    low, high = float(left.min()), float(left.max())
    holds = bool((np.sign(left) == np.sign(mine.value)).all()) if _claimed(mine) else None
    says = f"Without any one of the {n} places the estimate lies between {low:.1f} and {high:.1f}."
    return Check(
        "leave one out", "without each place", holds, says, figure=min(low, high, key=abs), least=0.0, table=rows
    )


def _likeness(compared: Compared) -> Check:
    """Hold what the treated places had before against what the drawn ones had."""
    times, names = compared.times, compared.names
    levels = compared.quantities[names.index("before")]
    own = levels[times.start_of, times.treated]
    drawn = levels[times.start_of[None, :], compared.drawn.places]
    spread = float(drawn.std())
    apart = abs(float(own.mean() - drawn.mean())) / spread if spread else 0.0
    says = (
        f"In the time before, the treated places had {own.mean():.2f} incidents each, those drawn for comparison "
        f"{drawn.mean():.2f} ({apart:.2f} standard deviations apart)."
    )
    return Check("fit", "as much before", apart <= UNLIKE, says, figure=apart, least=UNLIKE)


def _overlap(compared: Compared, part: str) -> Check:
    """Tell what lies around several places, and whether the comparison was kept apart from it."""
    found = compared.overlap
    if found is None:
        return Check("overlap", "overlap of rings", None, "No rings were counted, so none overlap.")
    share = found.shared / found.ring_units if found.ring_units else 0.0
    says = (
        f"Of {found.ring_units} units around the treated places {found.shared} ({share:.0%}) lie around more than one, "
        f"each counted once; {found.treated_in_rings} treated units lie in the ring of another; the rings of "
        f"{found.rings_met} untreated units meet a treated unit or its ring."
    )
    if not compared.apart:
        return Check("overlap", "overlap of rings", None, f"{says} They could not be left out.", share, BLURRED)
    holds = part == "local" or share <= BLURRED
    return Check("overlap", "overlap of rings", holds, says, figure=share, least=BLURRED)


def _redraws(compared: Compared, part: str, mine: Judged, alarms: Alarms, level: float) -> Check:
    """Ask whether the conclusion hangs on which places were drawn."""
    change = changed(compared)[part]
    single = change.found - change.beside[np.isfinite(change.beside)]
    if len(single) < 2:
        return Check("redraws", "other draws of the comparison places", None, "Comparison places were drawn once only.")
    halves = [judged(change.found, change.null[half::2], level=level).p < 1 - level for half in (0, 1)]
    low, high = np.quantile(single, [0.025, 0.975])
    same = float((np.sign(single) == np.sign(mine.value)).mean())
    says = (
        f"Beside one draw of the comparison places alone the estimate would lie between {low:.1f} and {high:.1f} in 95 "
        f"% of {len(single)} draws, on the same side of nought in {same:.0%}, and the textbook interval would leave "
        f"nought out in {alarms.here:.0%}; half of the draws and the other half "
        + ("lead to the same conclusion." if halves[0] == halves[1] else "lead to different conclusions.")
    )
    return Check("redraws", "other draws of the comparison places", halves[0] == halves[1], says, figure=same)
