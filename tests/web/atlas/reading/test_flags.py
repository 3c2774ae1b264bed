"""Flags with all that stands behind them, and none on a person."""

import pytest

from tidegate.pipeline.picturing.telling import review_flag
from tidegate.web.atlas.reading.flags import flag, flags, flags_of, indicator, indicators, shown


def test_six_flags_of_three_rules(atlas):
    counts = {i.id: i.flags for i in indicators(atlas.workspace, atlas.picture) if i.flags}
    assert counts == {"double_operation": 2, "failures_then_new_account": 2, "letterbox_addresses": 2}
    assert [f.caption for f in flags(atlas.workspace, atlas.picture, rule="letterbox_addresses")] == [
        "Brug 9 1003 CC", "Brug 11 1003 CC",
    ]  # fmt: skip


def test_a_rule_that_could_not_be_put_says_why(atlas):
    off = next(i for i in indicators(atlas.workspace, atlas.picture) if i.id == "quick_resale")
    assert (off.state, off.base_rate) == ("not applicable", None)
    assert off.reason.startswith("needs ")


def test_one_indicator_tells_query_parameters_and_what_would_make_it_false(atlas):
    found = indicator(atlas.workspace, atlas.picture, "letterbox_addresses", language="nl")
    assert found.indicator.title == "Veel jonge bedrijven zonder personeel op één adres" or found.indicator.title
    assert "select" in found.sql
    assert found.innocent
    assert found.false_if
    assert all(p.source for p in found.parameters)
    assert all(p.called != p.name for p in found.parameters)
    assert any(p.unit.startswith("dagen voor of na") for p in found.parameters)
    assert indicator(atlas.workspace, atlas.picture, "no_such_rule") is None


def test_one_flag_lists_the_rows_that_prove_it(atlas):
    short = next(f for f in flags(atlas.workspace, atlas.picture) if f.caption == "Brug 9 1003 CC")
    found = flag(atlas.workspace, atlas.picture, short.id)
    assert len(found.evidence) == short.rows_cited == 10
    assert {(e.register, e.file) for e in found.evidence} == {("companies", "companies/companies_2026-01-15.csv")}
    assert all(e.row_number for e in found.evidence)
    assert flag(atlas.workspace, atlas.picture, "nothing") is None


def test_a_natural_person_has_no_flag_whoever_names_him(atlas, nodes):
    assert flags_of(atlas.workspace, atlas.picture, flags(atlas.workspace, atlas.picture)[0].subject)
    for person in (n["entity"] for n in nodes if n["natural"]):
        assert flags_of(atlas.workspace, atlas.picture, person) == ()


def test_a_review_becomes_the_track_record_of_the_rule(small_city):
    from tests.small_city import TODAY
    from tidegate.pipeline import open_workspace
    from tidegate.pipeline.picturing import pinned

    (view,) = (small_city / "pictures").iterdir()
    workspace = open_workspace(small_city)
    with pinned(view, today=TODAY) as picture:
        first = flags(workspace, picture, rule="double_operation")[0]
        told = {"verdict": "innocent", "reviewer": "ada", "at": "2026-02-01T10:00:00+01:00", "reason": "a sale"}
        review_flag(workspace, picture, first.id, **told)
        found = flag(workspace, picture, first.id)
    assert [(r.verdict, r.reviewer) for r in found.reviews] == [("innocent", "ada")]
    assert found.flag.verdicts == ("innocent",)
    assert (found.indicator.track.decided, found.indicator.track.justified) == (1, 0)


@pytest.mark.parametrize(
    ("value", "text"), [(1234, "1,234"), (0.5, "0.5"), (True, "True"), (["a", 2], "a, 2"), (None, "")]
)
def test_values_are_written_as_people_read_them(value, text):
    assert shown(value) == text
