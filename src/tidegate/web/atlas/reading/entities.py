"""One entity: what registers say of it, when, to what it is tied, and how sure it is that it is one.

A natural person has no flags, stands in no order, and no number of ties is told of him.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tidegate.picture.telling.material import SAID_BY
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.pipeline.workspace import Workspace
from tidegate.vocabulary import model
from tidegate.web.atlas.reading.captions import captions
from tidegate.web.atlas.reading.flags import Flag, flags_of
from tidegate.web.atlas.reading.opening import Opened, opened

PAGE = 200
"""Ties and moments of one page."""

MOST_RECORDS = 60
"""Versions of records that are laid beside each other."""

_SCHEMATA = {
    "organisation": ("Company", "LegalEntity", "Organization", "PublicBody"), "person": ("Person", "LegalEntity"),
    "premises": ("Premises",), "establishment": ("Establishment",),
}  # fmt: skip
"""Linkage model to the schemata of the records it makes one."""

_LINKED = frozenset(s for names in _SCHEMATA.values() for s in names)

WITHHELD = frozenset({"nationality", "birthCountry", "birthPlace", "ethnicity", "religion", "political", "citizenship",
                      "spokenLanguage", "gender", "appearance", "height", "weight", "eyeColor",
                      "hairColor"})  # fmt: skip
"""Properties that are shown on no page, whichever register gives them: they say nothing about a situation."""


@dataclass(frozen=True)
class EntityTie:
    """A tie of an entity.

    Args:
        tie: Its id.
        other: The entity at the other end.
        way: `from it` or `to it`.
        caption: What the other is called.
        other_kind: What the other is.
        natural: Whether the other is a natural person, or may be one.
        personal: Whether the other's data are personal.
        kind: Kind of tie, a schema.
        role: In the register's words.
        control: The control it gives.
        share: Part of the whole.
        amount: Sum over its rows.
        currency: Of the amount.
        lasting: Whether it holds until it ends.
        valid_from: First day.
        valid_to: Last day.
        register: Register of the row that says so.
        file: Its file.
        row_number: Its row.
        record_id: Its record.
        bits: The weaker of the links of its two ends.
        registers: All registers that say so.
        in_force: Whether it holds on the day of the picture.
    """

    tie: str
    other: str
    way: str
    caption: str | None
    other_kind: str | None
    natural: bool
    personal: bool
    kind: str
    role: str | None
    control: str | None
    share: float | None
    amount: float | None
    currency: str | None
    lasting: bool
    valid_from: date | None
    valid_to: date | None
    register: str
    file: str | None
    row_number: int | None
    record_id: str
    bits: float | None
    registers: tuple[str, ...]
    in_force: bool


@dataclass(frozen=True)
class Moment:
    """Something that happened, with what says so.

    Args:
        day: The day; the first of the month where only that is known.
        precise: Whether the day is known, not only the month or year.
        what: Schema and property, or schema and kind of the event.
        value: What the register says.
        register: The register.
        file: The delivered file; absent where several rows are summed up.
        row_number: The row in it.
        other: Entity it happened with; absent where there is none.
        caption: What that is called.
    """

    day: date
    precise: bool
    what: tuple[str, str]
    value: str
    register: str
    file: str | None = None
    row_number: int | None = None
    other: str | None = None
    caption: str | None = None


@dataclass(frozen=True)
class Said:
    """A property with a value, and the registers that give it.

    Args:
        property: Name of the property.
        label: What the vocabulary calls it.
        value: The value.
        registers: Registers that give it, sorted.
        last: Last delivery that gave it.
        current: Whether a version that still holds says so.
    """

    property: str
    label: str
    value: str
    registers: tuple[str, ...]
    last: str
    current: bool


@dataclass(frozen=True)
class Refers:
    """A property by which records point to another entity.

    Args:
        property: Name of the property.
        label: What the vocabulary calls it.
        entity: The entity.
        caption: What that is called.
    """

    property: str
    label: str
    entity: str
    caption: str


@dataclass(frozen=True)
class Control:
    """A controlling interest.

    Args:
        holder: Who has it.
        company: Over what.
        holder_caption: What the holder is called.
        company_caption: What the company is called.
        holder_natural: Whether the holder is a natural person.
        by: By what.
        direct: Part held itself.
        effective: Part held itself and through others.
        commanded: Part held itself and by companies that it commands.
        beneficial: Whether above the threshold of a beneficial owner.
        majority: Whether it commands more than half.
        steps: Ties of the shortest chain.
        circular: Whether a chain passes through a circle.
        alone: Whether it is the only one.
        registers: Registers of the chain.
    """

    holder: str
    company: str
    holder_caption: str | None
    company_caption: str | None
    holder_natural: bool
    by: str
    direct: float | None
    effective: float | None
    commanded: float | None
    beneficial: bool
    majority: bool
    steps: int
    circular: bool
    alone: bool
    registers: tuple[str, ...]


@dataclass(frozen=True)
class Opaque:
    """Why an ownership cannot be seen through.

    Args:
        situation: Which.
        share: The part that it is about.
        members: Entities of the circle.
        registers: Registers that show it.
    """

    situation: str
    share: float | None
    members: tuple[str, ...]
    registers: tuple[str, ...]


@dataclass(frozen=True)
class Attached:
    """A record that is held to be the entity.

    Args:
        register: Its register.
        file: Its file.
        row_number: Its row.
        record_id: The record.
        bits: Weight of its strongest link to the rest.
    """

    register: str
    file: str | None
    row_number: int | None
    record_id: str
    bits: float


@dataclass(frozen=True)
class EntitySeen:
    """One entity.

    Args:
        entity: Its id.
        kind: What it is.
        schema: The narrowest schema of its records.
        caption: What it is called.
        natural: Whether it is a natural person, or may be one.
        personal: Whether its data are personal.
        because: Why they are.
        registers: Registers that know it.
        records: Versions of records; absent where linkage does not make such things one.
        known_from: First delivery that knew it.
        known_to: First delivery that knew it no longer.
        said: What registers say of it.
        refers: To what its records refer, such as the holder of a permit.
        timeline: What happened, the latest first.
        ties: Its ties, those in force first.
        more_ties: Whether there are more than those.
        flags: Flags on it and that name it; none for a natural person.
        above: Who controls it.
        below: What it controls; empty for a natural person, whose holdings are seen at the companies.
        opaque: Why its ownership cannot be seen through.
        attached: The records held to be it, the weakest first.
    """

    entity: str
    kind: str
    schema: str | None
    caption: str | None
    natural: bool
    personal: bool
    because: str | None
    registers: tuple[str, ...]
    records: int | None
    known_from: date | None
    known_to: date | None
    said: tuple[Said, ...]
    refers: tuple[Refers, ...]
    timeline: tuple[Moment, ...]
    ties: tuple[EntityTie, ...]
    more_ties: bool
    flags: tuple[Flag, ...]
    above: tuple[Control, ...]
    below: tuple[Control, ...]
    opaque: tuple[Opaque, ...]
    attached: tuple[Attached, ...]


def entity(
    workspace: Workspace, picture: Picture, wanted: str, *, language: str = "en", offset: int = 0
) -> EntitySeen | None:
    """Tell one entity.

    Args:
        workspace: The workspace.
        picture: The picture.
        wanted: Its id.
        language: The reader's.
        offset: Ties to pass over.
    Returns:
        The entity; None where the picture knows none of this id.
    """
    own = opened(picture)
    nodes = own.rows("entity_node", entity=wanted)
    node = nodes[0] if nodes else _happening(own, wanted)
    if node is None:
        return None
    told = ties(picture, wanted, limit=PAGE + 1, offset=offset)
    versions = list(_versions(own, node))
    control = [Control(**_tuples(r)) for r in own.rows("entity_control", entity=wanted, limit=PAGE)]
    shown = told[:PAGE]
    return EntitySeen(
        wanted, node["kind"], node["schema"], node["caption"], node["natural"], node["personal"], node["because"],
        tuple(node["registers"] or ()), node["records"], node["known_from"], node["known_to"],
        _said(versions), _refers(picture, versions), _timeline(own, wanted, versions, shown), shown, len(told) > PAGE,
        () if node["natural"] else flags_of(workspace, picture, wanted, language=language),
        tuple(c for c in control if c.company == wanted),
        tuple(c for c in control if c.holder == wanted and not node["natural"]),
        tuple(Opaque(**_tuples(r)) for r in own.rows("entity_opaque", entity=wanted)),
        tuple(Attached(**r) for r in own.rows("entity_attached", entity=wanted, limit=MOST_RECORDS)),
    )  # fmt: skip


def ties(picture: Picture, wanted: str, *, kind: str = "", limit: int = PAGE, offset: int = 0) -> tuple[EntityTie, ...]:
    """List the ties of an entity, those in force first.

    Args:
        picture: The picture.
        wanted: The entity.
        kind: Kind of tie; empty for all.
        limit: Ties at most.
        offset: Ties to pass over.
    """
    on = date.fromisoformat(picture.manifest["on"])
    rows = opened(picture).rows("entity_ties", entity=wanted, on=on, kind=kind, limit=limit, offset=offset)
    return tuple(EntityTie(**_tuples(r)) for r in rows)


def _versions(own: Opened, node: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the versions of the entity's records, each with its schema."""
    for schema in _SCHEMATA.get(node["model"] or "", (node["schema"] or "",)):
        for row in own.records(schema, node["entity"]):
            yield schema, row


