"""Which column of a file is likely the one that is missing."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tidegate.registers.likely import Likely, likely_columns, names_alike, overlap, proposed
from tidegate.tables import session

COUNTS = st.dictionaries(st.text("ab12 ", min_size=1, max_size=4), st.integers(1, 9), max_size=6)


def test_half_of_the_values_is_half_of_the_overlap():
    assert overlap({"a": 1, "-": 1}, {"a": 1, "7": 1}) == 0.5


def test_new_numbers_of_cases_overlap_by_how_they_are_written():
    assert overlap({"M0001": 1, "M0002": 1}, {"M0003": 1, "M0004": 1}) == 1
    assert overlap({"M0001": 1}, {"12-03-2024": 1}) == 0


@given(COUNTS, COUNTS)
def test_overlap_is_a_share_and_knows_no_order(one, other):
    assert 0 <= overlap(one, other) <= 1 + 1e-9
    assert abs(overlap(one, other) - overlap(other, one)) < 1e-9


@given(COUNTS.filter(bool))
def test_a_column_overlaps_wholly_with_itself(one):
    assert abs(overlap(one, one) - 1) < 1e-9


def test_names_are_alike_whatever_their_case_and_signs():
    assert names_alike("HUIS_NUMMER", "huisnummer") == 1
    assert names_alike("HUISNUMMER", "HuisNr") > names_alike("HUISNUMMER", "KANAAL")


def test_the_renamed_column_comes_first_by_name_and_values():
    before = {"HUISNUMMER": {"1": 5, "2": 5, "14": 2}}
    with session(memory_gib=0.5) as own:
        own.register("delivered", pa.table({"HuisNr": ["1", "2", "3"], "KLEUR": ["rood", "blauw", "geel"]}))
        found = likely_columns(
            own, "delivered", ["HUISNUMMER"], ["HuisNr", "KLEUR"], lambda column: before.get(column, {})
        )
        alone = likely_columns(own, "delivered", ["HUISNUMMER"], ["HuisNr"], lambda _: {})
    assert [j.found for j in found] == ["HuisNr", "KLEUR"]
    assert found[1].values == 0
    assert alone[0].values is None
    assert proposed(found) == {"HUISNUMMER": "HuisNr"}


def test_no_column_is_proposed_twice_nor_one_that_is_hardly_alike():
    both = [Likely("A", "x", 0.9, 0.9), Likely("B", "x", 0.8, 0.9), Likely("B", "y", 0.2, 0.3)]
    assert proposed(both) == {"A": "x"}
