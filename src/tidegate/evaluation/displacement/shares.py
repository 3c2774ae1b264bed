"""Did the make-up of incidents change at the treated units more than elsewhere: by hour, by season, by kind.

Displacement in time or in kind shows as a change of shares: fewer of what the measure is against, more of the rest. A
change of shares alone does not tell a move from a plain fall of one part; so the counts stand beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.errors import EvaluationError
from tidegate.evaluation.displacement.judging import judged
from tidegate.evaluation.effect import Check

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Shift:
    """How shares moved at the treated units against the others.

    Args:
        of: What the shares are of, such as `hour`.
        distance: Half the sum of the absolute moves, 0 (none) to 1 (everything moved).
        p: p value of so great a distance, by drawing other units for treated.
        shown: Whether p lies below one less the level and no check broke.
        level: Coverage of the intervals.
        table: A row per slot: `slot`, counts and shares at treated units and others before and after, `move` with
            `low` and `high` (in shares), `p` and `p_of_all`, the same held up for the number of slots.
        checks: What was tried against it.
        rests_on: What must be true for it to mean what it says.
        warnings: What a reader must know.
    """

    of: str
    distance: float
    p: float
    shown: bool
    level: float
    table: pa.Table
    checks: tuple[Check, ...]
    rests_on: tuple[str, ...]
    warnings: tuple[str, ...]


def shift_of_shares(
    counts: Floats, treated: Marks, slots: Sequence[str], *, of: str, seed: int, draws: int = 999, level: float = 0.95
) -> Shift:
    """Compare shares before and after at treated units and at others.

    Args:
        counts: Incidents, shape (units, 2, slots), before and after.
        treated: Which units are treated.
        slots: Names of the slots.
        of: What they are, such as `hour`, `weekday`, `season`, `kind`.
        seed: Seed of the draws.
        draws: Number of sets of other units drawn for treated.
        level: Coverage of the intervals.
    Returns:
        How the shares moved.
    Raises:
        EvaluationError: There is no treated or no other unit, or one of them has no incident before or after.
        ValueError: A count is negative or not a number, there are less than two slots, or shapes differ.
    Source:
        Differences in differences of shares; p values and intervals by drawing units, as in `judging.judged`. Kinds
        of displacement as in Reppetto (1976), Crime and Delinquency 22, 166-177, doi:10.1177/001112877602200204.
    """
    _fit(counts, treated, slots)
    mine, others = counts[treated], counts[~treated]
    move = _moves(mine.sum(axis=0)[None], others.sum(axis=0)[None])[0]
    rng = np.random.default_rng(seed)
    # Any set of units of the same number may stand for the treated; the rest is then what it is compared with.
    picks = np.argsort(rng.random((draws, len(counts))), axis=1)[:, : len(mine)]
    total = counts.sum(axis=0)
    drawn = np.stack([counts[pick].sum(axis=0) for pick in picks])
    null = _moves(drawn, total[None] - drawn)
    known = null[np.isfinite(null).all(axis=1)]
    distance, distances = np.abs(move).sum() / 2, np.abs(known).sum(axis=1) / 2
    p = (1 + int((distances >= distance - 1e-12).sum())) / (len(known) + 1)
    each = [judged(float(m), known[:, k], level=level) for k, m in enumerate(move)]
    table = _table(slots, mine.sum(axis=0), others.sum(axis=0), move, each)
    fewest = int(min(mine.sum(axis=(0, 2)).min(), others.sum(axis=(0, 2)).min()))
    enough = fewest >= _LEAST * len(slots)
    says = f"The fewest incidents of a side and a time are {fewest}, over {len(slots)} slots."
    check = Check("data", "enough incidents for shares", enough, says, float(fewest), float(_LEAST * len(slots)))
    warnings = () if enough else (f"{says} Shares of so few say little.",)
    return Shift(of, float(distance), p, p < 1 - level and enough, level, table, (check,), _RESTS_ON, warnings)


_LEAST = 5
"""Incidents per slot below which a share says little, as for a chi-squared test (Cochran 1954)."""

_RESTS_ON = (
    "Without the measure the shares at the treated units would have moved as they did elsewhere.",
    "The time and the kind of incidents are recorded as before.",
    "Any set of units could have been treated as well as the one that was.",
)


def _fit(counts: Floats, treated: Marks, slots: Sequence[str]) -> None:
    if counts.ndim != 3 or counts.shape != (len(treated), 2, len(slots)) or len(slots) < 2:
        raise ValueError(f"counts have the shape {counts.shape}: give units by 2 by two or more slots")
    if not np.isfinite(counts).all() or (counts < 0).any():
        raise ValueError("a count is negative or not a number: give counts of incidents, 0 or more")
    for name, some in (("treated", counts[treated]), ("other", counts[~treated])):
        if not len(some) or not some.sum(axis=(0, 2)).all():
            raise EvaluationError(
                where="shares",
                what=f"there is no {name} unit, or none of them has an incident before or after",
                mend="give more units or a longer time: a share of nothing is none",
            )


def _moves(mine: Floats, others: Floats) -> Floats:
    """Change of shares at one side less that at the other, one row per set."""
    with np.errstate(invalid="ignore"):
        one, two = mine / mine.sum(axis=2, keepdims=True), others / others.sum(axis=2, keepdims=True)
    found: Floats = (one[:, 1] - one[:, 0]) - (two[:, 1] - two[:, 0])
    return found


def _table(slots: Sequence[str], mine: Floats, others: Floats, move: Floats, each: Sequence[object]) -> pa.Table:
    columns: dict[str, object] = {"slot": list(slots)}
    for side, counts in (("treated", mine), ("others", others)):
        for time, row in zip(("before", "after"), counts, strict=True):
            columns[f"{side}_{time}"] = row
            columns[f"{side}_{time}_share"] = row / row.sum()
    columns["move"] = move
    for name in ("low", "high", "p"):
        columns[name] = np.array([getattr(one, name) for one in each])
    # Bonferroni: whoever looks at every slot finds one that moved.
    columns["p_of_all"] = np.minimum(1.0, np.asarray(columns["p"]) * len(slots))
    return pa.table(columns)
