"""Files of an evaluation: its plan, its panel, and the plan once it is frozen."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tidegate.errors import DeliveryError, EvaluationError, ExportError, PanelError
from tidegate.evaluation.plan import Fault, Frozen, Plan, frozen_text, is_frozen, parse_plan, read_frozen
from tidegate.formats import ReadOptions, atomically, read
from tidegate.pipeline.workspace import Engine
from tidegate.tables import session


@dataclass(frozen=True)
class PlanFile:
    """What a file with a plan holds.

    Args:
        path: The file.
        plan: The plan; None where it has faults.
        frozen: The frozen plan it is; None where it is not frozen.
        faults: What is wrong with it.
    """

    path: Path
    plan: Plan | None
    frozen: Frozen | None
    faults: tuple[Fault, ...] = ()


def read_plan_file(path: Path) -> PlanFile:
    """Read a plan, frozen or not.

    Args:
        path: The file.
    Returns:
        The plan, or its faults.
    Raises:
        EvaluationError: The file cannot be opened.
        PlanError: It is frozen, and was changed since.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        said = "there is no such file" if isinstance(fault, FileNotFoundError) else f"it cannot be read ({fault})"
        raise EvaluationError(
            where=str(path), what=said, mend="name a file with a plan; docs/evaluation-plan.md tells how one is written"
        ) from fault
    if is_frozen(text):
        frozen = read_frozen(text, where=path.name)
        return PlanFile(path, frozen.plan, frozen)
    plan, faults = parse_plan(text)
    return PlanFile(path, plan, None, faults)


def read_panel_table(path: Path, engine: Engine) -> pa.Table:
    """Read the figures of a panel from a file of any form.

    Args:
        path: CSV, XLSX, Parquet, or any other form that `formats` knows.
        engine: How much of the machine may be taken.
    Returns:
        One row per row of the file, every column as text.
    Raises:
        EvaluationError: The file cannot be read.
        PanelError: Rows of it cannot be.
    """
    with tempfile.TemporaryDirectory(prefix="tidegate-", dir=engine.scratch) as folder:
        scratch = Path(folder)
        see = [path.absolute().parent, path.resolve().parent, scratch]
        with session(see=see, memory_gib=engine.memory_gib, threads=engine.threads, spill=scratch) as own:
            try:
                reading = read(path, ReadOptions(), session=own, name="panel", scratch=scratch)
            except DeliveryError as fault:
                # A delivery that cannot be read is a problem of the data; here there is nothing else to run on.
                raise EvaluationError(where=fault.where, what=fault.what, mend=fault.mend) from fault
            if reading.refused.num_rows:
                first = reading.refused.slice(0, 1).to_pylist()[0]
                raise PanelError(
                    where=path.name,
                    what=f"{reading.refused.num_rows:,} rows cannot be read, the first is row {first['row_number']:,} "
                    f"({first['rule']})",
                    mend=first["mend"],
                )
            return own.fetch("select * exclude (row_number) from panel order by row_number")


def write_frozen(frozen: Frozen, path: Path) -> None:
    """Write a frozen plan, never over another file.

    Args:
        frozen: The frozen plan.
        path: The file.
    Raises:
        ExportError: There is a file already, or it cannot be written.
    """
    if path.exists():
        raise ExportError(
            where=str(path), what="there is a file of this name already", mend="give another with --out; what was "
            "frozen is not written over",
        )  # fmt: skip
    with atomically(path) as temporary:
        temporary.write_text(frozen_text(frozen), encoding="utf-8")
