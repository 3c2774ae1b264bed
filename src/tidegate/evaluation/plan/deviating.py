"""What an analysis does otherwise than its frozen plan said; every output carries it.

To deviate is allowed and often right. To be silent about it is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tidegate.evaluation.panel import NEVER, Panel, period_number
from tidegate.evaluation.plan.comparing import compared
from tidegate.evaluation.plan.freezing import Frozen, panel_hash
from tidegate.evaluation.plan.laying import label_of
from tidegate.evaluation.plan.plan import Analysis, Comparison, Outcome, Plan

_SHOWN = 5


@dataclass(frozen=True)
class Used:
    """What an analysis really used.

    Args:
        analysis: Method, options, level and rule for several outcomes.
        outcomes: The outcomes that are told.
        comparison: How units to compare with were chosen.
        starts: Unit to the label of its start.
        compared: Names of the units that were compared.
        left_out: Units that took no part.
        first: Label of the first period.
        last: Label of the last.
        before_sha256: Hash of the figures before the first start.
        seed: Seed.
    """

    analysis: Analysis
    outcomes: tuple[Outcome, ...]
    comparison: Comparison
    starts: Mapping[str, str]
    compared: tuple[str, ...]
    left_out: tuple[str, ...]
    first: str
    last: str
    before_sha256: str
    seed: int


@dataclass(frozen=True)
class Deviation:
    """One thing that was done otherwise than planned.

    Args:
        part: Part of the plan.
        planned: What was planned.
        used: What was done.
        says: One sentence.
    """

    part: str
    planned: str
    used: str
    says: str


def used_of(plan: Plan, panel: Panel, *, periods: tuple[str, ...] = ()) -> Used:
    """Say what an analysis uses that runs a plan on a panel as both stand.

    Args:
        plan: The plan as it is run.
        panel: The panel it is run on.
        periods: The time before as it was known when the plan was frozen (`Frozen.periods`); its figures are then
            held against those of that day.
    Raises:
        PanelError: Distances are asked for, and the panel knows no coordinates.
    """
    with_whom = compared(plan, panel)
    return Used(
        plan.analysis,
        plan.outcomes,
        plan.comparison,
        {u: label_of(panel, int(s)) for u, s in zip(panel.units, panel.start, strict=True) if s != NEVER},
        tuple(unit for unit, marked in zip(panel.units, with_whom.marks, strict=True) if marked),
        tuple(sorted(plan.units.left_out)),
        panel.periods[0],
        panel.periods[-1],
        panel_hash(plan, panel, periods),
        plan.seed,
    )


def deviations(frozen: Frozen, used: Used) -> tuple[Deviation, ...]:
    """Say in words what an analysis does otherwise than its frozen plan.

    Args:
        frozen: The plan.
        used: What was used.
    Returns:
        One for each thing, in the order of the plan; none where everything is as planned.
    """
    return (
        *_units(frozen, used),
        *_outcomes(frozen.plan.outcomes, used.outcomes),
        *_comparison(frozen, used),
        *_analysis(frozen.plan, used),
        *_periods(frozen, used),
        *_figures(frozen, used),
    )


def _differs(part: str, what: str, planned: object, used: object) -> list[Deviation]:
    if planned == used:
        return []
    was, now = _told(planned), _told(used)
    return [Deviation(part, was, now, f"{what} was planned to be {was} and is {now}.")]


def _told(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {_told(v)}" for k, v in sorted(value.items())) or "none"
    if isinstance(value, tuple | list):
        return ", ".join(_told(v) for v in value) or "none"
    return "none" if value in (None, "") else str(value)


def _names(part: str, planned: Sequence[str], used: Sequence[str], lost: str, won: str) -> list[Deviation]:
    """Tell names that went and names that came, in one sentence each."""
    found = []
    for names, say in ((sorted(set(planned) - set(used)), lost), (sorted(set(used) - set(planned)), won)):
        if names:
            told = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} others" if len(names) > _SHOWN else "")
            found.append(Deviation(part, f"{len(planned)}", f"{len(used)}", say.format(told)))
    return found


def _units(frozen: Frozen, used: Used) -> list[Deviation]:
    found = _names("units", tuple(frozen.starts), tuple(used.starts),
                   "The measure was planned in {}, which the analysis does not have as places of the measure.",
                   "The analysis takes {} as places of the measure, which were not planned.")  # fmt: skip
    for unit in sorted(set(frozen.starts) & set(used.starts)):
        found += _differs("units", f"The start in {unit}", frozen.starts[unit], used.starts[unit])
    found += _names("units", tuple(frozen.plan.units.left_out), used.left_out,
                    "{} should have taken no part, and does.",
                    "{} takes no part, which was not planned.")  # fmt: skip
    return found


def _outcomes(planned: tuple[Outcome, ...], used: tuple[Outcome, ...]) -> list[Deviation]:
    before, now = ({o.name: o for o in outcomes} for outcomes in (planned, used))
    found = _names("outcomes", tuple(before), tuple(now), "The planned outcome {} is not told.",
                   "The outcome {} was not planned; it can suggest something, and shows nothing.")  # fmt: skip
    words = {"column": "column", "source": "source", "recorded_by": "recorder", "direction": "expected direction",
             "smallest_effect": "smallest effect that would matter", "registration_lag": "registration lag",
             "count": "being a count"}  # fmt: skip
    for name in sorted(set(before) & set(now)):
        for field, word in words.items():
            found += _differs("outcomes", f"The {word} of {name}", getattr(before[name], field),
                              getattr(now[name], field))  # fmt: skip
    return found


def _comparison(frozen: Frozen, used: Used) -> list[Deviation]:
    plan = frozen.plan.comparison
    found = _differs("comparison", "The strategy of comparison", plan.strategy, used.comparison.strategy)
    found += _differs("comparison", "The buffer in metres", plan.buffer_m, used.comparison.buffer_m)
    # Without figures on the day of freezing nobody knew which units there would be.
    if frozen.compared:
        found += _names("comparison", frozen.compared, used.compared, "It was planned to compare with {}, and is not.",
                        "It is compared with {}, which was not planned.")  # fmt: skip
    return found


def _analysis(plan: Plan, used: Used) -> list[Deviation]:
    before, now = plan.analysis, used.analysis
    found = _differs("analysis", "The method", before.method, now.method)
    for name in sorted({*before.options, *now.options}):
        was, is_now = before.options.get(name, "as the method has it"), now.options.get(name, "as the method has it")
        found += _differs("analysis", f"The option {name}", was, is_now)
    found += _differs("analysis", "The level of the intervals", before.level, now.level)
    found += _differs("analysis", "The rule for several outcomes", before.multiplicity, now.multiplicity)
    return found + _differs("analysis", "The seed", plan.seed, used.seed)


def _periods(frozen: Frozen, used: Used) -> list[Deviation]:
    plan, found = frozen.plan.analysis, []
    first = plan.first or (frozen.periods[0] if frozen.periods else None)
    if first is not None:
        found += _differs("analysis", "The first period", first, used.first)
    if plan.last is not None:
        found += _differs("analysis", "The last period", plan.last, used.last)
    last, numbers = period_number(used.last), [period_number(label) for label in used.starts.values()]
    known = [n for n in numbers if n is not None]
    if last is not None and known and (has := last - max(known) + 1) < plan.periods_after:
        says = (
            f"Every place was to have {plan.periods_after} periods from its start on, and the last to begin has "
            f"{max(has, 0)}: it is told early."
        )
        found.append(Deviation("analysis", str(plan.periods_after), str(max(has, 0)), says))
    return found


def _figures(frozen: Frozen, used: Used) -> list[Deviation]:
    if not frozen.before_sha256 or frozen.before_sha256 == used.before_sha256:
        return []
    says = (
        "The figures of the time before are not those on which the plan was frozen: they were added to or corrected "
        "since, or cover other places or periods."
    )
    return [Deviation("figures", frozen.before_sha256[:16], used.before_sha256[:16], says)]
