"""Many models of the same overlap counts: which can be fitted, which a search would choose, which are as good.

Every model holds each list; they differ in the pairs of lists that find the same people more (or less) often than
chance would. A search from no pair upward chooses one; the models round it tell how much that choice decides.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import chi2

from tidegate.evaluation.hidden.loglinear import Fit, design, fit, why_not
from tidegate.evaluation.hidden.overlaps import Overlaps, Pair

Criterion = Literal["p", "aic", "bic"]
Pairs = frozenset[Pair]


@dataclass(frozen=True)
class Tried:
    """A model that was tried.

    Args:
        pairs: Its pairs of lists.
        fit: How it fits; None where it has no finite, unique estimate.
        why: Why it has none; empty where it has.
    """

    pairs: Pairs
    fit: Fit | None
    why: str


class Trials:
    """Models of one table of counts, each fitted once.

    Args:
        overlaps: The counts.
    """

    def __init__(self, overlaps: Overlaps) -> None:
        self.overlaps = overlaps
        self._tried: dict[Pairs, Tried] = {}
        self._penalty = {"aic": 2.0, "bic": float(np.log(max(overlaps.observed, 2))), "p": 0.0}

    @property
    def tried(self) -> tuple[Tried, ...]:
        """Every model tried so far, in the order of the trials."""
        return tuple(self._tried.values())

    def of(self, pairs: Iterable[Pair]) -> Tried:
        """Fit a model, or say why it cannot be.

        Args:
            pairs: Its pairs of lists.
        Returns:
            The model.
        """
        key = frozenset(pairs)
        if key not in self._tried:
            laid = design(self.overlaps, key)
            found = fit(laid)
            why = why_not(laid, found) or ("" if found else "the fit did not settle")
            self._tried[key] = Tried(key, None if why else found, why)
        return self._tried[key]

    def score(self, model: Tried, criterion: Literal["aic", "bic"]) -> float:
        """Weigh how well a model fits against how many terms it takes.

        Args:
            model: The model.
            criterion: `aic` or `bic`; the latter with the logarithm of the number of persons seen.
        Returns:
            The score, lower is better; infinite where the model cannot be fitted.
        """
        if model.fit is None:
            return float("inf")
        return -2 * model.fit.log_likelihood + self._penalty[criterion] * model.fit.terms

    def neighbours(self, pairs: Pairs) -> list[Pairs]:
        """Give the models with one pair more or one pair less.

        Args:
            pairs: A model.
        """
        return [pairs ^ {pair} for pair in self.overlaps.pairs]


def search_forward(trials: Trials, criterion: Criterion, *, threshold: float) -> list[Tried]:
    """Add the pair that helps most, as long as it helps enough.

    Args:
        trials: The models.
        criterion: `p`: the pair with the smallest p value of the likelihood ratio, while below the threshold; `aic`
            or `bic`: the pair that lowers it most. A pair whose model cannot be fitted is passed over.
        threshold: Border of `p`.
    Returns:
        The models passed on the way, the one without a pair first and the chosen one last.
    """
    way = [trials.of(())]
    gain = _gain(trials, criterion, threshold)
    while True:
        more = [trials.of(way[-1].pairs | {pair}) for pair in trials.overlaps.pairs if pair not in way[-1].pairs]
        rated = [(gain(way[-1], model), model) for model in more if model.fit is not None]
        # Of equals the first pair by name of place, so that the same counts choose the same model.
        best = max(rated, key=lambda one: one[0], default=None)
        if best is None or best[0] <= 0:
            return way
        way.append(best[1])


def _gain(trials: Trials, criterion: Criterion, threshold: float) -> Callable[[Tried, Tried], float]:
    least = float(chi2.isf(threshold, 1))

    def likelihood_ratio(before: Tried, after: Tried) -> float:
        assert before.fit, "the search stands on a model that fits"
        assert after.fit, "a model that cannot be fitted is passed over"
        return 2 * (after.fit.log_likelihood - before.fit.log_likelihood) - least

    if criterion == "p":
        return likelihood_ratio
    return lambda before, after: trials.score(before, criterion) - trials.score(after, criterion)


def explore(trials: Trials, begin: Iterable[Tried], *, window: float, most: int) -> tuple[tuple[Tried, ...], bool]:
    """Walk outward from some models through all that are nearly as good as the best.

    Args:
        trials: The models.
        begin: Where to begin.
        window: A model counts as nearly as good where its BIC is at most so much above the best.
        most: How many models to stand on; those that fit best first.
    Returns:
        The models inside the window, the best first, and whether the walk came to its end before `most`.
    """
    waiting = {model.pairs for model in begin if model.fit is not None}
    stood: set[Pairs] = set()
    best = min((_bic(trials, pairs) for pairs in waiting), default=float("inf"))
    while waiting and len(stood) < most:
        here = min(waiting, key=lambda pairs: (_bic(trials, pairs), sorted(pairs)))
        if _bic(trials, here) > best + window and stood:
            waiting.clear()
            break
        waiting.discard(here)
        stood.add(here)
        for near in trials.neighbours(here):
            if near not in stood and (score := _bic(trials, near)) <= best + window:
                waiting.add(near)
                best = min(best, score)
    inside = [model for model in trials.tried if trials.score(model, "bic") <= best + window]
    order = sorted(inside, key=lambda model: (trials.score(model, "bic"), sorted(model.pairs)))
    return tuple(order), not waiting


def _bic(trials: Trials, pairs: Pairs) -> float:
    return trials.score(trials.of(pairs), "bic")
