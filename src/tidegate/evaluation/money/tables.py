"""The balance as tables, for whoever prints it."""

import pyarrow as pa

from tidegate.evaluation.money.weighing import CostBenefit


def money_tables(result: CostBenefit) -> dict[str, pa.Table]:
    """Lay a balance out as tables.

    Args:
        result: The balance.
    Returns:
        `costs` by partner, kind and year; `benefits` by outcome and bearer; `stakeholders`; `break_even`;
        `sensitivity`, the widest bar first. Money is of the one currency and year, discounted, unless it says else.
    """
    entries = result.entries
    paid = entries.paid(entries.amounts)
    gained = entries.gained(entries.cases, entries.unit_values)
    used = [(b, u) for b in range(len(entries.benefits)) for u in range(len(entries.units)) if entries.weights[b, u]]
    return {
        "costs": _table(
            ("partner", "kind", "year", "amount_then", "cost"),
            [(c.partner, c.kind, c.year, c.amount, float(p)) for c, p in zip(entries.costs, paid, strict=True)],
        ),
        "benefits": _table(
            ("outcome", "shown", "unit_cost", "borne_by", "cases_per_cell", "worth", "source"),
            [
                (entries.benefits[b].effect.outcome, entries.benefits[b].effect.shown, entries.units[u].kind,
                 entries.units[u].borne_by, float(entries.cases[b]), float(gained[b, u]), entries.units[u].source)
                for b, u in used
            ],
        ),
        "stakeholders": _table(
            ("stakeholder", "pays", "gains", "net", "net_low", "net_high"),
            [(s.name, s.pays.value, s.gains.value, s.net.value, s.net.low, s.net.high) for s in result.stakeholders],
        ),
        "break_even": _table(
            ("outcome", "scale", "effect", "needed", "inside"),
            [(b.outcome, b.scale, b.value, b.needed, b.inside) for b in result.break_even],
        ),
        "sensitivity": _table(
            ("entry", "low", "high", "net_at_low", "net_at_high", "swing"),
            [(b.entry, b.low, b.high, b.net_at_low, b.net_at_high, b.swing) for b in result.tornado],
        ),
    }  # fmt: skip


def _table(names: tuple[str, ...], rows: list[tuple[object, ...]]) -> pa.Table:
    return pa.table({name: [row[n] for row in rows] for n, name in enumerate(names)})
