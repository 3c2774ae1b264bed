"""`tidegate linkage`: who is who, with reasons, and so that it can be undone."""

import getpass
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tidegate.cli.machine import engine
from tidegate.cli.options import Json, Workspace, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import LinkageError
from tidegate.linkage import Budget, load_model, read_judgements, shipped_models, write_judgements
from tidegate.linkage.explaining import tell_entity, tell_pair
from tidegate.linkage.quality import PartitionScore
from tidegate.linkage.review import Agreement
from tidegate.linkage.stress import Plan
from tidegate.pipeline import open_workspace
from tidegate.pipeline.who import (
    LinkReport,
    LinkWish,
    Look,
    Scored,
    draw,
    explain_records,
    explain_whole,
    export_entities,
    link_workspace,
    linked_kinds,
    linked_table,
    score_workspace,
    stress_workspace,
)
from tidegate.pipeline.who.review import (
    add_judgements,
    drawn_sample,
    estimated_quality,
    judgements_of,
    judges_agreement,
    keep_sample,
    pairs_to_judge,
    read_sample,
    undo_merge,
    write_sheet,
)
from tidegate.pipeline.workspace import open_view
from tidegate.settings import read_settings

app = command_group("Find out who is who, explain it, judge it, undo it.")

InView = Annotated[
    str,
    typer.Option(
        "--view",
        help="Id of a covenant's view (`tidegate picture show` tells it): its own entities, judgements and models. "
        "Default: those of all registers.",
    ),
]

Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind", "-k", help="Kind of thing to link (name of a model); may be given several times. Default: all."
    ),
]


