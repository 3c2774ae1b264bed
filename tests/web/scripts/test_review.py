"""Judging by keyboard, the list of keys, progress of a job, and the frame of the page."""

import json

import pytest

from tests.web.scripts.stage import page as whole_page

SAYS = "document.querySelector('[data-review-says]').textContent"
HEADING = "document.querySelector('[data-review] h2').textContent"


@pytest.fixture
def pair(visit):
    visit.open("review.html").until("'awake' in document.querySelector('[data-review]').dataset", "the review wakes")
    second = whole_page("review.html").replace("Pair 1", "Pair 2").replace('value="1"', 'value="2"')
    visit.stage.answers["/judge"] = [(200, ".html", second)]
    return visit


@pytest.mark.parametrize(("key", "word"), [("s", "same"), ("d", "different"), ("k", "skip"), ("u", "undo")])
def test_a_key_judges_and_the_next_pair_comes(pair, key, word):
    pair.page.wait_for_timeout(200)
    pair.page.keyboard.press(key)
    pair.until(f"{HEADING}.endsWith('Pair 2')", "the next pair comes")
    ((path, body, token),) = pair.stage.posted
    assert (path, token) == ("/judge", "token-of-the-page")
    assert f'name="judgement"\r\n\r\n{word}\r\n' in body
    assert pair.page.evaluate("document.activeElement.tagName") == "H2"
    pair.page.keyboard.press(key)
    pair.until("true", "")
    pair.page.wait_for_timeout(200)
    assert 'name="pair"\r\n\r\n2\r\n' in pair.stage.posted[1][1]
    pair.is_clean()


def test_letters_in_a_field_judge_nothing(pair):
    pair.page.wait_for_timeout(200)
    pair.page.locator("#note").fill("")
    pair.page.locator("#note").press("s")
    pair.page.wait_for_timeout(200)
    assert pair.stage.posted == []


def test_a_pair_that_somebody_else_judged_is_told_and_stays(pair):
    pair.stage.answers["/judge"] = [(409, ".html", "<p data-message>Judged by Youssef at 10:14.</p>")]
    pair.page.wait_for_timeout(200)
    pair.page.keyboard.press("s")
    pair.until(f"{SAYS} === 'Judged by Youssef at 10:14.'", "it is told")
    pair.stage.answers["/judge"] = [(403, ".html", "")]
    pair.page.keyboard.press("s")
    pair.until(f"{SAYS}.startsWith('The page is too old')", "it is told")
    assert pair.page.evaluate(HEADING).endswith("Pair 1")


def test_the_question_mark_lists_the_keys_and_single_letters_can_be_switched_off(pair):
    page = pair.page
    page.wait_for_timeout(200)
    page.keyboard.press("?")
    assert "the same" in page.locator("dialog.tg-keys").text_content()
    assert pair.axe() == []
    page.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("s")
    page.keyboard.press("?")
    page.wait_for_timeout(200)
    assert pair.stage.posted == []
    assert page.locator("dialog[open]").count() == 0
    pair.is_clean()


def job(state, share, left_s, step="Linking companies"):
    told = {"state": state, "share": share, "left_s": left_s, "step": step, "message": ""}
    return (200, ".json", json.dumps(told))


def test_progress_shows_percent_and_time_left_and_opens_the_result(visit):
    words = "document.querySelector('[data-progress-words]').textContent"
    visit.stage.answers["/job.json"] = [job("waiting", None, None), job("running", 0.425, 90), job("done", 1, 0)]
    visit.open("progress.html")
    visit.until(f"{words} === '42 % · Linking companies · about 2 minutes left'", "the progress is told")
    assert visit.page.locator("progress").get_attribute("value") == "0.425"
    assert visit.axe() == []
    visit.until("location.pathname === '/pages/table.html'", "the result opens")
    visit.is_clean()


def test_the_components_are_clean_and_open_to_all_in_light_and_dark(visit):
    visit.open("components.html").until("document.documentElement.classList.contains('tg-scripted')", "the page wakes")
    assert visit.axe() == []
    visit.page.wait_for_timeout(100)
    visit.page.get_by_role("button", name="Light or dark").click()
    visit.page.get_by_role("button", name="Light or dark").click()
    assert visit.page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert visit.axe() == []
    visit.is_clean()


@pytest.mark.parametrize("name", ["components", "map", "network", "table", "review"])
def test_a_narrow_screen_folds_the_navigation_and_never_scrolls_sideways(narrow, name):
    menu = narrow.open(f"{name}.html").page.get_by_role("button", name="Menu")
    narrow.until("document.querySelector('.tg-nav-fold').ariaExpanded === 'false'", "the navigation folds")
    assert narrow.page.locator("#nav").is_hidden()
    menu.click()
    assert narrow.page.locator("#nav").is_visible()
    assert narrow.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert narrow.axe() == []
