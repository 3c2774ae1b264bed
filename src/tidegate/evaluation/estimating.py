"""From the id of a method in a plan to the estimator that answers it; the one place that knows them all.

Estimators are loaded when they are called: some stand on libraries that take seconds to import. Options of a plan are
checked against those of the estimator, for a misspelt option that is passed over would be a silent choice.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from tidegate.errors import PlanError
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan import Plan, compared
from tidegate.evaluation.plan.laying import planned
from tidegate.evaluation.planting import Run

_OUTER = "comparing"
"""Options of some methods hold how the treated set is compared; a plan writes both at one level."""


@dataclass(frozen=True)
class Estimator:
    """Where an estimator lives.

    Args:
        module: Its module.
        function: Its public entry.
        options: Class of its options.
        around: Whether it looks at what lies around the treated places, so that these units stay in its panel.
    """

    module: str
    function: str
    options: str
    around: bool = False


_EFFECTS = "tidegate.evaluation.effects"
ESTIMATORS: Mapping[str, Estimator] = {
    "did": Estimator(f"{_EFFECTS}.staggered", "estimate_did", "DidOptions"),
    "count-did": Estimator(f"{_EFFECTS}.count_ratio", "estimate_count_did", "CountDidOptions"),
    "synthetic-control": Estimator(f"{_EFFECTS}.synthetic_control", "estimate_synthetic_control",
                                   "SyntheticControlOptions"),
    "synthetic-did": Estimator(f"{_EFFECTS}.synthetic_did", "estimate_synthetic_did", "SyntheticDidOptions"),
    "microsynth": Estimator(f"{_EFFECTS}.micro_synthetic", "estimate_micro_synthetic", "MicroSyntheticOptions"),
    "interrupted-series": Estimator(f"{_EFFECTS}.interrupted", "estimate_interrupted", "InterruptedOptions"),
    "wdd": Estimator("tidegate.evaluation.displacement.weighted_difference", "estimate_wdd", "WddOptions", around=True),
    "e-test": Estimator(f"{_EFFECTS}.small_counts", "estimate_small_counts", "SmallCountsOptions"),
}  # fmt: skip
"""Id of a method, as a plan names it, to its estimator."""


def estimate(plan: Plan, panel: Panel, column: str, *, seed: int) -> Effect:
    """Estimate one outcome with the method that the plan names.

    Args:
        plan: The plan.
        panel: Its panel.
        column: Column of the outcome.
        seed: Seed of what is drawn.
    Returns:
        The effect.
    Raises:
        PlanError: The plan names no method that estimates, or an option that the method does not have.
        PanelError: The panel cannot answer.
        EvaluationError: What is asked for cannot be estimated.
    """
    run = run_of(plan)
    return run(panel if ESTIMATORS[plan.analysis.method].around else used_panel(plan, panel), column, seed)


def run_of(plan: Plan) -> Run:
    """Give the method of a plan with its options, ready to be run on any panel.

    Args:
        plan: The plan.
    Returns:
        Panel, column and seed to an effect; whoever calls it chooses who takes part.
    Raises:
        PlanError: The plan names no method that estimates, or an option that the method does not have.
    """
    found = ESTIMATORS.get(plan.analysis.method)
    if found is None:
        raise PlanError(
            where="analysis, method", what=f"'{plan.analysis.method}' estimates nothing",
            mend=f"name one of {', '.join(ESTIMATORS)}",
        )  # fmt: skip
    module = importlib.import_module(found.module)
    options = _options(plan, getattr(module, found.options))

    def run(panel: Panel, column: str, seed: int) -> Effect:
        effect: Effect = getattr(module, found.function)(panel, column, options=options, seed=seed)
        return effect

    return run


def used_panel(plan: Plan, panel: Panel) -> Panel:
    """Keep the units of the measure and those the plan compares with; what is watched or too near takes no part.

    Args:
        plan: The plan.
        panel: Its panel.
    """
    return panel.pick(np.asarray(planned(panel) | compared(plan, panel).marks, dtype=np.bool_))


def _options(plan: Plan, kind: Any) -> Any:
    """Make the options of an estimator from those of a plan."""
    own = {f.name: f for f in fields(kind)}
    given = dict(plan.analysis.options)
    made = kind(level=plan.analysis.level) if "level" in own else kind()
    if _OUTER in own:
        made = replace(made, **{_OUTER: comparing_of(plan, getattr(made, _OUTER), given)})
    strange = sorted(set(given) - set(own) - {_OUTER})
    if strange:
        raise PlanError(
            where="analysis, options", what=f"{plan.analysis.method} has no option {', '.join(strange)}",
            mend=f"name some of {', '.join(sorted(set(own) - {_OUTER, 'level'}))}, or leave it out",
        )  # fmt: skip
    try:
        return replace(made, **given)
    except (TypeError, ValueError) as fault:
        raise PlanError(
            where="analysis, options", what=f"they do not fit {plan.analysis.method}: {fault}",
            mend="see what the method says of its options",
        ) from fault  # fmt: skip


def comparing_of(plan: Plan, made: Any, given: dict[str, Any]) -> Any:
    """Take from the options of a plan what says how the treated set is compared, with its rings and areas.

    Args:
        plan: The plan.
        made: Options of comparing as they stand without it.
        given: Options of the plan; those taken are taken out.
    Returns:
        The options of comparing.
    """
    own = {f.name for f in fields(made)}
    taken = {name: given.pop(name) for name in list(given) if name in own}
    if plan.displacement is not None and plan.displacement.rings_m:
        taken = {"rings_m": plan.displacement.rings_m} | taken
    elif plan.displacement is not None:
        taken = {"areas": dict(plan.displacement.areas)} | taken
    if plan.comparison.buffer_m:
        taken = {"buffer_m": plan.comparison.buffer_m} | taken
    return replace(made, **taken)
