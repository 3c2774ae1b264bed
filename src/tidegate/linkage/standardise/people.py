"""A name of a person becomes its parts: given names, family name, what stands before and behind them.

In come names as registers write them (one line in any order, or given and family name apart), out go columns that
compare. Names are taken apart by their form alone: a comma, capitals, words such as "van der" or "Jr". Nothing is
concluded from a name about its bearer.

Invariants: `full` does not depend on the order of the words, on case or on marks; whatever comes in, a row comes out.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import yaml
from rigour.text.translit import ascii_text

PART = "\x1f"
"""What stands between the parts of a value that a register keeps apart."""

LONGEST_NAME = 400
"""Letters of a name that are read; what follows is no name."""

LONGEST_WORD = 40
"""Letters of one word of a name that are kept."""

LONGEST_SOUND = 6
"""Letters of a sound key."""

SHORTEST_PATRONYMIC = 7
"""Letters that a name made of the father's name has at least, less one."""

COLUMNS = pa.schema([
    pa.field("full", pa.string()), pa.field("tokens", pa.list_(pa.string())), pa.field("given", pa.string()),
    pa.field("given_all", pa.list_(pa.string())), pa.field("given_initial", pa.string()),
    pa.field("middle", pa.string()), pa.field("known_as", pa.list_(pa.string())), pa.field("family", pa.string()),
    pa.field("family_whole", pa.string()), pa.field("family_all", pa.list_(pa.string())),
    pa.field("sound", pa.string()), pa.field("sounds", pa.list_(pa.string())), pa.field("pair_sound", pa.string()),
    pa.field("suffix", pa.string()),
])  # fmt: skip
"""`full`: the words in order of the alphabet, without particles and titles; `tokens`: the same as a list; `given`: the
first given name; `given_all`: those written out, or the initials; `middle`: the second; `known_as`: the names for which
the first may stand ("Bill" for "william"); `family`: without particles and spaces, `family_whole` with particles;
`sound`: a key of the family name in which spellings of one sound agree, `sounds` of each of its words; `pair_sound`:
sounds of given and family name in order of the alphabet, so that a swap does not matter; `suffix`: junior, senior,
second, third or fourth."""

ROLES = ("given", "family", "suffix", "title")
"""What a part of a name may be."""

_SURE, _MAYBE, _TITLE, _HEAD, _SUFFIX, _CAPITALS, _FATHER = 1, 2, 4, 8, 16, 32, 64
_PARTICLE = _SURE | _MAYBE
_HYPHENS = dict.fromkeys("\u2010\u2011\u2013\u2014", "-")
_GAPS = str.maketrans(dict.fromkeys('.;:/\\()[]{}<>"_|!?*+=~#&%$@^\t\n\r\x0b\x0c', " ") | _HYPHENS)
_PLAIN = str.maketrans({
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "\u0131": "i", "ŋ": "n",
})  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+")
# Apostrophes, accents that stand for them, and the signs that soft and hard signs are transliterated to.
_MARKS = re.compile("['`\u00b4\u2018\u2019\u02bc\u02b9\u02ba]")
_LATIN = re.compile(r"^[\x00-\u024f\u0300-\u036f\u1e00-\u1eff\u2010-\u2019]*$")
_SPELLINGS = (
    ("tsch", "k"), ("tch", "k"), ("sch", "s"), ("shch", "s"), ("ch", "k"), ("cz", "k"), ("sh", "s"), ("sz", "s"),
    ("zh", "s"), ("ph", "f"), ("gh", "g"), ("th", "t"), ("dt", "t"), ("ck", "k"), ("ce", "se"), ("ci", "si"),
    ("cy", "sy"), ("c", "k"), ("q", "k"), ("x", "ks"), ("tz", "s"), ("ts", "s"), ("z", "s"), ("w", "v"), ("f", "v"),
    ("d", "t"),
)  # fmt: skip
_SILENT = str.maketrans("", "", "aeiouyjh")


class _Word(NamedTuple):
    """What one word of a name may be, found once per distinct word."""

    token: str
    parts: tuple[str, ...]
    names: tuple[str, ...]
    kept: tuple[str, ...]
    kind: int


class _Side(NamedTuple):
    """One side of a name: its given names, or its family name; found once per distinct side."""

    number: int
    kept: tuple[str, ...]
    every: tuple[str, ...]
    core: tuple[str, ...]


class _Lexicon(NamedTuple):
    kinds: Mapping[str, int]
    suffixes: Mapping[str, str]
    patronymics: tuple[str, ...]
    known_as: Mapping[str, tuple[str, ...]]


