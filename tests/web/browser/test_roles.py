"""The frame in a real browser: each role of the demo comes in; axe finds nothing; nothing is called from outside."""

import pytest

from tests.web.conftest import REASON

NARROW = {"viewport": {"width": 390, "height": 844}}
WIDE = {"viewport": {"width": 1440, "height": 900}}


def come_in(page, role):
    page.goto("/")
    page.get_by_role("button", name=role).click()


def choose(page, purpose, reason=REASON):
    page.get_by_role("radio", name=purpose).check()
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Begin").click()


@pytest.mark.parametrize("options", [NARROW, WIDE, WIDE | {"color_scheme": "dark"}], ids=["narrow", "wide", "dark"])
def test_an_analyst_signs_in_chooses_and_sees_the_picture(watched, options):
    one = watched(**options)
    page = one.page
    page.goto("/")
    assert one.axe() == []
    come_in(page, "Analyst")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("alert").wait_for()
    assert one.axe() == []
    choose(page, "Areas")
    page.get_by_role("heading", name="The picture of Kleinstad").wait_for()
    assert REASON in page.get_by_label("Working context").inner_text()
    assert one.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto("/nowhere")
    assert one.axe() == []
    page.goto("/account/sessions/")
    page.locator("summary").click()
    assert one.axe() == []
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in to the demo").wait_for()


def test_a_liaison_is_told_that_there_is_no_picture_yet(watched):
    one = watched(**WIDE)
    come_in(one.page, "Police liaison")
    choose(one.page, "Areas")
    one.page.get_by_role("heading", name="There is no picture to show yet").wait_for()
    assert "--purpose area-picture --partner police" in one.page.content()
    assert one.axe() == []


def test_a_manager_sees_the_same_picture(watched):
    one = watched(**WIDE)
    come_in(one.page, "Programme manager")
    choose(one.page, "Areas", "quarterly talk")
    one.page.get_by_role("heading", name="The picture of Kleinstad").wait_for()
    assert one.axe() == []


def test_a_data_protection_officer_verifies_the_ledger(watched):
    one = watched(**WIDE)
    come_in(one.page, "Data-protection officer")
    one.page.get_by_role("button", name="Verify the whole ledger").click()
    one.page.get_by_role("status").wait_for()
    assert one.axe() == []


def test_an_administrator_sees_no_content(watched):
    one = watched(**WIDE)
    come_in(one.page, "Administrator")
    one.page.get_by_role("heading", name="Keeping the service").wait_for()
    assert one.axe() == []


def test_the_password_page_is_as_good_as_the_others(watched):
    one = watched(**NARROW)
    one.page.goto("/account/login/")
    one.page.get_by_role("heading", name="Sign in").wait_for()
    assert one.axe() == []


def test_everything_is_reached_by_keyboard(watched):
    page = watched(**WIDE).page
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "Analyst" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="For which purpose do you look?").wait_for()


def test_the_language_is_switched(watched):
    one = watched(**WIDE)
    one.page.goto("/")
    one.page.get_by_role("button", name="Nederlands").click()
    one.page.get_by_role("heading", name="Aanmelden bij de demo").wait_for()
    assert one.axe() == []
