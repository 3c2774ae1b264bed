"""Other ways in which a problem moves: to other hours and days, to other kinds of crime, to other premises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import stats

from tidegate.errors import EvaluationError
from tidegate.evaluation.displacement.shares import Shift, shift_of_shares
from tidegate.evaluation.displacement.windows import windows
from tidegate.evaluation.panel import Panel
from tidegate.statistics.shares import exact_interval, wilson_interval
from tidegate.tables import Column, Contract

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]

By = Literal["hour", "weekday", "season"]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SEASONS = ("winter", "spring", "summer", "autumn")
HOURS = tuple(f"{first:02d}-{first + 4:02d} h" for first in range(0, 24, 4))
"""Four hours each: the time of a burglary is rarely known better."""

SUCCESSIONS = Contract(
    "successions",
    (
        Column("premises", pa.string()),
        Column("closed_on", pa.date32()),
        Column("successor", pa.string()),
        Column("opened_on", pa.date32()),
    ),
)
"""One row per closure; successor and date are empty where none is known."""

_LEAST = 20
"""Fewest closures on which a share is worth telling: below, its interval is wider than two fifths."""


def shift_in_time(
    units: npt.NDArray[np.int64], when: npt.NDArray[np.datetime64], panel: Panel, *, by: By, seed: int,
    length: int | None = None, draws: int = 999,
) -> Shift:  # fmt: skip
    """Ask whether incidents moved to other hours, weekdays or seasons.

    Before and after are the months before the (first) start and as many from it on.

    Args:
        units: For each incident the place of its unit in the panel.
        when: When it happened, in local time; whole days will do for weekdays and seasons.
        panel: The panel with the starts; its periods are months.
        by: Slots to count in.
        seed: Seed of the draws.
        length: Months on each side; None for as many as there are on both sides, at most twelve.
        draws: Number of sets of units drawn for treated.
    Returns:
        How the shares moved, with p values by drawing units.
    Raises:
        EvaluationError: No unit is treated, hours are asked for and the incidents have none, or less than a year is
            there for seasons.
    """
    if not panel.treated.any():
        raise EvaluationError(where="time", what="no unit is treated", mend="say in the plan where and when it began")
    first = int(panel.start[panel.treated].min())
    months = length or min(first, len(panel.periods) - first, 12)
    if by == "season" and months != 12:
        raise EvaluationError(
            where="seasons", what=f"{months} months are compared with {months}, which hold other seasons",
            mend="give a year before the start and a year from it on",
        )  # fmt: skip
    moments = when.astype("datetime64[h]")
    if by == "hour" and (moments == when.astype("datetime64[D]").astype("datetime64[h]")).all():
        raise EvaluationError(
            where="hours", what="every incident happened at midnight", mend="give the hour, or look at weekdays"
        )
    start = np.datetime64(panel.periods[first], "M").astype(np.int64)
    month = moments.astype("datetime64[M]").astype(np.int64) - start
    kept = (month >= -months) & (month < months)
    slot, names = _slots(moments[kept], by)
    counts = np.zeros((len(panel.units), 2, len(names)))
    np.add.at(counts, (units[kept], (month[kept] >= 0).astype(np.int64), slot), 1)
    return shift_of_shares(counts, panel.treated, names, of=by, seed=seed, draws=draws)


def shift_in_kind(
    panel: Panel, outcomes: Sequence[str], *, seed: int, length: int | None = None, draws: int = 999
) -> Shift:  # fmt: skip
    """Ask whether incidents moved to other kinds.

    Args:
        panel: The panel; before and after are counted from the first start.
        outcomes: Names of the kinds, each a count.
        seed: Seed of the draws.
        length: Periods on each side; None as in `windows`.
        draws: Number of sets of units drawn for treated.
    Returns:
        How the shares of the kinds moved, with p values by drawing units.
    Raises:
        PanelError: The panel cannot answer (see `windows`).
        EvaluationError: Nothing happened on one side.
    """
    all_kinds = sum(panel.outcome(name) for name in outcomes)
    first = int(panel.start[panel.treated].min()) if panel.treated.any() else 0
    whole = Panel(panel.units, panel.periods, {"all": np.asarray(all_kinds)}, panel.start)
    times = windows(whole, "all", before=length, after=length)
    kept = times.whole & (~panel.treated | np.isin(np.arange(len(panel.units)), times.treated))
    spans = (slice(first - times.before, first), slice(first, first + times.after))
    sums = [[panel.outcome(name)[kept, span].sum(axis=1) for name in outcomes] for span in spans]
    counts = np.moveaxis(np.array(sums), 2, 0)
    return shift_of_shares(counts, panel.treated[kept], tuple(outcomes), of="kind", seed=seed, draws=draws)


@dataclass(frozen=True)
class Successors:
    """How often a closed premises had a successor.

    Args:
        within_days: How soon after the closure.
        closures: Closures that were followed so long.
        succeeded: Those of them with a successor by then.
        share: Their share; not a number where there is no such closure.
        low: Lower end of its exact interval.
        high: Upper end.
        difference: Share less that of the other closures; None where there are none.
        difference_low: Lower end of its interval.
        difference_high: Upper end.
        p: p value of no difference, over all ways in which the closures could fall to the two sides.
        shown: Whether more successors than elsewhere, or fewer, were shown.
        table: The closures that count, with `days` to the successor.
        rests_on: What must be true for it to mean what it says.
        warnings: What a reader must know.
    """

    within_days: int
    closures: int
    succeeded: int
    share: float
    low: float
    high: float
    difference: float | None
    difference_low: float
    difference_high: float
    p: float | None
    shown: bool
    table: pa.Table
    rests_on: tuple[str, ...]
    warnings: tuple[str, ...]


def successors(
    successions: pa.Table, *, seen_until: date, within_days: int, others: pa.Table | None = None, level: float = 0.95
) -> Successors:  # fmt: skip
    """Ask how often a closed premises was succeeded, and whether more often than where others closed.

    Args:
        successions: Closures under the measure (contract `SUCCESSIONS`).
        seen_until: Last day on which a successor could have been seen; closures less than `within_days` before it
            are left out, for they were not followed long enough.
        within_days: How soon after the closure a successor counts, days, 1 or more.
        others: Closures of other premises, the same contract; None where there are none to compare with.
        level: Coverage of the intervals.
    Returns:
        The share and, with others, the difference.
    Raises:
        ContractError: A table does not keep its contract.
        EvaluationError: A successor opened before the closure, or no closure was followed so long.
        ValueError: `within_days` is below 1.
    Source:
        Clopper and Pearson (1934), Biometrika 26, 404-413, for the share; Newcombe (1998), Statistics in Medicine 17,
        873-890, method 10, for the difference; Fisher's exact test for p.
    """
    if within_days < 1:
        raise ValueError(f"within_days is {within_days}: give a number of days, 1 or more")
    mine, late = _followed(successions, seen_until, within_days)
    hits, n = int(mine["succeeded"].to_numpy().sum()), mine.num_rows
    low, high = exact_interval(hits, n, level=level)
    warnings = [f"{late} closures were not followed for {within_days} days: left out."] if late else []
    if n < _LEAST:
        warnings.append(f"The share rests on {n} closures; one more or less moves it by {1 / n:.0%}.")
    p: float | None = None
    difference, ends = None, (float("nan"), float("nan"))
    if others is not None:
        theirs, _ = _followed(others, seen_until, within_days)
        their_hits, their_n = int(theirs["succeeded"].to_numpy().sum()), theirs.num_rows
        difference = hits / n - their_hits / their_n
        ends = _newcombe((hits, n), (their_hits, their_n), level)
        p = float(stats.fisher_exact([[hits, n - hits], [their_hits, their_n - their_hits]]).pvalue)
    shown = p is not None and p < 1 - level and not ends[0] <= 0 <= ends[1]
    return Successors(
        within_days, n, hits, hits / n, low, high, difference, *ends, p, shown, mine, _RESTS_ON, tuple(warnings)
    )  # fmt: skip


_RESTS_ON = (
    "A successor is another business at the same premises; whether the same people stand behind it is not told.",
    "Every successor that opened was seen in the register by the last day.",
    "The other closures are of premises that were as likely to be let again.",
)


def _slots(moments: npt.NDArray[np.datetime64], by: By) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    if by == "hour":
        return (moments.astype(np.int64) % 24) // 4, HOURS
    if by == "weekday":  # 1 January 1970 was a Thursday
        return (moments.astype("datetime64[D]").astype(np.int64) + 3) % 7, WEEKDAYS
    return ((moments.astype("datetime64[M]").astype(np.int64) + 1) % 12) // 3, SEASONS


def _followed(table: pa.Table, seen_until: date, within_days: int) -> tuple[pa.Table, int]:
    """Keep the closures that were followed long enough; tell how many were not."""
    rows = SUCCESSIONS.check(table).to_pylist()
    for row in rows:
        if row["opened_on"] is not None and row["opened_on"] < row["closed_on"]:
            raise EvaluationError(
                where=f"premises {row['premises']}",
                what=f"its successor opened on {row['opened_on']}, before the closure on {row['closed_on']}",
                mend="give the first business that opened there after the closure",
            )
    long = [row for row in rows if (seen_until - row["closed_on"]).days >= within_days]
    if not long:
        raise EvaluationError(
            where="successors", what=f"no closure was followed for {within_days} days",
            mend="wait, or ask for a shorter time",
        )  # fmt: skip
    days = [(row["opened_on"] - row["closed_on"]).days if row["opened_on"] is not None else None for row in long]
    hit = [d is not None and d <= within_days for d in days]
    kept = pa.Table.from_pylist(long, schema=pa.schema([(c.name, c.type) for c in SUCCESSIONS.columns]))
    kept = kept.append_column("days", pa.array(days, pa.int64())).append_column("succeeded", pa.array(hit, pa.bool_()))
    return kept, len(rows) - len(long)


def _newcombe(one: tuple[int, int], two: tuple[int, int], level: float) -> tuple[float, float]:
    (a, n), (b, m) = one, two
    (low_1, high_1), (low_2, high_2) = wilson_interval(a, n, level=level), wilson_interval(b, m, level=level)
    p, q = a / n, b / m
    below = np.sqrt((p - low_1) ** 2 + (high_2 - q) ** 2)
    above = np.sqrt((high_1 - p) ** 2 + (q - low_2) ** 2)
    return float(p - q - below), float(p - q + above)
