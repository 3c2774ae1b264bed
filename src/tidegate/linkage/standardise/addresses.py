"""An address in one line becomes its parts: numbers, street, unit, building, postcode.

No gazetteer is asked: an address is taken apart by its form, after the habit of its country (number before or after
the street). What the form does not tell stays among the words, where it can still be compared.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

import pyarrow as pa
import yaml

from tidegate.linkage.standardise.texts import folded

LONGEST = 400
"""Letters of an address that are read; what follows is no address."""

LINES = 100_000
"""Lines and streets that are remembered."""

WIDEST_RANGE = 60
"""Span of house numbers that one address may name; a wider one is taken for two numbers."""

COLUMNS = pa.schema([
    pa.field("number", pa.string()), pa.field("letter", pa.string()), pa.field("direction", pa.string()),
    pa.field("street", pa.string()), pa.field("street_type", pa.string()), pa.field("door", pa.string()),
    pa.field("doors", pa.list_(pa.string())), pa.field("unit", pa.list_(pa.string())),
    pa.field("building", pa.list_(pa.string())), pa.field("beside", pa.string()), pa.field("postcode", pa.string()),
    pa.field("text", pa.string()),
])  # fmt: skip
"""`door` is number, direction and street in one; `doors` holds it for every number of a range; `unit` the marks of a
part of the building (without the words for it); `building` names without number; `beside` tells what only borrows the
address, such as a cash machine or an advertising board; `text` all words in order."""

CLOSE = 12
"""Span of house numbers that a stroke may join."""

EARLY = 3
"""Place before which a digit may belong to the name of the street."""

NEXT = 4
"""How far the next number of a series may lie from the one before."""

_POSTCODES = (
    re.compile(r"\b([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})$"),  # United Kingdom
    re.compile(r"\b(\d{4}) ?([a-z]{2})\b(?=[^\d]*$)"),  # Netherlands
    re.compile(r"\b(\d{5})(?: \d{4})?$"),  # United States, Germany, Italy, France, Spain
    re.compile(r"\b(\d{5})\b(?=[^\d]*$)"),
    re.compile(r"(?<=[,\s])(\d{4})\b(?= [^\d]+$)"),  # Belgium, Austria, Switzerland, Denmark: before the town
)
_BEHIND_DIGITS = _POSTCODES[2:4]
"""Those of the patterns that may fit a line that ends in a digit; the others end in letters."""
_DISTRICT = re.compile(r"(?:^|, ?)([a-z]{1,2}\d[a-z\d]?)$")  # all that is left of a British postcode, as HX1
_STATE = re.compile(r",? ?\b[a-z]{2}$")
_RANGE = re.compile(r"^(\d{1,6})([a-z]?) ?([-/]) ?0*(\d{1,6})[a-z]?\b")
_NUMBER = re.compile(r"^0*(\d{1,6})(?!\d|(?:st|nd|rd|th)\b)")  # the first floor is no house number
_SPAN = re.compile(r"^(\d{1,4})[-/](\d{1,4})$")
_SPACED_SPAN = re.compile(r"\b(\d+) ?([-/]) ?(?=\d)")
_LISTED = re.compile(r"\b[a-z]+s? \d+[a-z]?(?:, ?\d+[a-z]?)* and \d+[a-z]?\b")  # units 8, 9 and 10
_REMARK = re.compile(r"^ *\([^)]*\)")
# The assessor's own remark that nobody has given the place an address yet says nothing of where it is.
_UNOFFICIAL = re.compile(
    r"^(?:un(?:of|off|official|auth|authorised) ?(?:ad|add|address)?|u/(?:[o0]ff|a) ?(?:ad|add|address)?)\b[ ,]*"
)
_SERIES = re.compile(r"^\d{1,4}(?:(?: and |[ /])\d{1,4})+(?=$| [a-z])")  # 67 69 71 and 73
_CODE = re.compile(r"^([a-z]{1,3})(\d{1,3})(?:[-/](\d{1,3}))?$")  # a mark that needs no word: RW15/16
_FRACTION = re.compile(r"^1/2\b|^½")
_LETTER = re.compile(r"^ ?-? ?([a-z])(?=$| |,|-)")
_ORDINAL_GAP = re.compile(r"\b(\d+) (st|nd|rd|th)\b")
_DIGIT = re.compile(r"\d")
_NUMBER_LAST = re.compile(r"(\d{1,5})((?:[ /-]?[a-z0-9]{1,4}\b)*)")
_EARLY_DIGIT = re.compile(r"^(\D.*?\D) ?(\d{1,5})((?:[ /-]?[a-z0-9]{1,4}\b)*)")
_STOREY = re.compile(r"^\d+(?:st|nd|rd|th)$")
_JOINING = frozenset({"and"})
_CLEAN = re.compile(r"[^a-z0-9,/\- ]+")
_SPACES = re.compile(r" {2,}")


@dataclass(frozen=True)
class _Words:
    number_first: frozenset[str]
    types: Mapping[str, str]
    endings: Sequence[tuple[str, str]]
    directions: Mapping[str, str]
    units: frozenset[str]
    floors: frozenset[str]
    storeys: Mapping[str, str]
    buildings: frozenset[str]
    lesser: frozenset[str]
    grounds: frozenset[str]
    within: frozenset[str]
    cellars: frozenset[str]
    beside: Mapping[str, str]
    ordinals: Mapping[str, str]


@cache
def _words() -> _Words:
    text = files(__package__).joinpath("words", "addresses.yml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    types = {folded(w): short for short, words in raw["street_types"].items() for w in words}
    directions = {w: short for short, words in raw["directions"].items() for w in words}
    endings = [(folded(w), full) for full, words in raw["street_endings"].items() for w in words]
    return _Words(
        frozenset(raw["number_first"]), types, sorted(endings, key=lambda e: -len(e[0])), directions,
        frozenset(raw["units"]), frozenset(raw["floors"]),
        {w: mark for mark, words in raw["storeys"].items() for w in words},
        frozenset(raw["buildings"]), frozenset(raw["lesser_types"]),
        frozenset(raw["grounds"]), frozenset(raw["within"]), frozenset(raw["cellars"]),
        {w: what for what, words in raw["beside"].items() for w in words}, dict(raw["ordinals"]),
    )  # fmt: skip


@dataclass
class _Address:
    number: str = ""
    last: str = ""
    letter: str = ""
    direction: str = ""
    street: str = ""
    street_type: str = ""
    unit: list[str] = field(default_factory=list)
    building: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)

    def doors(self) -> list[str]:
        if not self.number or not self.street:
            return []
        low, high = int(self.number), int(self.last or self.number)
        step = 2 if (high - low) % 2 == 0 else 1
        return [f"{n} {self.direction} {self.street}" for n in range(low, high + 1, step)]


def standardise(raws: Sequence[str], options: Mapping[str, Any]) -> pa.Table:
    """Take addresses apart.

    Args:
        raws: Distinct addresses.
        options: `countries` (ISO 3166 codes, the first one tells where the number stands) and `localities` (names of
            towns that may stand behind a street without a comma).
    Returns:
        One row per address, in order (schema `COLUMNS`); what is not there is absent or an empty list.
    Example:
        >>> t = standardise(["1369-1371 W Lake St 2, Chicago, IL 60607"], {"countries": ["us"]})
        >>> t.select(["doors", "street_type", "unit", "postcode"]).to_pylist()
        [{'doors': ['1369 w lake', '1371 w lake'], 'street_type': 'st', 'unit': ['2'], 'postcode': '60607'}]
    """
    reader = _Reader(*_habits(options))
    for raw in raws:
        reader.read(raw)
    return reader.table()


def postcode(raw: str) -> str:
    """Write a postcode without spaces, in lower case; a nought that a number has lost is not given back.

    Args:
        raw: The postcode, or an address that ends in one.
    Returns:
        The postcode; empty where the text holds none.
    Example:
        >>> postcode("BD18 3QY")
        'bd183qy'
    """
    return _split_postcode(" " + _plain(raw))[1]


@dataclass(frozen=True)
class Parts:
    """What tells which house of a street an address means, where no number does.

    Args:
        street: The street, written without spaces; empty where the address names none.
        buildings: Names of buildings, as they are written.
        words: All words of the address.
        postcode: The postcode.
    """

    street: str
    buildings: tuple[str, ...]
    words: frozenset[str]
    postcode: str


def parts_of(raw: str, options: Mapping[str, Any]) -> Parts:
    """Find the names of buildings in an address.

    Args:
        raw: The address.
        options: As for `standardise`.
    Returns:
        Its street, buildings and words.
    Example:
        >>> parts_of("Unit 4, The Old Mill, Beck Lane, HX1 1AA", {"countries": ["gb"]}).buildings
        ('old mill',)
    """
    line = _line(raw)
    street, called = _street_and_buildings(line.rest, line.postcode.isdigit(), *_habits(options))
    return Parts(street, called, frozenset(line.text.split()), line.postcode)


@lru_cache(LINES)
def _street_and_buildings(rest: str, digits: bool, first: bool, towns: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    found = _parsed(rest, digits, first, towns)
    return found.street, tuple(found.called)


def _habits(options: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
    return _habits_of(tuple(options.get("countries", ())), tuple(options.get("localities", ())))


@cache
def _habits_of(countries: tuple[str, ...], localities: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    first = not countries or str(countries[0]).lower() in _words().number_first
    return first, tuple(sorted((folded(str(t)) for t in localities), key=len, reverse=True))


def _plain(raw: str) -> str:
    plain = _CLEAN.sub(" ", folded(raw[:LONGEST]))
    return (_SPACES.sub(" ", plain) if "  " in plain else plain).strip(" ,")


def _split_postcode(text: str) -> tuple[str, str]:
    for pattern in _BEHIND_DIGITS if text[-1:].isdigit() else _POSTCODES:
        match = pattern.search(text)
        # A number that begins the line is that of the house; letters and digits alone are all that was not withheld.
        if match and (match.start() or (match.group() == text and not text.isdigit())):
            before, after = text[: match.start()], text[match.end() :]
            return (before.strip(" ,") + (", " + after.strip(" ,") if after.strip(" ,") else "")), "".join(
                g for g in match.groups() if g
            )
    match = _DISTRICT.search(text)
    return (text[: match.start()].rstrip(" ,"), match.group(1)) if match else (text, "")


class _Line(NamedTuple):
    """An address as it is read: `text` all words in order, `rest` what is left without the postcode."""

    text: str
    rest: str
    postcode: str


def _line(raw: str) -> _Line:
    text = _UNOFFICIAL.sub("", _plain(_REMARK.sub("", raw) if raw.startswith("(") else raw))
    rest, code = _split_postcode(text)
    words = text.replace(",", " ") if "," in text else text
    return _Line((_SPACES.sub(" ", words) if "  " in words else words).strip(), rest, code)


class _Reader:
    """Reads addresses; remembers lines, for many come again with another postcode or none."""

    def __init__(self, first: bool, towns: Sequence[str]) -> None:
        self.first, self.towns = first, towns
        self.known: dict[str, int] = {}
        self.cells: list[list[Any]] = [[] for _ in range(len(COLUMNS) - 2)]
        self.rows: list[int] = []
        self.postcodes: list[str | None] = []
        self.texts: list[str | None] = []

    def read(self, raw: str) -> None:
        """Take one address apart and keep the outcome as the next row."""
        text, rest, postcode = _line(raw)
        digits = postcode.isdigit()
        key = f"{rest}#" if digits else rest
        number = self.known.get(key)
        if number is None:
            number = self.known[key] = len(self.known)
            self._keep(_parsed(rest, digits, self.first, self.towns), _beside(text) if self.first else "")
        self.rows.append(number)
        self.postcodes.append(postcode or None)
        self.texts.append(text or None)

    def table(self) -> pa.Table:
        """Lay out what was read as columns."""
        columns = [pa.array(c, f.type) for c, f in zip(self.cells, list(COLUMNS)[:-2], strict=True)]
        if len(self.known) < len(self.rows):
            rows = pa.array(self.rows, pa.int32())
            columns = [c.take(rows) for c in columns]
        told = [pa.array(c, pa.string()) for c in (self.postcodes, self.texts)]
        return pa.table([*columns, *told], schema=COLUMNS)

    def _keep(self, found: _Address, beside: str) -> None:
        doors = found.doors()
        row = (
            found.number or None, found.letter or None, found.direction or None, found.street or None,
            found.street_type or None, doors[0] if doors else None, doors, found.unit, found.building,
            beside or None,
        )  # fmt: skip
        for column, value in zip(self.cells, row, strict=True):
            column.append(value)


def _parsed(text: str, digits: bool, first: bool, towns: Sequence[str]) -> _Address:
    """Take a line without its postcode apart; before a postcode of digits may stand a state."""
    found = _Address()
    if first and digits:
        text = _STATE.sub("", text)
    segments = [s.strip() for s in text.split(",")]
    segments = [s for s in segments if s and s not in towns]
    segments = [_without_town(s, towns) for s in segments]
    if first:
        _number_first(_listed(segments), found)
    else:
        _number_last(segments, found)
    return found


def _without_town(segment: str, towns: Sequence[str]) -> str:
    # "N BROADWAY CHICAGO" ends in the town; "W CHICAGO AVE" does not, and "W CHICAGO" is all there is of the street.
    for town in towns:
        if segment.endswith(" " + town):
            left = segment[: -len(town) - 1].rstrip()
            words = left.split()
            if len(words) > 1 and words[-1] not in _words().directions and not words[-1].isdigit():
                return left
    return segment


def _number_first(segments: Sequence[str], found: _Address) -> None:
    place = next((n for n, s in enumerate(segments) if _NUMBER.match(s) and _has_street(segments, n)), None)
    if place is None:
        _no_number(segments, found)
        return
    rest = _take_number(segments[place], found)
    following = place + 1
    if not rest and following < len(segments):
        rest, following = segments[following], following + 1
    if following < len(segments) and _is_building(rest):
        # "7 Borough Market, Market Street": the number is that of a stall or a unit, not of a house in a street.
        found.unit += [f"{n}{found.letter}" for n in _between(found.number, found.last or found.number)]
        found.number = found.last = found.letter = ""
        named = [] if _words().units.issuperset(rest.split()) else [rest]
        _no_number([*segments[:place], *named, *segments[following:]], found)
        return
    _street(rest, found)
    for segment in segments[:place]:
        _part(segment, found)
    if following < len(segments):
        for segment in segments[following:]:
            _unit_only(segment, found)


def _has_street(segments: Sequence[str], n: int) -> bool:
    """Tell a house number from the number of a unit: behind it, or in the next segment, stand words of a street."""
    rest = _NUMBER.sub("", segments[n])
    if re.search(r"[a-z]{3}", rest) or _types_in(rest):
        return True
    return n + 1 < len(segments) and not _NUMBER.match(segments[n + 1])


def _types_in(text: str) -> bool:
    return any(w in _words().types for w in text.split())


def _take_number(text: str, found: _Address) -> str:
    series = _series(text)
    match = None if series else _RANGE.match(text)
    # A stroke may stand before a house number too (flat 3/45), so that it makes a range of close numbers only.
    if match and (match.group(3) == "-" or 0 <= int(match.group(4)) - int(match.group(1)) <= CLOSE):
        low, high = match.group(1).lstrip("0") or "0", match.group(4)
        if len(high) < len(low):
            high = low[: len(low) - len(high)] + high
        span = int(high) - int(low)
        found.number, found.last = low, high if 0 < span <= WIDEST_RANGE else ""
        found.letter = "" if found.last else match.group(2)
        text = text[match.end() :]
    elif series:
        found.number, found.last, text = series
    else:
        match = _NUMBER.match(text)
        if match is None:
            return text
        found.number = match.group(1)
        text = text[match.end() :]
    text = text.strip()
    if "1/2" in text:
        text = _FRACTION.sub("", text).strip()
    letter = None if found.letter else _LETTER.match(text)
    # "12 N MAIN ST": a single letter that is a point of the compass and has words behind it is one.
    if letter and not (letter.group(1) in _words().directions and text[letter.end() :].strip()):
        found.letter = letter.group(1)
        text = text[letter.end() :]
    return text.strip(" -,")


def _series(text: str) -> tuple[str, str, str] | None:
    """Read several house numbers in a row: the first, the last, and what stands behind them."""
    match = _SERIES.match(text)
    if match is None or match.group().count("/") == 1:
        return None  # what a single stroke joins is a range, or a flat and its house
    numbers = [int(n) for n in re.findall(r"\d+", match.group())]
    if any(not 0 < after - before <= NEXT for before, after in pairwise(numbers)):
        return None
    behind = text[match.end() :].strip()
    if behind and behind.split()[0] in _words().types:
        return None  # "4 7 Street" is in Seventh Street
    return str(numbers[0]), str(numbers[-1]), behind


def _street(text: str, found: _Address) -> None:
    found.direction, found.street, found.street_type, unit = _street_of(text)
    found.unit += unit


@lru_cache(LINES)
def _street_of(text: str) -> tuple[str, str, str, tuple[str, ...]]:
    """Read direction, name and kind of a street, and what stands behind it; streets come again with every house."""
    words, direction, street_type = _words(), "", ""
    tokens = _ORDINAL_GAP.sub(r"\1\2", text).replace("-", " ").replace("/", " ").split()
    tokens = [words.ordinals.get(t, t) for t in tokens]
    if len(tokens) > 1 and tokens[0] in words.directions and _is_direction(tokens):
        direction = words.directions[tokens.pop(0)]
    end = next((n for n in range(1, len(tokens)) if _is_type_at(tokens, n)), None)
    if end is None and tokens[1:] and _is_type_at(tokens, 0) and tokens[0] != "st":
        # "AVENUE L", "VIA ROMA": the kind of street stands before its name.
        street_type = words.types[tokens[0]]
        street = _name(tokens[1:2] if len(tokens[1]) == 1 else _until_unit(tokens[1:]))
        rest = tokens[1 + len(street.split()) :]
    elif end is None:
        name = _until_unit(tokens)
        street = _name(name)
        rest = tokens[len(name) :]
    else:
        while end + 1 < len(tokens) and _is_type_at(tokens, end + 1) and tokens[end + 1] not in words.units:
            end += 1
        street, street_type = _name(tokens[:end]), words.types[tokens[end]]
        rest = tokens[end + 1 :]
    return direction, street, street_type, tuple(t for t in rest if t not in words.units)


def _is_direction(tokens: Sequence[str]) -> bool:
    """Tell the direction in S AVENUE L from the name in NORTH AVE: behind a name's kind of street stands no word."""
    if not _is_type_at(tokens, 1):
        return True
    return len(tokens[0]) == 1 and tokens[2:] != [] and tokens[2].isalpha()


