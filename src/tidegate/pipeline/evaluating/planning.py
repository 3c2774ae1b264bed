"""The steps of planning an evaluation: checked, matched, frozen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa

from tidegate.errors import PlanError
from tidegate.evaluation.estimating import run_of
from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan import (
    PROCESS,
    Answer,
    Frozen,
    MatchingWish,
    Plan,
    Power,
    PowerWish,
    Proposal,
    answerable,
    compared,
    freeze,
    lay_out,
    methods,
    power,
    propose,
)
from tidegate.evaluation.plan.contrast import contrast, step
from tidegate.evaluation.plan.power import FEWEST_PERIODS
from tidegate.evaluation.planting import Run
from tidegate.pipeline.read import Progress, unheard


@dataclass(frozen=True)
class Checked:
    """What checking a plan found.

    Args:
        answer: Whether it can be answered, and why.
        panel: Its panel; None without figures.
        power: How small an effect each outcome could show; empty where that cannot be told.
    """

    answer: Answer
    panel: Panel | None
    power: tuple[Power, ...] = ()


def check_plan(
    plan: Plan,
    table: pa.Table | None,
    *,
    draws: int = 200,
    as_planned: bool = False,
    where: str = "the panel",
    progress: Progress | None = None,
) -> Checked:
    """Say whether a plan can be answered, and how small an effect it could show.

    Args:
        plan: The plan.
        table: The figures; None where there are none yet.
        draws: Plans planted for each share tried; 0 leaves power out.
        as_planned: Whether power is worked out by the method of the plan itself, which may take minutes; without it a
            quick method stands in, the difference of means judged by other places or other dates.
        where: How errors call the figures.
        progress: Is told the stage and the share done, 0 to 1.
    Raises:
        PlanError: The method has no such option as the plan gives.
        PanelError: The figures do not fit the plan, or hold what cannot be used.
    """
    run = None if plan.analysis.method == PROCESS else run_of(plan)
    if table is None:
        return Checked(answerable(plan, None), None)
    panel = lay_out(plan, table, where=where)
    answer = answerable(plan, panel)
    if not draws or not answer.answerable or plan.analysis.method == PROCESS:
        return Checked(answer, panel)
    found, tell = [], progress or unheard
    for number, outcome in enumerate(plan.outcomes):
        tell("power", number / len(plan.outcomes))
        found.append(_power(plan, panel, answer, outcome.name, draws, run if as_planned else None))
    tell("power", 1.0)
    return Checked(answer, panel, tuple(p for p in found if p is not None))


def _power(plan: Plan, panel: Panel, answer: Answer, name: str, draws: int, run: Run | None) -> Power | None:
    outcome = plan.outcome(name)
    if outcome is None or answer.design is None or answer.compared is None or answer.design.before < FEWEST_PERIODS:
        return None
    promised = next((d.periods for d in answer.days if d.outcome == name), None)
    wish = PowerWish(
        outcome.direction,
        outcome.smallest_effect,
        outcome.count,
        max(promised or 0, plan.analysis.periods_after),
        draws,
    )
    alone = methods()[plan.analysis.method].rests == "periods" or not answer.compared.number
    used = panel.pick((panel.start >= 0) | answer.compared.marks)
    return power(used, outcome.column, wish, seed=plan.seed, run=run or (step if alone else contrast))


def propose_comparison(plan: Plan, table: pa.Table, wish: MatchingWish, *, where: str = "the panel") -> Proposal:
    """Propose places to compare with.

    Args:
        plan: The plan; units it names already are not looked at, those it leaves out are.
        table: The figures.
        wish: How to match.
        where: How errors call the figures.
    Raises:
        PanelError: The figures do not fit the plan, or hold what cannot be used.
        PlanError: There is nobody to compare with.
    """
    panel = lay_out(plan, table, where=where)
    open_plan = replace(plan, comparison=replace(plan.comparison, strategy="matched", units=()))
    if not np.any(panel.start >= 0):
        raise PlanError(where="units", what="no unit gets the measure", mend="name them in units, start")
    columns = tuple(o.column for o in plan.outcomes)
    return propose(panel, columns, compared(open_plan, panel), replace(wish, length=plan.layout.length))


def freeze_plan(
    plan: Plan, table: pa.Table | None, *, signed: Sequence[str], on: date, where: str = "the panel"
) -> Frozen:
    """Lock a plan.

    Args:
        plan: The plan.
        table: The figures of the time before; None where there are none yet.
        signed: Who signs, each with name and role.
        on: The day.
        where: How errors call the figures.
    Raises:
        PlanError: It cannot be answered, or nobody signs.
        PanelError: The figures do not fit the plan, or hold what cannot be used.
    """
    checked = check_plan(plan, table, draws=0, where=where)
    return freeze(plan, checked.panel, checked.answer, signed=signed, on=on)
