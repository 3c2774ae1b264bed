"""From groups and links to pairs of rows: what an analyst reads, with how sure and why.

A pair is told once. Two rows match where they lie in one group; where no link ties them directly, the row between them
is named. A pair that no group holds, but that is worth a look, is told apart.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from tidegate.linkage.description import Model
from tidegate.linkage.explaining import Waterfall, explain_pair
from tidegate.linkage.explaining.words import band, probability
from tidegate.linkage.linking import Linked
from tidegate.linkage.rows import Rows, Side

MOST_OF_ONE = 100
"""Pairs that are written out between rows that say the same; of more, each row gets one."""

HEADS = {
    "en": (
        "For: ", "Against: ", "Says little: ", "Nothing was compared.",
        "By way of another row of the same file: ", "Held apart by other evidence. ",
    ),
    "nl": (
        "Ervoor: ", "Ertegen: ", "Zegt weinig: ", "Er is niets vergeleken.",
        "Via een andere rij van hetzelfde bestand: ", "Uiteengehouden door ander bewijs. ",
    ),
}  # fmt: skip
"""How reasons begin, by language; any other language is told in English."""

CANDIDATES = 3
"""Uncertain pairs that are shown per row at most, the likeliest."""

Node = int


@dataclass(frozen=True)
class Pair:
    """Two rows that are, or may be, the same.

    Args:
        left: Row number in the left file, from 1, headings not counted.
        right: The same in the right file.
        probability: How sure, 0 to 1.
        words: The same in words.
        why: Why, in words.
        bits: Weight of the link, bits.
    """

    left: int
    right: int
    probability: float
    words: str
    why: str
    bits: float


@dataclass(frozen=True)
class Pairing:
    """The pairs of two files.

    Args:
        matches: Pairs that are the same, in order of the left file.
        uncertain: Pairs worth a look, the surest first.
        only: Side to the rows without a match, in order.
        nearest: Side to row to the likeliest pair it was compared in, of the rows without a match.
        values: Field to side to the values of all rows.
        numbers: Side to the row numbers that the values belong to.
        doubles: Side to groups of rows that seem to be the same thing within the file.
        compared: Pairs of rows across the files that were compared, those that say the same counted once.
        shortened: Matching pairs that are not written out, because more than `MOST_OF_ONE` say the very same.
    """

    matches: tuple[Pair, ...]
    uncertain: tuple[Pair, ...]
    only: Mapping[str, tuple[int, ...]]
    values: Mapping[str, Mapping[str, Sequence[str]]]
    numbers: Mapping[str, Sequence[int]]
    nearest: Mapping[str, Mapping[int, Pair]] = field(default_factory=dict)
    doubles: Mapping[str, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    compared: int = 0
    shortened: int = 0


def pair_rows(linked: Linked, rows: Rows, sides: Sequence[Side], *, language: str = "en") -> Pairing:
    """Turn groups and links into pairs of rows.

    Args:
        linked: What linking came to.
        rows: The rows that went in.
        sides: The two files.
        language: The reader's (ISO 639-1).
    Returns:
        The pairs and the rows without one.
    """
    found = _Found(linked, language)
    matches = sorted(found.matches(), key=lambda p: (p.left, p.right))
    taken = {"left": {p.left for p in matches}, "right": {p.right for p in matches}}
    numbers = {s.name: s.table.column("row_number").to_pylist() for s in sides}
    shortened = found.shortened
    only = {s: tuple(n for n in of if n not in taken[s]) for s, of in numbers.items()}
    return Pairing(
        matches=tuple(matches),
        uncertain=tuple(found.uncertain(taken)),
        only=only,
        nearest=found.nearest(only),
        values={f: rows.shown[f] for f in rows.fields},
        numbers=numbers,
        doubles={s.name: tuple(found.doubles(s.name)) for s in sides},
        compared=len(found.across),
        shortened=shortened,
    )


class _Found:
    """The links across the two files, and who lies in which group."""

    def __init__(self, linked: Linked, language: str) -> None:
        self.model, self.language = linked.model, language
        self.why, self.heads = _Reasons(linked.model, language), HEADS.get(language, HEADS["en"])
        self.side: dict[Node, str] = {}
        self.rows: dict[Node, list[int]] = defaultdict(list)
        self.group: dict[Node, int] = {}
        columns = [linked.partition.column(c).to_pylist() for c in ("node", "register", "row_number", "cluster")]
        for node, register, number, cluster in zip(*columns, strict=True):
            self.side[node] = register
            self.rows[node].append(number)
            self.group[node] = cluster
        for numbers in self.rows.values():
            numbers.sort()
        links = linked.links.to_pylist()
        self.across = {self._turned(k): k for k in links if self.side[k["node_l"]] != self.side[k["node_r"]]}
        self.within = [k for k in links if self.side[k["node_l"]] == self.side[k["node_r"]]]
        self.shortened = 0
        self.best: dict[Node, tuple[Node, Node]] = {}
        for pair in sorted(self.across, key=self._order):
            for node in pair:
                if self._together(pair):
                    self.best.setdefault(node, pair)

    def _turned(self, link: Mapping[str, Any]) -> tuple[Node, Node]:
        ends = link["node_l"], link["node_r"]
        return ends if self.side[ends[0]] == "left" else (ends[1], ends[0])

    def _order(self, pair: tuple[Node, Node]) -> tuple[float, int, int]:
        return -self.across[pair]["weight"], self.rows[pair[0]][0], self.rows[pair[1]][0]

    def _together(self, pair: tuple[Node, Node]) -> bool:
        return self.group[pair[0]] == self.group[pair[1]]

    def matches(self) -> Iterator[Pair]:
        for pair, link in self.across.items():
            strong = link["weight"] >= self.model.join
            if self._together(pair) and (strong or pair in (self.best[pair[0]], self.best[pair[1]])):
                yield from self._pairs(pair, link["weight"], self.why.tell(link))
        yield from self._by_way_of_another()

    def _by_way_of_another(self) -> Iterator[Pair]:
        """Rows of a group that no link ties to the other file, but one to a row of their own that is tied to it."""
        done: set[Node] = set()
        for link in sorted(self.within, key=lambda k: -k["weight"]):
            ends = link["node_l"], link["node_r"]
            for node, other in (ends, ends[::-1]):
                if node in self.best or node in done or other not in self.best or self.group[node] != self.group[other]:
                    continue
                done.add(node)
                tie = self.best[other]
                weight = min(link["weight"], self.across[tie]["weight"])
                why = self.heads[4] + self.why.tell(link)
                pair = (node, tie[1]) if self.side[node] == "left" else (tie[0], node)
                yield from self._pairs(pair, weight, why)

    def nearest(self, only: Mapping[str, Sequence[int]]) -> dict[str, dict[int, Pair]]:
        """Find the likeliest pair of rows without a match, however unlikely: often another name at the same door."""
        wanted = {side: set(rows) for side, rows in only.items()}
        out: dict[str, dict[int, Pair]] = {side: {} for side in only}
        for pair in sorted(self.across, key=self._order):
            ends = {"left": self.rows[pair[0]], "right": self.rows[pair[1]]}
            for side, rows in ends.items():
                other = ends["right" if side == "left" else "left"][0]
                for row in rows:
                    if row in wanted[side] and row not in out[side]:
                        link = self.across[pair]
                        a, b = (row, other) if side == "left" else (other, row)
                        out[side][row] = self._pair(a, b, link["weight"], self.why.tell(link))
        return out

    def uncertain(self, taken: Mapping[str, set[int]]) -> Iterator[Pair]:
        shown: dict[tuple[str, int], int] = defaultdict(int)
        for pair in sorted(self.across, key=self._order):
            link = self.across[pair]
            if self._together(pair) or link["weight"] < self.model.review:
                continue
            held = self.heads[5] if link["weight"] >= self.model.join else ""
            for found in self._pairs(pair, link["weight"], held + self.why.tell(link)):
                places = ("left", found.left), ("right", found.right)
                if all(number in taken[side] for side, number in places) and not held:
                    continue
                if any(shown[place] >= CANDIDATES for place in places):
                    continue
                for place in places:
                    shown[place] += 1
                yield found

    def _pairs(self, pair: tuple[Node, Node], weight: float, why: str) -> Iterator[Pair]:
        left, right = self.rows[pair[0]], self.rows[pair[1]]
        pairs = list(product(left, right)) if len(left) * len(right) <= MOST_OF_ONE else _one_each(left, right)
        self.shortened += len(left) * len(right) - len(pairs)
        for a, b in pairs:
            yield self._pair(a, b, weight, why)

    def _pair(self, left: int, right: int, weight: float, why: str) -> Pair:
        return Pair(left, right, probability(weight), band(weight, self.language), why, weight)

    def doubles(self, side: str) -> Iterator[tuple[int, ...]]:
        groups: dict[int, list[int]] = defaultdict(list)
        for node, numbers in self.rows.items():
            if self.side[node] == side:
                groups[self.group[node]] += numbers
        yield from sorted(tuple(sorted(g)) for g in groups.values() if len(g) > 1)


def _one_each(left: Sequence[int], right: Sequence[int]) -> list[tuple[int, int]]:
    most = max(len(left), len(right))
    return [(left[min(n, len(left) - 1)], right[min(n, len(right) - 1)]) for n in range(most)]


class _Reasons:
    """Tells links in words; those with the same outcomes are told once."""

    def __init__(self, model: Model, language: str) -> None:
        self._model, self._language = model, language
        self._told: dict[tuple[Any, ...], str] = {}

    def tell(self, link: Mapping[str, Any]) -> str:
        key = tuple(link.get(f"level_{c.name}") for c in self._model.comparisons)
        if key not in self._told:
            self._told[key] = tell_reasons(explain_pair(self._model, link, language=self._language))
        return self._told[key]


def tell_reasons(waterfall: Waterfall) -> str:
    """Tell in one line what speaks for a pair and what against it, the heaviest first.

    Args:
        waterfall: The explanation.
    Returns:
        A sentence or two.
    """
    heads = HEADS.get(waterfall.language, HEADS["en"])
    told = sorted((p for p in waterfall.pieces if p.outcome), key=lambda p: -abs(p.bits))
    parts = []
    for speaks, head in zip(("for", "against", "neutral"), heads, strict=False):
        said = [f"{p.title[:1].lower()}{p.title[1:]} ({p.outcome})" for p in told if p.speaks == speaks]
        if said:
            parts.append(f"{head}{', '.join(said)}.")
    return " ".join(parts) or heads[3]