def _is_type_at(tokens: Sequence[str], n: int) -> bool:
    return tokens[n] in _words().types


def _until_unit(tokens: Sequence[str]) -> list[str]:
    for n, token in enumerate(tokens):
        if n and (token in _words().units or token[0].isdigit()):
            return list(tokens[:n])
    return list(tokens)


def _name(tokens: Sequence[str]) -> str:
    # Saint Street and St Street, La Salle and LaSalle are one: written without spaces they are compared as they sound.
    return "".join(tokens)


def _beside(text: str) -> str:
    beside = _words().beside
    return next((beside[w] for w in text.split() if w in beside), "")


def _listed(segments: Sequence[str]) -> Sequence[str]:
    """Put together what a comma within a list of units has parted: units 8, 9 and 10."""
    if len(segments) < 2 or segments[0].split()[0] not in _words().units:
        return segments
    match = _LISTED.match(", ".join(segments))
    if match is None:
        return segments
    whole = ", ".join(segments)
    head = match.group().replace(",", " ") + whole[match.end() :]
    return [s.strip() for s in head.split(",") if s.strip()]


def _is_building(text: str) -> bool:
    words, tokens = _words(), text.split()
    if not tokens or tokens[0] in words.directions:
        return False  # "800 W Fulton Market": what has a side of the town is a street
    return tokens[-1] in words.buildings or " ".join(tokens[-2:]) in words.buildings or words.units.issuperset(tokens)