def standardise(raws: Sequence[str], options: Mapping[str, Any]) -> pa.Table:
    """Take names of people apart.

    Args:
        raws: Names, each once; parts that a register keeps apart are joined by `PART`.
        options: `roles`, one of `ROLES` for each part; without it the last part is the family name and those before
            it are given names.
    Returns:
        One row per name, in order; columns `COLUMNS`, empty where a name does not hold a part.
    Raises:
        ValueError: `roles` names something else.
    Example:
        >>> t = standardise(["VAN DER BERG, Jan", "Jan van der Berg"], {})
        >>> t["full"].to_pylist(), t["family"].to_pylist()
        (['berg jan', 'berg jan'], ['berg', 'berg'])
    """
    roles = tuple(str(r) for r in options.get("roles", ()))
    unknown = [r for r in roles if r not in ROLES]
    if unknown:
        raise ValueError(f"roles holds '{unknown[0]}'; a part of a name is one of {', '.join(ROLES)}")
    reader = _Reader(roles)
    for raw in raws:
        reader.read(raw)
    return reader.table()


def sound_of(word: str) -> str:
    """Write a word so that spellings of one sound agree.

    Args:
        word: Lower-case plain Latin letters.
    Returns:
        Its consonants, those that are often taken for each other written as one, at most `LONGEST_SOUND`.
    Example:
        >>> sound_of("schmidt"), sound_of("smit"), sound_of("romanoff"), sound_of("romanov")
        ('smt', 'smt', 'rmnv', 'rmnv')
    """
    text = word
    for spelling, one in _SPELLINGS:
        if spelling in text:
            text = text.replace(spelling, one)
    head = text[:1]
    if text.startswith(("ye", "je", *"aeiou")):
        head = "a"
    elif head == "j":
        head = "y"
    kept = head + text[1:].translate(_SILENT)
    return "".join([c for i, c in enumerate(kept) if not i or c != kept[i - 1]])[:LONGEST_SOUND]


