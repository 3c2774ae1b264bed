"""Events thrown at places at random: what any measure of concentration has to beat."""

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]


def counted(counts: npt.ArrayLike) -> Floats:
    """Hold counts of events per place to be counts.

    Args:
        counts: Events per place.
    Returns:
        The counts as numbers.
    Raises:
        ValueError: A count is negative or not a number.
    """
    values = np.asarray(counts, dtype=np.float64)
    if values.ndim != 1 or not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("counts must be one row of numbers, 0 or more: count the events of each place first")
    return values


def throw(places: int, events: int, *, draws: int, seed: int, chances: npt.ArrayLike | None = None) -> Floats:
    """Throw events at places at random, many times.

    Args:
        places: Number of places, 1 or more.
        events: Number of events.
        draws: Number of times.
        seed: Seed of the draws.
        chances: How likely each place is to be hit; without it all are equally likely.
    Returns:
        One row per draw; column k holds how many places got k events.
    Raises:
        ValueError: There are not as many chances as places, or none is above 0.
    Example:
        >>> throw(3, 1, draws=2, seed=1)[:, :2].tolist()
        [[2.0, 1.0], [2.0, 1.0]]
    """
    rng = np.random.default_rng(seed)
    if chances is None and places * places > 16 * events:
        return _thrown_evenly(places, events, draws, rng)
    likely = np.full(places, 1.0 / places) if chances is None else _chances(chances, places)
    thrown = rng.multinomial(events, likely, size=draws)
    width = int(thrown.max(initial=0)) + 1
    at = np.arange(draws)[:, None] * width + thrown
    histograms: Floats = np.bincount(at.ravel(), minlength=draws * width).reshape(draws, width).astype(np.float64)
    return histograms


def _thrown_evenly(n: int, events: int, draws: int, rng: np.random.Generator) -> Floats:
    """How many places hold 0, 1, 2, ... events where all are equally likely, without throwing each event.

    Independent Poisson counts that happen to sum to s are s events thrown at random; so most events are drawn at once
    as such counts (of which only the histogram is needed) and the few that lack are thrown one by one. Exact.
    """
    mean = max(events - 4.0 * np.sqrt(events), 0.0) / n
    values = np.arange(int(mean + 12.0 * np.sqrt(mean) + 20.0))
    chance = np.exp(values * np.log(max(mean, 1e-300)) - mean - special.gammaln(values + 1.0))
    places = rng.multinomial(n, chance / chance.sum(), size=draws)
    while (over := np.flatnonzero(places @ values > events)).size:
        places[over] = rng.multinomial(n, chance / chance.sum(), size=over.size)
    lacking = events - places @ values
    key = np.repeat(np.arange(draws), lacking) * n + rng.integers(0, n, int(lacking.sum()))
    hit, times = np.unique(key, return_counts=True)
    draw = hit // n
    ends = np.cumsum(places, axis=1) + np.arange(draws)[:, None] * n
    held = np.searchsorted(ends.ravel(), hit, side="right") - draw * len(values)
    full = np.zeros((draws, len(values) + int(times.max(initial=0))))
    full[:, : len(values)] = places
    np.subtract.at(full, (draw, held), 1.0)
    np.add.at(full, (draw, held + times), 1.0)
    return full


def _chances(chances: npt.ArrayLike, places: int) -> Floats:
    values = counted(chances)
    if len(values) != places or not values.sum():
        raise ValueError(f"chances has {len(values)} values for {places} places: give each place one, not all 0")
    shares: Floats = values / values.sum()
    return shares
