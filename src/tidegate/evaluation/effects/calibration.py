"""Weights for many small places that make their sums match those of the treated ones exactly, and stay near equal.

The weights minimise the sum of squared relative changes from equal weights, are never below nought, and meet linear
constraints. The dual of that problem is smooth but for kinks and has one number per constraint; Newton's method with
a line search solves it in a dozen steps whatever the number of places.
"""

from dataclasses import dataclass

import numpy as np

from tidegate.evaluation.panel import Floats

NEAR = 1e-9
"""Largest miss of a constraint, as a share of its size, that counts as met."""


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
    weights, steps = _newton(rows, aim, start, 0.0, 60)
    missed = rows @ weights - aim
    if np.abs(missed).max() <= NEAR:
        return Calibrated(weights, missed, True, steps)
    # The penalty is so small that the sum of squared misses leads and nearness to equal weights only breaks ties.
    slack = 1e-6 * start * float((rows**2).sum()) / len(aim)
    weights, more = _newton(rows, aim, start, slack, 200)
    missed = rows @ weights - aim
    return Calibrated(weights, missed, bool(np.abs(missed).max() <= 1e-6), steps + more)


def _newton(rows: Floats, aim: Floats, start: float, slack: float, most: int) -> tuple[Floats, int]:
    price = np.zeros(len(aim))

    def weigh(at: Floats) -> tuple[Floats, float]:
        weights: Floats = np.maximum(start * (1.0 + at @ rows), 0.0)
        return weights, float(at @ aim - weights @ weights / (2 * start) - slack * (at @ at) / 2)

    weights, height = weigh(price)
    step = 0
    for step in range(1, most + 1):  # noqa: B007 - the number of steps is told
        slope = aim - rows @ weights - slack * price
        if np.abs(slope).max() <= NEAR / 100:
            break
        inside = rows[:, weights > 0]
        bend = start * (inside @ inside.T)
        bend[np.diag_indices_from(bend)] += slack + 1e-13 * max(float(np.trace(bend)), 1e-300)
        move = np.linalg.lstsq(bend, slope, rcond=None)[0]
        length, rise = 1.0, float(slope @ move)
        while True:
            tried, reached = weigh(price + length * move)
            if reached >= height + 1e-4 * length * rise or length < 1e-6:
                break
            length /= 2
        price = price + length * move
        if length < 1e-6 or np.abs(price).max() > 1e12:
            break
        weights, height = tried, reached
    return weights, step
