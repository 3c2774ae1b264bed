"""Tables: sorted, filtered and chosen from, alone and beside a figure."""

import pytest

NAMES = "[...document.querySelectorAll('table tbody tr')].filter((r) => !r.hidden).map((r) => r.cells[0].textContent)"
AWAKE = "document.querySelector('[data-count-of]').textContent"


@pytest.fixture
def table(visit):
    visit.open("table.html").until(AWAKE, "the table wakes")
    return visit


def press(table, column):
    table.page.get_by_role("button", name=column, exact=True).click()
    return table.page.evaluate(NAMES)


def test_names_sort_as_people_sort_them(table):
    assert press(table, "Permit") == ["Bar 9", "Bar 10", "Café Zeezicht", "Éclair"]
    assert press(table, "Permit") == ["Éclair", "Café Zeezicht", "Bar 10", "Bar 9"]


def test_numbers_sort_as_numbers_and_nothing_comes_last_either_way(table):
    assert press(table, "Amount") == ["Éclair", "Bar 10", "Café Zeezicht", "Bar 9"]
    assert press(table, "Amount") == ["Café Zeezicht", "Bar 10", "Éclair", "Bar 9"]


def test_dates_sort_as_dates(table):
    assert press(table, "Given on") == ["Bar 10", "Bar 9", "Café Zeezicht", "Éclair"]


def test_the_head_says_how_it_is_sorted(table):
    press(table, "Permit")
    sorts = "[...document.querySelectorAll('th[aria-sort]')].map((h) => `${h.textContent} ${h.ariaSort}`)"
    assert table.page.evaluate(sorts) == ["Permit ascending"]
    press(table, "Amount")
    press(table, "Amount")
    assert table.page.evaluate(sorts) == ["Amount descending"]


def test_the_filter_takes_every_word_without_accents_and_counts_what_is_left(table):
    table.page.locator("input[data-filter-of]").fill("BAR quay")
    table.until(f"{NAMES}.length === 1", "the filter works")
    assert table.page.evaluate(NAMES) == ["Bar 9"]
    assert table.page.evaluate(AWAKE) == "1 of 4 rows"
    table.page.locator("input[data-filter-of]").fill("cafe")
    table.until(f"{NAMES}[0].startsWith('Café')", "the filter works")


def test_rows_are_chosen_by_the_arrows_and_opened_by_enter(table):
    page = table.page
    page.locator("tr[data-id=r1]").focus()
    chosen = "document.querySelector('tr[aria-selected=true]')?.dataset.id"
    for key, expected in (("ArrowDown", "r2"), ("End", "r4"), ("ArrowUp", "r3"), ("Home", "r1")):
        page.keyboard.press(key)
        assert (page.evaluate(chosen), page.evaluate("document.activeElement.dataset.id")) == (expected, expected)
    page.keyboard.press("Enter")
    assert page.url.endswith("#r1")
    page.keyboard.press("Escape")
    assert page.evaluate(chosen) is None


def test_one_row_alone_is_reached_by_tab(table):
    stops = "[...document.querySelectorAll('tr[data-id]')].filter((r) => r.tabIndex === 0).map((r) => r.dataset.id)"
    assert table.page.evaluate(stops) == ["r1"]
    table.page.locator("tr[data-id=r3] td").first.click()
    assert table.page.evaluate(stops) == ["r3"]


def test_it_is_clean_and_open_to_all(table):
    table.page.locator("tr[data-id=r2] td").first.click()
    assert table.axe() == []
    table.is_clean()
