"""What a run tells beside its effects: concentration, near repeats, and how many are on no list."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.telling.samples import material
from tests.evaluation.test_running import PLAN, panel, plan, silent
from tidegate.documents import Callout, Figure, Paragraph, Table
from tidegate.errors import ContractError, EvaluationError
from tidegate.evaluation.events import look_at_near_repeats, read_events, sides
from tidegate.evaluation.gathering import look_at_concentration
from tidegate.evaluation.panel import NEVER, Panel
from tidegate.evaluation.plan import parse_plan
from tidegate.evaluation.running import Run, run_plan
from tidegate.evaluation.telling.beside import describing_sections
from tidegate.evaluation.telling.report import all_warnings
from tidegate.evaluation.unseen import look_for_unseen


def concentrated(before, after, **more):
    """Four and more places whose counts are the same in each of 12 months before and 12 after."""
    start = np.array([12] + [NEVER] * (len(before) - 1), dtype=np.int64)
    counts = np.concatenate([np.tile(np.array(side, dtype=float)[:, None], 12) for side in (before, after)], axis=1)
    labels = tuple(f"{2020 + n // 12}-{n % 12 + 1:02d}" for n in range(24))
    return Panel(tuple("abcdefghij"[: len(before)]), labels, {"thefts": counts, "complaints": counts}, start, **more)


def told(places, language="en"):
    return look_at_concentration(plan(), places, seed=1, language=language, progress=silent)


def test_one_place_in_five_held_half_and_then_they_shared_alike():
    one, _ = told(concentrated([12, 4, 4, 2, 2], [5, 5, 5, 5, 4]))
    said = one.part.says[0].replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith(
        "Half of thefts lay on 20 % of the 5 places in the 12 periods before the first start, and on 60 % in the 12 "
    )
    assert "less concentrated than before" in said
    held = {round(r["share_of_places"], 2): r for r in one.lorenz.to_pylist()}
    assert held[0.2]["held_before"] == 0.5
    assert set(one.part.tables) == {"measures"}


def test_with_points_it_tells_where_they_gather():
    places = replace(panel(units=24), points=np.stack(np.divmod(np.arange(24), 5), axis=1) * 100.0)
    one, _ = told(places)
    assert set(one.part.tables) == {"measures", "gathering", "lisa"}
    assert "(Gi*)" in one.part.says[1]


def test_what_counts_nothing_is_not_looked_at_and_too_few_places_say_so():
    scored = plan()
    scored = replace(scored, outcomes=(replace(scored.outcomes[0], count=False),))
    assert look_at_concentration(scored, panel(), seed=1, language="en", progress=silent) == ()
    (one, _) = told(concentrated([3, 2, 1], [1, 1, 1]))
    assert one.part.says == (
        "How thefts lie over the places is not told: the panel has 3 whole places, at least 5 are needed.",
    )
    assert one.lorenz is None


def test_a_place_with_a_gap_is_left_out_and_told():
    places = concentrated([12, 4, 4, 2, 2, 9], [5, 5, 5, 5, 4, 9])
    places.outcomes["thefts"][5, 3] = np.nan
    one, _ = told(places)
    assert one.part.warnings[0] == "1 places lack a period and are left out of the concentration."


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_section_says_that_it_is_no_effect_and_shows_a_chart_with_its_table(language):
    (section,) = describing_sections(material(gathered=told(panel(), language), language=language))
    opening = section.blocks[0]
    assert isinstance(opening, Callout)
    assert ("no effect of the measure" if language == "en" else "geen effect van de maatregel") in opening.texts[0]
    for part in section.sections:
        kinds = [type(block) for block in part.blocks]
        assert kinds[0] is Paragraph
        assert Figure in kinds
        assert Table in kinds
        (figure,) = [block for block in part.blocks if isinstance(block, Figure)]
        assert figure.table is not None
        assert len(figure.table.rows) == 11
        # Read without colour: dashes for before, and another sign on each line.
        assert "stroke-dasharray" in figure.drawing.svg


# Near repeats


def events(days, xs=None, **more):
    xs = xs if xs is not None else [1000.0 + 1000 * (n // 2) for n in range(len(days))]
    rows = {"x": [str(x) for x in xs], "y": ["5000"] * len(days), "date": [day.isoformat() for day in days]}
    return read_events(pa.table(rows | more), "events.csv")


def spread(seed, near_after):
    """Pairs of events on the same spot: at most a month apart before the start, and as chance has it after."""
    rng = np.random.default_rng(seed)
    first = date(2020, 1, 1).toordinal() + rng.integers(0, 330, 60)
    second = date(2021, 1, 1).toordinal() + rng.integers(0, 330, 60)
    gaps = rng.integers(1, 28, (2, 60))
    after = second + gaps[1] if near_after else date(2021, 1, 1).toordinal() + rng.integers(0, 350, 60)
    pairs = [*zip(first, first + gaps[0], strict=True), *zip(second, after, strict=True)]
    return events([date.fromordinal(int(day)) for pair in pairs for day in pair])


def test_near_repeats_that_stopped_are_told_as_fewer():
    (one,) = look_at_near_repeats(plan(), panel(), spread(1, near_after=False), seed=1, language="en")
    assert one.label == "events"
    assert "fewer near repeats than before" in one.part.says[0]
    assert "within 200 m and 14 days" in one.part.says[0]
    table = one.part.tables["near_repeats"]
    assert table["incidents"].to_pylist() == [120, 120]
    (same,) = look_at_near_repeats(plan(), panel(), spread(1, near_after=True), seed=1, language="nl")
    assert "niet aangetoond" in same.part.says[0]


def test_events_are_told_by_the_outcomes_they_name():
    days = [date(2020, 1, 1)] * 40
    given_ = events(days, outcome=["thefts"] * 39 + [""])
    (one,) = look_at_near_repeats(plan(), panel(), given_, seed=1, language="en")
    assert one.part.says[0].startswith("Near repeats of thefts are not told: there are")
    with pytest.raises(EvaluationError, match=r"none of them bears the name .* Write one of thefts, complaints"):
        look_at_near_repeats(plan(), panel(), events(days, outcome=["fires"] * 40), seed=1, language="en")


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 22), st.sampled_from(["month", "quarter", "year"]))
def test_both_sides_are_equally_long_in_periods_and_meet_at_the_start(first, length):
    labels = {
        "month": [f"{2020 + n // 12}-{n % 12 + 1:02d}" for n in range(24)],
        "quarter": [f"{2015 + n // 4}-Q{n % 4 + 1}" for n in range(24)],
        "year": [str(1990 + n) for n in range(24)],
    }[length]
    made = Panel(("a",), tuple(labels), {}, np.array([first], dtype=np.int64))
    found = sides(made)
    assert found.begin < found.split < found.end
    months = [(a.year - b.year) * 12 + a.month - b.month
              for a, b in ((found.split, found.begin), (found.end, found.split))]  # fmt: skip
    assert months[0] == months[1]
    assert {d.day for d in (found.begin, found.split, found.end)} == {1}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"x": ["4.9"], "y": ["52.3"], "date": ["2026-01-01"]}, "look like degrees"),
        ({"x": ["a"], "y": ["5000"], "date": ["2026-01-01"]}, "column x: it holds something that is no double"),
        ({"x": ["nan"], "y": ["5000"], "date": ["2026-01-01"]}, "a coordinate is no number"),
    ],
)
def test_events_that_cannot_be_read_say_why(table, said):
    with pytest.raises(EvaluationError, match=said):
        read_events(pa.table(table), "events.csv")


def test_events_need_a_day():
    with pytest.raises(ContractError, match="date should be date32"):
        read_events(pa.table({"x": ["1000"], "y": ["5000"]}), "events.csv")


def test_without_a_start_there_is_no_before_and_after():
    never = replace(panel(), start=np.full(14, NEVER, dtype=np.int64))
    with pytest.raises(EvaluationError, match="the measure begins nowhere while the data last"):
        look_at_near_repeats(plan(), never, events([date(2020, 1, 1)]), seed=1, language="en")


# Hidden populations

OVERLAPS = pa.table({
    "shelters": ["1", "0", "0", "1", "1", "0", "1"], "police": ["0", "1", "0", "1", "0", "1", "1"],
    "clinics": ["0", "0", "1", "0", "1", "1", "1"], "count": ["81", "82", "83", "41", "42", "43", "21"],
})  # fmt: skip


def test_the_unseen_are_a_range_with_a_warning_and_no_count_is_repeated():
    found = look_for_unseen(OVERLAPS, "persons", seed=1, language="en")
    assert found.observed == 393
    assert found.intervals[0] <= found.models[0] <= found.models[1] <= found.intervals[1]
    assert found.part.warnings[0].startswith("Give the range over models")
    assert "depends on the model" in found.part.says[0]
    told_ = str(found.part.tables["models"].to_pylist()) + " ".join(found.part.says)
    assert not any(f" {n} " in told_ or f"'{n}'" in told_ for n in (81, 82, 83, 41, 42, 43, 21))


def test_rows_of_persons_are_refused_from_texts_as_well():
    rows = pa.table({"name": ["A. B."], "police": ["1"], "clinics": ["0"], "count": ["1"]})
    with pytest.raises(EvaluationError, match="the column name is no list"):
        look_for_unseen(rows, "persons", seed=1, language="en")
    with pytest.raises(EvaluationError, match="column count holds something that is no count"):
        look_for_unseen(OVERLAPS.set_column(3, "count", pa.array(["many"] * 7)), "persons", seed=1, language="en")


def test_a_run_tells_all_three_where_the_plan_asks():
    text = PLAN + "near_repeats: {distance_m: 100, days: 7}\nhidden: {counts: overlaps.csv, who: persons}\n"
    asked, faults = parse_plan(text)
    assert not faults, faults
    run = Run(date(2022, 5, 1), 3, events=spread(1, near_after=False), overlaps=OVERLAPS, language="nl")
    found = run_plan(asked, panel(), run, progress=silent)
    assert [one.label for one in found.gathered] == ["thefts", "complaints"]
    assert "binnen 100 m en 7 dagen" in found.followed[0].part.says[0]
    assert any(text.startswith("Persons: Geef de spanne over modellen") for text in all_warnings(found))
    assert [section.heading for section in describing_sections(found)] == [
        "Concentratie ervoor en erna", "Herhaling in de buurt, ervoor en erna", "Hoeveel er op geen lijst staan",
    ]  # fmt: skip
    without = run_plan(plan(), panel(), Run(date(2022, 5, 1), 3), progress=silent)
    assert without.followed == ()
    assert without.unseen is None
