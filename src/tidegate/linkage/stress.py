"""Records made worse on purpose, to see how a linkage bears it.

Typing errors, gaps and lost coordinates strike blindly and by a seed: the same seed gives the same errors, whatever
other columns there are. Rows stay where they are, so that a truth keyed by row still fits.

The kinds of typing error, each as likely as the others; where one cannot change a text (a single word has no other to
swap with) the next in the list is taken, so that every text struck is another text afterwards:

    inserted     a letter too many            Clark -> Clarkt       word dropped   Joe's Grill Bar -> Joe's Bar
    deleted      a letter too few             Clark -> Clrk         words swapped  Jan de Boer -> de Jan Boer
    substituted  another letter or digit      Clark -> Clerk        abbreviated    Street -> St, Jan -> J.
    transposed   two letters in wrong order   Clark -> Calrk        confused       by ear or by eye: ph/f, rn/m, 0/O
    doubled      a letter twice               Clark -> Claark       accents lost   Café -> Cafe
"""

import re
import unicodedata
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import ContractError

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CONFUSED = (
    ("ph", "f"), ("f", "ph"), ("ck", "k"), ("k", "c"), ("c", "k"), ("qu", "kw"), ("sch", "sh"), ("dt", "d"),
    ("th", "t"), ("ij", "y"), ("ei", "ij"), ("y", "i"), ("z", "s"), ("s", "z"), ("w", "v"), ("v", "f"), ("ou", "u"),
    ("rn", "m"), ("m", "rn"), ("cl", "d"), ("vv", "w"), ("0", "O"), ("O", "0"), ("1", "l"), ("l", "1"), ("5", "S"),
    ("8", "B"), ("6", "G"), ("2", "Z"),
)  # fmt: skip
_ABBREVIATED = {
    "street": "st", "avenue": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr", "place": "pl", "square": "sq",
    "restaurant": "rest", "company": "co", "incorporated": "inc", "corporation": "corp", "limited": "ltd",
    "international": "intl", "brothers": "bros", "saint": "st", "north": "n", "south": "s", "east": "e", "west": "w",
    "and": "&", "straat": "str", "plein": "pln", "laan": "ln", "gebroeders": "gebr", "maatschappij": "mij",
}  # fmt: skip

Typo = Callable[[str, float, float], str]
"""A text and two numbers of chance (where, and which; 0 to 1), to the text with the error."""


def _inserted(text: str, where: float, which: float) -> str:
    at = int(where * (len(text) + 1))
    return text[:at] + _like(text[max(0, at - 1) : at] or "a", which) + text[at:]


def _deleted(text: str, where: float, _which: float) -> str:
    at = int(where * len(text))
    return text[:at] + text[at + 1 :] if len(text) > 1 else text


def _substituted(text: str, where: float, which: float) -> str:
    places = [i for i, c in enumerate(text) if c.isalnum()]
    if not places:
        return text
    at = places[int(where * len(places))]
    return text[:at] + _like(text[at], which) + text[at + 1 :]


def _transposed(text: str, where: float, _which: float) -> str:
    places = [i for i in range(len(text) - 1) if text[i] != text[i + 1]]
    if not places:
        return text
    at = places[int(where * len(places))]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _doubled(text: str, where: float, _which: float) -> str:
    at = int(where * len(text))
    return text[:at] + text[at : at + 1] + text[at:]


def _word_dropped(text: str, where: float, _which: float) -> str:
    words = text.split()
    if len(words) < 2:
        return text
    del words[int(where * len(words))]
    return " ".join(words)


def _words_swapped(text: str, where: float, _which: float) -> str:
    words = text.split()
    if len(words) < 2:
        return text
    at = int(where * (len(words) - 1))
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def _abbreviated(text: str, where: float, which: float) -> str:
    words = text.split()
    known = [i for i, w in enumerate(words) if w.casefold() in _ABBREVIATED]
    long = known or [i for i, w in enumerate(words) if len(w) > 2 and w.isalpha()]
    if not long:
        return text
    at = long[int(where * len(long))]
    short = _ABBREVIATED[words[at].casefold()] if known else words[at][: 1 if which < 0.5 else 3] + "."
    words[at] = short.upper() if words[at].isupper() else short
    return " ".join(words)


def _confused(text: str, where: float, which: float) -> str:
    folded = text.casefold()
    # A sign that folds to two would move the places; such texts are rare and left to another kind.
    pairs = [(a, b) for a, b in _CONFUSED if a.casefold() in folded] if len(folded) == len(text) else []
    if not pairs:
        return text
    heard, written = pairs[int(which * len(pairs))]
    places = [m.start() for m in re.finditer(re.escape(heard.casefold()), folded)]
    at = places[int(where * len(places))]
    original = text[at : at + len(heard)]
    return text[:at] + (written.upper() if original.isupper() else written) + text[at + len(heard) :]


def _accents_lost(text: str, _where: float, _which: float) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


def _like(letter: str, which: float) -> str:
    """Draw a letter for a letter, a digit for a digit; never the same one."""
    pool = "0123456789" if letter.isdigit() else _LETTERS
    others = [c for c in pool if c != letter.casefold()]
    drawn = others[int(which * len(others))]
    return drawn.upper() if letter.isupper() else drawn


KINDS: Mapping[str, Typo] = {
    "inserted": _inserted,
    "deleted": _deleted,
    "substituted": _substituted,
    "transposed": _transposed,
    "doubled": _doubled,
    "word dropped": _word_dropped,
    "words swapped": _words_swapped,
    "abbreviated": _abbreviated,
    "confused": _confused,
    "accents lost": _accents_lost,
}
"""The kinds of typing error by name; see the head of this module."""


