"""`tidegate evaluate run`: from a plan and its figures to results that can be made again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tidegate.cli.machine import engine
from tidegate.cli.options import Json, command
from tidegate.cli.output import Output
from tidegate.documents import languages
from tidegate.errors import EvaluationError
from tidegate.evaluation.telling.material import Material
from tidegate.evaluation.telling.report import all_warnings
from tidegate.pipeline.evaluating.leaving import Written, results_document
from tidegate.pipeline.evaluating.running import RunWish, run_files
from tidegate.settings import read_settings

COULD_NOT = 1


def add_run(app: typer.Typer) -> None:
    """Add the command to its group.

    Args:
        app: The group.
    """
    command(
        app,
        "run",
        example="tidegate evaluate run plan.frozen.yml --panel months.csv --out results\n"
        "tidegate evaluate run plan.frozen.yml --panel months.csv --out results --chain chain.yml --language nl",
    )(run)


def run(
    plan: Annotated[Path, typer.Argument(help="The plan, a YAML file, frozen or not.", metavar="PLAN")],
    panel: Annotated[
        Path, typer.Option("--panel", help="Figures: one row per unit and period (csv, xlsx, parquet ...).")
    ],
    out_path: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to; made where it does not exist.")],
    frozen: Annotated[
        Path | None, typer.Option(help="The frozen plan, where PLAN is another; what deviates is told in every output.")
    ] = None,
    fidelity: Annotated[
        Path | None,
        typer.Option(
            help="What was planned and done: columns unit, partner, period, activity, dose_planned, dose_done. "
            "Default: the columns of the panel that the plan names."
        ),
    ] = None,
    costs: Annotated[
        Path | None,
        typer.Option(
            help="What was spent: columns partner, kind, amount, currency, year; low, high may be "
            "there. Default: the costs that the plan names."
        ),
    ] = None,
    unit_costs: Annotated[
        Path | None,
        typer.Option(
            help="What a case costs whom: columns kind (an outcome of the plan), value, currency, "
            "price_year, borne_by, source; low, high. Default: the file that the plan names."
        ),
    ] = None,
    prices: Annotated[
        Path | None, typer.Option(help="How prices stood: columns currency, year, index. Needed for several years.")
    ] = None,
    chain: Annotated[
        Path | None,
        typer.Option(help="Chain of counts, YAML: in_picture, looked_into, acted_on, overturned. Default: unknown."),
    ] = None,
    events: Annotated[
        Path | None,
        typer.Option(
            help="Events for near repeats: columns x, y (metres), date; outcome may be there. "
            "Default: the file that the plan names."
        ),
    ] = None,
    overlaps: Annotated[
        Path | None,
        typer.Option(
            help="Overlap counts for a hidden population: a column of 0 and 1 for each list, and count. "
            "Default: the file that the plan names."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Seed of everything that is drawn. Default: that of the plan.")
    ] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day that the report bears. Default: today.")
    ] = None,
    language: Annotated[str, typer.Option("--language", "-l", help="Language of the report: en or nl.")] = "en",
    as_json: Json = False,
) -> None:
    """Run a plan on its figures and write results, report, workbook, a one-page note and an evidence card.

    A plan that its own check calls unanswerable is told as a process evaluation: what was done, and no effect.
    The same plan, figures, seed and day give the same bytes. Exit code 1: an outcome could not be estimated.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    if language not in languages():
        raise EvaluationError(where="--language", what=f"'{language}' is not spoken here",
                              mend=f"write {' or '.join(languages())}")  # fmt: skip
    day = on.date() if on else datetime.now(UTC).date()
    wish = RunWish(plan, panel, out_path, day, frozen, costs, unit_costs, prices, fidelity, chain, events, overlaps,
                   seed, language)  # fmt: skip
    with out.progress() as tell:
        material, written = run_files(wish, engine(settings), progress=tell)
    out.document(results_document(material) | {"out": str(written.folder), "files": written.files})
    _show(out, material, written)
    # A plan that asks for no effect lacks none.
    wanted = material.process is None or bool(material.process.because)
    if wanted and any(one.effect is None for one in material.answered):
        raise typer.Exit(COULD_NOT)


def _show(out: Output, material: Material, written: Written) -> None:
    if material.process is not None:
        for sentence in (*material.process.told, *(material.implementation.says if material.implementation else ())):
            out.say(sentence)
    for one in material.answered if material.process is None else ():
        out.say(f"{one.asked.label}: {one.told(material.language).text}")
    for deviation in material.deviations:
        out.note(f"Deviates from the frozen plan: {deviation}", level="warning")
    for warning in all_warnings(material):
        out.note(warning, level="warning")
    out.say(f"Written to {written.folder}: {', '.join(written.files)}.")