def _between(low: str, high: str) -> list[str]:
    """Write out the marks of a range of units, as far as it may be one."""
    span = int(high) - int(low)
    return [str(n) for n in range(int(low), int(high) + 1)] if 0 < span <= WIDEST_RANGE else [low]


def _part(segment: str, found: _Address) -> None:
    """Take what stands before the street: marks of a part (unit 4, first floor), then the name of a building."""
    words = _words()
    tokens = [words.ordinals.get(t, t) for t in _SPACED_SPAN.sub(r"\1\2", segment).split()]
    tokens = _without_kind(_within(tokens, found))
    if tokens and (code := _CODE.match(tokens[0])):
        found.unit += _coded(code)
        tokens = tokens[1:]
    n, marks = 0, _storeys(tokens)
    for n, token in enumerate((*tokens, "")):
        before_floor = n + 1 < len(tokens) and tokens[n + 1] in words.floors
        if token in words.storeys and (before_floor or n + 1 == len(tokens) or token not in words.units):
            marks.append(words.storeys[token])
        elif token in words.units or token in words.floors or (n and token in _JOINING):
            continue
        elif _is_mark(token, named=n > 0, before_floor=before_floor):
            span = _SPAN.match(token)
            marks += _between(*span.groups()) if span else [token.strip("-/")]
        else:
            break
    if not marks and not words.floors.issuperset(tokens[:n]):
        n = 0  # "Garage Holdings" is a name
    if not words.grounds.isdisjoint(tokens):
        marks = [m for m in marks if not _is_storey(m)]  # what reaches the ground floor is entered by the street's door
    found.unit += [m for m in dict.fromkeys(marks) if m not in found.unit]
    name = tokens[n + 1 :] if tokens[n : n + 1] in (["the"], ["at"]) else tokens[n:]
    if len(name) > 2 and name[-2] in words.units and _is_mark(name[-1], named=True, before_floor=False):
        found.unit.append(name.pop())
        name.pop()
    if name:
        found.building.append("".join(name))
        found.called.append(" ".join(name))


