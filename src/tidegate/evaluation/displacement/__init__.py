"""Displacement and diffusion: did it fall at the treated places, and did it move around, in time or in kind."""

from tidegate.evaluation.displacement.comparing import Comparing
from tidegate.evaluation.displacement.counts import WeightedDifference, Weights, weighted_displacement_difference
from tidegate.evaluation.displacement.other_ways import Successors, shift_in_kind, shift_in_time, successors
from tidegate.evaluation.displacement.power import Power, power_before
from tidegate.evaluation.displacement.quotient import Quotient, estimate_wdq, weighted_displacement_quotient
from tidegate.evaluation.displacement.shares import Shift, shift_of_shares
from tidegate.evaluation.displacement.weighted_difference import WddOptions, estimate_wdd

__all__ = [
    "Comparing",
    "Power",
    "Quotient",
    "Shift",
    "Successors",
    "WddOptions",
    "WeightedDifference",
    "Weights",
    "estimate_wdd",
    "estimate_wdq",
    "power_before",
    "shift_in_kind",
    "shift_in_time",
    "shift_of_shares",
    "successors",
    "weighted_displacement_difference",
    "weighted_displacement_quotient",
]
