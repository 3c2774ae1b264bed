"""Coming in with a real browser: through a real directory, with a security key, with a code; and who keeps accounts."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.web.clusters import make_database
from tests.web.conftest import Served, Watched, as_demo
from tests.web.people.directory.conftest import Provider

NARROW = {"viewport": {"width": 390, "height": 844}}
WIDE = {"viewport": {"width": 1440, "height": 900}}
PASSWORD = "a gate that lets the river out"
MAKE = """
import sys
from pathlib import Path
from tidegate.web.serving import add_officer
folder = Path(sys.argv[1])
add_officer(folder, name="ada", role="analyst", partner="municipality", directory="ada@city.example")
for name in ("key", "narrowkey"):
    add_officer(folder, name=name, role="analyst", partner="municipality", password=sys.argv[2])
"""


@pytest.fixture(scope="module")
def city_login(tmp_path_factory):
    one = Provider(tmp_path_factory.mktemp("provider"))
    try:
        one.wait()
        yield one
    finally:
        one.process.terminate()
        one.process.wait(20)


@pytest.fixture(scope="module")
def vouched(plain_city, on_database, city_login, tmp_path_factory):
    """A server that has a directory, and three officers: one of the directory, two with a password."""
    wishes = city_login.wishes() | {k: v.replace("/casework?", "/vouched?") for k, v in on_database.items()}
    for address in on_database.values():
        make_database(address, "vouched")
    folder = as_demo(Path(shutil.copytree(plain_city, tmp_path_factory.mktemp("vouched") / "city", symlinks=True)))
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TIDEGATE_", "DJANGO_"))}
    subprocess.run([sys.executable, "-c", MAKE, str(folder), PASSWORD], env=kept | wishes, check=True, timeout=120)
    server = Served(folder, wishes)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture
def opened(chromium, vouched, city_login):
    """Opens pages by a name, which security keys need; only the directory may be called besides the site."""
    pages = []
    by_name = SimpleNamespace(address=vouched.address.replace("127.0.0.1", "localhost"))

    def open_page(*, named=True, **options):
        pages.append(Watched(chromium, by_name if named else vouched, **options))
        return pages[-1]

    yield open_page
    for one in pages:
        one.context.close()
    allowed = f"http://127.0.0.1:{city_login.port}/"
    assert [f for one in pages for f in one.faults() if not f.startswith(allowed)] == []


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def good(one):
    assert one.axe() == []
    assert fits(one.page)


@pytest.mark.parametrize("options", [NARROW, WIDE], ids=["narrow", "wide"])
def test_the_directory_vouches_for_an_officer(opened, options):
    one = opened(named=False, **options)
    page = one.page
    page.goto("/account/login/")
    good(one)
    page.get_by_role("button", name="Sign in with City login").press("Enter")
    page.get_by_label("Name").fill("ada")
    page.get_by_role("button", name="Enter").click()
    page.get_by_role("heading", name="Set up a second factor").wait_for()
    good(one)
    page.locator("summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def test_who_has_no_account_is_told_what_to_do(opened):
    one = opened(named=False, **NARROW)
    page = one.page
    page.goto("/sign-in/directory/")
    good(one)
    page.get_by_role("button", name="Sign in with City login").click()
    page.get_by_label("Name").fill("eve")
    page.get_by_role("button", name="Enter").click()
    page.get_by_role("heading", name="There is no account for you yet").wait_for()
    good(one)


def with_key(page):
    """Put a virtual security key into the browser; gives what takes it out and empties it."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
    key = tools.send("WebAuthn.addVirtualAuthenticator", {"options": kind | {"automaticPresenceSimulation": True}})
    return lambda: tools.send("WebAuthn.clearCredentials", {"authenticatorId": key["authenticatorId"]})


def sign_in(page, name):
    page.goto("/account/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).press("Enter")


def sign_out(page):
    page.locator("summary").press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    page.get_by_role("heading", name="Sign in").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "options"), [("key", WIDE), ("narrowkey", NARROW)])
