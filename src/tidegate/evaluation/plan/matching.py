"""Places to compare with, proposed: those that were most alike before, and why each of the others was not taken.

A proposal is a proposal: people who know the places look at it before the plan is frozen, and what they change stands
in the plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from scipy.optimize import linear_sum_assignment

from tidegate.errors import PlanError
from tidegate.evaluation.panel import Floats, Ints, Panel
from tidegate.evaluation.plan.comparing import Compared, Marks
from tidegate.evaluation.plan.features import Features, features
from tidegate.evaluation.plan.laying import planned, pre_period

BALANCED = 0.25
"""Standardised difference of means from which two groups are no longer alike (Rubin 2001; Stuart 2010)."""

Distance = Literal["standardised", "mahalanobis"]


@dataclass(frozen=True)
class MatchingWish:
    """How to match.

    Args:
        each: Places to propose for each place of the measure.
        distance: `standardised` adds up the differences in standard deviations; `mahalanobis` counts figures that
            say the same only once.
        again: Whether a place may be taken for several places of the measure.
        farthest: Distance beyond which no place is alike, in standard deviations a figure; None for no border.
        length: What one period is.
    """

    each: int = 3
    distance: Distance = "standardised"
    again: bool = False
    farthest: float | None = None
    length: str = "month"


@dataclass(frozen=True)
class Proposal:
    """Places proposed to compare with.

    Args:
        units: The places, each once, in order of their names.
        pairs: One row for each place of the measure and each taken for it: unit, comparison, distance; nearest first.
        balance: One row for each figure: figure, measure (mean of the places of the measure), before, after (means of
            all that could be taken, and of those taken), difference_before and difference_after (standardised).
        left_out: Place that was not taken to the reason.
        warnings: What a reader must know, one sentence each.
    """

    units: tuple[str, ...]
    pairs: pa.Table
    balance: pa.Table
    left_out: Mapping[str, str]
    warnings: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether no figure differs by more than `BALANCED` after matching."""
        known = [d for d in self.balance["difference_after"].to_pylist() if d is not None]
        return all(abs(d) <= BALANCED for d in known)


def propose(panel: Panel, columns: tuple[str, ...], with_whom: Compared, wish: MatchingWish) -> Proposal:
    """Propose places to compare with.

    Args:
        panel: The panel; nothing from the first start on is looked at.
        columns: Outcomes that count.
        with_whom: The places that may be taken, buffers and areas watched for displacement already out.
        wish: How to match.
    Returns:
        The places, how alike they are, and why the others were not taken.
    Raises:
        PlanError: No unit gets the measure, none may be taken, or there is no time before the start.
    Source:
        Stuart (2010), Statistical Science 25, 1-21, doi:10.1214/09-STS313.
    """
    before = pre_period(panel)
    if not before.periods:
        raise PlanError(where="the panel", what="it has no period before the first start",
                        mend="bring figures from before")  # fmt: skip
    found = features(before, columns, length=wish.length)
    whole: Marks = np.asarray(np.isfinite(found.values).all(axis=1))
    treated = np.flatnonzero(planned(panel))
    left_out = dict(with_whom.why_not)
    left_out |= {panel.units[i]: _lacks(found, i) for i in np.flatnonzero(with_whom.marks & ~whole)}
    free = np.flatnonzero(with_whom.marks & whole)
    warnings = [f"{panel.units[i]} cannot be matched: {_lacks(found, i)}." for i in treated if not whole[i]]
    treated = treated[whole[treated]]
    if not len(treated) or not len(free):
        lacking = "place with the measure" if not len(treated) else "place to compare with"
        raise PlanError(where="comparison", what=f"there is no {lacking} that has all figures",
                        mend="fill the gaps, use fewer covariates, or make the buffer smaller")  # fmt: skip
    apart = _apart(found.values, treated, free, wish.distance)
    taken = _taken(apart, wish)
    rows = [
        (panel.units[treated[i]], panel.units[free[j]], float(apart[i, j]))
        for i, chosen in enumerate(taken)
        for j in chosen
    ]
    used = np.unique(free[[j for chosen in taken for j in chosen]]) if rows else np.zeros(0, dtype=np.int64)
    left_out |= {panel.units[i]: "others are more alike" for i in np.setdiff1d(free, used)}
    balance = _balance(found, treated, free, used)
    proposal = Proposal(tuple(panel.units[i] for i in used), _pairs(rows), balance, dict(sorted(left_out.items())))
    return Proposal(proposal.units, proposal.pairs, balance, proposal.left_out,
                    (*warnings, *_warnings(proposal, taken, panel, treated, wish)))  # fmt: skip