class _Reader:
    """Reads names; remembers what each word and each side of a name is, for most come again and again."""

    def __init__(self, roles: tuple[str, ...]) -> None:
        self.roles = roles
        self.lexicon = _lexicon()
        self.words: dict[str, _Word] = {}
        self.sides: dict[tuple[str, ...], _Side] = {}
        self.plain: dict[str, _Side] = {}
        self.cores: list[tuple[str, ...]] = []
        self.wholes: list[str] = []
        self.full: list[str | None] = []
        self.given: list[int | None] = []
        self.family: list[int | None] = []
        self.suffix: list[str | None] = []

    def read(self, raw: str) -> None:
        """Take one name apart and keep the outcome as the next row."""
        text = raw[:LONGEST_NAME].translate(_GAPS)
        tokens = text.split()
        if len(tokens) == 2 and tokens[0] in self.plain and tokens[1] in self.plain:
            self._two(self.plain[tokens[0]], self.plain[tokens[1]])
            return
        if PART in text:
            given, family, behind = self._parts(text.split(PART))
        elif "," in text:
            given, family, behind = self._commas(text)
        else:
            given, family, behind = self._line(self._split(text), text)
        if not given and not family:
            family, behind = behind, []
        left, right = self._side(given), self._side(family)
        kept = sorted(left.kept + right.kept)
        if len(kept) < 2:
            kept = sorted(left.every + right.every + tuple([p for w in behind for p in w.parts]))
        self.full.append(" ".join(kept) or None)
        self.given.append(left.number if given else None)
        self.family.append(right.number if family else None)
        self.suffix.append(self._suffix(behind) if behind else None)

    def _two(self, left: _Side, right: _Side) -> None:
        # The common case, kept short: two words that can be nothing but names.
        one, other = left.kept[0], right.kept[0]
        self.full.append(f"{one} {other}" if one <= other else f"{other} {one}")
        self.given.append(left.number)
        self.family.append(right.number)
        self.suffix.append(None)

    def table(self) -> pa.Table:
        """Lay out what was read as columns."""
        given, family = _Column(self.given, self.cores), _Column(self.family, self.cores)
        sound = {word: sound_of(word) for word in {*given.firsts, *family.joined, *family.words}}
        known = self.lexicon.known_as
        full = pa.array(self.full, pa.string())
        first = given.texts(given.firsts)
        family_sound = family.texts([sound[j] for j in family.joined])
        columns = {
            "full": full,
            "tokens": pc.split_pattern(full, " "),
            "given": first,
            "given_all": given.lists([_written_out(core) for core in given.cores]),
            "given_initial": pc.utf8_slice_codeunits(first, 0, 1),
            "middle": given.texts([core[1] if len(core) > 1 else None for core in given.cores]),
            "known_as": given.lists([(f, *known.get(f, ())) for f in given.firsts]),
            "family": family.texts(family.joined),
            "family_whole": family.texts([self.wholes[n] for n in family.numbers]),
            "family_all": family.lists(family.cores),
            "sound": family_sound,
            "sounds": family.lists([tuple([sound[w] for w in core]) for core in family.cores]),
            "pair_sound": _in_order(given.texts([sound[f] for f in given.firsts]), family_sound),
            "suffix": pa.array(self.suffix, pa.string()),
        }
        return pa.table(columns, schema=COLUMNS)

    def _side(self, words: list[_Word]) -> _Side:
        key = tuple([w.token for w in words])
        side = self.sides.get(key)
        if side is None:
            side = self.sides[key] = self._new_side(words)
        return side

    def _new_side(self, words: list[_Word]) -> _Side:
        every = tuple(p for w in words for p in w.parts)
        last = len(words) - 1
        names = [w for i, w in enumerate(words) if i == last or not w.kind & (_PARTICLE | _TITLE)]
        core = tuple(dict.fromkeys(p for w in names for p in w.names))
        kept = tuple(p for w in words for p in w.kept)
        side = _Side(len(self.cores), kept, every, core)
        self.cores.append(core or ("",))
        self.wholes.append("".join(every))
        return side

    def _split(self, text: str) -> list[_Word]:
        words = self.words
        found = []
        for token in text.split():
            word = words.get(token)
            if word is None:
                word = words[token] = self._word(token)
                if not word.kind and len(word.parts) == 1:
                    self.plain[token] = self._side([word])
            if word.parts:
                found.append(word)
        return found

    def _word(self, token: str) -> _Word:
        parts = tuple(w[:LONGEST_WORD] for w in _WORD.findall(_plain(token)))
        kinds = self.lexicon.kinds
        kept = tuple(p for p in parts if not kinds.get(p, 0) & (_SURE | _TITLE | _SUFFIX))
        single = len(parts) == 1
        kind = kinds.get(parts[0], 0) if single else 0
        if single and len(parts[0]) > SHORTEST_PATRONYMIC and parts[0].endswith(self.lexicon.patronymics):
            kind |= _FATHER
        if len(token) > 2 and token.isupper():
            kind |= _CAPITALS
        # Of what hangs together by hyphens, as in "Al-Assad", the last is a name whatever it is.
        names = tuple(p for i, p in enumerate(parts, 1) if i == len(parts) or not kinds.get(p, 0) & _PARTICLE)
        return _Word(token, parts, names, kept, kind)

    def _parts(self, texts: Sequence[str]) -> tuple[list[_Word], list[_Word], list[_Word]]:
        roles = self.roles if len(self.roles) == len(texts) else ("given",) * (len(texts) - 1) + ("family",)
        found: dict[str, list[_Word]] = {role: [] for role in ROLES}
        for role, text in zip(roles, texts, strict=True):
            found[role] += self._split(text.replace(",", " "))
        family, behind = _behind(found["family"])
        return _after_titles(found["given"]), family, found["suffix"] + behind

    def _commas(self, text: str) -> tuple[list[_Word], list[_Word], list[_Word]]:
        first, *rest = (self._split(segment) for segment in text.split(","))
        names: list[_Word] = []
        behind: list[_Word] = []
        for segment in rest:
            aside = all(w.kind & (_SUFFIX | _TITLE) for w in segment)
            (behind if aside else names).extend(segment)
        if not names:
            given, family, more = self._line(first, text)
            return given, family, more + behind
        names, more = _behind(_after_titles(names))
        while len(names) > 1 and names[-1].kind & _PARTICLE:  # "Berg, Jan van der"
            first.insert(0, names.pop())
        first, also = _behind(first)
        tail = next((n for n, w in enumerate(reversed(first)) if not w.kind & _PARTICLE), 0)
        first = first[len(first) - tail :] + first[: len(first) - tail]  # "Berg van der, Jan"
        return names, first, behind + more + also

    def _line(self, words: list[_Word], text: str) -> tuple[list[_Word], list[_Word], list[_Word]]:
        behind: list[_Word] = []
        kinds = 0
        for word in words:
            kinds |= word.kind
        if kinds & (_TITLE | _HEAD | _SUFFIX):
            words, behind = _behind(_after_titles(words))
        count = len(words)
        if count < 2:
            return [], words, behind
        if kinds & _CAPITALS and not text.isupper():
            cut = _capitals(words)
            if cut is not None:
                return cut[0], cut[1], behind
        if kinds & _FATHER and count > 2 and _first_father(words) == count - 1:
            return words[1:], words[:1], behind
        at = count - 1
        if kinds & _PARTICLE:
            while at > 1 and words[at - 1].kind & _PARTICLE:
                at -= 1
            if at == 1 and words[0].kind & _SURE:  # "van der Meer", as a register of family names writes it
                at = 0
        return words[:at], words[at:], behind

    def _suffix(self, behind: list[_Word]) -> str | None:
        suffixes = self.lexicon.suffixes
        return next((suffixes[p] for w in behind for p in w.parts if p in suffixes), None)


