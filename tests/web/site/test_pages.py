"""The frame: headers, languages, error pages, log, examples in the docstrings of the site."""

import doctest
import importlib
import json
import logging
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.web.conftest import PURPOSE

CANARY = "MARKCANARY"


def test_the_start_page_says_where_the_picture_stands(signed_in):
    page = signed_in("analyst", purpose=PURPOSE).get("/").content.decode()
    assert "The picture of Kleinstad" in page
    assert "Permits change hands and nobody knows why." in page
    assert "Municipal Act, section 2" in page
    assert "The city is invented" in page


def test_the_start_of_the_other_roles(signed_in):
    assert signed_in("protection").get("/")["Location"] == "/ledger/"
    assert "reads no content" in signed_in("administrator").get("/").content.decode()


def test_one_rule_holds_for_every_cookie(site):
    from django.conf import settings

    for name in ("SESSION", "CSRF", "LANGUAGE"):
        told = [getattr(settings, f"{name}_COOKIE_{what}") for what in ("HTTPONLY", "SAMESITE", "SECURE")]
        assert told == [True, "Lax", False], name


def test_every_answer_carries_what_a_browser_must_not_do(client, signed_in):
    for answer in (client.get("/sign-in/"), client.get("/health"), signed_in("analyst").get("/nowhere")):
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "http" not in policy
        # The order of the directives is not settled: it is that of a set.
        directives = dict(line.strip().split(" ", 1) for line in policy.split(";") if line.strip())
        assert directives["default-src"] == "'none'"
        assert directives["script-src"] == "'self'"
        assert directives["frame-ancestors"] == "'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]


def test_cookies_are_kept_from_scripts_and_other_sites(signed_in):
    client = signed_in("analyst")
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert set(client.cookies) >= {"sessionid"}


def test_a_template_has_no_script_or_style_of_its_own():
    templates = sorted((ROOT / "src/tidegate/web").rglob("*.html"))
    assert templates
    for path in templates:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|https?://", text), path
        # A block of data is no script: the browser runs nothing of it.
        assert not re.search(r"<script(?![^>]*\bsrc=)(?! type=\"application/json\")", text), path


def test_the_pages_speak_dutch(client):
    answer = client.post("/language/", {"language": "nl", "next": "/sign-in/"})
    assert answer["Location"] == "/sign-in/"
    page = client.get("/sign-in/").content.decode()
    assert '<html lang="nl">' in page
    assert "De stad is verzonnen" in page
    assert "Functionaris gegevensbescherming" in page


def test_the_words_of_the_scripts_are_the_same_for_everybody(client, signed_in):
    answer = client.get("/jsi18n/nl.js")
    words = answer.content.decode()
    assert answer["Cache-Control"] == "public, max-age=600"
    assert "javascript" in answer["Content-Type"]
    assert "Er is niets gekozen." in words
    assert "{n} rijen" in words
    assert not answer.cookies
    assert signed_in("analyst").get("/jsi18n/nl.js").content.decode() == words
    assert "gekozen" not in client.get("/jsi18n/en-gb.js").content.decode()
    assert client.get("/jsi18n/fr.js").status_code == 404


def test_a_page_loads_the_words_before_the_scripts(client):
    page = client.get("/sign-in/", headers={"Accept-Language": "nl"}).content.decode()
    assert page.index("/jsi18n/nl.js") < page.index("js/site.")


def test_every_string_has_a_dutch_translation():
    command = [sys.executable, str(ROOT / "scripts" / "translations.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_fault_of_our_own_tells_nothing(signed_in, monkeypatch):
    def broken(*given, **named):
        raise ValueError(CANARY)

    monkeypatch.setattr("tidegate.web.people.looking.record", broken)
    answer = signed_in("analyst", purpose=PURPOSE).get("/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "A fault of our own" in page
    assert CANARY not in page


def test_the_log_never_says_who_or_what(signed_in, monkeypatch, capsys):
    def broken(*given, **named):
        raise ValueError(CANARY)

    client = signed_in("analyst", purpose=PURPOSE, reason=f"{CANARY} table")
    client.get("/", {"q": CANARY})
    client.get(f"/{CANARY}")
    client.post("/account/login/", {"login": CANARY, "password": CANARY})
    monkeypatch.setattr("tidegate.web.people.looking.record", broken)
    client.get("/")
    logging.getLogger("some.library").error("row %s", CANARY)
    said = capsys.readouterr().err
    assert CANARY not in said
    assert "demo-analyst" not in said
    lines = [json.loads(line) for line in said.splitlines()]
    assert {"event": "fault", "fault": "ValueError"}.items() <= next(x for x in lines if x["event"] == "fault").items()
    assert [x["route"] for x in lines if x["event"] == "request"][-1] == "site:start"
    assert {"event": "library", "where": "some.library"}.items() <= lines[-1].items()


def test_a_covenant_that_cannot_be_read_closes_the_site(signed_in, site):
    client = signed_in("analyst", purpose=PURPOSE)
    (site / "covenant.yml").write_text("covenant: [")
    assert client.get("/").status_code == 404
    assert client.get("/ready").status_code == 503
    assert client.get("/context/").status_code == 500


def test_models_and_migrations_agree(site):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_examples_of_the_site_hold(site):
    package = importlib.import_module("tidegate.web")
    for module in pkgutil.walk_packages(package.__path__, "tidegate.web."):
        if ".migrations" not in module.name:
            assert doctest.testmod(importlib.import_module(module.name)).failed == 0, module.name


def test_an_entry_of_the_navigation_is_shown_once_its_page_exists(signed_in):
    from django.urls import NoReverseMatch, reverse

    from tidegate.web.site.navigation import ENTRIES

    page = signed_in("analyst", purpose=PURPOSE).get("/").content.decode()
    nav = page[page.index('<nav class="tg-nav"') : page.index("</nav>")]
    for entry in ENTRIES:
        try:
            there = bool(reverse(entry.name))
        except NoReverseMatch:
            there = False
        if not entry.roles or "analyst" in entry.roles:
            assert (f">{entry.label}</a>" in nav) == there


def test_the_log_lets_no_other_field_through():
    log = pytest.importorskip("tidegate.web.site.log")
    assert log._only_sayable(None, "info", {"event": "x", "name": CANARY}) == {"event": "x"}
    assert Path(log.__file__).exists()
