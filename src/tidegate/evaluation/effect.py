"""An effect as a value: an estimate with its interval, what it rests on, what was tried against it, and its warnings.

No method returns a bare number. Whoever tells an effect (a sentence, a report, an evidence card) reads it from here
and from nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pyarrow as pa

Scale = Literal["difference", "ratio"]
CheckKind = Literal[
    "pre-trend", "placebo in time", "placebo in place", "leave one out", "sensitivity", "fit", "series", "overlap",
    "redraws", "data",
]  # fmt: skip


@dataclass(frozen=True)
class Check:
    """One thing that was tried against an estimate.

    Args:
        kind: What was tried.
        name: Its name, in words.
        holds: Whether the estimate stood it; None where it could not be tried.
        says: One sentence with the figure, in plain words; where it could not be tried, why.
        figure: The figure on which it was judged, such as a p value.
        least: The border it was judged by.
        table: Rows behind it; None where there are none.
    """

    kind: CheckKind
    name: str
    holds: bool | None
    says: str
    figure: float | None = None
    least: float | None = None
    table: pa.Table | None = None


@dataclass(frozen=True)
class Point:
    """The effect at one distance in time from the start.

    Args:
        at: Periods since the start; below 0 before it.
        value: The effect, on the scale of its estimate.
        low: Lower end of its interval; not a number where none can be told.
        high: Upper end.
        units: How many treated units it rests on.
    """

    at: int
    value: float
    low: float
    high: float
    units: int = 0


@dataclass(frozen=True)
class Effect:
    """What a measure did to one outcome, as one method sees it.

    Args:
        outcome: Name of the outcome.
        method: Id of the method, as the plan names it.
        scale: `difference` (per unit and period unless `per` says otherwise; 0 is no effect) or `ratio` (1 is none).
        per: What one unit of a difference counts, such as `incidents per unit and month`.
        value: The estimate.
        low: Lower end of the interval.
        high: Upper end.
        level: Coverage of the interval.
        p: p value of no effect, two-sided; None where the method has none.
        p_by: How it was come by: `normal`, `t`, `permutation`, `exact`.
        se: Standard error on the scale of the model; None where there is none.
        without: What the treated units would have had without the measure, in the same unit as a difference, so that
            a share can be told; None where the method does not say.
        observed: What they had.
        treated: Number of treated units.
        comparison: Number of comparison units.
        before: Number of periods before the (first) start.
        after: Number of periods from it on.
        path: The effect by time since the start, in order; empty where the method has none.
        tables: Tables behind it by name, such as `group_time`, `weights`, `decomposition`, `series`.
        checks: What was tried against it.
        rests_on: What must be true for it to mean what it says, one sentence each.
        warnings: What a reader must know before using it, one sentence each; loud in every report.
    """

    outcome: str
    method: str
    scale: Scale
    per: str
    value: float
    low: float
    high: float
    level: float = 0.95
    p: float | None = None
    p_by: str = ""
    se: float | None = None
    without: float | None = None
    observed: float | None = None
    treated: int = 0
    comparison: int = 0
    before: int = 0
    after: int = 0
    path: tuple[Point, ...] = ()
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    rests_on: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def none(self) -> float:
        """The value that means no effect."""
        return 1.0 if self.scale == "ratio" else 0.0

    @property
    def includes_none(self) -> bool:
        """Whether the interval leaves room for no effect at all, or could not be told."""
        return not (np.isfinite(self.low) and np.isfinite(self.high)) or self.low <= self.none <= self.high

    @property
    def broken(self) -> tuple[Check, ...]:
        """The checks that the estimate did not stand."""
        return tuple(check for check in self.checks if check.holds is False)

    @property
    def shown(self) -> bool:
        """Whether an effect was shown: the interval leaves none out, a p value agrees, and no check broke."""
        agrees = self.p is None or self.p < 1 - self.level
        return not self.includes_none and agrees and not self.broken

    @property
    def share(self) -> tuple[float, float, float] | None:
        """The effect as a share of what would have been, with its interval; None where that cannot be told."""
        if self.scale == "ratio":
            return self.value - 1, self.low - 1, self.high - 1
        if self.without is None or not np.isfinite(self.without) or self.without <= 0:
            return None
        return self.value / self.without, self.low / self.without, self.high / self.without