def _within(tokens: list[str], found: _Address) -> list[str]:
    """Take what stands before `at`, as in NURSERY AT ST LUKES SCHOOL: it is a part of what stands behind."""
    at = next((n for n, t in enumerate(tokens) if n and t in _words().within), None)
    if at is None or any(c.isdigit() for t in tokens[:at] for c in t):
        return tokens
    found.unit.append("".join(tokens[:at]))
    return tokens[at + 1 :]


def _without_kind(tokens: list[str]) -> list[str]:
    """Drop the word that says what kind of stall it is: MARKET STALL 12 is stall 12."""
    if len(tokens) > 2 and tokens[0] in _words().buildings and tokens[1] in _words().units and tokens[2][0].isdigit():
        return tokens[1:]
    return tokens


def _storeys(tokens: Sequence[str]) -> list[str]:
    """Find storeys wherever in a segment they are named: STORE 1ST FLOOR is as much upstairs as 1ST FLOOR STORE."""
    words = _words()
    last = max((n for n, t in enumerate(tokens) if t in words.floors), default=-1)
    upstairs = [t for n, t in enumerate(tokens) if _STOREY.match(t) and n < last]
    return upstairs + ["basement" for t in tokens if t in words.cellars][:1]


def _coded(code: re.Match[str]) -> list[str]:
    letters, low, high = code.groups()
    return [f"{letters}{n}" for n in (_between(low, high) if high else [low])]


