"""Judging in a real browser by keyboard alone, a flag, and a picture built anew; what a kill leaves behind."""

import os
import shutil
import signal
import time
import urllib.request
from pathlib import Path

import pytest

from tests.web.browser.test_roles import NARROW, WIDE
from tests.web.conftest import LINKED, Served, Watched, as_demo

PAIR = "/review/pairs/organisation/"
STANDING = "document.querySelector('.tg-standing span').textContent"


@pytest.fixture(scope="module")
def linked_server(built_city, tmp_path_factory):
    """A server on a city in which who is who was found out."""
    folder = as_demo(Path(shutil.copytree(built_city[0], tmp_path_factory.mktemp("linked") / "city", symlinks=True)))
    server = Served(folder)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture
def analyst(chromium, linked_server):
    """Opens a page on which an analyst has signed in and chosen the linked view; it may not complain."""
    opened = []

    def open_page(**options):
        one = Watched(chromium, linked_server, **options)
        opened.append(one)
        one.page.goto("/")
        one.page.get_by_role("button", name="Analyst").click()
        one.page.locator(f"input[value={LINKED}]").check()
        one.page.get_by_label("Reason").fill("weekly judging")
        one.page.get_by_role("button", name="Begin").click()
        one.page.wait_for_load_state()
        return one

    yield open_page
    for one in opened:
        one.context.close()
    assert [fault for one in opened for fault in one.faults()] == []


def until(page, expression, seconds=20):
    """Ask again and again, for waiting inside the page is not allowed under the policy."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"not within {seconds} s: {expression}"
        time.sleep(0.05)


def press(page, key, judged, waiting):
    page.keyboard.press(key)
    until(page, f"{STANDING}.includes('{judged} pair') && {STANDING}.includes(', {waiting} wait')")


@pytest.mark.parametrize("options", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_pages_are_clean_and_fit(analyst, options):
    one = analyst(**options)
    for page in ("/review/", PAIR, "/review/suspended/", "/jobs/"):
        one.page.goto(page)
        assert one.axe() == [], page
        assert one.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page


def test_three_pairs_are_judged_by_keyboard_and_one_is_taken_back(analyst):
    one = analyst(**WIDE)
    page = one.page
    page.goto(PAIR)
    until(page, "'awake' in document.querySelector('[data-review]').dataset")
    page.wait_for_timeout(300)
    first = page.locator("[name=left]").input_value()
    press(page, "s", 1, 9)
    press(page, "d", 2, 8)
    page.keyboard.press("k")
    until(page, "document.querySelector('[role=status]')?.textContent.includes('skipped')")
    press(page, "d", 3, 7)
    third = page.locator("[name=left]").input_value()
    press(page, "u", 2, 8)
    assert page.locator("[name=left]").input_value() != third
    assert page.evaluate("document.activeElement.tagName") == "H2"
    assert page.locator("[name=left]").input_value() != first
    assert one.axe() == []
    press(page, "s", 3, 7)


def test_a_pair_that_another_judged_is_told_and_judging_goes_on(analyst):
    one, other = analyst(**WIDE), analyst(**WIDE)
    for page in (one.page, other.page):
        page.goto(PAIR)
        until(page, "'awake' in document.querySelector('[data-review]').dataset")
        page.wait_for_timeout(300)
    assert one.page.locator("[name=left]").input_value() == other.page.locator("[name=left]").input_value()
    before = one.page.evaluate(STANDING)
    other.page.keyboard.press("s")
    until(other.page, f"{STANDING} !== {before!r}")
    one.page.keyboard.press("d")
    until(one.page, "document.querySelector('[role=alert]')?.textContent.includes('judged it the same')")
    assert one.axe() == []
    one.page.keyboard.press("d")
    until(one.page, "!document.querySelector('[role=alert]')")


def test_a_picture_is_built_anew_with_its_progress_shown(analyst):
    one = analyst(**WIDE)
    page = one.page
    page.goto("/review/")
    page.get_by_role("button", name="Build the picture anew").click()
    page.get_by_role("heading", name="Under way").wait_for()
    assert one.axe() == []
    page.get_by_text("The picture was built").or_(page.get_by_text("Nothing that goes into")).wait_for(timeout=120_000)
    assert one.axe() == []


def test_a_flag_is_judged_and_suspended(analyst):
    one = analyst(**WIDE)
    page = one.page
    page.goto("/flags/")
    page.locator("table[data-of=flags] tbody th a").first.click()
    page.get_by_role("radio", name="Innocent: the situation").check()
    page.locator("#flag-reason").fill("the permit was renewed")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("Your review was written down.").wait_for()
    page.locator("#suspend-reason").fill("row is contested")
    page.get_by_role("button", name="Suspend the flag").click()
    page.get_by_role("heading", name="Suspended flags").wait_for()
    assert one.axe() == []
    page.get_by_text("Show it again").click()
    assert one.axe() == []


def children_of(pid):
    found = [p for task in Path(f"/proc/{pid}/task").glob("*/children") for p in task.read_text().split()]
    return [int(p) for p in found]


def works(pid):
    return b"tidegate.web.jobs.working" in Path(f"/proc/{pid}/cmdline").read_bytes()


def gone(pids, seconds=30):
    end = time.monotonic() + seconds
    while any(Path(f"/proc/{p}").exists() and "Z" not in Path(f"/proc/{p}/stat").read_text().split()[2] for p in pids):
        assert time.monotonic() < end, pids
        time.sleep(0.1)


@pytest.mark.slow
def test_what_ran_when_the_server_was_killed_is_interrupted_and_nothing_runs_on(analyst, linked_server):
    """The server is killed, and one on the same city takes its place, here and for whatever test comes after."""
    page = analyst(**WIDE).page
    deliveries = linked_server.folder / "deliveries"
    newest = max(deliveries.rglob("*.csv"), key=lambda p: p.stat().st_mtime)
    newest.write_bytes(newest.read_bytes() + b"\n")
    page.goto("/jobs/")
    page.get_by_role("button", name="Build the picture anew").click()
    page.get_by_role("heading", name="Under way").wait_for()
    address = page.url.removeprefix(linked_server.address)
    state = f"fetch('{address}progress.json').then(a => a.json()).then(j => j.state)"
    until(page, f"{state}.then(s => s === 'running')")
    children = children_of(linked_server.process.pid)
    (worker,) = (p for p in children if works(p))
    (doing,) = children_of(worker)
    pids = [*children, doing]
    os.kill(linked_server.process.pid, signal.SIGKILL)
    linked_server.process.wait(20)
    gone(pids)
    # The page must not ask the server that is gone once another address counts as its own.
    page.goto("about:blank")
    second = Served(linked_server.folder)
    for name in ("process", "port", "address"):
        setattr(linked_server, name, getattr(second, name))
    second.wait()
    time.sleep(1)
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
    request = urllib.request.Request(second.address + address, headers={"Cookie": cookies})
    end = time.monotonic() + 30
    while "so it was interrupted" not in (text := urllib.request.urlopen(request).read().decode()):
        assert time.monotonic() < end, text
        time.sleep(0.3)
    assert "Start it again" in text
