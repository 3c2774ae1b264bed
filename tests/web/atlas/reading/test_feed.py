"""Counts by area: a year that a person can count, and what of it may be shown.

In 2024 the Kade (Oost) had 24 reports of noise, the Weg (Oost) and the Markt (West) 12 of waste each. West had none of
noise: that cell is hidden, and with it those that would give it away; the totals are shown, rounded to 5.
"""

from tidegate.web.atlas.reading.feed import feed


def reports(picture):
    return {(c.area, c.item): c.count for c in feed(picture, measure="events") if (c.sort, c.year) == ("Report", 2024)}


def test_a_year_of_reports(atlas):
    assert reports(atlas.picture) == {
        ("Oost", "afval"): None, ("Oost", "lawaai"): None, ("Oost", ""): 35,
        ("West", "afval"): None, ("West", "lawaai"): None, ("West", ""): 10,
        ("", "afval"): 25, ("", "lawaai"): 25, ("", ""): 50,
    }  # fmt: skip


def test_each_row_says_what_it_is_a_total_of(atlas):
    for told in feed(atlas.picture):
        whole = {(True, True): "cell", (True, False): "all items", (False, True): "all areas", (False, False): "all"}
        assert told.row == whole[bool(told.area), bool(told.item)]
        assert (told.count is None) == (told.state == "hidden")


def test_a_measure_is_a_part_of_the_whole(atlas):
    parts = [feed(atlas.picture, measure=m) for m in ("businesses", "events", "flags")]
    assert sum(parts, ()) == feed(atlas.picture)
