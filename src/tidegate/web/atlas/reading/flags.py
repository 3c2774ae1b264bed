"""Red flags: the rules, the situations they found, and for each the rows that prove it and what may explain it away.

A flag is on a situation. A natural person has none, also where a flag names him beside its subject.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

from tidegate.indicators import Rule, flag_sentence
from tidegate.indicators.naming import parameter_words
from tidegate.picture.telling.flags import sureness
from tidegate.pipeline.picturing.shelf import Picture, suspended_flags, whole_table
from tidegate.pipeline.workspace import Workspace
from tidegate.web.atlas.reading.captions import captions
from tidegate.web.atlas.reading.opening import opened
from tidegate.web.atlas.reading.rules import Reviewed, reviews_of, rules_of


@dataclass(frozen=True)
class Track:
    """What reviewers found with a rule, never with a person.

    Args:
        reviewed: Flags that were reviewed.
        justified: Of these, justified.
        innocent: Of these, innocent.
        unclear: Of these, unclear.
        decided: Justified or innocent.
        share: Justified per decided.
        low: Lower end of its 95 % interval.
        high: Upper end.
        question: Whether reviewers agree with the rule suspiciously rarely or often.
    """

    reviewed: int
    justified: int
    innocent: int
    unclear: int
    decided: int
    share: float | None
    low: float | None
    high: float | None
    question: bool


@dataclass(frozen=True)
class Indicator:
    """A rule and how it fared.

    Args:
        id: Its id.
        version: Its version.
        title: Its title.
        why: Why a city looks at this.
        applies_to: What it is about.
        state: evaluated, not applicable, refused or off.
        reason: Why it was not evaluated.
        flags: Flags.
        population: Things looked at.
        base_rate: Things flagged per thing looked at; absent where none was looked at.
        false_share: Largest share of its flags that wrong links alone may explain.
        persons_left_out: Flags not kept because they would be on a natural person.
        track: What reviewers found; None where nobody reviewed.
    """

    id: str
    version: int
    title: str
    why: str
    applies_to: str
    state: str
    reason: str
    flags: int
    population: int
    base_rate: float | None
    false_share: float | None
    persons_left_out: int
    track: Track | None


@dataclass(frozen=True)
class ParameterUsed:
    """A number or word that a rule used.

    Args:
        name: Its name.
        value: Its value, as it was used.
        unit: What it counts.
        source: Why it is so; the city's reason where the city chose it.
        called: Its name in the reader's language; the name itself where nobody wrote one.
    """

    name: str
    value: str
    unit: str
    source: str
    called: str


@dataclass(frozen=True)
class Flag:
    """A flag in short.

    Args:
        id: Its id.
        indicator: Id of the rule.
        title: Title of the rule.
        subject: The entity it is on.
        caption: What that is called.
        applies_to: What that is.
        sentence: What was found.
        at: Day on which the situation was complete.
        sure: How firm the weakest link is, in two words.
        strength_bits: The weakest link among its rows, log2 odds.
        base_rate: Things flagged per thing looked at.
        false_share: Share of such flags that wrong links alone may explain, at most.
        rows_cited: Rows that prove it.
        verdicts: What reviewers said of it.
    """

    id: str
    indicator: str
    title: str
    subject: str
    caption: str
    applies_to: str
    sentence: str
    at: date
    sure: str
    strength_bits: float | None
    base_rate: float
    false_share: float | None
    rows_cited: int
    verdicts: tuple[str, ...]


@dataclass(frozen=True)
class IndicatorSeen:
    """One rule, whole.

    Args:
        indicator: It in short.
        sentence: The sentence of its flags, with the places of its values.
        innocent: Innocent explanations.
        false_if: What would make a flag false.
        parameters: What it used.
        sql: Its query.
        source: Where it comes from.
        review: By when a person looks at it again.
        data_classes: Kinds of data it reads.
        flags: Its flags, the latest first.
    """

    indicator: Indicator
    sentence: str
    innocent: tuple[str, ...]
    false_if: str
    parameters: tuple[ParameterUsed, ...]
    sql: str
    source: str
    review: date
    data_classes: tuple[str, ...]
    flags: Sequence[Flag]


@dataclass(frozen=True)
class Evidence:
    """A row that proves a flag.

    Args:
        record_id: The record.
        register: Its register.
        file: The delivered file.
        row_number: The row in it, from 1.
        delivery_date: Of the delivery.
    """

    record_id: str
    register: str
    file: str | None
    row_number: int | None
    delivery_date: str | None


@dataclass(frozen=True)
class Review:
    """What one person said of a flag.

    Args:
        verdict: justified, innocent or unclear.
        reviewer: Who.
        at: When.
        reason: Why.
    """

    verdict: str
    reviewer: str
    at: str
    reason: str


@dataclass(frozen=True)
class FlagSeen:
    """One flag, whole.

    Args:
        flag: It in short.
        indicator: Its rule in short.
        on: Day up to which deliveries were known.
        population: Things looked at.
        values: The values it used, by name.
        others: Further things it rests on: entity and what it is called, natural persons left aside.
        evidence: The rows that prove it.
        innocent: Innocent explanations.
        false_if: What would make it false.
        parameters: What the rule used.
        reviews: What people said of it.
    """

    flag: Flag
    indicator: Indicator
    on: date
    population: int
    values: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    evidence: tuple[Evidence, ...]
    innocent: tuple[str, ...]
    false_if: str
    parameters: tuple[ParameterUsed, ...]
    reviews: tuple[Review, ...]


def indicators(workspace: Workspace, picture: Picture, *, language: str = "en") -> tuple[Indicator, ...]:
    """List the rules that were put to a picture, and those that could not be, by title.

    Args:
        workspace: The workspace.
        picture: The picture.
        language: The reader's.
    """
    rules, _ = rules_of(workspace)
    reviewed = reviews_of(workspace, picture)
    rows = opened(picture).rows("indicator_rows", indicator="")
    found = [_indicator(rules, r, reviewed, language) for r in rows if r["indicator"] in rules]
    return tuple(sorted(found, key=lambda i: (i.state != "evaluated", i.title)))


def indicator(workspace: Workspace, picture: Picture, wanted: str, *, language: str = "en") -> IndicatorSeen | None:
    """Tell one rule, with its flags.

    Args:
        workspace: The workspace.
        picture: The picture.
        wanted: Its id.
        language: The reader's.
    Returns:
        The rule; None where it was not put to this picture.
    """
    rules, _ = rules_of(workspace)
    rows = opened(picture).rows("indicator_rows", indicator=wanted) if wanted else []
    if not rows or wanted not in rules:
        return None
    rule = rules[wanted]
    reviewed = reviews_of(workspace, picture)
    return IndicatorSeen(
        _indicator(rules, rows[0], reviewed, language), rule.in_words(rule.sentence, language),
        tuple(rule.in_words(rule.innocent, language)), rule.in_words(rule.false_if, language),
        _parameters(workspace, rule, rows[0]["parameters"], language), rule.sql, rule.source, rule.review,
        rule.data_classes,
        flags(workspace, picture, rule=wanted, language=language),
    )  # fmt: skip


class Flags(Sequence[Flag]):
    """A list of flags of which only those are put into words that somebody looks at.

    Args:
        rows: What was found.
        tell: Puts some of it into words.
    """

    def __init__(
        self, rows: Sequence[Mapping[str, Any]], tell: Callable[[Sequence[Mapping[str, Any]]], tuple[Flag, ...]]
    ):
        self._rows, self._tell = rows, tell

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Flag: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Flag, ...]: ...
    def __getitem__(self, at: int | slice) -> Flag | tuple[Flag, ...]:
        return self._tell(self._rows[at]) if isinstance(at, slice) else self._tell([self._rows[at]])[0]

    def __iter__(self) -> Iterator[Flag]:
        return iter(self[:])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self[:] == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # as other lists have none


def flags(workspace: Workspace, picture: Picture, *, rule: str = "", language: str = "en") -> Flags:
    """List flags, the latest first.

    Args:
        workspace: The workspace.
        picture: The picture.
        rule: Id of a rule; empty for the flags of all.
        language: The reader's.
    """
    rules, _ = rules_of(workspace)
    rows = [r for r in opened(picture).told("flag_list", indicator=rule, flag="") if r["indicator"] in rules]
    return Flags(rows, lambda some: _told(workspace, picture, some, language))


def still_counted(picture: Picture) -> int:
    """Count the suspended flags that the numbers of a picture still hold.

    A suspended flag has left every list at once; points, sectors and base rates were counted when the picture was
    built, and are counted without it when it is built anew.

    Args:
        picture: The picture.
    """
    if not picture.has("flags") or not suspended_flags(picture):
        return 0
    return int(whole_table(picture, "flags").num_rows - picture.table("flags").num_rows)


def flags_of(workspace: Workspace, picture: Picture, entity: str, *, language: str = "en") -> tuple[Flag, ...]:
    """List the flags on an entity, and those that name it; none for a natural person.

    Args:
        workspace: The workspace.
        picture: The picture.
        entity: The entity.
        language: The reader's.
    """
    return _told(workspace, picture, opened(picture).rows("flags_of", entity=entity), language)


def flag(workspace: Workspace, picture: Picture, wanted: str, *, language: str = "en") -> FlagSeen | None:
    """Tell one flag, with all that it rests on.

    Args:
        workspace: The workspace.
        picture: The picture.
        wanted: Its id.
        language: The reader's.
    Returns:
        The flag; None where there is none of this id.
    """
    own = opened(picture)
    rows = own.rows("flag_list", indicator="", flag=wanted) if wanted else []
    told = _told(workspace, picture, rows, language)
    if not told:
        return None
    row, short = rows[0], told[0]
    rules, _ = rules_of(workspace)
    rule = rules[short.indicator]
    reviewed = reviews_of(workspace, picture)
    (report,) = own.rows("indicator_rows", indicator=rule.id)
    named = captions(picture, row["others"], persons=False)
    return FlagSeen(
        short, _indicator(rules, report, reviewed, language), row["on"], row["population"],
        tuple((name, shown(value)) for name, value in json.loads(row["values"]).items()),
        tuple((e, named[e]) for e in row["others"] if e in named),
        tuple(Evidence(**e) for e in own.rows("flag_evidence", flag=wanted)),
        tuple(rule.in_words(rule.innocent, language)), rule.in_words(rule.false_if, language),
        _parameters(workspace, rule, report["parameters"], language),
        tuple(Review(r["verdict"], r["reviewer"], r["at"], r["reason"]) for r in reviewed.latest.get(wanted, [])),
    )  # fmt: skip


def shown(value: Any) -> str:
    """Write a value of a rule as text.

    Args:
        value: A number, a text, a truth value, nothing, or a list of them.
    """
    if isinstance(value, list):
        return ", ".join(shown(v) for v in value)
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return "" if value is None else str(value)


def _told(workspace: Workspace, picture: Picture, rows: Sequence[Mapping[str, Any]], language: str) -> tuple[Flag, ...]:
    rules, _ = rules_of(workspace)
    latest = reviews_of(workspace, picture).latest
    named = captions(picture, [r["subject"] for r in rows])
    found = []
    for r in rows:
        rule = rules.get(r["indicator"])
        if rule is not None:
            found.append(
                Flag(
                    r["flag"], rule.id, rule.in_words(rule.title, language), r["subject"],
                    named.get(r["subject"], f"({r['subject'][:8]})"), r["applies_to"],
                    flag_sentence(rule, r, named, language=language), r["at"], sureness(r["strength_bits"], language),
                    r["strength_bits"], r["base_rate"], r["false_share"], r["rows_cited"],
                    tuple(v["verdict"] for v in latest.get(r["flag"], [])),
                )
            )  # fmt: skip
    return tuple(found)


def _indicator(rules: Mapping[str, Rule], row: Mapping[str, Any], reviewed: Reviewed, language: str) -> Indicator:
    rule = rules[row["indicator"]]
    track = reviewed.track.get(rule.id)
    rate = row["subjects"] / row["population"] if row["population"] else None
    return Indicator(
        rule.id, row["version"], rule.in_words(rule.title, language), rule.in_words(rule.why, language),
        rule.applies_to, row["state"], row["reason"], row["flags"], row["population"], rate, row["false_share"],
        row["persons_left_out"],
        Track(**{k: v for k, v in track.items() if k != "indicator"}) if track else None,
    )  # fmt: skip


def _parameters(workspace: Workspace, rule: Rule, used: str, language: str) -> tuple[ParameterUsed, ...]:
    _, switches = rules_of(workspace)
    values: dict[str, Any] = json.loads(used) if used else {}
    reasons = switches.parameter_reasons.get(rule.id, {})
    return tuple(
        ParameterUsed(
            name,
            shown(values.get(name, p.value)),
            parameter_words("units", p.unit, language),
            reasons.get(name) or p.source,
            parameter_words("names", name, language),
        )
        for name, p in rule.parameters.items()
    )
