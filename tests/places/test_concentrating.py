import datetime as dt

from tidegate.places import Period, concentrate

YEAR = Period(dt.date(2024, 1, 1), dt.date(2025, 1, 1))


def test_half_the_reports_of_three_streets_lie_on_one(small):
    found = concentrate(*small.three, period=YEAR, seed=1)
    street = next(row for row in found.to_pylist() if row["level"] == "street")
    assert (street["places"], street["events"]) == (3, 192)
    assert street["half"] == 1 / 3
    assert street["generalised_gini"] > street["null_high"]
    assert street["sentence"].startswith("Half of the 192 reports lie on 33.3 % of the 3 streets; chance alone")


def test_the_same_seed_gives_the_same_table(small):
    one, two = (concentrate(*small.three, period=YEAR, seed=3) for _ in range(2))
    assert one.equals(two)


def test_too_few_events_say_nothing(small):
    assert concentrate(*small.three, period=YEAR, seed=1, least_events=500).num_rows == 0
