"""The page of tokens in a real browser: made by hand, shown once, ended by hand; axe finds nothing."""

import pytest

from tests.web.conftest import REASON

NARROW = {"viewport": {"width": 390, "height": 844}}
WIDE = {"viewport": {"width": 1440, "height": 900}}


@pytest.mark.parametrize("options", [NARROW, WIDE], ids=["narrow", "wide"])
def test_a_token_is_made_and_ended(watched, served, options):
    one = watched(**options)
    page = one.page
    page.goto("/sign-in/")
    page.get_by_role("button", name="Analyst").click()
    page.locator("summary").click()
    page.get_by_role("link", name="Tokens").click()
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("alert").wait_for()
    assert one.axe() == []
    page.get_by_label("Name").fill("Workbook of the monthly meeting")
    page.get_by_role("radio", name="Areas").check()
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("status").wait_for()
    secret = page.get_by_label("Token", exact=True).input_value()
    assert one.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    headers = {"Authorization": f"Bearer {secret}"}
    answer = page.request.get("/api/v1/feed/areas.csv", headers=headers)
    assert answer.status == 200, served.log.read_text()[-4000:]
    page.goto("/tokens/")
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke").first.click()
    page.get_by_text("The token has ended.").wait_for()
    assert page.request.get("/api/v1/feed/areas.csv", headers=headers).status == 401
