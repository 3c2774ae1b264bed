"""Benchmarks of the evaluation: panels whose truth is known, interventions that never were, cities, size."""

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tidegate.bench.chicago import OUTCOMES, read_chicago
from tidegate.bench.chicago_closures import Closures, bench_closures
from tidegate.bench.effects import EffectsLine, band, bench_effects
from tidegate.bench.evaluation_size import bench_size
from tidegate.bench.random_interventions import InterventionLine, Wish, bench_interventions, methods
from tidegate.cli.machine import engine
from tidegate.cli.options import Json, command
from tidegate.cli.output import Output
from tidegate.demo.recovery import recover
from tidegate.errors import TidegateError
from tidegate.evaluation import Effect
from tidegate.settings import read_settings


def add_to(app: typer.Typer) -> None:
    """Add these commands to those of `tidegate bench`.

    Args:
        app: The group.
    """
    command(app, "effects", example="tidegate bench effects --panels 2000 --slow-panels 400 --method did --seed 1")(
        effects
    )
    command(
        app,
        "interventions",
        example="tidegate bench interventions --data chicago --draws 200 --reduction 0.3\n"
        "tidegate bench interventions --data chicago --worked-example",
    )(interventions)
    command(app, "recovery", example="tidegate bench recovery --seeds 20")(recovery)
    command(app, "evaluation", example="tidegate bench evaluation --places 10000 --months 120")(evaluation)


