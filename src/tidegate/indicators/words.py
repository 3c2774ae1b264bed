"""Flags and rules in words that a council member understands."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tidegate.indicators.naming import parameter_words
from tidegate.indicators.rule import Rule
from tidegate.indicators.strength import strength_in_words

_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
    ),
}  # fmt: skip


def flag_sentence(rule: Rule, flag: Mapping[str, Any], captions: Mapping[str, str], *, language: str = "en") -> str:
    """Write the sentences of a flag.

    Args:
        rule: The rule that raised it.
        flag: A row of the flags.
        captions: Entity to what it is called.
        language: `en` or `nl`; where the rule has no text in it, English.
    Returns:
        The sentences.
    Example:
        >>> from tidegate.indicators import shipped_rules
        >>> rule = next(r for r in shipped_rules() if r.id == "failures_then_new_account")
        >>> values = '{"failures": 2, "last_failure": "2024-05-01", "days": 31, "class": "unrelated names"}'
        >>> text = flag_sentence(rule, {"subject": "l1", "values": values}, {"l1": "Quay 4"})
        >>> text[:72]
        'At Quay 4 2 inspections were failed, the last on 1 May 2024, and 31 days'
    """
    language = language if language in rule.sentence else "en"
    words = rule.words.get(language, {})
    values = {name: p.value for name, p in rule.parameters.items()}
    values |= {k: flag[k] for k in ("at", "on") if k in flag} | json.loads(flag["values"])
    shown = {name: words.get(text := _shown(value, language), text) for name, value in values.items()}
    subject = captions.get(flag["subject"]) or flag["subject"]
    return rule.sentence[language].format(**shown, subject=subject, key=flag.get("key", ""))


def _shown(value: Any, language: str) -> str:
    """Write a value as people read it; a text that is a day as a day."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "unknown"}[value]
    if isinstance(value, int | float):
        return _number(float(value), language)
    if isinstance(value, list):
        return ", ".join(_shown(v, language) for v in value)
    day = value if isinstance(value, date) else _day(str(value))
    return f"{day.day} {_MONTHS.get(language, _MONTHS['en'])[day.month - 1]} {day.year}" if day else str(value)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2024-05-01") else None
    except ValueError:
        return None


def _number(value: float, language: str) -> str:
    text = f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text


def explain_rule(rule: Rule, *, language: str = "en") -> list[str]:
    """Say what a rule looks for, why, and what would make it false.

    Args:
        rule: The rule.
        language: `en` or `nl`; where the rule has no text in it, English.
    Returns:
        One line per statement.
    """
    title, why, false_if = (rule.in_words(t, language) for t in (rule.title, rule.why, rule.false_if))
    lines = [f"{title} ({rule.id}, version {rule.version}).", why, f"It says: {rule.in_words(rule.sentence, language)}"]
    lines += [f"Innocent: {text}" for text in rule.in_words(rule.innocent, language)]
    lines += [f"It is false if: {false_if}"]
    lines += [
        f"{parameter_words('names', name, language)} is {_shown(p.value, language)} "
        f"({parameter_words('units', p.unit, language)}). {p.source}."
        for name, p in rule.parameters.items()
    ]
    lines += [f"It is about: {rule.applies_to}, never a person. It reads: {', '.join(rule.data_classes)}."]
    lines += [f"Source: {rule.source}. To be looked at again by {_shown(rule.review, language)}."]
    return lines if rule.on_by_default else [*lines, f"Off unless a city switches it on: {rule.off_because}"]


def explain_flag(
    rule: Rule, flag: Mapping[str, Any], evidence: Sequence[Mapping[str, Any]], captions: Mapping[str, str],
    *, track: Mapping[str, Any] | None = None, language: str = "en",
) -> list[str]:  # fmt: skip
    """Say what a flag rests on and how far it can be trusted.

    Args:
        rule: The rule that raised it.
        flag: A row of the flags.
        evidence: The rows that prove it.
        captions: Entity to what it is called.
        track: The rule's row of the track record; None where nobody reviewed a flag of it.
        language: `en` or `nl`; where the rule has no text in it, English.
    Returns:
        One line per statement.
    """
    lines = [flag_sentence(rule, flag, captions, language=language)]
    lines += [f"Innocent: {text}" for text in rule.in_words(rule.innocent, language)]
    lines += [f"It is false if: {rule.in_words(rule.false_if, language)}"]
    rarity = f"{flag['base_rate']:.2%} of {flag['population']:,} looked at are flagged"
    lines += [f"{rarity}; {strength_in_words(flag['strength_bits'])}."]
    if flag["false_share"] is not None:
        lines += [
            f"For a flag as rare as this, wrong links alone may explain up to {flag['false_share']:.0%} of such flags."
        ]
    if track and track["decided"]:
        low, high = track["low"], track["high"]
        lines += [
            f"Of {track['decided']} reviewed flags of this rule {track['justified']} were justified "
            f"({low:.0%} to {high:.0%} with 95 % confidence)."
        ]
    lines += [f"Rests on {e['register']}, {e['file']}, row {e['row_number']} ({e['delivery_date']})." for e in evidence]
    return [*lines, f"Rule {rule.id}, version {rule.version}; known up to {_shown(flag['on'], language)}."]
