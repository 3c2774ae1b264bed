"""The balance as arithmetic: what every entry is worth in one currency, one year of prices and one present.

The same few lines give the central balance, every draw of chance and every bar of the sensitivity table, so that none
of them can come to another balance than the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tidegate.errors import EvaluationError
from tidegate.evaluation.money.entries import Benefit, Cost, averted, check_benefit
from tidegate.evaluation.money.prices import Prices, UnitCost

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Balance:
    """The entries, and how each is carried into the present.

    Args:
        costs: What was spent.
        benefits: What the effects stand for.
        units: Unit costs that a benefit uses, each once.
        prices: Currency and year.
        rate: Discount rate per year, real.
        cost_factors: For each cost, what one of its currency is worth here.
        unit_factors: For each unit cost, the factor into these prices.
        weights: For each benefit and unit cost its cells, each discounted; 0 where it does not use that unit cost.
    """

    costs: tuple[Cost, ...]
    benefits: tuple[Benefit, ...]
    units: tuple[UnitCost, ...]
    prices: Prices
    rate: float
    cost_factors: Floats
    unit_factors: Floats
    weights: Floats

    def paid(self, amounts: Floats) -> Floats:
        """Carry amounts into the present.

        Args:
            amounts: One per cost in the last dimension.
        """
        carried: Floats = amounts * self.cost_factors
        return carried

    def gained(self, cases: Floats, units: Floats) -> Floats:
        """Value spared cases.

        Args:
            cases: Cases per cell for each benefit, in the last dimension.
            units: Value of each unit cost in its own prices, in the last dimension.
        Returns:
            Value by benefit and unit cost, in the last two dimensions.
        """
        value: Floats = cases[..., :, None] * self.weights * (units * self.unit_factors)[..., None, :]
        return value

    @property
    def amounts(self) -> Floats:
        """The costs as they stand."""
        return np.array([cost.amount for cost in self.costs])

    @property
    def cases(self) -> Floats:
        """The cases per cell that each effect spares as estimated."""
        return np.array([spared(benefit, benefit.effect.value) for benefit in self.benefits])

    @property
    def unit_values(self) -> Floats:
        """The unit costs as they stand."""
        return np.array([unit.value for unit in self.units])

    def total(self) -> tuple[float, float]:
        """Give the costs and the benefits as they stand."""
        return float(self.paid(self.amounts).sum()), float(self.gained(self.cases, self.unit_values).sum())


def spared(benefit: Benefit, at: float) -> float:
    """Cases per cell that count as a gain, if the effect were so large.

    Args:
        benefit: The benefit.
        at: A value on the scale of its effect.
    """
    return averted(benefit.effect, at) * (-1 if benefit.good else 1)


def discount(rate: float, year: int, present: int) -> float:
    """Worth, in the present, of one that comes in a year.

    Args:
        rate: Real rate per year, above -1.
        year: The year.
        present: The present; earlier years count for more.
    Example:
        >>> round(discount(0.03, 2026, 2024), 4)
        0.9426
    """
    return float((1 + rate) ** (present - year))


def balance(
    costs: Sequence[Cost], benefits: Sequence[Benefit], units: Sequence[UnitCost], *, prices: Prices, rate: float
) -> Balance:
    """Lay the entries out.

    Args:
        costs: What was spent.
        benefits: What the effects stand for.
        units: Unit costs.
        prices: Currency and year, with the index.
        rate: Real discount rate per year.
    Returns:
        The balance.
    Raises:
        EvaluationError: An effect cannot carry a benefit, a kind has no unit cost, an outcome is counted twice, or
            money cannot be carried into the currency and year.
    """
    _once(benefits)
    for benefit in benefits:
        check_benefit(benefit)
        if benefit.unit_cost not in {unit.kind for unit in units}:
            raise EvaluationError(
                where=benefit.name,
                what=f"there is no unit cost of the kind '{benefit.unit_cost}'",
                mend="add it to the table, or leave this benefit out; none is taken from elsewhere",
            )
    _named_apart([*(c.partner for c in costs), *(u.borne_by for u in units)])
    used = tuple(unit for unit in units if unit.kind in {b.unit_cost for b in benefits})
    weights = np.zeros((len(benefits), len(used)))
    for b, benefit in enumerate(benefits):
        cells = sum(n * discount(rate, year, prices.year) for year, n in benefit.cells.items())
        weights[b] = [cells * (unit.kind == benefit.unit_cost) for unit in used]
    carried = [prices.carry(c.year, c.currency, f"cost '{c.kind}' of '{c.partner}'") for c in costs]
    return Balance(
        costs=tuple(costs),
        benefits=tuple(benefits),
        units=used,
        prices=prices,
        rate=rate,
        cost_factors=np.array(
            [factor * discount(rate, c.year, prices.year) for factor, c in zip(carried, costs, strict=True)]
        ),
        unit_factors=np.array([prices.carry(u.price_year, u.currency, f"unit cost '{u.kind}'") for u in used]),
        weights=weights,
    )


def _once(benefits: Sequence[Benefit]) -> None:
    """Two methods for one outcome are two views of one gain, not two gains."""
    names = [benefit.effect.outcome for benefit in benefits]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise EvaluationError(
            where=twice[0],
            what="more than one effect on this outcome would be counted as a benefit",
            mend="take the effect of the method that the plan names",
        )


def _named_apart(names: Sequence[str]) -> None:
    """A workbook does not tell capitals apart, and a reader may not either."""
    spelt: dict[str, set[str]] = {}
    for name in names:
        spelt.setdefault(name.casefold().strip(), set()).add(name)
    twice = next((sorted(forms) for forms in spelt.values() if len(forms) > 1), None)
    if twice:
        what, mend = f"'{twice[0]}' and '{twice[1]}' differ by capitals or spaces only", "write one name in one way"
        raise EvaluationError(where="partners and bearers", what=what, mend=mend)
