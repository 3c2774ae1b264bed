"""`tidegate picture`: from the registers of a city to a picture that explains itself."""

import getpass
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tidegate.cli.machine import engine
from tidegate.cli.options import Json, Workspace, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import PictureError
from tidegate.indicators import flag_sentence
from tidegate.partnership import GATES, Covenant, read_covenant
from tidegate.picture import powers
from tidegate.pipeline import open_workspace
from tidegate.pipeline.looking import Look, allow_look
from tidegate.pipeline.picturing import (
    Picture,
    PictureReport,
    PictureWish,
    build_picture,
    pictures_of,
    pinned,
    requests_of,
    shelf,
    view_asked_for,
)
from tidegate.pipeline.picturing.comparing import compare_pictures, needed_registers, write_changes
from tidegate.pipeline.picturing.leaving import FORMS, ExportWish, export_picture
from tidegate.pipeline.picturing.telling import explained_flag, material_of, review_flag, write_report
from tidegate.pipeline.picturing.viewing import facts_of
from tidegate.pipeline.workspace import Workspace as City
from tidegate.settings import read_settings

app = command_group("Build, show, compare and report the picture of a city.")

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


Flag = Annotated[str, typer.Argument(help="Id of a flag, or its first signs, as `tidegate picture flags` lists it.")]


@command(app, "flags", example="tidegate picture flags ./havenrijk --purpose permit-integrity --reason 'weekly table'")
def flags(
    workspace: Workspace, purpose: Purpose, reason: Reason = "", partner: Partner = "", picture: Chosen = "",
    rule: Annotated[str, typer.Option(help="Id of a rule. Default: all.")] = "",
    as_json: Json = False,
) -> None:  # fmt: skip
    """List the red flags of a picture, rule by rule, each with its sentence."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    with view_asked_for(city, purpose=purpose, partner=partner, today=_today(), picture=picture) as found:
        material = material_of(city, found)
        rows = [f for f in material.flags if rule in {"", f["indicator"]}]
        allow_look(city, look("picture flags", purpose, reason), tuple(found.manifest["registers"]), len(rows))
        rules = {r.id: r for r in material.rules}
        told = [flag_sentence(rules[f["indicator"]], f, material.captions) for f in rows]
    out.document({"flags": [{**f, "sentence": t} for f, t in zip(rows, told, strict=True)]})
    shown = [(f["flag"][:8], f["indicator"], t) for f, t in zip(rows, told, strict=True)]
    out.table(("flag", "rule", "what the registers say"), shown)


@command(
    app,
    "explain",
    example="tidegate picture explain ./havenrijk 3f2a91bc --purpose permit-integrity --reason 'before the visit'",
)
def explain(
    workspace: Workspace, flag: Flag, purpose: Purpose, reason: Reason = "", partner: Partner = "",
    picture: Chosen = "",
    language: Annotated[str, typer.Option("--language", "-l", help="Language of the texts: en or nl.")] = "en",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Say what a flag rests on, how sure it is, what may explain it away, and which rows prove it."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    with view_asked_for(city, purpose=purpose, partner=partner, today=_today(), picture=picture) as found:
        lines = explained_flag(city, found, flag, look("explain a flag", purpose, reason), language=language)
    out.document({"flag": flag, "lines": lines})
    for line in lines:
        out.say(line)


@command(
    app,
    "review",
    example="tidegate picture review ./havenrijk 3f2a91bc -p permit-integrity --verdict innocent --reviewer ada "
    "--because 'the permit was renewed the day before'",
)
def review(
    workspace: Workspace, flag: Flag, purpose: Purpose,
    verdict: Annotated[str, typer.Option(help="justified, innocent or unclear.")],
    reviewer: Annotated[str, typer.Option(help="Who says so.")],
    because: Annotated[str, typer.Option(help="Why, in the reviewer's words.")],
    partner: Partner = "", picture: Chosen = "", as_json: Json = False,
) -> None:  # fmt: skip
    """Write down what a person found who looked at a flag; it becomes the track record of its rule."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with view_asked_for(city, purpose=purpose, partner=partner, today=_today(), picture=picture) as found:
        count = review_flag(city, found, flag, verdict=verdict, reviewer=reviewer, at=at, reason=because)
    out.document({"reviews": count})
    out.say(f"{count:,} reviews stand in this view; they show in the next report.")


