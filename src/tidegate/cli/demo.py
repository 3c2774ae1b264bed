"""`tidegate demo`: the invented city, generated, read, drawn, scored and served like a real one."""

import importlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tidegate.cli.machine import engine
from tidegate.cli.options import Json, NewFolder, command, command_group
from tidegate.cli.output import Output
from tidegate.demo.generate import generate
from tidegate.pipeline import RegisterReport, open_workspace, read_workspace
from tidegate.settings import Settings, read_settings

app = command_group("Generate the invented city Havenrijk, draw, score and serve it.")

MADE = "demo.json"
"""File that says with which scale and seed a city was made; written last, so a city that was cut off has none."""

PURPOSE, PARTNER = "permit-integrity", "municipality"
"""The clause of the demo's covenant for which its picture is drawn."""

ON_THE_SITE = ((PURPOSE, PARTNER), ("area-picture", "police"))
"""The clauses for which a picture is drawn where the site is opened, so that each role that looks sees one."""

PROBLEMS_IN_THE_DATA = 1
"""Exit code where a register could not be read."""


@command(
    app,
    "demo",
    example="tidegate demo ./demo-city --scale 1 --seed 1 --serve\ntidegate demo ./demo-city --score --seeds 5",
)
def make_demo(
    folder: NewFolder,
    scale: Annotated[
        float,
        typer.Option(min=0.01, help="How much city, in quarters of Havenrijk: 1 has about 650,000 rows, 4 all of it."),
    ] = 1.0,
    seed: Annotated[
        int, typer.Option(min=0, help="Number that chance starts from; the same gives the same bytes.")
    ] = 1,
    picture: Annotated[bool, typer.Option("--picture", help="Draw the picture of the city as well.")] = False,
    score: Annotated[
        bool, typer.Option("--score", help="Draw the picture and hold it against what was planted in the city.")
    ] = False,
    seeds: Annotated[
        int, typer.Option(min=1, help="Number of cities, each with a seed of its own from --seed on, in DIR/seed-N.")
    ] = 1,
    serve: Annotated[
        bool,
        typer.Option("--serve/--no-serve", help="Draw the pictures and open the site afterwards; Ctrl-C ends it."),
    ] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the site, on this machine alone.")] = 8000,
    as_json: Json = False,
) -> None:
    """Generate the invented city Havenrijk, draw, score and serve it."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    cities: list[dict[str, Any]] = []
    broken = False
    for number in range(seed, seed + seeds):
        own = folder if seeds == 1 else folder / f"seed-{number}"
        reports = _make(own, scale, number, settings, out)
        broken |= any(report.problem for report in reports)
        told: dict[str, Any] = {
            "folder": str(own), "scale": scale, "seed": number, "registers": [asdict(r) for r in reports],
        }  # fmt: skip
        _show(out, reports)
        if (picture or score or serve) and not broken:
            told["picture"] = _draw(own, settings, out)
        if score and not broken:
            told["scores"] = _score(own, out)
            told["evaluation"] = _recover(own, out, number)
        cities.append(told)
    if not broken and seeds == 1:
        laid = importlib.import_module("tidegate.demo.evaluating").lay_plans_out(open_workspace(folder))
        out.say(f"Three plans to be evaluated, and their panel, lie in {laid}; see `tidegate evaluate run --help`.")
    if score and seeds > 1:
        _show_scores(out, [row for city in cities for row in city.get("scores", [])], title=f"All {seeds} cities")
    out.document(cities[0] if seeds == 1 else {"cities": cities})
    if broken:
        raise typer.Exit(PROBLEMS_IN_THE_DATA)
    if serve:
        _serve(folder if seeds == 1 else folder / f"seed-{seed}", settings, out, port)


def _serve(folder: Path, settings: Settings, out: Output, port: int) -> None:
    for purpose, partner in ON_THE_SITE[1:]:
        _draw(folder, settings, out, purpose=purpose, partner=partner)
    # The only module of the command line that knows the web; loaded when it is asked for.
    importlib.import_module("tidegate.cli.serve").serve(folder, out, port=port)


def _make(folder: Path, scale: float, seed: int, settings: Settings, out: Output) -> list[RegisterReport]:
    made, wish = folder / MADE, {"scale": scale, "seed": seed}
    if made.is_file() and json.loads(made.read_text(encoding="utf-8")) == wish:
        out.note(f"{folder} holds this city already; its registers are read again where something changed.")
    else:
        with out.progress() as tell:
            generate(folder, scale=scale, seed=seed, progress=tell)
        made.write_text(json.dumps(wish), encoding="utf-8")
    with out.progress() as tell:
        return read_workspace(open_workspace(folder), engine(settings), progress=tell)


def _draw(
    folder: Path, settings: Settings, out: Output, *, purpose: str = PURPOSE, partner: str = PARTNER
) -> dict[str, Any]:
    # Loaded when a picture is asked for: linkage, maps and rules take longer to load than a small city to read.
    picturing = importlib.import_module("tidegate.pipeline.picturing")
    wish = picturing.PictureWish(purpose, datetime.now(UTC).date(), partner)
    with out.progress() as tell:
        report = picturing.build_picture(open_workspace(folder), engine(settings), wish, progress=tell)
    out.say(f"Picture {report.picture} was drawn as of {report.on}; see `tidegate picture show {folder} -p {purpose}`.")
    return {"picture": report.picture, "seconds": dict(report.seconds), "rows": dict(report.rows)}


def _score(folder: Path, out: Output) -> list[dict[str, Any]]:
    picturing = importlib.import_module("tidegate.pipeline.picturing")
    scoring = importlib.import_module("tidegate.demo.scoring")
    city, today = open_workspace(folder), datetime.now(UTC).date()
    with picturing.view_asked_for(city, purpose=PURPOSE, partner=PARTNER, today=today) as found:
        scores = scoring.score_picture(city, found, folder / "truth")
    rows = [{**asdict(s), "doors_per_case": s.doors_per_case} for s in scores]
    _show_scores(out, rows, title=str(folder))
    return rows


def _recover(folder: Path, out: Output, seed: int) -> list[dict[str, Any]]:
    """Run the plans of the city and hold what they say against what is true."""
    evaluating = importlib.import_module("tidegate.demo.evaluating")
    found = list(evaluating.score_plans(open_workspace(folder), folder / "truth", seed=seed))
    rows = [
        (r.plan, r.quantity, r.outcome, f"{r.true:g}", f"{r.value:.3f}", f"{r.low:.3f} to {r.high:.3f}",
         "yes" if r.covers else "no", "yes" if r.shown else "no", ", ".join(r.broken))
        for r in found
    ]  # fmt: skip
    columns = ("plan", "what", "outcome", "true", "estimate", "interval", "holds it", "shown", "broken checks")
    out.table(columns, rows, title="The measures: effects as ratios, displacement as share of what was prevented")
    return [asdict(r) for r in found]


_COUNTED = ("true", "found", "alike", "wrong", "doors", "elsewhere")


def _show_scores(out: Output, scores: list[dict[str, Any]], *, title: str) -> None:
    summed: dict[tuple[str, str], dict[str, int]] = {}
    for row in scores:
        sums = summed.setdefault((row["pattern"], row["by"]), dict.fromkeys(_COUNTED, 0))
        for name in _COUNTED:
            sums[name] += row[name]
    for by in dict.fromkeys(by for _, by in summed):
        sums = {n: sum(s[n] for (_, b), s in summed.items() if b == by) for n in _COUNTED}
        summed["all", by] = sums
    rows = [
        (pattern, by, s["true"], s["found"], s["alike"], s["wrong"], s["doors"], s["elsewhere"],
         round(s["doors"] / s["found"], 1) if s["found"] else None)
        for (pattern, by), s in summed.items()
    ]  # fmt: skip
    columns = ("pattern", "by", "planted", "found", "look-alikes", "wrongly flagged", "doors", "elsewhere", "per case")
    out.table(columns, rows, title=title)


def _show(out: Output, reports: list[RegisterReport]) -> None:
    rows = [(r.register, r.state, r.files, r.rows_in, r.refused, sum(r.records.values())) for r in reports]
    out.table(("register", "state", "files", "rows", "refused", "records"), rows)
    out.say(f"{sum(row[3] for row in rows):,} rows gave {sum(row[5] for row in rows):,} records. The city is invented.")
    for report in reports:
        if report.problem:
            out.say(f"{report.register}: {report.problem}")
