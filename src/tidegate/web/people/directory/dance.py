"""The steps between the site and the directory: to it and back, by authorisation code with PKCE, state and nonce.

The library knows the protocol. What it leaves open is closed here: only the issuer's own origin is asked, the issuer is
the one that was set, every token's signature is checked, and the nonce ties it to this browser's session.
"""

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tidegate.web.people.directory.wish import Directory, origin_of

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that are taken: those that nobody can make who only knows what the site knows."""

LEEWAY_S = 60
"""Seconds by which the clocks of directory and site may differ."""

TIMEOUT_S = 5
"""Seconds that an answer of the directory is waited for."""

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
"""What the site uses of what the directory says of itself."""

SCOPES = ("openid", "profile", "email")
"""What the directory is asked to tell."""


class NotSignedIn(Exception):  # noqa: N818 - a state that the reader mends, not an error
    """Nobody came in.

    Args:
        cause: `cancelled`, `failed`, `unreachable`, `unknown` or `locked`.
    """

    def __init__(self, cause: str) -> None:
        """Keep the cause."""
        self.cause = cause
        super().__init__(cause)


@dataclass(frozen=True)
class Returned:
    """Who came back from the directory.

    Args:
        claims: What the directory signed.
        there: Page to go on to; empty for the start.
    """

    claims: dict[str, Any]
    there: str


class OneOrigin(requests.Session):
    """Asks the directory and nothing else, follows it nowhere, and takes no proxy or password from the environment."""

    def __init__(self, directory: Directory) -> None:
        """Keep where may be asked."""
        super().__init__()
        self.trust_env = False
        self.verify = str(directory.ca) if directory.ca else True
        self._origin = directory.origin

    def request(self, method: Any, url: Any, *args: Any, **named: Any) -> requests.Response:
        """Ask.

        Args:
            method: Method of HTTP.
            url: Address.
            args: What else the library gives.
            named: What else the library gives.
        Raises:
            OAuth2Error: It is another's address.
        """
        if origin_of(str(url)) != self._origin:
            raise OAuth2Error("another origin than the issuer's")
        return super().request(method, url, *args, **named | {"timeout": TIMEOUT_S, "allow_redirects": False})


class DirectoryAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What the library is told: one directory, that of the settings, and nobody makes an account."""

    def get_requests_session(self) -> requests.Session:
        """Give what asks the directory."""
        return OneOrigin(settings.DIRECTORY)

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:  # noqa: ARG002
        """Give the directory, whatever is named.

        Args:
            request: The request.
            provider: Not used.
            client_id: Not used.
        """
        own: Directory | None = settings.DIRECTORY
        if own is None:
            raise SocialApp.DoesNotExist
        app = SocialApp(
            provider="openid_connect", provider_id=own.key, name=own.name, client_id=own.client, secret=own.secret,
            settings={"server_url": own.issuer.rstrip("/")},
        )  # fmt: skip
        return CityDirectory(request, app=app)

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:  # noqa: ARG002
        """Give none: the table of the library is not used."""
        return []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - its signature
        """Tell that nobody makes an account by themselves."""
        return False

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None  # noqa: ARG002
    ) -> None:  # fmt: skip
        """Answer with our own page, not with the library's.

        Raises:
            NotSignedIn: Always.
        """
        raise NotSignedIn("failed") from exception


class CityDirectory(OpenIDConnectProvider):  # type: ignore[misc]
    """The directory as the library's provider; nothing of the way there can be bent by words in the address."""

    def get_oauth2_adapter(self, request: HttpRequest) -> "Way":
        """Give the way there.

        Args:
            request: The request.
        """
        return Way(request, self.app.provider_id)

    def get_pkce_params(self) -> dict[str, str]:
        """Give verifier and challenge; always."""
        return dict(generate_code_challenge())


