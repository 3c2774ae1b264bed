"""Cost-benefit: costs by partner, benefits from estimated effects only, in one currency and one year of prices."""

from tidegate.evaluation.money.chance import Bar, BreakEven
from tidegate.evaluation.money.entries import COSTS, Benefit, Cost, read_costs
from tidegate.evaluation.money.examples import example_names, example_unit_costs
from tidegate.evaluation.money.prices import PRICE_INDEX, UNIT_COSTS, Prices, UnitCost, read_prices, read_unit_costs
from tidegate.evaluation.money.sheets import money_workbook
from tidegate.evaluation.money.tables import money_tables
from tidegate.evaluation.money.weighing import CostBenefit, Range, Stakeholder, Weighing, weigh_costs

__all__ = [
    "COSTS",
    "PRICE_INDEX",
    "UNIT_COSTS",
    "Bar",
    "Benefit",
    "BreakEven",
    "Cost",
    "CostBenefit",
    "Prices",
    "Range",
    "Stakeholder",
    "UnitCost",
    "Weighing",
    "example_names",
    "example_unit_costs",
    "money_tables",
    "money_workbook",
    "read_costs",
    "read_prices",
    "read_unit_costs",
    "weigh_costs",
]
