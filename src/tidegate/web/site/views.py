"""The start page, and what the machines that watch over the site ask."""

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

from tidegate.errors import TidegateError
from tidegate.web.atlas.views.start import start_page
from tidegate.web.audit.models import LedgerHead
from tidegate.web.people.city import covenant

WORDS_KEPT = 600
"""Seconds for which a browser keeps the words of the scripts."""

_log = structlog.get_logger("tidegate.health")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show where the officer's picture stands.

    Args:
        request: The request of a signed-in officer.
    """
    role = getattr(request.user, "role", "")
    if role == "protection":
        return redirect("audit:ledger")
    if not getattr(request.user, "looks", False):
        return render(request, "site/start_administrator.html", {"folder": settings.GROUND.workspace.folder.name})
    return start_page(request)


@require_safe
def words_of_scripts(request: HttpRequest, language: str) -> HttpResponseBase:
    """Give the words of the scripts in a language, as a script; they are the same for everybody.

    The language stands in the address, so that a cache never gives the words of another one.

    Args:
        request: The request; who asks makes no difference.
        language: One of the languages of the site.
    Raises:
        Http404: The site does not speak it.
    """
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        answer = _catalogue(request)
    answer.headers["Cache-Control"] = f"public, max-age={WORDS_KEPT}"
    return answer


_catalogue = JavaScriptCatalog.as_view(packages=["tidegate.web.site"])


@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say that the process answers.

    Args:
        request: The request.
    """
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say whether pages can be answered: the ledger is there, and the covenant can be read.

    Args:
        request: The request.
    """
    lacking = ""
    try:
        if not LedgerHead.objects.filter(only=1).exists():
            lacking = "ledger"
        covenant()
    except DatabaseError:
        lacking = "database"
    except TidegateError:
        lacking = "covenant"
    if lacking:
        _log.error("not ready", check=lacking)
        return HttpResponse(f"not ready: {lacking}\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
