"""How far the balance may be off: draws over every interval, one bar for every entry, and what would pay for itself."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from tidegate.evaluation.effect import Effect
from tidegate.evaluation.money.balance import Balance, Floats, spared
from tidegate.evaluation.money.entries import Cost, needed
from tidegate.evaluation.money.prices import UnitCost


@dataclass(frozen=True)
class Drawn:
    """The balance under chance; each array with one value per draw in its first dimension.

    Args:
        paid: By cost.
        gained: By benefit and unit cost.
    """

    paid: Floats
    gained: Floats

    @property
    def net(self) -> Floats:
        """Benefits less costs."""
        difference: Floats = self.gained.sum(axis=(1, 2)) - self.paid.sum(axis=1)
        return difference


@dataclass(frozen=True)
class Bar:
    """How the net benefit moves when one entry goes from one end of its range to the other, all else as it stands.

    Args:
        entry: The entry.
        low: Its lower end.
        high: Its upper end.
        net_at_low: Net benefit there.
        net_at_high: Net benefit there.
    """

    entry: str
    low: float
    high: float
    net_at_low: float
    net_at_high: float

    @property
    def swing(self) -> float:
        """How far the net benefit moves."""
        return abs(self.net_at_high - self.net_at_low)


@dataclass(frozen=True)
class BreakEven:
    """How large one effect would have to be for the benefits to equal the costs, the other effects as they stand.

    Args:
        outcome: Its outcome.
        scale: Its scale.
        value: The effect as estimated.
        needed: The effect that would do; not a number where none would.
        inside: Whether the interval of the estimate holds it.
    """

    outcome: str
    scale: str
    value: float
    needed: float
    inside: bool


def draw(balance: Balance, *, draws: int, seed: int) -> Drawn:
    """Draw every effect from its interval and every range from a triangle, each on its own.

    An effect is drawn once for all that rests on it: who pays less for it and in which year. Where its interval is
    not even round its value, each side has its own spread; a ratio is drawn on its logarithm.

    Args:
        balance: The balance.
        draws: How often.
        seed: Seed of chance.
    Returns:
        The draws.
    """
    chance = np.random.default_rng(seed)
    cases = np.empty((draws, len(balance.benefits)))
    for b, benefit in enumerate(balance.benefits):
        drawn = _effects(benefit.effect, chance.standard_normal(draws))
        cases[:, b] = [spared(benefit, value) for value in drawn.tolist()]
    units = np.column_stack([_range(u.low, u.value, u.high, chance.random(draws)) for u in balance.units])
    amounts = np.column_stack([_range(c.low, c.amount, c.high, chance.random(draws)) for c in balance.costs])
    return Drawn(balance.paid(amounts), balance.gained(cases, units))


def _effects(effect: Effect, z: Floats) -> Floats:
    reach = float(norm.ppf(0.5 + effect.level / 2))
    ends = np.array([effect.low, effect.value, effect.high])
    low, value, high = np.log(ends) if effect.scale == "ratio" else ends
    drawn = value + z / reach * np.where(z > 0, high - value, value - low)
    return np.asarray(np.exp(drawn) if effect.scale == "ratio" else drawn, dtype=np.float64)


def _range(low: float | None, value: float, high: float | None, share: Floats) -> Floats:
    """Read a triangle with its top at the value where a share of it lies below."""
    if low is None or high is None or high == low:
        return np.full(len(share), value)
    top = (value - low) / (high - low)
    left = low + np.sqrt(share * (high - low) * (value - low))
    right = high - np.sqrt((1 - share) * (high - low) * (high - value))
    return np.where(share < top, left, right)


def tornado(balance: Balance) -> tuple[Bar, ...]:
    """Move one entry at a time.

    Args:
        balance: The balance.
    Returns:
        One bar for every entry that has a range, the widest first.
    """
    amounts, cases, units = balance.amounts, balance.cases, balance.unit_values

    def net(amounts: Floats, cases: Floats, units: Floats) -> float:
        return float(balance.gained(cases, units).sum() - balance.paid(amounts).sum())

    def with_one(values: Floats, place: int, value: float) -> Floats:
        moved = values.copy()
        moved[place] = value
        return moved

    bars = []
    for n, benefit in enumerate(balance.benefits):
        ends = (benefit.effect.low, benefit.effect.high)
        nets = [net(amounts, with_one(cases, n, spared(benefit, end)), units) for end in ends]
        bars.append(Bar(f"effect on {benefit.effect.outcome}", *ends, *nets))
    for n, unit in enumerate(balance.units):
        if unit.low is not None and unit.high is not None:
            nets = [net(amounts, cases, with_one(units, n, end)) for end in (unit.low, unit.high)]
            bars.append(Bar(_named(unit), unit.low, unit.high, *nets))
    for n, cost in enumerate(balance.costs):
        if cost.low is not None and cost.high is not None:
            nets = [net(with_one(amounts, n, end), cases, units) for end in (cost.low, cost.high)]
            bars.append(Bar(_named(cost), cost.low, cost.high, *nets))
    return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.entry)))


def _named(entry: UnitCost | Cost) -> str:
    if isinstance(entry, UnitCost):
        return f"unit cost of {entry.kind}, borne by {entry.borne_by}"
    return f"cost of {entry.kind}, {entry.partner}, {entry.year}"


def break_even(balance: Balance) -> tuple[BreakEven, ...]:
    """Say for every effect how large it would have to be to pay for all costs that the others leave.

    Args:
        balance: The balance.
    Returns:
        One for each benefit, in their order.
    """
    paid, gained = balance.total()
    by_benefit = balance.gained(balance.cases, balance.unit_values).sum(axis=1)
    per_case = balance.gained(np.ones(len(balance.benefits)), balance.unit_values).sum(axis=1)
    found = []
    for n, benefit in enumerate(balance.benefits):
        effect = benefit.effect
        worth = float(per_case[n])
        lacking = paid - (gained - float(by_benefit[n]))
        cases = lacking / worth * (-1 if benefit.good else 1) if worth > 0 else float("nan")
        value = needed(effect, cases)
        found.append(BreakEven(effect.outcome, effect.scale, effect.value, value, effect.low <= value <= effect.high))
    return tuple(found)
