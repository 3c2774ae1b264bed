"""Judgements: read, held against each other, and always obeyed."""

from collections import Counter
from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tests.linkage.test_identity import of, partition
from tidegate.errors import JudgementError
from tidegate.linkage.contracts import JUDGEMENTS
from tidegate.linkage.identity import Hints, issue_ids
from tidegate.linkage.judgements import (
    Conflict,
    Contradiction,
    binding,
    latest,
    read_judgements,
    split_judgements,
    write_judgements,
)

HEAD = "kind,record_l,record_r,verdict,judge,at,reason\n"


def said(left, right, verdict, judge="ada", at="2026-01-01", reason=None, kind="person"):
    return dict(
        zip(JUDGEMENTS.schema().names, (kind, left, right, verdict, judge, at, reason), strict=True),
    )


def table(*rows):
    return pa.Table.from_pylist(list(rows), schema=JUDGEMENTS.schema())


def pairs(bound):
    return [tuple(row.values()) for row in bound.to_pylist()]


# By hand


def test_of_one_judge_the_latest_holds():
    rows = [said("a", "b", "same", at="2026-01-02"), said("b", "a", "different", at="2026-01-01T23:00:00-02:00")]
    bound = binding(table(*rows), kind="person")
    assert (pairs(bound.must), pairs(bound.cannot)) == ([], [("a", "b")])


def test_at_the_same_moment_the_more_cautious_holds():
    rows = [said("a", "b", v, at=t) for v, t in [("same", "2026-01-01"), ("different", "2026-01-01T00:00:00Z")]]
    assert latest(table(*rows))["verdict"].to_pylist() == ["different"]
    assert latest(table(*rows, said("a", "b", "unsure")))["verdict"].to_pylist() == ["unsure"]


def test_unsure_binds_nothing_and_contradicts_nobody():
    bound = binding(
        table(said("a", "b", "unsure"), said("a", "b", "same", "bob"), said("c", "d", "unsure")), kind="person"
    )
    assert (pairs(bound.must), pairs(bound.cannot), bound.conflicts) == ([("a", "b")], [], ())


def test_where_judges_disagree_nothing_binds_and_it_is_told():
    bound = binding(table(said("b", "a", "same"), said("a", "b", "different", "bob")), kind="person")
    assert (pairs(bound.must), pairs(bound.cannot)) == ([], [])
    assert bound.conflicts == (Conflict(("a", "b"), (("ada", "same"), ("bob", "different"))),)


def test_a_contradiction_is_told_with_its_chain_and_keeps_apart():
    rows = [said("a", "b", "same"), said("b", "c", "same", "bob"), said("a", "c", "different"), said("c", "d", "same")]
    bound = binding(table(*rows), kind="person")
    assert bound.contradictions == (Contradiction(("a", "c"), ("a", "b", "c")),)
    assert (pairs(bound.must), pairs(bound.cannot)) == ([("c", "d")], [("a", "c")])


def test_another_kind_is_left_out():
    bound = binding(table(said("a", "b", "same", kind="company")), kind="person")
    assert pairs(bound.must) == []


def test_a_split_judges_every_pair_across():
    rows = split_judgements(["b", "a"], ["c", "d"], kind="person", judge="ada", at="2026-01-01", reason="two sisters")
    assert pairs(binding(rows, kind="person").cannot) == [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]
    assert set(rows["reason"].to_pylist()) == {"two sisters"}


@pytest.mark.parametrize(
    ("part", "rest", "reason", "message"),
    [
        ([], ["a"], "r", "a part has no record. Name at least one"),
        (["a", "b"], ["b"], "r", "b is in both parts. Put each record into one part"),
        (["a"], ["b"], " ", "no reason is given. Say why"),
        (
            range(400),
            range(400, 800),
            "r",
            "160,000 pairs would have to be judged; 100,000 is the most. Correct the rule",
        ),
    ],
)
def test_a_split_that_cannot_be(part, rest, reason, message):
    with pytest.raises(JudgementError, match=message):
        split_judgements([*map(str, part)], [*map(str, rest)], kind="person", judge="j", at="2026-01-01", reason=reason)


