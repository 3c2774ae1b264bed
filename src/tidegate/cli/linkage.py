"""`tidegate linkage`: who is who, with reasons, and so that it can be undone."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tidegate.cli.machine import engine
from tidegate.cli.options import Json, Workspace, command, command_group
from tidegate.cli.output import Output
from tidegate.linkage import Budget, load_model, shipped_models
from tidegate.linkage.quality import PartitionScore
from tidegate.linkage.stress import Plan
from tidegate.pipeline import (
    LinkReport,
    LinkWish,
    Scored,
    export_entities,
    link_workspace,
    linked_kinds,
    linked_table,
    open_workspace,
    score_workspace,
    stress_workspace,
)
from tidegate.settings import read_settings

app = command_group("Find out who is who, explain it, judge it, undo it.")

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
    as_json: Json = False,
) -> None:
    """Link the records of all registers into entities, and make the new build current.

    Nothing is done where nothing that goes in has changed.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    wish = LinkWish(tuple(kind or ()), train, seed, Budget(pairs), tuple(register or ()))
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
    as_json: Json = False,
) -> None:
    """Write which row of which register is which entity: register, file, row number, schema, entity.

    No value of a register leaves with it.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
    rows = export_entities(city, out_path, tuple(kind or ()))
    out.document({"out": str(out_path), "rows": rows})
    out.say(f"{rows:,} rows were written to {out_path}.")


@command(app, "changes", example="tidegate linkage changes ./havenrijk")
def changes(
    workspace: Workspace,
    kind: Kinds = None,
    most: Annotated[int, typer.Option(help="Events to show at most; JSON has them all.", min=0)] = 40,
    as_json: Json = False,
) -> None:
    """Show what became of the ids since the build before: new, merged, split, changed, ended, and why."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    city = open_workspace(workspace)
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
