"""The Lorenz curve of events over places, beside the band in which it lies by chance alone."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tidegate.statistics.throwing import counted, throw

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """A Lorenz curve, fullest places first, and its null; each array in the order of the shares asked for.

    Args:
        places: Shares of places.
        held: Share of the events that so many places hold, the fullest first.
        low: Lower end of the range that holds 95 % of the null's curves there.
        high: Its upper end.
    """

    places: Floats
    held: Floats
    low: Floats
    high: Floats


def lorenz(counts: npt.ArrayLike) -> Floats:
    """The Lorenz curve, fullest places first.

    Args:
        counts: Events per place, 0 or more; places without events included.
    Returns:
        Two columns, share of places and share of events, from (0, 0) to (1, 1); the diagonal where there are no events.
    Raises:
        ValueError: A count is negative or not a number.
    Source:
        Lorenz (1905); drawn from the fullest place on, as is usual in the criminology of place.
    Example:
        >>> lorenz([6, 2, 1, 1]).tolist()
        [[0.0, 0.0], [0.25, 0.6], [0.5, 0.8], [0.75, 0.9], [1.0, 1.0]]
    """
    values = np.sort(counted(counts))[::-1]
    places = np.arange(len(values) + 1) / max(len(values), 1)
    total = values.sum()
    held = np.concatenate([[0.0], np.cumsum(values) / total]) if total else places
    return np.column_stack([places, held])


def lorenz_beside_chance(
    counts: npt.ArrayLike, shares: npt.ArrayLike, *, seed: int, chances: npt.ArrayLike | None = None, draws: int = 99
) -> Curve:
    """Read the Lorenz curve at some shares of places, beside the same events thrown at random.

    Args:
        counts: Events per place, 0 or more; places without events included.
        shares: Shares of places, 0..1.
        seed: Seed of the null's draws.
        chances: How likely each place is to be hit under the null; without it all places are equally likely.
        draws: Number of draws of the null.
    Returns:
        The curve and its band; on the diagonal where there are no events.
    Raises:
        ValueError: Counts or chances are negative or not numbers, or their lengths differ.
    Source:
        Lorenz (1905); random placement as in `concentration`.
    Example:
        >>> lorenz_beside_chance([6, 2, 1, 1], [0.25, 0.5], seed=1).held.tolist()
        [0.6, 0.8]
    """
    values, at = counted(counts), np.asarray(shares, dtype=np.float64)
    curve = lorenz(values)
    held = np.interp(at, curve[:, 0], curve[:, 1])
    events = round(float(values.sum()))
    if not events:
        return Curve(at, held, held, held)
    thrown = throw(len(values), events, draws=draws, seed=seed, chances=chances)
    fullest, each = thrown[:, ::-1], np.arange(thrown.shape[1])[::-1]
    x, y = np.cumsum(fullest, axis=1) / len(values), np.cumsum(fullest * each, axis=1) / events
    null = np.array([np.interp(at, np.append(0.0, a), np.append(0.0, b)) for a, b in zip(x, y, strict=True)])
    low, high = np.quantile(null, [0.025, 0.975], axis=0)
    return Curve(at, held, low, high)
