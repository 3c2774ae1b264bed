"""Placebos as checks: a start that never was, and places that never had the measure."""

import numpy as np
import pyarrow as pa

from tidegate.evaluation.effect import Check
from tidegate.evaluation.panel import Floats

BORDER = 0.05
"""P value below which a placebo is taken to show what it should not."""


def time_check(value: float, low: float, high: float, p: float) -> Check:
    """Judge a start that never was.

    Args:
        value: Estimate of the pretended effect.
        low: Low end of its interval.
        high: High end.
        p: P value of no effect.
    Returns:
        The check; it holds where nothing is found.
    Example:
        >>> time_check(-0.1, -1.0, 0.8, 0.8).holds
        True
    """
    found = "finds an effect that cannot be" if p < BORDER else "finds nothing, as it should"
    return Check(
        "placebo in time",
        "A start that never was",
        p >= BORDER,
        f"With the start moved into the time before it, the method {found} ({value:.3g}, p {p:.3f}).",
        p,
        BORDER,
        pa.table({"value": [value], "low": [low], "high": [high], "p": [p]}),
    )


def no_time_check() -> Check:
    """Say that a start could not be moved."""
    return Check(
        "placebo in time",
        "A start that never was",
        None,
        "There are fewer than four periods before the start, too few to move it there.",
    )


def place_check(value: float, draws: Floats, p: float, *, claimed: bool, level: float) -> Check:
    """Judge an estimate by those of other places.

    Args:
        value: The estimate.
        draws: Estimates with the starts given to other units, on its scale.
        p: Share of assignments that reach as far.
        claimed: Whether the method's own interval leaves no effect out.
        level: Its coverage.
    Returns:
        The check; it fails only where the method claims an effect that other places reach as well.
    Example:
        >>> place_check(-3.0, np.array([-3.5, 1.0, 2.0]), 0.5, claimed=True, level=0.95).holds
        False
    """
    reach = "as far" if p >= 1 - level else "hardly ever as far"
    quantiles = [0.0, 0.025, 0.25, 0.5, 0.75, 0.975, 1.0]
    table = pa.table({"share": quantiles, "estimate": np.quantile(draws, quantiles)})
    return Check(
        "placebo in place",
        "Other places given the starts",
        not (claimed and p >= 1 - level),
        f"In {len(draws)} other assignments of the starts chance reaches {reach}: p {p:.3f} for {value:.3g}.",
        p,
        1 - level,
        table,
    )


def no_place_check() -> Check:
    """Say that no draws were asked for."""
    return Check(
        "placebo in place",
        "Other places given the starts",
        None,
        "No other assignments of the starts were tried, because none were asked for.",
    )
