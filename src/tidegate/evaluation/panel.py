"""A panel: places (or other units) by periods, one count or measure in each cell, and since when a measure was taken.

Everything in this room takes a `Panel` and gives estimates with their reasons. A panel says what it lacks: a cell
without a row is missing, never nought; whoever means nought writes it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import PanelError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NEVER = -1
"""Start of a unit in which the measure was never taken."""

_MONTH = re.compile(r"(\d{4})-(\d{2})$")
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])$")
_WHOLE = re.compile(r"-?\d+$")


@dataclass(frozen=True)
class Panel:
    """Units by periods.

    Args:
        units: Names of the units, each once.
        periods: Labels of the periods in order, without a gap: months `2020-01`, quarters `2020-Q1`, years or other
            whole numbers.
        outcomes: Name of the outcome to its values, shape (units, periods); not a number where there is no row.
        start: For each unit the place in `periods` at which the measure begins; `NEVER` where it was not taken.
            A place equal to or beyond the number of periods is after the data end.
        weights: For each unit its weight (people, segments); None where all count alike.
        covariates: Name to one value per unit, as it was before the measure.
        exposure: Name-less denominator of every cell (people), shape (units, periods); None where there is none.
        points: Coordinates of the units in metres, shape (units, 2); None where they are not known.
        clusters: For each unit the group within which chance is shared; None where each stands alone.
    """

    units: tuple[str, ...]
    periods: tuple[str, ...]
    outcomes: Mapping[str, Floats]
    start: Ints
    weights: Floats | None = None
    covariates: Mapping[str, Floats] = field(default_factory=dict)
    exposure: Floats | None = None
    points: Floats | None = None
    clusters: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse what does not fit together; that is a fault of the caller, not of the data."""
        shape = (len(self.units), len(self.periods))
        for name, values in self.outcomes.items():
            if values.shape != shape:
                raise ValueError(f"outcome '{name}' has the shape {values.shape}: give {shape}, units by periods")
        if self.start.shape != shape[:1]:
            raise ValueError(f"start has the shape {self.start.shape}: give one place for each of {shape[0]} units")

    @property
    def treated(self) -> npt.NDArray[np.bool_]:
        """Which units ever get the measure while the data last."""
        found: npt.NDArray[np.bool_] = (self.start != NEVER) & (self.start < len(self.periods))
        return found

    @property
    def under(self) -> npt.NDArray[np.bool_]:
        """Which cells lie under the measure, shape (units, periods)."""
        found: npt.NDArray[np.bool_] = self.treated[:, None] & (np.arange(len(self.periods)) >= self.start[:, None])
        return found

    def outcome(self, name: str) -> Floats:
        """Give the values of an outcome.

        Args:
            name: Its name.
        Returns:
            Shape (units, periods).
        Raises:
            PanelError: The panel has no such outcome.
        """
        if name not in self.outcomes:
            raise PanelError(
                where=name,
                what="the panel has no such outcome",
                mend=f"name one of {', '.join(sorted(self.outcomes))}, or add the column",
            )
        return self.outcomes[name]

    def pick(self, units: npt.NDArray[np.bool_] | Ints) -> "Panel":
        """Keep some of the units, in the order given.

        Args:
            units: Marks, or places.
        """
        places = np.flatnonzero(units) if units.dtype == np.bool_ else units
        return replace(
            self,
            units=tuple(self.units[i] for i in places),
            outcomes={name: values[places] for name, values in self.outcomes.items()},
            start=self.start[places],
            weights=None if self.weights is None else self.weights[places],
            covariates={name: values[places] for name, values in self.covariates.items()},
            exposure=None if self.exposure is None else self.exposure[places],
            points=None if self.points is None else self.points[places],
            clusters=None if self.clusters is None else tuple(self.clusters[i] for i in places),
        )

    def between(self, first: int, end: int) -> "Panel":
        """Keep the periods from one place up to, and without, another; starts move along.

        Args:
            first: Place of the first period kept.
            end: Place after the last.
        """
        start = np.where(self.start == NEVER, NEVER, np.maximum(self.start - first, 0))
        return replace(
            self,
            periods=self.periods[first:end],
            outcomes={name: values[:, first:end] for name, values in self.outcomes.items()},
            start=start,
            exposure=None if self.exposure is None else self.exposure[:, first:end],
        )


