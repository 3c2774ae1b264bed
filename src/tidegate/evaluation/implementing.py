"""What was carried out of a plan, told for a report: by partner, with reasons, and what it means for an estimate."""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from tidegate.documents import words as w
from tidegate.documents.charts import Carried
from tidegate.evaluation.fidelity import (
    Fidelity,
    as_delivered,
    follow_implementation,
    fulfilment_table,
    read_implementation,
)
from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan import Plan
from tidegate.evaluation.plan.laying import planned
from tidegate.evaluation.telling.material import Answered, Part
from tidegate.evaluation.telling.quoted import quoted
from tidegate.evaluation.telling.words import amount, heading_case, say


def tell_implementation(
    table: pa.Table, answered: Sequence[Answered], compared: Sequence[str], language: str
) -> tuple[Part, tuple[Carried, ...]]:
    """Tell what was planned and what was done.

    Args:
        table: One row per unit, partner, period and activity (contract `IMPLEMENTATION`).
        answered: The outcomes; what a full dose would mean for each is told beside it, never instead.
        compared: Units they were compared with.
        language: `en` or `nl`.
    Returns:
        The part of the report, and rows for the chart: planned and done by partner.
    Raises:
        ContractError: The table does not keep its contract.
        PanelError: The rows contradict each other or hold what cannot be used.
    """
    found = follow_implementation(table)
    ahead: dict[str, float] = defaultdict(float)
    done: dict[str, float | None] = {}
    for entry in read_implementation(table):
        ahead[entry.partner] += entry.dose_planned
        if entry.dose_done is not None:
            done[entry.partner] = (done.get(entry.partner) or 0.0) + entry.dose_done
    carried = tuple(Carried(name, ahead[name], done.get(name)) for name in sorted(ahead))
    whole = found.whole
    dose = say("unknown", language) if math.isnan(whole.dose) else w.share(whole.dose, language)
    says = [say("dose_told", language, dose=dose, silent=whole.not_reported, rows=whole.planned_rows)]
    if math.isfinite(whole.delay):
        says.append(say("delay_told", language, delay=w.number(whole.delay, language, digits=1)))
    for one in answered:
        if one.effect is not None:
            full = as_delivered(one.effect, found, comparison=compared)
            says.append(f"{heading_case(one.asked.label)}: {quoted(full.says, language)}")
    return Part(tuple(says), found.warnings, _tables(found)), carried


def _tables(found: Fidelity) -> dict[str, pa.Table]:
    tables = {"by partner": fulfilment_table(found.by_partner), "by place": fulfilment_table(found.by_unit),
              "by activity": fulfilment_table(found.by_activity)}  # fmt: skip
    return tables | ({"where plan and deed differ": found.differences} if found.differences.num_rows else {})


def tell_carried(plan: Plan, panel: Panel, language: str) -> tuple[Part | None, tuple[Carried, ...]]:
    """Add up what the panel says was planned and done in the places under the measure.

    Args:
        plan: The plan; it names the columns.
        panel: Its panel.
        language: `en` or `nl`.
    Returns:
        The part of the report, None where the plan names no columns; and rows for the chart, one for each place.
    """
    if plan.fidelity is None:
        return None, ()
    treated = np.flatnonzero(planned(panel))
    ahead, made = panel.outcome(plan.fidelity.planned), panel.outcome(plan.fidelity.done)
    carried = tuple(
        Carried(
            panel.units[i],
            float(np.nansum(ahead[i])),
            float(np.nansum(made[i])) if np.isfinite(made[i]).any() else None,
        )
        for i in treated
    )
    whole = sum(c.planned for c in carried)
    done = sum(c.done or 0.0 for c in carried)
    share = w.share(done / whole, language) if whole else say("unknown", language)
    says = say("implemented", language, done=amount(done, language), planned=amount(whole, language), share=share)
    return Part((says,)), carried
