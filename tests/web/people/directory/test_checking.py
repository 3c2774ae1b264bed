"""What a token must be: signed by a key of the directory, by a signature that the site itself could not make."""

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

OWN, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
ISSUER, CLIENT, SECRET = "https://login.city.example", "tidegate", "a secret that the site knows, too, of some length"


@pytest.fixture
def checked(site):
    from django.test import override_settings

    from tidegate.web.people.directory.dance import _checked
    from tidegate.web.people.directory.wish import Directory

    keys = jwt.PyJWKSet.from_dict({"keys": [RSAAlgorithm.to_jwk(OWN.public_key(), as_dict=True) | {"kid": "one"}]})

    def check(token):
        with override_settings(DIRECTORY=Directory(ISSUER, CLIENT, SECRET)):
            return _checked(token, keys, nonce="n")

    return check


def token(key=OWN, algorithm="RS256", kid="one", **other):
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": CLIENT, "sub": "7", "exp": now + 60, "iat": now, "nonce": "n"} | other
    claims = {k: v for k, v in claims.items() if v is not None}
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})


def test_a_right_token_is_taken(checked):
    assert checked(token())["sub"] == "7"
    assert checked(token(exp=int(time.time()) - 30))["sub"] == "7"


@pytest.mark.parametrize(
    "wrong",
    [
        token(OTHER), token(kid="two"), token(SECRET, "HS256"), token(None, "none"), token(nonce=None),
        token(exp=None), token(iat=None), token(aud=None), token(iss=None), token(nonce="m"),
        token(exp=int(time.time()) - 120), token(azp="another"), token()[:-4] + "AAAA", "no.token", "",
    ],
)  # fmt: skip
def test_any_other_is_not(checked, wrong):
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error

    with pytest.raises((jwt.PyJWTError, OAuth2Error, TypeError, ValueError)):
        checked(wrong)


def test_nothing_but_the_issuer_is_asked(site):
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error

    from tidegate.web.people.directory.dance import OneOrigin
    from tidegate.web.people.directory.wish import Directory

    session = OneOrigin(Directory(ISSUER, CLIENT, SECRET))
    others = (
        "https://elsewhere.example/",
        "http://login.city.example/",
        "https://login.city.example:8443/",
        "https://login.city.example@elsewhere.example/",
        "http://169.254.169.254/",
        "file:///etc/passwd",
    )
    for address in others:
        with pytest.raises(OAuth2Error, match="another origin"):
            session.get(address)
