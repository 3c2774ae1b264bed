"""By what right a register may be used; without it, no row is read."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tidegate.vocabulary import data_classes, sensitivities, statements

_DURATION = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


@dataclass(frozen=True)
class Duration:
    """A length of time by the calendar.

    Args:
        months: Whole months.
        days: Further days.
    """

    months: int
    days: int


@dataclass(frozen=True)
class Lawful:
    """The lawful part of a register's description.

    Args:
        holder: Who keeps the register.
        legal_basis: Articles of law, each in words.
        purposes: Purposes it may be used for.
        data_classes: Classes of data it holds.
        sensitivity: One of the vocabulary's sensitivities.
        statements: One of the vocabulary's statements.
        retention: How long a row may be kept; None where it is open data without an end.
        retention_from: `end` of validity, or `delivery`.
        refresh: How often a delivery is due; None for a closed set.
        column_classes: Columns whose class is another than the register's.
    """

    holder: str
    legal_basis: tuple[str, ...]
    purposes: tuple[str, ...]
    data_classes: tuple[str, ...]
    sensitivity: str
    statements: str
    retention: Duration | None
    retention_from: str
    refresh: Duration | None
    column_classes: Mapping[str, str]


def parse_duration(text: object) -> Duration | None:
    """Read a length of time.

    Args:
        text: ISO 8601, such as P5Y, P1M, P14D.
    Returns:
        The duration; None where the text is none.
    Source:
        ISO 8601-1:2019, section 5.5.2.
    Example:
        >>> parse_duration("P1Y6M")
        Duration(months=18, days=0)
    """
    match = _DURATION.fullmatch(str(text))
    if match is None:
        return None
    years, months, weeks, days = (int(g or 0) for g in match.groups())
    return Duration(12 * years + months, 7 * weeks + days)


def parse_lawful(data: object, faults: list[str]) -> Lawful | None:
    """Read the lawful part, telling every fault at once.

    Args:
        data: The part as YAML gives it; None where it is missing.
        faults: Takes one sentence per fault.
    Returns:
        The lawful part; None where it has a fault.
    """
    if not isinstance(data, Mapping):
        faults.append("it has no lawful part (holder, legal_basis, purposes, data_classes, sensitivity ...)")
        return None
    before = len(faults)
    holder = str(data.get("holder") or "").strip()
    if not holder:
        faults.append("holder is missing: who keeps the register")
    lawful = Lawful(
        holder=holder,
        legal_basis=_legal_basis(data.get("legal_basis"), faults),
        purposes=_names(data, "purposes", faults),
        data_classes=_known(_names(data, "data_classes", faults), faults),
        sensitivity=_one_of(data, "sensitivity", sensitivities(), faults),
        statements=_one_of(data, "statements", statements(), faults),
        retention=_retention(data.get("retention"), faults),
        retention_from=_retention_from(data.get("retention"), faults),
        refresh=_refresh(data.get("refresh"), faults),
        column_classes=_column_classes(data.get("column_classes"), faults),
    )
    return lawful if len(faults) == before else None


def _names(data: Mapping[str, Any], word: str, faults: list[str]) -> tuple[str, ...]:
    value = data.get(word)
    names = tuple(str(v) for v in value) if isinstance(value, list) else ()
    if not names:
        faults.append(f"{word} should be a list with at least one name")
    return names


def _legal_basis(value: object, faults: list[str]) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else [value] if value else []
    texts = []
    for entry in entries:
        parts = [str(v) for v in entry.values() if v] if isinstance(entry, Mapping) else [str(entry)]
        texts.append("; ".join(parts))
    if not any(texts):
        faults.append("legal_basis is missing: name the article of law (a covenant alone is none)")
    elif all(re.fullmatch(r"\W*(the )?covenant\b.{0,40}", t, re.IGNORECASE) for t in texts):
        faults.append("legal_basis names only a covenant, which is no legal basis of its own")
    return tuple(texts)


def _known(names: tuple[str, ...], faults: list[str]) -> tuple[str, ...]:
    known = data_classes()
    faults.extend(
        f"data class '{n}' does not exist; known are {', '.join(sorted(known))}" for n in names if n not in known
    )
    return names


def _one_of(data: Mapping[str, Any], word: str, allowed: Collection[str], faults: list[str]) -> str:
    value = str(data.get(word) or "")
    if value not in allowed:
        faults.append(f"{word} is '{value}', and should be one of {', '.join(allowed)}")
    return value


def _retention(value: object, faults: list[str]) -> Duration | None:
    if value == "unlimited":
        return None
    period = value.get("period") if isinstance(value, Mapping) else None
    duration = parse_duration(period)
    if duration is None:
        faults.append(
            f"retention.period is '{period}', and should be a length of time such as P5Y, or retention: unlimited"
        )
    return duration


def _retention_from(value: object, faults: list[str]) -> str:
    start = str(value.get("from") or "end") if isinstance(value, Mapping) else "end"
    if start not in {"end", "delivery"}:
        faults.append(f"retention.from is '{start}', and should be 'end' (of validity) or 'delivery'")
    return start


def _refresh(value: object, faults: list[str]) -> Duration | None:
    if value == "once":
        return None
    duration = parse_duration(value)
    if duration is None:
        faults.append(f"refresh is '{value}', and should be a length of time such as P1M, or 'once'")
    return duration


def _column_classes(value: object, faults: list[str]) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        faults.append("column_classes should be a mapping of columns to data classes")
        return {}
    classes = {str(k): str(v) for k, v in value.items()}
    _known(tuple(classes.values()), faults)
    return classes
