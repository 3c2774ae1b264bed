"""How many of all pairs of nodes belong together: the starting odds that the compared pairs themselves explain best.

Where blocking rules are themselves the evidence (the same birth date, the same name), the share among the compared
pairs says nothing about two people drawn at random, and weights begin from the latter. Nobody is asked: each compared
pair adds its probability, pairs that no rule brought together add nothing, and the sum over all pairs is the new prior,
until it stays.
"""

import numpy as np
import numpy.typing as npt

ROUNDS = 200
"""Rounds after which the prior is taken as it is."""

SETTLED = 1e-6
"""Relative change below which it has settled."""

FEWEST_COMPARED = 100
"""Compared pairs below which a prior is not estimated."""


def prior_of_all_pairs(weights: npt.NDArray[np.float64], *, prior: float, nodes: int) -> float:
    """Estimate the share of all pairs of nodes that belong together.

    Args:
        weights: Weights of the compared pairs, bits, which began from `prior`.
        prior: The share they began from, above 0, below 1.
        nodes: Number of nodes.
    Returns:
        The share; `prior` itself where too few pairs were compared. It lies between one pair in all and a half.
    Raises:
        ValueError: `prior` lies outside its range.
    Source:
        Dempster, Laird, Rubin (1977), JRSS B 39(1), 1-38 (expectation-maximisation), with m and u held.
    Example:
        >>> weights = np.array([20.0] * 100 + [-20.0] * 100)
        >>> round(prior_of_all_pairs(weights, prior=0.01, nodes=201) * 201 * 200 / 2)
        100
    """
    if not 0 < prior < 1:
        raise ValueError(f"prior is {prior}; it must lie between 0 and 1")
    pairs = nodes * (nodes - 1) / 2
    if len(weights) < FEWEST_COMPARED or pairs < len(weights):
        return prior
    evidence = np.clip(weights, -500, 500) - np.log2(prior / (1 - prior))
    share = prior
    for _ in range(ROUNDS):
        before = share
        odds = np.log2(share / (1 - share))
        share = float(np.sum(1 / (1 + np.exp2(-np.clip(evidence + odds, -500, 500)))) / pairs)
        share = min(max(share, 1 / pairs), 0.5)
        if abs(share - before) <= SETTLED * before:
            break
    return share
