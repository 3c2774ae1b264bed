"""From the files of a city to its finished picture and report: time and memory, whole and by stage.

The invented city is generated at one or several scales. A first build learns how the city's records differ; what it
learnt stays, everything else is taken away, and the build from files to picture is measured as a whole process, the
report as another. A third build makes one stage after the other to tell what each takes. Then, if wanted, a small share
of the rows of the newest delivery goes missing, of one register or of all, and the picture is built again.
"""

import gzip
import json
import math
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tidegate.bench.measuring import Measure, measure
from tidegate.errors import TidegateError

PURPOSE = "permit-integrity"
"""Purpose of the invented city's covenant whose picture has all stages."""

LEARNING, WHOLE, REPORT, STEP, DELIVERY = "first build, learning", "files to picture", "report", "stage", "delivery"
"""What a line measures."""

_OWN = (sys.executable, "-m", "tidegate")

_LINES = (".csv", ".tsv", ".jsonl", ".csv.gz", ".csv.zip")


@dataclass(frozen=True)
class PipelineLine:
    """One line of the benchmark.

    Args:
        scale: How much city.
        rows: Rows of its deliveries.
        what: `LEARNING`, `WHOLE`, `REPORT`, `STEP` or `DELIVERY`.
        stage: Name of the stage, or of the register that delivered; empty where a whole process was measured, or all
            registers delivered.
        measure: What it took.
    """

    scale: float
    rows: int
    what: str
    stage: str
    measure: Measure


def bench_pipeline(
    folder: Path, *, scales: Sequence[float], seed: int, delta: float, tell: Callable[[str, float], None],
    delivered: Sequence[str] = ("",),
) -> Iterator[PipelineLine]:  # fmt: skip
    """Measure the pipeline on generated cities.

    Args:
        folder: Folder to work in.
        scales: How much city, each in turn; the city of one is removed before the next.
        seed: Seed of the generator.
        delta: Share of the rows of a newest delivery that go missing before one more build; 0 leaves it out.
        tell: Is told the stage and the share done.
        delivered: Registers that deliver, each before a build of its own; an empty name stands for all at once.
    Yields:
        The lines of each scale, when all of them were measured.
    """
    for number, scale in enumerate(scales):
        city = folder / "city"

        def told(stage: str, share: float, scale: float = scale, number: int = number) -> None:
            tell(f"scale {scale:g}: {stage}", (number + share) / len(scales))

        yield from _one(folder, city, scale, seed, told)
        if delta:
            for register in delivered:
                told(f"a delivery of {register or 'every register'}", 0.9)
                took = _delivery(folder, city, register, delta, seed)
                yield PipelineLine(scale, _rows_of(city, register), DELIVERY, register, took)
        shutil.rmtree(city)


def growth_exponents(lines: Sequence[PipelineLine]) -> dict[str, float]:
    """Fit how CPU time grows with the rows of the deliveries.

    Args:
        lines: Lines of the benchmark.
    Returns:
        What or stage to the slope of log time over log rows; 1 is linear. Without an entry where fewer than two scales
        ran, or where a stage took less than a tenth of a second.
    """
    points: dict[str, list[tuple[float, float]]] = {}
    for line in lines:
        if line.measure.cpu_s >= 0.1 and not (line.what == DELIVERY and line.stage):
            points.setdefault(line.stage or line.what, []).append((math.log(line.rows), math.log(line.measure.cpu_s)))
    fitted = {}
    for name, found in points.items():
        if len({x for x, _ in found}) > 1:
            sizes, times = np.array(found).T
            fitted[name] = float(np.polyfit(sizes, times, 1)[0])
    return fitted


def share_of_whole(lines: Sequence[PipelineLine], scale: float) -> dict[str, float]:
    """Tell what share of a build from files each build after a delivery took.

    Args:
        lines: Lines of the benchmark.
        scale: How much city.
    Returns:
        Register that delivered, empty for all of them, to the share of the CPU time.
    """
    own = [x for x in lines if x.scale == scale]
    whole = [x.measure.cpu_s for x in own if x.what == WHOLE]
    return {x.stage: x.measure.cpu_s / whole[0] for x in own if x.what == DELIVERY}


def _delivery(folder: Path, city: Path, register: str, delta: float, seed: int) -> Measure:
    change_deliveries(city / "deliveries" / register, share=delta, seed=seed)
    return measure([*_OWN, "picture", "build", str(city), "--purpose", PURPOSE], folder=folder)


