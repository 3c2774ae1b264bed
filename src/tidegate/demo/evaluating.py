"""What the measures of the invented city did, evaluated from its registers and held against the truth.

The plans lie in `data/plans` and go with the city, as does the panel that is made of its registers: whoever tries the
demo can run them as a city would. Only the score reads the truth.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.evaluation import Effect
from tidegate.evaluation.around import displaced
from tidegate.evaluation.estimating import estimate
from tidegate.evaluation.plan import Plan, lay_out, parse_plan
from tidegate.formats import write_csv
from tidegate.pipeline.workspace import Workspace
from tidegate.tables import query, session

FOLDER = "evaluation"
"""Folder of a city with its plans and its panel."""

PANEL = "panel.csv"

NAMED: dict[tuple[str, str], str] = {
    ("havenrijk-licence-duty", "related"): "vergunningplicht autobranche",
    ("havenrijk-cameras", "nuisance"): "cameratoezicht",
    ("havenrijk-evening-patrols", "burglaries"): "avondsurveillance",
}
"""Plan and the outcome its measure is about, to the name of the measure in the truth."""

UNTOUCHED = ("havenrijk-licence-duty", "business_burglaries")
"""Plan and an outcome that its measure leaves as it is."""


@dataclass(frozen=True)
class Recovered:
    """What was estimated beside what is true.

    Args:
        plan: Id of the plan.
        quantity: `effect`, or `displacement`.
        outcome: Column of the outcome.
        true: The true ratio; of displacement the true share of what is prevented that moves.
        value: The estimate, on the same scale.
        low: Lower end of its interval.
        high: Upper end.
        shown: Whether the method says that something was shown.
        broken: Checks that the estimate did not stand.
    """

    plan: str
    quantity: str
    outcome: str
    true: float
    value: float
    low: float
    high: float
    shown: bool
    broken: tuple[str, ...]

    @property
    def covers(self) -> bool:
        """Whether the interval holds the true value."""
        return self.low <= self.true <= self.high


def plans() -> dict[str, Plan]:
    """Read the plans of the invented city.

    Returns:
        Id to plan, in order of their files.
    """
    found = {}
    for path in sorted((files("tidegate.demo") / "data" / "plans").iterdir(), key=lambda p: p.name):
        plan, faults = parse_plan(path.read_text(encoding="utf-8"))
        if plan is None:
            raise AssertionError(f"{path.name}: {faults}")
        found[plan.id] = plan
    return found


def panel_of(workspace: Workspace) -> pa.Table:
    """Count what the registers of the invented city say of each area and month.

    Args:
        workspace: The city, its registers read.
    Returns:
        One row per area and month, in their order.
    """
    root = workspace.current.resolve()
    paths = {
        "incidents": root / "incidenten" / "Incident.parquet",
        "reports": root / "meldingen" / "Report.parquet",
        "permits": root / "vergunningen" / "Permit.parquet",
        "premises": root / "panden" / "Premises.parquet",
    }
    with session(see=[root]) as own:
        return own.fetch(query(__package__, "evaluating"), **{name: str(path) for name, path in paths.items()})


def lay_plans_out(workspace: Workspace) -> Path:
    """Write plans and panel into the folder of the city, for whoever tries them.

    Args:
        workspace: The city, its registers read.
    Returns:
        The folder.
    """
    folder = workspace.folder / FOLDER
    folder.mkdir(exist_ok=True)
    for path in (files("tidegate.demo") / "data" / "plans").iterdir():
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    write_csv(panel_of(workspace), folder / PANEL)
    return folder


def score_plans(workspace: Workspace, truth: Path, *, seed: int) -> Iterator[Recovered]:
    """Run the plans and hold what they say against the truth.

    Args:
        workspace: The city, its registers read.
        truth: Folder with `evaluation.parquet`.
        seed: Seed of what is drawn.
    Yields:
        For each measure the outcome it is about; for the licence duty what was displaced and an outcome it leaves as
        it is, too.
    """
    table, known = panel_of(workspace), _Truth(pq.read_table(truth / "evaluation.parquet"))
    for plan in plans().values():
        panel = lay_out(plan, table)
        for outcome in dict.fromkeys(o.column for o in plan.outcomes):
            measure = NAMED.get((plan.id, outcome))
            if measure is None and (plan.id, outcome) != UNTOUCHED:
                continue
            true = 1.0 if measure is None else 1 + known.effect(measure)
            effect = estimate(plan, panel, outcome, seed=seed)
            yield _recovered(plan, "effect", outcome, true, effect)
            if measure is not None and plan.displacement is not None:
                yield _moved(
                    plan, outcome, known.displaced(measure), effect, displaced(plan, panel, outcome, seed=seed)
                )


def _recovered(plan: Plan, quantity: str, outcome: str, true: float, effect: Effect) -> Recovered:
    broken = tuple(check.kind for check in effect.broken)
    return Recovered(
        plan.id, quantity, outcome, true, effect.value, effect.low, effect.high, effect.shown, broken
    )  # fmt: skip


def _moved(plan: Plan, outcome: str, true: float, effect: Effect, around: Effect) -> Recovered:
    """Tell what moved as a share of what was prevented; its interval by Fieller's way, from two independent ratios."""
    (observed, without), (seen, expected) = _sums(effect), _sums(around)
    prevented, more = without - observed, seen - expected
    # Half widths on the scale of counts, as the intervals of the two ratios give them.
    wide = [(effect.high - effect.low) / 2 * without, (around.high - around.low) / 2 * expected]
    share = more / prevented if prevented else math.nan
    low, high = _fieller(more, prevented, wide[1], wide[0])
    broken = tuple(check.kind for check in around.broken)
    return Recovered(plan.id, "displacement", outcome, true, share, low, high, around.shown, broken)


def _sums(effect: Effect) -> tuple[float, float]:
    """Give what was counted under the measure, and what would have been."""
    units = effect.tables["units"]
    return float(pc.sum(units["observed"]).as_py()), float(pc.sum(units["without"]).as_py())


def _fieller(above: float, below: float, wide_above: float, wide_below: float) -> tuple[float, float]:
    """Interval of a ratio of two independent estimates.

    Args:
        above: The upper one.
        below: The lower one.
        wide_above: Half the width of the interval of the upper one.
        wide_below: The same of the lower one.
    Returns:
        The ends; infinite where the lower one may be nought.
    Source:
        Fieller (1954), J R Stat Soc B 16(2), 175-185.
    Example:
        >>> _fieller(10.0, 100.0, 5.0, 0.0)
        (0.05, 0.15)
    """
    size = below**2 - wide_below**2
    if size <= 0:
        return -math.inf, math.inf
    middle = above * below / size
    reach = math.sqrt(max(0.0, middle**2 - (above**2 - wide_above**2) / size))
    return round(middle - reach, 12), round(middle + reach, 12)


class _Truth:
    """What the measures truly do."""

    def __init__(self, table: pa.Table) -> None:
        self._rows = table.to_pylist()

    def effect(self, measure: str) -> float:
        values = [r["value"] for r in self._rows if r["measure"] == measure and r["quantity"] == "effect share"]
        # An outcome left as it is stands there as a second effect of nought.
        return float(min(values))

    def displaced(self, measure: str) -> float:
        values = [r["value"] for r in self._rows if r["measure"] == measure and r["quantity"] == "displaced share"]
        return float(values[0]) if values else 0.0
