"""A city's events counted by unit: premises, streets, cells or areas, with the businesses in each.

The units of a level are those that hold a premises or an event; open water and meadows are no units. All arrays of
`Units` are in the order of its ids, all columns of its counts in the order of the kinds.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from tidegate.places.businesses import BUSINESSES, years_open
from tidegate.places.happening import HAPPENINGS
from tidegate.places.locating import PLACES, is_known
from tidegate.statistics.neighbours import Matrix

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

KEYS = {"premises": "premises", "street": "street_key", "cell": "cell", "area": "area"}
"""Level to the column that names its unit, in places and in events."""

ALL = "all"
"""Stands for all kinds of a schema together."""

NOT_STATED = "not stated"


@dataclass(frozen=True)
class Period:
    """A run of whole months.

    Args:
        since: First day of the first month.
        until: First day after the last.
    """

    since: dt.date
    until: dt.date

    def __post_init__(self) -> None:
        if self.since.day != 1 or self.until.day != 1 or self.since >= self.until:
            raise ValueError(f"period is {self.since} to {self.until}: give two first days of months, in order")

    @property
    def months(self) -> int:
        """Number of months."""
        return (self.until.year - self.since.year) * 12 + self.until.month - self.since.month

    def holds(self, months: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
        """Tell which months lie in the period.

        Args:
            months: First days of months.
        """
        begin, end = (pa.scalar(day, pa.date32()) for day in (self.since, self.until))
        inside: Any = pc.and_(pc.greater_equal(months, begin), pc.less(months, end))
        held: npt.NDArray[np.bool_] = inside.fill_null(False).to_numpy()
        return held


@dataclass(frozen=True)
class Kind:
    """One kind of event.

    Args:
        schema: Incident, Inspection, Measure or Report.
        name: Kind within it, or `ALL`.
    """

    schema: str
    name: str


@dataclass(frozen=True)
class Units:
    """Units of one level, with what is in them and what happened there.

    Args:
        level: Key of `KEYS`.
        ids: Names of the units, sorted.
        labels: How they are called to a reader.
        x: Metres east of their middle; not a number where no premises and no event in them has a point.
        y: Metres north.
        premises: Number of premises.
        businesses: Number of establishments open at some time of the period.
        firms: The same without those that one natural person runs.
        home: Whether all premises of the unit are, or may be, homes.
        counts: Events, one row per unit and one column per kind.
        member: Matrix of ones, units by premises (in the order of the places).
    """

    level: str
    ids: npt.NDArray[np.object_]
    labels: npt.NDArray[np.object_]
    x: Floats
    y: Floats
    premises: Ints
    businesses: Ints
    firms: Ints
    home: npt.NDArray[np.bool_]
    counts: Ints
    member: Matrix


def checked(places: pa.Table, businesses: pa.Table, events: pa.Table) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Hold the three tables that this room's measures stand on against their contracts.

    Args:
        places: Contract `PLACES`.
        businesses: Contract `BUSINESSES`.
        events: Contract `HAPPENINGS`.
    Returns:
        The three, with the columns of their contracts.
    Raises:
        ContractError: One does not keep its contract.
    """
    return PLACES.check(places), BUSINESSES.check(businesses), HAPPENINGS.check(events)


def usual_period(events: pa.Table) -> Period:
    """The months in which nearly all events lie: stray dates at both ends are left off.

    Args:
        events: Contract `HAPPENINGS`, not empty.
    Returns:
        The shortest run of months without the first and the last half per cent of events.
    Raises:
        ValueError: There are no events.
    """
    if not events.num_rows:
        raise ValueError("there are no events: give a period")
    months = np.sort(events.column("month").to_numpy())
    first, last = (months[int(q * (len(months) - 1))].astype(dt.date) for q in (0.005, 0.995))
    following = last.replace(year=last.year + 1, month=1) if last.month == 12 else last.replace(month=last.month + 1)
    return Period(first, following)


