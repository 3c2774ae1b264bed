"""The rows of two spreadsheets become the table that linking starts from, as if each were a register.

In: two tables of text with what their columns hold. Out: the kind of thing they are about, and the table `gathered`
(`CARRIED` columns and a list of raw values per field of the model). Every row is one record; what only one of the two
files tells is left out, for nothing can be compared with it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from tidegate.errors import LinkageError
from tidegate.linkage.columns import (
    address_parts,
    as_date,
    checksums,
    company_like,
    date_pattern,
    fields_of,
    holdings,
    person_like,
)
from tidegate.linkage.contracts import MEMBERS
from tidegate.linkage.description import Comparison, Field, Level, Model
from tidegate.linkage.gathering import CARRIED, PART, field_column
from tidegate.linkage.standardise import addresses, identifiers
from tidegate.linkage.standardise.dates import FIRST_YEAR, LAST_YEAR

SIDES = ("left", "right")
SIDE = "side"
"""Field that keeps the rows of the two files apart, so that rows that say the same stay two."""

KINDS = ("person", "organisation", "establishment", "premises")

_POSTCODE = re.compile(r"\b(?:\d{4} ?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b", re.IGNORECASE)
_BEFORE = re.compile(r"(?:^|[ ,])\d{1,4}[a-z]? [^\W\d]{3,}", re.IGNORECASE)
_BEHIND = re.compile(r"[^\W\d]{3,} \d{1,4}(?!\d)")
"""House numbers before and behind a word; numbers of five digits are postcodes."""

FIELDS = {
    "place": "address", "birth": "birth date", "birthplace": "town of birth", "registration": "register number",
    "tax": "tax number", "lei": "LEI", "document": "document number", "number": "premises number", "since": "founded",
    "phone": "telephone", "email": "mail address", "lat": "latitude", "lon": "longitude",
}  # fmt: skip
"""What fields are called for people, where their name does not say it."""

_PARTS_OF_A_NAME = ("title", "first_name", "middle_name", "particle", "last_name")
TOWN = Field("town", (), (), "text")

_TOWNS = Comparison(
    "town",
    {"en": "Town", "nl": "Plaats (gemeente)"},
    ("town_text",),
    # Of pairs that agree in street or name alone, most are of two towns; a town is written otherwise now and then.
    (
        Level(
            "town_text_l = town_text_r or jaro_winkler_similarity(town_text_l, town_text_r) >= 0.92",
            {"en": "the same town", "nl": "dezelfde plaats"}, m=0.97, u=0.3, fixed=True,
        ),
        Level("", {"en": "another town", "nl": "een andere plaats"}, m=0.03, u=0.7, fixed=True),
    ),
)  # fmt: skip

_NEITHER = "in neither file"
_NUMBERS = frozenset({"registration", "tax", "lei", "document", "number"})
"""Fields with identifiers: where the files have none in common, they are of two registers and would only part."""


@dataclass(frozen=True)
class Side:
    """One of the two files.

    Args:
        name: `left` or `right`.
        file: What the file is called.
        table: Its rows as text, with `row_number`.
        holds: What columns hold (`holdings()`) to the columns, in order.
        doubtful: Columns whose heading fits, but not their values, each with the reason.
    """

    name: str
    file: str
    table: pa.Table
    holds: Mapping[str, tuple[str, ...]]
    doubtful: tuple[str, ...] = ()

    def texts(self, holds: str) -> list[str]:
        """Give what the columns that hold something say, one text per row; empty where they say nothing.

        Args:
            holds: One of `holdings()`.
        """
        columns = [self.table.column(c).to_pylist() for c in self.holds.get(holds, ())]
        if not columns:
            return [""] * self.table.num_rows
        return [" ".join(t for c in cells if c and (t := c.strip())) for cells in zip(*columns, strict=True)]

    def tells(self, holds: str) -> bool:
        """Tell whether the file says something of it.

        Args:
            holds: One of `holdings()`.
        """
        return holds in self.holds

    @property
    def has_name(self) -> bool:
        """Whether there is a name of any form."""
        return any(self.tells(h) for h in ("name", "trade_name", "last_name"))


@dataclass(frozen=True)
class Rows:
    """Two files, ready to be linked.

    Args:
        gathered: As `gather` makes it, the field `SIDE` among it.
        fields: Fields of the model that are compared.
        shown: Field to what each row of a side says, as it stands in the file.
        notes: What a person should know.
        held: What columns hold (`holdings()`) that goes into the fields that are compared.
    """

    gathered: pa.Table
    fields: tuple[str, ...]
    shown: Mapping[str, Mapping[str, Sequence[str]]]
    notes: tuple[str, ...] = ()
    held: frozenset[str] = frozenset()


def guess_kind(left: Side, right: Side) -> tuple[str, str]:
    """Guess which kind of thing two files are about.

    Args:
        left: One file.
        right: The other.
    Returns:
        Name of a model, and why.
    Raises:
        LinkageError: They have no column in common by which anything could be linked.
    """
    sides = (left, right)
    names = all(s.has_name for s in sides)
    places = all(s.tells("address") for s in sides)
    if names and any(s.tells(h) for s in sides for h in ("birth_date", "person_number", "last_name")):
        return "person", "there are names, and parts of names or birth dates"
    if names and _of_people(left) and _of_people(right):
        return "person", "the names are written as those of people"
    number = next((h for h in ("registration_number", "vat_number", "lei") if all(s.tells(h) for s in sides)), "")
    if number:
        return "organisation", f"both files have a {holdings()[number]}"
    if names and places:
        return "establishment", "both files have a name and an address"
    if names and all(s.tells("postcode") for s in sides):
        return "establishment", "both files have a name and a postcode"
    if names:
        return "organisation", "both files have a name, and no address in common"
    if places or all(s.tells("premises_number") for s in sides):
        return "premises", "both files have a place, and no name in common"
    if all(s.tells("document_number") for s in sides):
        return "person", "both files have the number of a document"
    raise nothing_in_common(left, right, "usable name, address or number")


def nothing_in_common(left: Side, right: Side, wanted: str) -> LinkageError:
    """Make the error that tells what each file has and how to set the columns.

    Args:
        left: One file.
        right: The other.
        wanted: What both lack.
    """
    found = "; ".join(f"in {s.file}: {_listed(s)}" for s in (left, right))
    return LinkageError(
        where=f"{left.file} and {right.file}",
        what=f"the two files have no {wanted} in common (found {found})",
        mend=(
            'say which columns they are, such as --left name="Column" --right address="Street,Number", or in which row '
            "the headings stand with --left-header and --right-header"
        ),
    )


def _listed(side: Side) -> str:
    told = [f"{holdings()[h]} in “{', '.join(columns)}”" for h, columns in side.holds.items()]
    doubted = f"; not usable: {', '.join(side.doubtful)}" if side.doubtful else ""
    if told or doubted:
        return (", ".join(told) or "nothing") + doubted
    columns = [c for c in side.table.column_names if c != "row_number"]
    return f"nothing, of the columns {', '.join(f'“{c[:40]}”' for c in columns[:8])}" + ("…" if columns[8:] else "")


def _of_people(side: Side) -> bool:
    names = list(dict.fromkeys(t for t in side.texts("name") if t))[:1000]
    return bool(names) and company_like(names) < 0.02 and person_like(names) >= 0.5


def number_first(sides: Sequence[Side], country: str) -> bool:
    """Tell whether house numbers stand before the street.

    Args:
        sides: The files.
        country: ISO 3166 code; empty where it is not known, and the addresses themselves tell.
    Returns:
        True for "12 High Street".
    """
    if country:
        found = addresses.standardise(["12 Some Street"], {"countries": [country]})
        return bool(found.column("number").to_pylist()[0])
    whole = [_POSTCODE.sub("", t) for s in sides if not s.tells("house_number") for t in s.texts("address") if t][:5000]
    before, behind = ({n for n, t in enumerate(whole) if form.search(t)} for form in (_BEFORE, _BEHIND))
    return len(before - behind) > len(behind - before)


def with_town(model: Model, sides: Sequence[Side]) -> Model:
    """Let towns count where no postcode tells one Station Road from the other.

    Args:
        model: The model.
        sides: The two files.
    Returns:
        The model, with a comparison of towns where both files have a town and not both a postcode.
    """
    told = all(s.tells("town") for s in sides) and not all(s.tells("postcode") for s in sides)
    if model.name == "person" or not told:
        return model
    return replace(model, fields=(*model.fields, TOWN), comparisons=(*model.comparisons, _TOWNS))


def make_rows(left: Side, right: Side, model: Model, *, first: bool) -> Rows:
    """Put the rows of two files into the table that linking starts from.

    Args:
        left: One file.
        right: The other.
        model: The model, of one of `KINDS`.
        first: Whether house numbers stand before the street.
    Returns:
        The rows of the left file, then those of the right.
    Raises:
        LinkageError: What this kind of thing needs is not in both files.
    """
    sides, kind = (left, right), model.name
    known = {f.name for f in model.fields}
    read = {f: held for f, held in fields_of(kind).items() if f in known}
    read |= {TOWN.name: ("town",)} if TOWN in model.fields else {}
    if kind == "person" and not _checked(sides):
        # One that differs parts two people for good, and that is too much for a number that may be mistyped.
        read |= {"document": ("document_number", "person_number"), "tax": ()}
    shown = {f: {s.name: _shown(s, f, held, first=first) for s in sides} for f, held in read.items() if held}
    values = {f: {s.name: _values(s, kind, f, shown[f][s.name], first=first) for s in sides} for f in shown}
    dropped = {f: why for f in shown if (why := _unusable(f, values[f], sides))}
    fields = tuple(f for f in shown if f not in dropped)
    _hold(left, right, kind, fields)
    notes = [f"Not compared: {FIELDS.get(f, f)} ({why})." for f, why in dropped.items() if why != _NEITHER]
    notes += _unread_dates(sides, shown, values)
    held = {h for f in fields for h in read[f]}
    held |= set(address_parts()) if "address" in held else set()
    kept = {f: values[f] for f in fields}
    if kind == "premises" and "place" in kept:
        kept["spot"] = kept["place"]  # the names of buildings are read from the addresses again
    return Rows(_gathered(sides, model, kept), fields, shown, tuple(notes), frozenset(held))


def _checked(sides: Sequence[Side]) -> bool:
    """Tell whether the numbers of people keep a checksum, so that slips of the pen are known as such."""
    numbers = [t for s in sides for t in s.texts("person_number") if t][:5000]
    checks = checksums("person_number")
    valid = identifiers.standardise(numbers, {"scheme": "tried", "check": list(checks)}).column("valid").to_pylist()
    return bool(numbers) and valid.count(1) >= 0.9 * len(numbers)


def _shown(side: Side, name: str, held: Sequence[str], *, first: bool) -> list[str]:
    if held == ("address",):
        return _addresses(side, first=first)
    if name == "name":
        return [" ".join(t for t in cells if t) for cells in zip(*(_name_cells(side, held)), strict=True)]
    return [" / ".join(t for t in cells if t) for cells in zip(*(side.texts(h) for h in held), strict=True)]


def _name_cells(side: Side, held: Sequence[str]) -> list[list[str]]:
    if "first_name" not in held:
        both = [side.texts(h) for h in held]
        # A trade name beside the name of the company; the same written twice is said once.
        return [both[0], [f"/ {t}" if n and t and t != n else "" if n == t else t for n, t in zip(*both, strict=True)]]
    return [side.texts(h) for h in (_PARTS_OF_A_NAME if side.tells("last_name") else ("name",))]


def _addresses(side: Side, *, first: bool) -> list[str]:
    parts = [side.texts(h) for h in ("address", "house_number", "house_addition", "postcode", "town")]
    lines = [side.table.column(c).to_pylist() for c in side.holds.get("address_line", ())]
    if lines:
        whole = zip(parts[0], *lines, strict=True)
        parts[0] = [", ".join(t for c in cells if c and (t := c.strip(" ,"))) for cells in whole]
    return [_address(*cells, first=first) for cells in zip(*parts, strict=True)]


def _address(street: str, number: str, addition: str, postcode: str, town: str, *, first: bool) -> str:
    if not street:
        return ""
    door = " ".join(t for t in (number.removesuffix(".0"), addition) if t)
    line = " ".join(t for t in ((door, street) if first else (street, door)) if t)
    if not postcode or _bare(postcode) in _bare(line):
        return line
    # A postcode of four digits is only told from a house number by the town behind it.
    if len(postcode) == 4 and postcode.isdigit():
        return f"{line}, {postcode} {town}" if town else line
    return f"{line}, {postcode}"


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _values(side: Side, kind: str, name: str, shown: Sequence[str], *, first: bool) -> list[list[str]]:
    """Give the raw values of a field, a list per row, as the model's standardiser wants them."""
    if name == "name" and kind == "person":
        return _person_names(side)
    if name == "name":
        return [
            [t for t in dict.fromkeys(cells) if t]
            for cells in zip(*(side.texts(h) for h in ("name", "trade_name")), strict=True)
        ]
    if name in {"birth", "since"}:
        pattern = date_pattern(list(dict.fromkeys(t for t in shown if t))[:2000])
        told = [as_date(t, pattern) if t and pattern else None for t in shown]
        return [[d] if d and FIRST_YEAR <= int(d[:4]) <= LAST_YEAR else [] for d in told]
    if name == "postcode" and not side.tells("postcode"):
        return [[p] if t and (p := addresses.postcode(t)) else [] for t in _addresses(side, first=first)]
    if name == "phone" and kind == "organisation":
        numbers = identifiers.standardise(list(shown), {"scheme": "phone"}).column("number").to_pylist()
        return [[n] if n else [] for n in numbers]
    if kind == "person" and name == "document":
        both = (side.texts(h) for h in ("document_number", "person_number"))
        return [[t for t in cells if t] for cells in zip(*both, strict=True)]
    return [[t] if t else [] for t in shown]


