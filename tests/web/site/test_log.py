"""A marked name goes to every address of the site, in every place it can stand, and no line of the log repeats it."""

import json
import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.conftest import PURPOSE

CANARY = "MARKCANARY"
KNOWN = {
    "event",
    "level",
    "timestamp",
    "method",
    "route",
    "status",
    "ms",
    "number",
    "digest",
    "fault",
    "where",
    "check",
}


def addresses(patterns, before=""):
    for p in patterns:
        here = before + str(p.pattern)
        if isinstance(p, URLResolver):
            yield from addresses(p.url_patterns, here)
        elif isinstance(p, URLPattern):
            yield "/" + re.sub(r"<int:\w+>", "7", re.sub(r"<(?:\w+:)?\w+>", CANARY, here)).replace("^", "").replace(
                "$", ""
            )


@pytest.fixture
def broken(monkeypatch):
    """A page of the atlas that fails with the name in its fault."""

    def fail(*args, **named):
        raise ValueError(f"{CANARY} is not a number")

    monkeypatch.setattr("tidegate.web.people.looking.view_for", fail)


def everything(client):
    for address in addresses(get_resolver().url_patterns):
        if "logout" in address:
            continue
        for ask in (client.get, client.post):
            ask(
                address, {"q": CANARY, "next": f"/{CANARY}", "login": CANARY, "password": CANARY, "reason": CANARY},
                headers={"user-agent": CANARY, "referer": f"http://localhost/{CANARY}", "x-forwarded-for": CANARY},
            )  # fmt: skip


def said(capsys, least):
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in err.splitlines() if line]
    assert CANARY not in out + err
    assert sum(x["event"] == "request" for x in lines) >= least
    assert set().union(*lines) <= KNOWN
    return lines


def test_no_line_repeats_a_name(signed_in, client, capsys):
    for who in (client, signed_in("analyst", purpose=PURPOSE, reason=f"{CANARY} table"), signed_in("protection")):
        everything(who)
    lines = said(capsys, 3 * 40)
    assert {x["status"] for x in lines if x["event"] == "request"} >= {200, 302, 404, 405}


def test_no_line_repeats_a_name_that_a_fault_holds(signed_in, capsys, broken):
    client = signed_in("analyst", purpose=PURPOSE)
    assert client.get(f"/search/?q={CANARY}").status_code == 500
    assert any(x.get("fault") == "ValueError" or x.get("status") == 500 for x in said(capsys, 1))
