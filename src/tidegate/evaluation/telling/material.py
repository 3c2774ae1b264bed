"""What an evaluation is told from: estimates with what was asked of them, the plan, and what other rooms worked out.

Money, implementation and displacement come as a `Part` each: sentences, warnings and tables that stand alone, so
that a report needs to know nothing of how they were made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from tidegate.documents.charts import Carried
from tidegate.evaluation.effect import Effect
from tidegate.evaluation.telling.concluding import Asked, Conclusion, conclude
from tidegate.evaluation.telling.sentences import Told, tell_effect


@dataclass(frozen=True)
class Answered:
    """One outcome of a plan, and what came of it.

    Args:
        name: Its name in the plan.
        asked: What was asked of it.
        effect: The estimate of the method that the plan names; None where it could not be made.
        beside: Estimates of other methods, shown beside it and never chosen.
        recorded_by: Who wrote the outcome down.
    """

    name: str
    asked: Asked
    effect: Effect | None
    beside: tuple[Effect, ...] = ()
    recorded_by: str = ""

    @property
    def conclusion(self) -> Conclusion:
        """What may be concluded of it."""
        return conclude(self.effect, self.asked)

    def told(self, language: str) -> Told:
        """Tell it.

        Args:
            language: `en` or `nl`.
        """
        return tell_effect(self.effect, self.asked, language)


@dataclass(frozen=True)
class Part:
    """What another room worked out.

    Args:
        says: Its sentences.
        warnings: What a reader must know first.
        tables: Tables by name.
    """

    says: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    tables: Mapping[str, pa.Table] = field(default_factory=dict)


@dataclass(frozen=True)
class Around:
    """What became of an outcome around the places under the measure.

    Args:
        label: The outcome, as it stands within a sentence.
        part: Sentences, warnings and tables.
        rings: Contract of the table for the chart, columns `around`, `value`, `low`, `high`; None where there is none.
        place: The change at the places themselves, value and interval; None where it is not told.
        per: What the values count.
    """

    label: str
    part: Part
    rings: pa.Table | None = None
    place: tuple[float, float, float] | None = None
    per: str = ""


@dataclass(frozen=True)
class Gathered:
    """On how few places an outcome lay, or how near its events followed each other, before and after.

    Args:
        label: The outcome, as it stands within a sentence.
        part: Sentences, warnings and tables.
        lorenz: Share of places and share held before and after, for the chart; None where there is none.
        rests_on: What must be true for it to mean what it says.
    """

    label: str
    part: Part
    lorenz: pa.Table | None = None
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unseen:
    """How many are on no list: a range over models.

    Args:
        who: Who is counted.
        observed: How many are on at least one list.
        models: Lowest and highest total of the models.
        intervals: Lowest and highest end of their intervals; the highest may be infinite.
        part: Sentences, warnings and the table of models.
        rests_on: What must be true for it to mean what it says.
    """

    who: str
    observed: int
    models: tuple[float, float]
    intervals: tuple[float, float]
    part: Part
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chain:
    """From a picture to what stood in the end; None where nobody counted.

    Args:
        in_picture: Situations in the picture.
        looked_into: Of these, looked into.
        acted_on: Of these, acted on.
        overturned: Of these, overturned on objection or appeal.
    """

    in_picture: int | None = None
    looked_into: int | None = None
    acted_on: int | None = None
    overturned: int | None = None


@dataclass(frozen=True)
class Process:
    """That no effect is estimated, and why.

    Args:
        says: The sentence that stands above everything.
        because: Why the plan cannot be answered, one sentence each; empty where it asks for no effect itself.
    """

    says: str
    because: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """The sentence, and its reasons."""
        return (self.says, *self.because)


@dataclass(frozen=True)
class Lock:
    """The lock on a plan.

    Args:
        on: The day on which it was frozen.
        signed: Who signed.
        sha256: Its hash.
    """

    on: date
    signed: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class Material:
    """All that a report of an evaluation is told from.

    Args:
        id: Id of the plan.
        title: Its title.
        measure: What was done, in a sentence.
        by: The partners who did it.
        on: The day the report is made.
        method: Title of the method that the plan names.
        answered: The outcomes, in the order of the plan.
        lock: The lock on the plan; None where it was not frozen.
        deviations: What was done otherwise than planned, one sentence each.
        theory: Part of the theory of change to its points, in order.
        facts: Name of a fact about places and periods to its value.
        around: Displacement and diffusion, one per outcome looked at.
        gathered: Concentration before and after, one per outcome that counts something.
        followed: Near repeats before and after; empty where no events were given.
        unseen: How many are on no list; None where the plan does not ask.
        implementation: Planned against done; None where nothing says.
        carried: The same as rows for the chart.
        money: Costs and benefits; None where they are not told.
        cost_eur: What it cost in all, EUR; None where it is not known.
        chain: The chain of counts.
        harms: What was watched for harm, one sentence each.
        warnings: What a reader must know of the evaluation as a whole.
        inputs: Name of each file that went in to its SHA-256.
        versions: Name of each library that worked on it to its version.
        seed: Seed of everything that was drawn.
        language: `en` or `nl`.
        process: That this is a process evaluation, and why; None where effects are estimated.
    """

    id: str
    title: str
    measure: str
    by: tuple[str, ...]
    on: date
    method: str
    answered: tuple[Answered, ...]
    lock: Lock | None = None
    deviations: tuple[str, ...] = ()
    theory: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, str | int] = field(default_factory=dict)
    around: tuple[Around, ...] = ()
    gathered: tuple[Gathered, ...] = ()
    followed: tuple[Gathered, ...] = ()
    unseen: Unseen | None = None
    implementation: Part | None = None
    carried: tuple[Carried, ...] = ()
    money: Part | None = None
    cost_eur: float | None = None
    chain: Chain = field(default_factory=Chain)
    harms: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    language: str = "en"
    process: Process | None = None
