"""A covenant described in one YAML file, read into values or refused with every fault at once.

The file holds `covenant` (its id), `title`, `version`, `in_force` (`from`, `until`), `partners` (`id`, `name`,
`enforcement`), `purposes` (`id`, `title`) and `clauses`. One clause gives one partner for one purpose the registers,
the data classes, a sensitivity and the methods it needs, and names the law on which that rests.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tidegate.errors import CovenantError
from tidegate.vocabulary import data_classes, sensitivities

METHODS = ("linkage", "network", "places", "indicators", "evaluation")
"""What may be done with the registers of a clause."""

_WORDS = {"covenant", "title", "version", "note", "in_force", "partners", "purposes", "clauses"}
_CLAUSE_WORDS = {
    "partner", "purpose", "registers", "data_classes", "sensitivity", "methods", "legal_basis", "from", "until", "note",
}  # fmt: skip
_ONLY_A_COVENANT = re.compile(r"\W*(the |this )?(covenant|agreement|protocol)\b.{0,60}", re.IGNORECASE)
_LAW = re.compile(
    r"\b(act|art(icle|ikel)?\.?|law|code|by-?law|ordinance|section|§|regulation|directive|gdpr|statute|wet|verordening)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Partner:
    """Who takes part.

    Args:
        id: Its id.
        name: What it is called, in English where the covenant says it in several languages.
        enforcement: Whether it has powers of enforcement (police, prosecutor, tax, customs, an inspectorate).
        names: Language to what it is called.
    """

    id: str
    name: str
    enforcement: bool
    names: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Clause:
    """What one partner may use for one purpose, and by what right.

    Args:
        partner: Id of the partner.
        purpose: Id of the purpose.
        registers: Ids of the registers.
        data_classes: Classes of data.
        sensitivity: The narrowest circle it reaches into; registers with a narrower one are outside.
        methods: What may be done, of `METHODS`.
        legal_basis: The law it rests on, in English where the covenant says it in several languages; so the ledger and
            a picture name it.
        since: First day on which it holds; None from the covenant's first day.
        until: Last day on which it holds; None until the covenant's last day.
        bases: Language to the law it rests on.
    """

    partner: str
    purpose: str
    registers: tuple[str, ...]
    data_classes: tuple[str, ...]
    sensitivity: str
    methods: tuple[str, ...]
    legal_basis: str
    since: date | None = None
    until: date | None = None
    # Another translation is no other clause: a picture names a clause by the hash of how it is written out.
    bases: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class RegisterFacts:
    """What a covenant is held against: the lawful part of a register's description.

    Args:
        id: Its id.
        purposes: Purposes it may be used for.
        data_classes: Classes of data it holds, those of single columns included.
        sensitivity: Its sensitivity.
        statements: `facts` or `assessments`.
    """

    id: str
    purposes: tuple[str, ...]
    data_classes: tuple[str, ...]
    sensitivity: str
    statements: str


@dataclass(frozen=True)
class Covenant:
    """What the partners of a city agreed.

    Args:
        id: Its id.
        title: Language to title.
        version: Its version.
        since: First day on which it holds; None without a beginning.
        until: Last day on which it holds; None without an end.
        partners: Who takes part.
        purposes: Id of each purpose to its title by language.
        clauses: What it gives.
        notes: What a person should know, such as a grant that reaches nothing.
    """

    id: str
    title: Mapping[str, str]
    version: int
    since: date | None
    until: date | None
    partners: tuple[Partner, ...]
    purposes: Mapping[str, Mapping[str, str]]
    clauses: tuple[Clause, ...]
    notes: tuple[str, ...] = field(default=())

    def partner(self, name: str) -> Partner | None:
        """Give a partner by its id.

        Args:
            name: The id.
        Returns:
            The partner; None where there is none of this id.
        """
        return next((p for p in self.partners if p.id == name), None)


def read_covenant(path: Path, registers: Sequence[RegisterFacts]) -> Covenant:
    """Read a covenant and hold it against itself and against the registers.

    Args:
        path: The file.
        registers: The registers of the workspace.
    Returns:
        The covenant.
    Raises:
        CovenantError: It cannot be read, contradicts itself or a register, or a clause rests on no law.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise CovenantError(
            where=str(path), what="there is no covenant", mend="write one; without it no picture is built"
        ) from fault
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise CovenantError(where=str(path), what=f"it cannot be read ({fault})", mend="correct the file") from fault
    faults: list[str] = []
    covenant = _covenant(data, registers, faults) if isinstance(data, Mapping) else None
    if covenant is None or faults:
        raise CovenantError(
            where=str(path), what="; ".join(faults) or "it is not a mapping", mend="correct these parts of the covenant"
        )
    return covenant


def _covenant(data: Mapping[str, Any], registers: Sequence[RegisterFacts], faults: list[str]) -> Covenant:
    faults.extend(f"'{w}' is not a word of a covenant" for w in sorted(map(str, set(data) - _WORDS)))
    name = str(data.get("covenant") or "")
    if not name:
        faults.append("covenant is missing: give it an id")
    force = data.get("in_force") or {}
    since, until = (_day(force.get(w), f"in_force.{w}", faults) for w in ("from", "until"))
    if since and until and since > until:
        faults.append(f"in_force ends on {until} before it begins on {since}")
    partners = tuple(
        Partner(
            str(p.get("id")),
            _main(_words(p.get("name"))) or str(p.get("id")),
            bool(p.get("enforcement", True)),
            _words(p.get("name")),
        )
        for p in _mappings(data, "partners", faults)
    )
    purposes = {str(p.get("id")): _words(p.get("title")) for p in _mappings(data, "purposes", faults)}
    _once([p.id for p in partners], "partner", faults)
    _once([str(p.get("id")) for p in _mappings(data, "purposes", [])], "purpose", faults)
    notes: list[str] = []
    clauses = []
    for number, entry in enumerate(_mappings(data, "clauses", faults), start=1):
        clause = _clause(entry, f"clause {number}", faults)
        _hold(clause, f"clause {number}", {p.id for p in partners}, purposes, registers, faults, notes)
        clauses.append(clause)
    _once([f"{c.partner}, {c.purpose}" for c in clauses], "clause for", faults)
    version = data.get("version", 1)
    if not isinstance(version, int):
        faults.append(f"version is '{version}', and should be a whole number")
        version = 0
    return Covenant(
        name, _words(data.get("title")), version, since, until, partners, purposes, tuple(clauses), tuple(notes)
    )


