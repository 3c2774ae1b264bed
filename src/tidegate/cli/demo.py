"""`tidegate demo`: the invented city, generated and read like a real one."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tidegate.cli.machine import engine
from tidegate.cli.options import Json, NewFolder, command, command_group
from tidegate.cli.output import Output
from tidegate.demo.generate import generate
from tidegate.pipeline import RegisterReport, open_workspace, read_workspace
from tidegate.settings import Settings, read_settings

app = command_group("Generate the invented city Havenrijk and read its registers.")

MADE = "demo.json"
"""File that says with which scale and seed a city was made; written last, so a city that was cut off has none."""

PROBLEMS_IN_THE_DATA = 1
"""Exit code where a register could not be read."""


@command(app, "demo", example="tidegate demo ./demo-city --scale 1 --seed 1")
def make_demo(
    folder: NewFolder,
    scale: Annotated[
        float,
        typer.Option(min=0.01, help="How much city, in quarters of Havenrijk: 1 has about 650,000 rows, 4 all of it."),
    ] = 1.0,
    seed: Annotated[
        int, typer.Option(min=0, help="Number that chance starts from; the same gives the same bytes.")
    ] = 1,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Open the site afterwards. There is no site yet.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Generate the invented city Havenrijk and read its registers."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    made = folder / MADE
    wish = {"scale": scale, "seed": seed}
    if made.is_file() and json.loads(made.read_text(encoding="utf-8")) == wish:
        out.note(f"{folder} holds this city already; its registers are read again where something changed.")
    else:
        with out.progress() as tell:
            generate(folder, scale=scale, seed=seed, progress=tell)
        made.write_text(json.dumps(wish), encoding="utf-8")
    reports = _read_registers(folder, settings, out)
    out.document({"folder": str(folder), "scale": scale, "seed": seed, "registers": [asdict(r) for r in reports]})
    _show(out, reports)
    if serve:
        out.note("There is no site yet, so nothing is opened.", level="warning")
    if any(report.problem for report in reports):
        raise typer.Exit(PROBLEMS_IN_THE_DATA)


def _read_registers(folder: Path, settings: Settings, out: Output) -> list[RegisterReport]:
    with out.progress() as tell:
        return read_workspace(open_workspace(folder), engine(settings), progress=tell)


def _show(out: Output, reports: list[RegisterReport]) -> None:
    rows = [(r.register, r.state, r.files, r.rows_in, r.refused, sum(r.records.values())) for r in reports]
    out.table(("register", "state", "files", "rows", "refused", "records"), rows)
    out.say(f"{sum(row[3] for row in rows):,} rows gave {sum(row[5] for row in rows):,} records. The city is invented.")
    for report in reports:
        if report.problem:
            out.say(f"{report.register}: {report.problem}")