def test_a_security_key_is_added_used_named_and_removed_by_keyboard(opened, name, options):
    one = opened(**options)
    page = one.page
    emptied = with_key(page)
    sign_in(page, name)
    page.get_by_label("Password").fill(PASSWORD)
    good(one)
    page.get_by_role("button", name="Confirm").press("Enter")
    page.get_by_role("link", name="Use a security key instead").press("Enter")
    page.get_by_label("Name of the key").fill("blue key on a ring with a name that is rather long for a small screen")
    good(one)
    page.get_by_role("button", name="Add the key").press("Enter")
    page.get_by_role("heading", name="Recovery").wait_for()
    good(one)
    recovery = page.get_by_label("Unused codes").input_value().split()[0]
    sign_out(page)

    sign_in(page, name)
    page.get_by_role("heading", name="Security key").wait_for()
    good(one)
    page.get_by_role("button", name="Use the security key").press("Enter")
    page.get_by_role("heading", name="For which purpose do you look?").wait_for()
    page.goto("/account/2fa/")
    good(one)
    page.get_by_role("link", name="Rename or remove keys").press("Enter")
    good(one)
    page.get_by_role("link", name="Rename").press("Enter")
    # Whoever sits down at an open session must not alter the keys: one of them is asked for again.
    if page.get_by_label("Password").count():
        good(one)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").press("Enter")
    page.get_by_label("Name of the key").fill("green key")
    good(one)
    page.get_by_role("button", name="Keep the name").press("Enter")
    page.get_by_role("row", name="green key").wait_for()
    sign_out(page)

    emptied()
    sign_in(page, name)
    page.get_by_role("button", name="Use the security key").press("Enter")
    page.get_by_text("The browser did not get an answer from a key").wait_for()
    good(one)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).press("Enter")
    page.get_by_role("heading", name="For which purpose do you look?").wait_for()
    page.goto("/account/2fa/webauthn/")
    page.get_by_role("link", name="Remove").press("Enter")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").press("Enter")
    page.get_by_role("heading", name="Remove a security key").wait_for()
    good(one)
    page.get_by_role("button", name="Remove the key").press("Enter")
    page.get_by_text("There is no key yet.").wait_for()
    page.goto("/")
    page.get_by_role("heading", name="Set up a second factor").wait_for()


def test_a_page_that_is_called_by_a_number_says_why_there_are_no_keys(opened):
    one = opened(named=False, **WIDE)
    page = one.page
    sign_in(page, "key")
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").press("Enter")
    page.get_by_role("button", name="Add the key").wait_for()
    page.get_by_role("button", name="Add the key").press("Enter")
    page.get_by_role("alert").locator("visible=true").first.wait_for()
    good(one)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "options"), [("zoe", WIDE), ("yan", NARROW)], ids=["wide", "narrow"])
def test_an_administrator_makes_and_locks_an_account_by_keyboard(opened, name, options):
    one, other = opened(named=False, **options), opened(named=False, **options)
    page = one.page
    page.goto("/sign-in/")
    page.get_by_role("button", name="Administrator").press("Enter")
    page.get_by_role("link", name="Keep the accounts of officers").press("Enter")
    good(one)
    page.get_by_role("link", name="Make an account").press("Enter")
    good(one)
    page.get_by_role("button", name="Make the account").press("Enter")
    page.get_by_role("alert").wait_for()
    good(one)
    page.get_by_label("Name of the account").fill(name)
    page.get_by_label("Role").select_option("liaison")
    page.get_by_label("Partner").select_option("police")
    page.get_by_label("Reason").fill("begins on Monday")
    page.get_by_role("button", name="Make the account").press("Enter")
    given = page.get_by_label("Code").input_value()
    good(one)

    there = other.page
    there.goto("/account/login/")
    there.get_by_role("link", name="I was given a code").press("Enter")
    good(other)
    there.get_by_label("Name of the account").fill(name)
    there.get_by_label("Code").fill(given)
    there.get_by_label("New password", exact=True).fill(PASSWORD)
    there.get_by_label("New password again").fill(PASSWORD)
    there.get_by_role("button", name="Set the password").press("Enter")
    there.get_by_text("The password is set.").wait_for()
    good(other)
    sign_in(there, name)
    there.get_by_role("heading", name=re.compile("Confirm|second factor")).wait_for()

    page.goto("/officers/")
    page.get_by_role("link", name=name).press("Enter")
    good(one)
    lock = page.locator("section", has=page.get_by_role("heading", name="Lock the account"))
    lock.get_by_label("Reason").fill("left the police")
    lock.get_by_role("button", name="Lock").press("Enter")
    page.get_by_text("It is done, and stands in the ledger.").wait_for()
    good(one)
    there.goto("/account/sessions/")
    there.get_by_role("heading", name="Sign in").wait_for()
