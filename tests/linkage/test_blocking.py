"""Blocks of doors that are found in many towns are parted by the regions of their postcodes."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.linkage.blocking import REGIONS, Budget, make_pairs, plan_blocks
from tidegate.linkage.description import BlockingRule
from tidegate.tables import session

TYPES = {"door": pa.string(), "words": pa.list_(pa.string()), "code": pa.string(), "written": pa.string()}
WIDE = BlockingRule("same door", ("door",), 300, ("words",), ("code", "written"))
PLAIN = BlockingRule("same door", ("door",), 300, ("words",))


def pairs_of(rows, *rules):
    """Pairs that rules make of rows (door, words, postcode, postcode as the address has it)."""
    columns = zip(*rows, strict=True) if rows else [[]] * 4
    told = {name: pa.array(cells, kind) for (name, kind), cells in zip(TYPES.items(), columns, strict=True)}
    nodes = pa.table({"node": pa.array(range(len(rows)), pa.int64()), **told})
    members = pa.table({"node": nodes["node"], "record_id": pa.array([str(n) for n in range(len(rows))], pa.string())})
    with session(memory_gib=1) as own:
        own.register("nodes", nodes)
        own.register("members", members)
        plans = plan_blocks(own, rules, TYPES)
        make_pairs(own, plans, Budget())
        found = own.fetch("select node_l, node_r from pairs").to_pydict()
    return set(zip(found["node_l"], found["node_r"], strict=True)), plans


def shop(town, name="x"):
    """A shop at 1 High Street of a town; the last three characters of a postcode do not tell towns apart."""
    return ("1high", [name], f"{town:02d}{len(name):03d}", None)


def test_a_door_of_three_towns_is_one_block_and_of_four_is_four():
    assert len(pairs_of([shop(t) for t in range(3)], WIDE)[0]) == 3
    assert len(pairs_of([shop(t) for t in range(4)], WIDE)[0]) == 0
    pairs, plans = pairs_of([shop(t, n) for t in range(4) for n in ("a", "bb", "ccc")], WIDE)
    assert (len(pairs), plans[0].blocks, plans[0].largest) == (4 * 3, 4, 3)


def test_the_postcode_of_the_address_tells_the_town_where_no_other_does():
    rows = [shop(t) for t in range(4)] + [("1high", ["y"], None, "02999"), ("1high", ["z"], None, None)]
    assert pairs_of(rows, WIDE)[0] == {(2, 4)}


def test_who_tells_no_postcode_at_a_door_of_many_towns_comes_in_by_the_name():
    named = BlockingRule("same name at the same door", ("door", "words"), 60, (), ("code",))
    rows = [*[shop(t, f"n{t}") for t in range(4)], ("1high", ["n2"], None, None)]
    assert pairs_of(rows, WIDE, named)[0] == {(2, 4)}


def test_a_large_block_of_one_town_is_split_as_ever():
    town = [shop(0, n) for n in ("a", "bb") for _ in range(200)]
    others = [shop(t) for t in range(1, 5)]
    assert pairs_of(town + others, WIDE)[0] == pairs_of(town, PLAIN)[0]


rows = st.lists(
    st.tuples(
        st.sampled_from(["1high", "2high", None]), st.lists(st.sampled_from("abc"), max_size=2, unique=True),
        st.sampled_from(["01001", "01999", "02001", "03001", "04001", None]), st.sampled_from(["05001", None]),
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(rows)
def test_parting_makes_no_pair_and_breaks_none_within_a_region(given_rows):
    parted, whole = pairs_of(given_rows, WIDE)[0], pairs_of(given_rows, PLAIN)[0]
    region = [(code or written or "")[:-3] for _, _, code, written in given_rows]
    assert parted <= whole
    assert {(a, b) for a, b in whole if region[a] == region[b] != ""} <= parted
    towns = {
        door: {r for (d, *_), r in zip(given_rows, region, strict=True) if d == door and r} for door, *_ in given_rows
    }
    narrow = {(a, b) for a, b in whole if len(towns[given_rows[a][0]]) <= REGIONS}
    assert narrow <= parted


@settings(max_examples=10, deadline=None)
@given(rows, st.integers(REGIONS + 1, 9))
def test_pairs_grow_with_the_towns_and_not_with_their_square(given_rows, towns):
    one = [(door, words, f"x{code[-3:]}", None) for door, words, code, _ in given_rows if door and code]
    many = [(door, words, f"{town}{code}", None) for town in range(towns) for door, words, code, _ in one]
    assert len(pairs_of(many, WIDE)[0]) == towns * len(pairs_of(one, WIDE)[0])
