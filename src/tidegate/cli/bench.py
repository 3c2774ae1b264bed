"""`tidegate bench`: time and memory, beside others, in one run."""

import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tidegate.bench.copies import bench_copies
from tidegate.bench.linkage import LinkageLine, bench_linkage
from tidegate.bench.pipeline import STEP, PipelineLine, bench_pipeline, growth_exponents, share_of_whole
from tidegate.bench.registers import Row, bench_registers, growth_exponent
from tidegate.bench.renewal import bench_renewal
from tidegate.bench.site import SiteLine, SiteWish, bench_site
from tidegate.cli import bench_evaluating
from tidegate.cli.options import Json, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import TidegateError
from tidegate.pipeline import open_workspace
from tidegate.settings import read_settings

app = command_group("Measure time and memory on generated data.")
bench_evaluating.add_to(app)


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


@command(app, "linkage", example="tidegate bench linkage --rows 10000 --rows 100000")
def linkage(
    rows: Annotated[
        list[int] | None,
        typer.Option(min=100, help="Number of records; may be given several times. [default: 10000, 100000, 1000000]"),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the generator.")] = 1,
    peer: Annotated[
        list[str] | None,
        typer.Option(
            help="A further tool as NAME=COMMAND; the command is given the file to read and the file to write."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Link generated people with an exact rule, with plain Splink and with Tidegate, as whole processes."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    peers = _peers(peer or [])
    sizes = rows or [10_000, 100_000, 1_000_000]
    with tempfile.TemporaryDirectory(prefix="tidegate-bench-", dir=settings.scratch) as name, out.progress() as tell:
        lines = list(bench_linkage(Path(name), sizes=sizes, seed=seed, tell=tell, peers=peers))
    out.document({"seed": seed, "lines": [_line(x) for x in lines]})
    heads = ("records", "tool", "P", "R", "F1", "B-cubed", "CPU s", "wall s", "MiB")
    cells = [
        (
            x.rows,
            ", ".join(filter(None, (x.tool, x.model))),
            *(f"{share:.3f}" for share in _shares(x)),
            *(f"{seconds:.1f}" for seconds in (x.measure.cpu_s, x.measure.wall_s)),
            f"{x.measure.peak_mib:.0f}",
        )
        for x in lines
    ]
    out.table(heads, cells, title=f"Seed {seed}; P, R and F1 by pairs")


@command(app, "renewal", example="tidegate bench renewal --rows 100000")
def renewal(
    rows: Annotated[int, typer.Option(min=1000, help="Number of records.")] = 1_000_000,
    share: Annotated[
        float, typer.Option(min=0.0001, max=0.1, help="Share of the records that are others in the second delivery.")
    ] = 0.01,
    seed: Annotated[int, typer.Option(help="Seed of the generator.")] = 1,
    as_json: Json = False,
) -> None:
    """Link generated people, change some of them, and measure the renewal beside a whole run, in this process."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    with tempfile.TemporaryDirectory(prefix="tidegate-bench-", dir=settings.scratch) as name, out.progress() as tell:
        found = bench_renewal(Path(name), rows=rows, share=share, seed=seed, tell=tell)
    out.document({"seed": seed, **asdict(found)})
    cells = [
        ("whole run", f"{found.whole_s:.1f}", f"{found.whole_wall_s:.1f}", found.pairs),
        ("renewal", f"{found.renewed_s:.1f}", f"{found.renewed_wall_s:.1f}", found.scored),
    ]
    out.table(
        ("run", "CPU s", "wall s", "pairs scored"), cells, title=f"{rows:,} records, {share:.1%} others, seed {seed}"
    )
    out.say(f"The renewal takes {found.renewed_s / found.whole_s:.1%} of the CPU time of a whole run.")
    out.say(f"Of {found.entities:,} entities {found.differing:,} differ, because rarity is that of the day of scoring.")


@command(app, "copies", example="tidegate bench copies ./chicago --copies 10 --copies 100")
def copies(
    workspace: Annotated[Path, typer.Argument(help="City whose registers were read and linked.")],
    copies: Annotated[
        list[int] | None, typer.Option(min=1, help="Number of copies; may be given several times. [default: 1, 10]")
    ] = None,
    kind: Annotated[str, typer.Option(help="Kind of thing to link (name of a model).")] = "establishment",
    memory: Annotated[float, typer.Option(min=0.5, help="Memory of the engine before it spills, GiB.")] = 2.0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the typing errors.")] = 1,
    as_json: Json = False,
) -> None:
    """Link a city many times over, each copy with ids, postcodes, coordinates and typing errors of its own."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    wanted, city = copies or [1, 10], open_workspace(workspace)
    with tempfile.TemporaryDirectory(prefix="tidegate-bench-", dir=settings.scratch) as name, out.progress() as tell:
        lines = list(bench_copies(city, Path(name), kind=kind, copies=wanted, seed=seed, memory_gib=memory, tell=tell))
    out.document({"kind": kind, "lines": [asdict(x) for x in lines]})
    cells = [
        (x.copies, x.records, f"{x.measure.cpu_s:.1f}", f"{x.measure.wall_s:.1f}", f"{x.measure.peak_mib:.0f}")
        for x in lines
    ]
    out.table(("copies", "records", "CPU s", "wall s", "peak MiB"), cells, title=f"{kind}, with what was learnt once")


@command(app, "pipeline", example="tidegate bench pipeline --scale 1 --scale 4 --delta 0.01 --delivered meldingen")
def pipeline(
    scale: Annotated[
        list[float] | None,
        typer.Option(min=0.01, help="How much of the invented city; may be given several times. [default: 1]"),
    ] = None,
    delta: Annotated[
        float,
        typer.Option(min=0.0, max=0.5, help="Share of the newest rows that go missing before one more build."),
    ] = 0.0,
    delivered: Annotated[
        list[str] | None,
        typer.Option(
            help="Register from whose newest delivery they go; may be given several times, each with a build of its "
            "own. Without it they go from all registers at once."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the generator.")] = 1,
    as_json: Json = False,
) -> None:
    """Build the picture of the invented city from its files, with its report, as whole processes and by stage."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    scales = scale or [1.0]
    with tempfile.TemporaryDirectory(prefix="tidegate-bench-", dir=settings.scratch) as name, out.progress() as tell:
        folder, registers = Path(name), delivered or [""]
        lines = list(bench_pipeline(folder, scales=scales, seed=seed, delta=delta, tell=tell, delivered=registers))
    growth = growth_exponents(lines)
    shares = {f"{s:g}": share_of_whole(lines, s) for s in scales} if delta else {}
    out.document(
        {"seed": seed, "lines": [asdict(x) for x in lines], "growth_exponents": growth, "delta": delta,
         "delta_share": shares}
    )  # fmt: skip
    heads = ("scale", "rows", "what", "CPU s", "wall s", "peak MiB", "grows")
    out.table(heads, [_pipeline_cells(x, growth) for x in lines], title=f"Seed {seed}; growth 1 is linear")
    for scaled, of_registers in shares.items():
        for register, share in of_registers.items():
            whose = register or "all registers"
            out.say(
                f"After {delta:.1%} of the newest rows of {whose} went, scale {scaled} takes {share:.1%} of the CPU "
                "time of a build from files."
            )


def _pipeline_cells(line: PipelineLine, growth: dict[str, float]) -> tuple[object, ...]:
    what = f"  {line.stage}" if line.what == STEP else " of ".join(filter(None, (line.what, line.stage)))
    took, grows = line.measure, growth.get(line.stage or line.what)
    times = (f"{took.cpu_s:.1f}", f"{took.wall_s:.1f}", f"{took.peak_mib:.0f}")
    return (f"{line.scale:g}", line.rows, what, *times, f"{grows:.2f}" if grows is not None else "")


@command(
    app, "site", example="tidegate bench site --scale 1\ntidegate bench site --workspace ./demo-city --users 50 --json"
)
def site(
    workspace: Annotated[
        Path | None, typer.Option(help="Folder of an invented city with its picture; without it one is generated.")
    ] = None,
    scale: Annotated[float, typer.Option(min=0.01, help="How much city, where one is generated.")] = 1.0,
    users: Annotated[int, typer.Option(min=1, help="Officers at once.")] = 50,
    seconds: Annotated[float, typer.Option(min=1, help="How long they look, seconds.")] = 60.0,
    think: Annotated[float, typer.Option(min=0, help="How long each thinks between two looks, seconds.")] = 5.0,
    rounds: Annotated[int, typer.Option(min=1, help="Looks at each kind of page by one officer alone.")] = 30,
    purpose: Annotated[str, typer.Option("--purpose", "-p", help="Purpose for which they look.")] = "permit-integrity",
    seed: Annotated[int, typer.Option(min=0, help="What chance starts from.")] = 1,
    as_json: Json = False,
) -> None:
    """Serve the invented city and look at it, first as one officer, then as many; the ledger is written as always."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    wish = SiteWish(users, seconds, think, rounds, purpose, seed)
    with tempfile.TemporaryDirectory(prefix="tidegate-bench-", dir=settings.scratch) as name:
        city = workspace or _generated(Path(name) / "city", scale, seed)
        with out.progress() as tell:
            lines = bench_site(city, wish, tell=tell)
    load = os.getloadavg()
    out.document({"seed": seed, "wish": asdict(wish), "lines": [asdict(x) for x in lines], "load_average": load})
    heads = ("who", "page", "requests", "errors", "p50 ms", "p95 ms", "p99 ms")
    title = f"{users} officers, {think:g} s of thinking, {seconds:g} s; load of the machine {load[0]:.1f}"
    out.table(heads, [_site_cells(x) for x in lines], title=title)
    if any(x.errors for x in lines):
        raise typer.Exit(1)


def _generated(folder: Path, scale: float, seed: int) -> Path:
    # A process of its own: what generating and drawing held in memory is gone when the site is measured.
    command_line = [sys.executable, "-m", "tidegate", "demo", str(folder), "--picture", "--no-serve"]
    subprocess.run([*command_line, "--scale", f"{scale:g}", "--seed", str(seed)], check=True, stdout=sys.stderr)  # noqa: S603
    return folder


def _site_cells(line: SiteLine) -> tuple[object, ...]:
    times = (f"{ms:.0f}" for ms in (line.p50_ms, line.p95_ms, line.p99_ms))
    return (line.who, line.kind, line.requests, line.errors, *times)


def _shares(line: LinkageLine) -> tuple[float, float, float, float]:
    pairs = line.score.pairs
    return pairs.precision, pairs.recall, pairs.f1, line.score.b_cubed.f1


def _line(line: LinkageLine) -> dict[str, object]:
    shares = dict(zip(("precision", "recall", "f1", "b_cubed_f1"), _shares(line), strict=True))
    return {"rows": line.rows, "tool": line.tool, "model": line.model, **shares, "measure": asdict(line.measure)}


def _peers(said: list[str]) -> dict[str, str]:
    parts = [text.partition("=") for text in said]
    wrong = [name for name, _, line in parts if not (name and line)]
    if wrong:
        raise TidegateError(where="--peer", what=f"'{wrong[0]}' is no NAME=COMMAND", mend="write it as dedupe=COMMAND")
    return {name: line for name, _, line in parts}


def _ratios(lines: list[Row]) -> dict[str, float]:
    times = {(x.data, x.tool): x.measure.cpu_s for x in reversed(lines)}
    datas = dict.fromkeys(x.data for x in lines if x.tool == "ftm map")
    return {d: times[d, "ftm map"] / times[d, "tidegate registers map"] for d in datas}
