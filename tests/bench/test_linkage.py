"""The benchmark of linkage: every tool runs as a process of its own, on the same records, and is scored."""

import sys

import pyarrow.parquet as pq
import pytest

from tidegate.bench.linkage import EXACT, OURS, OURS_SAME, SPLINK, bench_linkage, cpu_ratio
from tidegate.bench.peers import exact_rule, ours, ours_same_blocks, plain_splink
from tidegate.bench.people import make_people
from tidegate.errors import TidegateError

COPY = """
import sys, pyarrow.parquet as pq
t = pq.read_table(sys.argv[1])
assert "true_id" not in t.column_names
pq.write_table(t.select(["record_id"]).append_column("cluster_id", t["record_id"]), sys.argv[2])
"""


@pytest.mark.slow
def test_each_tool_is_measured_and_scored_and_one_that_writes_nothing_stops_the_benchmark(tmp_path):
    peer, lazy = tmp_path / "peer.py", tmp_path / "lazy.py"
    peer.write_text(COPY)
    lazy.write_text("raise SystemExit('no licence')")
    stages, lines = [], []
    runs = bench_linkage(
        tmp_path,
        sizes=[2000],
        seed=1,
        tell=lambda stage, share: stages.append((stage, share)),
        peers={"alone": f"{sys.executable} {peer}", "lazy": f"{sys.executable} {lazy}"},
    )
    with pytest.raises(TidegateError, match="lazy: it wrote no entities: no licence"):
        lines.extend(runs)
    assert {(x.tool, x.model) for x in lines} >= {(EXACT, ""), (SPLINK, "training"), (SPLINK, "saved"), ("alone", "")}
    of = {(x.tool, x.model): x for x in lines}
    # Everyone alone finds no pair; what Splink finds, it finds from the saved model too.
    assert of["alone", ""].score.pairs.found == 0
    assert of[SPLINK, "training"].score == of[SPLINK, "saved"].score
    assert of[EXACT, ""].score.pairs.recall < of[SPLINK, "saved"].score.pairs.recall
    assert of[EXACT, ""].score.pairs.precision > 0.99
    # Who learns in this run and who reads what was learnt come to the same.
    assert of[OURS_SAME, "training"].score == of[OURS_SAME, "saved"].score
    assert of[OURS, "saved"].score.pairs.f1 > of[SPLINK, "saved"].score.pairs.f1
    assert all(x.measure.cpu_s > 0 and x.measure.peak_mib > 10 and x.score.records == 2000 for x in lines)
    assert cpu_ratio(lines, SPLINK) == 1.0
    assert cpu_ratio(lines, "nobody") is None
    assert [share for _, share in stages] == sorted(share for _, share in stages)


def test_the_exact_rule_puts_equal_people_together(tmp_path):
    people = make_people(3000, seed=2)
    pq.write_table(people, tmp_path / "people.parquet")
    exact_rule.main(str(tmp_path / "people.parquet"), str(tmp_path / "out.parquet"))
    found = pq.read_table(tmp_path / "out.parquet")
    assert found["record_id"] == people["record_id"]
    keys = zip(*(people[c].to_pylist() for c in exact_rule.ON), strict=True)
    of = {}
    for key, cluster in zip(keys, found["cluster_id"].to_pylist(), strict=True):
        if None not in key:
            assert of.setdefault(key, cluster) == cluster


def test_records_hold_what_the_people_say_and_nothing_where_they_say_nothing():
    people = make_people(500, seed=4)
    records = ours.as_records(people).to_pylist()
    for person, record in zip(people.to_pylist(), records, strict=True):
        assert record["record_id"] == person["record_id"]
        for name, column in (("firstName", "first_name"), ("birthDate", "birth_date")):
            assert record[name] == ([person[column]] if person[column] else [])
        postcode = f", {person['postcode']}" if person["postcode"] else ""
        assert record["address"] == [f"{person['street']} {person['house_number']}{postcode}"]
        assert "true_id" not in record


def test_the_same_blocks_are_as_many_on_both_sides():
    assert len(ours_same_blocks.BLOCKS) == len(plain_splink.BLOCKS)


def test_splink_is_given_nothing_it_may_not_know():
    used = " ".join(part for on in plain_splink.BLOCKS for part in on)
    assert "true_id" not in used