def kinds_of(events: pa.Table, period: Period, *, least: int) -> tuple[Kind, ...]:
    """Kinds of events that are frequent enough to say anything about places.

    Args:
        events: Contract `HAPPENINGS`.
        period: Months that count.
        least: Number of events below which a kind is left out.
    Returns:
        Per schema all kinds together, then each kind by name where there are several.
    """
    inside = events.filter(pa.array(period.holds(events.column("month"))))
    sums = inside.group_by(["schema", "kind"]).aggregate([("count", "sum")]).to_pylist()
    found: list[Kind] = []
    for schema in sorted({row["schema"] for row in sums}):
        own = [row for row in sums if row["schema"] == schema]
        if sum(row["count_sum"] for row in own) < least:
            continue
        found.append(Kind(schema, ALL))
        if len(own) > 1:
            found += [Kind(schema, name) for name in sorted(r["kind"] for r in own if r["count_sum"] >= least)]
    return tuple(found)


def totals_of(events: pa.Table, period: Period, kinds: Sequence[Kind]) -> Floats:
    """Count the events of each kind, wherever they are.

    Args:
        events: Contract `HAPPENINGS`.
        period: Months that count.
        kinds: Kinds that are counted.
    Returns:
        Number of events, in the order of the kinds.
    """
    inside = events.filter(pa.array(period.holds(events.column("month"))))
    counts = counts_by_kind(inside, np.zeros(inside.num_rows, dtype=np.int64), 1, kinds)[0]
    totals: Floats = counts.astype(np.float64)
    return totals


def group(
    places: pa.Table, businesses: pa.Table, events: pa.Table, *, level: str, period: Period, kinds: Sequence[Kind]
) -> Units:
    """Count the events and the businesses of each unit of a level.

    Args:
        places: Contract `PLACES`.
        businesses: Contract `BUSINESSES`.
        events: Contract `HAPPENINGS`.
        level: Key of `KEYS`.
        period: Months that count.
        kinds: Kinds that are counted.
    Returns:
        The units that hold a premises or an event of the period.
    Raises:
        ValueError: The level is unknown.
    """
    if level not in KEYS:
        raise ValueError(f"level is '{level}': give one of {', '.join(KEYS)}")
    inside = events.filter(pa.array(period.holds(events.column("month"))))
    ids, of_place, of_event = _match(places.column(KEYS[level]), inside.column(KEYS[level]))
    n = len(ids)
    open_at, firm = open_businesses(places, businesses, period)
    unit = np.where(open_at >= 0, of_place[open_at], -1)
    x, y = _middles(places, of_place, inside, of_event, n)
    homes = np.bincount(of_place[of_place >= 0], weights=_yes(places, "personal")[of_place >= 0], minlength=n)
    held = np.bincount(of_place[of_place >= 0], minlength=n)
    rows = np.flatnonzero(of_place >= 0)
    member = sparse.csr_array((np.ones(len(rows)), (of_place[rows], rows)), shape=(n, places.num_rows))
    return Units(
        level, ids, _labels(places, inside, of_place, of_event, ids, level), x, y, held.astype(np.int64),
        _distinct(unit, businesses, n), _distinct(np.where(firm, unit, -1), businesses, n), homes >= held,
        counts_by_kind(inside, of_event, n, kinds), member,
    )  # fmt: skip


def recount(units: Units, events: pa.Table, period: Period, kinds: Sequence[Kind]) -> Ints:
    """Count the events of another period in the same units.

    Args:
        units: Units of a period that holds the other.
        events: Contract `HAPPENINGS`.
        period: Months that count.
        kinds: Kinds that are counted.
    Returns:
        One row per unit, one column per kind.
    """
    inside = events.filter(pa.array(period.holds(events.column("month"))))
    unit = _positions(inside.column(KEYS[units.level]), pa.array(units.ids, pa.string()))
    return counts_by_kind(inside, unit, len(units.ids), kinds)


def open_businesses(
    places: pa.Table, businesses: pa.Table, period: Period
) -> tuple[Ints, npt.NDArray[np.bool_]]:  # fmt: skip
    """Where each business was in the period.

    Args:
        places: Contract `PLACES`.
        businesses: Contract `BUSINESSES`.
        period: Months that count.
    Returns:
        Per row of `businesses` the row of its premises in `places` (-1 where it has none or was not open), and
        whether it is run by more than one natural person.
    """
    at = _positions(businesses.column("premises"), places.column("premises"))
    at[years_open(businesses, period.since, period.until) <= 0] = -1
    return at, ~_yes(businesses, "sole_trader").astype(bool)


