"""Many tests at once: how much of what is called unusual is called so by mistake.

Benjamini and Hochberg bound the share of false ones among all findings; Holm bounds the chance of even one.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def benjamini_hochberg(p: npt.ArrayLike) -> Floats:
    """Turn p values into q values: the false discovery rate at which each would just be called a discovery.

    Args:
        p: P values, 0..1; a value that is not a number (no test was possible) is left out of the count of tests.
    Returns:
        Q values in the order of `p`, 0..1, not a number where `p` is not.
    Raises:
        ValueError: A p value lies outside 0..1.
    Source:
        Benjamini and Hochberg (1995), J R Stat Soc B 57, 289-300.
    Example:
        >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
        [0.04, 0.0533, 0.0533, 0.5]
    """
    values, order = _in_order(p)
    q = np.full(len(values), np.nan)
    steps = values[order] * (len(order) / np.arange(1, len(order) + 1))
    q[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return q


def holm(p: npt.ArrayLike) -> Floats:
    """Correct p values so that the chance of even one false finding stays at the border they are held against.

    Args:
        p: P values, 0..1; one that is not a number is left out of the count of tests.
    Returns:
        Corrected p values in the order of `p`, not a number where `p` is not.
    Raises:
        ValueError: A p value lies outside 0..1.
    Source:
        Holm (1979), Scand J Stat 6(2), 65-70.
    Example:
        >>> holm([0.01, 0.04, 0.03]).round(4).tolist()
        [0.03, 0.06, 0.06]
    """
    values, order = _in_order(p)
    made = np.full(len(values), np.nan)
    steps = values[order] * np.arange(len(order), 0, -1)
    made[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return made


def _in_order(p: npt.ArrayLike) -> tuple[Floats, Ints]:
    """Give the p values, and the places of those that are numbers from the smallest up."""
    values = np.asarray(p, dtype=np.float64)
    tested = np.flatnonzero(~np.isnan(values))
    if ((values[tested] < 0) | (values[tested] > 1)).any():
        raise ValueError("a p value lies outside 0..1: give probabilities")
    return values, tested[np.argsort(values[tested], kind="stable")]
