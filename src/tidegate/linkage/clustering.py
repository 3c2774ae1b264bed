"""Links become groups that hold: not whatever hangs together, but what belongs together on average.

Groups grow by reciprocal nearest neighbours: in every round each pair of groups that are each other's best is put
together, as long as the weight between them reaches the threshold. Two ways to weigh groups are known. `average`: the
mean over all pairs between them; for things that have one true form, such as persons. `closest`: the mean, over the
members of one group, of each one's strongest link into the other; for things that go by several names, such as shops.
A pair that was never compared counts as nought, so one bridge between two large groups does not carry. What judgements
and registers forbid is never joined.

All weights are counted in thousandths of a bit, as whole numbers: their sums do not depend on the order of rows. Ties
are broken by lot, drawn from the nodes' own numbers, which are hashes of what they say.

Source:
    Murtagh (1983), The Computer Journal 26(4), 354-359, doi:10.1093/comjnl/26.4.354 (reciprocal nearest neighbours);
    Sokal, Michener (1958), Univ. Kansas Science Bulletin 38, 1409-1438 (average linkage).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MILLI = 1000
"""Parts of a bit that are counted."""

NONE = -1
"""Stands for "says nothing" in `different`."""


LARGEST = 2**62
"""Bound of the numbers that several columns are made one of, to be sorted at once."""

MOST_LIVE = 0.7
"""Share of the groups that may still grow at or below which the others are set aside: two thirds of a city's groups are
done after the first round, and no later round need look at them."""


def _no_pairs() -> Ints:
    return np.empty((0, 2), np.int64)


@dataclass(frozen=True)
class Bonds:
    """What binds or parts nodes before any weight is looked at.

    Args:
        same: Per statement of a register an array with one number per node; equal numbers are one thing, `NONE` says
            nothing.
        different: Arrays with one number per node: a group holds at most one number of each, `NONE` goes with all.
        versions: Pairs of nodes (positions) that are versions of one record by the register's own key.
        must: Pairs of nodes (positions) that people judged to be the same.
        cannot: Pairs of nodes that people judged to be different.
    """

    same: Sequence[Ints] = ()
    different: Sequence[Ints] = ()
    versions: Ints = field(default_factory=_no_pairs)
    must: Ints = field(default_factory=_no_pairs)
    cannot: Ints = field(default_factory=_no_pairs)

    def of(self, inside: Flags) -> "Bonds":
        """Keep the bonds among some nodes, numbered anew.

        Args:
            inside: Per node whether it is one of them.
        """
        place = np.cumsum(inside) - 1

        def among(pairs: Ints) -> Ints:
            return place[pairs[inside[pairs[:, 0]] & inside[pairs[:, 1]]]]

        return Bonds(
            [n[inside] for n in self.same], [n[inside] for n in self.different],
            among(self.versions), among(self.must), among(self.cannot),
        )  # fmt: skip


@dataclass(frozen=True)
class Groups:
    """What clustering found.

    Args:
        group: Per node the number of its group, from 0, in the order of the groups' smallest nodes.
        seed: Per node the number of the group it was in before any weight was looked at.
        rounds: Rounds it took.
        contradicted: Nodes bound by a statement of a register which a judgement overrides.
    """

    group: Ints
    seed: Ints
    rounds: int
    contradicted: int


def cluster(
    nodes: Ints, left: Ints, right: Ints, weight: npt.NDArray[np.float64], *, join: float, bonds: Bonds | None = None,
    way: str = "average", never: float = float("-inf"), anchored: Flags | None = None,
) -> Groups:  # fmt: skip
    """Put nodes together.

    Args:
        nodes: The nodes' own numbers, in increasing order.
        left: Positions of the links' one end in `nodes`.
        right: Positions of the other end.
        weight: Weights of the links, bits; negative ones speak against.
        join: Average weight from which two groups are put together, bits.
        bonds: What registers and judges say.
        way: How groups are weighed, `average` or `closest`.
        never: Weight at or below which two groups never meet, whoever stands between them, bits.
        anchored: Nodes that are put together first. Those that are not join them afterwards, and none of them ties
            two groups that did not come together by themselves: of two namesakes a record that tells no birth date
            may be either, and does not make them one.
    Returns:
        The groups.
    Example:
        >>> g = cluster(np.arange(3), np.array([0, 1]), np.array([1, 2]), np.array([8.0, -5.0]), join=3.0)
        >>> g.group.tolist()
        [0, 0, 1]
    """
    bonds = bonds or Bonds()
    if anchored is not None and not anchored.all():
        both = anchored[left] & anchored[right]
        first = cluster(nodes, left[both], right[both], weight[both], join=join, bonds=bonds, way=way, never=never)
        held = np.where(anchored, first.group, NONE)
        bonds = replace(bonds, same=(*bonds.same, held), different=(*bonds.different, held))
    seed, contradicted = _seeds(len(nodes), bonds)
    count = int(seed.max()) + 1 if len(seed) else 0
    edges = _Edges.of(seed[left], seed[right], weight, seed[bonds.cannot] if len(bonds.cannot) else bonds.cannot, never)
    attributes = [_of_groups(seed, a, count) for a in bonds.different]
    size = np.ones(count, np.int64)
    rounds, least = 0, round(join * MILLI)
    found = _Found.of(edges)
    number = nodes[_firsts(seed)] if len(seed) else nodes
    grown = _Grown.of(count)
    while True:
        weighed = edges.averages(size) if way == "average" else found.weigh(size)
        open_ = _open(edges, weighed, attributes, least)
        if not open_.any():
            break
        live = _may_still_grow(edges, open_, count)
        if live.sum() <= MOST_LIVE * count:
            grown = grown.settle(live)
            inside = live[edges.a]
            edges, weighed, open_ = edges.of_live(live), weighed[inside], open_[inside]
            found = found.of_live(live) if way != "average" else found
            attributes, size, number = [a[live] for a in attributes], size[live], number[live]
        merged = _one_round(edges, weighed, open_, attributes, number, many=way == "closest")
        rounds += 1
        grown = grown.relabelled(merged)
        count = int(merged.max()) + 1
        edges = edges.relabelled(merged)
        found = found.relabelled(merged) if way != "average" else found
        number = number[_firsts(merged)]
        attributes = [_of_groups(merged, a, count) for a in attributes]
        size = np.bincount(merged, size, count).astype(np.int64)
    return Groups(_in_order(grown.whole()[seed]), seed, rounds, contradicted)


def hanging_together(
    count: int, left: Ints, right: Ints, weight: npt.NDArray[np.float64], bonds: Bonds, begin: Ints
) -> Flags:
    """Say which nodes may come into one group with any of some nodes, directly or over others.

    Two groups only meet where a link between them speaks for it, so nothing that happens beyond these nodes matters
    to them.

    Args:
        count: Number of nodes.
        left: Positions of the links' one end.
        right: Positions of the other end.
        weight: Weights of the links, bits.
        bonds: What registers and judges say.
        begin: Positions of the nodes to begin with.
    Returns:
        Per node whether it is one of them.
    Example:
        >>> left, right, weight = np.array([0, 2]), np.array([1, 3]), np.array([1.0, 1.0])
        >>> hanging_together(4, left, right, weight, Bonds(), np.array([1])).tolist()
        [True, True, False, False]
    """
    positive = weight > 0
    links = np.stack([left[positive], right[positive]], axis=1)
    label = _components(count, np.concatenate([links, bonds.must, bonds.versions, *map(_chain, bonds.same)]))
    return np.isin(label, np.unique(label[begin]))


@dataclass(frozen=True)
class _Edges:
    """Pairs of groups with the sum of the weights between them, the number of links, and whether they may not meet."""

    a: Ints
    b: Ints
    total: Ints
    links: Ints
    forbidden: Flags

    @classmethod
    def of(cls, a: Ints, b: Ints, weight: npt.NDArray[np.float64], cannot: Ints, never: float) -> "_Edges":
        """Take links between seeds: of several between the same two the strongest speaks for them."""
        milli = np.rint(np.clip(weight, -1e6, 1e6) * MILLI).astype(np.int64)
        low, high = np.minimum(a, b), np.maximum(a, b)
        keep = low != high
        low, high, milli = low[keep], high[keep], milli[keep]
        order = _order(low, high)
        low, high, milli = low[order], high[order], milli[order]
        starts = _starts(low, high)
        low, high, milli = low[starts], high[starts], _reduced(np.maximum, milli, starts)
        n = len(cannot)
        if n:
            low = np.concatenate([low, cannot.min(axis=1)])
            high = np.concatenate([high, cannot.max(axis=1)])
            milli = np.concatenate([milli, np.zeros(n, np.int64)])
        links = np.ones(len(low), np.int64)
        forbidden = milli <= max(never, -1e6) * MILLI
        if n:
            links[-n:], forbidden[-n:] = 0, True
        return cls(low, high, milli, links, forbidden)._summed()

    def relabelled(self, label: Ints) -> "_Edges":
        a, b = label[self.a], label[self.b]
        low, high, keep = np.minimum(a, b), np.maximum(a, b), a != b
        return _Edges(low[keep], high[keep], self.total[keep], self.links[keep], self.forbidden[keep])._summed()

    def of_live(self, live: Flags) -> "_Edges":
        """Keep the pairs of some groups, numbered anew; a pair lies within them or without."""
        place, inside = np.cumsum(live) - 1, live[self.a]
        return _Edges(
            place[self.a[inside]], place[self.b[inside]],
            self.total[inside], self.links[inside], self.forbidden[inside],
        )  # fmt: skip

    def averages(self, size: Ints) -> Ints:
        """Weigh each pair of groups by the mean over all pairs of their members, in thousandths of a bit."""
        return self.total // (size[self.a] * size[self.b])

    def _summed(self) -> "_Edges":
        if not len(self.a):
            return self
        order = _order(self.a, self.b)
        a, b = self.a[order], self.b[order]
        starts = _starts(a, b)
        return _Edges(
            a[starts], b[starts],
            np.add.reduceat(self.total[order], starts), np.add.reduceat(self.links[order], starts),
            np.logical_or.reduceat(self.forbidden[order], starts),
        )  # fmt: skip


@dataclass(frozen=True)
class _Found:
    """What each member finds in each other group: its strongest link there.

    Rows are in order of the member's own group, the other group and the member.
    """

    own: Ints
    group: Ints
    member: Ints
    milli: Ints

    @classmethod
    def of(cls, edges: _Edges) -> "_Found":
        """Begin with seeds, each the only member of its group; what is forbidden weighs nothing."""
        member, group = np.concatenate([edges.a, edges.b]), np.concatenate([edges.b, edges.a])
        milli = np.concatenate([edges.total, edges.total])
        order = _order(member, group)
        return cls(member[order], group[order], member[order], milli[order])

    def relabelled(self, label: Ints) -> "_Found":
        own, group = label[self.own], label[self.group]
        keep = own != group
        own, group, member, milli = own[keep], group[keep], self.member[keep], self.milli[keep]
        order = _order(own, group, member)
        own, group, member, milli = own[order], group[order], member[order], milli[order]
        starts = _starts(own, group, member)
        return _Found(own[starts], group[starts], member[starts], _reduced(np.maximum, milli, starts))

    def of_live(self, live: Flags) -> "_Found":
        """Keep what members of some groups find in each other, the groups numbered anew."""
        place, inside = np.cumsum(live) - 1, live[self.own]
        return _Found(
            place[self.own[inside]], place[self.group[inside]], self.member[inside], self.milli[inside]
        )  # fmt: skip

    def weigh(self, size: Ints) -> Ints:
        """Weigh each pair of groups by what the members of one find in the other; of the two ways the better."""
        starts = _starts(self.own, self.group)
        own, group = self.own[starts], self.group[starts]
        mean = _reduced(np.add, self.milli, starts) // size[own]
        low, high = np.minimum(own, group), np.maximum(own, group)
        order = _order(low, high)
        low, high = low[order], high[order]
        return _reduced(np.maximum, mean[order], _starts(low, high))


@dataclass(frozen=True)
class _Grown:
    """Which seeds came together: those of groups that are done, and those of groups that may still grow.

    Args:
        done: Per seed the number of its group, if that is done.
        seeds: The seeds of groups that may still grow.
        label: Their groups, numbered by themselves.
        first: Number that the next group that is done gets.
    """

    done: Ints
    seeds: Ints
    label: Ints
    first: int

    @classmethod
    def of(cls, count: int) -> "_Grown":
        return cls(np.full(count, NONE, np.int64), np.arange(count), np.arange(count), 0)

    def relabelled(self, label: Ints) -> "_Grown":
        return replace(self, label=label[self.label])

    def settle(self, live: Flags) -> "_Grown":
        """Set groups aside that will not grow any more."""
        place, inside = np.cumsum(live) - 1, live[self.label]
        return _Grown(self._named(~inside), self.seeds[inside], place[self.label[inside]], self.first + len(live))

    def whole(self) -> Ints:
        """Give every seed the number of its group."""
        return self._named(np.ones(len(self.seeds), bool))

    def _named(self, at: Flags) -> Ints:
        done = self.done.copy()
        done[self.seeds[at]] = self.first + self.label[at]
        return done


def _order(*keys: Ints) -> Ints:
    """Sort by several columns of numbers from 0, the first before the second; of equal rows any may be first."""
    widths = [int(key.max(initial=0)) + 1 for key in keys]
    if math.prod(widths) >= LARGEST:
        return np.lexsort(keys[::-1])
    whole = keys[0]
    for key, width in zip(keys[1:], widths[1:], strict=True):
        whole = whole * width + key
    return np.argsort(whole)


def _starts(*keys: Ints) -> Ints:
    """Say where in sorted columns a new combination begins."""
    if not len(keys[0]):
        return np.empty(0, np.int64)
    fresh = np.zeros(len(keys[0]), bool)
    fresh[0] = True
    for key in keys:
        fresh[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(fresh)


def _reduced(how: np.ufunc, values: Ints, starts: Ints) -> Ints:
    return np.asarray(how.reduceat(values, starts) if len(starts) else values[:0])


def _firsts(label: Ints) -> Ints:
    """Give the position of the first member of each group."""
    return np.unique(label, return_index=True)[1]


def _mixed(number: Ints, a: Ints, b: Ints) -> npt.NDArray[np.uint64]:
    """Draw lots between ties by the numbers of the nodes themselves, so that the draw is the same in every build.

    Source:
        Steele, Lea, Flood (2014), Fast splittable pseudorandom number generators, doi:10.1145/2660193.2660195.
    """
    mixed = number[a].astype(np.uint64) ^ (number[b].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    whole: npt.NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(31))
    return whole


def _open(edges: _Edges, average: Ints, attributes: Sequence[Ints], join: int) -> Flags:
    """Tell which pairs of groups may be put together."""
    open_ = ~edges.forbidden & (average >= join)
    for values in attributes:
        va, vb = values[edges.a], values[edges.b]
        open_ &= (va == NONE) | (vb == NONE) | (va == vb)
    return open_


def _may_still_grow(edges: _Edges, open_: Flags, count: int) -> Flags:
    """Tell which groups hang together, over whatever pairs, with a pair that may be put together.

    What a group weighs with another changes only when one of the two grows, so all others are done.
    """
    label = _components(count, np.stack([edges.a, edges.b], axis=1))
    live = np.zeros(count, bool)
    live[label[edges.a[open_]]] = True
    return live[label]


def _one_round(
    edges: _Edges, average: Ints, open_: Flags, attributes: Sequence[Ints], number: Ints, *, many: bool
) -> Ints:
    """Put every pair of reciprocal nearest groups together."""
    at = np.flatnonzero(open_)
    a, b = edges.a[at], edges.b[at]
    rank = np.empty(len(at), np.int64)
    rank[np.lexsort((b, a, _mixed(number, a, b), -average[at]))] = np.arange(len(at))
    best = np.full(len(number), len(at), np.int64)
    np.minimum.at(best, a, rank)
    np.minimum.at(best, b, rank)
    mutual = (best[a] == rank) & (best[b] == rank)
    label = np.arange(len(number))
    label[b[mutual]] = a[mutual]
    if many:
        # Whoever finds its closest in a group finds it there also after the group has grown, so all who come to a
        # pair that meets may join it in this round; those of whom something is said that could clash wait for the next.
        free = np.ones(len(number), bool)
        for values in attributes:
            free &= values == NONE
        free[edges.a[edges.forbidden]] = free[edges.b[edges.forbidden]] = False
        met = np.zeros(len(number), bool)
        met[a[mutual]] = met[b[mutual]] = True
        for comer, host in ((a, b), (b, a)):
            at_host = (best[comer] == rank) & met[host] & ~met[comer] & free[comer]
            label[comer[at_host]] = label[host[at_host]]
    return _compact(label)


def _compact(label: Ints) -> Ints:
    # The number of a group keeps the order of its smallest member, on which ties are broken.
    _, compact = np.unique(label, return_inverse=True)
    return compact.astype(np.int64)


def _in_order(label: Ints) -> Ints:
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    whole: Ints = rank[inverse]
    return whole


def _of_groups(label: Ints, values: Ints, count: int) -> Ints:
    found = np.full(count, NONE, np.int64)
    np.maximum.at(found, label, values)
    return found


def _seeds(count: int, bonds: Bonds) -> tuple[Ints, int]:
    """Number the nodes by what is bound before any weight is looked at; what people say overrides the registers."""
    contradicted = 0
    pairs = [bonds.must, bonds.versions]
    for statement in bonds.same:
        bound = statement.copy()
        if len(bonds.cannot):
            # Where people parted two nodes that a register calls one, its whole statement is set aside.
            left, right = bound[bonds.cannot[:, 0]], bound[bonds.cannot[:, 1]]
            broken = np.unique(left[(left == right) & (left != NONE)])
            at = np.isin(bound, broken) & (bound != NONE)
            contradicted += int(at.sum())
            bound[at] = NONE
        pairs.append(_chain(bound))
    together = np.concatenate(pairs)
    label = _components(count, together)
    if len(bonds.cannot):
        crossing = label[bonds.cannot[:, 0]] == label[bonds.cannot[:, 1]]
        if crossing.any():
            # A chain of several statements ties what people parted: in these groups only the judgements bind.
            groups = np.unique(label[bonds.cannot[crossing, 0]])
            inside = np.isin(label, groups)
            contradicted += int(inside.sum())
            label = _components(count, np.concatenate([bonds.must, together[~inside[together[:, 0]]]]))
    return _in_order(label), contradicted


def _chain(values: Ints) -> Ints:
    """Pairs that tie together all positions with the same number."""
    at = np.flatnonzero(values != NONE)
    order = at[np.argsort(values[at], kind="stable")]
    same = values[order[1:]] == values[order[:-1]]
    return np.stack([order[:-1][same], order[1:][same]], axis=1)


def _components(count: int, pairs: Ints) -> Ints:
    if not len(pairs):
        return np.arange(count)
    ones = np.ones(len(pairs), np.int8)
    graph = coo_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    whole: Ints = label.astype(np.int64)
    return whole
