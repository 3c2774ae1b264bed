"""The feed: counts alone, small ones hidden, in forms that spreadsheets open."""

import csv
import io

import numpy as np
import openpyxl

from tests.statistics.test_suppression import narrow
from tidegate.statistics.suppression import LEAST, Margined, suppressed

COLUMNS = ["measure", "sort", "item", "area", "year", "row", "count", "state"]


def rows_of(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_it_is_the_same_in_every_form(ask):
    told = rows_of(ask("feed/areas.csv"))
    assert list(told[0]) == COLUMNS
    value = ask("feed/areas.json").json()["value"]
    assert [[str(v) if v is not None else "" for v in r.values()] for r in value] == [list(r.values()) for r in told]
    book = openpyxl.load_workbook(io.BytesIO(ask("feed/areas.xlsx").content))
    assert any("Taken by demo-analyst" in str(c.value) for s in book for r in s.iter_rows() for c in r if c.value)


def test_each_table_has_the_rows_of_its_measure(ask):
    whole = rows_of(ask("feed/areas.csv"))
    parts = [r for name in ("businesses", "events", "flags") for r in rows_of(ask(f"feed/{name}.csv"))]
    assert parts == whole
    assert {r["measure"] for r in whole} == {"businesses", "events", "flags"}


def test_no_count_under_ten_is_shown_and_what_is_shown_is_rounded(ask):
    counts = [int(r["count"]) for r in rows_of(ask("feed/areas.csv")) if r["count"]]
    assert counts
    assert all(c >= LEAST and c % 5 == 0 for c in counts)


def test_a_hidden_row_says_that_it_is_hidden(ask):
    for row in rows_of(ask("feed/areas.csv")):
        assert (row["state"] == "hidden") == (row["count"] == "")


def test_none_of_its_tables_gives_away_a_small_count(ask, monkeypatch):
    from tidegate.web.atlas.reading import feed

    checked = []

    def watched(table, *, least):
        held = suppressed(table, least=least)
        checked.append(held)
        return held

    monkeypatch.setattr(feed, "suppressed", watched)
    feed._kept.clear()
    rows_of(ask("feed/areas.csv"))
    assert checked
    assert [narrow(held) for held in checked] == [{}] * len(checked)


def test_the_programme_would_notice(ask):
    held = suppressed(np.array([[30, 4], [20, 15]]))
    assert narrow(Margined(held.counts, held.counts < LEAST)) == {(0, 1): [4, 4]}


def test_no_premises_firm_or_person_is_named(ask):
    told = ask("feed/areas.csv").content.decode()
    for name in (ask("flags").json()["items"][0]["caption"], "Jansen", "Kade"):
        assert name not in told
