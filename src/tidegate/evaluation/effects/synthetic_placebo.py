"""What chance does to a synthetic control: every donor plays the treated unit, and every stretch of time its start.

A gap counts by how large it is beside the gap before the start, for a double that never fitted proves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tidegate.evaluation.effects.synthetic_paths import Gap, Study, gap_of
from tidegate.evaluation.effects.synthetic_weights import simplex_weights
from tidegate.evaluation.panel import Floats, Ints

LEAST_FIT = 1e-3
"""A fit better than this share of the outcome's spread counts as this good, so that no ratio is without end."""


@dataclass(frozen=True)
class Placebos:
    """Gaps of donors that play the treated units.

    Args:
        gaps: For each treated unit, the gap of every donor at its start.
        ratio: Of the treated: root mean squared gap after by before; for several, the mean over their squares.
        p: Share of placebos, the treated counted among them, with a ratio at least as large.
        size: Mean gap that chance reaches, in units of the fit before the start, at the level asked for; infinite
            where there are too few placebos for it.
        number: Number of placebos.
    """

    gaps: tuple[tuple[Gap, ...], ...]
    ratio: float
    p: float
    size: float
    number: int


def fit_floor(study: Study) -> float:
    """Smallest fit that is told apart, in the outcome's unit."""
    return LEAST_FIT * float(study.values[np.concatenate([study.treated, study.donors])].std())


def placebos(study: Study, gaps: tuple[Gap, ...], *, level: float, draws: int, seed: int) -> Placebos:
    """Let the donors play the treated units.

    Args:
        study: The study.
        gaps: Gaps of the treated units.
        level: Level of the interval.
        draws: Averages of placebos drawn where several units are treated.
        seed: Seed of those draws.
    Source:
        Abadie, Diamond and Hainmueller (2010), JASA 105, 493-505, doi:10.1198/jasa.2009.ap08746; for several treated
        units Cavallo, Galiani, Noy and Pantano (2013), Review of Economics and Statistics 95, 1549-1561,
        doi:10.1162/REST_a_00413; inversion to an interval by Firpo and Possebom (2018), Journal of Causal Inference 6,
        doi:10.1515/jci-2016-0026.
    """
    by_start = {
        start: tuple(gap_of(study, int(u), start, study.donors[study.donors != u]) for u in study.donors)
        for start in sorted({gap.start for gap in gaps})
    }
    theirs = tuple(by_start[gap.start] for gap in gaps)
    floor = fit_floor(study)
    picked = _picks(len(gaps), len(study.donors), draws, seed)
    effect, before, after = (_table(theirs, of, picked) for of in ("effect", "before", "after"))
    mine = {of: np.array([getattr(gap, of) for gap in gaps]) for of in ("effect", "before", "after")}
    fit = _fit(before, floor)
    my_fit = float(_fit(mine["before"][None, :], floor)[0])
    if len(gaps) == 1:
        ratios, ratio = np.sqrt((after**2).mean(axis=1)) / fit, float(np.sqrt((mine["after"] ** 2).mean())) / my_fit
    else:
        effect = effect * _fewer_left(gaps, theirs, picked)[:, None]
        ratios, ratio = np.abs(effect.mean(axis=1)) / fit, abs(float(mine["effect"].mean())) / my_fit
    number = len(picked)
    p = (1 + int((ratios >= ratio * (1 - 1e-12)).sum())) / (number + 1)
    rank = int(np.floor((1 - level) * (number + 1) + 1e-9))
    sizes = np.sort(np.abs(effect.mean(axis=1)) / fit)[::-1]
    return Placebos(theirs, ratio, p, float(sizes[rank - 1]) if rank >= 1 else float("inf"), number)


def conformal_interval(study: Study, gap: Gap, *, level: float) -> tuple[float, float]:
    """Interval of a constant effect from the order of time, where donors are too few to say.

    Under each effect that is tried it is taken off, the weights are fitted to all periods, and the stretch after the
    start is held against all stretches of its length, round the end to the beginning.

    Args:
        study: The study.
        gap: Gap of the one treated unit.
        level: Coverage.
    Returns:
        Its ends; infinite where there are too few periods for the level.
    Source:
        Chernozhukov, Wuethrich and Zhu (2021), JASA 116, 1849-1864, doi:10.1080/01621459.2021.1920957.
    """
    mine, others = study.values[gap.unit], study.values[gap.donors].T
    length, after = len(mine), len(mine) - gap.start
    if 1 / length > 1 - level:
        return float("-inf"), float("inf")
    since = np.arange(length) >= gap.start
    turns = (np.arange(length)[:, None] + np.arange(after)[None, :] + gap.start) % length

    def possible(effect: float) -> bool:
        path = mine - effect * since
        left = path - others @ simplex_weights(others, path)
        sums = np.abs(left[turns].sum(axis=1))
        return bool((sums >= sums[0] * (1 - 1e-12)).mean() > 1 - level)

    step = max(gap.before, gap.after, fit_floor(study))
    return _edge(possible, gap.effect, -step), _edge(possible, gap.effect, step)


def _edge(possible: Callable[[float], bool], centre: float, step: float) -> float:
    inside, outside = centre, centre + step
    for _ in range(30):
        if not possible(outside):
            break
        inside, outside = outside, outside + (outside - centre)
    else:
        return float(np.copysign(np.inf, step))
    for _ in range(30):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if possible(middle) else (inside, middle)
    return outside


def _picks(treated: int, donors: int, draws: int, seed: int) -> Ints:
    """Which donor plays which treated unit; one treated unit is played by each donor once."""
    if treated == 1:
        return np.arange(donors)[:, None]
    chance = np.random.default_rng(seed)
    if treated <= donors:
        return np.array([chance.permutation(donors)[:treated] for _ in range(draws)])
    return chance.integers(0, donors, size=(draws, treated))


def _table(theirs: tuple[tuple[Gap, ...], ...], of: str, picked: Ints) -> Floats:
    table = np.array([[getattr(gap, of) for gap in gaps] for gaps in theirs])
    return table[np.arange(len(theirs))[None, :], picked]


def _fewer_left(gaps: tuple[Gap, ...], theirs: tuple[tuple[Gap, ...], ...], picked: Ints) -> Floats:
    """Scatter of the treated units' mean gap by that of each draw, were units to scatter alike and apart.

    Donors that are drawn stand in each other's doubles, so that their mean gap scatters less than that of treated
    units, which stand in none.
    """
    own = np.mean([gap.weights for gap in gaps], axis=0)
    scatter = np.sqrt(1 / len(gaps) + float(own @ own))
    donors = len(theirs[0])
    parts: dict[int, Floats] = {}
    left = np.zeros((len(picked), donors))
    for place, group in enumerate(theirs):
        if group[0].start not in parts:
            parts[group[0].start] = _less_their_doubles(group)
        left += parts[group[0].start][picked[:, place]]
    found: Floats = scatter / np.maximum(np.linalg.norm(left / len(gaps), axis=1), 1e-12)
    return found


def _less_their_doubles(group: tuple[Gap, ...]) -> Floats:
    """For each donor, how much each donor counts in its gap: itself fully, those in its double by their weight."""
    at = {int(gap.unit): place for place, gap in enumerate(group)}
    share = np.eye(len(group))
    for place, gap in enumerate(group):
        share[place, [at[int(unit)] for unit in gap.donors]] -= gap.weights
    return share


def _fit(before: Floats, floor: float) -> Floats:
    fit: Floats = np.maximum(np.sqrt((before**2).mean(axis=1)), floor)
    return fit
