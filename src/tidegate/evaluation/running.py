"""A plan run on its panel: every outcome estimated as the plan says, judged together, with what lay around it.

Values in, values out. What cannot be estimated is told with its reason and stops nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa

from tidegate.documents import words as w
from tidegate.errors import EvaluationError
from tidegate.evaluation.around import look_around
from tidegate.evaluation.estimating import estimate, used_panel
from tidegate.evaluation.events import look_at_near_repeats
from tidegate.evaluation.gathering import look_at_concentration
from tidegate.evaluation.harming import watch_harms
from tidegate.evaluation.implementing import tell_carried, tell_implementation
from tidegate.evaluation.judging import adjusted, p_of, seen
from tidegate.evaluation.panel import Panel
from tidegate.evaluation.plan import Frozen, Outcome, Plan, answerable, compared, deviations, used_of
from tidegate.evaluation.plan.laying import planned
from tidegate.evaluation.process import process_of, without_effects
from tidegate.evaluation.telling.concluding import Asked
from tidegate.evaluation.telling.material import Answered, Chain, Gathered, Lock, Material, Part, Unseen
from tidegate.evaluation.telling.quoted import quoted, refusal_text
from tidegate.evaluation.telling.tables import method_title
from tidegate.evaluation.telling.words import say
from tidegate.evaluation.unseen import look_for_unseen
from tidegate.evaluation.worth import Money, tell_money

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Run:
    """What a run is given beside its plan and panel.

    Args:
        on: The day of the report.
        seed: Seed of everything that is drawn.
        language: `en` or `nl`.
        frozen: The frozen plan; None where there is none.
        chain: The chain of counts.
        done: Planned against done (contract `IMPLEMENTATION`); None for what the panel says.
        money: Costs and prices; None for the costs that the plan names.
        events: Events with a place and a day (contract `EVENTS`); None where none were given.
        overlaps: Overlap counts, one row per pattern of lists; None where the plan does not ask.
        inputs: Name of each file to its SHA-256.
        versions: Name of each library to its version.
    """

    on: date
    seed: int
    language: str = "en"
    frozen: Frozen | None = None
    chain: Chain = field(default_factory=Chain)
    done: pa.Table | None = None
    money: Money | None = None
    events: pa.Table | None = None
    overlaps: pa.Table | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


def run_plan(plan: Plan, panel: Panel, run: Run, *, progress: Progress) -> Material:
    """Run a plan; one that its own check calls unanswerable is run as a process evaluation and estimates nothing.

    Args:
        plan: The plan.
        panel: Its panel, as `lay_out` gives it.
        run: What else is given.
        progress: Is told the stage and the share done, 0 to 1.
    Returns:
        All that its report is told from; the same plan, panel and seed give the same.
    """
    answer = answerable(plan, panel)
    plan, process = process_of(plan, answer, run.language)
    answered = (
        _answered(plan, panel, run, progress)
        if process is None
        else without_effects(plan.outcomes, process, run.language)
    )
    around = look_around(plan, panel, answered, seed=run.seed, language=run.language, progress=progress)
    if run.done is None:
        implementation, carried = tell_carried(plan, panel, run.language)
    else:
        among = used_panel(plan, panel)
        others = tuple(u for u, treated in zip(among.units, among.treated, strict=True) if not treated)
        implementation, carried = tell_implementation(run.done, answered, others, run.language)
    money, cost = _money(plan, panel, answered, run)
    harms, crossed = watch_harms(plan, panel, run.language)
    said = deviations(run.frozen, used_of(plan, panel, periods=run.frozen.periods)) if run.frozen else ()
    lock = Lock(run.frozen.on, run.frozen.signed, run.frozen.sha256) if run.frozen else None
    return Material(
        id=plan.id, title=plan.title, measure=plan.measure.what, by=plan.measure.by, on=run.on,
        method=method_title(plan.analysis.method, run.language), answered=answered, lock=lock,
        deviations=tuple(quoted(d.says, run.language) for d in said) + _other_seed(plan, run),
        theory={name: getattr(plan.theory, name) for name in (
            "inputs", "activities", "outputs", "mechanisms", "outcomes", "assumptions", "risks", "possible_harm")},
        process=process, facts=_facts(plan, panel, run.language), around=around,
        gathered=() if process else look_at_concentration(
            plan, panel, seed=run.seed, language=run.language, progress=progress),
        followed=() if process else _followed(plan, panel, run), unseen=_unseen(plan, run),
        implementation=implementation, carried=carried, money=money, cost_eur=cost, chain=run.chain, harms=harms,
        warnings=(*crossed, *(quoted(text, run.language) for text in answer.warnings)),
        inputs=run.inputs, versions=run.versions,
        seed=run.seed, language=run.language,
    )  # fmt: skip


def _other_seed(plan: Plan, run: Run) -> tuple[str, ...]:
    if run.frozen is None or run.seed == run.frozen.plan.seed or plan.seed == run.seed:
        return ()
    return (say("other_seed", run.language, planned=run.frozen.plan.seed, used=run.seed),)


def _answered(plan: Plan, panel: Panel, run: Run, progress: Progress) -> tuple[Answered, ...]:
    cells = int(panel.under.sum())
    found: list[Answered] = []
    for number, outcome in enumerate(plan.outcomes):
        progress("estimates", number / len(plan.outcomes))
        found.append(_answer(plan, panel, outcome, cells, run.seed, run.language))
    progress("estimates", 1.0)
    ps = adjusted([p_of(one.effect) for one in found], plan.analysis.multiplicity)
    return tuple(
        replace(one, asked=replace(one.asked, p=p, outcomes=len(found))) for one, p in zip(found, ps, strict=True)
    )


def _answer(plan: Plan, panel: Panel, outcome: Outcome, cells: int, seed: int, language: str) -> Answered:
    expected = {"down": "down", "up": "up"}.get(outcome.direction)
    asked = Asked(outcome.name, expected, outcome.smallest_effect, cells=cells, count=outcome.count)  # type: ignore[arg-type]
    try:
        effect = estimate(plan, panel, outcome.column, seed=seed)
    except EvaluationError as refusal:
        return Answered(
            outcome.name, replace(asked, refused=refusal_text(refusal, language)), None, recorded_by=outcome.recorded_by
        )
    return Answered(outcome.name, replace(asked, seen=seen(effect)), effect, recorded_by=outcome.recorded_by)


def _facts(plan: Plan, panel: Panel, language: str) -> dict[str, str | int]:
    treated = planned(panel)
    begun = sorted({panel.periods[int(s)] for s in panel.start[panel.treated]})
    return {
        say("fact_treated", language): int(treated.sum()),
        **({say("fact_compared", language): number} if (number := compared(plan, panel).number) else {}),
        say("fact_periods", language): f"{panel.periods[0]} – {panel.periods[-1]} ({len(panel.periods)})",  # noqa: RUF001
        say("fact_starts", language): ", ".join(begun[:6]) + (f" … ({len(begun)})" if len(begun) > 6 else ""),
    }


def _followed(plan: Plan, panel: Panel, run: Run) -> tuple[Gathered, ...]:
    if run.events is None:
        return ()
    return look_at_near_repeats(plan, panel, run.events, seed=run.seed, language=run.language)


def _unseen(plan: Plan, run: Run) -> Unseen | None:
    if plan.hidden is None or run.overlaps is None:
        return None
    return look_for_unseen(run.overlaps, plan.hidden.who, seed=run.seed, language=run.language)


def _money(plan: Plan, panel: Panel, answered: Sequence[Answered], run: Run) -> tuple[Part | None, float | None]:
    """Tell costs and benefits from tables; without them, the costs that the plan names."""
    if run.money is not None:
        return tell_money(plan, panel, answered, run.money, seed=run.seed, language=run.language)
    if not plan.measure.costs:
        return None, None
    says = tuple(
        say("cost_line", run.language, partner=c.partner, kind=c.kind, year=c.year or "?",
            amount=w.number(c.amount_eur, run.language))
        for c in plan.measure.costs
    )  # fmt: skip
    return Part((*says, say("costs_only", run.language))), sum(c.amount_eur for c in plan.measure.costs)
