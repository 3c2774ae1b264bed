"""The plan of an evaluation: read, checked, matched, frozen, and held against what was done.

Text and tables in, values out. `read_plan` gives a plan, `lay_out` its panel, `answerable` says whether it can be
answered, `power` how small an effect it could show, `propose` whom to compare with; `freeze` locks it and `deviations`
says what was done otherwise.
"""

from tidegate.evaluation.plan.answering import Answer, answerable, as_process
from tidegate.evaluation.plan.comparing import Compared, compared
from tidegate.evaluation.plan.dates import AnswerDay, answer_days
from tidegate.evaluation.plan.deviating import Deviation, Used, deviations, used_of
from tidegate.evaluation.plan.fields import Fault
from tidegate.evaluation.plan.freezing import Frozen, freeze, frozen_text, is_frozen, plan_hash, read_frozen
from tidegate.evaluation.plan.laying import lay_out, pre_period
from tidegate.evaluation.plan.matching import MatchingWish, Proposal, propose
from tidegate.evaluation.plan.methods import PROCESS, Method, methods
from tidegate.evaluation.plan.missing import Missing
from tidegate.evaluation.plan.outcomes import ready_outcomes
from tidegate.evaluation.plan.plan import Outcome, Plan
from tidegate.evaluation.plan.power import Power, PowerWish, power
from tidegate.evaluation.plan.reading import parse_plan, read_plan

__all__ = [
    "PROCESS",
    "Answer",
    "AnswerDay",
    "Compared",
    "Deviation",
    "Fault",
    "Frozen",
    "MatchingWish",
    "Method",
    "Missing",
    "Outcome",
    "Plan",
    "Power",
    "PowerWish",
    "Proposal",
    "Used",
    "answer_days",
    "answerable",
    "as_process",
    "compared",
    "deviations",
    "freeze",
    "frozen_text",
    "is_frozen",
    "lay_out",
    "methods",
    "parse_plan",
    "plan_hash",
    "power",
    "pre_period",
    "propose",
    "read_frozen",
    "read_plan",
    "ready_outcomes",
    "used_of",
]
