"""The balance as a workbook whose sums are live: change a cost, an effect or the rate, and the balance follows.

What chance gave (intervals, the probability, the bars) is not live, and its headings say so.
"""

from collections.abc import Sequence
from datetime import date
from math import isfinite
from typing import Any

from tidegate.documents import Column, Formula, Sheet, Standing, Workbook
from tidegate.evaluation.money.balance import Balance, discount, spared
from tidegate.evaluation.money.weighing import CostBenefit, Range

Row = tuple[Any, ...]
_RATE = "'Assumptions'!$B$2"


def money_workbook(result: CostBenefit, *, on: date, title: str, standing: Standing | None = None) -> Workbook:
    """Lay a balance out as a workbook with live formulas.

    Args:
        result: The balance.
        on: The day it was made.
        title: Its title.
        standing: City, purpose, limits.
    Returns:
        The workbook, for `write_workbook`. Names and texts are cells of text; formulas hold references only.
    """
    entries = result.entries
    years = _years(entries)
    benefits = _benefit_rows(entries)
    sheets = (
        _assumptions(entries),
        Sheet("Price index", (Column("Year"), _number("Index", 4)), [(str(y), entries.prices.index[y]) for y in years],
              "How prices stood."),
        _costs(entries, years),
        _unit_costs(entries, years),
        _effects(entries),
        Sheet("Benefits", _BENEFITS, benefits, "Cells under the measure, cases gained in each, their cost."),
        _balance(result, len(entries.costs) + 1, len(benefits) + 1),
        _break_even(result),
        _stakeholders(result, len(entries.costs) + 1, len(benefits) + 1),
        _chance(result),
        _bars(result),
    )  # fmt: skip
    notes = (*result.warnings, *result.rests_on)
    return Workbook(title, on, sheets, standing=standing or Standing(), notes=notes)


def _number(heading: str, digits: int = 2, unit: str = "") -> Column:
    return Column(heading, "number", unit=unit, digits=digits)


def _years(entries: Balance) -> list[int]:
    """Years of the index that some entry needs; none where all money is of one year."""
    used = {c.year for c in entries.costs} | {u.price_year for u in entries.units}
    return sorted({*used, entries.prices.year}) if used != {entries.prices.year} else []


def _assumptions(entries: Balance) -> Sheet:
    columns = (Column("Assumption"), _number("Value", 4), Column("Note", wide=True))
    note = f"Everything is told in {entries.prices.currency} of {entries.prices.year}, which is the present."
    return Sheet("Assumptions", columns, [("Discount rate, real, per year", entries.rate, note)], "Change them here.")


def _carried(year: int, entries: Balance, years: Sequence[int], factor: float) -> Formula | float:
    if year == entries.prices.year:
        return 1.0
    to, since = (2 + years.index(y) for y in (entries.prices.year, year))
    return Formula(f"='Price index'!$B${to}/'Price index'!$B${since}", factor)


def _discounted(cell: str, year: int, entries: Balance) -> Formula:
    return Formula(f"=(1+{_RATE})^(-{cell})", discount(entries.rate, year, entries.prices.year))


def _costs(entries: Balance, years: Sequence[int]) -> Sheet:
    present, rows = entries.prices.year, []
    paid = entries.paid(entries.amounts)
    for n, cost in enumerate(entries.costs):
        at = n + 2
        factor = entries.prices.carry(cost.year, cost.currency, cost.kind)
        rows.append(
            (cost.partner, cost.kind, str(cost.year), cost.amount, _carried(cost.year, entries, years, factor),
             cost.year - present, _discounted(f"F{at}", cost.year, entries),
             Formula(f"=D{at}*E{at}*G{at}", float(paid[n])), cost.low, cost.high)
        )  # fmt: skip
    columns = (Column("Partner"), Column("Kind"), Column("Year"), _number("Amount"), _number("Price factor", 4),
               _number("Years from the present", 0), _number("Discount factor", 4), _number("Cost here"),
               _number("Amount, low"), _number("Amount, high"))  # fmt: skip
    return Sheet("Costs", columns, rows, "What the measure cost whom.")


def _unit_costs(entries: Balance, years: Sequence[int]) -> Sheet:
    rows = []
    for n, unit in enumerate(entries.units):
        at, factor = n + 2, float(entries.unit_factors[n])
        rows.append(
            (unit.kind, unit.borne_by, unit.value, _carried(unit.price_year, entries, years, factor),
             Formula(f"=C{at}*D{at}", unit.value * factor), unit.low, unit.high, str(unit.price_year), unit.source)
        )  # fmt: skip
    columns = (Column("Kind"), Column("Borne by"), _number("Value"), _number("Price factor", 4), _number("Value here"),
               _number("Low"), _number("High"), Column("Price year"), Column("Source", wide=True))  # fmt: skip
    return Sheet("Unit costs", columns, rows, "What one case costs whom.")


def _effects(entries: Balance) -> Sheet:
    rows = []
    for n, benefit in enumerate(entries.benefits):
        at, effect, sign = n + 2, benefit.effect, "-" if benefit.good else ""
        ratio = effect.scale == "ratio"
        cases = f"={sign}G{at}*(1/D{at}-1)" if ratio else f"={'' if benefit.good else '-'}D{at}"
        rows.append(
            (effect.outcome, effect.method, effect.scale, effect.value, effect.low, effect.high,
             effect.observed if ratio else None, Formula(cases, spared(benefit, effect.value)),
             "yes" if effect.shown else "no")
        )  # fmt: skip
    columns = (Column("Outcome"), Column("Method"), Column("Scale"), _number("Effect", 4), _number("Low", 4),
               _number("High", 4), _number("Observed per cell", 4), _number("Cases gained per cell", 4),
               Column("Shown"))  # fmt: skip
    return Sheet("Effects", columns, rows, "The estimated effects; a cell is one unit in one period.")


