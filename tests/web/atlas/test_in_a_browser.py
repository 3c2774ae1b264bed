"""The atlas in a real browser: map, network and table together, by keyboard, with nothing that axe finds."""

import time

import pytest

from tests.web.conftest import REASON

WIDE, NARROW = {"viewport": {"width": 1440, "height": 900}}, {"viewport": {"width": 390, "height": 844}}
ADDRESSES = (
    "/", "/map/", "/places/?level=premises", "/places/street/MARKT/", "/flags/", "/flags/rules/letterbox_addresses/",
    "/points/", "/sectors/", "/data/", "/data/permits/", "/search/?q=kade", "/network/",
    "/changes/",
)  # fmt: skip


def begin(page):
    page.goto("/sign-in/")
    page.get_by_role("button", name="Analyst").click()
    page.goto("/context/")
    page.get_by_role("radio", name="Permits").check()
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name="Begin").click()


def wait_for(page, told, seconds=20):
    end = time.monotonic() + seconds
    while not page.evaluate(told):
        assert time.monotonic() < end, told
        time.sleep(0.1)


@pytest.mark.parametrize("options", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_fits_and_axe_finds_nothing(watched, options):
    one = watched(**options)
    begin(one.page)
    for address in ADDRESSES:
        one.page.goto(address)
        assert one.axe() == [], address
        assert one.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_a_flag_is_followed_to_an_entity_and_its_network(watched):
    one = watched(**WIDE)
    page = one.page
    begin(page)
    page.goto("/flags/")
    page.get_by_role("link", name="Kade 1 1004 DD").first.click()
    page.get_by_role("heading", name="Rows that prove it").wait_for()
    assert one.axe() == []
    page.get_by_role("link", name="Open what it is on").click()
    page.get_by_role("heading", name="Ties").wait_for()
    page.locator("text=Links, the weakest first").wait_for()
    assert one.axe() == []
    page.get_by_role("link", name="Network", exact=True).last.click()
    wait_for(page, "'drawn' in (document.querySelector('.tg-network')?.dataset ?? {})")
    assert one.axe() == []


def test_the_map_is_drawn_and_a_row_chooses_on_it(watched):
    one = watched(**WIDE)
    page = one.page
    begin(page)
    page.goto("/map/?layer=premises")
    wait_for(page, "'drawn' in (document.querySelector('.tg-map')?.dataset ?? {})")
    page.locator("table[data-of=city] tbody tr").first.click(position={"x": 300, "y": 8})
    wait_for(page, "document.querySelector('.tg-readout').innerText.includes('Kade')")


def test_map_and_table_speak_dutch_on_a_dutch_page(watched):
    one = watched(**WIDE, locale="nl-NL")
    page = one.page
    page.goto("/sign-in/")
    page.get_by_role("button", name="Analist").click()
    page.goto("/context/")
    page.locator("input[type=radio]").first.check()
    page.get_by_role("textbox", name="Reden").fill(REASON)
    page.get_by_role("button", name="Beginnen").click()
    page.goto("/map/")
    wait_for(page, "document.querySelector('.tg-map button') !== null")
    wait_for(page, "/ rij(en)?$/.test(document.querySelector('output[data-count-of]').innerText)")
    told = page.inner_text("main")
    for said in ("Hele stad", "Opslaan als afbeelding", "Er is niets gekozen."):
        assert said in told
    for english in ("Whole city", "Save as picture"):
        assert english not in told