@command(
    app,
    "changes",
    example="tidegate picture changes ./havenrijk --purpose permit-integrity --reason 'monthly table' -o changes.xlsx",
)
def changes(
    workspace: Workspace,
    purpose: Purpose,
    reason: Reason = "",
    partner: Partner = "",
    since: Annotated[str, typer.Option(help="Id of the earlier picture. Default: the one before the current.")] = "",
    out_path: Annotated[Path | None, typer.Option("--out", "-o", help="Workbook to write: .xlsx.")] = None,
    most: Annotated[int, typer.Option(help="Changes to show at most; JSON and workbook have all.", min=0)] = 40,
    as_json: Json = False,
) -> None:
    """Show what is other than in the picture before: entities, ties, flags, concentration, and why.

    Values of registers are shown, so a reason is needed; open data alone is shown without.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    with view_asked_for(city, purpose=purpose, partner=partner, today=_today()) as new:
        folder = shelf(city, new.manifest["view"]["id"])
        earlier = since or next((p for p in pictures_of(folder) if p != new.id), "")
        if not earlier:
            raise PictureError(
                where=str(folder), what="there is one picture only", mend="compare after the next delivery was built"
            )
        with pinned(folder, today=_today(), picture=earlier) as old:
            found = compare_pictures(old, new)
            allow_look(city, look("picture changes", purpose, reason), tuple(new.manifest["registers"]), found.num_rows)
            if out_path is not None:
                write_changes(found, old, new, out_path)
    out.document({"since": earlier, "picture": new.id, "changes": found.to_pylist()})
    _show_changes(out, found.to_pylist(), most)


def _show_changes(out: Output, found: list[dict[str, Any]], most: int) -> None:
    counts: dict[tuple[str, str, str], int] = {}
    for row in found:
        key = (row["what"], row["change"], row["why"])
        counts[key] = counts.get(key, 0) + 1
    out.table(("what", "change", "why", "number"), [(*k, n) for k, n in sorted(counts.items())])
    flags = [r for r in found if r["what"] == "flag"][:most]
    rows = [(r["change"], r["caption"] or "", r["detail"], r["why"], r["because"]) for r in flags]
    if rows:
        out.table(("flag", "about", "rule", "why", "because"), rows)


@command(
    app, "points", example="tidegate picture points ./havenrijk --purpose permit-integrity --reason 'weekly table'"
)
def points(
    workspace: Workspace,
    purpose: Purpose,
    reason: Reason = "",
    partner: Partner = "",
    picture: Chosen = "",
    kind: Annotated[
        str, typer.Option(help="Kind of point: place, street, lease, permit, address ... Default: all.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show the points of intervention: reach, concentration and doubt side by side, and who may act how."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    with view_asked_for(city, purpose=purpose, partner=partner, today=_today(), picture=picture) as found:
        rows = [p for p in found.table("points").to_pylist() if kind in {"", p["kind"]}]
        allow_look(city, look("picture points", purpose, reason), tuple(found.manifest["registers"]), len(rows))
    out.document({"points": rows, "powers": powers()})
    shown = [
        (p["kind"], p["caption"], p["reach"], f"{100 * p['share']:.0f} %", p["among"], p["rest_on_weak_links"],
         ", ".join(p["indicators"]))
        for p in rows
    ]  # fmt: skip
    out.table(("kind", "point", "situations", "of all such", "hanging on it", "on weak links", "rules"), shown)
    for name, words in powers().items():
        if any(p["kind"] == name for p in rows):
            out.say(f"{words['title']['en']}: {words['who']['en']}. {words['acts']['en']}. {words['effort']['en']}.")


@command(
    app,
    "export",
    example="tidegate picture export ./havenrijk --purpose permit-integrity --form gpkg --reason 'visit of 3 March' "
    "-o exports/visit.gpkg",
)
def export(
    workspace: Workspace,
    purpose: Purpose,
    form: Annotated[str, typer.Option(help=f"Form: {', '.join(FORMS)}.")],
    out_path: Annotated[Path, typer.Option("--out", "-o", help="File to write; a folder for parquet and csv.")],
    reason: Reason = "",
    partner: Partner = "",
    picture: Chosen = "",
    as_json: Json = False,
) -> None:
    """Write the tables of a picture to files that leave; who, why and how many is written to the log first.

    Beside the file lies a manifest with its hash and the day after which it must be gone.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    with view_asked_for(city, purpose=purpose, partner=partner, today=_today(), picture=picture) as found:
        wish = ExportWish(form, out_path, look(f"picture export as {form}", purpose, reason))
        written = export_picture(city, found, wish)
    out.document({"out": str(out_path), "rows": written})
    out.table(("table", "rows"), list(written.items()), title=str(out_path))


@command(app, "necessity", example="tidegate picture necessity ./havenrijk --purpose permit-integrity")
def necessity(workspace: Workspace, purpose: Purpose, partner: Partner = "", as_json: Json = False) -> None:
    """Build the picture without each register in turn, and show which confirmed findings disappear.

    A register without which nothing is lost is not needed for the purpose. Takes as many builds as there are registers.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    wish = PictureWish(purpose, _today(), partner)
    with out.progress() as tell:
        found, reviewed = needed_registers(open_workspace(workspace), engine(settings), wish, progress=tell)
    out.document({"reviewed": reviewed, "registers": found.to_pylist()})
    rows = [(r["register"], r["confirmed"], r["lost"], ", ".join(r["indicators"])) for r in found.to_pylist()]
    out.table(("without", "confirmed findings", "of these lost", "rules"), rows)
    if not reviewed:
        out.note("Nobody has reviewed a flag yet, so all flags are counted as if they were confirmed.", level="warning")


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
