"""Records made worse: by the kinds that are listed, as often as is planned, the same for the same seed."""

import time

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.errors import ContractError
from tidegate.linkage import stress
from tidegate.linkage.stress import KINDS, PLANS, Plan, perturb, typo


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("inserted", "Clark", "Clabrk"),
        ("deleted", "Clark", "Clrk"),
        ("substituted", "12 Clark", "12 Caark"),
        ("transposed", "Clark", "Clrak"),
        ("doubled", "Clark", "Claark"),
        ("word dropped", "Joe's Grill Bar", "Joe's Bar"),
        ("words swapped", "Jan de Boer", "Jan Boer de"),
        ("abbreviated", "MAIN STREET", "MAIN ST"),
        ("confused", "Stephen", "Stefen"),
        ("accents lost", "Café Łódź", "Cafe Łodz"),
    ],
)
def test_each_kind_does_what_it_says(kind, before, after):
    assert typo(before, kind, where=0.5, which=0.0) == after


chance = st.floats(0, 1, exclude_max=True)


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(sorted(KINDS)), chance, chance)
@settings(max_examples=300)
def test_a_text_struck_is_another_text_and_never_empty(text, kind, where, which):
    changed = typo(text, kind, where=where, which=which)
    assert changed.strip()
    assert changed != text


def raw(rows=2000):
    n = list(range(rows))
    return pa.table(
        {
            "key": n,
            "name": [f"Handelsonderneming Café {i}" for i in n],
            "others": pa.array([[f"Trade {i}", None] if i % 3 else None for i in n], pa.list_(pa.string())),
            "address": [f"{i} N CLARK ST CHICAGO, IL 60602" for i in n],
            "zip": ["60602"] * rows,
            "lat": [41.9] * rows,
        }
    )


NAMED = {
    "names": ["name", "others"],
    "addresses": ["address"],
    "postcodes": ["zip"],
    "coordinates": ["lat"],
    "postcode_pattern": r" \d{5}$",
}


def share_changed(before, after, column):
    return sum(a != b for a, b in zip(before[column].to_pylist(), after[column].to_pylist(), strict=True)) / len(before)


def test_as_much_is_struck_as_planned():
    before, after = raw(20_000), perturb(raw(20_000), plan=PLANS["typos"], seed=1, **NAMED)
    assert share_changed(before, after, "name") == pytest.approx(0.2, abs=0.01)
    assert share_changed(before, after, "address") == pytest.approx(0.1, abs=0.01)
    assert [c for c in before.column_names if before[c] == after[c]] == ["key", "zip", "lat"]


def test_gaps_take_the_postcode_from_the_address_too():
    plan = Plan(names=0, addresses=0, postcodes_missing=0.2, coordinates_missing=True)
    after = perturb(raw(20_000), plan=plan, seed=1, **NAMED)
    lost = pc.is_null(after["zip"])
    assert pc.mean(lost.cast(pa.int8())).as_py() == pytest.approx(0.2, abs=0.01)
    assert pc.match_substring(after["address"], "60602").to_pylist() == pc.invert(lost).to_pylist()
    assert after["lat"].null_count == len(after)


def test_every_kind_occurs():
    texts = pa.array(["Café Jan Street phone"] * 2000)
    after = perturb(pa.table({"name": texts}), plan=Plan(names=1), seed=3, names=["name"])["name"].to_pylist()
    assert not set(after) & {texts[0].as_py()}
    for sample in ("Cafe Jan Street phone", "Café Jan st phone", "Jan Café Street phone", "Café Street phone"):
        assert sample in after


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_the_same_seed_gives_the_same_records_whatever_other_columns_there_are(seed):
    once = perturb(raw(200), plan=PLANS["typos and gaps"], seed=seed, **NAMED)
    assert once.equals(perturb(raw(200), plan=PLANS["typos and gaps"], seed=seed, **NAMED))
    assert once["name"] == perturb(raw(200), plan=PLANS["typos and gaps"], seed=seed, names=["name"])["name"]
    assert once.schema == raw(200).schema
    assert once["key"] == raw(200)["key"]
    assert [x is None for x in once["others"].to_pylist()] == [x is None for x in raw(200)["others"].to_pylist()]


def test_another_seed_gives_other_records():
    assert perturb(raw(), plan=Plan(), seed=1, **NAMED) != perturb(raw(), plan=Plan(), seed=2, **NAMED)


def test_sliced_chunked_and_large_columns_keep_their_rows_and_types():
    table = raw(400).cast(raw(1).schema.set(1, pa.field("name", pa.large_string())))
    pieces = pa.concat_tables([table.slice(0, 150), table.slice(150)])
    assert perturb(pieces, plan=Plan(), seed=5, **NAMED).equals(perturb(table, plan=Plan(), seed=5, **NAMED))
    tail = perturb(table.slice(100), plan=Plan(), seed=5, **NAMED)
    assert tail["key"].to_pylist() == list(range(100, 400))
    assert pc.list_value_length(tail["others"]) == pc.list_value_length(table.slice(100)["others"])


def test_a_hundred_thousand_records_take_seconds():
    table = raw(100_000)
    start = time.process_time()
    perturb(table, plan=PLANS["typos and gaps"], seed=1, **NAMED)
    assert time.process_time() - start < 5


def test_a_column_that_is_not_there_and_a_share_above_one_are_refused():
    with pytest.raises(ContractError, match="street should be there"):
        perturb(raw(3), plan=Plan(), seed=1, names=["street"])
    with pytest.raises(ValueError, match=r"names is 1\.5"):
        Plan(names=1.5)


def test_every_kind_stands_at_the_head_of_the_module():
    assert [kind for kind in KINDS if kind not in stress.__doc__] == []