def _rows_of(city: Path, register: str) -> int:
    """Count the rows that were delivered, by what reading said of them."""
    reports = (city / "records" / "current").glob(f"{register or '*'}/report.json")
    return sum(int(json.loads(p.read_text(encoding="utf-8"))["rows_in"]) for p in reports)


def _one(
    folder: Path, city: Path, scale: float, seed: int, tell: Callable[[str, float], None]
) -> Iterator[PipelineLine]:
    own = _OWN
    build = [*own, "picture", "build", str(city), "--purpose", PURPOSE]
    tell("generating", 0.0)
    measure([*own, "demo", str(city), "--scale", f"{scale:g}", "--seed", str(seed), "--no-serve"], folder=folder)
    _take_away(city, "records", "cache")
    tell("first build, which learns", 0.2)
    learning = measure(build, folder=folder)
    _from_files(city)
    tell("files to picture", 0.4)
    whole = measure(build, folder=folder)
    tell("report", 0.6)
    told = ["--reason", "benchmark", "--out", str(folder / "picture.pdf")]
    report = measure([*own, "picture", "report", str(city), "--purpose", PURPOSE, *told], folder=folder)
    _from_files(city)
    tell("one stage after the other", 0.65)
    out = folder / "stages.json"
    measure([sys.executable, "-m", "tidegate.bench.stepwise", str(city), PURPOSE, str(out)], folder=folder)
    found = _read(out, folder / "output.log")
    rows = int(found["rows"])
    yield PipelineLine(scale, rows, LEARNING, "", learning)
    yield PipelineLine(scale, rows, WHOLE, "", whole)
    yield PipelineLine(scale, rows, REPORT, "", report)
    for stage, took in found["stages"].items():
        yield PipelineLine(scale, rows, STEP, stage, Measure(**took))


def _read(path: Path, log: Path) -> dict[str, Any]:
    if not path.is_file():
        said = log.read_text(encoding="utf-8", errors="replace")[-500:]
        raise TidegateError(where="tidegate.bench.stepwise", what=f"it failed: {said}", mend="run it by hand")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    return found


def _from_files(city: Path) -> None:
    """Take away all that was made of the deliveries, but what linkage learnt."""
    views = [f"views/{v.name}/{part}" for v in (city / "views").iterdir() for part in ("linkage", "records", "stages")]
    _take_away(city, "records", "cache", "pictures", *views)


def _take_away(city: Path, *names: str) -> None:
    for name in names:
        shutil.rmtree(city / name, ignore_errors=True)


def change_deliveries(folder: Path, *, share: float, seed: int) -> int:
    """Let rows go missing from the newest delivery of each kind of file that has a line for each row.

    Args:
        folder: Folder with a folder of files per register, dates in their names.
        share: Share of the rows, 0..1.
        seed: Seed of the choice.
    Returns:
        How many rows went.
    """
    newest: dict[str, Path] = {}
    for path in sorted(p for p in folder.rglob("*") if p.name.endswith(_LINES)):
        newest[f"{path.parent}/{re.sub('[0-9]', '', path.name)}"] = path
    chance = np.random.default_rng(seed)
    return sum(_change(path, share, chance) for path in newest.values())


def _change(path: Path, share: float, chance: np.random.Generator) -> int:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            (name,) = archive.namelist()
            kept, gone = _without(archive.read(name), share, chance)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, kept)
        return gone
    if path.suffix == ".gz":
        kept, gone = _without(gzip.decompress(path.read_bytes()), share, chance)
        path.write_bytes(gzip.compress(kept, 6))
        return gone
    kept, gone = _without(path.read_bytes(), share, chance)
    path.write_bytes(kept)
    return gone


def _without(content: bytes, share: float, chance: np.random.Generator) -> tuple[bytes, int]:
    """Drop lines; the first one names the columns, and a line with a quote may be part of a row of several lines."""
    lines = content.splitlines(keepends=True)
    whole = np.array([n for n, line in enumerate(lines) if n and (line[:1] == b"{" or b'"' not in line)], dtype=int)
    gone = set(chance.choice(whole, round(len(whole) * share), replace=False).tolist())
    return b"".join(line for n, line in enumerate(lines) if n not in gone), len(gone)
