"""A share of tries and how far it may be off: intervals that hold for few tries, for none hit and for all.

The exact one never covers less than it says and is wide for it; that of Wilson covers as much as it says on average.
"""

import math
from statistics import NormalDist

from scipy import special


def exact_interval(hits: int, tries: int, *, level: float = 0.95) -> tuple[float, float]:
    """Exact interval of a share.

    Args:
        hits: Number of hits.
        tries: Number of tries.
        level: Coverage, at least.
    Returns:
        Lower and upper end; 0 and 1 where nothing was tried.
    Source:
        Clopper and Pearson (1934), Biometrika 26, 404-413, doi:10.1093/biomet/26.4.404.
    Example:
        >>> [round(end, 3) for end in exact_interval(0, 10)]
        [0.0, 0.308]
    """
    tail = (1 - level) / 2
    low = float(special.betaincinv(hits, tries - hits + 1, tail)) if hits else 0.0
    high = float(special.betaincinv(hits + 1, tries - hits, 1 - tail)) if hits < tries else 1.0
    return low, high


def wilson_interval(hits: int, tries: int, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of a share that covers as much as it says on average.

    Args:
        hits: Number of hits.
        tries: Number of tries.
        level: Coverage, on average.
    Returns:
        Lower and upper end; 0 and 1 where nothing was tried.
    Source:
        Wilson (1927), Journal of the American Statistical Association 22(158), 209-212,
        doi:10.1080/01621459.1927.10502953.
    Example:
        >>> [round(end, 3) for end in wilson_interval(96, 100)]
        [0.902, 0.984]
    """
    if not tries:
        return 0.0, 1.0
    z, share = NormalDist().inv_cdf(0.5 + level / 2), hits / tries
    middle = share + z * z / (2 * tries)
    reach = z * math.sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    whole = 1 + z * z / tries
    return 0.0 if hits == 0 else (middle - reach) / whole, 1.0 if hits == tries else (middle + reach) / whole
