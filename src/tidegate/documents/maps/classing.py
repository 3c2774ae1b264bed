"""Classes of numbers: few enough to be told apart by eye, and honest about where the many are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidegate.documents import words as w
from tidegate.documents.palette import SEQUENCE

_MOST = 5
_SHARES = (0.4, 0.7, 0.9, 0.98)
"""Where classes end: finer at the top, where a city's problems gather."""


@dataclass(frozen=True)
class Classes:
    """Classes, from low to high.

    Args:
        uppers: Upper end of each class, itself within it.
        labels: What is written beside each.
    """

    uppers: tuple[float, ...]
    labels: tuple[str, ...]

    def of(self, value: float) -> int:
        """Find the class of a number.

        Args:
            value: The number.
        Returns:
            Number of its class, the last for whatever is above all.
        Example:
            >>> class_values([1, 2, 3], "en").of(2)
            1
        """
        return min(int(np.searchsorted(self.uppers, value)), len(self.uppers) - 1)


def class_values(
    values: Sequence[float], language: str, *, digits: int = 0, breaks: tuple[float, ...] = (),
) -> Classes:  # fmt: skip
    """Put numbers into at most five classes.

    Args:
        values: The numbers.
        language: The reader's, for the labels.
        digits: Digits after the decimal sign.
        breaks: Upper ends that are wanted; the highest number is added where they end below it.
    Returns:
        The classes; each number has one.
    Example:
        >>> class_values([1, 1, 1, 2, 2, 3, 4, 9, 30, 30], "en").uppers
        (2.0, 6.0, 30.0)
        >>> class_values([3, 5], "en").labels
        ('3', '5')
    """
    known = np.array(sorted(v for v in values if np.isfinite(v)))
    if not len(known):
        return Classes((), ())
    unit = 10.0**-digits
    whole = digits == 0 and bool((known == np.round(known)).all())
    different = np.unique(known).tolist()
    told = [w.number(v, language, digits=digits) for v in different[: _MOST + 1]]
    if not breaks and len(told) <= _MOST and len(set(told)) == len(told):
        return Classes(tuple(different), tuple(told))
    ends = breaks or _found(known, unit)
    highest = float(known[-1])
    uppers = tuple(sorted({*(float(e) for e in ends if known[0] <= e < highest), highest}))
    lows = (float(known[0]), *(u + unit if whole else u for u in uppers[:-1]))
    return Classes(uppers, tuple(_label(a, b, language, digits) for a, b in zip(lows, uppers, strict=True)))


def _found(known: "np.ndarray[tuple[int], np.dtype[np.float64]]", unit: float) -> tuple[float, ...]:
    # Rounded up to a number one can say; ends that fall together are one class.
    ends = np.quantile(known, _SHARES)
    return tuple(float(np.ceil(e / unit) * unit) for e in ends)


def _label(low: float, high: float, language: str, digits: int) -> str:
    ends = [w.number(v, language, digits=digits) for v in (low, high)]
    return ends[0] if ends[0] == ends[1] else "\N{EN DASH}".join(ends)


def colours(classes: Classes) -> tuple[str, ...]:
    """Choose a colour for each class, light to dark.

    Args:
        classes: The classes.
    Returns:
        A colour for each; a single class is of middle tone.
    """
    count = len(classes.uppers)
    if count <= 1:
        return (SEQUENCE[3],) * count
    # Fewer classes than colours still reach from light to dark.
    return tuple(SEQUENCE[round(n * (len(SEQUENCE) - 1) / (count - 1))] for n in range(count))
