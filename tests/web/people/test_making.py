"""An account is made, or the sentence says why not."""

import pytest

from tidegate.errors import SettingError

WISH = {"name": "ada", "role": "analyst", "partner": "municipality", "password": "a gate that lets the river out"}


@pytest.fixture
def make(site):
    from tidegate.web.people.making import make_officer

    return lambda **other: make_officer(**WISH | other)


def test_an_account_is_made(make):
    officer = make()
    assert officer.looks
    assert officer.check_password(WISH["password"])


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"role": "chief"}, "there is no role 'chief'. Name one of analyst, liaison"),
        ({"partner": "army"}, "the covenant has no partner 'army'. Name one of municipality, police, shelter"),
        ({"password": "short"}, "This password is too short"),
        ({"name": "a b"}, "Enter a valid username"),
    ],
)
def test_what_cannot_be_taken_is_named(make, other, said):
    with pytest.raises(SettingError, match=said):
        make(**other)


def test_a_name_is_taken_once(make):
    make()
    with pytest.raises(SettingError, match="already exists"):
        make()


def test_an_entry_of_a_directory_needs_a_directory(make):
    from tidegate.web.people.models import Officer

    with pytest.raises(SettingError, match=r"the site has no directory\. Set TIDEGATE_DIRECTORY_ISSUER first"):
        make(directory="ada@city.example", password=None)
    assert not Officer.objects.exists()


def test_an_officer_of_the_directory_has_no_password_unless_one_is_given(make):
    from django.test import override_settings

    from tidegate.web.people.directory.wish import Directory
    from tidegate.web.people.making import officers_told

    with override_settings(DIRECTORY=Directory("https://login.example", "tidegate", "s", claim="oid")):
        assert not make(directory=" 7 ", password=None).has_usable_password()
        assert make(name="ben", directory="8").has_usable_password()
        with pytest.raises(SettingError, match="another account has this entry"):
            make(name="cor", directory="7")
        for wrong in ("x" * 192, "a\nb"):
            with pytest.raises(SettingError, match="that is no name of an entry"):
                make(name="cor", directory=wrong)
        assert [(o["officer"], o["directory"]) for o in officers_told()] == [("ada", "7"), ("ben", "8")]
