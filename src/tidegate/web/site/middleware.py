"""A line in the log per request, and the headers that a browser is told what not to do with."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

Page = Callable[[HttpRequest], HttpResponse]
_log = structlog.get_logger("tidegate.requests")

HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
"""What every answer carries besides what Django adds."""


def log_requests(get_response: Page) -> Page:
    """Write a line per request: the pattern of the address, not the address, which may hold an id.

    Args:
        get_response: What comes after.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        ms = round((time.perf_counter() - began) * 1000, 1)
        _log.info(
            "request", method=request.method, route=match.view_name if match else "", status=response.status_code, ms=ms
        )
        return response

    return answer


def add_headers(get_response: Page) -> Page:
    """Add headers, and keep pages out of every cache: what is seen today may be withheld tomorrow.

    Args:
        get_response: What comes after.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return answer
