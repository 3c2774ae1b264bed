"""Many tests at once: what share of the places that are called unusual are called so by mistake."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


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
    values = np.asarray(p, dtype=np.float64)
    tested = np.flatnonzero(~np.isnan(values))
    if ((values[tested] < 0) | (values[tested] > 1)).any():
        raise ValueError("a p value lies outside 0..1: give probabilities")
    q = np.full(len(values), np.nan)
    order = tested[np.argsort(values[tested], kind="stable")]
    steps = values[order] * (len(order) / np.arange(1, len(order) + 1))
    q[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return q
