"""`tidegate registers`: from files as they came to lawful, traceable records."""

import getpass
import sys
import tempfile
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tidegate.cli.machine import engine
from tidegate.cli.options import Json, Workspace, command, command_group
from tidegate.cli.output import Output
from tidegate.pipeline import (
    FORMS,
    RegisterCheck,
    RegisterReport,
    Wish,
    check_workspace,
    describe_path,
    export_records,
    map_file,
    open_workspace,
    read_workspace,
)
from tidegate.pipeline import Workspace as City
from tidegate.pipeline.check import quarantine_of
from tidegate.settings import read_settings

app = command_group("Check, read, describe, map and export registers.")

Only = Annotated[
    list[str] | None,
    typer.Option("--register", "-r", help="Id of a register; may be given several times. Default: all."),
]


@command(app, "check", example="tidegate registers check ./havenrijk")
def check(workspace: Workspace, register: Only = None, as_json: Json = False) -> None:
    """Look at every delivery and say what is wrong with it; change nothing.

    Exit code 1 where somebody has to look at something.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace, only=tuple(register or ()))
    with out.progress() as tell:
        checks = check_workspace(city, engine(settings), on=datetime.now(UTC).date(), progress=tell)
    out.document({"registers": [c.to_dict() for c in checks]})
    for one in checks:
        _show_check(out, one)
    if any(c.wrong() for c in checks):
        raise typer.Exit(1)


@command(app, "read", example="tidegate registers read ./havenrijk")
def read(workspace: Workspace, register: Only = None, as_json: Json = False) -> None:
    """Read what was delivered into records, and account for every row and value.

    A file that was read before is not read again. Exit code 1 where rows or values were refused, or a register failed.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace, only=tuple(register or ()))
    with out.progress() as tell:
        reports = read_workspace(city, engine(settings), progress=tell)
    out.document({"registers": [asdict(r) for r in reports]})
    show_reports(out, city, reports)
    if any(r.state == "failed" or r.refused for r in reports):
        raise typer.Exit(1)


@command(app, "describe", example="tidegate registers describe licences.csv > registers/licences.yml")
def describe(
    file: Annotated[Path, typer.Argument(help="The unknown file.")],
    as_json: Json = False,
) -> None:
    """Write a first description of an unknown file: its columns, their types, a guessed mapping.

    Only structure is shown, no value. The lawful part is left for a person to write.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    found = describe_path(file, engine(settings))
    out.document({"rows": found.rows, "columns": [asdict(c) for c in found.columns], "description": found.text})
    if not as_json:
        sys.stdout.write(found.text)


@command(app, "map", example="tidegate registers map mapping.yml -o entities.jsonl")
def map_(
    mapping: Annotated[Path, typer.Argument(help="A mapping file as `ftm map` takes it.")],
    out_file: Annotated[Path, typer.Option("--outfile", "-o", help="File to write; - is standard output.")] = Path("-"),
    dataset: Annotated[
        str, typer.Option("--dataset", "-d", help="Name of the dataset. Default: the one in the mapping.")
    ] = "",
    sign: Annotated[bool, typer.Option("--sign/--no-sign", help="Sign the ids with the dataset's name.")] = True,
    as_json: Json = False,
) -> None:
    """Run a mapping file and write FollowTheMoney JSON lines, as `ftm map` does."""
    settings = read_settings()
    to_stdout = str(out_file) == "-"
    out = Output(as_json=as_json and not to_stdout, level=settings.log_level)
    with tempfile.TemporaryDirectory(prefix="tidegate-", dir=settings.scratch) as scratch:
        # Written whole before the first line is shown: a mapping that fails half-way must not look finished.
        target = Path(scratch) / "lines.jsonl" if to_stdout else out_file
        report = map_file(mapping, target, engine(settings), dataset=dataset, sign=sign)
        if to_stdout:
            with target.open(encoding="utf-8") as lines:
                sys.stdout.writelines(lines)
    out.document(asdict(report))
    out.note(f"{report.rows_kept:,} of {report.rows_in:,} rows were mapped by {report.queries} queries.")
    for prop, count in report.refused.items():
        out.note(f"Values of {prop} were refused in {count} places.", level="warning")


@command(
    app,
    "export",
    example='tidegate registers export ./havenrijk -o records.xlsx --purpose area-picture --reason "monthly meeting"',
)
def export(
    workspace: Workspace,
    out_path: Annotated[Path, typer.Option("--out", "-o", help="File for xlsx and ftm; folder for the others.")],
    purpose: Annotated[str, typer.Option(help="Purpose; every register must allow it.")] = "",
    reason: Annotated[str, typer.Option(help="Why these rows are needed, in your words.")] = "",
    form: Annotated[str, typer.Option(help=f"One of {', '.join(FORMS)}. Default: by the ending of the file.")] = "",
    history: Annotated[bool, typer.Option("--history", help="With versions of records that no longer hold.")] = False,
    register: Only = None,
    as_json: Json = False,
) -> None:
    """Write records to files that leave; who, why and how many is written to the log of consultations first."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace, only=tuple(register or ()))
    endings = {".xlsx": "xlsx", ".jsonl": "ftm", ".json": "ftm"}
    wish = Wish(getpass.getuser(), purpose, reason, datetime.now(UTC), history)
    counts = export_records(city, out_path, form or endings.get(out_path.suffix, "csv"), wish, engine(settings))
    out.document({"out": str(out_path), "rows": counts})
    out.table(("schema", "rows"), list(counts.items()))