@command(app, "run", example="tidegate linkage run ./havenrijk")
def run(
    workspace: Workspace,
    kind: Kinds = None,
    register: Annotated[
        list[str] | None,
        typer.Option("--register", "-r", help="Id of a register to use; may be given several times. Default: all."),
    ] = None,
    train: Annotated[
        bool, typer.Option("--train", help="Learn from the city's data anew; without it, what was learnt is kept.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the sampling when learning.")] = 1,
    pairs: Annotated[
        int,
        typer.Option(help="Pairs that may be compared at most; a plan above it is refused before it begins.", min=1),
    ] = Budget().pairs,
    whole: Annotated[
        bool, typer.Option("--whole", help="Compare everything again, also where a delivery touched only a part.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Link the records of all registers into entities, and make the new build current.

    Nothing is done where nothing that goes in has changed. Where a delivery changed a small part of what the records
    say, only the pairs that it touches are compared again, and only the groups that hang together with them are made
    anew.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    wish = LinkWish(tuple(kind or ()), train, seed, Budget(pairs), tuple(register or ()), whole)
    with out.progress() as tell:
        reports = link_workspace(city, engine(settings), wish, progress=tell)
    out.document({"kinds": [asdict(r) for r in reports]})
    _show(out, reports)


@command(app, "models", example="tidegate linkage models")
def models(as_json: Json = False) -> None:
    """List the models that come with Tidegate, with their thresholds."""
    out = Output(as_json=as_json)
    found = [load_model(name) for name in shipped_models()]
    out.document(
        {
            "models": [
                {"name": m.name, "version": m.version, "schemas": m.schemas, "join": m.join, "review": m.review}
                for m in found
            ]
        }
    )
    out.table(
        ("model", "version", "schemas", "joins from (bits)", "review from (bits)"),
        [(m.name, m.version, ", ".join(m.schemas), m.join, m.review) for m in found],
    )


@command(app, "export", example="tidegate linkage export ./havenrijk -o entities.parquet")
def export(
    workspace: Workspace,
    out_path: Annotated[Path, typer.Option("--out", "-o", help="File to write: .parquet or .csv.")],
    kind: Kinds = None,
    view: InView = "",
    as_json: Json = False,
) -> None:
    """Write which row of which register is which entity: register, file, row number, schema, entity.

    No value of a register leaves with it.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_view(workspace, view)
    rows = export_entities(city, out_path, tuple(kind or ()))
    out.document({"out": str(out_path), "rows": rows})
    out.say(f"{rows:,} rows were written to {out_path}.")


@command(app, "changes", example="tidegate linkage changes ./havenrijk")
def changes(
    workspace: Workspace,
    kind: Kinds = None,
    most: Annotated[int, typer.Option(help="Events to show at most; JSON has them all.", min=0)] = 40,
    view: InView = "",
    as_json: Json = False,
) -> None:
    """Show what became of the ids since the build before: new, merged, split, changed, ended, and why."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_view(workspace, view)
    told = {k: linked_table(city, k, "events").to_pylist() for k in (kind or linked_kinds(city))}
    out.document({"kinds": told})
    columns = ("entity", "event", "other", "records_before", "records_after", "cause")
    for name, events in told.items():
        rows = [tuple("" if e[c] is None else e[c] for c in columns) for e in events[:most]]
        out.table(columns, rows, title=f"{name}: {len(events):,} events")


@command(app, "score", example="tidegate linkage score ./chicago --truth chicago_establishments.parquet")
def score(
    workspace: Workspace,
    truth: Annotated[Path, typer.Option(help="Who is truly who, Parquet or CSV; for scoring only.")],
    as_json: Json = False,
) -> None:
    """Score the entities against a truth: pairs, B-cubed, links with nothing allowed, flags; trivial rules beside.

    The truth has the columns register, row_number and true_id, or those that the documentation names.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    scores = score_workspace(open_workspace(workspace), truth, engine(settings))
    out.document({"scores": [s.document() for s in scores]})
    _show_scores(out, scores)


@command(app, "stress", example="tidegate linkage stress ./chicago --truth chicago_establishments.parquet --seeds 5")
def stress(
    workspace: Workspace,
    truth: Annotated[Path, typer.Option(help="Who is truly who, Parquet or CSV; for scoring only.")],
    names: Annotated[float, typer.Option(help="Share of names that get a typing error, 0 to 1.", min=0, max=1)] = 0.2,
    addresses: Annotated[float, typer.Option(help="Share of addresses, likewise.", min=0, max=1)] = 0.1,
    postcodes_missing: Annotated[
        float, typer.Option(help="Share of records that lose their postcode, 0 to 1.", min=0, max=1)
    ] = 0.0,
    coordinates: Annotated[bool, typer.Option(help="Whether records keep their coordinates.")] = True,
    seeds: Annotated[int, typer.Option(help="Number of runs, each with a seed of its own, from 1.", min=1)] = 5,
    as_json: Json = False,
) -> None:
    """Make names and addresses worse by listed kinds of typing error, link again and score; nothing is kept."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    plan = Plan(
        names=names, addresses=addresses, postcodes_missing=postcodes_missing, coordinates_missing=not coordinates
    )
    with out.progress() as tell:
        runs = stress_workspace(
            open_workspace(workspace), truth, engine(settings), plan=plan, seeds=range(1, seeds + 1), progress=tell
        )
    told = [{"seed": seed, "scores": [s.document() for s in found]} for seed, found in runs]
    out.document({"plan": asdict(plan), "runs": told})
    for number, first in enumerate(runs[0][1]):
        linked = [(seed, found[number].links) for seed, found in runs]
        rows = [(seed, round(k.f_all, 4), round(k.f_hard, 4)) for seed, k in linked if k]
        mean = [round(sum(r[i] for r in rows) / len(rows), 4) for i in (1, 2)]
        out.table(("seed", "F all", "F hard"), [*rows, ("mean", *mean)], title=first.rule)


Purpose = Annotated[str, typer.Option(help="Purpose for which values are shown; every register must allow it.")]
Reason = Annotated[str, typer.Option(help="Why they are needed, in your words; it is written to the log first.")]
OneKind = Annotated[str, typer.Option("--kind", "-k", help="Kind of thing (name of a model).")]


@command(
    app,
    "explain",
    example='tidegate linkage explain ./havenrijk licences:12 visits:40 --purpose permit-integrity --reason "case 7"',
)
def explain(
    workspace: Workspace,
    what: Annotated[list[str], typer.Argument(help="Two records (id or register:row), or one entity or record.")],
    kind: OneKind = "establishment",
    language: Annotated[str, typer.Option(help="Language of the words, such as en or nl.")] = "en",
    chart: Annotated[Path | None, typer.Option(help="SVG file to draw the explanation of a pair to.")] = None,
    purpose: Purpose = "",
    reason: Reason = "",
    view: InView = "",
    as_json: Json = False,
) -> None:
    """Tell why two records are one, or are not; or what holds an entity together.

    Values of registers are shown, so a purpose and a reason are needed; open data alone is shown without.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_view(workspace, view)
    look = Look(getpass.getuser(), f"explain {kind}", purpose, reason, datetime.now(UTC))
    if len(what) == 1:
        whole = explain_whole(city, engine(settings), kind, what[0], look)
        out.document({"entity": whole.entity, "registers": whole.registers, "records": whole.records,
                      "holding": asdict(whole.holding)})  # fmt: skip
        out.say(f"Entity {whole.entity}: {len(whole.records):,} records of {', '.join(whole.registers)}.")
        out.table(("record", "what it says"), list(whole.records.items())[:40])
        out.say(tell_entity(whole.holding, language=language, names=whole.names))
        return
    if len(what) != 2:
        raise LinkageError(
            where="explain", what=f"{len(what)} names were given", mend="name two records, or one entity"
        )
    pair = explain_records(city, engine(settings), kind, (what[0], what[1]), look, language=language)
    out.document(asdict(pair))
    out.say("They are one entity." if pair.together else "They are two entities.")
    if pair.waterfall:
        out.say(tell_pair(pair.waterfall))
        if chart:
            draw(pair.waterfall, chart)
            out.note(f"The chart is in {chart}.")
    elif pair.alike:
        out.say("They say the same, word for word once spelling and form are taken off.")
    else:
        out.say("No blocking rule brought them together, so they were never compared.")


@command(
    app,
    "review",
    example='tidegate linkage review ./havenrijk -k person --judge ada --purpose permit-integrity --reason "monthly"',
)
def review(
    workspace: Workspace,
    judge: Annotated[str, typer.Option(help="Who judges.")],
    kind: OneKind = "establishment",
    most: Annotated[int, typer.Option(help="Pairs at most.", min=1)] = 40,
    sheet: Annotated[
        Path | None, typer.Option(help="CSV file with the pairs, for judging blind; no score in it.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the order on the sheet.")] = 1,
    language: Annotated[str, typer.Option(help="Language of the words, such as en or nl.")] = "en",
    purpose: Purpose = "",
    reason: Reason = "",
    view: InView = "",
    as_json: Json = False,
) -> None:
    """Show the uncertain pairs that are most worth a look, the most telling first.

    Fill `verdict` on the sheet with same, different or unsure and give it to `tidegate linkage judge`.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_view(workspace, view)
    look = Look(getpass.getuser(), f"review {kind}", purpose, reason, datetime.now(UTC))
    pairs = pairs_to_judge(city, engine(settings), kind, judge, most, look)
    if sheet:
        write_sheet(pairs, sheet, kind=kind, judge=judge, seed=seed)
        out.note(f"{len(pairs):,} pairs were written to {sheet}.")
    out.document({"pairs": [asdict(p) for p in pairs]})
    del language
    rows = [(p.record_l, p.left, p.record_r, p.right, round(p.weight, 1), p.moves) for p in pairs]
    out.table(("record", "says", "record", "says", "bits", "would move"), rows)


@command(app, "judge", example="tidegate linkage judge ./havenrijk judged.csv")
def judge_(
    workspace: Workspace,
    file: Annotated[Path, typer.Argument(help="CSV with kind, record_l, record_r, verdict, judge, at and reason.")],
    view: InView = "",
    as_json: Json = False,
) -> None:
    """Take judgements over: same, different or unsure. The next run obeys them, and they are never lost."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_view(workspace, view)
    count = add_judgements(city, read_judgements(file))
    out.document({"new": count})
    out.say(f"{count:,} judgements are new. Run `tidegate linkage run {workspace}` to let them count.")


@command(
    app,
    "judgements",
    example="tidegate linkage judgements ./havenrijk -o judgements.csv --kind person --judges ada,bob",
)
def judgements(
    workspace: Workspace,
    out_path: Annotated[Path | None, typer.Option("--out", "-o", help="CSV file to write them to.")] = None,
    kind: OneKind = "establishment",
    judges: Annotated[str, typer.Option(help="Two judges, parted by a comma: how far do they agree?")] = "",
    view: InView = "",
    as_json: Json = False,
) -> None:
    """Export the judgements, and tell how far two judges agree (Cohen's kappa)."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_view(workspace, view)
    said = judgements_of(city)
    if out_path:
        write_judgements(said, out_path)
    agreed = judges_agreement(city, kind, _two(judges)) if judges else None
    out.document({"judgements": said.num_rows, "agreement": _agreed(agreed) if agreed else None})
    out.say(f"{said.num_rows:,} judgements stand.")
    if agreed:
        kappa = "not defined" if agreed.kappa is None else f"{agreed.kappa:.2f} ({agreed.low:.2f} to {agreed.high:.2f})"
        out.say(f"{agreed.judges[0]} and {agreed.judges[1]} judged {agreed.pairs:,} pairs both; kappa {kappa}.")


def _agreed(found: Agreement) -> dict[str, object]:
    return {"judges": found.judges, "pairs": found.pairs, "observed": found.observed, "kappa": found.kappa,
            "low": found.low, "high": found.high, "disagreed": found.disagreed}  # fmt: skip


def _two(judges: str) -> tuple[str, str]:
    names = [j.strip() for j in judges.split(",")]
    if len(names) != 2:
        raise LinkageError(where="--judges", what=f"'{judges}' is not two names", mend="write --judges ada,bob")
    return names[0], names[1]


@command(app, "sample", example="tidegate linkage sample ./havenrijk --kind person -o sample.parquet")
def sample(
    workspace: Workspace,
    out_path: Annotated[
        Path, typer.Option("--out", "-o", help="Parquet file to keep the sample in until it is judged.")
    ],
    kind: OneKind = "establishment",
    per_band: Annotated[int, typer.Option(help="Pairs per band of weight.", min=1)] = 20,
    decoys: Annotated[int, typer.Option(help="Made-up pairs mixed in, to see whether judges look.", min=0)] = 10,
    seed: Annotated[int, typer.Option(help="Seed of the lot.")] = 1,
    view: InView = "",
    as_json: Json = False,
) -> None:
    """Draw pairs by lot within bands of weight, from which precision and recall can be estimated."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    drawn = drawn_sample(open_view(workspace, view), kind, per_band=per_band, decoys=decoys, seed=seed)
    keep_sample(drawn, out_path)
    out.document({"pairs": drawn.num_rows, "out": str(out_path)})
    out.say(f"{drawn.num_rows:,} pairs are in {out_path}; judge them, then ask `tidegate linkage quality`.")


@command(app, "quality", example="tidegate linkage quality ./havenrijk sample.parquet --kind person")
def quality(
    workspace: Workspace,
    file: Annotated[Path, typer.Argument(help="The kept sample, judged since.")],
    kind: OneKind = "establishment",
    view: InView = "",
    as_json: Json = False,
) -> None:
    """Estimate precision and recall from a judged sample, with intervals."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    found = estimated_quality(open_view(workspace, view), kind, read_sample(file))
    out.document(found)
    for name in ("precision", "recall"):
        share = found[name]
        value = "not known" if share["value"] is None else f"{share['value']:.3f}"
        out.say(f"{name.capitalize()}: {value} ({share['low']:.3f} to {share['high']:.3f}).")


@command(
    app,
    "split",
    example='tidegate linkage split ./havenrijk RECORD RECORD --kind person --judge ada --reason "father and son"',
)
def split(
    workspace: Workspace,
    records: Annotated[list[str], typer.Argument(help="Ids of the records that do not belong to their entity.")],
    judge: Annotated[str, typer.Option(help="Who says so.")],
    reason: Annotated[str, typer.Option(help="Why, in your words.")],
    kind: OneKind = "establishment",
    view: InView = "",
    as_json: Json = False,
) -> None:
    """Undo a merge: part records from the rest of their entity. The next run, and every later one, keeps them apart."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    said = undo_merge(open_view(workspace, view), kind, records, judge=judge, at=at, reason=reason)
    out.document({"judgements": said.num_rows})
    out.say(f"{said.num_rows:,} judgements were written. Run `tidegate linkage run {workspace}` to let them count.")


def _show_scores(out: Output, scores: list[Scored]) -> None:
    linked = []
    for s in scores:
        if s.links:
            k = s.links
            shares = (k.f_all, k.f_hard, k.precision_all, k.precision_hard, k.recall, k.hard_orphans_linked_share)
            linked.append((s.rule, *(f"{v:.4f}" for v in shares)))
    heads = ("rule", "F all", "F hard", "P all", "P hard", "R", "hard orphans linked")
    if linked:
        out.table(heads, linked, title="Links, with nothing allowed")
    rows: list[tuple[object, ...]] = []
    for s in scores:
        for p in s.partition:
            pair = " - ".join(dict.fromkeys(r for r in (p.register_l, p.register_r) if r)) or p.schema or "all"
            rows.append((s.rule, s.schema, pair, p.records, *_figures(p)))
        if s.uncrowded:
            rows.append((s.rule, s.schema, "without crowded sites", s.uncrowded.records, *_figures(s.uncrowded)))
    out.table(("rule", "kind", "registers", "records", "P", "R", "F1", "B-cubed F1"), rows, title="Pairs")
    flags = [(s.rule, n, f"{a.precision:.4f}", f"{a.recall:.4f}") for s in scores for n, a in s.flags.items()]
    if flags:
        out.table(("rule", "flag", "P", "R"), flags, title="Flags")


def _figures(score: PartitionScore) -> tuple[str, ...]:
    pairs = score.pairs
    return tuple(f"{v:.4f}" for v in (pairs.precision, pairs.recall, pairs.f1, score.b_cubed.f1))


def _show(out: Output, reports: list[LinkReport]) -> None:
    rows = [(r.kind, r.state, r.records, r.nodes, r.pairs, r.entities, r.seconds) for r in reports]
    out.table(("kind", "state", "records", "different", "pairs", "entities", "seconds"), rows)
    for report in reports:
        if report.state == "renewed":
            out.say(f"{report.kind}: {report.scored:,} of {report.pairs:,} pairs were touched and compared again.")
        plans = [
            (p["rule"], p["blocks"], p["largest"], p["split"], p["nodes_left_out"], p["pairs"]) for p in report.plans
        ]
        heads = ("blocking rule", "blocks", "largest", "split", "left out", "pairs")
        out.table(heads, plans, title=f"{report.kind}: the plan")
        if report.sites:
            first = ", ".join(f"{s['door']} ({s['names']} names)" for s in report.sites[:5])
            more = f" and {len(report.sites) - 5} more" if len(report.sites) > 5 else ""
            out.say(f"{report.kind}: sites with many businesses, set apart: {first}{more}.")
        if report.events:
            out.say(f"{report.kind}: " + ", ".join(f"{n:,} {e}" for e, n in sorted(report.events.items())) + ".")
        for note in report.notes:
            out.say(f"{report.kind}: {note}")
