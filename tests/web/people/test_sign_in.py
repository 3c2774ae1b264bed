"""Who comes in: one click in the demo on this machine, a password and a second factor elsewhere."""

import pytest

from tests.web.conftest import PURPOSE, REASON

PASSWORD = "a gate that lets the river out"


@pytest.fixture
def officer(site):
    from tidegate.web.people.models import Officer

    return Officer.objects.create_officer("ada", partner="municipality", role="analyst", password=PASSWORD)


def test_each_page_asks_for_an_officer(client):
    for path in ("/", "/context/", "/ledger/", "/account/sessions/", "/nowhere"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")
    assert client.post("/context/", {}).status_code == 302
    assert client.get("/", headers={"HX-Request": "true"}).status_code == 401


def test_health_readiness_and_files_answer_whoever_asks(client):
    assert client.get("/health").content == b"alive\n"
    assert client.get("/ready").content == b"ready\n"


def test_one_click_per_role(client):
    page = client.get("/sign-in/").content.decode()
    for word in ("Analyst", "Police liaison", "Programme manager", "Data-protection officer", "Administrator"):
        assert word in page
    assert client.post("/sign-in/demo/", {"role": "liaison"}).status_code == 302
    assert "Police" in client.get("/context/").content.decode()


@pytest.mark.parametrize(
    "came",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=10.0.0.7"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_one_click_is_for_this_machine_alone(client, came):
    assert client.post("/sign-in/demo/", {"role": "analyst"}, **came).status_code == 404
    assert client.get("/sign-in/", **came)["Location"] == "/account/login/"


def test_one_click_is_for_the_demo_alone(client, settings_with):
    with settings_with(invented=False):
        assert client.post("/sign-in/demo/", {"role": "analyst"}).status_code == 404
        assert client.get("/sign-in/")["Location"] == "/account/login/"


@pytest.fixture
def settings_with():
    import contextlib
    from dataclasses import replace

    from django.conf import settings
    from django.test import override_settings

    @contextlib.contextmanager
    def change(**how):
        with override_settings(GROUND=replace(settings.GROUND, **how)):
            yield

    return change


def test_no_role_that_does_not_exist(client):
    assert client.post("/sign-in/demo/", {"role": "superuser"}).status_code == 404
    assert client.get("/sign-in/demo/").status_code == 405


def test_a_foreign_name_of_the_host_is_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_the_next_page_is_one_of_this_site(client):
    answer = client.post("/sign-in/demo/", {"role": "analyst", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_a_password_alone_leads_to_the_second_factor(client, officer):
    answer = client.post("/account/login/", {"login": "ada", "password": PASSWORD})
    assert answer.status_code == 302
    for path in ("/", "/context/"):
        assert client.get(path)["Location"] == "/account/2fa/totp/activate/"
    # Whoever sits down at an open session must not add a second factor of their own: the password is asked again.
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    assert client.post("/account/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    assert client.get("/")["Location"].startswith("/context/")
    from allauth.mfa.models import Authenticator

    kept = Authenticator.objects.get(user=officer, type="totp").data["secret"]
    assert secret not in kept


def test_password_and_second_factor_lead_in(client, officer):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    answer = client.post("/account/login/", {"login": "ada", "password": PASSWORD})
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert client.get("/").status_code == 302
    assert client.get("/account/2fa/authenticate/").status_code == 200
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/account/2fa/authenticate/", {"code": code(secret)}).status_code == 302
    assert client.post("/context/", {"purpose": PURPOSE, "reason": REASON}).status_code == 302
    assert client.get("/").status_code == 200


def code(secret):
    """Give what the officer's telephone would show, by the library's own arithmetic."""
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_too_many_tries_lock_out_and_tell_nothing_of_the_account(client, officer):
    def tries(name):
        answers = [client.post("/account/login/", {"login": name, "password": f"wrong {n}"}) for n in range(6)]
        return [(a.status_code, "Too many tries" in a.content.decode()) for a in answers]

    known = tries("ada")
    assert known[-1] == (429, True)
    assert tries("nobody") == known
    for name in ("ada", "ADA"):
        assert client.post("/account/login/", {"login": name, "password": PASSWORD}).status_code == 429
    from tidegate.web.people.models import Officer

    Officer.objects.create_officer("ben", partner="police", role="liaison", password=PASSWORD)
    assert client.post("/account/login/", {"login": "ben", "password": PASSWORD}).status_code == 302


def test_nobody_makes_an_account_by_themselves(client):
    assert client.get("/account/signup/").status_code in {302, 404}
    assert client.post("/account/signup/", {"username": "eve", "password1": PASSWORD}).status_code in {302, 404}


def test_passwords_are_kept_by_argon2_and_short_ones_refused(true_hashing, officer, client):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    # The cost is the site's own: the other tests take passwords at the least cost.
    assert officer.password.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
    wrong = client.post("/account/login/", {"login": "ada", "password": PASSWORD[::-1]})
    right = client.post("/account/login/", {"login": "ada", "password": PASSWORD})
    assert (wrong.status_code, right.status_code) == (200, 302)
    with pytest.raises(ValidationError):
        validate_password("short", officer)


def test_sessions_are_listed_and_ended(signed_in):
    one, two = signed_in("analyst"), signed_in("analyst")
    page = two.get("/account/sessions/").content.decode()
    assert page.count("127.0.0.1") == 2
    assert two.post("/account/sessions/").status_code == 302
    assert one.get("/context/")["Location"].startswith("/sign-in/")
    assert two.get("/context/").status_code == 200


def test_signing_out_ends_the_session(signed_in):
    client = signed_in("analyst", purpose=PURPOSE)
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_half_an_hour_without_a_request_ends_the_session(signed_in, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    client = signed_in("analyst")
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(minutes=29))
    assert client.get("/context/").status_code == 200
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(minutes=58))
    assert client.get("/context/").status_code == 200
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(minutes=89))
    assert client.get("/context/")["Location"].startswith("/sign-in/")


def test_a_form_without_its_token_says_so(site):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/demo/", {"role": "analyst"})
    assert answer.status_code == 403
    assert "The form was out of date" in answer.content.decode()