def _happening(own: Opened, wanted: str) -> dict[str, Any] | None:
    """Find what is no node of the network: a permit, a deal, a payment."""
    for schema in (s for s in own.schemata if s not in _LINKED):
        versions = own.records(schema, wanted)
        if versions:
            told = " ".join(str(versions[-1][c]) for c in SAID_BY.get(schema, ()) if versions[-1].get(c))
            latest = versions[-1]
            return {
                "entity": wanted, "kind": model().schemata[schema].label.lower(), "schema": schema,
                "caption": told or None,
                "natural": False, "personal": False, "because": None, "model": None, "records": len(versions),
                "registers": sorted({v["register"] for v in versions}), "known_from": versions[0]["known_from"],
                "known_to": latest["known_to"],
            }  # fmt: skip
    return None


def _refers(picture: Picture, versions: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[Refers, ...]:
    found: dict[tuple[str, str], str] = {}
    for schema, row in versions:
        properties = model().schemata[schema].properties
        found |= {
            (n, str(v)): properties[n].label for n, v in row.items() if v and n in properties and properties[n].range
        }
    named = captions(picture, [e for _, e in found])
    return tuple(Refers(n, label, e, named[e]) for (n, e), label in sorted(found.items()) if e in named)


def _said(versions: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[Said, ...]:
    found: dict[tuple[str, str], list[tuple[str, str, bool]]] = {}
    for schema, row in versions:
        properties = model().schemata[schema].properties
        for name, value in row.items():
            known = properties.get(name)
            if value in (None, "") or known is None or known.stub or name in WITHHELD or known.range:
                continue
            delivered = str(row["delivery_date"] or row["known_from"] or "")
            key = (name, " ".join(str(value).split()))
            found.setdefault(key, []).append((row["register"], delivered, row["known_to"] is None))
    labels = {n: p.label for schema, _ in versions for n, p in model().schemata[schema].properties.items()}
    said = [
        Said(n, labels[n], v, tuple(sorted({r for r, _, _ in by})), max(d for _, d, _ in by), any(c for _, _, c in by))
        for (n, v), by in found.items()
    ]
    return tuple(
        sorted(said, key=lambda s: (s.property not in {"name", "address"}, s.property, not s.current, s.value))
    )


def _timeline(
    own: Opened, wanted: str, versions: Sequence[tuple[str, Mapping[str, Any]]], told: Sequence[EntityTie]
) -> tuple[Moment, ...]:
    moments = {*_dated(versions)}
    for tie in told:
        role = tie.role or tie.kind
        ends = (
            {"begins": tie.valid_from, "ends": tie.valid_to}
            if tie.lasting
            else {"happens": tie.valid_to or tie.valid_from}
        )
        moments |= {
            Moment(day, True, (tie.kind, what), role, tie.register, tie.file, tie.row_number, tie.other, tie.caption)
            for what, day in ends.items() if day is not None
        }  # fmt: skip
    events = own.rows("entity_events", entity=wanted, limit=PAGE)
    moments |= {Moment(r["month"], False, (r["schema"], r["kind"]), f"{r['events']:,}", r["register"]) for r in events}
    return tuple(sorted(moments, key=lambda m: (m.day, m.what, m.value, m.register), reverse=True))


def _dated(versions: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[Moment]:
    seen = set()
    for schema, row in versions:
        for name in row:
            first = row.get(f"{name}_from")
            if first is None or name in {"known", "valid"} or (schema, name, row[name], row["register"]) in seen:
                continue
            seen.add((schema, name, row[name], row["register"]))
            precise = first == row.get(f"{name}_to")
            yield Moment(
                first, precise, (schema, name), str(row[name]), row["register"], row["file"], row["row_number"]
            )


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
