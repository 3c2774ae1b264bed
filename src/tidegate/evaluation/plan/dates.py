"""When which answer can exist: periods after the start, and the time until they are on record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tidegate.evaluation.panel import NEVER, Panel, period_number
from tidegate.evaluation.plan.laying import label_of
from tidegate.evaluation.plan.plan import Outcome, Plan

_AT: Mapping[str, Callable[[date], int]] = {
    "month": lambda day: day.year * 12 + day.month - 1,
    "quarter": lambda day: day.year * 4 + (day.month - 1) // 3,
    "year": lambda day: day.year,
}
_FIRST_DAY: Mapping[str, Callable[[int], date]] = {
    "month": lambda number: date(number // 12, number % 12 + 1, 1),
    "quarter": lambda number: date(number // 4, number % 4 * 3 + 1, 1),
    "year": lambda number: date(number, 1, 1),
}


def told_day(day: date) -> str:
    """Write a day as a sentence does.

    Args:
        day: The day.
    Example:
        >>> told_day(date(2027, 6, 1))
        '1 June 2027'
    """
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True)
class AnswerDay:
    """Whether an answer can exist on the day on which it is promised.

    Args:
        outcome: Name of the outcome.
        promised: The day.
        earliest: The first day on which it can exist; None where periods have no days.
        periods: Periods from the last start on that are complete and on record on the promised day; 0 or below for
            none, None where periods have no days.
    """

    outcome: str
    promised: date | None
    earliest: date | None
    periods: int | None

    @property
    def possible(self) -> bool:
        """Whether the promise can be kept, as far as can be told."""
        return self.promised is None or self.earliest is None or self.promised >= self.earliest

    @property
    def says(self) -> str:
        """One sentence."""
        if self.earliest is None:
            return f"When {self.outcome} can be answered cannot be told, for its periods have no days."
        head = f"{self.outcome} can be answered from {told_day(self.earliest)} on"
        if self.promised is None:
            return f"{head}."
        if self.possible:
            return (
                f"{head}; on {told_day(self.promised)}, as promised, {self.periods} periods after the last start count."
            )
        return f"{head}, and not by {told_day(self.promised)}, as promised; promise a later day or fewer periods after."


def first_day(number: int | None, length: str) -> date | None:
    """Give the first day of a period.

    Args:
        number: Its number, as `period_number` counts; None for no period.
        length: What one period is.
    Returns:
        The day; None where there is no period, or periods have no days.
    Example:
        >>> first_day(2027 * 12, "month")
        datetime.date(2027, 1, 1)
    """
    return None if number is None or length not in _FIRST_DAY else _FIRST_DAY[length](number)


def last_start(plan: Plan, panel: Panel | None) -> int | None:
    """Give the number of the period in which the measure begins last.

    Args:
        plan: The plan.
        panel: Its panel; None where there is none yet.
    Returns:
        The number, as `period_number` counts; None where no start is known.
    """
    if panel is not None:
        begun = panel.start[panel.start != NEVER]
        return period_number(label_of(panel, int(begun.max()))) if len(begun) else None
    numbers = [n for label in plan.units.start.values() if (n := period_number(label)) is not None]
    return max(numbers, default=None)


def answer_days(plan: Plan, panel: Panel | None) -> tuple[AnswerDay, ...]:
    """Say for each outcome when its answer can exist.

    Args:
        plan: The plan.
        panel: Its panel; None where there is none yet.
    Returns:
        One for each outcome, in the order of the plan; none where no start is known.
    """
    last = last_start(plan, panel)
    return () if last is None else tuple(_day(plan, outcome, last) for outcome in plan.outcomes)


def _day(plan: Plan, outcome: Outcome, last: int) -> AnswerDay:
    promised, length = plan.answer_by.get(outcome.name), plan.layout.length
    if length not in _AT:
        return AnswerDay(outcome.name, promised, None, None)
    # A period counts once it is over and its lag has passed: on the first day of the period that follows.
    number = last + plan.analysis.periods_after + outcome.registration_lag
    earliest = first_day(number, length)
    periods = None if promised is None else _AT[length](promised) - outcome.registration_lag - last
    return AnswerDay(outcome.name, promised, earliest, periods)
