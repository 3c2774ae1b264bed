"""`tidegate bench`: time and memory, beside others, in one run."""

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tidegate.bench.registers import Row, bench_registers, growth_exponent
from tidegate.cli.options import Json, command, command_group
from tidegate.cli.output import Output
from tidegate.settings import read_settings

app = command_group("Measure time and memory on generated data.")


@app.callback()
def _bench() -> None:
    """Measure time and memory on generated data."""


@command(app, "registers", example="tidegate bench registers --rows 200000 --large 2000000")
def registers(
    rows: Annotated[int, typer.Option(min=1000, help="Rows on which both tools run.")] = 200_000,
    large: Annotated[int, typer.Option(min=0, help="Rows on which ours runs alone; 0 leaves it out.")] = 2_000_000,
    seed: Annotated[int, typer.Option(help="Seed of the generator.")] = 1,
    as_json: Json = False,
) -> None:
    """Map generated rows to three entities each, with `ftm map` and with Tidegate, as whole processes."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    with tempfile.TemporaryDirectory(prefix="tidegate-bench-", dir=settings.scratch) as name, out.progress() as tell:
        lines = list(bench_registers(Path(name), rows=rows, large=large, seed=seed, tell=tell))
    growth = growth_exponent(lines)
    ratios = _ratios(lines)
    out.document({"seed": seed, "lines": [asdict(x) for x in lines], "growth_exponent": growth, "cpu_ratio": ratios})
    cells = [
        (x.data, x.rows, f"{x.distinct:.2f}", x.tool, *(f"{n:.2f}" for n in (x.measure.cpu_s, x.measure.wall_s)),
         f"{x.measure.peak_mib:.0f}")
        for x in lines
    ]  # fmt: skip
    out.table(("data", "rows", "distinct", "tool", "CPU s", "wall s", "peak MiB"), cells, title=f"Seed {seed}")
    for data, ratio in ratios.items():
        out.say(f"CPU time of ftm map over ours, {data}: {ratio:.1f}")
    out.say(f"Growth exponent of our CPU time over the rows: {growth:.2f} (1 is linear).")


def _ratios(lines: list[Row]) -> dict[str, float]:
    times = {(x.data, x.tool): x.measure.cpu_s for x in reversed(lines)}
    datas = dict.fromkeys(x.data for x in lines if x.tool == "ftm map")
    return {d: times[d, "ftm map"] / times[d, "tidegate registers map"] for d in datas}