class _Column:
    """The sides that stand in one column of rows, each once."""

    def __init__(self, sides: Sequence[int | None], cores: Sequence[tuple[str, ...]]) -> None:
        coded = pa.array(sides, pa.int32()).dictionary_encode()
        self.rows = coded.indices
        self.numbers = coded.dictionary.to_pylist()
        self.cores = [cores[n] for n in self.numbers]
        self.firsts = [core[0] for core in self.cores]
        self.joined = ["".join(core) for core in self.cores]

    @property
    def words(self) -> Iterator[str]:
        """Every word of every side."""
        return (word for core in self.cores for word in core)

    def texts(self, values: Sequence[str | None]) -> pa.Array:
        """Give every row the text of its side."""
        return pa.array(values, pa.string()).take(self.rows)

    def lists(self, values: Sequence[Sequence[str]]) -> pa.Array:
        """Give every row the texts of its side."""
        return pa.array(values, pa.list_(pa.string())).take(self.rows)


def _written_out(names: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out initials, unless there is nothing else: two people share a letter easily."""
    return tuple([n for n in names if len(n) > 1]) or names


def _in_order(one: pa.Array, other: pa.Array) -> pa.Array:
    """Join two sounds in order of the alphabet; of one alone, that one."""
    swapped = pc.fill_null(pc.greater(one, other), fill_value=False)
    left, right = pc.if_else(swapped, other, one), pc.if_else(swapped, one, other)
    return pc.coalesce(pc.binary_join_element_wise(left, right, " "), left, right)


def _after_titles(words: list[_Word]) -> list[_Word]:
    """Leave out titles: at the head all of them, further on those that are no name."""
    at = 0
    while at < len(words) - 1 and words[at].kind & (_TITLE | _HEAD):
        at += 1
    return [w for i, w in enumerate(words[at:]) if not (i and w.kind & _TITLE)]


def _behind(words: list[_Word]) -> tuple[list[_Word], list[_Word]]:
    """Part "Jr" and its like from the end of a name."""
    at = len(words)
    while at > 1 and words[at - 1].kind & _SUFFIX:
        at -= 1
    return words[:at], words[at:]


def _first_father(words: list[_Word]) -> int:
    """Find the first name made of the father's; the number of words where there is none."""
    return next((i for i, w in enumerate(words) if w.kind & _FATHER), len(words))


def _capitals(words: list[_Word]) -> tuple[list[_Word], list[_Word]] | None:
    """Given and family name where the latter alone is in capitals, at either end."""
    marks = [bool(w.kind & (_CAPITALS | _PARTICLE)) for w in words]
    count = len(words)
    if not marks[0]:
        at = next((i for i in range(count) if marks[i]), count)
        return (words[:at], words[at:]) if all(marks[at:]) and words[-1].kind & _CAPITALS else None
    at = next((i for i in range(count) if not marks[i]), count)
    tail = words[at:]
    return (
        (tail, words[:at])
        if tail and words[at - 1].kind & _CAPITALS and not any(w.kind & _CAPITALS for w in tail)
        else None
    )


def _plain(token: str) -> str:
    """Write a word in lower-case plain Latin letters."""
    if token.isascii():
        return token.lower().replace("'", "").replace("`", "")
    bare = _MARKS.sub("", token)
    lower = bare.lower().translate(_PLAIN)
    if _LATIN.match(lower):
        apart = unicodedata.normalize("NFKD", lower)
        return "".join(c for c in apart if not unicodedata.combining(c)).translate(_PLAIN)
    return _MARKS.sub("", ascii_text(bare) or "").lower()


@cache
def _lexicon() -> _Lexicon:
    said = _words("people")
    kinds: dict[str, int] = {}
    for group, level, kind in _kinds():
        for word in said[group] if level is None else said[group][level]:
            kinds[word] = kinds.get(word, 0) | kind
    suffixes = {word: name for name, words in said["suffixes"].items() for word in words}
    for word in suffixes:
        kinds[word] = kinds.get(word, 0) | _SUFFIX
    known: dict[str, dict[str, None]] = {}
    for names in _words("nicknames").values():
        for name, called in names.items():
            for word in called:
                known.setdefault(word, {})[name] = None
    return _Lexicon(kinds, suffixes, tuple(said["patronymics"]), {w: tuple(names) for w, names in known.items()})


def _kinds() -> Iterator[tuple[str, str | None, int]]:
    yield "particles", "sure", _SURE
    yield "particles", "maybe", _MAYBE
    yield "titles", "sure", _TITLE
    yield "titles", "head", _HEAD


def _words(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath("words", f"{name}.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]
