"""What stands between a request and a page: no page without an officer, and the answers of `look` as pages."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tidegate.web.people.accounts import directory_proved
from tidegate.web.people.city import title_of
from tidegate.web.people.looking import NoContext, NoPicture

Page = Callable[[HttpRequest], HttpResponse]

OPEN = (
    "/sign-in/", "/account/login/", "/account/2fa/authenticate/", "/language/", "/jsi18n/", "/health", "/ready",
    "/static/",
    # It has a door of its own, which answers in its own form (`web/api/door.py`).
    "/api/",
)  # fmt: skip
"""Addresses that answer whoever asks."""

SECOND_FACTOR = ("/account/",)
"""Addresses that an officer reaches who has no second factor yet."""

_REFRESH = 60  # seconds between two writes of the time of the last request


def require_officer(get_response: Page) -> Page:
    """Ask whoever is not signed in to do so, whatever the page: a page that forgets to ask is closed all the same.

    Args:
        get_response: What comes after.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN):
            return get_response(request)
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        if not request.path.startswith(SECOND_FACTOR) and not stands_proven(request):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        _keep_awake(request)
        return get_response(request)

    return answer


def stands_proven(request: HttpRequest) -> bool:
    """Tell whether an officer is signed in with a second factor, ours or one that counts, or one of the demo's.

    Args:
        request: The request.
    """
    if not request.user.is_authenticated:
        return False
    demo = settings.GROUND.invented and request.session.get("demo") is True
    return demo or bool(is_mfa_enabled(request.user)) or directory_proved(request)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    there = reverse("people:sign-in")
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = there
        return answer
    if request.method in {"GET", "HEAD"} and request.path != "/":
        there += "?" + urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(there)


def _keep_awake(request: HttpRequest) -> None:
    """Move the end of the session on, at most once a minute: the idle time is counted from the last request."""
    now = int(timezone.now().timestamp())
    if now - request.session.get("seen", 0) > _REFRESH:
        request.session["seen"] = now


class Answers:
    """Turn what `look` raises into pages."""

    def __init__(self, get_response: Page) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on.

        Args:
            request: The request.
        """
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a state that the reader can mend.

        Args:
            request: The request.
            exception: What the page raised.
        Returns:
            The answer; None where it is none of ours.
        """
        if isinstance(exception, NoContext):
            return _context_first(request)
        if isinstance(exception, NoPicture):
            words = {
                "why": exception.why, "purpose": exception.purpose, "partner": exception.partner,
                "title": title_of(exception.purpose), "folder": settings.GROUND.workspace.folder.name,
            }  # fmt: skip
            return render(request, "people/no_picture.html", words, status=404)
        return None


def _context_first(request: HttpRequest) -> HttpResponse:
    there = reverse("people:context")
    if request.headers.get("HX-Request") or "json" in request.headers.get("Accept", ""):
        answer = HttpResponse(status=403)
        answer["HX-Redirect"] = there
        return answer
    next_page = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return HttpResponseRedirect(f"{there}?{urlencode({'next': next_page})}")
