"""What goes into a balance: costs as they were spent, and benefits, which come from estimated effects alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tidegate.errors import EvaluationError
from tidegate.evaluation.effect import Effect
from tidegate.tables import Column, Contract

COSTS = Contract(
    "costs",
    (
        Column("partner", pa.string(), nullable=False),
        Column("kind", pa.string(), nullable=False),
        Column("amount", pa.float64(), "currency", nullable=False),
        Column("low", pa.float64(), "currency"),
        Column("high", pa.float64(), "currency"),
        Column("currency", pa.string(), nullable=False),
        Column("year", pa.int64(), "year in which, and in whose prices, it was spent", nullable=False),
    ),
)
"""One row per partner, kind and year: what the measure cost whom; hours of officers count at their wage."""


@dataclass(frozen=True)
class Cost:
    """What a partner spent on one kind of thing in a year.

    Args:
        partner: Who bore it.
        kind: On what, such as `staff` or `locks`.
        amount: How much, in the prices of its year.
        low: Lower end of what it may be; None where it is known.
        high: Upper end.
        currency: Currency.
        year: The year.
    """

    partner: str
    kind: str
    amount: float
    low: float | None
    high: float | None
    currency: str
    year: int


@dataclass(frozen=True)
class Benefit:
    """An estimated effect, and what a case of its outcome costs.

    Args:
        effect: The effect. It is used as it stands, with its interval, shown or not.
        unit_cost: Kind of unit cost that fits one case of its outcome.
        cells: Year to how many cells (units times periods) under the measure fall into it. More of them than the
            effect was estimated on is an extrapolation, and told as one.
        good: Whether more of the outcome is the gain, as with a report; then a case is worth its unit cost.
    """

    effect: Effect
    unit_cost: str
    cells: Mapping[int, float]
    good: bool = False

    @property
    def name(self) -> str:
        """How the balance calls it."""
        return f"{self.effect.outcome} ({self.effect.method})"


def read_costs(table: pa.Table, *, where: str = "the costs") -> tuple[Cost, ...]:
    """Read what the measure cost.

    Args:
        table: One row per partner, kind and year (contract `COSTS`).
        where: How errors call it.
    Returns:
        The costs, in the order of the rows.
    Raises:
        ContractError: The table does not keep its contract.
        EvaluationError: There is no row, currencies are mixed, or an amount is below 0 or outside its range.
    """
    found = tuple(Cost(**row) for row in COSTS.check(table).to_pylist())
    if not found:
        what, mend = (
            "there is no row, as if the measure had cost nothing",
            "write what each partner spent, hours included",
        )
        raise EvaluationError(where=where, what=what, mend=mend)
    currencies = sorted({cost.currency for cost in found})
    if len(currencies) > 1:
        mend = "convert them before, at a rate and a day that you can name"
        raise EvaluationError(where=where, what=f"it mixes {' and '.join(currencies)}", mend=mend)
    for cost in found:
        low, high = (cost.amount if end is None else end for end in (cost.low, cost.high))
        if not 0 <= low <= cost.amount <= high < float("inf"):
            name = f"'{cost.kind}' of '{cost.partner}' in {cost.year}"
            what = f"{name} has the range {low:g} to {high:g} round {cost.amount:g}"
            raise EvaluationError(where=where, what=what, mend="give low, amount and high in order, 0 or more")
    return found


def averted(effect: Effect, at: float) -> float:
    """Cases in one cell that the measure spared, if its effect were so large.

    Args:
        effect: The effect.
        at: A value on its scale.
    Returns:
        Cases per unit and period; below 0 where there were more of them.
    Example:
        >>> averted(Effect("thefts", "did", "difference", "thefts per unit and month", -2.0, -3.0, -1.0), -2.0)
        2.0
    """
    if effect.scale == "difference":
        return -at
    # What was counted is known; what would have been is that divided by the ratio.
    assert effect.observed is not None, "checked where the benefit came in"
    return effect.observed * (1 / at - 1)


def needed(effect: Effect, cases: float) -> float:
    """How large an effect spares so many cases in a cell; the other way of `averted`.

    Args:
        effect: The effect, for its scale.
        cases: Cases per unit and period.
    Returns:
        A value on its scale; not a number where no value would do.
    """
    if effect.scale == "difference":
        return -cases
    assert effect.observed is not None, "checked where the benefit came in"
    whole = effect.observed + cases
    return effect.observed / whole if whole > 0 else float("nan")


def check_benefit(benefit: Benefit) -> None:
    """Refuse an effect that cannot carry a benefit.

    Args:
        benefit: The benefit.
    Raises:
        EvaluationError: Its interval is not known, it is a ratio without the observed level, or no cell is given.
    """
    effect = benefit.effect
    ends = (effect.low, effect.value, effect.high)
    if not np.isfinite(ends).all() or not ends[0] <= ends[1] <= ends[2]:
        what, mend = "its interval is not known", "estimate it by a method that gives one; a bare number is not weighed"
        raise EvaluationError(where=benefit.name, what=what, mend=mend)
    if effect.scale == "ratio" and (effect.observed is None or effect.observed <= 0 or effect.low <= 0):
        what = "a ratio alone does not say how many cases it stands for"
        raise EvaluationError(where=benefit.name, what=what, mend="give the observed mean per unit and period with it")
    if not benefit.cells or min(benefit.cells.values()) < 0 or not sum(benefit.cells.values()) > 0:
        what, mend = "no cell lies under the measure", "give the number of units times periods for each year"
        raise EvaluationError(where=benefit.name, what=what, mend=mend)
