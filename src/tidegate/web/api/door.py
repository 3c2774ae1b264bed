"""The door of the API: whoever has neither a token nor a session stands before it, whatever address was asked for.

A token comes as `Authorization: Bearer …`, or as the password of `Authorization: Basic …`, which spreadsheets can send;
never in the address, for addresses are written down everywhere. Where the header is sent, it alone counts.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tidegate.web.api.limits import seconds_to_wait
from tidegate.web.api.models import ApiToken
from tidegate.web.api.problems import MEDIA, problem
from tidegate.web.api.tokens import token_found
from tidegate.web.people.middleware import stands_proven

Page = Callable[[HttpRequest], HttpResponse]

HERE = "/api/"
LONGEST = 500
"""Signs of the header that are looked at."""


@dataclass(frozen=True)
class Caller:
    """Who calls the API.

    Args:
        key: Under which its requests are counted.
        token: The token; None where an officer's session is used.
    """

    key: str
    token: ApiToken | None


def door(get_response: Page) -> Page:
    """Let callers in, count them, and give every refusal the form of the API.

    Args:
        get_response: What comes after.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(HERE):
            return get_response(request)
        caller = _caller(request)
        if caller is None:
            refused = problem(401)
            refused["WWW-Authenticate"] = 'Bearer realm="Tidegate", Basic realm="Tidegate", charset="UTF-8"'
            return refused
        if wait := seconds_to_wait(caller.key, now=timezone.now(), token=caller.token):
            refused = problem(429)
            refused["Retry-After"] = str(wait)
            return refused
        request.caller = caller  # type: ignore[attr-defined]
        return _in_form(get_response(request))

    return answer


def caller_of(request: HttpRequest) -> Caller:
    """Give who calls.

    Args:
        request: A request that the door has let in.
    """
    found: Caller = request.caller  # type: ignore[attr-defined]
    return found


def _caller(request: HttpRequest) -> Caller | None:
    header = request.headers.get("Authorization")
    if header is None:
        return Caller(f"officer {request.user.pk}", None) if stands_proven(request) else None
    token = token_found(_secret(header[:LONGEST]), now=timezone.now())
    return Caller(f"token {token.pk}", token) if token else None


def _secret(header: str) -> str:
    kind, _, rest = header.partition(" ")
    if kind.lower() == "bearer":
        return rest.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return ""
    return ""


def _in_form(response: HttpResponse) -> HttpResponse:
    """Give what Django itself refuses (an unknown address, a wrong method) the form of the other refusals."""
    if response.status_code < HTTPStatus.BAD_REQUEST or response.headers.get("Content-Type", "").startswith(MEDIA):
        return response
    formed = problem(response.status_code)
    if "Allow" in response.headers:
        formed["Allow"] = response.headers["Allow"]
    return formed
