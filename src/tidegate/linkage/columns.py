"""What the columns of a spreadsheet hold, guessed from their headings and their values, each guess with its reason.

In: a table of text, as a file was read. Out: one guess per column. A guess is shown and can be overruled; nothing is
concluded from it but which columns are compared.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from tidegate.linkage.standardise import companies, identifiers, people
from tidegate.linkage.standardise.texts import folded

SAMPLE = 2000
"""Distinct values of a column that are looked at."""

MOST = 0.8
"""Share of the values that must have a form for a column to be guessed by it."""

DATE_PATTERNS = (
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d-%b-%Y",
    "%d %B %Y",
)
"""Ways to write a date, day first before month first."""

MANY = 10
"""Rows with one value from which it is told, where they are also a fifth of all."""

NAMES = frozenset({"name", "trade_name", "first_name", "last_name"})
"""What makes a name."""

_WORD = re.compile(r"[a-z]+|\d+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POSTCODE = re.compile(r"\d{4} ?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|00?)[\d ()./-]{8,18}")
_ADDRESS = re.compile(r"\d{1,5}[A-Za-z]?,? [^\W\d].{3,}|[^\W\d].{3,}? \d{1,5} ?[^\W\d]{0,2}(?:[ ,/-].*)?")
_INITIALS = re.compile(r"(?:^|[\s,])[A-Z]\.")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_DATELIKE = re.compile(r"[\d./ :T-]{6,}|\d.*\d{4}")


@dataclass(frozen=True)
class Guess:
    """What a column seems to hold.

    Args:
        column: Its heading.
        holds: One of `holdings()`; empty where it is not used.
        why: Why, in words.
        filled: Rows that have a value.
        distinct: Different values.
        sure: How well its heading fits, 0 to 3; 0 where only its values tell.
    """

    column: str
    holds: str
    why: str
    filled: int
    distinct: int
    sure: int = 0


@dataclass(frozen=True)
class _Seen:
    """A column as it is looked at: some of its distinct values."""

    column: str
    filled: int
    distinct: int
    commonest: int
    values: tuple[str, ...]

    def share(self, test: Callable[[str], object]) -> float:
        return sum(bool(test(v)) for v in self.values) / len(self.values) if self.values else 0.0


def holdings() -> dict[str, str]:
    """Give what a column may hold.

    Returns:
        Name to what it is called for people.
    """
    return {name: said["title"] for name, said in _data()["holds"].items()}


def fields_of(kind: str) -> dict[str, tuple[str, ...]]:
    """Give the fields of a kind's model and what columns are read into them.

    Args:
        kind: Name of a model.
    Returns:
        Field to the names of `holdings()`; empty for a model that is not meant for spreadsheets.
    """
    return {name: tuple(held) for name, held in _data()["kinds"].get(kind, {}).items()}


def address_parts() -> tuple[str, ...]:
    """Give what makes up an address where it stands in several columns, besides the street."""
    return tuple(_data()["address_parts"])


def checksums(holds: str) -> tuple[str, ...]:
    """Give the checksums that a number may keep, as the standardiser of identifiers names them.

    Args:
        holds: One of `holdings()`.
    """
    return tuple(_data()["checksums"].get(holds, ()))


def guess_columns(table: pa.Table) -> tuple[Guess, ...]:
    """Guess what the columns of a file hold.

    Args:
        table: Its rows, every column text; a column `row_number` is passed over.
    Returns:
        One guess per column, in the order of the file. No two columns hold the same, but for names and additions.
    Example:
        >>> t = pa.table({"Bedrijfsnaam": ["Bakkerij Bos B.V.", "Café Zon"], "Huisnr.": ["12", "8"], "Leeg": ["", ""]})
        >>> [(g.column, g.holds) for g in guess_columns(t)]
        [('Bedrijfsnaam', 'name'), ('Huisnr.', 'house_number'), ('Leeg', '')]
    """
    seen = [_look(name, table.column(name)) for name in table.column_names if name != "row_number"]
    guesses = [_guess(s) for s in seen]
    guesses = _by_their_values(seen, guesses)
    return tuple(_whole_or_part(_one_of_each(guesses)))


def date_pattern(values: Sequence[str]) -> str:
    """Find the way dates are written.

    Args:
        values: Distinct values.
    Returns:
        The first of `DATE_PATTERNS` by which most of them are dates; empty where none is.
    Example:
        >>> date_pattern(["31-12-1980", "01-02-1975"])
        '%d-%m-%Y'
    """
    # A year alone, and a moment, are dates that need no pattern.
    for pattern in DATE_PATTERNS:
        if values and sum(as_date(v, pattern) is not None for v in values) >= MOST * len(values):
            return pattern
    return ""


def as_date(text: str, pattern: str) -> str | None:
    """Write a date in the way of ISO 8601.

    Args:
        text: The date.
        pattern: One of `DATE_PATTERNS`.
    Returns:
        YYYY-MM-DD, or less where less is told; None where it is no date in this way of writing.
    """
    if pattern == "%Y-%m-%d" and re.fullmatch(r"\d{4}(-\d\d)?(-\d\d(T.*)?)?", text):
        return text[:10]
    try:
        return datetime.strptime(text[:40].strip(), pattern).strftime("%Y-%m-%d")  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return None


def company_like(values: Sequence[str]) -> float:
    """Tell how many of some names carry a legal form.

    Args:
        values: Names.
    Returns:
        A share, 0 to 1.
    Example:
        >>> company_like(["Bos B.V.", "Jan de Wit"])
        0.5
    """
    if not values:
        return 0.0
    forms = companies.standardise(list(values), {}).column("form").to_pylist()
    # Forms of two letters that are also words or initials ("as", "ae") tell little by themselves.
    return sum(any(len(f) > 2 or f in {"bv", "nv", "ag", "kg"} for f in found) for found in forms) / len(values)


def person_like(values: Sequence[str]) -> float:
    """Tell how many of some names are written as names of people are: initials, a comma, a known given name.

    Args:
        values: Names.
    Returns:
        A share, 0 to 1.
    """
    if not values:
        return 0.0
    known = people.standardise(list(values), {}).column("known_as").to_pylist()
    like = [bool(_INITIALS.search(v)) or _comma(v) or len(k or ()) > 1 for v, k in zip(values, known, strict=True)]
    return sum(like) / len(like)


def _comma(name: str) -> bool:
    head, comma, tail = name.partition(", ")
    return bool(comma) and len(head.split()) <= 3 and 0 < len(tail.split()) <= 3 and not any(map(str.isdigit, name))


@cache
def _data() -> Mapping[str, Any]:
    text = files(__package__).joinpath("columns.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


@cache
def _words() -> Sequence[tuple[tuple[str, ...], str, bool]]:
    """The words of all holdings, taken apart, and whether they must be the whole heading; the longest first."""
    found = [
        (_tokens(str(word)), name, list_ == "exact")
        for name, said in _data()["holds"].items()
        for list_ in ("words", "exact")
        for word in said.get(list_, ())
    ]
    return sorted(found, key=lambda p: -sum(map(len, p[0])))


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(folded(text)))


def _look(name: str, column: pa.ChunkedArray) -> _Seen:
    filled = pc.utf8_trim_whitespace(column.drop_null())
    filled = filled.filter(pc.not_equal(filled, ""))
    counts = filled.value_counts()
    values = [str(v)[:400] for v in counts.field("values").to_pylist()[:SAMPLE]]
    commonest = pc.max(counts.field("counts")).as_py() or 0
    return _Seen(name, len(filled), len(counts), commonest, tuple(values))


def _guess(seen: _Seen) -> Guess:
    guess = Guess(seen.column, "", "nothing in its heading or values tells", seen.filled, seen.distinct)
    if not seen.filled:
        return replace(guess, why="it is empty")
    found = _by_heading(seen.column)
    if found is None:
        return guess
    holds, word, sure = found
    if seen.distinct == 1 and seen.filled > 1 and holds not in {"town", "particle", "title"}:
        return replace(guess, why=f"its heading says {_title(holds)}, but all its values are the same")
    if wrong := _unfit(holds, seen):
        return replace(guess, why=f"its heading says {_title(holds)}, but {wrong}")
    return replace(guess, holds=holds, sure=sure, why=f"its heading says “{word}”{_warned(seen, holds)}")


def _warned(seen: _Seen, holds: str) -> str:
    if holds not in NAMES | {"address", "birth_date", "phone", "email"}:
        return ""
    if seen.distinct > 1 and seen.commonest >= max(MANY, seen.filled // 5):
        return f"; one value stands in {seen.commonest:,} of {seen.filled:,} rows"
    return ""


def _title(holds: str) -> str:
    return str(_data()["holds"][holds]["title"])


def _by_heading(heading: str) -> tuple[str, str, int] | None:
    tokens = _tokens(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading))
    bare = "".join(tokens)
    best: tuple[str, str, int] | None = None
    for words, holds, exact in _words():
        sure = _fit(words, tokens, bare, exact=exact)
        if 0 < sure < 3 and _says_another(holds, words, tokens, bare):
            continue
        if sure > (best[2] if best else 0):
            best = (holds, " ".join(words), sure)
    return best


def _fit(words: Sequence[str], tokens: Sequence[str], bare: str, *, exact: bool) -> int:
    whole = "".join(words)
    if whole == bare:
        return 3
    if exact:
        return 0
    if _within(words, tokens):
        return 2
    return 1 if len(whole) > 4 and whole in bare else 0


def _says_another(holds: str, words: Sequence[str], tokens: Sequence[str], bare: str) -> bool:
    """Tell whether words beside those that fit make the heading one of something else."""
    others = [*_data()["qualifiers"], *_data()["holds"][holds].get("not", ())]
    beside = [t for t in tokens if t not in words]
    rest = bare.replace("".join(words), " ").split()
    # German and Dutch write them on: "Bedrijfsnaamsoort".
    return any(o in beside or any(r.endswith(o) and len(o) > 3 for r in rest) for o in others)


def _within(words: Sequence[str], tokens: Sequence[str]) -> bool:
    width = len(words)
    return any(tuple(tokens[n : n + width]) == tuple(words) for n in range(len(tokens) - width + 1))


def _unfit(holds: str, seen: _Seen) -> str:
    """Say what speaks against a guess by the heading; empty where nothing does."""
    if holds in {"birth_date", "founded"} and not date_pattern(seen.values):
        return "most of its values are no dates that can be read"
    if holds == "email" and seen.share(lambda v: "@" in v) < 0.5:
        return "most of its values are no mail addresses"
    if holds in {"latitude", "longitude"} and seen.share(_NUMBER.fullmatch) < MOST:
        return "most of its values are no numbers"
    if holds == "address" and seen.share(lambda v: any(map(str.isalpha, v))) < 0.5:
        return "most of its values hold no letters"
    if holds in NAMES and seen.share(lambda v: any(map(str.isalpha, v))) < 0.5:
        return "most of its values hold no letters"
    if holds in {"house_number", "postcode"} and (seen.share(lambda v: any(map(str.isdigit, v)) and len(v) < 13) < 0.5):
        return "most of its values have not the form of one"
    if holds == "phone" and seen.share(lambda v: sum(map(str.isdigit, v)) > 5) < 0.5:
        return "most of its values are no telephone numbers"
    return ""


def _by_their_values(seen: Sequence[_Seen], guesses: Sequence[Guess]) -> list[Guess]:
    out = list(guesses)
    for number, (look, guess) in enumerate(zip(seen, guesses, strict=True)):
        if guess.holds or look.distinct < 2 or guess.why.startswith("its heading"):
            continue
        taken = {g.holds for g in out}
        found = next(((h, why) for h, why in _forms(look) if h not in taken), None)
        if found:
            out[number] = replace(guess, holds=found[0], why=found[1])
    if not NAMES & {g.holds for g in out}:
        _name_by_values(seen, out)
    return out


def _forms(seen: _Seen) -> Iterable[tuple[str, str]]:
    if seen.share(_EMAIL.fullmatch) >= MOST:
        yield "email", "its values are mail addresses"
    if seen.share(_POSTCODE.fullmatch) >= MOST:
        yield "postcode", "its values have the form of postcodes"
    for holds, checks in _data()["checksums"].items():
        # A handful of numbers keeps a checksum by chance.
        if len(seen.values) >= 5 and _valid(seen.values, checks) >= 0.95:
            yield holds, f"its values keep the checksum of {' or '.join(checks)}"
    if seen.share(_PHONE.fullmatch) >= MOST and not date_pattern(seen.values):
        yield "phone", "its values have the form of telephone numbers"
    if seen.share(_ADDRESS.fullmatch) >= MOST and not date_pattern(seen.values):
        yield "address", "its values have the form of addresses"
    if company_like(seen.values) >= 0.2:
        yield "name", "many of its values carry a legal form"


def _valid(values: Sequence[str], checks: Sequence[str]) -> float:
    told = identifiers.standardise(list(values), {"scheme": "tried", "check": list(checks)})
    valid: list[int | None] = told.column("valid").to_pylist()
    return valid.count(1) / len(values)


def _name_by_values(seen: Sequence[_Seen], guesses: list[Guess]) -> None:
    """Take the column whose values look most like names, if there is one."""
    able = [
        n
        for n, look in enumerate(seen)
        if not guesses[n].holds
        and not guesses[n].why.startswith("its heading")
        and look.distinct > max(1, look.filled // 2)
        and look.share(lambda v: not any(map(str.isdigit, v)) and len(v) > 3 and " " in v.strip()) >= 0.5
    ]
    if able:
        best = max(able, key=lambda n: (seen[n].distinct, -n))
        guesses[best] = replace(guesses[best], holds="name", why="its values look like names")


def _one_of_each(guesses: Sequence[Guess]) -> list[Guess]:
    best: dict[str, Guess] = {}
    for guess in guesses:
        held = best.get(guess.holds)
        if held is None or (guess.sure, guess.filled) > (held.sure, held.filled):
            best[guess.holds] = guess
    return [
        g
        if not g.holds or g.holds in _data()["several"] or best[g.holds] is g
        else replace(g, holds="", why=f"it could be the {_title(g.holds)}, but “{best[g.holds].column}” fits better")
        for g in guesses
    ]


def _whole_or_part(guesses: Sequence[Guess]) -> list[Guess]:
    """Tell from what stands beside it whether "Name" is a whole name or a family name, and "Nome" one given name."""
    held = {g.holds for g in guesses}
    turned: dict[str, str] = {}
    if {"name", "first_name"} <= held and "last_name" not in held:
        turned = {"name": "last_name"}
    elif {"name", "last_name"} <= held and "first_name" not in held:
        turned = {"name": "first_name"}
    elif "first_name" in held and not {"name", "last_name"} & held:
        turned = {"first_name": "name"}
    return [
        replace(g, holds=turned[g.holds], why=f"{g.why}, and the other columns tell which part")
        if g.holds in turned
        else g
        for g in guesses
    ]
