"""A plan that is run as a process evaluation: because it says so, or because by its own check it cannot be answered.

What a check calls unanswerable is not estimated all the same and told beside a warning: a figure travels further than
what stands beside it.
"""

from collections.abc import Sequence

from tidegate.evaluation.plan import PROCESS, Answer, Outcome, Plan, as_process
from tidegate.evaluation.telling.concluding import Asked
from tidegate.evaluation.telling.material import Answered, Process
from tidegate.evaluation.telling.quoted import quoted
from tidegate.evaluation.telling.tables import method_title
from tidegate.evaluation.telling.words import say


def process_of(plan: Plan, answer: Answer, language: str) -> tuple[Plan, Process | None]:
    """Say whether a plan is run as a process evaluation.

    Args:
        plan: The plan.
        answer: What its check says of it, on the panel it is run on.
        language: `en` or `nl`.
    Returns:
        The plan as it is run, and what is said of it; the plan as it is and None where effects are estimated.
    """
    method = plan.analysis.method
    if method == PROCESS:
        return plan, Process(say("process_planned", language))
    if answer.answerable is not False:
        return plan, None
    because = tuple(quoted(text, language) for text in answer.objections)
    return as_process(plan), Process(say("process_instead", language, method=method_title(method, language)), because)


def without_effects(outcomes: Sequence[Outcome], process: Process, language: str) -> tuple[Answered, ...]:
    """Tell outcomes of which no effect is estimated.

    Args:
        outcomes: The outcomes of the plan.
        process: Why not.
        language: `en` or `nl`.
    Returns:
        One for each, in order, refused with the reason.
    """
    why = say("process_refused" if process.because else "process_wanted", language)
    return tuple(
        Answered(o.name, Asked(o.name, None if o.direction == "either" else o.direction, o.smallest_effect,
                               outcomes=len(outcomes), count=o.count, refused=why), None, recorded_by=o.recorded_by)
        for o in outcomes
    )  # fmt: skip
