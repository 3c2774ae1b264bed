"""Evaluations on files: plans and panels read, plans frozen; what is thought about them happens in `evaluation`."""

from tidegate.pipeline.evaluating.files import PlanFile, read_panel_table, read_plan_file, write_frozen
from tidegate.pipeline.evaluating.planning import Checked, check_plan, freeze_plan, propose_comparison

__all__ = [
    "Checked",
    "PlanFile",
    "check_plan",
    "freeze_plan",
    "propose_comparison",
    "read_panel_table",
    "read_plan_file",
    "write_frozen",
]