def show_reports(out: Output, city: City, reports: list[RegisterReport]) -> None:
    """Show what became of each register, for people.

    Args:
        out: Where to show it.
        city: The workspace.
        reports: One report per register.
    """
    rows = [(r.register, r.state, r.files, r.rows_in, sum(r.records.values()), r.refused) for r in reports]
    out.table(("register", "state", "files", "rows", "records", "refused"), rows)
    for report in reports:
        if report.problem:
            out.say(f"{report.register} was not read: {report.problem}")
        if report.records:
            made = ", ".join(f"{count:,} {schema}" for schema, count in report.records.items())
            out.say(f"{report.register}: {made}.")
        for note in report.notes:
            out.say(f"{report.register}: {note}")
        _show_movements(out, report)
        _show_refusals(out, city, report)


def _show_movements(out: Output, report: RegisterReport) -> None:
    days = {m["delivery_date"] for m in report.movements}
    if len(days) > 1:
        rows = [(m["delivery_date"], m["thing"], m["came"], m["changed"], m["went"]) for m in report.movements]
        out.table(("delivery", "thing", "came", "changed", "went"), rows, title=f"{report.register}: what moved")


def _show_refusals(out: Output, city: City, report: RegisterReport) -> None:
    if not report.refused or report.state == "failed":
        return
    refused = quarantine_of(city, report.register).select(["thing", "property", "rule", "mend"]).to_pylist()
    counts = Counter((r["thing"], r["property"], r["rule"], r["mend"]) for r in refused)
    rows = [(f"{t}.{p}" if t else "whole row", rule, n, mend) for (t, p, rule, mend), n in counts.most_common()]
    out.table(("what", "rule", "count", "mend"), rows, title=f"{report.register}: what was refused")


def _show_check(out: Output, check: RegisterCheck) -> None:
    freshness = f"last delivery {check.last_day or 'unknown'}"
    if check.overdue_days:
        freshness += f", the next is {check.overdue_days} days late"
    out.say(f"{check.register}: {len(check.files)} files, {freshness}.")
    for fault in check.lawful_faults:
        out.say(f"  Lawful part: {fault}.")
    for file in check.files:
        for line in _file_lines(asdict(file), [r.sentence() for r in file.renames]):
            out.say(f"  {line}")


def _file_lines(file: dict[str, Any], renames: list[str]) -> list[str]:
    if file["problem"]:
        return [file["problem"]]
    reading = ", ".join(
        p for p in (file["format"], file["encoding"], repr(file["delimiter"]) if file["delimiter"] else "") if p
    )
    used, missing, unused = (file[f"columns_{w}"] for w in ("used", "missing", "unused"))
    lines = [
        f"{file['file']}: {reading}; {file['rows']:,} rows; {len(used)} of {len(used) + len(missing)} columns found."
    ]
    lines += [f"  Missing: {', '.join(missing)}."] if missing else []
    lines += [f"  {sentence}" for sentence in renames]
    lines += [f"  Not used: {', '.join(unused)}."] if unused else []
    lines += [f"  {file['refused']:,} rows cannot be read."] if file["refused"] else []
    lines += [f"  {file['repeated_keys']:,} rows repeat the key of another row."] if file["repeated_keys"] else []
    for prop, (total, bad, outside) in file["dates"].items():
        if bad or outside:
            lines.append(f"  {prop}: of {total:,} dates {bad:,} cannot be read, {outside:,} are out of range.")
    return lines + [f"  {note}" for note in file["notes"]]