def _person_names(side: Side) -> list[list[str]]:
    if not side.tells("last_name"):
        return [[t] if t else [] for t in side.texts("name")]
    cells = zip(*(side.texts(h) for h in _PARTS_OF_A_NAME), strict=True)
    return [[_person_name(*c)] if c[1] or c[4] else [] for c in cells]


def _person_name(title: str, given: str, middle: str, particle: str, family: str) -> str:
    # The order of the parts in the model of persons.
    return PART.join((title, given, "", middle, "", f"{particle} {family}".strip(), ""))


def _unusable(name: str, values: Mapping[str, list[list[str]]], sides: Sequence[Side]) -> str:
    """Say why a field is not compared; empty where it is."""
    there = [s for s in sides if any(values[s.name])]
    if not there:
        return _NEITHER
    if len(there) == 1:
        return f"only in {there[0].file}"
    if name in _NUMBERS:
        left, right = ({n for n in _numbers(values[s.name]) if n} for s in sides)
        if not left & right:
            return "the two files have no such number in common, so they are of two registers"
    for side in there:
        said = {tuple(v) for v in values[side.name] if v}
        if len(said) == 1 and side.table.num_rows > 2 and name in {"name", "place", "address", "birth"}:
            return f"all values in {side.file} are the same"
    return ""


