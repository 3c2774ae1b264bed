"""Who gets in where: one line for every address of the site, so that a new one without a line fails.

For each line: what happens to whoever is not signed in, has chosen no purpose, belongs to another partner or works for
another purpose, watches over the site or runs it, comes with a wrong method; and that it works for whom it is for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.small_city import PURPOSE
from tests.web.api.conftest import rich, two_pictures

__all__ = ["rich", "two_pictures"]

OPEN, SIGNED, PICTURE, API, DOOR, LEDGER, TOKENS = "open", "signed", "picture", "api", "door", "ledger", "tokens"
ACT, KEEP = "act", "keep"


@dataclass(frozen=True)
class Line:
    """An address.

    Args:
        kind: Who gets in: anyone (`open`), who is signed in (`signed`), who looks at a picture in a context (`picture`,
            `api`), who acts on it there (`act`), who has a token or session (`door`), the data-protection officer
            (`ledger`), who has tokens (`tokens`), the administrator (`keep`).
        named: Words of the address; a text in braces is the id of something in the picture.
        query: What follows the question mark.
        works: Status for whom it is for.
        method: The method it is for.
        data: What the form holds.
        strict: Whether another method is refused as such; a page of a library may also send elsewhere.
    """

    kind: str
    named: dict[str, object] = field(default_factory=dict)
    query: str = ""
    works: int = 200
    method: str = "get"
    strict: bool = True
    data: dict[str, str] = field(default_factory=dict)


def api(query: str = "", **named: object) -> Line:
    return Line(API, named, query)


def page(query: str = "", **named: object) -> Line:
    return Line(PICTURE, named, query)


def act(works: int, data: dict[str, str] | None = None, **named: object) -> Line:
    return Line(ACT, named, works=works, method="post", data=data or {})


MATRIX: dict[str, Line] = {
    # the frame
    "site:start": page(), "site:health": Line(OPEN), "site:ready": Line(OPEN),
    "site:language": Line(OPEN, works=302, method="post", strict=False),
    "site:words": Line(OPEN, {"language": "nl"}),
    # signing in and the account
    "people:sign-in": Line(OPEN, works=302, strict=False), "people:demo-sign-in": Line(OPEN, works=404, method="post"),
    "people:context": Line(PICTURE), "people:end-context": Line(SIGNED, works=302, method="post"),
    "people:directory-sign-in": Line(OPEN, works=404), "people:directory-back": Line(OPEN, works=404),
    "people:invitation": Line(OPEN),
    "account_login": Line(OPEN, works=302), "account_logout": Line(SIGNED), "account_inactive": Line(SIGNED),
    "account_reauthenticate": Line(SIGNED), "account_change_password": Line(SIGNED),
    "usersessions_list": Line(SIGNED), "mfa_index": Line(SIGNED), "mfa_authenticate": Line(OPEN, works=302),
    "mfa_reauthenticate": Line(SIGNED, works=302), "mfa_activate_totp": Line(SIGNED, works=302),
    "mfa_deactivate_totp": Line(SIGNED, works=404), "mfa_generate_recovery_codes": Line(SIGNED, works=302),
    "mfa_view_recovery_codes": Line(SIGNED, works=404), "mfa_download_recovery_codes": Line(SIGNED, works=404),
    "mfa_list_webauthn": Line(SIGNED), "mfa_add_webauthn": Line(SIGNED, works=302),
    "mfa_reauthenticate_webauthn": Line(SIGNED, works=302),
    "mfa_remove_webauthn": Line(SIGNED, {"pk": 999}, works=302),
    "mfa_edit_webauthn": Line(SIGNED, {"pk": 999}, works=302),
    # the accounts of officers: one that does not exist, and an act that nobody does
    "people:officers": Line(KEEP), "people:officer-new": Line(KEEP),
    "people:officer": Line(KEEP, {"number": 0}, works=404),
    "people:officer-act": Line(KEEP, {"number": 0, "what": "lock"}, works=404, method="post"),
    # the atlas
    "atlas:map": page(), "atlas:map-data": page(), "atlas:map-ground": page(), "atlas:map-layer": page(layer="area"),
    "atlas:places": page(), "atlas:place": page(level="area", unit="{area}"),
    "atlas:entity": page(entity_id="{entity}"),
    "atlas:why": page(entity_id="{entity}"), "atlas:flags": page(), "atlas:indicator": page(rule="{rule}"),
    "atlas:flag": page(flag_id="{flag}"), "atlas:network": page(), "atlas:network-data": page("of={entity}"),
    "atlas:network-expand": page("entity={entity}"), "atlas:points": page(), "atlas:point": page(point_id="{point}"),
    "atlas:sectors": page(), "atlas:sector": page(sector="{sector}"), "atlas:data": page(),
    "atlas:register": page(register="permits"), "atlas:search": page("q=Kade"),
    "atlas:download": page(table="flags", form="csv"), "atlas:changes": page(),
    # saved views of networks: round something that is not there, and one that nobody saved
    "atlas:network-save": act(404, {"entity": "none", "title": "a view"}),
    "atlas:network-view": Line(PICTURE, {"view_id": "none"}, works=404),
    "atlas:network-rename": act(404, view_id="none"), "atlas:network-delete": act(404, view_id="none"),
    # judging and background work: a pair that is none, a verdict without a reason, work that nobody started
    "review:matches": page(), "review:suspended": page(), "review:pair": page(kind="organisation"),
    "review:judge": act(409, {"judgement": "same"}, kind="organisation"),
    "review:judge-flag": act(422, flag_id="{flag}"),
    "review:suspend-flag": act(422, flag_id="{flag}"), "jobs:list": page(),
    "jobs:start": act(302, {"kind": "picture"}),
    "jobs:job": Line(PICTURE, {"job_id": "none"}, works=404), "jobs:cancel": act(404, job_id="none"),
    "jobs:progress": Line(PICTURE, {"job_id": "none"}, works=404), "jobs:again": act(404, job_id="none"),
    "jobs:file": Line(PICTURE, {"job_id": "none"}, works=404),
    # deliveries that are sent: no file, and one that nobody sent
    "deliveries:send": act(422, register="permits"),
    "deliveries:upload": Line(PICTURE, {"upload_id": "none"}, works=404),
    "deliveries:take": act(404, upload_id="none"), "deliveries:throw": act(404, upload_id="none"),
    "deliveries:again": act(404, upload_id="none"),
    # repairs of columns: no such delivery, and one that nobody began
    "deliveries:repair-start": act(404, {"file": "none"}, register="permits"),
    "deliveries:repair": Line(PICTURE, {"repair_id": "none"}, works=404),
    "deliveries:repair-choose": act(404, repair_id="none"), "deliveries:repair-again": act(404, repair_id="none"),
    "deliveries:repair-write": act(404, repair_id="none"), "deliveries:repair-back": act(404, repair_id="none"),
    "deliveries:of-job": Line(PICTURE, {"job_id": "none"}, works=404),
    # the ledger, tokens
    "audit:ledger": Line(LEDGER), "tokens:tokens": Line(TOKENS),
    "tokens:revoke": Line(TOKENS, {"number": 999}, works=404, method="post"),
    # the API
    "api:api-root": Line(DOOR, works=404, strict=False), "api:openapi-json": Line(DOOR),
    "api:picture_summary": api(), "api:changes": api(), "api:register_list": api(),
    "api:register_one": api(register_id="permits"), "api:find": api("q=Kade"), "api:thing": api(entity_id="{entity}"),
    "api:thing_ties": api(entity_id="{entity}"), "api:around": api(entity_id="{entity}"), "api:spots": api(),
    "api:spot": api(level="area", unit="{area}"), "api:map_of": api(layer="area"), "api:flag_list": api(),
    "api:flag_one": api(flag_id="{flag}"), "api:rule_list": api(), "api:rule_one": api(indicator="{rule}"),
    "api:point_list": api(), "api:point_one": api(point_id="{point}"), "api:sector_list": api(),
    "api:sector_one": api(sector="{sector}"), "api:area_list": api(), "api:feed_csv": api(table="areas"),
    "api:feed_json": api(table="areas"), "api:feed_xlsx": api(table="areas"),
}  # fmt: skip


WATCHES = {LEDGER: "protection", KEEP: "administrator"}
"""Kinds of lines that one role alone has, and the role."""

LIBRARY = {n for n in MATRIX if n.startswith(("account_", "mfa_", "usersessions_"))}
"""Pages that the library of the sign-in brings."""


@pytest.fixture(scope="session")
def things(web_city: Any, two_pictures: Any) -> dict[str, str]:
    """Give the ids of things in the picture for permits."""
    from datetime import date

    from tidegate.pipeline.picturing.shelf import pinned
    from tidegate.web.atlas.reading.opening import opened

    source = next(s for s, t in two_pictures if t.parent.name == "pictures")
    with pinned(source, today=date(2026, 3, 1)) as picture:
        own = opened(picture)
        (flag,) = own.rows("flag_list", indicator="", flag="")[:1]
        return {
            "flag": flag["flag"], "rule": flag["indicator"], "entity": flag["subject"],
            "area": own.rows("area_rows", on=date(2026, 3, 1))[0]["area"],
            "point": own.rows("point_rows")[0]["point"], "sector": own.rows("sector_rows")[0]["sector"],
        }  # fmt: skip


def names(patterns: Any, space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            own = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, own)
        else:
            yield f"{space}{pattern.name}"


def address(name: str, things: dict[str, str]) -> str:
    from django.urls import reverse

    line = MATRIX[name]
    named = {k: v.format(**things) if isinstance(v, str) else v for k, v in line.named.items()}
    query = line.query.format(**things)
    return reverse(name, kwargs=named) + (f"?{query}" if query else "")


def ask(client: Any, name: str, things: dict[str, str], method: str = "") -> Any:
    line = MATRIX[name]
    if line.data and not method:
        return client.post(address(name, things), line.data)
    return getattr(client, method or line.method)(address(name, things))


def of_kind(*kinds: str) -> list[str]:
    return [n for n, line in MATRIX.items() if line.kind in kinds]


def in_context(client: Any, *, partner: str, purpose: str = PURPOSE) -> Any:
    """Put a context into the session that the page to choose one would not have given."""
    from django.utils import timezone

    session = client.session
    session["context"] = {
        "partner": partner, "purpose": purpose, "reason": "a try", "since": timezone.now().isoformat()
    }  # fmt: skip
    session.save()
    return client


def test_every_address_has_its_line(site):
    from django.urls import get_resolver

    assert sorted(set(names(get_resolver().url_patterns))) == sorted(MATRIX)


def test_it_works_for_whom_it_is_for(rich, things, signed_in):
    client, others = signed_in("analyst", purpose=PURPOSE), {r: signed_in(w) for r, w in WATCHES.items()}
    found = {}
    for name, line in MATRIX.items():
        if name in {"account_logout", "people:end-context"}:
            continue
        found[name] = ask(others.get(line.kind, client), name, things).status_code
    ask(client, "people:end-context", things)
    found |= {n: ask(client, n, things).status_code for n in ("people:end-context", "account_logout")}
    assert found == {n: line.works for n, line in MATRIX.items()}


def test_without_signing_in_nothing_is_told(rich, things, client):
    for name, line in MATRIX.items():
        answer = ask(client, name, things)
        if line.kind in {API, DOOR}:
            assert answer.status_code == 401, name
        elif line.kind != OPEN:
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/sign-in/"), name
        else:
            assert "/sign-in/?next" not in answer.get("Location", ""), name
    assert entries() == []


def test_without_purpose_and_reason_nothing_is_told(rich, things, signed_in):
    client = signed_in("analyst")
    for name in of_kind(PICTURE, API, ACT):
        answer = ask(client, name, things)
        if MATRIX[name].kind == API:
            assert answer.status_code == 403, name
        elif name != "people:context":
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/context/"), name
    assert entries() == []


@pytest.mark.parametrize(
    ("role", "partner", "purpose"),
    [("liaison", "police", PURPOSE), ("analyst", "municipality", "another-purpose")],
)
def test_another_partner_or_purpose_sees_what_is_absent(rich, things, signed_in, role, partner, purpose):
    client = in_context(signed_in(role), partner=partner, purpose=purpose)
    for name in of_kind(PICTURE, API, ACT):
        if name != "people:context":
            assert ask(client, name, things).status_code == 404, name
    assert {e["allowed"] for e in entries()} == {False}


@pytest.mark.parametrize("role", ["protection", "administrator"])
def test_who_watches_or_runs_sees_no_picture(rich, things, signed_in, role):
    client = in_context(signed_in(role), partner="municipality")
    for name in of_kind(PICTURE, API, ACT):
        answer = ask(client, name, things)
        if name == "site:start":
            assert answer.status_code == (302 if role == "protection" else 200)
        else:
            assert answer.status_code == 404, name
    assert {e["allowed"] for e in entries()} <= {False}
    assert ask(client, "audit:ledger", things).status_code == (200 if role == "protection" else 404)
    assert ask(client, "tokens:tokens", things).status_code == (200 if role == "protection" else 404)
    assert ask(client, "people:officers", things).status_code == (404 if role == "protection" else 200)


def test_accounts_are_for_one_role(rich, things, signed_in):
    for role in ("analyst", "liaison", "manager", "protection"):
        client = signed_in(role)
        for name in of_kind(KEEP):
            assert ask(client, name, things).status_code == 404, (role, name)


def test_the_ledger_is_for_one_role(rich, things, signed_in):
    for role in ("analyst", "liaison", "manager"):
        assert ask(signed_in(role), "audit:ledger", things).status_code == 404


def test_a_wrong_method_is_refused(rich, things, signed_in):
    client, others = signed_in("analyst", purpose=PURPOSE), {r: signed_in(w) for r, w in WATCHES.items()}
    for name, line in MATRIX.items():
        own = others.get(line.kind, client)
        told = ask(own, name, things, "delete").status_code
        assert told in ({405} if line.strict and name not in LIBRARY else {302, 404, 405}), name
        if line.kind in {PICTURE, API} and name != "people:context":
            assert ask(own, name, things, "post").status_code == 405, name
        if line.method == "post" and line.strict:
            assert ask(own, name, things, "get").status_code == 405, name


def entries() -> list[dict[str, Any]]:
    from tidegate.web.audit.ledger import entries_newest

    return [e.content for e in entries_newest(most=500)]
