"""A plan run from files to files: results, report, workbook, note for the council and evidence card."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import yaml

from tidegate import __version__
from tidegate.errors import EvaluationError, PlanError
from tidegate.evaluation.events import read_events
from tidegate.evaluation.fidelity import IMPLEMENTATION
from tidegate.evaluation.plan import Frozen, Plan, lay_out
from tidegate.evaluation.running import Run, run_plan
from tidegate.evaluation.telling.material import Chain, Material
from tidegate.evaluation.worth import Money, typed
from tidegate.pipeline.evaluating.files import PlanFile, read_panel_table, read_plan_file
from tidegate.pipeline.evaluating.leaving import Written, write_results
from tidegate.pipeline.read import Progress, unheard
from tidegate.pipeline.workspace import Engine

LIBRARIES = ("diff-diff", "numpy", "pandas", "pyarrow", "pysyncon", "scipy", "statsmodels")
"""Libraries whose version may move a figure."""


@dataclass(frozen=True)
class RunWish:
    """What is to be run.

    Args:
        plan: File with the plan, frozen or not.
        panel: File with the figures.
        out: Folder to write to.
        on: The day of the report.
        frozen: File with the frozen plan, where `plan` is another that is held against it; None where there is none.
        costs: File with what was spent; None where the plan says it.
        unit_costs: File with what a case costs whom; None for the one the plan names.
        prices: File with how prices stood; None where one year of prices is enough.
        fidelity: File with what was planned and done; None where the panel says it.
        chain: File with the chain of counts; None where nobody counted.
        events: File with events, for near repeats; None for the one the plan names.
        overlaps: File with overlap counts, for hidden populations; None for the one the plan names.
        seed: Seed; None for that of the plan.
        language: `en` or `nl`.
    """

    plan: Path
    panel: Path
    out: Path
    on: date
    frozen: Path | None = None
    costs: Path | None = None
    unit_costs: Path | None = None
    prices: Path | None = None
    fidelity: Path | None = None
    chain: Path | None = None
    events: Path | None = None
    overlaps: Path | None = None
    seed: int | None = None
    language: str = "en"


def run_files(wish: RunWish, engine: Engine, *, progress: Progress | None = None) -> tuple[Material, Written]:
    """Run a plan.

    Args:
        wish: What is to be run.
        engine: How much of the machine may be taken.
        progress: Is told the stage and the share done, 0 to 1.
    Returns:
        What was found, and the files that were written.
    Raises:
        EvaluationError: A file cannot be read.
        PlanError: The plan has faults, or is frozen and was changed since.
        PanelError: The figures do not fit the plan.
        ExportError: A file cannot be written.
    """
    tell = progress or unheard
    plan, frozen = _plan(wish)
    table = read_panel_table(wish.panel, engine)
    panel = lay_out(plan, table, where=wish.panel.name)
    seed = plan.seed if wish.seed is None else wish.seed
    events, overlaps = _events(wish, plan), _overlaps(wish, plan)
    # The hash of a table of a few small counts would give the counts away, so the overlaps are not among them.
    files = [wish.plan, wish.panel, wish.frozen, wish.costs, wish.unit_costs, wish.prices, wish.fidelity, wish.chain,
             events]  # fmt: skip
    run = Run(
        on=wish.on, seed=seed, language=wish.language, frozen=frozen, chain=_chain(wish.chain),
        inputs={path.name: sha256_of(path) for path in files if path is not None}, versions=versions(),
        money=_money(wish, plan, engine), done=_done(wish, engine),
        events=None if events is None else read_events(read_panel_table(events, engine), events.name),
        overlaps=None if overlaps is None else read_panel_table(overlaps, engine),
    )  # fmt: skip
    material = run_plan(plan, panel, run, progress=tell)
    return material, write_results(material, wish.out, progress=tell)


def _plan(wish: RunWish) -> tuple[Plan, Frozen | None]:
    file = read_plan_file(wish.plan)
    if file.plan is None:
        first = file.faults[0]
        at = f"line {first.line}, {first.field}" if first.line else first.field
        more = f"; {len(file.faults) - 1} more faults" if len(file.faults) > 1 else ""
        raise PlanError(where=f"{wish.plan.name}, {at}", what=f"{first.what}{more}",
                        mend=f"{first.mend}; `tidegate evaluate plan check` lists all")  # fmt: skip
    return file.plan, _frozen(wish, file)


def _frozen(wish: RunWish, file: PlanFile) -> Frozen | None:
    if wish.frozen is None:
        return file.frozen
    held = read_plan_file(wish.frozen).frozen
    if held is None:
        raise PlanError(where=wish.frozen.name, what="it is not frozen",
                        mend="freeze it first, or name the frozen plan")  # fmt: skip
    return held


def _chain(path: Path | None) -> Chain:
    """Read the chain of counts: a mapping in YAML or JSON, whole numbers or `unknown`."""
    if path is None:
        return Chain()
    names = tuple(Chain.__dataclass_fields__)
    mend = f"write {', '.join(names)}, one to a line, each with a whole number or `unknown`"
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise EvaluationError(where=str(path), what=f"it cannot be read ({fault})", mend=mend) from fault
    if not isinstance(given, Mapping) or not set(given) <= set(names):
        raise EvaluationError(where=path.name, what="it is no chain of counts", mend=mend)
    counts = {name: None if n in (None, "unknown") else n for name, n in given.items()}
    wrong = [n for n, count in counts.items() if count is not None and (type(count) is not int or count < 0)]
    if wrong:
        raise EvaluationError(where=path.name, what=f"{wrong[0]} is {given[wrong[0]]!r}", mend=mend)
    known = [n for name in names if isinstance(n := counts.get(name), int)]
    if any(b > a for a, b in pairwise(known)):
        raise EvaluationError(where=path.name, what="a later count is larger than an earlier one",
                              mend="each is a part of the one before it")  # fmt: skip
    return Chain(**counts)


def _money(wish: RunWish, plan: Plan, engine: Engine) -> Money | None:
    if wish.costs is None:
        return None
    unit_costs = wish.unit_costs
    if unit_costs is None and plan.money is not None:
        named = wish.plan.parent / plan.money.unit_costs
        unit_costs = named if named.is_file() else None
    return Money(
        read_panel_table(wish.costs, engine),
        None if unit_costs is None else read_panel_table(unit_costs, engine),
        None if wish.prices is None else read_panel_table(wish.prices, engine),
    )


def _events(wish: RunWish, plan: Plan) -> Path | None:
    if wish.events is not None or plan.near_repeats is None or not plan.near_repeats.events:
        return wish.events
    return _beside(wish.plan, plan.near_repeats.events, "near_repeats, events", "--events")


def _overlaps(wish: RunWish, plan: Plan) -> Path | None:
    if plan.hidden is None:
        if wish.overlaps is not None:
            raise PlanError(where="hidden", what="overlap counts are given, and the plan does not say who is counted",
                            mend="write hidden, with counts and who, into the plan")  # fmt: skip
        return None
    return wish.overlaps or _beside(wish.plan, plan.hidden.counts, "hidden, counts", "--overlaps")


def _beside(plan: Path, name: str, field: str, option: str) -> Path:
    """Find a file that the plan names, beside the plan."""
    path = plan.parent / name
    if not path.is_file():
        raise EvaluationError(where=f"{plan.name}, {field}", what=f"there is no file {name} beside the plan",
                              mend=f"put it there, or name another with {option}")  # fmt: skip
    return path


def _done(wish: RunWish, engine: Engine) -> pa.Table | None:
    if wish.fidelity is None:
        return None
    return typed(read_panel_table(wish.fidelity, engine), IMPLEMENTATION, wish.fidelity.name)


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file.

    Args:
        path: The file.
    Raises:
        EvaluationError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise EvaluationError(where=str(path), what=f"it cannot be read ({fault})", mend="check the name") from fault


def versions() -> dict[str, str]:
    """Give the versions of Tidegate and of the libraries that may move a figure."""
    found = {"tidegate": __version__}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
