"""The administrator keeps accounts: each act with a reason, in the ledger, never on the own one, never with content."""

import re
from datetime import timedelta

import pytest

from tests.web.people.test_sign_in import PASSWORD, code

REASON = "she begins on Monday"


def entries():
    from tidegate.web.audit.ledger import entries_newest

    return [e.content for e in entries_newest()]


def page(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def admin(signed_in):
    return signed_in("administrator")


def made(admin, **other):
    wish = {"name": "ada", "role": "analyst", "partner": "municipality", "reason": REASON}
    return admin.post("/officers/new/", wish | other)


def shown_code(answer):
    return re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", answer.content.decode()).group()


@pytest.fixture
def ada(site):
    from tidegate.web.people.models import Officer

    return Officer.objects.create_officer("ada", partner="municipality", role="analyst", password=PASSWORD)


def test_the_administrator_alone_has_the_pages(signed_in, client, ada):
    for role in ("analyst", "liaison", "manager", "protection"):
        own = signed_in(role)
        for path in ("/officers/", "/officers/new/", f"/officers/{ada.pk}/"):
            assert own.get(path).status_code == 404
        assert own.post(f"/officers/{ada.pk}/lock/", {"reason": REASON}).status_code == 404
        assert own.post("/officers/new/", {"name": "x"}).status_code == 404
        assert "/officers/" not in page(own.get("/account/sessions/"))
    assert client.get("/officers/")["Location"].startswith("/sign-in/")
    assert entries() == []


def test_on_a_narrow_screen_each_figure_carries_the_word_of_its_column(admin, ada):
    shown = page(admin.get("/officers/"))
    head = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', shown)
    row = shown[shown.index("ada</a>") :].partition("</tr>")[0]
    assert head[0] == "Account"
    assert re.findall(r'<td role="cell" data-label="([^"]+)"', row) == head[1:]


def test_an_account_is_made_and_taken_up_with_a_code(admin, client):
    answer = made(admin)
    given = shown_code(answer)
    assert [(e["who"], e["act"], e["subject"], e["reason"]) for e in entries()] == [
        ("demo-administrator", "account made: analyst for municipality", "account ada", REASON)
    ]
    assert given not in page(admin.get("/officers/")) + str(entries())
    assert "invited" in page(admin.get("/officers/"))
    form = {"name": "Ada", "code": f" {given.lower()} ", "password": PASSWORD, "again": PASSWORD}
    assert client.post("/sign-in/invitation/", form)["Location"] == "/account/login/"
    assert entries()[0]["act"] == "set a password with an invitation"
    assert client.post("/account/login/", {"login": "ada", "password": PASSWORD}).status_code == 302
    assert client.get("/")["Location"] == "/account/2fa/totp/activate/"
    # It served once.
    client.post("/account/logout/")
    again = client.post("/sign-in/invitation/", form)
    assert again.status_code == 422
    assert "serves no more" in page(again)


def test_a_code_ends_after_three_days_and_belongs_to_one(admin, client, ada, monkeypatch):
    from django.utils import timezone

    form = {"code": shown_code(made(admin, name="ben")), "password": PASSWORD, "again": PASSWORD}
    assert client.post("/sign-in/invitation/", form | {"name": "ada"}).status_code == 422
    now = timezone.now()
    with monkeypatch.context() as later:
        later.setattr("tidegate.web.people.officers.views.timezone.now", lambda: now + timedelta(days=3))
        assert client.post("/sign-in/invitation/", form | {"name": "ben"}).status_code == 422
    assert client.post("/sign-in/invitation/", form | {"name": "ben"}).status_code == 302


def test_codes_cannot_be_guessed_for_long(admin, client):
    given = shown_code(made(admin))
    form = {"name": "ada", "code": "AAAA-AAAA-AAAA-AAAA", "password": PASSWORD, "again": PASSWORD}
    answers = [client.post("/sign-in/invitation/", form).status_code for _ in range(6)]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert client.post("/sign-in/invitation/", form | {"code": given}).status_code == 429


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"again": "another sentence"}, "The two passwords differ."),
        ({"password": "short", "again": "short"}, "This password is too short"),
        ({"name": ""}, "Give the name."),
        ({"code": ""}, "Give the code."),
    ],
)
def test_what_is_missing_of_an_invitation_is_named(client, other, said):
    form = {"name": "ada", "code": "AAAA-AAAA-AAAA-AAAA", "password": PASSWORD, "again": PASSWORD}
    answer = client.post("/sign-in/invitation/", form | other)
    assert answer.status_code == 422
    assert said in page(answer)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"name": ""}, "Give the account a name."),
        ({"name": "a b"}, "Enter a valid username"),
        ({"name": "DEMO-administrator"}, "An account with this name exists already."),
        ({"role": "king"}, "Select a valid choice"),
        ({"partner": "army"}, "Select a valid choice"),
        ({"reason": ""}, "Say why."),
        ({"reason": " x "}, "Say it in a few words more."),
    ],
)
def test_what_cannot_be_made_is_named(admin, other, said):
    answer = made(admin, **other)
    assert answer.status_code == 422
    assert said in page(answer)
    assert entries() == []
    from tidegate.web.people.models import Officer

    assert Officer.objects.count() == 1


