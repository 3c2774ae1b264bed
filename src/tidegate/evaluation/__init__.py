"""Evaluation: locked before the first door is knocked on, honest after.

Panels in, estimates with reasons out. The room knows no register and no city; whoever has a panel and a plan can use
it. Files are read and written by the command line's pipeline.
"""

from tidegate.evaluation.effect import Check, Effect, Point
from tidegate.evaluation.panel import NEVER, Panel, period_number, read_panel

__all__ = ["NEVER", "Check", "Effect", "Panel", "Point", "period_number", "read_panel"]
