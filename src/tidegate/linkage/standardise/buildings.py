"""What a building is called, where no house number tells it: the name in its address, or over its door.

In Britain a building without a number is addressed by its name, and the first line of its address is the name of who
is in it: Lidl, Halifax Road. A register that keeps this name in a column of its own has half of the address there. The
name is only read beside a street and a whole postcode: who withholds the address gives no name of a place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import yaml

from tidegate.linkage.gathering import PART
from tidegate.linkage.standardise.addresses import parts_of
from tidegate.linkage.standardise.texts import folded

LONGEST = 300
"""Letters of a name that are read."""

SHORTEST_POSTCODE = 5
"""Signs of the shortest whole postcode; a shorter one is a district, all that is left where an address is withheld."""

COLUMNS = pa.schema([
    pa.field("name", pa.list_(pa.string())), pa.field("telling", pa.list_(pa.string())),
    pa.field("kinds", pa.list_(pa.string())), pa.field("kin", pa.list_(pa.string())),
    pa.field("over_door", pa.string()),
])  # fmt: skip
"""`name` is each name in one word, kinds written alike; `telling` the words that tell one building of a street from
the next, so that neither kinds nor words of the street or town are among them; `kinds` the families of kinds it belongs
to, `kin` these and the ones that may be the same house; `over_door` is there where the name is that of who is in it, as
the address holds none."""

_POSSESSIVE = re.compile(r"'s?\b")
_OTHER = re.compile(r"[^a-z0-9]+")
_AT = re.compile(r"^.* at (?:the )?(?=[a-z]{3})")
_REMARK = re.compile(r"\([^)]*\)")


@dataclass(frozen=True)
class _Words:
    empty: frozenset[str]
    kinds: Mapping[str, str]
    long_kinds: Sequence[tuple[str, str]]
    kin: Mapping[str, frozenset[str]]


@cache
def _words() -> _Words:
    text = files(__package__).joinpath("words", "buildings.yml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    pairs = [(w, kind) for kind, words in raw["kinds"].items() for w in words]
    kin: dict[str, set[str]] = {kind: {kind} for kind in raw["kinds"]}
    for one, other in raw["kin"]:
        kin[one].add(other)
        kin[other].add(one)
    return _Words(
        frozenset(raw["empty"]),
        {w: kind for w, kind in pairs if " " not in w},
        sorted(((w, kind) for w, kind in pairs if " " in w), key=lambda p: -len(p[0])),
        {kind: frozenset(others) for kind, others in kin.items()},
    )


def standardise(raws: Sequence[str], options: Mapping[str, Any]) -> pa.Table:
    r"""Read what a building is called.

    Args:
        raws: Distinct pairs of a name and an address, `gathering.PART` between them.
        options: As for addresses: `countries`, `localities`.
    Returns:
        One row per pair, in order (schema `COLUMNS`); empty lists where nothing is called by a name.
    Example:
        >>> t = standardise(["Moor Lane Infants School\x1fBeck Road, HX1 1AA"], {"countries": ["gb"]})
        >>> t.select(["name", "telling"]).to_pylist()
        [{'name': ['moorlaneschool'], 'telling': ['lane', 'moor']}]
    """
    towns = frozenset(w for t in options.get("localities", ()) for w in folded(str(t)).split())
    columns: list[list[Any]] = [[] for _ in COLUMNS]
    for raw in raws:
        for column, value in zip(columns, _row(raw, options, towns), strict=True):
            column.append(value)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, COLUMNS, strict=True)], schema=COLUMNS)


def _row(
    raw: str, options: Mapping[str, Any], towns: frozenset[str]
) -> tuple[list[str], list[str], list[str], list[str], str | None]:
    over_door, _, address = raw.rpartition(PART)
    there = parts_of(address, options)
    names, borrowed = list(there.buildings), False
    if not names and over_door and there.street and len(there.postcode) >= SHORTEST_POSTCODE:
        names, borrowed = [_AT.sub("", _REMARK.sub(" ", over_door[:LONGEST].lower()))], True
    read = [tokens for name in names if (tokens := list(_tokens(name)))]
    known = _words()
    kinds = {t for tokens in read for t in tokens if t in known.kin}
    # A word of the street says no more than the street, and one of the town less.
    telling = {t for tokens in read for t in tokens if t not in known.kin and t not in towns and t not in there.street}
    whole = ["".join(dict.fromkeys(tokens)) for tokens in read]
    families = sorted({other for kind in kinds for other in known.kin[kind]})
    return whole, sorted(telling), sorted(kinds), families, "yes" if borrowed and whole else None


def _tokens(name: str) -> Iterator[str]:
    known = _words()
    plain = _POSSESSIVE.sub("s", folded(name))
    plain = _OTHER.sub(" ", plain).strip()
    for words, kind in known.long_kinds:
        plain = re.sub(rf"\b{words}\b", kind, plain)
    for token in plain.split():
        if token not in known.empty:
            yield known.kinds.get(token, token)