def _numbers(values: Sequence[Sequence[str]]) -> list[str | None]:
    flat = list(dict.fromkeys(t for v in values for t in v))
    return identifiers.standardise(flat, {"scheme": "any"}).column("number").to_pylist()  # type: ignore[no-any-return]


def _hold(left: Side, right: Side, kind: str, fields: Sequence[str]) -> None:
    """Refuse what no blocking rule of the model could bring together."""
    enough: Mapping[str, Sequence[Sequence[str]]] = {
        "person": [("name",), ("document",), ("tax",)],
        "organisation": [("name",), ("registration",), ("tax",), ("lei",)],
        "establishment": [("name", "place"), ("name", "postcode")],
        "premises": [("place",), ("number",)],
    }
    if not any(set(group) <= set(fields) for group in enough[kind]):
        wanted = " or ".join(" with ".join(group) for group in enough[kind])
        raise nothing_in_common(left, right, f"usable {wanted}, which linking by “{kind}” needs,")


def _unread_dates(
    sides: Sequence[Side], shown: Mapping[str, Mapping[str, Sequence[str]]], values: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for name in {"birth", "since"} & set(shown):
        for side in sides:
            told = zip(shown[name][side.name], values[name][side.name], strict=True)
            bad = [t for t, v in told if t and not v]
            if bad:
                yield f"{side.file}: dates that could not be used: {len(bad):,}, such as “{bad[0][:40]}”."


def _gathered(
    sides: Sequence[Side],
    model: Model,
    values: Mapping[str, Mapping[str, list[list[str]]]],
) -> pa.Table:
    texts = pa.list_(pa.string())
    carried = [f for f in MEMBERS.schema() if f.name in CARRIED]
    parts = []
    for side in sides:
        rows = side.table.num_rows
        ids = [f"{side.name}:{n}" for n in side.table.column("row_number").to_pylist()]
        told: dict[str, Any] = {
            "record_id": ids, "entity_id": ids, "register": [side.name] * rows, "schema": ["row"] * rows,
            "file": [side.file] * rows, "row_number": side.table.column("row_number"),
        }  # fmt: skip
        columns = {f.name: _array(told.get(f.name, [None] * rows), f.type) for f in carried}
        for own in model.fields:
            said = values[own.name][side.name] if own.name in values else [[]] * rows
            columns[field_column(own.name)] = pa.array(said, texts)
        columns[field_column(SIDE)] = pa.array([[side.name]] * rows, texts)
        parts.append(pa.table(columns))
    return pa.concat_tables(parts)


def _array(values: Any, kind: pa.DataType) -> Any:
    return values.cast(kind) if isinstance(values, pa.ChunkedArray) else pa.array(values, kind)
