"""What a measure cost, and what its estimated effects were worth, told for a report."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.documents import words as w
from tidegate.errors import EvaluationError
from tidegate.evaluation.money import (
    COSTS,
    PRICE_INDEX,
    UNIT_COSTS,
    Benefit,
    CostBenefit,
    Weighing,
    read_costs,
    weigh_costs,
)
from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan import Plan
from tidegate.evaluation.telling.material import Answered, Part
from tidegate.evaluation.telling.words import say
from tidegate.tables import Contract


@dataclass(frozen=True)
class Money:
    """The tables that money is told from, as text.

    Args:
        costs: What was spent (contract `COSTS`).
        unit_costs: What a case costs whom (contract `UNIT_COSTS`); None where nothing is to be reckoned as spared.
        prices: How prices stood (contract `PRICE_INDEX`); None where one year is enough.
    """

    costs: pa.Table
    unit_costs: pa.Table | None = None
    prices: pa.Table | None = None


def tell_money(
    plan: Plan, panel: Panel, answered: Sequence[Answered], money: Money, *, seed: int, language: str
) -> tuple[Part, float]:
    """Tell what it cost, and where unit costs are given, what the estimated effects were worth.

    Args:
        plan: The plan.
        panel: Its panel.
        answered: The outcomes; one whose name or column is a kind of the unit costs is weighed.
        money: The tables.
        seed: Seed of chance.
        language: `en` or `nl`.
    Returns:
        The part of the report, and the sum of the costs.
    Raises:
        ContractError: A table does not keep its contract.
        EvaluationError: A value is no number, currencies are mixed, or a year of prices is missing.
    """
    costs = typed(money.costs, COSTS, "the costs")
    spent = read_costs(costs)
    whole = sum(cost.amount for cost in spent)
    currency = spent[0].currency
    says = [say("cost_total", language, amount=w.number(whole, language), currency=currency)]
    benefits = _benefits(plan, panel, answered, money)
    if not benefits or money.unit_costs is None or plan.money is None:
        # Where nothing was estimated, no unit costs would help.
        why = "not_weighed" if any(one.effect for one in answered) else "no_effects"
        return Part((*says, say(why, language)), (), {"costs": costs}), whole
    found = weigh_costs(
        costs, benefits, typed(money.unit_costs, UNIT_COSTS, "the unit costs"),
        weighing=Weighing(currency, plan.money.price_year, plan.money.discount), seed=seed,
        price_index=None if money.prices is None else typed(money.prices, PRICE_INDEX, "the price index"),
    )  # fmt: skip
    return Part((*says, *_weighed(found, language)), found.warnings, {"costs": costs, **_tables(found)}), whole


def _benefits(plan: Plan, panel: Panel, answered: Sequence[Answered], money: Money) -> list[Benefit]:
    if money.unit_costs is None or "kind" not in money.unit_costs.column_names:
        return []
    kinds = set(money.unit_costs["kind"].to_pylist())
    cells = Counter(
        _year(label) for row in panel.under for label, under in zip(panel.periods, row, strict=True) if under
    )
    years = {year: float(n) for year, n in cells.items() if year is not None}
    found = []
    for outcome, one in zip(plan.outcomes, answered, strict=True):
        kind = next((k for k in (outcome.name, outcome.column) if k in kinds), None)
        if one.effect is not None and kind is not None and years:
            found.append(Benefit(one.effect, kind, years, good=outcome.direction == "up"))
    return found


def _year(label: str) -> int | None:
    text = label[:4]
    return int(text) if text.isdigit() and len(text) == 4 else None


def _weighed(found: CostBenefit, language: str) -> list[str]:
    net = found.net
    ends = {n: w.number(getattr(net, n), language) for n in ("value", "low", "high")}
    told = say("net", language, currency=found.weighing.currency, year=found.weighing.year, **ends)
    if found.worth_it is None:
        told += " " + say("net_open", language)
    if found.not_shown:
        told += " " + say("net_not_shown", language, labels=", ".join(found.not_shown),
                          value=w.number(found.shown_net, language))  # fmt: skip
    return [told]


def _tables(found: CostBenefit) -> dict[str, pa.Table]:
    rows = [
        {"who": s.name, "pays": s.pays.value, "gains": s.gains.value, "net": s.net.value, "net_low": s.net.low,
         "net_high": s.net.high} for s in found.stakeholders
    ]  # fmt: skip
    return {"stakeholders": pa.Table.from_pylist(rows)} if rows else {}


def typed(table: pa.Table, contract: Contract, where: str) -> pa.Table:
    """Give the columns of a table the types of a contract; the contract is checked by whoever uses it.

    Args:
        table: The table, its values texts.
        contract: The contract.
        where: How errors call the table.
    Returns:
        The columns that the contract knows, empty texts as unknown; one that is lacking and may be is there, unknown.
    Raises:
        EvaluationError: A value is not of its type.
    """
    made = {}
    for column in contract.columns:
        if column.name not in table.column_names:
            if column.nullable:
                made[column.name] = pa.nulls(table.num_rows, column.type)
            continue
        values = table[column.name]
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            values = pc.if_else(pc.equal(pc.utf8_trim_whitespace(values), ""), None, values)
        try:
            made[column.name] = pc.cast(values, column.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as fault:
            raise EvaluationError(
                where=f"{where}, column {column.name}", what=f"it holds something that is no {column.type}",
                mend="write plain values only",
            ) from fault  # fmt: skip
    return pa.table(made)
