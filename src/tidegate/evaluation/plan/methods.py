"""The methods a plan may name: what each needs before it can answer at all.

The borders are fixed by reasoning and stand here with their reason; none was fitted to an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

OptionKind = Literal["text", "whole", "number", "truth", "texts", "numbers"]
Rests = Literal["places", "periods", "counts", "nothing"]

PROCESS = "process"
"""Id of the method that estimates nothing: a process evaluation."""

FEWEST_BEFORE = 2
"""Periods before the start below which no method is taken: with one, there is no trend to hold against another, no
placebo in time, and no way to see that a peak was followed by its own fall."""


@dataclass(frozen=True)
class Method:
    """One way to tell an effect, and what it needs.

    Args:
        id: Its id, as the plan names it.
        title: What it is called.
        rests: On what its p value rests: many `places`, a long row of `periods`, or `counts` that vary by chance
            alone; `nothing` where it gives none.
        fewest_before: Periods before the first start below which it is not taken.
        fewest_after: Periods from the start on below which it is not taken.
        fewest_treated: Units of the measure below which it is not taken.
        most_treated: Units of the measure above which another method is the better one.
        fewest_comparison: Units to compare with below which it is not taken.
        staggered: Whether it takes starts that differ.
        counts_only: Whether it takes counts alone.
        sides: By how many its p value multiplies the share of ways that lie as far out: two where each side is asked.
        why: Why these borders, one sentence each.
        options: Name of an option to the kind of its value.
    """

    id: str
    title: str
    rests: Rests
    fewest_before: int = FEWEST_BEFORE
    fewest_after: int = 1
    fewest_treated: int = 1
    most_treated: int | None = None
    fewest_comparison: int = 1
    staggered: bool = True
    counts_only: bool = False
    sides: int = 1
    why: tuple[str, ...] = ()
    options: Mapping[str, OptionKind] = field(default_factory=dict)


_ALL = (
    Method(
        "did",
        "difference-in-differences by group and time (Callaway and Sant'Anna)",
        "places",
        fewest_treated=2,
        fewest_comparison=2,
        why=("the spread within a group cannot be told from one unit",),
    ),
    Method(
        "count-did",
        "difference-in-differences of counts as a ratio",
        "places",
        fewest_before=4,
        fewest_comparison=2,
        counts_only=True,
        why=("how far places drift apart by themselves is seen only where two or more never had the measure",),
    ),
    Method(
        "synthetic-control",
        "synthetic control",
        "places",
        fewest_before=8,
        fewest_comparison=2,
        most_treated=10,
        why=("with few periods before the start nearly any mix of places fits, by chance (Abadie 2021)",),
    ),
    Method(
        "synthetic-did",
        "synthetic difference-in-differences",
        "places",
        fewest_before=4,
        fewest_comparison=10,
        staggered=False,
        why=("weights for periods need periods to choose from (Arkhangelsky et al. 2021)",),
    ),
    Method(
        "microsynth",
        "micro-synthetic control for many small places",
        "places",
        fewest_before=4,
        fewest_treated=5,
        fewest_comparison=20,
        why=("the sum over many small places is what is matched; with few, use synthetic control",),
    ),
    Method(
        "interrupted-series",
        "interrupted time series",
        "periods",
        fewest_before=8,
        fewest_after=8,
        fewest_comparison=0,
        staggered=False,
        why=("a level and a slope on each side need at least eight periods on each (Penfold and Zhang 2013)",),
    ),
    Method(
        "wdd",
        "weighted displacement difference",
        "places",
        sides=2,
        counts_only=True,
        why=("it weighs one count before against one after (Wheeler and Ratcliffe 2018)",),
    ),
    Method(
        "e-test",
        "E-test of two counts",
        "counts",
        fewest_comparison=0,
        staggered=False,
        counts_only=True,
        why=("it holds one count before against one after (Krishnamoorthy and Thomson 2004)",),
    ),
    Method(PROCESS, "process evaluation", "nothing", fewest_before=0, fewest_after=0, fewest_comparison=0),
)


def methods() -> Mapping[str, Method]:
    """Give every method a plan may name.

    Returns:
        Id to method, in the order in which they are told.
    Example:
        >>> methods()["did"].fewest_treated
        2
    """
    return {method.id: method for method in _ALL}
