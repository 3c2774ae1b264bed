"""Hidden populations: from counts that can be checked by hand, and never from rows of persons."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.errors import EvaluationError
from tidegate.evaluation.hidden import HiddenOptions, estimate_hidden, read_overlaps
from tidegate.evaluation.hidden.intervals import profile
from tidegate.evaluation.hidden.loglinear import design, fit, why_not

PATTERNS = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)]


def counted(counts, names="abc", patterns=PATTERNS):
    columns = {name: [p[n] for p in patterns] for n, name in enumerate(names)}
    return pa.table(columns | {"count": pa.array(counts, pa.int64())})


def independent(shares, people, lists):
    patterns = [tuple(int(c >> n & 1) for n in range(lists)) for c in range(1, 2**lists)]
    chance = [np.prod([s if on else 1 - s for s, on in zip(shares, p, strict=True)]) for p in patterns]
    return counted([round(people * c) for c in chance], [f"l{n}" for n in range(lists)], patterns)


def test_lists_that_each_find_a_third_leave_eight_of_twenty_seven_unseen():
    found = estimate_hidden(counted([80, 80, 80, 40, 40, 40, 20]))
    assert found.observed == 380
    assert found.independent is not None
    assert found.independent.total == pytest.approx(540)
    assert found.chosen.pairs == ()
    assert found.independent.low < 540 < found.independent.high


def test_with_every_pair_the_unseen_are_a_quotient_of_the_seen():
    counts = [60, 49, 90, 24, 42, 33, 12]
    overlaps = read_overlaps(counted(counts))
    laid = design(overlaps, overlaps.pairs)
    best = fit(laid)
    assert best is not None
    assert best.unseen == pytest.approx(12 * 60 * 49 * 90 / (24 * 42 * 33))


def test_an_empty_pair_fixes_its_patterns_at_nought():
    overlaps = read_overlaps(counted([60, 49, 90, 0, 42, 33, 0]))
    assert overlaps.shared((0, 1)) == 0
    laid = design(overlaps, [(0, 1)])
    assert laid.rows.shape == (5, 4)
    assert laid.terms == 5
    # What is left says that a and b never meet: unseen, only c, only a, a with c, only b, b with c.
    terms = sm.GLM(laid.counts, laid.rows, family=sm.families.Poisson()).fit()
    best = fit(laid)
    assert best is not None
    assert best.coefficients == pytest.approx(terms.params, rel=1e-5)


def test_lists_that_share_nobody_have_no_estimate():
    overlaps = read_overlaps(counted([60, 49, 90, 0, 0, 0, 0]))
    assert why_not(design(overlaps, [])).startswith("no finite estimate")
    with pytest.raises(EvaluationError, match="no search can begin"):
        estimate_hidden(counted([60, 49, 90, 0, 0, 0, 0]))


def test_too_many_terms_are_not_identified():
    overlaps = read_overlaps(counted([60, 49, 90, 0, 0, 33, 0]))
    assert why_not(design(overlaps, overlaps.pairs)).startswith("not identified")


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 300), min_size=15, max_size=15), st.sets(st.sampled_from([(0, 1), (1, 2), (2, 3), (0, 3)]))
)
def test_agrees_with_a_general_library(counts, pairs):
    patterns = [tuple(c >> n & 1 for n in range(4)) for c in range(1, 16)]
    laid = design(read_overlaps(counted([*counts[:-1], counts[-1] + 1], "abcd", patterns)), pairs)
    known = sm.GLM(laid.counts, laid.rows, family=sm.families.Poisson()).fit()
    best = fit(laid)
    assert best is not None
    assert best.unseen == pytest.approx(np.exp(known.params[0]), rel=1e-4)
    low, high = profile(laid, best, level=0.95)
    assert low < best.unseen < high


@settings(max_examples=10)
@given(st.permutations(range(7)), st.permutations("abc"))
def test_the_order_of_rows_and_lists_does_not_matter(rows, names):
    table = counted([70, 66, 81, 30, 25, 40, 9])
    turned = table.take(list(rows)).select([*names, "count"])
    one, two = estimate_hidden(table), estimate_hidden(turned)
    assert (one.lowest, one.highest, one.low, one.high) == pytest.approx(
        (two.lowest, two.highest, two.low, two.high), rel=1e-6
    )


def test_a_bound_pair_is_found_and_the_range_holds_the_truth():
    # Six thousand persons; whoever is on the first list is three times as likely on the second.
    shares = []
    for cell in range(1, 16):
        on = [cell >> n & 1 for n in range(4)]
        second = 0.3 if on[0] else 0.1
        probabilities = [0.2, second, 0.15, 0.1]
        shares.append(np.prod([p if o else 1 - p for p, o in zip(probabilities, on, strict=True)]))
    patterns = [tuple(c >> n & 1 for n in range(4)) for c in range(1, 16)]
    found = estimate_hidden(counted([round(6000 * s) for s in shares], "abcd", patterns))
    assert "a with b" in found.chosen.pairs
    assert found.chosen.total == pytest.approx(6000, rel=0.02)
    assert found.lowest <= 6000 * 1.02
    assert found.low < 6000 < found.high
    assert found.independent is not None
    assert found.independent.total < found.low


def test_the_result_is_a_range_with_its_warning_and_its_models():
    found = estimate_hidden(independent([0.3, 0.2, 0.1, 0.15], 3000, 4))
    told = [m for m in found.models if m.in_range]
    assert len(told) > 1
    assert found.lowest == min(m.total for m in told) < found.highest == max(m.total for m in told)
    assert found.warnings[0].startswith("Give the range over models")
    assert found.table().num_rows == len(found.models)
    assert found.table()["bic"][0].as_py() == 0


def test_redrawing_counts_the_choice_and_the_same_seed_gives_the_same():
    table, how = counted([80, 80, 80, 40, 40, 40, 20]), HiddenOptions(draws=40)
    one, two = estimate_hidden(table, options=how, seed=3), estimate_hidden(table, options=how, seed=3)
    assert one.redrawn == two.redrawn
    assert one.redrawn is not None
    assert one.redrawn[0] < 540 < one.redrawn[1]


def test_england_2013(shared):
    known = json.loads((shared / "reference" / "mse_modern_slavery.json").read_text())
    low, high = known["expected_published"]["uk_total_interval"]
    found = estimate_hidden(arrow_csv.read_csv(shared / known["inputs"]["uk6"]))
    assert found.observed == known["expected_computed"]["observed"]["UKdat"]
    assert found.independent is not None
    assert found.independent.total == pytest.approx(
        known["expected_computed"]["main_effects_total"]["UKdat"], rel=0.005
    )
    assert low < found.chosen.total < high
    assert all(low < m.total < high for m in found.models if m.chosen_by)
    assert found.lowest < found.chosen.total < found.highest
    assert found.empty_pairs == ("LA with GP", "LA with NCA")


PERSONS = pa.table({"id": [1, 2, 3], "a": [1, 0, 1], "b": [0, 1, 1], "c": [1, 1, 0], "count": [1, 1, 1]})


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (PERSONS, "the column id is no list"),
        (PERSONS.drop_columns(["id"]), "no count is above 1"),
        (PERSONS.drop_columns(["id", "count"]), "no column count, so each row would be a person"),
        (pa.table({"name": ["x"], "a": [1], "b": [1], "count": [4]}), "the column name is no list"),
        (counted([3, 4], patterns=[(1, 0, 0), (1, 0, 0)]), "the pattern 'a' has more than one row"),
        (counted([3, 4], patterns=[(1, 0, 0), (0, 0, 0)]), "on no list"),
        (counted([3, 4], patterns=[(1, 0, 0), (0, 1, 0)]), "nobody is on the list c"),
        (counted([3, -4], patterns=[(1, 0, 0), (0, 1, 1)]), "no count"),
        (counted([30, 40], "ab", [(1, 0), (0, 1)]), "it has 2 lists"),
    ],
)
def test_rows_of_persons_and_other_tables_are_refused(table, words):
    with pytest.raises(EvaluationError, match=words):
        read_overlaps(table)


def test_options_that_cannot_be_used():
    with pytest.raises(ValueError, match="criterion is 'best'"):
        HiddenOptions(criterion="best")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="threshold is 0"):
        HiddenOptions(threshold=0)
    with pytest.raises(ValueError, match="most is 1"):
        HiddenOptions(most=0)
