"""Through a real provider and back: who comes in, who does not, and what each is told."""

import json
import re

import pytest

from tests.web.conftest import PURPOSE, REASON, free_port
from tests.web.people.directory.conftest import back, walk
from tests.web.people.test_sign_in import code


def entries():
    from tidegate.web.audit.ledger import entries_newest

    return [e.content for e in entries_newest()]


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_an_officer_comes_in_and_sets_up_a_second_factor(client, ada):
    answer = back(client, there="/context/")
    assert (answer.status_code, answer["Location"]) == (302, "/context/")
    assert client.get("/context/")["Location"] == "/account/2fa/totp/activate/"
    # No password to prove oneself anew with: having just come through the directory is enough, for a few minutes.
    assert client.get("/account/2fa/totp/activate/").status_code == 200
    secret = client.session["mfa.totp.secret"]
    assert client.post("/account/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    assert client.post("/context/", {"purpose": PURPOSE, "reason": REASON}).status_code == 302
    assert client.get("/").status_code == 200
    (entry,) = [e for e in entries() if e["act"].startswith("signed in")]
    assert (entry["who"], entry["act"], entry["role"]) == ("ada", "signed in through the directory", "analyst")


def test_ours_is_asked_as_well(client, ada):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    assert back(client)["Location"] == "/account/2fa/authenticate/"
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert entries() == []
    assert client.post("/account/2fa/authenticate/", {"code": code(secret)}).status_code == 302
    assert client.get("/")["Location"].startswith("/context/")


@pytest.mark.parametrize(
    ("wish", "signed", "counts"),
    [
        (None, {"amr": ["pwd", "mfa"]}, False),
        (("amr", "mfa"), {"amr": ["pwd", "mfa"]}, True),
        (("amr", "mfa"), {"amr": ["pwd"]}, False),
        (("amr", "mfa"), {"amr": "nomfa"}, False),
        (("amr", "mfa"), {}, False),
        (("acr", "high"), {"acr": "high"}, True),
        (("acr", "high"), {"acr": "higher"}, False),
    ],
)
def test_the_second_factor_of_the_directory_counts_only_where_the_operator_says_so(
    client, told, ada, provider, wish, signed, counts
):
    provider.bend(**signed)
    with told(second_factor=wish):
        assert back(client).status_code == 302
        where = client.get("/")["Location"]
        assert where.startswith("/context/") if counts else where == "/account/2fa/totp/activate/"
    # Switched off, it no longer counts in sessions that are open.
    assert client.get("/")["Location"] == "/account/2fa/totp/activate/"


def test_a_stale_session_sets_up_no_second_factor(client, ada, monkeypatch):
    import time

    back(client)
    now = time.time()
    monkeypatch.setattr("tidegate.web.people.accounts.time.time", lambda: now + 600)
    answer = client.get("/account/2fa/totp/activate/")
    assert answer["Location"].startswith("/sign-in/directory/")
    assert "Sign in once more" in text(client.get(answer["Location"]))


def test_role_and_partner_are_ours(client, ada, provider):
    provider.bend(role="administrator", roles=["administrator"], partner="police", groups=["administrator"])
    back(client)
    from tidegate.web.people.models import Officer

    found = Officer.objects.get()
    assert (found.username, found.role, found.partner, found.email) == ("ada", "analyst", "municipality", "")
    from allauth.socialaccount.models import SocialAccount, SocialToken

    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()


def test_who_was_not_made_by_an_administrator_is_told_what_to_do(client, ada):
    answer = back(client, "eve")
    assert answer.status_code == 403
    assert "Ask the administrator of your city to make one" in text(answer)
    assert client.get("/")["Location"].startswith("/sign-in/")
    from tidegate.web.people.models import Officer

    assert Officer.objects.count() == 1
    (entry,) = entries()
    assert (entry["who"], entry["allowed"]) == ("(no account)", False)
    assert "eve" not in json.dumps(entry)


def test_a_locked_officer_stays_locked(client, ada):
    from tidegate.web.people.making import set_active

    set_active(name="ada", active=False)
    answer = back(client)
    assert answer.status_code == 403
    assert "Your account is locked" in text(answer)
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert [(e["who"], e["refusal"]) for e in entries()] == [("ada", "the account is locked")]


def test_locking_ends_a_session_that_is_open(client, ada):
    from tidegate.web.people.making import set_active

    back(client)
    set_active(name="ada", active=False)
    assert client.get("/account/sessions/")["Location"].startswith("/sign-in/")


def test_signing_out_ends_our_session(client, ada):
    back(client)
    assert client.get("/account/sessions/").status_code == 200
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/account/sessions/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example/o"},
        {"aud": "another-site"},
        {"aud": ["tidegate", "another"], "azp": "another"},
        {"exp": -3600},
        {"nonce": "of another sign-in"},
        {"iat": 7200},
    ],
    ids=["issuer", "audience", "party", "expired", "nonce", "from the future"],
)
def test_a_token_that_does_not_fit_lets_nobody_in(client, ada, provider, claims, capsys):
    provider.bend(**claims)
    answer = back(client)
    assert answer.status_code == 401
    assert "Signing in did not succeed" in text(answer)
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert entries() == []
    said = capsys.readouterr().err
    (line,) = [json.loads(t) for t in said.splitlines() if '"directory"' in t]
    assert line["check"] == "failed"
    assert set(line) <= {"check", "event", "fault", "level", "timestamp"}
    for secret in ("another", "elsewhere", "ada", "city.example", "Traceback"):
        assert secret not in said + text(answer)