def _lacks(found: Features, unit: np.integer[Any]) -> str:
    lacking = [name for name, value in zip(found.names, found.values[unit], strict=True) if not np.isfinite(value)]
    return f"it has no figure for {', '.join(lacking[:3])}"


def _apart(values: Floats, treated: Ints, free: Ints, distance: Distance) -> Floats:
    """Give the distance of every place of the measure to every other, in standard deviations a figure."""
    pool = values[np.concatenate([treated, free])]
    spread = pool.std(axis=0, ddof=1)
    moves = spread > 1e-12 * np.maximum(np.abs(pool).max(axis=0), 1.0)
    scaled = values[:, moves] / spread[moves]
    if not moves.any():
        return np.zeros((len(treated), len(free)))
    if distance == "mahalanobis":
        # With more figures than places the matrix has no inverse; the generalised one leaves out what says nothing.
        inverse = np.linalg.pinv(np.atleast_2d(np.cov(scaled[np.concatenate([treated, free])].T)), hermitian=True)
        values_, vectors = np.linalg.eigh(inverse)
        scaled = scaled @ (vectors * np.sqrt(np.clip(values_, 0.0, None)))
    squares = ((scaled[treated][:, None, :] - scaled[free][None, :, :]) ** 2).mean(axis=2)
    apart: Floats = np.sqrt(squares)
    return apart


def _taken(apart: Floats, wish: MatchingWish) -> list[list[int]]:
    """Choose for each place of the measure: the nearest, or the choice with the smallest sum of distances."""
    within = np.inf if wish.farthest is None else wish.farthest
    if wish.again:
        order = np.argsort(apart, axis=1, kind="stable")[:, : wish.each]
        return [[int(j) for j in row if apart[i, j] <= within] for i, row in enumerate(order)]
    chosen: list[list[int]] = [[] for _ in apart]
    left = np.arange(apart.shape[1])
    # Round by round, so that with too few places each of the measure has its first before any has its second.
    for _ in range(wish.each):
        if not len(left):
            break
        for i, j in zip(*linear_sum_assignment(apart[:, left]), strict=True):
            if apart[i, left[j]] <= within:
                chosen[i].append(int(left[j]))
        left = np.setdiff1d(left, [j for row in chosen for j in row])
    return [sorted(row, key=lambda j, i=i: (apart[i, j], j)) for i, row in enumerate(chosen)]  # type: ignore[misc]


def _pairs(rows: list[tuple[str, str, float]]) -> pa.Table:
    units, others, apart = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "unit": pa.array(units, pa.string()),
            "comparison": pa.array(others, pa.string()),
            "distance": pa.array(apart, pa.float64()),
        }
    )


def _balance(found: Features, treated: Ints, free: Ints, used: Ints) -> pa.Table:
    """Hold the means of both groups against each other, before and after matching."""
    own = found.values[treated].mean(axis=0)
    every = found.values[free].mean(axis=0)
    taken = found.values[used].mean(axis=0) if len(used) else np.full(len(own), np.nan)
    # One measure for both, of all places: else a difference could shrink because the taken ones differ more.
    spread = found.values[np.concatenate([treated, free])].std(axis=0, ddof=1)

    def share(apart: Floats) -> list[float | None]:
        return [float(d / s) if s > 0 and np.isfinite(d) else None for d, s in zip(apart, spread, strict=True)]

    return pa.table(
        {
            "figure": pa.array(found.names, pa.string()),
            "measure": pa.array(own, pa.float64()),
            "before": pa.array(every, pa.float64()),
            "after": pa.array(taken, pa.float64()),
            "difference_before": pa.array(share(own - every), pa.float64()),
            "difference_after": pa.array(share(own - taken), pa.float64()),
        }
    )


def _warnings(
    proposal: Proposal, taken: list[list[int]], panel: Panel, treated: Ints, wish: MatchingWish
) -> tuple[str, ...]:
    found = []
    for row in proposal.balance.to_pylist():
        apart = row["difference_after"]
        if apart is not None and abs(apart) > BALANCED:
            found.append(
                f"{row['figure']} still differs by {abs(apart):.2f} standard deviations ({row['measure']:.3g} in the "
                f"places of the measure, {row['after']:.3g} in those proposed); up to {BALANCED:g} is alike."
            )
    short = [panel.units[treated[i]] for i, chosen in enumerate(taken) if len(chosen) < wish.each]
    if short:
        found.append(
            f"{', '.join(short[:5])}{' and others' if len(short) > 5 else ''} got fewer than {wish.each} places, for "
            "there were no more that may be taken."
        )
    return tuple(found)
