"""Tokens: shown once, kept as a digest, bound to officer, partner, purpose and reason; what ends one acts at once."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from tests.small_city import PURPOSE
from tests.web.api.conftest import REASON

PICTURE = "/api/v1/picture"


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def basic(secret, name="anything"):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def entries():
    from tidegate.web.audit.ledger import entries_newest

    return [e.content for e in entries_newest()]


def test_the_secret_is_shown_once_and_only_its_digest_is_kept(token_for, signed_in):
    from tidegate.web.api.models import ApiToken

    secret = token_for()
    kept = ApiToken.objects.values().get()
    assert secret.startswith("tgt_")
    assert secret not in str(kept)
    assert (kept["name"], kept["purpose"], kept["reason"], kept["partner"]) == (
        "workbook", PURPOSE, REASON, "municipality"
    )  # fmt: skip
    assert (kept["expires"] - kept["created"]).days == 7
    page = signed_in("analyst").get("/tokens/").content.decode()
    assert "workbook" in page
    assert "tgt_" not in page


def test_an_answer_is_in_the_ledger_with_the_officer_and_the_reason_of_the_token(token_for, client):
    assert client.get(PICTURE, headers=bearer(token_for())).status_code == 200
    looked, made = entries()
    assert (looked["who"], looked["purpose"], looked["reason"]) == ("demo-analyst", PURPOSE, REASON)
    assert looked["act"].startswith("API, token ")
    assert made["act"] == "token made"


@pytest.mark.parametrize("sent", [bearer, basic])
def test_it_is_taken_as_bearer_and_as_password(token_for, client, sent):
    from tidegate.web.api.models import ApiToken

    assert client.get(PICTURE, headers=sent(token_for())).status_code == 200
    assert ApiToken.objects.get().last_used is not None


def test_it_is_never_taken_from_the_address(token_for, client):
    secret = token_for()
    for name in ("token", "access_token", "api_key"):
        assert client.get(PICTURE, {name: secret}).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer tgt_wrong", "Basic", "Basic %%%", "Basic /w==", "Digest x", "Bearer " + "x" * 9999],
)
def test_what_is_no_token_is_401_and_says_how_to_mend_it(client, header):
    answer = client.get(PICTURE, headers={"Authorization": header})
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert "Basic" in answer["WWW-Authenticate"]
    assert told["what"] == "No token that holds was given."
    assert told["mend"].startswith("Send one as")
    assert entries() == []


def test_a_wrong_token_is_not_saved_by_a_session(rich, signed_in):
    client = signed_in("analyst", purpose=PURPOSE)
    assert client.get(PICTURE).status_code == 200
    assert client.get(PICTURE, headers=bearer("tgt_wrong")).status_code == 401


def ended(token):
    from django.utils import timezone

    token.expires = timezone.now() - timedelta(seconds=1)
    token.save()


def revoked(token):
    from django.utils import timezone

    token.revoked = timezone.now()
    token.save()


def gone(token):
    token.officer.is_active = False
    token.officer.save()


def moved(token):
    token.officer.partner = "police"
    token.officer.save()


def watching(token):
    token.officer.role = "protection"
    token.officer.save()


@pytest.mark.parametrize("happen", [ended, revoked, gone, moved, watching])
def test_it_ends_with_its_day_its_revocation_and_its_officer(token_for, client, happen):
    from tidegate.web.api.models import ApiToken

    secret = token_for()
    happen(ApiToken.objects.get())
    assert client.get(PICTURE, headers=bearer(secret)).status_code == 401


def test_a_clause_that_ended_gives_404_and_the_refusal_is_written_down(token_for, client, rich):
    secret = token_for()
    covenant = rich / "covenant.yml"
    covenant.write_text(covenant.read_text().replace("until: 2099-12-31", "until: 2026-01-01"))
    refused = client.get(PICTURE, headers=bearer(secret))
    absent = client.get("/api/v1/nowhere", headers=bearer(secret))
    assert (refused.status_code, refused.content) == (404, absent.content)
    assert not entries()[0]["allowed"]


def test_a_token_for_counts_opens_nothing_else(token_for, client):
    secret = token_for(opens="feed")
    answer = client.get(PICTURE, headers=bearer(secret))
    assert answer.status_code == 403
    assert answer.json()["what"] == "This token opens the feed of counts alone."
    assert client.get("/api/v1/feed/areas.csv", headers=basic(secret)).status_code == 200


def test_who_asks_too_often_waits(token_for, client, monkeypatch):
    monkeypatch.setattr("tidegate.web.api.limits.A_MINUTE", 2)
    at = datetime(2026, 3, 3, 12, 0, 50, tzinfo=UTC)
    monkeypatch.setattr("tidegate.web.api.door.timezone.now", lambda: at)
    secret = token_for()
    answers = [client.get("/api/v1/openapi.json", headers=bearer(secret)) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "10"
    other = token_for()
    assert client.get("/api/v1/openapi.json", headers=bearer(other)).status_code == 200


def test_one_may_end_the_own_and_the_protection_officer_any(token_for, signed_in, client):
    from tidegate.web.api.models import ApiToken

    secret = token_for()
    number = ApiToken.objects.get().pk
    assert signed_in("manager").post(f"/tokens/{number}/revoke/").status_code == 404
    assert "demo-analyst" in signed_in("protection").get("/tokens/").content.decode()
    assert client.get(PICTURE, headers=bearer(secret)).status_code == 200
    assert signed_in("protection").post(f"/tokens/{number}/revoke/").status_code == 302
    assert client.get(PICTURE, headers=bearer(secret)).status_code == 401
    assert entries()[0]["act"] == "token revoked"


def test_who_looks_at_nothing_makes_no_token(signed_in):
    wish = {"name": "n", "purpose": PURPOSE, "reason": REASON, "opens": "feed", "days": 7}
    assert signed_in("protection").post("/tokens/", wish).status_code == 404
    assert signed_in("administrator").post("/tokens/", wish).status_code == 404


@pytest.mark.parametrize("wrong", [{"days": "9999"}, {"purpose": "other"}, {"reason": "x"}, {"name": ""}])
def test_a_form_that_lacks_something_says_so_and_makes_nothing(signed_in, wrong):
    from tidegate.web.api.models import ApiToken

    wish = {"name": "n", "purpose": PURPOSE, "reason": REASON, "opens": "feed", "days": "7"} | wrong
    page = signed_in("analyst").post("/tokens/", wish)
    assert page.status_code == 422
    assert "Something is missing" in page.content.decode()
    assert not ApiToken.objects.exists()
