"""A day in a real browser: a delivery with a renamed column is sent, mended, taken in, built; views are saved."""

import pytest

from tests.small_city import permits
from tests.web.atlas.test_in_a_browser import NARROW, WIDE, begin, wait_for
from tests.web.deliveries.test_mending import RENAMED
from tests.web.deliveries.test_sending import NAME, csv

LONG = 240_000
"""Milliseconds that work in the background may take on a busy machine."""

DARK = {"color_scheme": "dark"}


def press(page, name):
    """Press a button by keyboard."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def visited():
    """Addresses that the day's work led to."""
    return {}


def test_from_a_renamed_column_to_what_changed_by_keyboard(watched, visited):
    one = watched(**WIDE)
    page = one.page
    page.set_default_timeout(LONG)
    begin(page)
    page.goto("/data/permits/")
    assert one.axe() == []
    page.locator("#send-file").set_input_files(
        {"name": NAME, "mimeType": "text/csv", "buffer": csv(*permits()[2:], header=RENAMED)}
    )
    press(page, "Send and check it")
    page.get_by_text("Columns are missing, so it cannot be taken in:").wait_for()
    assert one.axe() == []
    visited["upload"] = page.url
    press(page, "Look at its columns")
    page.get_by_role("heading", name="Which column is it now?").wait_for()
    assert page.locator("input[value=permit_holder]").is_checked()
    assert one.axe() == []
    visited["repair"] = page.url
    page.get_by_label("Why these are the same").fill("told by the permit desk")
    page.keyboard.press("Enter")
    page.get_by_text("The names were written into the description.").wait_for()
    assert one.axe() == []
    page.get_by_role("link", name="To the delivery that waits").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take it in").wait_for()
    assert one.axe() == []
    press(page, "Take it in")
    page.get_by_text("The delivery was taken in.").wait_for()
    page.goto("/jobs/")
    assert one.axe() == []
    press(page, "Build the picture anew")
    page.locator("[data-progress-url]").wait_for()
    assert one.axe() == []
    visited["job"] = page.url
    page.locator("[data-progress-url]").wait_for(state="detached")
    assert one.axe() == []
    page.goto("/changes/")
    page.locator("table[data-of] tbody tr").first.wait_for()
    assert one.axe() == []


@pytest.mark.parametrize("options", [NARROW, NARROW | DARK, WIDE | DARK], ids=["narrow", "narrow-dark", "wide-dark"])
def test_its_pages_fit_and_axe_finds_nothing(watched, visited, options):
    one = watched(**options)
    one.page.set_default_timeout(LONG)
    begin(one.page)
    for address in (*visited.values(), "/jobs/", "/changes/", "/data/permits/", "/network/"):
        one.page.goto(address)
        assert one.axe() == [], address
        assert one.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_a_view_of_a_network_is_saved_and_opened_by_keyboard(watched):
    one = watched(**WIDE)
    page = one.page
    page.set_default_timeout(LONG)
    begin(page)
    drawn = "'drawn' in (document.querySelector('.tg-network')?.dataset ?? {})"
    page.goto("/network/")
    href = page.locator("main ul.tg-plainlist a").first.get_attribute("href")
    page.goto(f"/network/{href}&steps=1")
    wait_for(page, drawn, 60)
    page.locator(".tg-drawing").focus()
    more = "document.querySelector('.tg-network').tgNetwork.graph.someNode((_, a) => a.more > 0)"
    opened = page.evaluate(more)
    nodes = int(page.evaluate("document.querySelector('.tg-network').dataset.nodes"))
    for _ in range(nodes if opened else 0):
        page.keyboard.press("n")
        if page.get_by_role("button", name="Expand", exact=True).is_visible():
            page.keyboard.press("e")
            wait_for(page, f"Number(document.querySelector('.tg-network').dataset.nodes) > {nodes}", 60)
            break
    grown = page.evaluate("document.querySelector('.tg-network').dataset.nodes")
    page.get_by_label("Title").fill("The quay")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Saved view: The quay").wait_for()
    wait_for(page, "'restored' in document.querySelector('.tg-network').dataset", 60)
    assert page.evaluate("document.querySelector('.tg-network').dataset.nodes") == grown
    assert one.axe() == []
    page.goto("/network/")
    page.locator("summary", has_text="Rename or delete").first.focus()
    page.keyboard.press("Enter")
    assert one.axe() == []
    press(page, "Delete")
    page.get_by_text("The view was deleted.").wait_for()
