"""To the directory and back, and the plain page for whoever does not come in."""

import functools
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tidegate.web.people.directory.dance import NotSignedIn, begin, come_back
from tidegate.web.people.directory.linking import officer_of, second_factor_shown
from tidegate.web.people.going import next_page
from tidegate.web.people.signing import NO_ACCOUNT, sign_in_refused

View = Callable[..., HttpResponse]
_log = structlog.get_logger("tidegate.directory")

STATUS = {"unknown": 403, "locked": 403, "unreachable": 503}
"""Cause to the status of the page; 401 for any other."""


def leads_to_directory(view: View) -> View:
    """Let the form of a page lead to the directory: a browser holds the form's policy against where it is sent on.

    Args:
        view: The view.
    """

    @functools.wraps(view)
    def answer(*args: object, **named: object) -> HttpResponse:
        response = view(*args, **named)
        if settings.DIRECTORY is not None:
            response._csp_update = {"form-action": [settings.DIRECTORY.origin]}  # type: ignore[attr-defined]
        return response

    return answer


@never_cache
@leads_to_directory
@require_http_methods(["GET", "HEAD", "POST"])
def directory_sign_in(request: HttpRequest) -> HttpResponse:
    """Offer to go to the directory, and go there.

    Args:
        request: The request.
    Raises:
        Http404: There is no directory.
    """
    if settings.DIRECTORY is None:
        raise Http404
    if request.method != "POST":
        again = request.user.is_authenticated
        return render(request, "people/directory.html", {"next": next_page(request), "again": again})
    try:
        return begin(request, next_page(request))
    except NotSignedIn as why:
        return _plainly(request, why)


@never_cache
@leads_to_directory
@require_safe
def directory_back(request: HttpRequest) -> HttpResponse:
    """Let in for whom the directory vouches, if an administrator made the account and nobody locked it.

    Args:
        request: The request of who comes back.
    Raises:
        Http404: There is no directory.
    """
    if settings.DIRECTORY is None:
        raise Http404
    try:
        return _let_in(request)
    except NotSignedIn as why:
        return _plainly(request, why)


def _let_in(request: HttpRequest) -> HttpResponse:
    returned = come_back(request)
    officer = officer_of(settings.DIRECTORY, returned.claims)
    if officer is None:
        sign_in_refused(NO_ACCOUNT, "no account was made for this entry of the directory", now=timezone.now())
        raise NotSignedIn("unknown")
    if not officer.is_active:
        sign_in_refused(officer, "the account is locked", now=timezone.now())
        raise NotSignedIn("locked")
    if request.user.is_authenticated and request.user != officer:
        logout(request)
    record_authentication(request, officer, method="socialaccount")
    shown = second_factor_shown(settings.DIRECTORY, returned.claims)
    answer: HttpResponse = perform_login(
        request, officer, redirect_url=returned.there or None, signal_kwargs={"directory": {"second_factor": shown}}
    )
    return answer


def _plainly(request: HttpRequest, why: NotSignedIn) -> HttpResponse:
    fault = why.__cause__
    _log.warning("directory", check=why.cause, fault=type(fault).__name__ if fault else "")
    told = {"cause": why.cause, "host": urlsplit(settings.DIRECTORY.issuer).netloc}
    answer = render(request, "people/directory_failed.html", told, status=STATUS.get(why.cause, 401))
    # Code and state stand in the address; a link from here must not carry them on.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
