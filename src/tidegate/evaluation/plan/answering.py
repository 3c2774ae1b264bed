"""Whether a plan can be answered at all, told before anything is done, with what it would take.

The first thing told is yes or no. A plan that cannot be answered becomes a process evaluation: it then says what was
done, for whom, and when, and estimates nothing.
"""

from dataclasses import dataclass, replace

from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan.advising import advice
from tidegate.evaluation.plan.comparing import Compared, compared
from tidegate.evaluation.plan.dates import AnswerDay, answer_days
from tidegate.evaluation.plan.design import Design, design_of
from tidegate.evaluation.plan.figures import figures_faults
from tidegate.evaluation.plan.methods import PROCESS, Method, methods
from tidegate.evaluation.plan.missing import Missing, missing
from tidegate.evaluation.plan.objections import objections
from tidegate.evaluation.plan.plan import Analysis, Comparison, Plan


@dataclass(frozen=True)
class Answer:
    """Whether a plan can be answered, and why.

    Args:
        answerable: Whether it can; None where that cannot be told without its panel.
        method: Id of the method the plan names.
        design: What the plan has to answer with; None without its panel.
        objections: Why it cannot be answered as planned, one sentence each; empty where it can.
        warnings: What is wrong with the data, one sentence each.
        advice: What would be better, one sentence each.
        missing: What the plan leaves open.
        days: When which answer can exist.
        compared: The units that are compared; None without the panel.
    """

    answerable: bool | None
    method: str
    design: Design | None
    objections: tuple[str, ...]
    warnings: tuple[str, ...]
    advice: tuple[str, ...]
    missing: tuple[Missing, ...]
    days: tuple[AnswerDay, ...]
    compared: Compared | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing that is needed is missing, and every promised day can be kept."""
        return not any(m.needed for m in self.missing) and all(day.possible for day in self.days)

    @property
    def says(self) -> str:
        """The verdict in a sentence."""
        if self.method == PROCESS:
            return "A process evaluation: it will say what was done, for whom and when, and no effect is estimated."
        if self.answerable is None:
            return "Whether it can be answered is not known without its panel: give the figures of the time before."
        if self.answerable:
            return f"Answerable by {self.method}."
        return (
            f"Not answerable by {self.method}: mend what stands below, or run a process evaluation, which this plan "
            "then becomes."
        )


def answerable(plan: Plan, panel: Panel | None) -> Answer:
    """Say whether a plan can be answered, and everything that is missing.

    Args:
        plan: The plan.
        panel: Its panel, as `lay_out` gives it; None where there are no figures yet.
    Returns:
        The answer with its reasons. Only what lies before the first start is looked at, and where each unit starts.
    Raises:
        PanelError: Distances are asked for, and the panel knows no coordinates.
    """
    method = methods()[plan.analysis.method]
    lacking, days = missing(plan), answer_days(plan, panel)
    if panel is None:
        verdict = True if method.id == PROCESS else None
        return Answer(verdict, method.id, None, (), (), (), lacking, days)
    with_whom = compared(plan, panel)
    design = design_of(plan, panel, with_whom, days)
    against, faults = _against(plan, panel, method, design, with_whom)
    return Answer(
        not against,
        method.id,
        design,
        against,
        faults,
        advice(plan, panel, method, design),
        lacking,
        days,
        with_whom,
    )


def _against(
    plan: Plan, panel: Panel, method: Method, design: Design, with_whom: Compared
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if method.id == PROCESS:
        return (), ()
    broken, warned = figures_faults(plan, panel, with_whom.marks, method)
    return (*objections(plan, method, design), *broken), warned


def as_process(plan: Plan) -> Plan:
    """Turn a plan that cannot be answered into the process evaluation that it then is.

    Args:
        plan: The plan.
    Returns:
        The same plan without an analysis of effects and without a comparison; everything about what is done, where,
        by whom and who could be harmed stays.
    """
    analysis = Analysis(PROCESS, level=plan.analysis.level, first=plan.analysis.first, last=plan.analysis.last)
    return replace(plan, analysis=analysis, comparison=Comparison("none"))
