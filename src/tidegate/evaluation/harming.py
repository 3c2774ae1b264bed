"""Who could be harmed, held against the border that the plan set beforehand."""

import numpy as np

from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan import Plan
from tidegate.evaluation.telling.words import say


def watch_harms(plan: Plan, panel: Panel, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Hold what was watched for harm against its border.

    Args:
        plan: The plan.
        panel: Its panel.
        language: `en` or `nl`.
    Returns:
        A sentence for each harm of the plan, in its order; and of these the ones whose border was crossed.
    """
    told, crossed = [], []
    for harm in plan.harm:
        worst = _worst(panel, harm.column, harm.direction, since_start=harm.counted == "since the start")
        if worst is None:
            told.append(say("harm_unknown", language, who=harm.who, what=harm.measure))
            continue
        over = worst > harm.threshold if harm.direction == "up" else worst < harm.threshold
        words = {"who": harm.who, "what": harm.measure, "worst": f"{worst:g}", "border": f"{harm.threshold:g}"}
        told.append(say("harm_crossed" if over else "harm_kept", language, **words, stop=harm.stop))
        crossed += [told[-1]] if over else []
    return tuple(told), tuple(crossed)


def _worst(panel: Panel, column: str, direction: str, *, since_start: bool) -> float | None:
    values = np.where(panel.under, panel.outcome(column), np.nan)
    whole = np.isfinite(values).any(axis=0)
    if not whole.any():
        return None
    by_period = np.nansum(values[:, whole], axis=0)
    if since_start:
        return float(by_period.sum())
    return float(by_period.max() if direction == "up" else by_period.min())
