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