# Files


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("person,a,b,maybe,ada,2026-01-01,", "line 3: 'maybe' is no verdict. Write same, different or unsure."),
        ("person,a,a,same,ada,2026-01-01,", r"line 3: it is about one record only \(a\). Name two different records."),
        ("person,a,b,same,,2026-01-01,", "line 3: judge is empty. Fill it in, or take the line out."),
        ("person,a,b,same,ada,yesterday,", "line 3: 'yesterday' is no time. Write it as 2026-03-31T14:05:00"),
        ("person,a,b,same", "line 3: it has more or fewer cells than the head. Correct this line."),
        ("person,a,b,same,ada,2026-01-01,x,y", "line 3: it has more or fewer cells than the head. Correct this line."),
        ('person,a,b,same,ada,2026-01-01,"x"y', "line 3: it is no CSV .* Correct this line."),
    ],
)
def test_a_line_that_is_no_judgement(tmp_path, line, message):
    path = tmp_path / "j.csv"
    path.write_text(f"{HEAD}person,a,b,same,ada,2026-01-01,\n{line}\n", encoding="utf-8")
    with pytest.raises(JudgementError, match=message):
        read_judgements(path)


def test_a_file_without_a_column(tmp_path):
    path = tmp_path / "j.csv"
    path.write_text("kind,record_l,record_r,verdict\n", encoding="utf-8")
    with pytest.raises(JudgementError, match=r"line 1: column judge, at is missing. Name the columns kind, record_l"):
        read_judgements(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(JudgementError, match=r"it cannot be read .* Save it as CSV in UTF-8"):
        read_judgements(tmp_path / "j.csv")


def test_a_spreadsheet_may_have_semicolons_another_order_and_no_reason(tmp_path):
    path = tmp_path / "j.csv"
    path.write_bytes(b"\xef\xbb\xbfverdict;kind;judge;at;record_l;record_r\r\nsame;person;ada;2026-01-01;a;b\r\n")
    assert read_judgements(path).to_pylist() == [said("a", "b", "same")]


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8).map(str.strip)
names = words.filter(lambda t: t and not t.startswith("'"))
rows_of_any = st.builds(
    said,
    names.map("l{}".format), names.map("r{}".format), st.sampled_from(["same", "different", "unsure"]), names,
    st.datetimes().map(lambda d: d.isoformat()), st.one_of(st.none(), names, st.just("=1+1")),
)  # fmt: skip


@given(st.lists(rows_of_any, max_size=8))
@settings(deadline=None, max_examples=40)
def test_what_is_written_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("judgements") / "j.csv"
    write_judgements(table(*rows), path)
    assert read_judgements(path).equals(table(*rows))


# Laws

some = st.builds(
    lambda pair, verdict, judge, day: said(*pair, verdict, judge, f"2026-01-0{day}"),
    st.sampled_from(list(combinations("abcdef", 2))),
    st.sampled_from(["same", "different", "unsure"]),
    st.sampled_from(["ada", "bob"]),
    st.integers(1, 9),
)


@given(st.lists(some, max_size=25), st.randoms())
@settings(deadline=None)
def test_order_of_rows_and_sides_does_not_matter(rows, random):
    other = [r | {"record_l": r["record_r"], "record_r": r["record_l"]} if random.random() < 0.5 else r for r in rows]
    random.shuffle(other)
    assert binding(table(*rows), kind="person") == binding(table(*other), kind="person")


def together(must):
    """Find what belongs together another way: by the components of a sparse matrix."""
    edges = [tuple(ord(r) - ord("a") for r in p) for p in must]
    left, right = zip(*edges, strict=True) if edges else ((), ())
    matrix = coo_array(([1] * len(edges), (left, right)), shape=(26, 26))
    return connected_components(matrix, directed=False)[1]


