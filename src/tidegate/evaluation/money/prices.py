"""What one case of harm costs, whose money it is, and what it would cost in the prices of another year.

Unit costs are given, never assumed: each with its currency, the year of its prices and its source. Money of different
currencies is never added up, and money of different years only after an index has carried it to one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from tidegate.errors import EvaluationError
from tidegate.tables import Column, Contract

UNIT_COSTS = Contract(
    "unit_costs",
    (
        Column("kind", pa.string(), nullable=False),
        Column("value", pa.float64(), "currency per case", nullable=False),
        Column("low", pa.float64(), "currency per case"),
        Column("high", pa.float64(), "currency per case"),
        Column("currency", pa.string(), nullable=False),
        Column("price_year", pa.int64(), "year", nullable=False),
        Column("borne_by", pa.string(), nullable=False),
        Column("source", pa.string(), nullable=False),
    ),
)
"""One row per kind and bearer: what one case costs, and whom. Rows of one kind with several bearers are parts and are
added up."""

PRICE_INDEX = Contract(
    "price_index",
    (
        Column("currency", pa.string(), nullable=False),
        Column("year", pa.int64(), "year", nullable=False),
        Column("index", pa.float64(), "level of prices, any base", nullable=False),
    ),
)
"""One row per currency and year: how high prices stood."""


@dataclass(frozen=True)
class UnitCost:
    """What one case costs one bearer.

    Args:
        kind: Kind of case, such as `robbery`.
        value: Cost of one case.
        low: Lower end of what it may be; None where the source gives no range.
        high: Upper end.
        currency: Currency, such as `EUR`.
        price_year: Year of its prices.
        borne_by: Who bears it.
        source: Where the figure comes from.
    """

    kind: str
    value: float
    low: float | None
    high: float | None
    currency: str
    price_year: int
    borne_by: str
    source: str


@dataclass(frozen=True)
class Prices:
    """The one currency and year in which everything is told.

    Args:
        currency: The currency.
        year: The year of prices; also the year to which later money is discounted.
        index: Year to level of prices in that currency; may be empty where everything is in `year` already.
    """

    currency: str
    year: int
    index: Mapping[int, float]

    def carry(self, year: int, currency: str, where: str) -> float:
        """Give the factor that carries money of a year into these prices.

        Args:
            year: The year of the money.
            currency: Its currency.
            where: How an error calls it.
        Returns:
            The factor, above 0; 1 for the same year.
        Raises:
            EvaluationError: It is in another currency, or the index lacks one of the years.
        Example:
            >>> Prices("EUR", 2024, {2016: 100.0, 2024: 125.0}).carry(2016, "EUR", "robbery")
            1.25
        """
        if currency != self.currency:
            raise EvaluationError(
                where=where,
                what=f"it is in {currency}, the balance is in {self.currency}",
                mend="convert it before, at a rate and a day that you can name, or keep two balances",
            )
        if year == self.year:
            return 1.0
        lacking = [str(y) for y in (year, self.year) if y not in self.index]
        if lacking:
            raise EvaluationError(
                where=where,
                what=f"it is in prices of {year}, and the index of {self.currency} has no {' and no '.join(lacking)}",
                mend="add the year to the price index; prices are not carried on without one",
            )
        return self.index[self.year] / self.index[year]


def read_unit_costs(table: pa.Table, *, where: str = "the unit costs") -> tuple[UnitCost, ...]:
    """Read a table of unit costs.

    Args:
        table: One row per kind and bearer (contract `UNIT_COSTS`).
        where: How errors call it.
    Returns:
        The unit costs, in the order of the rows.
    Raises:
        ContractError: A column is missing, of another type, or lacks a value (a year, a currency, a source).
        EvaluationError: Currencies are mixed, a kind has a bearer twice, a text is empty, or a range does not hold
            its value.
    """
    rows = UNIT_COSTS.check(table).to_pylist()
    found = tuple(UnitCost(**row) for row in rows)
    currencies = sorted({unit.currency for unit in found})
    if len(currencies) > 1:
        what, mend = f"it mixes {' and '.join(currencies)}", "give one table per currency"
        raise EvaluationError(where=where, what=what, mend=mend)
    seen: set[tuple[str, str]] = set()
    for unit in found:
        if (unit.kind, unit.borne_by) in seen:
            _refuse(where, unit, "stands there twice", "keep one; parts of a cost need different bearers")
        seen.add((unit.kind, unit.borne_by))
        _check(unit, where)
    return found


def _check(unit: UnitCost, where: str) -> None:
    if not all(text.strip() for text in (unit.kind, unit.currency, unit.borne_by, unit.source)):
        _refuse(
            where, unit, "lacks its kind, currency, bearer or source", "fill it in; a cost without a source is none"
        )
    if (unit.low is None) != (unit.high is None):
        _refuse(where, unit, "has one end of a range only", "give both ends, or neither")
    low, high = (unit.value if end is None else end for end in (unit.low, unit.high))
    if not 0 <= low <= unit.value <= high < float("inf"):
        _refuse(
            where, unit, f"has the range {low:g} to {high:g} round {unit.value:g}", "give low, value and high in order"
        )


def _refuse(where: str, unit: UnitCost, what: str, mend: str) -> None:
    raise EvaluationError(where=where, what=f"'{unit.kind}' borne by '{unit.borne_by}' {what}", mend=mend)


def read_prices(table: pa.Table | None, *, currency: str, year: int, where: str = "the price index") -> Prices:
    """Read how prices stood, and fix the currency and year in which everything is told.

    Args:
        table: One row per currency and year (contract `PRICE_INDEX`); None where all money is of one year.
        currency: The currency to tell everything in.
        year: The year of prices.
        where: How errors call it.
    Returns:
        The prices.
    Raises:
        ContractError: The table does not keep its contract.
        EvaluationError: A year of the currency stands there twice, or a level is not above 0.
    """
    rows = [] if table is None else PRICE_INDEX.check(table).to_pylist()
    index: dict[int, float] = {}
    for row in (r for r in rows if r["currency"] == currency):
        if row["year"] in index:
            mend = "keep one level for each year"
            raise EvaluationError(where=where, what=f"{currency} {row['year']} stands there twice", mend=mend)
        if not 0 < row["index"] < float("inf"):
            what = f"{currency} {row['year']} has the level {row['index']:g}"
            raise EvaluationError(where=where, what=what, mend="give a level above 0")
        index[row["year"]] = row["index"]
    return Prices(currency, year, index)
