"""The plan of an evaluation as a value: what is done where, what should come of it, and how that will be told.

Whoever reads a result reads it against this. A plan says what it leaves open by leaving it out; nothing is filled in
silently. The fields of the file, which are these, are told in docs/evaluation-plan.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tidegate.evaluation.plan.beside import EventsPlanned, HiddenPlanned

Direction = Literal["down", "up", "either"]
Strategy = Literal["never-treated", "not-yet-treated", "named", "matched", "none"]
Multiplicity = Literal["holm", "bonferroni", "benjamini-hochberg", "none"]
PeriodLength = Literal["month", "quarter", "year", "other"]
Counted = Literal["period", "since the start"]
Option = str | int | float | bool | tuple[str | int | float, ...]

RECORDED_BY = (
    "police", "prosecutor", "municipality", "fire brigade", "hospital", "inspectorate", "court", "residents",
    "businesses", "other",
)  # fmt: skip
"""Who may have written an outcome down."""

OF_THE_POLICE = frozenset({"police", "prosecutor"})
"""Those whose figures move when the police look harder: what a prosecutor counts, the police brought."""


@dataclass(frozen=True)
class Cost:
    """What the measure costs one partner.

    Args:
        partner: Who bears it.
        kind: What for, such as `staff`.
        amount_eur: How much in all, EUR.
        year: Year of the prices; None where not said.
    """

    partner: str
    kind: str
    amount_eur: float
    year: int | None = None


@dataclass(frozen=True)
class Measure:
    """What is done.

    Args:
        what: In a sentence.
        by: The partners who carry it out.
        costs: What it costs whom.
    """

    what: str
    by: tuple[str, ...]
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True)
class Theory:
    """How it should work, as a chain, and what could go wrong.

    Args:
        inputs: What is put in.
        activities: What is done with it.
        outputs: What that gives at once, such as visits made.
        mechanisms: Why this should change what people do.
        outcomes: What should change.
        assumptions: What must be true for that.
        risks: What could come between.
        possible_harm: What harm it could do, and to whom.
    """

    inputs: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    possible_harm: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How the panel of the plan is laid out: names of its columns.

    Args:
        unit: Column with the unit.
        period: Column with the period.
        length: What one period is.
        covariates: Columns with what was known of a unit before the measure.
        exposure: Column with the denominator of a cell, such as residents.
        weight: Column with the weight of a unit.
        points: Columns with the coordinates of a unit in metres.
        cluster: Column with the group it belongs to.
    """

    unit: str = "unit"
    period: str = "period"
    length: PeriodLength = "month"
    covariates: tuple[str, ...] = ()
    exposure: str | None = None
    weight: str | None = None
    points: tuple[str, str] | None = None
    cluster: str | None = None


