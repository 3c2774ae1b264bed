"""Precision and recall from a sample: by hand, held to laws, and tried on many made-up cities."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkage.test_judgements import said
from tests.linkage.test_judgements import table as judgements
from tests.linkage.test_review import entities, links
from tidegate.errors import LinkageError
from tidegate.linkage.estimating import SAMPLE, Stratum, estimate, estimate_strata, sample, wilson

HUNDRED = links(*[(2 * n, 2 * n + 1, float(n % 10)) for n in range(1, 101)])
THEM = entities(*[{n} for n in range(2, 202)])


def test_a_sample_has_so_many_of_each_band_and_decoys_that_nothing_links():
    found = sample(HUNDRED, THEM, edges=[2.0, 5.0], per_stratum=4, seed=1, decoys=3).to_pylist()
    assert [sum(r["stratum"] == n and not r["decoy"] for r in found) for n in range(3)] == [4, 4, 4]
    assert {(r["stratum"], r["population"]) for r in found if not r["decoy"]} == {(0, 20), (1, 30), (2, 50)}
    decoys = [r for r in found if r["decoy"]]
    assert len(decoys) == 3
    assert all(r["node_r"] != r["node_l"] + 1 and r["weight"] is None for r in decoys)
    assert all((r["record_l"], r["record_r"]) == (f"r{r['node_l']}", f"r{r['node_r']}") for r in found)


def test_a_band_with_few_links_is_taken_whole():
    assert sample(HUNDRED, THEM, edges=[9.0], per_stratum=40, seed=1).num_rows == 40 + 10


def test_the_lot_does_not_mind_the_order_of_rows_but_the_seed():
    turned = HUNDRED.take(list(reversed(range(100))))
    one, other, third = (
        sample(t, THEM, edges=[4.0], per_stratum=5, seed=seed, decoys=2)
        for t, seed in ((HUNDRED, 1), (turned, 1), (HUNDRED, 2))
    )
    assert one.equals(other)
    assert not one.equals(third)


def test_every_link_is_as_likely_to_be_drawn():
    drawn = np.zeros(202)
    for seed in range(120):
        drawn[sample(HUNDRED, THEM, edges=[], per_stratum=25, seed=seed)["node_l"].to_numpy()] += 1
    counts = drawn[2:202:2]
    assert counts.sum() == 120 * 25
    assert abs(counts - 30).max() < 5 * np.sqrt(120 * 0.25 * 0.75)


def test_edges_rise():
    with pytest.raises(ValueError, match="give rising weights"):
        sample(HUNDRED, THEM, edges=[5.0, 2.0], per_stratum=4, seed=1)


# Estimates


def drawn(*rows):
    """Make a sample of (stratum, population, weight, decoy) with records l<n>, r<n>."""
    return pa.Table.from_pylist(
        [
            {
                "stratum": s, "population": None if decoy else n, "decoy": decoy, "node_l": 2 * k, "node_r": 2 * k + 1,
                "record_l": f"l{k}", "record_r": f"r{k}", "weight": None if decoy else w,
            }
            for k, (s, n, w, decoy) in enumerate(rows)
        ],
        schema=SAMPLE.schema(),
    )  # fmt: skip


def test_by_hand():
    table = drawn(*[(0, 100, 1.0, False)] * 4, *[(1, 50, 5.0, False)] * 4, (1, 0, 5.0, True), (0, 0, 1.0, True))
    verdicts = ["different", "different", "same", "unsure", "same", "same", "same", "different", "same", "different"]
    rows = [said(f"r{k}", f"l{k}", v) for k, v in enumerate(verdicts)]
    found = estimate(table, judgements(*rows, said("l3", "r3", "same", "bob")), kind="person", join=4.0)
    assert [(s.joined, s.same, s.different, s.unsure, s.unjudged) for s in found.strata] == [
        (False, 1, 2, 1, 0), (True, 3, 1, 0, 0),
    ]  # fmt: skip
    assert found.precision.value == 0.75
    assert found.recall.value == pytest.approx(37.5 / (37.5 + 100 / 3))
    assert (found.decoys, found.decoys_same) == (2, 1)
    assert len(found.limits) == 3


def test_a_band_on_both_sides_of_the_threshold_is_refused():
    table = drawn((0, 9, 3.0, False), (0, 9, 5.0, False))
    with pytest.raises(LinkageError, match=r"band 0 .* both sides of the threshold \(4.0 bits\). Draw the sample with"):
        estimate(table, judgements(said("l0", "r0", "same")), kind="person", join=4.0)


def test_a_band_nobody_judged_is_refused():
    with pytest.raises(LinkageError, match=r"band 1 of the sample: no link of it has a clear verdict. Judge at least"):
        estimate_strata([Stratum(1, joined=True, population=5, same=0, different=0, unsure=3)])


@given(st.integers(0, 40), st.integers(1, 40), st.integers(1, 10_000))
def test_one_band_has_the_interval_of_wilson(same, different, population):
    precision, recall = estimate_strata([Stratum(0, True, population, same, different)])
    one = wilson(same, same + different)
    assert (precision.value, precision.low, precision.high) == pytest.approx((one.value, one.low, one.high))
    assert recall.value == (1.0 if same else None)


bands = st.lists(
    st.builds(Stratum, st.integers(0, 9), st.booleans(), st.integers(1, 10**6), st.integers(0, 50), st.integers(1, 50)),
    min_size=1, max_size=5,
)  # fmt: skip


@given(bands, st.randoms())
def test_intervals_hold_the_estimate_and_order_of_bands_does_not_matter(strata, random):
    found = estimate_strata(strata)
    for share in found:
        assert 0 <= share.low <= share.high <= 1
        assert share.value is None or share.low - 1e-9 <= share.value <= share.high + 1e-9
    again = estimate_strata(random.sample(strata, len(strata)))
    for one, other in zip(found, again, strict=True):
        assert (one.low, one.high) == pytest.approx((other.low, other.high))


@given(bands, st.integers(2, 50))
@settings(max_examples=50)
def test_more_judgements_of_the_same_kind_make_intervals_narrower(strata, times):
    more = [Stratum(s.number, s.joined, s.population, s.same * times, s.different * times) for s in strata]
    for one, other in zip(estimate_strata(strata), estimate_strata(more), strict=True):
        assert other.high - other.low <= one.high - one.low + 1e-9


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Made-up cities with known truth: a share of .95 within what 1,500 trials may show by chance."""
    random = np.random.default_rng(1)
    truth = ((False, 50_000, 0.01), (False, 5_000, 0.2), (True, 4_000, 0.8), (True, 30_000, 0.99))
    found = sum(n * p for joined, n, p in truth if joined)
    precision = found / sum(n for joined, n, _ in truth if joined)
    recall = found / sum(n * p for _, n, p in truth)
    inside, trials = np.zeros(2), 1_500
    for _ in range(trials):
        same = [int(random.binomial(60, p)) for _, _, p in truth]
        strata = [Stratum(k, j, n, s, 60 - s) for k, ((j, n, _), s) in enumerate(zip(truth, same, strict=True))]
        shares = estimate_strata(strata)
        inside += [s.low <= t <= s.high for s, t in zip(shares, (precision, recall), strict=True)]
    assert (inside / trials > 0.93).all(), inside / trials
    assert (inside / trials < 0.995).all(), inside / trials
