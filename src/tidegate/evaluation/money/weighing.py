"""Was it worth its money: costs against benefits, with an interval, by who pays and who gains."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tidegate.evaluation.money.balance import Balance, Floats, balance
from tidegate.evaluation.money.chance import Bar, BreakEven, Drawn, break_even, draw, tornado
from tidegate.evaluation.money.entries import Benefit, read_costs
from tidegate.evaluation.money.prices import read_prices, read_unit_costs

_NEXT_TO_NOTHING = 1e-6
"""Costs up to which nothing is divided by them, in the currency of the balance."""


@dataclass(frozen=True)
class Weighing:
    """In what money a balance is told, and how much of chance is drawn.

    Args:
        currency: The one currency of everything.
        year: Year of prices, and the present to which other years are discounted.
        rate: Real discount rate per year, such as 0.03; there is no usual one, so it is never assumed.
        draws: How often chance is drawn.
        level: Coverage of the intervals.
    """

    currency: str
    year: int
    rate: float
    draws: int = 10_000
    level: float = 0.95

    def __post_init__(self) -> None:
        """Refuse what no balance could use."""
        if not -0.5 < self.rate < 1:
            raise ValueError(f"rate is {self.rate}: give it as a share per year, such as 0.03")
        if self.draws < 100 or not 0 < self.level < 1:
            raise ValueError(f"draws is {self.draws}, level {self.level}: give 100 draws or more, a level inside 0..1")


@dataclass(frozen=True)
class Range:
    """A sum of money or a ratio of two.

    Args:
        value: With every entry as it stands.
        low: Lower end of its interval.
        high: Upper end.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Stakeholder:
    """Who pays and who gains.

    Args:
        name: The partner or bearer.
        pays: What the measure cost them.
        gains: What it spared them; below 0 where it cost them more.
        net: Gains less costs.
    """

    name: str
    pays: Range
    gains: Range
    net: Range


@dataclass(frozen=True)
class CostBenefit:
    """A cost-benefit balance with its reasons.

    Args:
        entries: What went into it.
        weighing: In what money it is told.
        costs: All costs.
        benefits: All benefits.
        net: Benefits less costs.
        ratio: Benefits by costs; not a number where nothing was paid.
        pays: Probability that benefits exceed costs, 0 to 1, over the draws.
        shown_net: Net benefit with the shown effects only, the others at nought.
        not_shown: Outcomes whose effect was not shown; they contribute their interval all the same.
        break_even: For every effect how large it would have to be.
        stakeholders: Who pays and who gains, by name.
        tornado: What moves the net benefit most, first.
        seed: Seed of the draws.
        rests_on: What must be true, one sentence each.
        warnings: What a reader must know first.
    """

    entries: Balance
    weighing: Weighing
    costs: Range
    benefits: Range
    net: Range
    ratio: Range
    pays: float
    shown_net: float
    not_shown: tuple[str, ...]
    break_even: tuple[BreakEven, ...]
    stakeholders: tuple[Stakeholder, ...]
    tornado: tuple[Bar, ...]
    seed: int
    rests_on: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def worth_it(self) -> bool | None:
        """Whether it paid for itself: None where the interval of the net benefit holds nought."""
        return None if self.net.low <= 0 <= self.net.high else self.net.value > 0