def _is_storey(mark: str) -> bool:
    return mark in _words().storeys.values() or bool(_STOREY.match(mark))


def _is_mark(token: str, *, named: bool, before_floor: bool) -> bool:
    """Tell the mark of a part from a word: behind a word for parts, short or with a digit; a storey before `floor`."""
    if not named:
        return before_floor and token[:1].isdigit()
    return len(token) == 1 or any(c.isdigit() for c in token)


def _unit_only(segment: str, found: _Address) -> None:
    tokens = segment.split()
    if tokens[0] in _words().units:
        found.unit += [t for t in tokens if t not in _words().units]


def _no_number(segments: Sequence[str], found: _Address) -> None:
    street = _street_among(segments)
    for n, segment in enumerate(segments):
        if n == street:
            _street(segment, found)
        elif street is None or n < street:
            _part(segment, found)


def _street_among(segments: Sequence[str]) -> int | None:
    """Choose the segment with the street: one that ends in a street's word, rather no yard or court within one.

    Where no word tells it, the last of several stands for the street: "Rock Inn, Holywell Green".
    """
    words = _words()
    ending = [n for n, s in enumerate(segments) if len(s.split()) > 1 and s.split()[-1] in words.types]
    greater = [n for n in ending if words.types[segments[n].split()[-1]] not in words.lesser]
    if greater or ending:
        return (greater or ending)[0]
    # "Unit 16, Bridge Business Park" has no street at all: its last segment is the building.
    return len(segments) - 1 if len(segments) > 1 and not _is_building(segments[-1]) else None