def test_an_address_that_nobody_verified_is_nobody(client, ada, provider):
    provider.bend(email_verified=False)
    assert back(client).status_code == 403
    provider.bend(email_verified="true")
    assert back(client).status_code == 403


def test_only_addresses_of_the_domains_come_in(client, ada, told):
    with told(domains=("other.example",)):
        assert back(client).status_code == 403
    with told(domains=("city.example",)):
        assert back(client).status_code == 302


def test_an_entry_belongs_to_its_directory_and_claim(client, ada, told):
    with told(claim="preferred_username"):
        assert back(client).status_code == 403


def test_a_state_serves_once_and_for_one_browser(client, ada, site):
    from django.test import Client

    away = client.post("/sign-in/directory/")
    there = walk(away["Location"]).partition("testserver")[2]
    assert Client().get(there).status_code == 401
    assert client.get(there).status_code == 302
    client.post("/account/logout/")
    answer = client.get(there)
    assert answer.status_code == 401
    assert answer["Referrer-Policy"] == "no-referrer"
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert client.get("/sign-in/directory/back/").status_code == 401


def test_the_way_there_carries_proofs_and_nothing_that_the_address_adds(client, ada, provider):
    from urllib.parse import parse_qs, urlsplit

    away = client.post("/sign-in/directory/?scope=admin&auth_params=prompt%3Dnone&process=connect")
    asked = {k: v[0] for k, v in parse_qs(urlsplit(away["Location"]).query).items()}
    assert away["Location"].startswith(f"{provider.issuer}/authorize/?")
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 16
    assert len(asked["nonce"]) == 32
    assert "prompt" not in asked
    assert client.get("/sign-in/directory/").status_code == 200


def test_the_page_that_follows_is_one_of_this_site(client, ada):
    assert back(client, there="https://evil.example/")["Location"] == "/"


def test_a_cancelled_sign_in_is_no_fault(client, told):
    from urllib.parse import parse_qs, urlsplit

    away = client.post("/sign-in/directory/")
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]
    answer = client.get(f"/sign-in/directory/back/?state={state}&error=access_denied")
    assert "You did not sign in" in text(answer)


def test_a_directory_that_is_down_is_said_to_be(client, told):
    with told(issuer=f"http://127.0.0.1:{free_port()}/o"):
        answer = client.post("/sign-in/directory/")
        assert answer.status_code == 503
        assert "The directory does not answer" in text(answer)
        assert "Traceback" not in text(answer)


def test_a_directory_that_goes_down_on_the_way_is_said_to_be(client, ada, told, provider):
    from dataclasses import replace

    from django.conf import settings

    away = client.post("/sign-in/directory/")
    there = walk(away["Location"]).partition("testserver")[2]
    gone = replace(settings.DIRECTORY, issuer=f"http://127.0.0.1:{free_port()}/o")
    session = client.session
    kept = session["socialaccount_states"]
    session["socialaccount_states"] = {k: (state, at, gone.key) for k, (state, at, _) in kept.items()}
    session.save()
    with told(issuer=gone.issuer):
        assert client.get(there).status_code == 503


def test_a_directory_that_names_another_issuer_is_not_followed(client, told, provider):
    with told(issuer=provider.issuer + "/"):
        assert client.post("/sign-in/directory/").status_code == 401


def test_the_button_stands_on_the_sign_in_page_and_its_form_may_lead_there(client, told, provider):
    answer = client.get("/account/login/")
    assert "Sign in with City login" in text(answer)
    assert f"form-action 'self' http://127.0.0.1:{provider.port}" in answer["Content-Security-Policy"]
    assert f":{provider.port}" not in client.get("/sign-in/")["Content-Security-Policy"]
    client.post("/language/", {"language": "nl"})
    assert "Aanmelden met City login" in text(client.get("/account/login/"))


def test_without_a_directory_there_is_no_button_and_no_way(client):
    assert "Sign in with City" not in text(client.get("/account/login/"))
    assert client.get("/sign-in/directory/").status_code == 404
    assert client.post("/sign-in/directory/").status_code == 404
    assert client.get("/sign-in/directory/back/?state=x&code=y").status_code == 404


def test_an_officer_of_the_directory_has_no_password(client, ada):
    answer = client.post("/account/login/", {"login": "ada", "password": "a gate that lets the river out"})
    assert answer.status_code == 200
    back(client)
    assert client.get("/account/password/").status_code == 404
