"""A first description of an unknown file: guessed types, a guessed mapping, and no value of it."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import yaml

from tidegate.formats import Limits, ReadOptions, read
from tidegate.registers.check import distinct_values
from tidegate.registers.mapping import Kind, clean_distinct
from tidegate.tables import Session
from tidegate.vocabulary import Model

DATE_PATTERNS = ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y%m%d", "%d-%b-%Y", "%d %B %Y")
"""Patterns tried for dates that are not ISO 8601, day first before month first."""

ENOUGH = 0.95
"""Share of the distinct values that must be of a type for the column to be guessed as that type."""

_NUMBER = {".": re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?"), ",": re.compile(r"-?\d{1,3}(\.\d{3})*,\d+")}


@dataclass(frozen=True)
class ColumnGuess:
    """What a column seems to hold.

    Args:
        name: The column.
        type: Guessed type: date, number, country, email, url, or text.
        pattern: Pattern of its dates; empty for ISO 8601 and for other types.
        decimal: Before the fraction, for numbers.
        distinct: Distinct values in the sample.
        unique: Whether no value stands twice in the file and every row has one.
        meaning: Guessed schema and property; empty where nothing fits.
    """

    name: str
    type: str
    pattern: str
    decimal: str
    distinct: int
    unique: bool
    meaning: tuple[str, str] | tuple[()]


@dataclass(frozen=True)
class Description:
    """A first description of a file.

    Args:
        text: YAML for `registers/<name>.yml`, with comments; its lawful part is left to a person.
        columns: The guesses behind it.
        rows: Rows of the file.
    """

    text: str
    columns: tuple[ColumnGuess, ...]
    rows: int


def describe_file(
    session: Session, path: Path, model: Model, *, scratch: Path, limits: Limits, options: ReadOptions | None = None
) -> Description:
    """Write a first description of a file.

    Args:
        session: An engine that sees the file and the scratch folder.
        path: The file.
        model: The vocabulary.
        scratch: Folder for what must be unpacked on the way.
        limits: How much of the machine the file may take.
        options: How to read it, where that is known.
    Returns:
        The description; only structure goes into it, no value.
    Raises:
        DeliveryError: The file cannot be read.
    """
    given = options or ReadOptions()
    reading = read(path, given, session=session, name="delivered", scratch=scratch, limits=limits)
    guesses = tuple(_guess(session, column, reading.rows_in, model) for column in reading.columns)
    text = _yaml(path, reading.format, reading.encoding, reading.delimiter, given, guesses, reading.notes)
    return Description(text, guesses, reading.rows_in)


def _guess(session: Session, column: str, rows: int, model: Model) -> ColumnGuess:
    values = [v.strip() for v in distinct_values(session, column) if v.strip()]
    kind, pattern, decimal = _type(values)
    quoted = '"' + column.replace('"', '""') + '"'
    (counts,) = session.rows(f"select count({quoted}) as n, count(distinct {quoted}) as d from delivered")  # noqa: S608
    unique = bool(rows) and counts["n"] == counts["d"] == rows
    return ColumnGuess(column, kind, pattern, decimal, counts["d"], unique, _meaning(column, model))


def _type(values: list[str]) -> tuple[str, str, str]:
    if not values:
        return "text", "", ""
    for pattern in ("", *DATE_PATTERNS):
        looks = [
            v for v in values if re.search(r"\d{4}|\d\d-\w{3}", v) and not (pattern == "" and re.fullmatch(r"\d+", v))
        ]
        if len(looks) >= ENOUGH * len(values) and _share(looks, Kind("date", pattern or None)) >= ENOUGH:
            return "date", pattern, ""
    for decimal in (",", "."):
        if sum(bool(_NUMBER[decimal].fullmatch(v)) for v in values) >= ENOUGH * len(values):
            return "number", "", decimal
    for kind in ("email", "country"):
        if (kind != "country" or len(values) > 1) and _share(values, Kind(kind)) >= ENOUGH:
            return kind, "", ""
    if sum(v.startswith(("http://", "https://", "www.")) for v in values) >= ENOUGH * len(values):
        return "url", "", ""
    return "text", "", ""


def _share(values: list[str], kind: Kind) -> float:
    refused = sum(bool(r["refused"]) for r in clean_distinct(dict.fromkeys(values), kind).to_pylist())
    return 1 - refused / max(1, len(values))


@functools.cache
def _words() -> dict[str, tuple[str, str]]:
    data = yaml.safe_load(files(__package__).joinpath("guesses.yml").read_text(encoding="utf-8"))
    return {_bare(w): (schema, prop) for schema, props in data.items() for prop, words in props.items() for w in words}


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _meaning(column: str, model: Model) -> tuple[str, str] | tuple[()]:
    bare = _bare(column)
    fitting = [w for w in _words() if w == bare or (len(w) > 4 and w in bare)]
    if not fitting:
        return ()
    schema, prop = _words()[max(fitting, key=len)]
    found = model.get(schema)
    if found is None or (schema == "Permit" and prop not in found.properties):
        return (schema, "sourceNumber") if found is not None and "sourceNumber" in found.properties else ()
    return schema, prop


def _yaml(
    path: Path, form: str, encoding: str, delimiter: str, options: ReadOptions, guesses: tuple[ColumnGuess, ...],
    notes: Iterable[str],
) -> str:  # fmt: skip
    name = re.sub(r"[^a-z0-9]+", "-", path.name.partition(".")[0].casefold()).strip("-") or "register"
    reads = {"format": form, "encoding": encoding, "delimiter": delimiter, "header_row": options.header_row}
    reads = {k: v for k, v in reads.items() if v and not (k == "header_row" and v == 1)}
    file: dict[str, object] = {"path": path.name, "read": reads}
    if any(g.decimal == "," for g in guesses):
        file["numbers"] = {"decimal": ",", "thousands": "."}
    patterns = list(dict.fromkeys(g.pattern for g in guesses if g.pattern))
    if patterns:
        file["dates"] = patterns
    file["delivery"] = {"kind": "full", "date": {"value": "0000-00-00"}}
    keys = [g.name for g in guesses if g.unique]
    if keys:
        file["key"] = keys[:1]
    head = [
        "# A first description, guessed from the structure of the file. Read it line by line.",
        *(f"# {n}" for n in notes),
    ]
    head += ["#", "# Columns:"]
    head += [f"#   {g.name}: {g.type}{_note(g)}" for g in guesses]
    body = yaml.safe_dump(
        {"register": name, "title": {"en": name}, "files": [file]}, sort_keys=False, allow_unicode=True
    )
    body = body.replace("value: 0000-00-00", "value: 2000-01-01  # the day of this delivery; or pattern, or column")
    body = body.replace("value: '0000-00-00'", "value: 2000-01-01  # the day of this delivery; or pattern, or column")
    lawful = (
        "# The lawful part has to be written by a person; until then only `check` and `describe` work.\n"
        "# lawful:\n#   holder:\n#   legal_basis: [{text: }]\n#   purposes: []\n#   data_classes: []\n"
        "#   sensitivity: internal\n"
        "#   statements: facts\n#   retention: {period: P5Y, from: end}\n#   refresh: P1M\n"
    )
    queries = yaml.safe_dump({"queries": [{"entities": _entities(guesses, keys)}]}, sort_keys=False, allow_unicode=True)
    return "\n".join(head) + "\n" + body + lawful + queries


def _note(guess: ColumnGuess) -> str:
    parts = [
        f"written {guess.pattern}" if guess.pattern else "",
        "a value of its own in every row" if guess.unique else "",
    ]
    parts.append(f"perhaps {guess.meaning[0]}.{guess.meaning[1]}" if guess.meaning else "")
    text = ", ".join(p for p in parts if p)
    return f" ({text})" if text else ""


def _entities(guesses: tuple[ColumnGuess, ...], keys: list[str]) -> dict[str, object]:
    grouped: dict[str, dict[str, str]] = {}
    for guess in guesses:
        if guess.meaning:
            grouped.setdefault(guess.meaning[0], {}).setdefault(guess.meaning[1], guess.name)
    if not grouped:
        first = guesses[0].name if guesses else "COLUMN"
        grouped = {"Thing": {"name": first}}
    entities: dict[str, object] = {}
    for schema, props in grouped.items():
        own = [c for p, c in props.items() if p in {"registrationNumber", "permitNumber", "sourceNumber"}]
        key = own[:1] or (keys[:1] if schema in {"Permit", "Thing"} else []) or list(props.values())
        entities[schema.lower()] = {
            "schema": schema,
            "key_literal": schema.lower(),
            "keys": key,
            "properties": {prop: {"column": column} for prop, column in props.items()},
        }
    return entities
