"""How much happened in each unit before and after each start: the sums on which comparisons of counts rest."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tidegate.errors import PanelError
from tidegate.evaluation.panel import NEVER, Panel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

LEAST = 2
"""Fewest periods before a start: with one there is no trend to look at."""


@dataclass(frozen=True)
class Windows:
    """Sums before and after each start.

    Args:
        before: Periods before each start.
        after: Periods from each start on.
        treated: Places of the treated units used, in order of their start.
        start_of: For each of them which of `starts` is its own.
        starts: The different starts, increasing.
        sums: Quantity to its sums, shape (starts, units): `before` (scaled to the length of the time after) and
            `after`; `late` and `early`, the two halves of the time before; `ago` and `long_ago`, the same two times
            so long before the start that the measure lies in neither (only where the data reach back).
        whole: Which units lack no cell in any of the times.
        warnings: What a reader must know of units that were left out.
    """

    before: int
    after: int
    treated: Ints
    start_of: Ints
    starts: Ints
    sums: dict[str, Floats]
    whole: Marks
    warnings: tuple[str, ...]


def windows(panel: Panel, outcome: str, *, before: int | None = None, after: int | None = None) -> Windows:
    """Add up an outcome before and after each start.

    Args:
        panel: The panel.
        outcome: Name of the outcome, a count.
        before: Periods before each start; None for as many as every treated unit has on both sides, at most twelve
            months or four quarters where there are as many, so that both sides hold the same seasons.
        after: Periods from each start on; None for as many as before it, or as many as there are.
    Returns:
        The sums.
    Raises:
        PanelError: No unit is treated or none is untreated, there are less than two periods before a start or none
            from it on, a count is negative, the outcome never changes, or no treated unit is whole.
    """
    values = panel.outcome(outcome)
    _sensible(panel, values, outcome)
    treated = np.flatnonzero(panel.treated)
    begun, last = panel.start[treated], len(panel.periods)
    room_before, room_after = int(begun.min()), int((last - begun).min())
    length = whole_length(panel.periods[0], room_before, room_after)
    pre = before if before is not None else length
    post = after if after is not None else min(pre, room_after) if before is not None else length
    if pre < LEAST or post < 1:
        raise PanelError(
            where=outcome,
            what=f"there are {pre} periods before and {post} from the start on at every treated unit",
            mend=f"give a panel with {LEAST} or more periods before each start and one from it on",
        )
    fits = (begun >= pre) & (last - begun >= post)
    starts = np.unique(begun[fits])
    if not len(starts):
        raise PanelError(
            where=outcome,
            what=f"no treated unit has {pre} periods before its start and {post} from it on",
            mend="shorten the time before and after, or give a longer panel",
        )
    missing = np.isnan(values)
    gaps = np.concatenate([np.zeros((len(values), 1), dtype=np.int64), np.cumsum(missing, axis=1)], axis=1)
    lacking = [gaps[:, s + post] - gaps[:, s - pre] for s in starts]
    whole = np.sum(lacking, axis=0) == 0
    used = fits & whole[treated]
    warnings = _left_out(fits, whole, treated)
    if not used.any():
        raise PanelError(
            where=outcome, what="every treated unit lacks a period near its start", mend="fill the gaps in the series"
        )
    treated = treated[used]
    treated = treated[np.lexsort((treated, panel.start[treated]))]
    starts = np.unique(panel.start[treated])
    sums = _sums(values, starts, pre, post)
    if not any(sums[name][:, whole].any() for name in ("before", "after")):
        raise PanelError(where=outcome, what="nothing happened before or after", mend="choose an outcome that occurs")
    start_of = np.searchsorted(starts, panel.start[treated])
    return Windows(pre, post, treated, start_of, starts, sums, whole, warnings)


def _sensible(panel: Panel, values: Floats, outcome: str) -> None:
    known = values[np.isfinite(values)]
    never = panel.start == NEVER
    faults = (
        (not panel.treated.any(), "no unit is treated while the data last", "say in the plan where and when it began"),
        (not never.any(), "every unit is treated", "add units in which the measure is not taken"),
        (bool((known < 0).any()), "a count is below nought", "give counts of incidents, nought or more"),
        (not len(known) or bool((known == known[0]).all()), "it is the same everywhere and always",
         "choose an outcome that varies"),
    )  # fmt: skip
    for wrong, what, mend in faults:
        if wrong:
            raise PanelError(where=outcome, what=what, mend=mend)


def whole_length(label: str, before: int, after: int) -> int:
    """Choose how many periods are compared on each side.

    Args:
        label: Label of any period.
        before: Periods there are before.
        after: Periods there are from the start on.
    Returns:
        As many as there are on both sides, at most a year, so that both sides hold the same seasons.
    Example:
        >>> whole_length("2020-01", 40, 30), whole_length("2020-Q1", 3, 9), whole_length("1999", 14, 20)
        (12, 3, 14)
    """
    year = 4 if "Q" in label else 12 if "-" in label else 0
    length = min(before, after)
    return min(length, year) if year else length


def _left_out(fits: Marks, whole: Marks, treated: Ints) -> tuple[str, ...]:
    said = []
    if short := int((~fits).sum()):
        said.append(f"{short} of {len(fits)} treated units have too few periods before or after their start: left out.")
    if gaps := int((fits & ~whole[treated]).sum()):
        said.append(f"{gaps} of {len(fits)} treated units lack a period near their start: left out.")
    is_treated = np.zeros(len(whole), dtype=np.bool_)
    is_treated[treated] = True
    if others := int((~whole & ~is_treated).sum()):
        said.append(f"{others} untreated units lack a period: left out of every comparison.")
    return tuple(said)


def _sums(values: Floats, starts: Ints, pre: int, post: int) -> dict[str, Floats]:
    running = np.concatenate([np.zeros((len(values), 1)), np.cumsum(np.nan_to_num(values), axis=1)], axis=1)

    def between(first: Ints, end: Ints) -> Floats:
        found: Floats = (running[:, end] - running[:, first]).T
        return found

    half = pre // 2
    sums = {
        "before": between(starts - pre, starts) * (post / pre),
        "after": between(starts, starts + post),
        "late": between(starts - half, starts),
        "early": between(starts - 2 * half, starts - half),
    }
    # As long a comparison as the real one, all of it before the measure, where every start has so much past.
    if starts.min() >= pre + post and np.isfinite(values[:, : starts.max()]).all():
        sums["ago"] = between(starts - post, starts)
        sums["long_ago"] = between(starts - post - pre, starts - post) * (post / pre)
    return sums