def read_panel(
    table: pa.Table,
    *,
    outcomes: Sequence[str],
    starts: Mapping[str, str | None],
    unit: str = "unit",
    period: str = "period",
    covariates: Sequence[str] = (),
    exposure: str | None = None,
    weight: str | None = None,
    points: tuple[str, str] | None = None,
    cluster: str | None = None,
    where: str = "the panel",
) -> Panel:
    """Lay a long table out as a panel.

    Args:
        table: One row per unit and period, any order.
        outcomes: Columns that are outcomes.
        starts: Unit to the label of the period in which the measure begins there; None or absent for never.
        unit: Column with the name of the unit.
        period: Column with the period.
        covariates: Columns with a value per unit; the mean over its periods is taken.
        exposure: Column with the denominator of each cell.
        weight: Column with the weight of the unit.
        points: Columns with its coordinates in metres.
        cluster: Column with the group it belongs to.
        where: How errors call the table.
    Returns:
        The panel, units in order of their names. Periods run from the first to the last that any row has; one that
        no row has is there, all cells missing.
    Raises:
        PanelError: A column is missing or holds no number, a unit has two rows for a period, a count is below
            nought, a period cannot be read, or a unit of `starts` is not there.
    """
    named = [unit, period, *outcomes, *covariates, *(c for c in (exposure, weight, cluster) if c), *(points or ())]
    missing = sorted({n for n in named if n not in table.column_names})
    if missing:
        raise PanelError(
            where=where,
            what=f"it has no column {', '.join(missing)}",
            mend=f"add it, or name one of {', '.join(table.column_names)} in the plan",
        )
    if not table.num_rows:
        raise PanelError(where=where, what="it has no row", mend="give one row for each unit and period")
    units, unit_of = _coded(table, unit, where)
    periods, period_of = _periods(table, period, where)
    _once(units, periods, unit_of, period_of, where)
    shape = (len(units), len(periods))

    def grid(name: str) -> Floats:
        values = np.full(shape, np.nan)
        values[unit_of, period_of] = _numbers(table, name, where)
        return values

    def per_unit(name: str) -> Floats:
        values, count = np.zeros(shape[0]), np.zeros(shape[0])
        numbers = _numbers(table, name, where)
        known = np.isfinite(numbers)
        np.add.at(values, unit_of[known], numbers[known])
        np.add.at(count, unit_of[known], 1)
        mean: Floats = np.divide(values, count, out=np.full(shape[0], np.nan), where=count > 0)
        return mean

    return Panel(
        units,
        periods,
        {name: grid(name) for name in outcomes},
        _starts(starts, units, periods, where),
        weights=per_unit(weight) if weight else None,
        covariates={name: per_unit(name) for name in covariates},
        exposure=grid(exposure) if exposure else None,
        points=np.stack([per_unit(c) for c in points], axis=1) if points else None,
        clusters=_groups(table, cluster, unit_of, len(units)) if cluster else None,
    )


def period_number(label: str) -> int | None:
    """Count a period from a fixed origin, so that neighbours differ by one.

    Args:
        label: A month `2020-01`, a quarter `2020-Q1`, a year or another whole number.
    Returns:
        Its number; None where the label is none of these.
    Example:
        >>> period_number("2020-02") - period_number("2019-12")
        2
    """
    text = label.strip()
    if found := _MONTH.match(text):
        year, month = int(found[1]), int(found[2])
        return year * 12 + month - 1 if 1 <= month <= 12 else None
    if found := _QUARTER.match(text):
        return int(found[1]) * 4 + int(found[2]) - 1
    return int(text) if _WHOLE.match(text) else None


