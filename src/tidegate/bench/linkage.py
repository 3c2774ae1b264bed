"""Putting people together: Tidegate beside plain Splink and an exact rule, on the same records, in the same run.

Every tool is a process of its own that reads `people.parquet` and writes `record_id` and `cluster_id`. None sees the
truth. Where a tool has a model, it runs twice: it trains and saves it, then starts again from the saved one.

The fair comparison of cost is `Tidegate, same blocks` with `plain Splink`, both from a saved model: the same pairs are
compared and stored with the parts of their weight, and both go from what registers say to entities. `Tidegate` is the
model as it is shipped, with the blocks that it is shipped with.
"""

import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.bench.measuring import Measure, measure
from tidegate.bench.people import make_people
from tidegate.errors import TidegateError
from tidegate.linkage.quality import PartitionScore, judge_records, score_partition

EXACT = "exact rule"
SPLINK = "plain Splink"
OURS, OURS_SAME = "Tidegate", "Tidegate, same blocks"
TRAINING, SAVED = "training", "saved"


@dataclass(frozen=True)
class LinkageLine:
    """One line of the benchmark.

    Args:
        rows: Number of records.
        tool: What ran.
        model: `training` where it learnt its model in this run, `saved` where it read one, empty where it has none.
        measure: What it took.
        score: How well it did.
    """

    rows: int
    tool: str
    model: str
    measure: Measure
    score: PartitionScore


@dataclass(frozen=True)
class _Tool:
    name: str
    command: tuple[str, ...]
    learns: bool = False


def bench_linkage(
    folder: Path,
    *,
    sizes: Sequence[int],
    seed: int,
    tell: Callable[[str, float], None],
    peers: Mapping[str, str] | None = None,
) -> Iterator[LinkageLine]:
    """Measure the linking of generated people.

    Args:
        folder: Folder to work in.
        sizes: Numbers of records.
        seed: Seed of the generator.
        tell: Is told the stage and the share done.
        peers: Further tools by name, each a command line that is given the file to read and the file to write; they
            may live in an environment of their own.
    Yields:
        One line per size, tool and way to its model, in the order in which they ran.
    Raises:
        TidegateError: A tool failed, or wrote nothing.
    """
    tools = [*_tools(), *(_Tool(name, tuple(shlex.split(line))) for name, line in (peers or {}).items())]
    runs = [(tool, model) for tool in tools for model in ((TRAINING, SAVED) if tool.learns else ("",))]
    for place, rows in enumerate(sizes):
        truth = _prepare(folder, rows, seed)
        for turn, (tool, model) in enumerate(runs):
            tell(f"{tool.name}, {rows:,} records", (place + turn / len(runs)) / len(sizes))
            taken = _run(tool, folder)
            yield LinkageLine(rows, tool.name, model, taken, _score(folder / "out.parquet", truth))


def cpu_ratio(lines: Sequence[LinkageLine], tool: str) -> float | None:
    """Tell how much CPU time a tool takes beside plain Splink, at the largest size, both with a saved model.

    Args:
        lines: Lines of the benchmark.
        tool: Name of the tool.
    Returns:
        CPU time of the tool over that of plain Splink; nothing where one of them did not run.
    """
    largest = max((x.rows for x in lines), default=0)
    times = {x.tool: x.measure.cpu_s for x in lines if x.rows == largest and x.model != TRAINING}
    return times[tool] / times[SPLINK] if {tool, SPLINK} <= times.keys() else None


def _tools() -> list[_Tool]:
    python = (sys.executable, "-m")
    return [
        _Tool(EXACT, (*python, "tidegate.bench.peers.exact_rule")),
        _Tool(SPLINK, (*python, "tidegate.bench.peers.plain_splink"), learns=True),
        _Tool(OURS_SAME, (*python, "tidegate.bench.peers.ours_same_blocks"), learns=True),
        _Tool(OURS, (*python, "tidegate.bench.peers.ours"), learns=True),
    ]


def _prepare(folder: Path, rows: int, seed: int) -> pa.Table:
    """Write the records without the truth, and give the truth."""
    people = make_people(rows, seed=seed)
    pq.write_table(people.drop_columns(["true_id"]), folder / "people.parquet")
    for model in folder.glob("*.model.json"):
        model.unlink()
    names = {"register": "people", "schema": "Person"}
    for name, value in names.items():
        people = people.append_column(name, pa.repeat(value, rows).cast(pa.string()))
    return people.select(["record_id", "register", "schema", "true_id"])


def _run(tool: _Tool, folder: Path) -> Measure:
    out = folder / "out.parquet"
    out.unlink(missing_ok=True)
    model = (f"{tool.name}.model.json",) if tool.learns else ()
    taken = measure([*tool.command, "people.parquet", out.name, *model], folder=folder)
    # A Python process that fails ends with 1, which `measure` lets pass.
    if not out.exists():
        log = folder.joinpath("output.log").read_text(encoding="utf-8", errors="replace")
        what = f"it wrote no entities: {log.strip()[-500:]}"
        raise TidegateError(where=tool.name, what=what, mend="run it by hand")
    return taken


def _score(out: Path, truth: pa.Table) -> PartitionScore:
    found = pq.read_table(out, columns=["record_id", "cluster_id"]).rename_columns(["record_id", "entity"])
    texts = pa.schema([("record_id", pa.string()), ("entity", pa.string())])
    return score_partition(judge_records(found.cast(texts), truth))
