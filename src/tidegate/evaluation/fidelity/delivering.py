"""From what was planned to what was delivered: what the effect would be for a whole dose.

The estimate by intention to treat compares the units as they were planned, and needs nothing but the plan. Divided by
the difference in dose that the plan made, it tells what a full dose does, if the plan acts through the dose alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm

from tidegate.evaluation.effect import Effect
from tidegate.evaluation.fidelity.following import Fidelity
from tidegate.evaluation.panel import Floats

_WEAK = 10.0
"""F of the dose on the plan below which a ratio is called weak (Staiger and Stock 1997, doi:10.2307/2171753)."""

_HALF = 0.5


@dataclass(frozen=True)
class AsDelivered:
    """An effect by intention to treat, and what it means for a full dose.

    Args:
        planned: The effect by intention to treat, as it came in.
        delivered: The effect of a full dose, on the same scale; None where the doses do not allow it.
        dose: Mean dose of the units with a plan, 1 for all of it.
        dose_elsewhere: Mean dose of the comparison.
        low: Lower end of the difference in dose.
        high: Upper end.
        says: One sentence.
    """

    planned: Effect
    delivered: Effect | None
    dose: float
    dose_elsewhere: float
    low: float
    high: float
    says: str


def as_delivered(planned: Effect, fidelity: Fidelity, *, comparison: Sequence[str]) -> AsDelivered:
    """Scale an effect by intention to treat to a full dose (Bloom; with a dose in the comparison, Wald).

    Args:
        planned: The effect, estimated with `Fidelity.planned_starts`.
        fidelity: What was done.
        comparison: Units it was compared with; those of which nothing was written down got none.
    Returns:
        The effect of a full dose. Its interval is Fieller's, with the spread of the dose between units in it; its p
        value is that of the plan, for without a difference there is nothing to divide. A ratio is scaled on its
        logarithm.
    Source:
        Bloom (1984), Evaluation Review 8, 225-246, doi:10.1177/0193841X8400800205; Angrist, Imbens and Rubin (1996),
        JASA 91, 444-455, doi:10.1080/01621459.1996.10476902; Fieller (1954), J R Stat Soc B 16, 175-185; with ends
        that are not even, Zou and Donner (2008), Statistics in Medicine 27, 1693-1702, doi:10.1002/sim.3095.
    """
    with_plan = sorted(unit for unit, start in fidelity.planned_starts.items() if start is not None)
    got = np.array([fidelity.doses[u] for u in with_plan if np.isfinite(fidelity.doses.get(u, np.nan))])
    elsewhere = np.array([fidelity.doses.get(unit, 0.0) for unit in comparison if unit not in with_plan])
    if not len(got):
        return AsDelivered(planned, None, np.nan, np.nan, np.nan, np.nan, "No dose was reported.")
    dose, beside = float(got.mean()), float(elsewhere.mean()) if len(elsewhere) else 0.0
    spread = float(np.sqrt(_variance(got) + _variance(elsewhere)))
    reach = spread * float(norm.ppf(0.5 + planned.level / 2))
    apart, low, high = dose - beside, dose - beside - reach, dose - beside + reach
    if not (low > 0 and np.isfinite([planned.low, planned.value, planned.high]).all()):
        says = (
            f"The plan brought {dose:.0%} of its dose, the comparison had {beside:.0%}: too little apart to say what a"
            " full dose would do."
        )
        return AsDelivered(planned, None, dose, beside, low, high, says)
    full = _scaled(planned, (apart, reach))
    caution = _cautions(len(got), apart, spread)
    delivered = replace(
        full, path=(), se=None, without=None, observed=None,
        rests_on=(*planned.rests_on, *_RESTS_ON), warnings=(*planned.warnings, *caution),
    )  # fmt: skip
    says = (
        f"The plan brought {dose:.0%} of its dose, the comparison had {beside:.0%}; for a full dose the effect would be"
        f" {full.value:.3g} ({full.low:.3g} to {full.high:.3g}) in place of {planned.value:.3g}."
    )
    return AsDelivered(planned, delivered, dose, beside, low, high, says)


def _three(values: Floats) -> tuple[float, float, float]:
    low, value, high = values.tolist()
    return low, value, high


def _variance(doses: Floats) -> float:
    return float(doses.var(ddof=1)) / len(doses) if len(doses) > 1 else 0.0


def _scaled(planned: Effect, dose: tuple[float, float]) -> Effect:
    ends = np.array([planned.low, planned.value, planned.high])
    if planned.scale == "ratio":
        low, value, high = fieller(*_three(np.log(ends)), *dose)
        return replace(planned, low=float(np.exp(low)), value=float(np.exp(value)), high=float(np.exp(high)))
    low, value, high = fieller(*_three(ends), *dose)
    return replace(planned, low=low, value=value, high=high)


def fieller(low: float, value: float, high: float, by: float, reach: float) -> tuple[float, float, float]:
    """Interval of a quotient of two estimates that do not depend on each other.

    Args:
        low: Lower end of the dividend.
        value: The dividend.
        high: Its upper end.
        by: The divisor.
        reach: Half the width of its interval, less than the divisor.
    Returns:
        Lower end, quotient, upper end.
    Raises:
        ValueError: The divisor's interval holds nought, so the quotient has no bound.
    Example:
        >>> fieller(-3.0, -2.0, -1.0, 0.5, 0.0)
        (-6.0, -4.0, -2.0)
    """
    if not 0 <= reach < by:
        raise ValueError(f"divisor is {by} give or take {reach}: it must be above nought for certain")
    if value < 0:
        mirrored = fieller(-high, -value, -low, by, reach)
        return -mirrored[2], -mirrored[1], -mirrored[0]
    base = by**2 - reach**2

    def end(width: float, side: int) -> float:
        inner = (value * by) ** 2 - (value**2 - width**2) * base
        return float((value * by + side * np.sqrt(max(inner, 0.0))) / base)

    return end(value - low, -1), value / by, end(high - value, 1)


_RESTS_ON = (
    "The plan acts through the dose alone: being planned, without a deed, changes nothing.",
    "Half a dose has half the effect (for a ratio, on its logarithm).",
    "No unit did less because it was planned.",
    "The effect of a full dose is that of the units whose dose followed the plan, and need not be that of the others.",
    "The spread of the dose is taken as not bound to that of the outcome.",
)


def _cautions(units: int, apart: float, spread: float) -> tuple[str, ...]:
    found = []
    if apart < _HALF:
        found.append(f"Only {apart:.0%} of a dose parts the units: more than half of what is told is extrapolated.")
    if units < 2:
        found.append("One unit had a plan: its dose is taken as exact.")
    if spread > 0 and (apart / spread) ** 2 < _WEAK:
        found.append("The dose varies so much between units that the quotient is weak; trust the plan's own effect.")
    return tuple(found)