_BENEFITS = (Column("Outcome"), Column("Borne by"), Column("Year"), _number("Cells"),
             _number("Years from the present", 0), _number("Discount factor", 4), _number("Cases gained per cell", 4),
             _number("Unit cost here"), _number("Worth here"))  # fmt: skip


def _benefit_rows(entries: Balance) -> list[Row]:
    rows: list[Row] = []
    for b, benefit in enumerate(entries.benefits):
        cases = spared(benefit, benefit.effect.value)
        for year, cells in sorted(benefit.cells.items()):
            for u, unit in enumerate(entries.units):
                if unit.kind != benefit.unit_cost:
                    continue
                at, here = len(rows) + 2, unit.value * float(entries.unit_factors[u])
                worth = cells * discount(entries.rate, year, entries.prices.year) * cases * here
                rows.append(
                    (benefit.effect.outcome, unit.borne_by, str(year), cells, year - entries.prices.year,
                     _discounted(f"E{at}", year, entries), Formula(f"='Effects'!$H${b + 2}", cases),
                     Formula(f"='Unit costs'!$E${u + 2}", here), Formula(f"=D{at}*F{at}*G{at}*H{at}", worth))
                )  # fmt: skip
    return rows


_NOT_LIVE = "drawn, not live"


def _balance(result: CostBenefit, costs: int, benefits: int) -> Sheet:
    def row(name: str, text: str, found: Range) -> Row:
        return (name, Formula(text, found.value), found.low, found.high)

    rows = [
        row("Costs", f"=SUM('Costs'!$H$2:$H${costs})", result.costs),
        row("Benefits", f"=SUM('Benefits'!$I$2:$I${benefits})", result.benefits),
        row("Benefits less costs", "=B3-B2", result.net),
    ]
    if result.costs.value > 0:
        rows.append(row("Benefits by costs", "=B3/B2", result.ratio))
    unit = result.weighing.currency
    columns = (Column("Sum"), _number("Value", 2, unit), _number("Low", 2, _NOT_LIVE), _number("High", 2, _NOT_LIVE))
    return Sheet("Balance", columns, rows, "Costs, benefits, and what is left.")


def _break_even(result: CostBenefit) -> Sheet:
    rows: list[Row] = []
    first = 2
    for n, (benefit, found) in enumerate(zip(result.entries.benefits, result.break_even, strict=True)):
        units = sum(unit.kind == benefit.unit_cost for unit in result.entries.units)
        last = first + units * len(benefit.cells) - 1

        def part(column: str, first: int = first, last: int = last) -> str:
            return f"'Benefits'!${column}${first}:${column}${last}"

        lacking = f"('Balance'!$B$2-'Balance'!$B$3+SUM({part('I')}))"
        cases = f"{lacking}/SUMPRODUCT({part('D')}*{part('F')}*{part('H')})"
        sign = "-" if benefit.good else ""
        observed = f"'Effects'!$G${n + 2}"
        by_ratio = f"={observed}/({observed}+({sign}{cases}))"
        text = by_ratio if found.scale == "ratio" else f"={'' if benefit.good else '-'}({cases})"
        needed = Formula(text, found.needed) if isfinite(found.needed) else None
        rows.append((found.outcome, Formula(f"='Effects'!$D${n + 2}", found.value), needed, _yes(found.inside)))
        first = last + 1
    columns = (Column("Outcome"), _number("Effect", 4), _number("Effect that would pay for all", 4),
               Column(f"Inside the interval ({_NOT_LIVE})"))  # fmt: skip
    return Sheet("Break-even", columns, rows, "How large each effect would have to be, the others as they stand.")


def _yes(found: bool) -> str:
    return "yes" if found else "no"


def _stakeholders(result: CostBenefit, costs: int, benefits: int) -> Sheet:
    rows = []
    for n, who in enumerate(result.stakeholders):
        at = n + 2
        pays = f"=SUMPRODUCT(('Costs'!$A$2:$A${costs}=A{at})*'Costs'!$H$2:$H${costs})"
        gains = f"=SUMPRODUCT(('Benefits'!$B$2:$B${benefits}=A{at})*'Benefits'!$I$2:$I${benefits})"
        rows.append(
            (who.name, Formula(pays, who.pays.value), Formula(gains, who.gains.value),
             Formula(f"=C{at}-B{at}", who.net.value), who.net.low, who.net.high)
        )  # fmt: skip
    columns = (Column("Stakeholder"), _number("Pays"), _number("Gains"), _number("Net"),
               _number("Net, low", 2, _NOT_LIVE), _number("Net, high", 2, _NOT_LIVE))  # fmt: skip
    return Sheet("Stakeholders", columns, rows, "Who pays and who gains.")


def _chance(result: CostBenefit) -> Sheet:
    rows = [
        ("Probability that benefits exceed costs", result.pays),
        ("Benefits less costs, shown effects only", result.shown_net),
        ("Draws", float(result.weighing.draws)),
        ("Seed", float(result.seed)),
    ]
    return Sheet("Chance", (Column("What"), _number("Value", 3, _NOT_LIVE)), rows, "What the draws gave.")


def _bars(result: CostBenefit) -> Sheet:
    rows = [(b.entry, b.low, b.high, b.net_at_low, b.net_at_high, b.swing) for b in result.tornado]
    columns = (Column("Entry", wide=True), _number("Low", 4), _number("High", 4), _number("Net at low", 2, _NOT_LIVE),
               _number("Net at high", 2, _NOT_LIVE), _number("Swing", 2, _NOT_LIVE))  # fmt: skip
    return Sheet("Sensitivity", columns, rows, "One entry moved through its range, all others as they stand.")