@dataclass(frozen=True)
class Plan:
    """How much is made worse.

    Args:
        names: Share of names with one typing error, 0..1.
        addresses: Share of addresses with one typing error, 0..1.
        postcodes_missing: Share of records without a postcode, 0..1.
        coordinates_missing: Whether there are no coordinates at all.
    Raises:
        ValueError: A share lies outside 0..1.
    """

    names: float = 0.2
    addresses: float = 0.1
    postcodes_missing: float = 0.0
    coordinates_missing: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        for name in ("names", "addresses", "postcodes_missing"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is {getattr(self, name)}: give a share between 0 and 1")


PLANS: Mapping[str, Plan] = {
    "typos": Plan(),
    "typos and gaps": Plan(postcodes_missing=0.2, coordinates_missing=True),
}
"""The two plans that are printed: typing errors alone, and with gaps besides."""


def perturb(
    table: pa.Table,
    *,
    plan: Plan,
    seed: int,
    names: Sequence[str] = (),
    addresses: Sequence[str] = (),
    postcodes: Sequence[str] = (),
    coordinates: Sequence[str] = (),
    postcode_pattern: str = "",
) -> pa.Table:
    """Make raw records worse.

    Args:
        table: Raw records, one row each.
        plan: How much is made worse.
        seed: Where chance begins.
        names: Columns with names, text or lists of text; every text is struck or spared for itself.
        addresses: Columns with addresses, likewise.
        postcodes: Columns with postcodes; a record loses all of them or none.
        coordinates: Columns with coordinates.
        postcode_pattern: Regular expression (RE2) that finds a postcode within an address; a record that loses its
            postcode loses it there too. Empty where addresses hold none.
    Returns:
        The same rows and columns, in the same order and of the same types; an absent value stays absent.
    Raises:
        ContractError: A named column is missing.
    """
    _hold(table, (*names, *addresses, *postcodes, *coordinates))
    for column, rate in (*((n, plan.names) for n in names), *((a, plan.addresses) for a in addresses)):
        table = _replaced(table, column, _mistyped(table[column].combine_chunks(), rate, _chance(seed, column)))
    lost = pa.array(_chance(seed, "postcode").random(len(table)) < plan.postcodes_missing)
    for column in postcodes:
        table = _replaced(table, column, pc.if_else(lost, pa.scalar(None, table[column].type), table[column]))
    if postcode_pattern and plan.postcodes_missing:
        for column in addresses:
            table = _replaced(table, column, _without(table[column], postcode_pattern, lost))
    if plan.coordinates_missing:
        for column in coordinates:
            table = _replaced(table, column, pa.nulls(len(table), table[column].type))
    return table


def typo(text: str, kind: str, *, where: float, which: float) -> str:
    """Write one typing error into a text.

    Args:
        text: The text.
        kind: One of `KINDS`; where it cannot change this text, the next that can is taken.
        where: Place of the error as a share of the text, 0 <= where < 1.
        which: Which of several possible errors, 0 <= which < 1.
    Returns:
        Another text, never empty; the same only where no kind can change it (it is empty).
    Example:
        >>> typo("Clark", "transposed", where=0.3, which=0)
        'Calrk'
        >>> typo("Clark", "words swapped", where=0, which=0)
        'C.'
    """
    order = list(KINDS)
    first = order.index(kind)
    for name in (*order[first:], *order[:first]):
        changed = KINDS[name](text, where, which) if text else text
        if changed.strip() and changed != text:
            return changed
    return text


def _mistyped(column: pa.Array, rate: float, chance: np.random.Generator) -> pa.Array:
    if not pa.types.is_list(column.type):
        return _mistyped_texts(column, rate, chance)
    lengths = pc.fill_null(pc.list_value_length(column), 0)
    offsets = np.concatenate([[0], np.cumsum(np.asarray(lengths))]).astype(np.int32)
    values = _mistyped_texts(pc.list_flatten(column), rate, chance)
    made = pa.ListArray.from_arrays(pa.array(offsets), values.cast(column.type.value_type), mask=pc.is_null(column))
    return made.cast(column.type)


def _mistyped_texts(texts: pa.Array, rate: float, chance: np.random.Generator) -> pa.Array:
    kinds = list(KINDS)
    # Everything is drawn for every row, so that what befalls one does not depend on the others.
    struck, kind, where, which = chance.random((4, len(texts)))
    rows = np.flatnonzero(struck < rate)
    values = texts.take(pa.array(rows)).to_pylist()
    drawn = zip(values, kind[rows], where[rows], which[rows], strict=True)
    changed = [v if v is None else typo(v, kinds[int(k * len(kinds))], where=a, which=b) for v, k, a, b in drawn]
    return pc.replace_with_mask(texts, pa.array(struck < rate), pa.array(changed, texts.type))


def _without(column: pa.ChunkedArray, pattern: str, lost: pa.Array) -> pa.Array:
    if not pa.types.is_list(column.type):
        return pc.if_else(lost, pc.replace_substring_regex(column, pattern, ""), column)
    gone = re.compile(pattern)
    rows = zip(column.to_pylist(), lost.to_pylist(), strict=True)
    return pa.array(
        [[t and gone.sub("", t) for t in texts] if texts and gap else texts for texts, gap in rows], column.type
    )


def _replaced(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    at = table.column_names.index(name)
    return table.set_column(at, table.schema.field(name), column)


def _chance(seed: int, column: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(column.encode())])


def _hold(table: pa.Table, wanted: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in table.column_names]
    if missing:
        raise ContractError(
            where="table of raw records",
            what=f"{', '.join(missing)} should be there, but there are only {', '.join(table.column_names)}",
            mend="name columns that the table has",
        )
