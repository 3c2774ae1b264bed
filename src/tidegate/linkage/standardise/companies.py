"""Names of companies, organisations and shops: what is left when form and spelling are taken off."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import yaml

from tidegate.linkage.standardise.texts import folded

LONGEST = 300
"""Letters of a name that are read."""

COLUMNS = pa.schema([
    pa.field("core", pa.list_(pa.string())), pa.field("squashed", pa.list_(pa.string())),
    pa.field("words", pa.list_(pa.string())), pa.field("initials", pa.list_(pa.string())),
    pa.field("form", pa.list_(pa.string())),
])  # fmt: skip
"""Lists, because one text may hold two names: `core` the words that tell, in order; `squashed` the same without
spaces, as they stand and sorted; `words` each of them; `initials` of three words and more; `form` the legal form in
short."""

_DOTS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)|(?<=\b[a-z])\. (?=[a-z]\.)")
_POSSESSIVE = re.compile(r"'s\b")
_STORE = re.compile(r"# ?0*(\d)")
_OTHER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class _Words:
    forms: Mapping[str, str]
    long_forms: Sequence[tuple[str, str]]
    empty: frozenset[str]
    split: re.Pattern[str]
    short: Mapping[str, str]


@cache
def _words() -> _Words:
    text = files(__package__).joinpath("words", "companies.yml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    pairs = [(w, short) for short, words in raw["legal_forms"].items() for w in words]
    long = sorted(((w, s) for w, s in pairs if " " in w), key=lambda p: -len(p[0]))
    splitters = "|".join(re.escape(s) for s in raw["splitters"])
    split = re.compile(rf"(?:^|[\s,;(])(?:{splitters})[\s:,]+", re.IGNORECASE)
    return _Words({w: s for w, s in pairs if " " not in w}, long, frozenset(raw["empty"]), split, raw["abbreviations"])


def standardise(raws: Sequence[str], options: Mapping[str, Any]) -> pa.Table:
    """Take names of companies apart.

    Args:
        raws: Distinct names.
        options: Not used.
    Returns:
        One row per name, in order (schema `COLUMNS`).
    Example:
        >>> t = standardise(["Waklin Limited T/A Cash Generator"], {})
        >>> t.select(["core", "form"]).to_pylist()
        [{'core': ['waklin', 'cash generator'], 'form': ['ltd']}]
    """
    del options
    columns: list[list[Any]] = [[] for _ in COLUMNS]
    for raw in raws:
        names = [n for n in _names(raw) if n[0]]
        words = [w for tokens, _ in names for w in tokens]
        row = (
            [" ".join(tokens) for tokens, _ in names],
            list(dict.fromkeys(s for tokens, _ in names for s in ("".join(tokens), "".join(sorted(tokens))))),
            list(dict.fromkeys(words)),
            ["".join(t[0] for t in tokens) for tokens, _ in names if len(tokens) > 2],
            list(dict.fromkeys(f for _, forms in names for f in forms)),
        )
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, COLUMNS, strict=True)], schema=COLUMNS)


def _names(raw: str) -> Iterator[tuple[list[str], list[str]]]:
    text = raw[:LONGEST]
    parts = _words().split.split(text) if _may_split(text) else [text]
    for part in parts:
        yield _one_name(part)


def _may_split(text: str) -> bool:
    low = text.lower()
    return (
        "/" in low or " as " in low or "dba" in low or "aka" in low or "naam" in low or "formerly" in low or ":" in low
    )


def _one_name(text: str) -> tuple[list[str], list[str]]:
    known = _words()
    plain = folded(text)
    # Most names hold none of these signs, and looking for a sign is much cheaper than for a pattern.
    if "." in plain:
        plain = _DOTS.sub("", plain)
    if "'" in plain:
        plain = _POSSESSIVE.sub("s", plain).replace("'", "")
    if "#" in plain:
        plain = _STORE.sub(r" \1", plain)
    plain = _OTHER.sub(" ", plain).strip()
    forms: list[str] = []
    for long, short in known.long_forms:
        if long in plain and re.search(rf"\b{long}\b", plain):
            plain, forms = re.sub(rf"\b{long}\b", " ", plain), [*forms, short]
    tokens = _joined_letters(plain.split())
    tokens = [known.short.get(t, t) for t in tokens]
    telling = [t for t in tokens if t not in known.forms and t not in known.empty]
    forms += [known.forms[t] for t in tokens if t in known.forms]
    if not telling:
        telling = [t for t in tokens if t not in known.forms] or tokens
    return [t.lstrip("0") or t for t in telling], forms


def _joined_letters(tokens: Sequence[str]) -> list[str]:
    """Put single letters that follow one another together: U S A, B P, J & J are names, not words."""
    joined: list[str] = []
    run: list[str] = []
    for token in tokens:
        if len(token) == 1 and token.isalpha():
            run.append(token)
            continue
        if run:
            joined.append("".join(run))
            run = []
        joined.append(token)
    return [*joined, "".join(run)] if run else joined
