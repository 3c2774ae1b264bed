"""`tidegate evaluate plan`: whether a plan can be answered, whom to compare with, and the lock on it."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from tidegate.cli.machine import engine
from tidegate.cli.options import Json, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import PlanError
from tidegate.evaluation.plan import Answer, Fault, MatchingWish, Outcome, Plan, Power, Proposal
from tidegate.evaluation.plan.dates import told_day
from tidegate.evaluation.plan.matching import BALANCED
from tidegate.pipeline.evaluating import (
    Checked,
    check_plan,
    freeze_plan,
    propose_comparison,
    read_panel_table,
    read_plan_file,
    write_frozen,
)
from tidegate.settings import Settings, read_settings

plan_app = command_group("Check a plan, propose places to compare with, freeze it.")

PlanPath = Annotated[Path, typer.Argument(help="The plan, a YAML file.", metavar="PLAN")]
Figures = Annotated[
    Path | None,
    typer.Option("--panel", help="Figures: one row per unit and period (csv, xlsx, parquet ...)."),
]


@command(
    plan_app,
    "check",
    example="tidegate evaluate plan check plan.yml --panel months.csv\ntidegate evaluate plan check plan.yml",
)
def check(
    path: PlanPath,
    figures: Figures = None,
    draws: Annotated[int, typer.Option(help="Measures planted for each share tried; 0 leaves power out.", min=0)] = 200,
    as_planned: Annotated[
        bool,
        typer.Option("--as-planned", help="Work power out by the method of the plan itself; this may take minutes."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Say first whether a plan can be answered, then what is missing and how small an effect it could show.

    Of the figures only those before the first start are looked at. Exit code 1: it cannot be answered, or something
    that is needed is missing.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    file = read_plan_file(path)
    if file.plan is None:
        out.document({"answerable": False, "faults": [asdict(f) for f in file.faults]})
        _show_faults(out, file.faults)
        raise typer.Exit(1)
    table = _table(figures, settings)
    with out.progress() as tell:
        where = figures.name if figures else ""
        checked = check_plan(
            file.plan, table, draws=draws, as_planned=as_planned, where=where, progress=tell if draws else None
        )
    out.document(_document(file.plan, checked, frozen=file.frozen is not None))
    _show(out, file.plan, checked)
    if checked.answer.answerable is False or not checked.answer.complete:
        raise typer.Exit(1)


@command(
    plan_app,
    "propose",
    example="tidegate evaluate plan propose plan.yml --panel months.csv\n"
    "tidegate evaluate plan propose plan.yml --panel months.csv --each 5 --distance mahalanobis",
)
def propose(
    path: PlanPath,
    figures: Annotated[
        Path, typer.Option("--panel", help="Figures: one row per unit and period (csv, xlsx, parquet ...).")
    ],
    each: Annotated[int, typer.Option(help="Places to propose for each place of the measure.", min=1)] = 3,
    distance: Annotated[str, typer.Option(help="How far apart two places are: standardised or mahalanobis.")] = (
        "standardised"
    ),
    again: Annotated[bool, typer.Option("--again", help="Let one place be taken for several.")] = False,
    farthest: Annotated[
        float, typer.Option(help="Distance from which no place is alike, in standard deviations; 0 for none.", min=0)
    ] = 0.0,
    as_json: Json = False,
) -> None:
    """Propose places to compare with, by level, trend and season before the start, and by what was known of them.

    Buffers and places watched for displacement are left out. The plan is not changed: write the places into it.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    plan = _read(path)
    if distance not in {"standardised", "mahalanobis"}:
        raise PlanError(where="--distance", what=f"'{distance}' is not known",
                        mend="write standardised or mahalanobis")  # fmt: skip
    wish = MatchingWish(each, "mahalanobis" if distance == "mahalanobis" else "standardised", again, farthest or None)
    proposal = propose_comparison(plan, _read_table(figures, settings), wish, where=figures.name)
    out.document(
        {
            "units": proposal.units,
            "balanced": proposal.balanced,
            "pairs": proposal.pairs.to_pylist(),
            "balance": proposal.balance.to_pylist(),
            "left_out": proposal.left_out,
            "warnings": proposal.warnings,
        }
    )
    _show_proposal(out, proposal)