def test_role_and_partner_are_changed_and_open_sessions_end(admin, client, ada):
    client.post("/account/login/", {"login": "ada", "password": PASSWORD})
    assert client.get("/account/sessions/").status_code == 200
    wish = {"role": "liaison", "partner": "police", "reason": "moves to the police"}
    assert admin.post(f"/officers/{ada.pk}/change/", wish).status_code == 302
    ada.refresh_from_db()
    assert (ada.role, ada.partner) == ("liaison", "police")
    assert client.get("/account/sessions/")["Location"].startswith("/sign-in/")
    assert entries()[0]["act"] == "account changed: liaison for police"


def test_an_account_is_locked_and_opened_again(admin, client, ada):
    client.post("/account/login/", {"login": "ada", "password": PASSWORD})
    assert admin.post(f"/officers/{ada.pk}/lock/", {"reason": "left us"}).status_code == 302
    assert client.get("/account/sessions/")["Location"].startswith("/sign-in/")
    assert client.post("/account/login/", {"login": "ada", "password": PASSWORD}).status_code in {200, 302}
    assert client.get("/account/sessions/")["Location"].startswith("/sign-in/")
    assert "locked" in page(admin.get("/officers/"))
    assert admin.post(f"/officers/{ada.pk}/unlock/", {"reason": "came back"}).status_code == 302
    client.post("/account/login/", {"login": "ada", "password": PASSWORD})
    assert client.get("/account/sessions/").status_code == 200
    assert [e["act"] for e in entries()] == [
        "signed in by password", "account unlocked", "account locked", "signed in by password"
    ]  # fmt: skip


def test_sessions_are_ended(admin, client, ada):
    client.post("/account/login/", {"login": "ada", "password": PASSWORD})
    assert re.search(r"Open sessions</dt><dd>1<", page(admin.get(f"/officers/{ada.pk}/")))
    assert admin.post(f"/officers/{ada.pk}/end/", {"reason": "lost telephone"}).status_code == 302
    assert client.get("/account/sessions/")["Location"].startswith("/sign-in/")


def test_who_lost_everything_begins_anew(admin, client, ada):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(ada, generate_totp_secret())
    given = shown_code(admin.post(f"/officers/{ada.pk}/invite/", {"reason": "forgot the password"}))
    assert Authenticator.objects.count() == 1
    assert client.post("/account/login/", {"login": "ada", "password": PASSWORD}).status_code == 200
    newer = shown_code(admin.post(f"/officers/{ada.pk}/invite/", {"reason": "lost the telephone", "forget": "on"}))
    assert Authenticator.objects.count() == 0
    form = {"name": "ada", "password": PASSWORD, "again": PASSWORD}
    assert client.post("/sign-in/invitation/", form | {"code": given}).status_code == 422
    assert client.post("/sign-in/invitation/", form | {"code": newer}).status_code == 302
    assert entries()[1]["act"] == "invited anew, second factors taken away"