def _clause(entry: Mapping[str, Any], where: str, faults: list[str]) -> Clause:
    faults.extend(f"{where}: '{w}' is not a word of a clause" for w in sorted(map(str, set(entry) - _CLAUSE_WORDS)))
    # A clause that names no methods asks for reading and putting together alone.
    methods = entry.get("methods", ["linkage"])
    bases = {language: " ".join(text.split()) for language, text in _words(entry.get("legal_basis")).items()}
    return Clause(
        partner=str(entry.get("partner") or ""), purpose=str(entry.get("purpose") or ""),
        registers=_names(entry.get("registers")), data_classes=_names(entry.get("data_classes")),
        sensitivity=str(entry.get("sensitivity") or ""), methods=_names(methods),
        legal_basis=_main(bases), bases=bases,
        since=_day(entry.get("from"), f"{where}, from", faults),
        until=_day(entry.get("until"), f"{where}, until", faults),
    )  # fmt: skip


def _hold(
    clause: Clause, where: str, partners: Collection[str], purposes: Collection[str],
    registers: Sequence[RegisterFacts], faults: list[str], notes: list[str],
) -> None:  # fmt: skip
    """Hold a clause against the covenant's own lists and against the registers."""
    if clause.partner not in partners:
        faults.append(f"{where}: partner '{clause.partner}' is none of the covenant's partners")
    if clause.purpose not in purposes:
        faults.append(f"{where}: purpose '{clause.purpose}' is none of the covenant's purposes")
    if clause.sensitivity not in sensitivities():
        faults.append(f"{where}: sensitivity is '{clause.sensitivity}', not one of {', '.join(sensitivities())}")
    for word, given, known in (
        ("data class", clause.data_classes, data_classes()),
        ("method", clause.methods, METHODS),
    ):
        faults.extend(f"{where}: {word} '{n}' does not exist" for n in given if n not in known)
    for word, given in (("registers", clause.registers), ("data_classes", clause.data_classes)):
        if not given:
            faults.append(f"{where}: {word} should be a list with at least one name")
    if "network" in clause.methods and "linkage" not in clause.methods:
        faults.append(f"{where}: network is given without linkage, on which it rests")
    _hold_basis(clause, where, faults)
    _hold_registers(clause, where, {r.id: r for r in registers}, faults, notes)


def _hold_basis(clause: Clause, where: str, faults: list[str]) -> None:
    if not clause.legal_basis:
        faults.append(f"{where}: legal_basis is missing: name the article of law (a covenant alone is none)")
    faults.extend(
        f"{where}: its legal basis, '{basis}', names no law; a covenant is none of its own"
        for basis in clause.bases.values()
        if basis and (_ONLY_A_COVENANT.fullmatch(basis) or not _LAW.search(basis))
    )


def _hold_registers(
    clause: Clause, where: str, known: Mapping[str, RegisterFacts], faults: list[str], notes: list[str]
) -> None:
    held: set[str] = set()
    for name in clause.registers:
        register = known.get(name)
        if register is None:
            faults.append(f"{where}: there is no register '{name}'")
            continue
        held |= set(register.data_classes)
        if clause.purpose not in register.purposes:
            faults.append(
                f"{where}: register '{name}' may not be used for '{clause.purpose}' "
                f"(its purposes are {', '.join(register.purposes)})"
            )
        circles = sensitivities()
        if clause.sensitivity in circles and circles[register.sensitivity] > circles[clause.sensitivity]:
            faults.append(
                f"{where}: register '{name}' is {register.sensitivity}, the clause reaches no further than "
                f"{clause.sensitivity}"
            )
    if held:
        unused = [c for c in clause.data_classes if c not in held]
        notes.extend(f"{where}: none of its registers holds the data class '{c}'." for c in unused)


def _once(names: Sequence[str], what: str, faults: list[str]) -> None:
    faults.extend(f"{what} '{n}' stands there twice" for n in sorted({n for n in names if list(names).count(n) > 1}))


def _mappings(data: Mapping[str, Any], word: str, faults: list[str]) -> list[Mapping[str, Any]]:
    value = data.get(word)
    entries = value if isinstance(value, list) else []
    found = [e for e in entries if isinstance(e, Mapping)]
    if not found or len(found) < len(entries):
        faults.append(f"{word} should be a list of mappings with at least one entry")
    return found


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()


def _words(value: object) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {str(k): str(v) for k, v in value.items()}
    return {"en": str(value)} if value else {}


def _main(texts: Mapping[str, str]) -> str:
    return texts.get("en") or next(iter(texts.values()), "")


def _day(value: object, where: str, faults: list[str]) -> date | None:
    if value is None or (isinstance(value, date) and not hasattr(value, "hour")):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        faults.append(f"{where} is '{value}', and should be a day such as 2025-01-31")
        return None
