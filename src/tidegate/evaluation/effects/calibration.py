"""Weights for many small places that make their sums match those of the treated ones exactly, and stay near equal.

The weights minimise the sum of squared relative changes from equal weights, are never below nought, and meet linear
constraints. The dual of that problem is smooth but for kinks and has one number per constraint; Newton's method with
a line search solves it in a dozen steps whatever the number of places.
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from tidegate.evaluation.panel import Floats

NEAR = 1e-9
"""Largest miss of a constraint, as a share of its size, that counts as met."""

FAR = 0.01
"""Miss beside which an exact answer is not looked for: the penalty is too small to leave so much undone itself."""

LESS = (1e5, 1e3, 3e1, 1.0)
"""Multiples of the penalty that are gone through."""

MOST = 200
"""Newton steps at most."""


@dataclass(frozen=True)
class Calibrated:
    """Weights and how well they meet what was asked.

    Args:
        weights: One per place, 0 or more.
        missed: For each constraint, what the weighted sum lacks or has too much, as a share of the constraint's size.
        exact: Whether all constraints are met.
        steps: Number of Newton steps.
    """

    weights: Floats
    missed: Floats
    exact: bool
    steps: int


def calibrate(places: Floats, goal: Floats, *, start: float) -> Calibrated:
    """Find the weights nearest to equal ones under which the places' sums meet a goal.

    Where no weights of 0 or more meet it, those that come nearest by least squares are given, each constraint counted
    in units of its size.

    Args:
        places: What is matched, shape (places, constraints); a column of ones matches the count.
        goal: The sums to be met.
        start: Equal weight from which changes are counted, above 0.
    Source:
        Deville and Saerndal (1992), JASA 87, 376-382, doi:10.1080/01621459.1992.10475217; for crime in small places
        Robbins, Saunders and Kilmer (2017), JASA 112, 109-126, doi:10.1080/01621459.2016.1213634.
    Example:
        >>> found = calibrate(np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]), np.array([3.0, 4.5]), start=1.0)
        >>> found.weights.round(2).tolist(), found.exact
        ([0.25, 1.0, 1.75], True)
    """
    size = np.maximum(np.abs(goal), np.sqrt((places**2).sum(axis=0)) * start)
    size = np.where(size > 0, size, 1.0)
    rows = np.ascontiguousarray((places / size).T)
    aim = goal / size
    # The penalty is so small that the sum of squared misses leads and nearness to equal weights only breaks ties.
    slack = 1e-6 * start * float((rows**2).sum()) / len(aim)
    # A large one at first, then less and less: each answer is near the next, where a cold start would creep from kink
    # to kink.
    price, steps = np.zeros(len(aim)), 0
    for less in LESS:
        nearly, price, more = _newton(rows, aim, start, less * slack, price)
        steps += more
    missed = rows @ nearly - aim
    if np.abs(missed).max() > FAR:
        return Calibrated(nearly, missed, False, steps)
    weights, _, more = _newton(rows, aim, start, 0.0, price)
    exactly = rows @ weights - aim
    if np.abs(exactly).max() <= NEAR:
        return Calibrated(weights, exactly, True, steps + more)
    return Calibrated(nearly, missed, bool(np.abs(missed).max() <= 1e-6), steps + more)


def _newton(rows: Floats, aim: Floats, start: float, slack: float, price: Floats) -> tuple[Floats, Floats, int]:
    """Climb the dual from a price of each constraint; give weights, prices and the number of steps."""

    def weigh(at: Floats) -> tuple[Floats, float]:
        weights: Floats = np.maximum(start * (1.0 + at @ rows), 0.0)
        return weights, float(at @ aim - weights @ weights / (2 * start) - slack * (at @ at) / 2)

    weights, height = weigh(price)
    step = 0
    for step in range(1, MOST + 1):  # noqa: B007 - the number of steps is told
        slope = aim - rows @ weights - slack * price
        # With a penalty prices are so large that rounding leaves no more digits than these.
        if np.abs(slope).max() <= (NEAR if slack else NEAR / 100):
            break
        move = _move(rows[:, weights > 0], slope, start, slack)
        length, rise = 1.0, float(slope @ move)
        while True:
            tried, reached = weigh(price + length * move)
            if reached >= height + 1e-4 * length * rise or length < 1e-6:
                break
            length /= 2
        if length < 1e-6 or np.abs(price).max() > 1e12:
            break
        price = price + length * move
        weights, height = tried, reached
    return weights, price, step


def _move(inside: Floats, slope: Floats, start: float, slack: float) -> Floats:
    """Newton's step; the least of all where constraints hang together."""
    bend = start * (inside @ inside.T)
    bend.flat[:: len(bend) + 1] += slack + 1e-13 * max(float(bend.trace()), 1e-300)
    try:
        return np.asarray(linalg.solve(bend, slope, assume_a="pos", check_finite=False))
    except (linalg.LinAlgError, linalg.LinAlgWarning):
        return np.asarray(np.linalg.lstsq(bend, slope, rcond=None)[0])