@pytest.mark.parametrize("what", ["change", "lock", "end", "invite"])
def test_nobody_does_it_to_the_own_account(admin, what):
    from tidegate.web.people.models import Officer

    own = Officer.objects.get()
    wish = {"reason": REASON, "role": "analyst", "partner": "police"}
    assert admin.post(f"/officers/{own.pk}/{what}/", wish).status_code == 302
    assert "Nobody does this to their own account" in page(admin.get(f"/officers/{own.pk}/"))
    own.refresh_from_db()
    assert (own.role, own.is_active) == ("administrator", True)
    assert entries() == []


@pytest.mark.parametrize("what", ["change", "lock", "unlock", "end", "invite"])
def test_no_act_without_a_reason(admin, ada, what):
    answer = admin.post(f"/officers/{ada.pk}/{what}/", {"role": "analyst", "partner": "municipality", "reason": ""})
    assert answer.status_code == 422
    assert "Say why." in page(answer)
    assert entries() == []


def test_what_does_not_exist_is_absent(admin, ada):
    assert admin.get("/officers/999/").status_code == 404
    assert admin.post(f"/officers/{ada.pk}/destroy/", {"reason": REASON}).status_code == 404
    assert admin.post(f"/officers/{ada.pk}/link/", {"reason": REASON, "entry": "x"}).status_code == 404
    assert admin.get(f"/officers/{ada.pk}/lock/").status_code == 405


def test_without_the_ledger_nothing_is_done(admin, ada, monkeypatch):
    from tidegate.web.audit.models import LedgerHead

    LedgerHead.objects.all().delete()
    assert admin.post(f"/officers/{ada.pk}/lock/", {"reason": REASON}).status_code == 500
    ada.refresh_from_db()
    assert ada.is_active


def test_the_entry_of_the_directory_is_set_and_belongs_to_one(admin, ada):
    from django.test import override_settings

    from tidegate.web.people.directory.linking import entry_of
    from tidegate.web.people.directory.wish import Directory

    with override_settings(DIRECTORY=Directory("https://login.example", "tidegate", "s", claim="email", name="Login")):
        wish = {"reason": REASON, "entry": " Ada@City.example "}
        assert admin.post(f"/officers/{ada.pk}/link/", wish).status_code == 302
        assert entry_of(ada) == "ada@city.example"
        answer = made(admin, name="ben", entry="ada@city.example")
        assert answer.status_code == 422
        assert "another account may have it" in page(answer)
        from tidegate.web.people.models import Officer

        assert not Officer.objects.filter(username="ben").exists()
        assert made(admin, name="ben", entry="ben@city.example").status_code == 302
        ben = Officer.objects.get(username="ben")
        assert (entry_of(ben), ben.has_usable_password()) == ("ben@city.example", False)
        answer = admin.post(f"/officers/{ben.pk}/link/", wish)
        assert answer.status_code == 422
        assert entry_of(ben) == "ben@city.example"
        assert admin.post(f"/officers/{ada.pk}/link/", {"reason": REASON, "entry": ""}).status_code == 302
        assert entry_of(ada) == ""
    assert "ada@city.example" not in str(entries())


def test_codes_of_the_second_factor_cannot_be_guessed_for_long(client, ada):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    client.post("/account/login/", {"login": "ada", "password": PASSWORD})
    answers = [client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code for _ in range(6)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert client.post("/account/2fa/authenticate/", {"code": code(secret)}).status_code == 429
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_who_is_locked_between_password_and_second_factor_does_not_come_in(admin, client, ada):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    client.post("/account/login/", {"login": "ada", "password": PASSWORD})
    admin.post(f"/officers/{ada.pk}/lock/", {"reason": "left us"})
    client.post("/account/2fa/authenticate/", {"code": code(secret)})
    assert client.get("/account/sessions/")["Location"].startswith("/sign-in/")
    assert [e["act"] for e in entries()] == ["account locked"]
