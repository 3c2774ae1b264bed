"""`tidegate picture`: from the registers of a city to a picture that explains itself."""

import getpass
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from tidegate.cli.machine import engine
from tidegate.cli.options import Json, Workspace, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import PictureError
from tidegate.partnership import GATES, Covenant, read_covenant
from tidegate.pipeline import open_workspace
from tidegate.pipeline.looking import Look
from tidegate.pipeline.picturing import (
    Picture,
    PictureReport,
    PictureWish,
    build_picture,
    pictures_of,
    requests_of,
    shelf,
    view_asked_for,
)
from tidegate.pipeline.picturing.telling import write_report
from tidegate.pipeline.picturing.viewing import facts_of
from tidegate.pipeline.workspace import Workspace as City
from tidegate.settings import read_settings

app = command_group("Build the picture of a city for a purpose, show it, compare it, report.")

Purpose = Annotated[str, typer.Option("--purpose", "-p", help="Purpose of the covenant.")]
Partner = Annotated[
    str, typer.Option(help="Partner of the covenant. Default: the only one that has a clause for the purpose.")
]
Chosen = Annotated[str, typer.Option("--picture", help="Id of a picture. Default: the current one.")]
Reason = Annotated[str, typer.Option(help="Why it is looked at, in your words; it is written to the log first.")]


@command(app, "build", example="tidegate picture build ./havenrijk --purpose permit-integrity")
def build(
    workspace: Workspace,
    purpose: Purpose,
    partner: Partner = "",
    request: Annotated[str, typer.Option(help="Id of the request. Default: the only one for the purpose.")] = "",
    on: Annotated[str, typer.Option(help="Day as of which it is drawn, YYYY-MM-DD. Default: the last delivery.")] = "",
    train: Annotated[bool, typer.Option("--train", help="Let linkage learn from the view's records anew.")] = False,
    as_json: Json = False,
) -> None:
    """Read the registers of a view, find out who is who, and draw the picture that its covenant allows.

    Where nothing that goes in has changed, nothing is done; a run that was stopped goes on where it was.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    wish = PictureWish(purpose, _today(), partner, request, _day(on), train=train)
    with out.progress() as tell:
        report = build_picture(open_workspace(workspace), engine(settings), wish, progress=tell)
    out.document(asdict(report))
    _show_report(out, report)


@command(app, "show", example="tidegate picture show ./havenrijk --purpose permit-integrity")
def show(
    workspace: Workspace, purpose: Purpose, partner: Partner = "", picture: Chosen = "", as_json: Json = False
) -> None:
    """Show what a picture holds, on what it rests and until when it may be used; no value of a register is shown."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    with view_asked_for(city, purpose=purpose, partner=partner, today=_today(), picture=picture) as found:
        others = pictures_of(shelf(city, found.manifest["view"]["id"]))
        out.document({"manifest": found.manifest, "pictures": others})
        _show_picture(out, found, others)


@command(
    app,
    "report",
    example="tidegate picture report ./havenrijk --purpose permit-integrity --reason 'weekly table' -o picture.pdf",
)
def report(
    workspace: Workspace,
    purpose: Purpose,
    out_path: Annotated[Path, typer.Option("--out", "-o", help="File to write: .pdf, .docx or .xlsx.")],
    reason: Reason = "",
    partner: Partner = "",
    picture: Chosen = "",
    language: Annotated[str, typer.Option("--language", "-l", help="Language of the report: en or nl.")] = "en",
    as_json: Json = False,
) -> None:
    """Write the report of a picture: what was found and may explain it away, places, points of intervention, limits.

    Values of registers are shown, so a reason is needed; open data alone is shown without.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    with view_asked_for(city, purpose=purpose, partner=partner, today=_today(), picture=picture) as found:
        told = write_report(city, found, out_path, look("picture report", purpose, reason), language=language)
    out.document({"out": str(out_path), "picture": found.id, "sections": [s.heading for s in told.sections]})
    out.say(f"The report of picture {found.id} was written to {out_path}.")


@command(app, "views", example="tidegate picture views ./havenrijk")
def views(workspace: Workspace, as_json: Json = False) -> None:
    """Check the covenant, and list what it gives to whom for which purpose, by which law."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    covenant = _covenant(open_workspace(workspace))
    out.document({"covenant": asdict(covenant)})
    for c in covenant.clauses:
        out.say(f"{c.partner}, {c.purpose}: {', '.join(c.registers)}.")
        out.say(f"  {c.sensitivity}; may be used for {', '.join(c.methods)}; classes {', '.join(c.data_classes)}.")
        out.say(f"  By {c.legal_basis}.\n")
    for note in covenant.notes:
        out.note(note, level="warning")


