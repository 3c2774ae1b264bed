"""The pages for what went wrong: absent, forbidden, stale, broken."""

import sys

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

_log = structlog.get_logger("tidegate.faults")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer for what is absent or not granted; the two look the same.

    Args:
        request: The request.
        exception: Not told.
    """
    return render(request, "site/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer for what the site refuses.

    Args:
        request: The request.
        exception: Not told.
    """
    return render(request, "site/403.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer a form that was sent without its token, mostly because the session had ended.

    Args:
        request: The request.
        reason: Not told.
    """
    return render(request, "site/stale_form.html", status=403)


def fault(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer for a fault of our own; the page needs nothing that may be what is broken.

    Args:
        request: The request.
    """
    kind, _, trace = sys.exc_info()
    where = ""
    while trace is not None:
        where = f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}"
        trace = trace.tb_next
    _log.error("fault", fault=kind.__name__ if kind else "", where=where)
    return HttpResponse(render_to_string("site/500.html"), status=500)
