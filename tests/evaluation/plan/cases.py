"""A plan that is complete, and panels to hold it against."""

import re
from pathlib import Path

import numpy as np
import pyarrow as pa

from tidegate.evaluation import NEVER, Panel
from tidegate.evaluation.plan import Plan, lay_out, read_plan

ROOT = Path(__file__).resolve().parents[3]


def example() -> str:
    """The example of the documentation."""
    page = (ROOT / "docs/evaluation-plan.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    assert found
    return found[1]


def plan(**changes: str) -> Plan:
    """The small plan, with lines put in the place of others; `a__b` stands for the text `a: b`."""
    return read_plan(text(**changes))


_THEORY = (
    "theory: {inputs: [a], activities: [b], outputs: [c], mechanisms: [d], outcomes: [e], assumptions: [f], "
    "risks: [g], possible_harm: [h]}"
)
THEFTS = (
    "{name: thefts, column: thefts, source: register, recorded_by: residents, registration_lag: 1, direction: down, "
    "smallest_effect: 0.3}"
)
SMALL = f"""\
plan: small
title: A small plan
measure: {{what: doors are closed, by: [municipality]}}
{_THEORY}
UNITS
outcomes:
- {THEFTS}
COMPARISON
ANALYSIS
harm:
- {{who: shops, measure: shops that close, column: closed, threshold: 3, stop: the alderman halts it}}
answer_by: {{thefts: 2025-01-01}}
EXTRA
"""


def text(
    units: str = "units: {start: {a: 2023-01, b: 2023-01}}",
    comparison: str = "comparison: {strategy: never-treated}",
    analysis: str = "analysis: {method: did}",
    extra: str = "",
) -> str:
    said = SMALL.replace("UNITS", units).replace("COMPARISON", comparison).replace("ANALYSIS", analysis)
    return said.replace("EXTRA", extra)


def table(
    counts: np.ndarray, *, first: int = 2021, names: list[str] | None = None, **columns: list[object]
) -> pa.Table:
    """A long table of thefts in units a, b, c ... by months from January of the first year."""
    units, months = counts.shape
    names = names or [chr(97 + i) if units <= 26 else f"u{i:04d}" for i in range(units)]
    labels = [f"{first + m // 12}-{m % 12 + 1:02d}" for m in range(months)]
    return pa.table(
        {
            "unit": [n for n in names for _ in labels],
            "period": labels * units,
            "thefts": counts.ravel().tolist(),
            **{name: [v for v in values for _ in labels] for name, values in columns.items()},
        }
    )


def counts(units: int, months: int, *, mean: float = 8.0, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (units, months)).astype(float)


def laid(counted: np.ndarray, **changes: str) -> tuple[Plan, Panel]:
    made = plan(**changes)
    return made, lay_out(made, table(counted))


def panel(values: np.ndarray, starts: list[int], **more: object) -> Panel:
    """A panel of thefts, made without a plan."""
    units, months = values.shape
    start = np.full(units, NEVER, dtype=np.int64)
    start[: len(starts)] = starts
    labels = tuple(f"{2021 + m // 12}-{m % 12 + 1:02d}" for m in range(months))
    return Panel(tuple(f"u{i:03d}" for i in range(units)), labels, {"thefts": values}, start, **more)  # type: ignore[arg-type]