def effects(
    panels: Annotated[int, typer.Option(min=1, help="Panels of each kind for quick methods.")] = 2_000,
    slow_panels: Annotated[int, typer.Option(min=1, help="Panels of each kind for slow methods.")] = 400,
    method: Annotated[list[str] | None, typer.Option(help="Method; may be given several times. [default: all]")] = None,
    world: Annotated[
        list[str] | None, typer.Option(help="Kind of world; may be given several times. [default: all]")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the generator.")] = 1,
    as_json: Json = False,
) -> None:
    """Estimate effects in panels whose truth is known, and count how often the intervals hold it."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    try:
        with out.progress() as tell:
            lines = list(
                bench_effects(
                    methods=method or (),
                    worlds=world or (),
                    panels=panels,
                    slow_panels=slow_panels,
                    seed=seed,
                    tell=tell,
                )
            )
    except ValueError as fault:
        raise TidegateError(where="--method or --world", what=str(fault), mend="use one of these names") from fault
    out.document({"seed": seed, "lines": [asdict(x) for x in lines]})
    heads = ("method", "world", "panels", "refused", "covered", "band", "shown", "false", "flagged", "error", "s each")
    low, high = band(0.95, panels)
    title = f"Seed {seed}; of {panels} intervals at 95 % a right share lies within {low:.3f} to {high:.3f}"
    out.table(heads, [_effects_cells(x) for x in lines], title=title)


def _effects_cells(line: EffectsLine) -> tuple[object, ...]:
    # Where what the method needs does not hold, its interval owes nothing.
    lies = {True: "inside", False: "outside", None: ""}[line.within]
    false = "" if line.false is None else f"{line.false:.3f}"
    shares = (f"{line.covered:.3f}", lies, f"{line.shown:.3f}", false, f"{line.flagged:.3f}")
    return (line.method, line.world, line.panels, line.refused, *shares, f"{line.error:+.3f}", f"{line.seconds:.3f}")


def interventions(
    data: Annotated[Path, typer.Option(help="Folder with the Parquet files of Chicago.")],
    draws: Annotated[int, typer.Option(min=1, help="Random interventions for each outcome.")] = 200,
    reduction: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of the incidents that a planted reduction takes away.")
    ] = 0.3,
    method: Annotated[str, typer.Option(help="Id of the method that is tried.")] = "wdd",
    part: Annotated[
        str, typer.Option(help="What wdd estimates: local (at the places), displacement (around them) or total.")
    ] = "local",
    tries: Annotated[int, typer.Option(min=1, help="Tries of the planned power for each intervention.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="What chance starts from.")] = 1,
    worked_example: Annotated[
        bool, typer.Option("--worked-example", help="Evaluate the revoked and cancelled licences instead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Try a method on interventions that never were, at random places and dates of a real city."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    if worked_example:
        _closures(out, list(bench_closures(data, seed=seed)), seed)
        return
    if part not in {"local", "displacement", "total"}:
        raise TidegateError(where="--part", what=f"'{part}' is none", mend="say local, displacement or total")
    known = methods(part)  # type: ignore[arg-type]  # one of the three, as was just seen
    if method not in known:
        raise TidegateError(where="--method", what=f"'{method}' is none", mend=f"say {' or '.join(sorted(known))}")
    wish = Wish(draws=draws, reduction=reduction, tries=tries, seed=seed)
    with out.progress() as tell:
        panel = read_chicago(data).panel
        lines = bench_interventions(panel, OUTCOMES, (method, known[method]), wish, tell=tell)
    out.document({"wish": asdict(wish), "part": part, "lines": [asdict(x) for x in lines]})
    heads = ("outcome", "cells", "shape", "draws", "shown", "95 %", "p < .05", "textbook", "planted", "planned")
    title = f"{method}, {part}; a reduction of {reduction:.0%} planted; seed {seed}"
    out.table(heads, [_intervention_cells(x) for x in lines], title=title)
    out.say("shown: an effect where nothing was done; textbook: its interval leaves out nought there; planted: shown")
    out.say("with the planted reduction; planned: the power told beforehand from the time before the start.")


def _intervention_cells(line: InterventionLine) -> tuple[object, ...]:
    cells = (line.outcome, line.cells or "all", line.shape, line.draws)
    shares = (f"{share:.3f}" for share in (line.by_p, line.textbook, line.found, line.planned))
    return (*cells, f"{line.shown:.3f}", f"{line.low:.3f}-{line.high:.3f}", *shares)


def _closures(out: Output, told: list[tuple[Closures, Effect]], seed: int) -> None:
    """Print the worked example: what went in, what came of it, and what was tried against it."""
    out.document(
        {
            "seed": seed,
            "effects": [
                {
                    "closures": asdict(closures),
                    "outcome": effect.outcome,
                    "shown": effect.shown,
                    "parts": effect.tables["parts"].to_pylist(),
                    "rings": effect.tables["rings"].to_pylist(),
                    "checks": [{"kind": c.kind, "holds": c.holds, "says": c.says} for c in effect.checks],
                    "warnings": effect.warnings,
                }
                for closures, effect in told
            ],
        }
    )
    for closures, effect in told:
        out.say(
            f"{closures.kind.capitalize()} licences, {effect.outcome}: {closures.rows} in the register, "
            f"{closures.dated} dated and placed, in {closures.cells} cells of the panel; {effect.treated} used, "
            f"{effect.comparison} to draw from; shown: {'yes' if effect.shown else 'no'}."
        )
        heads = ("part", "before", "after", "estimate", "95 %", "p", "detectable", "share", "textbook 95 %")
        out.table(heads, [_part_cells(row) for row in effect.tables["parts"].to_pylist()])
        for text in effect.warnings:
            out.say(f"  Warning: {text}")
        for one in effect.checks:
            mark = {True: "held", False: "did not hold", None: "not tried"}[one.holds]
            out.say(f"  {one.name} ({mark}): {one.says}")
        out.say("")


def _part_cells(row: dict[str, float]) -> tuple[object, ...]:
    ends = (f"{row[low]:.0f} to {row[high]:.0f}" for low, high in (("low", "high"), ("textbook_low", "textbook_high")))
    here, book = ends
    share = f"{row['detectable'] / row['without']:.0%}" if row["without"] > 0 else ""
    counts = (f"{row['before']:.0f}", f"{row['observed']:.0f}", f"{row['value']:.1f}")
    return (row["part"], *counts, here, f"{row['p']:.3f}", f"{row['detectable']:.0f}", share, book)


def recovery(
    scale: Annotated[float, typer.Option(min=0.01, help="How much of the invented city.")] = 1.0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first city.")] = 101,
    seeds: Annotated[int, typer.Option(min=1, help="Number of cities, each with a seed of its own.")] = 20,
    as_json: Json = False,
) -> None:
    """Run the plans of the invented city on many of them, and see whether what was planted is recovered."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    with tempfile.TemporaryDirectory(prefix="tidegate-bench-", dir=settings.scratch) as name, out.progress() as tell:
        lines, found = recover(Path(name), engine(settings), scale=scale, seeds=range(seed, seed + seeds), tell=tell)
    out.document({"lines": [asdict(x) for x in lines], "found": [{"seed": s, **asdict(r)} for s, r in found]})
    heads = ("plan", "what", "outcome", "true", "mean", "cities", "true value in interval", "shown", "a check broke")
    cells = [
        (x.plan, x.quantity, x.outcome, f"{x.true:g}", f"{x.mean:.3f}", x.cities, x.covered, x.shown, x.flagged)
        for x in lines
    ]
    out.table(heads, cells, title=f"Cities {seed} to {seed + seeds - 1}, scale {scale:g}; effects are ratios")


def evaluation(
    places: Annotated[int, typer.Option(min=200, help="Number of places.")] = 10_000,
    months: Annotated[int, typer.Option(min=24, help="Number of months.")] = 120,
    events: Annotated[int, typer.Option(min=1000, help="Number of incidents, about.")] = 100_000,
    draws: Annotated[int, typer.Option(min=19, help="Permutations.")] = 199,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the generator.")] = 1,
    as_json: Json = False,
) -> None:
    """Put one large panel with six starts through effect, displacement, concentration and near repeats."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    with out.progress() as tell:
        lines = list(bench_size(places=places, months=months, events=events, draws=draws, seed=seed, tell=tell))
    out.document({"seed": seed, "lines": [asdict(x) for x in lines]})
    cells = [(x.step, f"{x.cpu_s:.1f}", f"{x.wall_s:.1f}", f"{x.peak_mib:.0f}", x.found) for x in lines]
    out.table(
        ("step", "CPU s", "wall s", "peak MiB so far", "found"), cells, title=f"{places:,} places, {months} months"
    )
