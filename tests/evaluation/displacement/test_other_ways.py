"""Displacement in time, in kind, and to other premises."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from tests.evaluation.displacement.grids import grid
from tidegate.errors import ContractError, EvaluationError
from tidegate.evaluation.displacement.other_ways import SUCCESSIONS, shift_in_kind, shift_in_time, successors
from tidegate.evaluation.displacement.shares import shift_of_shares

DAY_AND_NIGHT = ("day", "night")


def counted(units, rng, shares):
    """Units by before and after by slots; the first ten are treated and have shares of their own after."""
    found = np.zeros((units, 2, 2))
    for unit in range(units):
        for side in (0, 1):
            share = shares if unit < 10 and side else 0.5
            found[unit, side] = rng.multinomial(40, [share, 1 - share])
    return found, np.arange(units) < 10


def test_half_of_the_night_moved_to_the_day():
    counts = np.array([[[10, 10], [15, 5]], *[[[10, 10], [10, 10]]] * 39], dtype=float)
    found = shift_of_shares(counts, np.arange(40) == 0, DAY_AND_NIGHT, of="hour", seed=1)
    assert found.distance == pytest.approx(0.25)
    assert found.table["move"].to_pylist() == pytest.approx([0.25, -0.25])
    assert found.p == pytest.approx(1 / 40, abs=0.02)  # as far as any of forty


def test_a_move_is_shown_and_none_is_not():
    rng = np.random.default_rng(1)
    moved = shift_of_shares(*counted(60, rng, 0.75), DAY_AND_NIGHT, of="hour", seed=1)
    assert moved.shown
    row = moved.table.to_pylist()[0]
    assert row["low"] < 0.25 < row["high"]
    assert row["p_of_all"] == pytest.approx(2 * row["p"])
    still = shift_of_shares(*counted(60, rng, 0.5), DAY_AND_NIGHT, of="hour", seed=1)
    assert not still.shown


def test_moves_add_up_to_none():
    rng = np.random.default_rng(2)
    counts = rng.poisson(5, (30, 2, 4)).astype(float)
    found = shift_of_shares(counts, np.arange(30) < 8, ("a", "b", "c", "d"), of="kind", seed=1)
    assert sum(found.table["move"].to_pylist()) == pytest.approx(0)


def test_few_incidents_are_told():
    counts = np.ones((4, 2, 2))
    found = shift_of_shares(counts, np.arange(4) == 0, DAY_AND_NIGHT, of="hour", seed=1)
    assert found.warnings
    assert not found.shown


def test_shares_need_incidents_on_each_side():
    counts = np.ones((4, 2, 2))
    counts[0, 1] = 0
    with pytest.raises(EvaluationError, match="a share of nothing is none"):
        shift_of_shares(counts, np.arange(4) == 0, DAY_AND_NIGHT, of="hour", seed=1)
    with pytest.raises(ValueError, match="two or more slots"):
        shift_of_shares(counts, np.arange(4) == 0, ("day",), of="hour", seed=1)
    with pytest.raises(ValueError, match="negative"):
        shift_of_shares(-counts, np.arange(4) == 0, DAY_AND_NIGHT, of="hour", seed=1)


def incidents(panel, rng, *, treated_hour):
    units = rng.integers(0, len(panel.units), 8000)
    first, last = np.datetime64("2020-01-01T00"), np.datetime64("2022-01-01T00")
    when = first + rng.integers(0, int((last - first).astype(int)), 8000).astype("timedelta64[h]")
    moved = panel.treated[units] & (when >= np.datetime64("2021-01-01T00"))
    when[moved] = when[moved].astype("datetime64[D]").astype("datetime64[h]") + treated_hour
    return units, when


def test_incidents_that_moved_to_the_morning():
    panel, rng = grid(treated=60, seed=1), np.random.default_rng(1)
    units, when = incidents(panel, rng, treated_hour=np.timedelta64(9, "h"))
    found = shift_in_time(units, when, panel, by="hour", seed=1)
    assert found.shown
    rows = {row["slot"]: row for row in found.table.to_pylist()}
    assert rows["08-12 h"]["low"] > 0.5
    assert rows["08-12 h"]["treated_after_share"] == 1
    for by, slots in (("weekday", 7), ("season", 4)):
        still = shift_in_time(units, when, panel, by=by, seed=1)
        assert still.table.num_rows == slots
        assert still.p > 0.01


def test_days_and_seasons_are_those_of_the_calendar():
    panel = replace(grid(side=2, treated=1, seed=1))
    when = np.array(["2020-12-31T05", "2021-01-01T05", "2021-07-05T05"] * 2, dtype="datetime64[h]")
    units = np.array([int(np.flatnonzero(panel.treated)[0])] * 3 + [int(np.flatnonzero(~panel.treated)[0])] * 3)
    rows = {r["slot"]: r for r in shift_in_time(units, when, panel, by="weekday", seed=1).table.to_pylist()}
    assert [rows[d]["treated_before"] for d in ("Thursday", "Friday")] == [1, 0]
    assert [rows[d]["treated_after"] for d in ("Friday", "Monday")] == [1, 1]
    rows = {r["slot"]: r for r in shift_in_time(units, when, panel, by="season", seed=1).table.to_pylist()}
    assert [rows[s]["treated_after"] for s in ("winter", "summer")] == [1, 1]


def test_hours_must_be_known_and_seasons_whole():
    panel, rng = grid(seed=1), np.random.default_rng(1)
    units, when = incidents(panel, rng, treated_hour=np.timedelta64(9, "h"))
    with pytest.raises(EvaluationError, match="at midnight"):
        shift_in_time(units, when.astype("datetime64[D]"), panel, by="hour", seed=1)
    with pytest.raises(EvaluationError, match="hold other seasons"):
        shift_in_time(units, when, panel, by="season", seed=1, length=6)


def test_one_kind_that_grew_while_another_fell():
    panel = grid(treated=40, fall=0.6, seed=1)
    rng = np.random.default_rng(1)
    other = rng.poisson(2.0, panel.outcome("thefts").shape).astype(float)
    panel = replace(panel, outcomes={"thefts": panel.outcome("thefts"), "burglaries": other})
    found = shift_in_kind(panel, ["thefts", "burglaries"], seed=1)
    assert found.shown
    rows = {row["slot"]: row for row in found.table.to_pylist()}
    assert rows["burglaries"]["low"] > 0


def successions(*rows):
    table = [dict(zip(("premises", "closed_on", "successor", "opened_on"), row, strict=True)) for row in rows]
    return pa.Table.from_pylist(table, schema=SUCCESSIONS.schema())


CLOSED = date(2020, 1, 1)


def closures(hits, number):
    return successions(
        *((str(i), CLOSED, "b" if i < hits else None, date(2020, 3, 1) if i < hits else None) for i in range(number))
    )


def test_three_of_four_closed_were_succeeded():
    found = successors(closures(3, 4), seen_until=date(2021, 1, 1), within_days=90)
    assert (found.share, found.closures, found.succeeded) == (0.75, 4, 3)
    assert found.table["days"].to_pylist() == [60, 60, 60, None]
    assert not found.shown
    assert "rests on 4 closures" in found.warnings[0]


def test_a_successor_that_came_late_and_a_closure_not_followed():
    table = successions(("a", CLOSED, "x", date(2020, 12, 1)), ("b", date(2020, 12, 20), None, None))
    found = successors(table, seen_until=date(2021, 1, 1), within_days=90)
    assert (found.share, found.closures) == (0.0, 1)
    assert "1 closures were not followed for 90 days" in found.warnings[0]


def test_more_successors_than_elsewhere():
    asked = {"seen_until": date(2021, 1, 1), "within_days": 90}
    found = successors(closures(28, 40), others=closures(30, 100), **asked)
    assert found.difference == pytest.approx(0.4)
    assert found.difference_low < 0.4 < found.difference_high
    assert found.p == pytest.approx(stats.fisher_exact([[28, 12], [30, 70]]).pvalue)
    assert found.shown
    assert not successors(closures(12, 40), others=closures(30, 100), **asked).shown


def test_newcombes_own_example():
    # Newcombe (1998), table II: 56/70 against 48/80, method 10.
    asked = {"seen_until": date(2021, 1, 1), "within_days": 90}
    found = successors(closures(56, 70), others=closures(48, 80), **asked)
    assert (round(found.difference_low, 4), round(found.difference_high, 4)) == (0.0524, 0.3339)


def test_successions_must_make_sense():
    asked = {"seen_until": date(2021, 1, 1), "within_days": 90}
    with pytest.raises(EvaluationError, match="before the closure"):
        successors(successions(("a", CLOSED, "x", date(2019, 1, 1))), **asked)
    with pytest.raises(EvaluationError, match="no closure was followed"):
        successors(successions(("a", date(2020, 12, 31), None, None)), **asked)
    with pytest.raises(ContractError, match="opened_on"):
        successors(closures(1, 2).drop_columns(["opened_on"]), **asked)
    with pytest.raises(ValueError, match="1 or more"):
        successors(closures(1, 2), seen_until=CLOSED, within_days=0)
