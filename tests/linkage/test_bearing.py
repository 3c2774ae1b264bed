"""What a name tells of its bearer: only where the registers themselves show that it does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.linkage.records import groups, linked, tables_in
from tidegate.errors import LinkageError
from tidegate.linkage.bearing import Trial, bearer_column
from tidegate.linkage.description import parse_model

COMPANIES = [
    {"name": f"Firma {chr(65 + n // 26)}{chr(97 + n % 26)}loe", "registrationNumber": f"9{n:07}"} for n in range(80)
]


def run(folder, payments, companies=COMPANIES):
    return linked(tables_in(folder, business={"Company": companies}, payments={"Company": payments}), "organisation")


def group_of(found, register, row):
    (group,) = (g for g in groups(found) if (register, row) in g)
    return group


def test_a_name_without_a_number_is_its_only_bearers(tmp_path):
    found = run(tmp_path, [*COMPANIES, {"name": COMPANIES[3]["name"]}, {"name": COMPANIES[3]["name"]}])
    assert group_of(found, "payments", 81) == {("business", 4), ("payments", 4), ("payments", 81), ("payments", 82)}
    assert any("160 names asked with their number hidden 160 told the right bearer" in note for note in found.notes)


def test_a_name_that_two_bear_is_nobodys(tmp_path):
    twice = [*COMPANIES, {"name": COMPANIES[3]["name"], "registrationNumber": "97654321"}]
    found = run(tmp_path, [*COMPANIES, {"name": COMPANIES[3]["name"]}], twice)
    assert group_of(found, "payments", 81) == {("payments", 81)}


def test_where_names_tell_the_wrong_bearer_too_often_none_is_given(tmp_path):
    others = [{"name": c["name"], "registrationNumber": f"8{n:07}"} for n, c in enumerate(COMPANIES[:20])]
    found = run(tmp_path, [*others, *COMPANIES[20:], {"name": COMPANIES[50]["name"]}])
    assert group_of(found, "payments", 81) == {("payments", 81)}
    assert any("too few to go by a name alone" in note for note in found.notes)


def test_a_handful_shows_nothing(tmp_path):
    found = run(tmp_path, [*COMPANIES[:5], {"name": COMPANIES[3]["name"]}], COMPANIES[:5])
    assert group_of(found, "payments", 6) == {("payments", 6)}


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_wrong_answers_never_make_it_hold(told, wrong):
    right = max(0, told - wrong)
    if not Trial(told, right, 0.94).holds:
        assert not Trial(told + 1, right, 0.94).holds


def test_nothing_tried_is_nothing_said():
    assert Trial(0, 0, 0.94).note() == ""
    assert bearer_column("name_squashed") == "name_squashed_bearer"


def test_bearers_want_names_and_numbers():
    text = "{model: m, version: 1, title: {en: m}, schemas: [Company], fields: {}, blocking: [], comparisons: [], "
    text += "prior: 0.1, thresholds: {join: 4, review: 0}, bearers: [name_squashed]}"
    with pytest.raises(LinkageError, match="bearers must name two columns"):
        parse_model(text, where="here")