def _coded(table: pa.Table, column: str, where: str) -> tuple[tuple[str, ...], Ints]:
    texts = pc.cast(table[column], pa.string()).combine_chunks()
    if texts.null_count:
        raise PanelError(
            where=where,
            what=f"{texts.null_count} rows have no value in column {column}",
            mend="give every row its unit and its period",
        )
    names, codes = np.unique(texts.to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    return tuple(names.tolist()), codes.astype(np.int64)


def _periods(table: pa.Table, column: str, where: str) -> tuple[tuple[str, ...], Ints]:
    """Order the periods and put in those that no row has."""
    labels, codes = _coded(table, column, where)
    numbers = [period_number(_month_of_date(label)) for label in labels]
    wrong = [label for label, number in zip(labels, numbers, strict=True) if number is None]
    if wrong:
        raise PanelError(
            where=where,
            what=f"'{wrong[0]}' in column {column} is no period"
            + (f", nor are {len(wrong) - 1} others" if len(wrong) > 1 else ""),
            mend="write months as 2020-01, quarters as 2020-Q1, years or other periods as whole numbers",
        )
    kinds = {_kind(_month_of_date(label)) for label in labels}
    if len(kinds) > 1:
        raise PanelError(
            where=where,
            what=f"column {column} mixes {' and '.join(sorted(kinds))}",
            mend="give all rows periods of one length",
        )
    known = np.array(numbers, dtype=np.int64)
    first, last = int(known.min()), int(known.max())
    if last - first > 20_000:
        raise PanelError(
            where=where,
            what=f"column {column} runs from {labels[int(known.argmin())]} to {labels[int(known.argmax())]}",
            mend="look for a mistyped period; more than 20,000 periods are not taken",
        )
    all_labels = tuple(_label(number, next(iter(kinds))) for number in range(first, last + 1))
    return all_labels, (known - first)[codes]


def _month_of_date(label: str) -> str:
    # A first day of a month, as spreadsheets write one, is that month.
    return label[:7] if re.match(r"\d{4}-\d{2}-01", label) else label


def _kind(label: str) -> str:
    return "months" if _MONTH.match(label) else "quarters" if _QUARTER.match(label) else "numbers"


def _label(number: int, kind: str) -> str:
    if kind == "months":
        return f"{number // 12:04d}-{number % 12 + 1:02d}"
    return f"{number // 4:04d}-Q{number % 4 + 1}" if kind == "quarters" else str(number)


def _once(units: Sequence[str], periods: Sequence[str], unit_of: Ints, period_of: Ints, where: str) -> None:
    cells, counts = np.unique(unit_of * len(periods) + period_of, return_counts=True)
    if (counts > 1).any():
        cell = int(cells[counts > 1][0])
        raise PanelError(
            where=where,
            what=f"unit {units[cell // len(periods)]} has {int(counts[counts > 1][0])} rows for "
            f"{periods[cell % len(periods)]}, and {int((counts > 1).sum()) - 1} other cells more than one",
            mend="sum them or take out what was delivered twice; one row per unit and period",
        )


def _numbers(table: pa.Table, column: str, where: str) -> Floats:
    try:
        values = pc.cast(table[column], pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as fault:
        raise PanelError(
            where=where, what=f"column {column} holds something that is no number", mend="write numbers only"
        ) from fault
    return np.asarray(values.to_numpy(), dtype=np.float64)


def _starts(starts: Mapping[str, str | None], units: Sequence[str], periods: Sequence[str], where: str) -> Ints:
    places = {name: i for i, name in enumerate(units)}
    strange = sorted(name for name, begun in starts.items() if begun is not None and name not in places)
    if strange:
        raise PanelError(
            where=where,
            what=f"it has no row of unit {', '.join(strange[:5])}{' and others' if len(strange) > 5 else ''}",
            mend="use the same names of units in the plan and in the panel",
        )
    first = period_number(periods[0])
    assert first is not None, "labels were made from numbers"
    found = np.full(len(units), NEVER, dtype=np.int64)
    for name, begun in starts.items():
        if begun is None or name not in places:
            continue
        number = period_number(begun)
        if number is None:
            raise PanelError(
                where=f"start of {name}", what=f"'{begun}' is no period", mend=f"write it as {periods[0]} is written"
            )
        if number < first + 1:
            raise PanelError(
                where=f"start of {name}",
                what=f"the measure begins in {begun}, and the data begin in {periods[0]}: there is no time before it",
                mend="give data from before the start, or leave this unit out of the plan",
            )
        found[places[name]] = number - first
    return found


def _groups(table: pa.Table, column: str, unit_of: Ints, units: int) -> tuple[str, ...]:
    names: list[Any] = [""] * units
    for place, name in zip(unit_of.tolist(), pc.cast(table[column], pa.string()).to_pylist(), strict=True):
        names[place] = name or ""
    return tuple(names)