class Way(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Where the directory has what, as it says itself, and checked."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the directory says of itself.

        Raises:
            OAuth2Error: It names another issuer, or addresses of another origin.
        """
        told: dict[str, Any] = super().openid_config
        own: Directory = settings.DIRECTORY
        if not isinstance(told, dict) or told.get("issuer") != own.issuer:
            raise OAuth2Error("another issuer")
        if any(origin_of(str(told.get(name))) != own.origin for name in ENDPOINTS):
            raise OAuth2Error("another origin than the issuer's")
        return told

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002 - its signature
        """Give the address to which the directory sends back.

        Args:
            request: The request.
            app: Not used.
        """
        return request.build_absolute_uri(reverse("people:directory-back"))


def begin(request: HttpRequest, there: str) -> HttpResponse:
    """Send to the directory.

    Args:
        request: The request.
        there: Page to go on to afterwards.
    Raises:
        NotSignedIn: The directory does not answer, or not as one.
    """
    nonce = secrets.token_urlsafe(24)
    with _told_plainly():
        provider = DirectoryAdapter().get_provider(request, "")
        answer: HttpResponse = provider.redirect(
            request, AuthProcess.LOGIN, next_url=there, scope=list(SCOPES), auth_params={"nonce": nonce}, nonce=nonce
        )
    return answer


def come_back(request: HttpRequest) -> Returned:
    """Take who comes back from the directory.

    Args:
        request: The request, with what the directory gave along.
    Raises:
        NotSignedIn: It was cancelled, or something does not fit.
    """
    provider = DirectoryAdapter().get_provider(request, "")
    # Taken out of the session whatever comes then: a state serves once.
    state = statekit.unstash_state(request, provider_id=provider.sub_id, state_id=request.GET.get("state", ""))
    if state is None:
        raise NotSignedIn("failed")
    if request.GET.get("error") == "access_denied":
        raise NotSignedIn("cancelled")
    if not request.GET.get("code"):
        raise NotSignedIn("failed")
    with _told_plainly():
        way = provider.get_oauth2_adapter(request)
        client = way.get_client(request, provider.app)
        given = way.get_access_token_data(request, provider.app, client, pkce_code_verifier=state["pkce_code_verifier"])
        claims = _checked(str(given["id_token"]), _keys(way.openid_config["jwks_uri"]), nonce=state["nonce"])
    return Returned(claims, str(state.get("next") or ""))


def _keys(address: str) -> jwt.PyJWKSet:
    with OneOrigin(settings.DIRECTORY) as session:
        answer = session.request("GET", address)
    answer.raise_for_status()
    return jwt.PyJWKSet.from_dict(answer.json())


def _checked(token: str, keys: jwt.PyJWKSet, *, nonce: str) -> dict[str, Any]:
    """Check a token: who signed it, for whom, until when, and for which sign-in."""
    own: Directory = settings.DIRECTORY
    header = jwt.get_unverified_header(token)
    fitting = [k for k in keys.keys if k.key_id == header.get("kid")] if "kid" in header else keys.keys
    if len(fitting) != 1:
        raise OAuth2Error("no key for the signature")
    claims: dict[str, Any] = jwt.decode(
        token, key=fitting[0].key, algorithms=list(SIGNED_BY), issuer=own.issuer, audience=own.client, leeway=LEEWAY_S,
        options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
    )  # fmt: skip
    if not secrets.compare_digest(str(claims["nonce"]), nonce):
        raise OAuth2Error("another nonce")
    if claims.get("azp", own.client) != own.client:
        raise OAuth2Error("made for another")
    return claims


@contextlib.contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn whatever a directory can do wrong into one exception; what it said is not kept."""
    try:
        yield
    except (requests.ConnectionError, requests.Timeout) as fault:
        raise NotSignedIn("unreachable") from fault
    # ValueError, TypeError and the like: an answer that is no JSON, or not of the form that is promised.
    except (
        OAuth2Error, requests.RequestException, jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError,
    ) as fault:  # fmt: skip
        raise NotSignedIn("failed") from fault