def _number_last(segments: Sequence[str], found: _Address) -> None:
    for n, segment in enumerate(segments):
        told = _number_behind(segment)
        if told is None and n + 1 < len(segments) and segments[n + 1][:1].isdigit():
            told = _number_behind(f"{segment} {segments[n + 1]}")
        if told:
            street, number, behind = told
            found.number = number.lstrip("0") or "0"
            rest = behind.replace("/", " ").replace("-", " ").split()
            if rest and len(rest[0]) == 1 and rest[0].isalpha():
                found.letter = rest.pop(0)
            found.unit += [t for t in rest if t not in _words().units]
            _named_street(street, found)
            for earlier in segments[:n]:
                _part(earlier, found)
            return
    if segments:
        _named_street(segments[0], found)


def _number_behind(text: str) -> tuple[str, str, str] | None:
    """Part a street, the first number behind it and what follows, such as a letter."""
    first = _DIGIT.search(text)
    if first is None:
        return None
    at = first.start()
    if at < EARLY:
        match = _EARLY_DIGIT.match(text)  # "7e Straat 3" and "A 1" are rare, and need a closer look
        return (match[1], match[2], match[3]) if match else None
    match = _NUMBER_LAST.match(text, at)
    return (text[: at - 1] if text[at - 1] == " " else text[:at], match[1], match[2]) if match else None


def _named_street(text: str, found: _Address) -> None:
    tokens = text.replace("-", " ").split()
    if tokens[1:] and tokens[0] in _words().types:
        found.street_type = _words().types[tokens.pop(0)]
    street = _name(tokens)
    for short, full in _words().endings:
        if street.endswith(short) and len(street) > len(short) + 2:
            street, found.street_type = street[: -len(short)], full
            break
    found.street = street
