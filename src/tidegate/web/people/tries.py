"""Failures of whatever can be guessed at a sign-in are counted in one place, with those of the password."""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest


def may_try(request: HttpRequest, name: str) -> bool:
    """Tell whether another try is taken; where it is not, the answer becomes the page of the lock-out.

    Args:
        request: The request.
        name: Name of the account that is tried.
    """
    allowed = bool(AxesProxyHandler.is_allowed(request, {"username": name.strip().lower()}))
    if not allowed:
        request.axes_locked_out = True  # type: ignore[attr-defined]
    return allowed


def failed_try(request: HttpRequest, name: str) -> None:
    """Count a failure; from the fifth on the answer is the page of the lock-out.

    Args:
        request: The request.
        name: Name of the account that was tried.
    """
    user_login_failed.send(sender=__name__, credentials={"username": name.strip().lower()}, request=request)
