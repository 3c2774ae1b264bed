"""Why a plan cannot be answered as planned, as far as its units and periods go, in sentences with figures."""

from tidegate.evaluation.plan.chances import comparison_needed, least_p, orders
from tidegate.evaluation.plan.design import Design
from tidegate.evaluation.plan.methods import FEWEST_BEFORE, Method
from tidegate.evaluation.plan.plan import Plan


def objections(plan: Plan, method: Method, design: Design) -> tuple[str, ...]:
    """Say why a plan cannot be answered, as far as its units and periods go.

    Args:
        plan: The plan.
        method: The method it names.
        design: What it has to answer with.
    Returns:
        One sentence each; empty where nothing stands against it.
    """
    if not design.treated:
        return ("No unit gets the measure: name them in units, start.",)
    return (*_periods(method, design), *_units(plan, method, design), *_chances(plan, method, design))


def _periods(method: Method, design: Design) -> list[str]:
    found = []
    why = f" ({method.why[0]})" if method.why else ""
    if design.before < FEWEST_BEFORE:
        count = "one period" if design.before == 1 else "no period"
        found.append(
            f"There is {count} before the first start, and no method answers on fewer than {FEWEST_BEFORE}: nobody "
            "can then see whether it was falling already; bring figures from further back."
        )
    elif design.before < method.fewest_before:
        found.append(
            f"There are {design.before} periods before the first start, and {method.id} needs {method.fewest_before}"
            f"{why}; bring figures from further back."
        )
    if design.after < method.fewest_after:
        found.append(
            f"By the promised day {design.after} periods from the last start on are on record, and {method.id} needs "
            f"{method.fewest_after}{why if method.fewest_after > 1 else ''}; promise a later day."
        )
    return found


def _units(plan: Plan, method: Method, design: Design) -> list[str]:
    found = []
    why = f" ({method.why[0]})" if method.why else ""
    if design.treated < method.fewest_treated:
        instead = (
            "name synthetic-control or interrupted-series instead"
            if design.treated == 1
            else "name did or synthetic-control instead"
        )
        found.append(
            f"{_places(design.treated)} with the measure {'is' if design.treated == 1 else 'are'} too few "
            f"for {method.id}, which needs {method.fewest_treated}{why}; {instead}."
        )
    if design.staggered and not method.staggered:
        found.append(
            f"The measure begins at {len(design.labels)} different times ({', '.join(design.labels[:6])}), and "
            f"{method.id} takes one; name did or synthetic-control, or plan one evaluation for each start."
        )
    if method.fewest_comparison and not design.comparison:
        found.append(_nobody(design))
    elif design.comparison < method.fewest_comparison:
        verb = "is" if design.comparison == 1 else "are"
        found.append(
            f"There {verb} {_places(design.comparison)} to compare with, and {method.id} needs "
            f"{method.fewest_comparison}."
        )
    if method.counts_only and not all(o.count for o in plan.outcomes):
        names = ", ".join(o.name for o in plan.outcomes if not o.count)
        found.append(f"{method.id} takes counts alone, and {names} is none; name another method for it.")
    return found


def _nobody(design: Design) -> str:
    if design.never:
        return (
            f"None of the {design.never:,} places without the measure may be compared: each lies too near, is watched "
            "for displacement, or is left out; make the buffer smaller or bring places from further away."
        )
    if design.strategy == "not-yet-treated" and design.staggered:
        return (
            "Every place gets the measure in the end, so that nothing compares from "
            f"{design.labels[-1]} on; keep some places without it, or end the analysis before then and name the last "
            "ones in comparison, units."
        )
    return "No place is without the measure, so that there is nothing to compare with; keep some places without it."


def _chances(plan: Plan, method: Method, design: Design) -> list[str]:
    if method.rests != "places" or not design.comparison:
        return []
    level = 1 - (1 - plan.analysis.level) / method.sides
    p = least_p(design.starts, design.comparison)
    if p < 1 - level - 1e-12:
        return []
    need = comparison_needed(design.starts, level, least=design.comparison + 1)
    more = f"you need {need} places to compare with" if need else "no number of places to compare with would be enough"
    return [
        f"With {_places(design.treated)} with the measure and {design.comparison} to compare "
        f"{'it' if design.treated == 1 else 'them'} with, there are {orders(design.starts, design.comparison):,} ways "
        f"to deal out the starts, so that no p value can fall below {method.sides * p:.2f}, and an effect is shown "
        f"below {1 - plan.analysis.level:.2f}: not answerable by {method.id}; {more}, or run a process evaluation, "
        "which this plan then becomes."
    ]


def _places(number: int) -> str:
    return f"{number:,} place{'' if number == 1 else 's'}"
