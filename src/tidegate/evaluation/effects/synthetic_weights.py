"""Weights of a synthetic control: on outcomes alone, or with the importance of predictors chosen by fit.

The weights are 0 or more and sum to 1. For given importances they solve a least squares problem on the simplex, which
is turned into one of non-negative least squares and solved exactly; the importances are searched by Nelder and Mead's
simplex from several starts, so that a flat or wavy surface does not decide alone.
"""

import numpy as np
from scipy import optimize

from tidegate.evaluation.panel import Floats, Ints


def simplex_weights(donors: Floats, treated: Floats) -> Floats:
    """Weights that bring the donors as near to the treated unit as a weighted mean can come.

    Args:
        donors: Rows to be matched by donors, shape (rows, donors).
        treated: The same rows of the treated unit.
    Returns:
        Weights of 0 or more that sum to 1, one per donor.
    Source:
        Abadie, Diamond and Hainmueller (2010), JASA 105, 493-505, doi:10.1198/jasa.2009.ap08746; non-negative least
        squares by Lawson and Hanson (1974).
    Example:
        >>> simplex_weights(np.array([[0.0, 4.0], [0.0, 4.0]]), np.array([1.0, 1.0])).round(6).tolist()
        [0.75, 0.25]
    """
    # As the weights sum to 1, the distance is the length of C w with C = donors - treated; the non-negative solution
    # of [C; 1'] u = [0; 1] is that w times a number, whatever the scale of C.
    away = donors - treated[:, None]
    scale = float(np.abs(away).max()) or 1.0
    rows = np.vstack([away / scale, np.ones(donors.shape[1])])
    goal = np.zeros(len(rows))
    goal[-1] = 1.0
    found, _ = optimize.nnls(rows, goal, maxiter=30 * rows.shape[1] + 100)
    weights: Floats = np.asarray(found) / found.sum()
    return weights


def predictor_weights(
    predictors: Floats, outcomes: Floats, *, treated: int, donors: Ints, starts: int, seed: int
) -> tuple[Floats, Floats]:
    """Weights with the importance of each predictor chosen so that the path before the start fits best.

    Args:
        predictors: One row per unit, one column per predictor.
        outcomes: Outcome of the periods that are to fit, shape (units, periods).
        treated: Place of the treated unit.
        donors: Places of the donors.
        starts: Number of starts of the search, 1 or more; the first is equal importance.
        seed: Seed of the starts.
    Returns:
        Weights of the donors, and importances of the predictors (sum 1).
    Source:
        Abadie and Gardeazabal (2003), American Economic Review 93, 113-132, doi:10.1257/000282803321455188.
    """
    both = np.concatenate([[treated], donors]).astype(np.int64)
    spread = predictors[both].std(axis=0, ddof=1)
    scaled = predictors / np.where(spread > 0, spread, 1.0)
    mine, others = scaled[treated], scaled[donors].T
    path, paths = outcomes[treated], outcomes[donors].T

    def weights_of(importance: Floats) -> Floats:
        share = np.abs(importance) / max(float(np.abs(importance).sum()), 1e-300)
        root = np.sqrt(share)
        return simplex_weights(root[:, None] * others, root * mine)

    def loss(importance: Floats) -> float:
        gap = path - paths @ weights_of(importance)
        return float(gap @ gap) / len(gap)

    best = np.full(len(mine), 1.0 / len(mine))
    least = loss(best)
    chance = np.random.default_rng(seed)
    for number in range(starts if len(mine) > 1 else 0):
        begin = np.full(len(mine), 1.0 / len(mine)) if number == 0 else chance.dirichlet(np.full(len(mine), 0.5))
        found = optimize.minimize(
            loss, begin, method="Nelder-Mead", options={"maxiter": 1000, "xatol": 1e-6, "fatol": 1e-10 * least}
        )
        if found.fun < least:
            least, best = float(found.fun), found.x
    return weights_of(best), np.abs(best) / np.abs(best).sum()
