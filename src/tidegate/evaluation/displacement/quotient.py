"""The weighted displacement quotient: what share of the change at the treated places came or went around them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.errors import EvaluationError
from tidegate.evaluation.displacement.comparing import Compared, Comparing, compare
from tidegate.evaluation.displacement.counts import Pair
from tidegate.evaluation.displacement.tallies import shares_of_ring
from tidegate.evaluation.panel import Panel

Floats = npt.NDArray[np.float64]

MEANINGLESS = "It says nothing: at the treated places it did not fall against the comparison."
_NOUGHT = "This is not shown to be other than no displacement: its interval holds 0."


@dataclass(frozen=True)
class Quotient:
    """A weighted displacement quotient and what belongs to it.

    Args:
        gross: Gross effect, incidents before less incidents after at the treated places.
        net: Net effect, the same as shares of the comparison; above 0 is a fall.
        success: Success measure, the net effect with its sign turned; below 0 is a fall.
        buffer: Buffer measure, how the share around the treated places changed; above 0 is a rise.
        wdq: The quotient of buffer and success measure; None where the success measure is 0.
        total_net: Total net effect, incidents prevented at and around the treated places.
        says: What the quotient means, in words.
    """

    gross: float
    net: float
    success: float
    buffer: float
    wdq: float | None
    total_net: float
    says: str


@dataclass(frozen=True)
class Estimated:
    """A quotient of a panel with its intervals.

    Args:
        quotient: The quotient, beside the mean of the drawn comparison places.
        low: Lower end of the interval of the quotient; not a number where it can mean nothing.
        high: Upper end.
        success: Interval of the success measure.
        total_net: Interval of the total net effect.
        meaningful: Share of the resamples with a success measure below 0.
        level: Coverage of the intervals.
        counts: Treated places, ring, comparison places, before and after.
        draws: Resamples, with columns `success`, `buffer`, `wdq`, `total_net`.
        rests_on: What must be true for it to mean what it says.
        warnings: What a reader must know before using it.
    """

    quotient: Quotient
    low: float
    high: float
    success: Pair
    total_net: Pair
    meaningful: float
    level: float
    counts: pa.Table
    draws: pa.Table
    rests_on: tuple[str, ...]
    warnings: tuple[str, ...]


def quotient_table(found: Estimated) -> pa.Table:
    """Lay a quotient out as a table for a report.

    Args:
        found: The quotient of a panel.
    Returns:
        Columns `what`, `value`, `low`, `high`, `says`; intervals are not numbers where there is none.
    """
    nan, one = float("nan"), found.quotient
    rows = (
        ("gross effect", one.gross, nan, nan, "incidents before less incidents after, at the places"),
        (
            "net effect",
            one.net,
            *sorted((-found.success[0], -found.success[1])),
            "the same as shares of the comparison",
        ),
        ("displacement quotient", nan if one.wdq is None else one.wdq, found.low, found.high, one.says),
        ("total net effect", one.total_net, *found.total_net, "incidents prevented, at the places and around them"),
    )
    return pa.table(dict(zip(("what", "value", "low", "high", "says"), zip(*rows, strict=True), strict=True)))


def weighted_displacement_quotient(treated: Pair, around: Pair, comparison: Pair) -> Quotient:
    """Compare three pairs of counts.

    Args:
        treated: Incidents at the treated places, before and after.
        around: Incidents around them.
        comparison: Incidents at the comparison places, above 0.
    Returns:
        The quotient and its parts; its words say when it means nothing.
    Raises:
        EvaluationError: The comparison places had no incident before or after, so that nothing can be divided by them.
        ValueError: A count is negative or not a number.
    Source:
        Bowers and Johnson (2003), J Quant Criminol 19, 275-301, doi:10.1023/A:1024909009240; Guerette (2009), Analyzing
        Crime Displacement and Diffusion, Problem-Oriented Guides for Police, appendices B (formulas) and C (meaning).
    Example:
        >>> found = weighted_displacement_quotient((100, 50), (100, 150), (100, 100))
        >>> found.wdq, found.total_net
        (-1.0, 0.0)
    """
    if not all(np.isfinite(n) and n >= 0 for n in (*treated, *around, *comparison)):
        raise ValueError("a count is negative or not a number: give counts of incidents, 0 or more")
    before, after = comparison
    if not (before and after):
        raise EvaluationError(
            where="comparison",
            what=f"it had {before:g} incidents before and {after:g} after, and nothing can be divided by 0",
            mend="take more comparison places or a longer time, or use the weighted displacement difference",
        )
    success = treated[1] / after - treated[0] / before
    buffer = around[1] / after - around[0] / before
    wdq = buffer / success if success else None
    kept = after / before
    total = (treated[0] * kept - treated[1]) + (around[0] * kept - around[1])
    return Quotient(treated[0] - treated[1], -success, success, buffer, wdq, total, meaning(success, wdq))


def meaning(success: float, wdq: float | None) -> str:
    """Say what a quotient means.

    Args:
        success: The success measure.
        wdq: The quotient.
    Returns:
        One sentence.
    Source:
        Guerette (2009), appendix C; Bowers and Johnson (2003), table 1.
    Example:
        >>> meaning(-0.5, 0.26)
        'Benefits spread to the surroundings, by less than the fall at the places themselves.'
    """
    if wdq is None or success >= 0:
        return MEANINGLESS
    if wdq > 1:
        return "Benefits spread to the surroundings, by more than the fall at the places themselves."
    if wdq == 1:
        return "Benefits spread to the surroundings, by as much as the fall at the places themselves."
    if wdq > 0:
        return "Benefits spread to the surroundings, by less than the fall at the places themselves."
    if wdq == 0:
        return "Neither displacement nor diffusion: the surroundings went with the comparison."
    if wdq > -1:
        return "Some of it moved to the surroundings, less than the fall at the places themselves."
    if wdq == -1:
        return "As much moved to the surroundings as fell at the places themselves: nothing was gained."
    return "More moved to the surroundings than fell at the places themselves: things got worse."


def estimate_wdq(
    panel: Panel, outcome: str, *, comparing: Comparing, seed: int, resamples: int = 999, level: float = 0.95
) -> Estimated:
    """Estimate the quotient of a panel.

    Treated places are drawn again with what lies around them, and with each such sample one set of comparison places:
    the interval holds the chance in both.

    Args:
        panel: The panel with `points`.
        outcome: Name of the outcome, a count.
        comparing: How the treated set is compared; rings are needed.
        seed: Seed of the draws.
        resamples: Number of resamples.
        level: Coverage of the intervals.
    Returns:
        The quotient with its intervals and its words.
    Raises:
        PanelError: The panel cannot answer.
        EvaluationError: There are no rings, or the comparison places had no incident.
    """
    if not comparing.rings_m:
        raise EvaluationError(
            where="displacement", what="a quotient is asked for without rings", mend="give the edges of rings in metres"
        )
    compared = compare(panel, outcome, comparing, seed=seed)
    per_place, comparison = _per_place(compared), _pairs(compared, compared.beside.local)
    both, mean = per_place.sum(axis=0), comparison.mean(axis=0)
    quotient = weighted_displacement_quotient(_pair(both[:2]), _pair(both[2:]), _pair(mean))
    rng = np.random.default_rng([seed, 1])
    picked = rng.multinomial(len(per_place), np.full(len(per_place), 1 / len(per_place)), size=resamples)
    again = picked @ per_place
    beside = comparison[rng.integers(0, len(comparison), resamples)]
    success, buffer, wdq, total = _quotients(again, beside)
    ends = [(1 - level) / 2, (1 + level) / 2]
    of_success, of_total = _ends(success, ends), _ends(total, ends)
    falls = float((success < 0).mean())
    # A quotient over a denominator that may be nought or of either sign has no interval that holds anything.
    low, high = _ends(wdq, ends) if of_success[1] < 0 else (float("nan"), float("nan"))
    warnings = compared.warnings
    if of_success[1] >= 0:
        warnings += (
            f"The quotient has no interval: in {1 - falls:.0%} of the resamples the treated places did not fall "
            "against the comparison, and then it means nothing.",
        )
    elif low <= 0 <= high:
        warnings += (_NOUGHT,)
    counts = pa.table(
        {
            "where": ["treated places", "around them", "comparison places, mean of draws"],
            "before": [both[0], both[2], mean[0]],
            "after": [both[1], both[3], mean[1]],
        }
    )
    draws = pa.table({"success": success, "buffer": buffer, "wdq": wdq, "total_net": total})
    return Estimated(
        quotient, low, high, of_success, of_total, falls, level, counts, draws, RESTS_ON, warnings
    )  # fmt: skip


RESTS_ON = (
    "Without the measure the treated places and what lies around them would have changed by the same share as the "
    "comparison places.",
    "What lies beyond the rings was not touched by the measure.",
)


def _pair(values: Floats) -> Pair:
    return float(values[0]), float(values[1])


def _per_place(compared: Compared) -> Floats:
    """Before and after at each treated place, and around it as far as that is its own."""
    columns = [compared.names.index("before"), compared.names.index("after")]
    times = compared.times
    ring = shares_of_ring(times.treated, times.start_of, compared.quantities, rings=compared.rings, clean=compared.near)
    own = compared.quantities[columns][:, times.start_of, times.treated].T
    return np.concatenate([own, ring[:, columns]], axis=1)


def _pairs(compared: Compared, sums: Floats) -> Floats:
    found: Floats = sums[:, [compared.names.index("before"), compared.names.index("after")]]
    return found


def _quotients(counts: Floats, comparison: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        before, after = comparison.T
        success = counts[:, 1] / after - counts[:, 0] / before
        buffer = counts[:, 3] / after - counts[:, 2] / before
        kept = after / before
        total = counts[:, 0] * kept - counts[:, 1] + counts[:, 2] * kept - counts[:, 3]
        return success, buffer, buffer / success, total


def _ends(values: Floats, ends: list[float]) -> Pair:
    known = values[np.isfinite(values)]
    low, high = np.quantile(known, ends) if len(known) else (np.nan, np.nan)
    return float(low), float(high)