@command(app, "requests", example="tidegate picture requests ./havenrijk")
def requests(workspace: Workspace, as_json: Json = False) -> None:
    """Check the requests for a picture: the problem in the partners' words, what will be done, and the four gates."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    found = requests_of(city, _covenant(city))
    out.document({"requests": [asdict(r) for r in found]})
    for request in found:
        rows = [(GATES[g.name] + "?", "yes" if g.met else "no", g.because, g.by, g.date) for g in request.gates]
        out.table(("gate", "met", "because", "by", "date"), rows, title=f"{request.id}: {request.purpose}")
        for voice, words in request.problem.items():
            out.say(f"{voice}: {words}")
        out.say(f"What will be done: {request.action} By {request.owner}, until {request.until}.\n")


def _covenant(city: City) -> Covenant:
    return read_covenant(city.folder / "covenant.yml", facts_of(city.registers))


def _today() -> date:
    return datetime.now(UTC).date()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise PictureError(
            where="--on", what=f"'{text}' is no day", mend="write it as year, month and day, such as 2024-12-31"
        ) from fault


def look(act: str, purpose: str, reason: str) -> Look:
    """Give a look at values of registers by whoever calls the command.

    Args:
        act: What is done.
        purpose: For what purpose.
        reason: Why.
    """
    return Look(getpass.getuser(), act, purpose, reason, datetime.now(UTC))


def _show_report(out: Output, report: PictureReport) -> None:
    rows = [(r.register, r.state, r.files, r.rows_in, r.refused) for r in report.registers]
    out.table(("register", "state", "files", "rows", "refused"), rows, title="Registers of the view")
    if report.linked:
        kinds = [(r.kind, r.state, r.records, r.entities) for r in report.linked]
        out.table(("kind", "state", "records", "entities"), kinds, title="Who is who")
    out.table(("stage", "seconds"), list(report.seconds.items()), title="Stages")
    until = f"It may be used until {report.expires_on}." if report.expires_on else "Its registers may be kept."
    out.say(f"Picture {report.picture} ({report.state}), as of {report.on}. {until}")
    for note in report.notes:
        out.note(note, level="warning")


def _show_picture(out: Output, found: Picture, others: list[str]) -> None:
    m = found.manifest
    out.say(f"Picture {found.id} of {m['city']}, as of {m['on']}." + (" The city is invented." * bool(m["invented"])))
    c = m["covenant"]
    out.say(f"For {c['partner']}, {c['purpose']}. Legal basis: {c['legal_basis']}.")
    out.say(f"What will be done with it: {m['request']['action']} By {m['request']['owner']}.")
    rows = [
        (name, r["holder"], r["sensitivity"], r["last_delivery"], r["rows_in"], r["refused"])
        for name, r in m["registers"].items()
    ]
    out.table(("register", "holder", "sensitivity", "last delivery", "rows", "refused"), rows)
    out.table(("table", "rows"), [(n, t["rows"]) for n, t in m["tables"].items()])
    expires = f"It may be used until {m['expires_on']}." if m["expires_on"] else "Its registers may be kept."
    out.say(f"{expires} Pictures of this view, the newest first: {', '.join(others)}.")