@dataclass(frozen=True)
class Units:
    """Where the measure is taken, and from when on.

    Args:
        start: Unit to the label of the period in which it begins there.
        from_panel: Column of the panel that says it instead; None where `start` does.
        left_out: Unit that takes no part at all to the reason why.
    """

    start: Mapping[str, str] = field(default_factory=dict)
    from_panel: str | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What should change, as one column of the panel.

    Args:
        name: What it is called in results.
        column: The column.
        source: Register or survey it comes from.
        recorded_by: Who wrote it down, of `RECORDED_BY`.
        registration_lag: Periods until a period is fully on record.
        direction: Which way it should go.
        smallest_effect: Share of the outcome whose change would matter to the city, above 0.
        count: Whether it counts things; a count is a whole number from 0.
        ready: Key of the ready-made outcome it came from; empty where there was none.
    """

    name: str
    column: str
    source: str
    recorded_by: str
    direction: Direction
    smallest_effect: float
    registration_lag: int = 0
    count: bool = True
    ready: str = ""

    @property
    def of_the_police(self) -> bool:
        """Whether it rests on what the police record."""
        return self.recorded_by in OF_THE_POLICE


@dataclass(frozen=True)
class Comparison:
    """What the units of the measure are compared with.

    Args:
        strategy: Units that never get the measure, those that do not have it yet, named ones, matched ones, or none.
        buffer_m: Distance around a unit of the measure within which no unit is compared, metres; 0 for none.
        units: The named ones; under `matched`, those that were chosen, once they are.
        left_out: Units that are not compared, such as those on the other side of a street.
    """

    strategy: Strategy
    buffer_m: float = 0.0
    units: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Displacement:
    """Where what is prevented might go.

    Args:
        rings_m: Outer borders of rings around each unit of the measure, metres, growing.
        areas: Unit of the measure to the units around it that are watched.
    """

    rings_m: tuple[float, ...] = ()
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def watched(self) -> frozenset[str]:
        """All units that are watched for displacement."""
        return frozenset(unit for units in self.areas.values() for unit in units)


@dataclass(frozen=True)
class Analysis:
    """How the answer is worked out.

    Args:
        method: Id of the method, one of `methods()`.
        options: Its options.
        level: Coverage of the intervals, above 0 and below 1.
        multiplicity: What is done about several outcomes.
        periods_after: Fewest periods after its start that every unit of the measure must have.
        first: Label of the first period that is used; None for the first of the panel.
        last: Label of the last; None for the last.
    """

    method: str
    options: Mapping[str, Option] = field(default_factory=dict)
    level: float = 0.95
    multiplicity: Multiplicity = "holm"
    periods_after: int = 1
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True)
class Harm:
    """Who could be harmed, how that would be seen, and when the measure stops.

    Args:
        who: Who.
        measure: What is watched, in words.
        column: Column of the panel that counts it.
        direction: Which way harm goes.
        threshold: Value beyond which the measure stops.
        counted: Whether one `period` or all `since the start` are held against it, the units of the measure together.
        stop: What is then done, by whom.
    """

    who: str
    measure: str
    column: str
    direction: Literal["down", "up"]
    threshold: float
    counted: Counted
    stop: str


@dataclass(frozen=True)
class Fidelity:
    """Columns of the panel that say what was planned and what was done.

    Args:
        planned: Column with what was planned for a unit and period.
        done: Column with what was done.
    """

    planned: str
    done: str


@dataclass(frozen=True)
class Money:
    """How cost and benefit are told.

    Args:
        unit_costs: File with the cost of one unit of each outcome; nothing is counted without one.
        discount: Share by which a later year counts less, 0 or more.
        price_year: Year of the prices.
    """

    unit_costs: str
    discount: float
    price_year: int


@dataclass(frozen=True)
class Plan:
    """The plan of an evaluation.

    Args:
        id: Its id: small letters, digits and hyphens.
        title: Its title.
        measure: What is done.
        theory: How it should work.
        layout: How the panel is laid out.
        units: Where, and from when on.
        outcomes: What should change.
        comparison: What it is compared with.
        analysis: How the answer is worked out.
        harm: Who could be harmed, and when the measure stops.
        answer_by: Name of an outcome to the day on which its answer is promised.
        displacement: Where what is prevented might go; None where that is not looked at.
        fidelity: What says whether it was done; None where nothing does.
        money: How cost and benefit are told; None where they are not.
        near_repeats: Which events count as near repeats; None where that is not said.
        hidden: Whose number is looked for from overlap counts; None where it is not.
        seed: Seed of everything that is drawn.
    """

    id: str
    title: str
    measure: Measure
    theory: Theory
    layout: Layout
    units: Units
    outcomes: tuple[Outcome, ...]
    comparison: Comparison
    analysis: Analysis
    harm: tuple[Harm, ...]
    answer_by: Mapping[str, date]
    displacement: Displacement | None = None
    fidelity: Fidelity | None = None
    money: Money | None = None
    near_repeats: EventsPlanned | None = None
    hidden: HiddenPlanned | None = None
    seed: int = 1

    def outcome(self, name: str) -> Outcome | None:
        """Give an outcome by its name.

        Args:
            name: Its name.
        Returns:
            The outcome; None where the plan has none of this name.
        """
        return next((o for o in self.outcomes if o.name == name), None)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that the panel must hold as numbers: outcomes, harm and fidelity, each once."""
        told = (self.fidelity.planned, self.fidelity.done) if self.fidelity else ()
        return tuple(dict.fromkeys([*(o.column for o in self.outcomes), *(h.column for h in self.harm), *told]))
