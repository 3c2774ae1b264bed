import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tidegate.demo import noise

words = st.lists(st.one_of(st.none(), st.text(st.characters(categories=["L"]), max_size=12)), max_size=30)


def chance(seed=1):
    return np.random.default_rng(seed)


def test_every_rate_is_a_share():
    assert all(0 <= rate <= 1 for rate in vars(noise.RATES).values())


def test_a_letter_is_swapped_dropped_or_doubled():
    texts = pa.array(["Dijkstra"] * 300)
    changed = set(noise.mistyped(chance(), texts, 1.0).to_pylist())
    assert {"Djikstra", "Dikstra", "Diikstra"} <= changed
    assert all(word[0] == "D" and len(word) in (7, 8) for word in changed)


@given(words, st.integers(0, 99))
def test_typing_keeps_rows_and_gaps(texts, seed):
    before = pa.array(texts, pa.string())
    after = noise.mistyped(chance(seed), before, 0.5)
    assert len(after) == len(before)
    assert [t is None for t in after.to_pylist()] == [t is None for t in texts]


@given(words)
def test_no_noise_at_a_rate_of_nothing(texts):
    before = pa.array(texts, pa.string())
    for strike in (
        noise.mistyped,
        noise.capitals,
        noise.other_forms,
        noise.impossible_dates,
        noise.broken_numbers,
        noise.dropped,
    ):
        assert strike(chance(), before, 0.0).equals(before)


def test_about_the_share_that_was_asked_for():
    struck = noise.struck(chance(), 100_000, 0.02).mean()
    assert abs(struck - 0.02) < 4 * (0.02 * 0.98 / 100_000) ** 0.5


def test_a_legal_form_is_written_another_way():
    found = set(noise.other_forms(chance(), pa.array(["Anker Bouw B.V."] * 500), 0.9).to_pylist())
    assert found == {"Anker Bouw B.V.", "Anker Bouw BV", "Anker Bouw b.v.", "Anker Bouw Besloten Vennootschap"}