@command(
    plan_app,
    "freeze",
    example='tidegate evaluate plan freeze plan.yml --panel months.csv --signed "A. de Vries, programme manager"',
)
def freeze(
    path: PlanPath,
    signed: Annotated[
        list[str], typer.Option(help='Who signs: "Name, role". May be given several times.', metavar="NAME")
    ],
    figures: Figures = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the lock. Default: today.")] = None,
    out_path: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write. Default: beside the plan, as NAME.frozen.yml.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Lock a plan: write it down with its hash, the day and who signed.

    What an analysis later does otherwise is told in every output. A frozen plan that was changed is refused.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    plan, day = _read(path), on.date() if on else datetime.now(UTC).date()
    target = out_path or path.with_name(f"{path.stem}.frozen.yml")
    table = _table(figures, settings)
    frozen = freeze_plan(plan, table, signed=signed, on=day, where=figures.name if figures else "")
    write_frozen(frozen, target)
    out.document({"path": str(target), "on": frozen.on, "signed": frozen.signed, "sha256": frozen.sha256,
                  "plan_sha256": frozen.plan_sha256, "before_sha256": frozen.before_sha256,
                  "open": frozen.open})  # fmt: skip
    out.say(f"Frozen on {told_day(day)} in {target}.")
    out.say(f"SHA-256 {frozen.sha256}. Write it into the minutes: the file then proves that it is the one.")
    _list(out, "Known to be open on that day:", frozen.open)


def _read(path: Path) -> Plan:
    file = read_plan_file(path)
    if file.plan is None:
        raise PlanError(where=path.name, what="; ".join(str(f) for f in file.faults),
                        mend="correct the plan at these places")  # fmt: skip
    if file.frozen is not None:
        raise PlanError(where=path.name, what=f"it is frozen since {file.frozen.on}",
                        mend="give the plan it was made from")  # fmt: skip
    return file.plan


def _table(path: Path | None, settings: Settings) -> pa.Table | None:
    return None if path is None else _read_table(path, settings)


def _read_table(path: Path, settings: Settings) -> pa.Table:
    return read_panel_table(path, engine(settings))


def _document(plan: Plan, checked: Checked, *, frozen: bool) -> dict[str, object]:
    answer = checked.answer
    return {
        "plan": plan.id,
        "frozen": frozen,
        "answerable": answer.answerable,
        "says": answer.says,
        "complete": answer.complete,
        "faults": [],
        "objections": answer.objections,
        "warnings": answer.warnings,
        "advice": answer.advice,
        "missing": [asdict(m) for m in answer.missing],
        "design": asdict(answer.design) if answer.design else None,
        "days": [_day(d.outcome, d.promised, d.earliest, d.periods, possible=d.possible) for d in answer.days],
        "not_compared": dict(answer.compared.why_not) if answer.compared else {},
        "power": [_power(p) for p in checked.power],
    }


def _day(
    outcome: str, promised: date | None, earliest: date | None, periods: int | None, *, possible: bool
) -> dict[str, object]:
    return {"outcome": outcome, "promised": promised, "earliest": earliest, "periods": periods, "possible": possible}


def _power(found: Power) -> dict[str, object]:
    return {
        "outcome": found.outcome, "least": found.least, "low": found.low, "high": found.high, "aim": found.aim,
        "false_alarms": found.false_alarms, "at_smallest_effect": found.at_wish, "before": found.before,
        "after": found.after, "curve": found.curve.to_pylist(), "warnings": found.warnings,
    }  # fmt: skip


def _show_faults(out: Output, faults: tuple[Fault, ...]) -> None:
    out.say(f"Not answerable: the plan has {len(faults)} fault{'' if len(faults) == 1 else 's'}.")
    out.table(("line", "field", "what is wrong", "what to do"),
              [(f.line or "", f.field, f.what, f.mend) for f in faults])  # fmt: skip


def _show(out: Output, plan: Plan, checked: Checked) -> None:
    answer = checked.answer
    out.say(answer.says)
    _list(out, "", answer.objections)
    _list(out, "About the figures:", answer.warnings)
    _list(out, "Missing:", tuple(f"{m.field}: {m.says}" for m in answer.missing if m.needed))
    _list(out, "When it can be answered:", tuple(d.says for d in answer.days))
    _show_design(out, answer)
    for found in checked.power:
        outcome = next(o for o in plan.outcomes if o.column == found.outcome)
        _list(out, f"Power, {outcome.name}:", power_sentences(found, outcome))
    _list(out, "Advice:", (*answer.advice, *(f"{m.field}: {m.says}" for m in answer.missing if not m.needed)))


def _show_design(out: Output, answer: Answer) -> None:
    if answer.design is None:
        return
    d = answer.design
    out.say(
        f"Places of the measure: {d.treated:,}. Places to compare with: {d.comparison:,}. Periods before the first "
        f"start: {d.before}. Starts: {', '.join(d.labels[:6]) or 'none'}."
    )


def power_sentences(found: Power, outcome: Outcome) -> tuple[str, ...]:
    """Tell in words how small an effect could be shown.

    Args:
        found: What planting found.
        outcome: The outcome of the plan.
    Returns:
        Whole sentences.
    """
    word = "rise" if outcome.direction == "up" else "fall"
    ends = " to ".join("no end" if e is None else f"{e:.0%}" for e in (found.low, found.high))
    said = []
    if found.least is not None:
        said.append(
            f"A {word} of {found.least:.0%} or more would be shown in {found.aim:.0%} of cases ({ends}, as far as the "
            f"{found.curve['draws'][0].as_py()} draws can tell)."
        )
    if found.at_wish is not None:
        short = "" if found.at_wish >= found.aim else " Whoever needs to know it needs more places or more time."
        said.append(
            f"The smallest {word} that would matter, {outcome.smallest_effect:.0%}, would be shown in "
            f"{found.at_wish:.0%} of cases.{short}"
        )
    said.append(f"With nothing planted, an effect was shown in {found.false_alarms:.0%}.")
    return (*said, *found.warnings)


def _show_proposal(out: Output, proposal: Proposal) -> None:
    out.say(f"Proposed to compare with: {', '.join(proposal.units) or 'none'}.")
    out.table(("place of the measure", "compared with", "distance"),
              [(r["unit"], r["comparison"], f"{r['distance']:.2f}") for r in proposal.pairs.to_pylist()])  # fmt: skip
    rows = [
        (r["figure"], f"{r['measure']:.3g}", _difference(r["difference_before"]), _difference(r["difference_after"]))
        for r in proposal.balance.to_pylist()
    ]
    out.table(("figure", "mean, measure", "difference before", "difference after"), rows,
              title=f"Differences of means in standard deviations; up to {BALANCED:g} is alike")  # fmt: skip
    _list(out, "Look at these:", proposal.warnings)
    reasons = sorted(set(proposal.left_out.values()))
    counted = [(r, [u for u, why in proposal.left_out.items() if why == r]) for r in reasons]
    _list(out, "Left out:", tuple(f"{len(u)}: {r} ({', '.join(u[:5])}{' ...' if len(u) > 5 else ''})"
                                  for r, u in counted))  # fmt: skip


def _difference(value: float | None) -> str:
    return "" if value is None else f"{value:+.2f}"


def _list(out: Output, heading: str, sentences: tuple[str, ...]) -> None:
    if sentences and heading:
        out.say(heading)
    for sentence in sentences:
        out.say(f"* {sentence}")
