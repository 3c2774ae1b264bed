"""Precision, recall and F1 from three counts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """How far what was found is what is true.

    Args:
        right: What was found and is true.
        found: What was found.
        true: What is true.
    Example:
        >>> Agreement(right=3, found=4, true=6).f1
        0.6
    """

    right: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        """Share of what was found that is true; 1 where nothing was found, for nothing is wrong then."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is true that was found; 1 where there is nothing to find."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return harmonic_mean(self.precision, self.recall)


def harmonic_mean(precision: float, recall: float) -> float:
    """Put precision and recall into one number; 0 where both are 0."""
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0