@given(st.lists(some, max_size=25))
@settings(deadline=None)
def test_what_binds_never_contradicts_itself_and_nothing_is_lost(rows):
    bound = binding(table(*rows), kind="person")
    must, cannot = pairs(bound.must), pairs(bound.cannot)
    label = together(must)
    assert not [p for p in cannot if label[ord(p[0]) - 97] == label[ord(p[1]) - 97]]
    held = latest(table(*rows)).to_pylist()
    disputed = {c.pair for c in bound.conflicts}
    clear = {(r["record_l"], r["record_r"]): r["verdict"] for r in held if r["verdict"] != "unsure"}
    clear = {p: v for p, v in clear.items() if p not in disputed}
    in_chains = {tuple(sorted(s)) for c in bound.contradictions for s in zip(c.chain, c.chain[1:], strict=False)}
    assert {p for p, v in clear.items() if v == "same"} == set(must) | in_chains
    assert {p for p, v in clear.items() if v == "different"} == set(cannot) >= {c.pair for c in bound.contradictions}
    assert all(c.chain[0] == c.pair[0] and c.chain[-1] == c.pair[1] for c in bound.contradictions)


# Judgements always win, whatever a build would rather do


class Judged(RuleBasedStateMachine):
    RECORDS = "abcdef"

    @initialize()
    def start(self):
        self.rows, self.fresh, self.build, self.done, self.dead = [], [], 0, None, set()

    @rule(
        pair=st.sampled_from(list(combinations(RECORDS, 2))),
        verdict=st.sampled_from(["same", "different", "unsure"]),
        judge=st.sampled_from(["ada", "bob"]),
    )
    def judge(self, pair, verdict, judge):
        self.rows.append(said(*pair, verdict, judge, f"2026-01-01T00:{len(self.rows):02}:00"))
        self.fresh.append(pair)

    @rule(wish=st.lists(st.integers(0, 2), min_size=6, max_size=6), order=st.permutations(range(6)))
    def make(self, wish, order):
        """Build as a linker does: what must be together first, then its own wishes as far as it may."""
        bound = binding(table(*self.rows), kind="person")
        label = dict(zip(self.RECORDS, together(pairs(bound.must)).tolist(), strict=False))
        cannot = pairs(bound.cannot)
        for left, right in combinations(self.RECORDS, 2):
            merged = {r: label[left] if c == label[right] else c for r, c in label.items()}
            wished = wish[ord(left) - 97] == wish[ord(right) - 97]
            if wished and not any(merged[x] == merged[y] for x, y in cannot):
                label = merged
        self.build += 1
        before = self.done
        hints = Hints(judged=self.fresh)
        self.done = issue_ids(partition(label, order), build=self.build, salt="s", previous=before, hints=hints)
        self.bound, self.fresh = bound, []
        living = set(of(self.done).values())
        self.dead |= set(of(before).values()) - living if before else set()
        assert not living & self.dead

    @rule(choice=st.integers(0, 5), size=st.integers(1, 3))
    def undo(self, choice, size):
        """Split the entity of a record, build again, and see it split."""
        if self.done is None:
            return
        ids = of(self.done)
        members = sorted(r for r in ids if ids[r] == ids[self.RECORDS[choice]])
        part, rest = members[:size], members[size:]
        if not rest:
            return
        at = f"2026-01-01T00:{len(self.rows):02}:00"
        rows = split_judgements(part, rest, kind="person", judge="ada", at=at, reason="undo").to_pylist()
        self.rows += rows + [r | {"judge": "bob"} for r in rows]
        self.fresh += [(r["record_l"], r["record_r"]) for r in rows]
        self.make(wish=[0] * 6, order=list(range(6)))
        assert {(r["record_l"], r["record_r"]) for r in rows} <= set(pairs(self.bound.cannot))
        now = of(self.done)
        assert not {now[r] for r in part} & {now[r] for r in rest}
        told = Counter(e["cause"] for e in self.done.events.to_pylist() if ids[members[0]] in (e["entity"], e["other"]))
        assert told["judgement"] >= 1

    @invariant()
    def judgements_win(self):
        if getattr(self, "done", None) is None:
            return
        ids = of(self.done)
        assert all(ids[x] == ids[y] for x, y in pairs(self.bound.must))
        assert all(ids[x] != ids[y] for x, y in pairs(self.bound.cannot))


TestJudged = Judged.TestCase
TestJudged.settings = settings(deadline=None, max_examples=12, stateful_step_count=12)