def counts_by_kind(events: pa.Table, unit: Ints, units: int, kinds: Sequence[Kind]) -> Ints:
    """Count events by unit and kind.

    Args:
        events: Contract `HAPPENINGS`.
        unit: Number of the unit of each event; -1 where it has none.
        units: Number of units.
        kinds: Kinds that are counted.
    Returns:
        One row per unit, one column per kind.
    """
    table = np.zeros((units, len(kinds)), dtype=np.int64)
    weight = events.column("count").to_numpy().astype(np.float64)
    schema, name = (events.column(c).combine_chunks().dictionary_encode() for c in ("schema", "kind"))
    code = {text: number for number, text in enumerate(name.dictionary.to_pylist())}
    for number, kind in enumerate(kinds):
        own = schema.dictionary.index(kind.schema).as_py()
        here = (schema.indices.to_numpy() == own) & (unit >= 0)
        if kind.name != ALL:
            here &= name.indices.to_numpy() == code.get(kind.name, -1)
        table[:, number] = np.bincount(unit[here], weights=weight[here], minlength=units).astype(np.int64)
    return table


def _match(first: pa.ChunkedArray, second: pa.ChunkedArray) -> tuple[Any, Ints, Ints]:
    """All names of two columns, sorted, and the number of each value's name; -1 where it is absent."""
    every: Any = pc.drop_null(pc.unique(pa.chunked_array([*first.chunks, *second.chunks], pa.string())))
    ids = every.take(pc.sort_indices(every))
    return ids.to_numpy(zero_copy_only=False), _positions(first, ids), _positions(second, ids)


def _positions(values: pa.ChunkedArray, among: Any) -> Ints:
    names = among.combine_chunks() if isinstance(among, pa.ChunkedArray) else among
    found: Any = pc.index_in(values, value_set=names)
    numbers: Ints = found.fill_null(-1).to_numpy().astype(np.int64)
    return numbers


def _middles(
    places: pa.Table, of_place: Ints, events: pa.Table, of_event: Ints, n: int
) -> tuple[Floats, Floats]:  # fmt: skip
    """Mean point of the premises of a unit, or of its events where no premises has one."""
    ends = []
    for axis in ("x_m", "y_m"):
        own = _mean(places.column(axis), of_place, n)
        ends.append(np.where(np.isfinite(own), own, _mean(events.column(axis), of_event, n)))
    return ends[0], ends[1]


def _mean(values: pa.ChunkedArray, unit: Ints, n: int) -> Floats:
    numbers = values.fill_null(np.nan).to_numpy()
    good = (unit >= 0) & np.isfinite(numbers)
    total = np.bincount(unit[good], weights=numbers[good], minlength=n)
    count = np.bincount(unit[good], minlength=n)
    mean: Floats = np.divide(total, count, out=np.full(n, np.nan), where=count > 0)
    return mean


def _distinct(unit: Ints, businesses: pa.Table, n: int) -> Ints:
    """Number of different establishments per unit; one that moved within a unit counts once."""
    who = businesses.column("establishment").combine_chunks().dictionary_encode().indices.to_numpy()
    pairs = np.unique(np.column_stack([unit[unit >= 0], who[unit >= 0]]), axis=0)
    return np.bincount(pairs[:, 0].astype(np.int64), minlength=n).astype(np.int64)


def _labels(places: pa.Table, events: pa.Table, of_place: Ints, of_event: Ints, ids: Any, level: str) -> Any:
    """What a reader calls a unit: the address of premises, the writing of a street, otherwise its name."""
    written = {"premises": "address", "street": "street"}.get(level)
    labels = ids.copy()
    if written is None:
        return labels
    for table, unit in ((events, of_event), (places, of_place)):
        if written in table.column_names:
            text = table.column(written).to_numpy(zero_copy_only=False)
            good = np.flatnonzero((unit >= 0) & is_known(text))
            labels[unit[good]] = text[good]
    return labels


def _yes(table: pa.Table, name: str) -> Floats:
    values: Floats = table.column(name).to_numpy().astype(np.float64)
    return values