def weigh_costs(
    costs: pa.Table,
    benefits: Sequence[Benefit],
    unit_costs: pa.Table,
    *,
    weighing: Weighing,
    seed: int,
    price_index: pa.Table | None = None,
) -> CostBenefit:
    """Weigh what a measure cost against what its estimated effects are worth.

    Args:
        costs: What was spent (contract `COSTS`).
        benefits: Effects with the unit cost of a case; there is no other way to claim a benefit.
        unit_costs: What a case costs whom (contract `UNIT_COSTS`); never taken from elsewhere.
        weighing: Currency, year of prices, discount rate.
        seed: Seed of chance.
        price_index: How prices stood (contract `PRICE_INDEX`); needed where money of several years comes together.
    Returns:
        The balance with its interval, break-even, stakeholders and sensitivity.
    Raises:
        ValueError: There is no benefit.
        ContractError: A table does not keep its contract.
        EvaluationError: Currencies are mixed, a year or a unit cost is missing, or an effect cannot carry a benefit.
    Source:
        Boardman, Greenberg, Vining and Weimer (2018), Cost-benefit analysis, 5th ed., ch. 7 and 11.
    """
    if not benefits:
        raise ValueError("benefits is empty: give at least one effect, or tell the costs alone")
    prices = read_prices(price_index, currency=weighing.currency, year=weighing.year)
    entries = balance(
        read_costs(costs), benefits, read_unit_costs(unit_costs), prices=prices, rate=weighing.rate
    )  # fmt: skip
    drawn = draw(entries, draws=weighing.draws, seed=seed)
    paid, gained = entries.total()
    level = weighing.level
    worth = entries.gained(entries.cases, entries.unit_values).sum(axis=1)
    marks = np.array([benefit.effect.shown for benefit in benefits])
    all_paid, all_gained = drawn.paid.sum(axis=1), drawn.gained.sum(axis=(1, 2))
    ratios = np.divide(all_gained, all_paid, out=np.full(len(all_paid), np.nan), where=all_paid > _NEXT_TO_NOTHING)
    return CostBenefit(
        entries=entries,
        weighing=weighing,
        costs=_ranged(paid, all_paid, level),
        benefits=_ranged(gained, all_gained, level),
        net=_ranged(gained - paid, drawn.net, level),
        ratio=_ranged(gained / paid if paid > _NEXT_TO_NOTHING else float("nan"), ratios, level),
        pays=float((drawn.net > 0).mean()),
        shown_net=float(worth[marks].sum()) - paid,
        not_shown=tuple(b.effect.outcome for b in benefits if not b.effect.shown),
        break_even=break_even(entries),
        stakeholders=_stakeholders(entries, drawn, level),
        tornado=tornado(entries),
        seed=seed,
        rests_on=_RESTS_ON,
        warnings=_warnings(entries),
    )


def _ranged(value: float, drawn: Floats, level: float) -> Range:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Range(float(value), float(low), float(high))


def _stakeholders(entries: Balance, drawn: Drawn, level: float) -> tuple[Stakeholder, ...]:
    paid, gained = entries.paid(entries.amounts), entries.gained(entries.cases, entries.unit_values).sum(axis=0)
    by_cost, by_unit = drawn.paid, drawn.gained.sum(axis=1)
    found = []
    for name in sorted({c.partner for c in entries.costs} | {u.borne_by for u in entries.units}):
        payer = np.array([c.partner == name for c in entries.costs])
        bearer = np.array([u.borne_by == name for u in entries.units])
        pays, gains = float(paid[payer].sum()), float(gained[bearer].sum())
        drawn_pays, drawn_gains = by_cost[:, payer].sum(axis=1), by_unit[:, bearer].sum(axis=1)
        found.append(
            Stakeholder(
                name,
                _ranged(pays, drawn_pays, level),
                _ranged(gains, drawn_gains, level),
                _ranged(gains - pays, drawn_gains - drawn_pays, level),
            )
        )
    return tuple(found)


_RESTS_ON = (
    "The effects are what their methods say they rest on; a balance cannot be better than the estimates in it.",
    "A case spared is worth its average unit cost; budgets need not fall by as much.",
    "Effects, unit costs and costs are drawn independently of each other.",
    "The discount rate is real: prices are carried by the index, and inflation is not counted twice.",
)


def _warnings(entries: Balance) -> tuple[str, ...]:
    found = []
    not_shown = [b.effect.outcome for b in entries.benefits if not b.effect.shown]
    if not_shown:
        found.append(
            f"The effect on {', '.join(not_shown)} was not shown; it counts with its whole interval, so a benefit or a"
            " loss from it may be chance."
        )
    for benefit in entries.benefits:
        known = benefit.effect.treated * benefit.effect.after
        told = sum(benefit.cells.values())
        if known and told > known:
            found.append(
                f"The benefit from {benefit.effect.outcome} counts {told:g} cells, its effect was estimated on at most"
                f" {known}: the rest is an extrapolation."
            )
        found += [f"{benefit.effect.outcome}: {text}" for text in benefit.effect.warnings]
        found += [f"{benefit.effect.outcome}: {check.says}" for check in benefit.effect.broken]
    bare = sorted(f"{u.kind} (borne by {u.borne_by})" for u in entries.units if u.low is None)
    if bare:
        found.append(f"No range is given for the unit cost of {', '.join(bare)}; the interval counts it as exact.")
    if all(cost.low is None for cost in entries.costs):
        found.append("No cost has a range; the interval counts them all as exact.")
    return tuple(found)
