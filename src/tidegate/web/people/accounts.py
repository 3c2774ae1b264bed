"""What the sign-in library is told: nobody makes an account by themselves, and what a lock-out looks like."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LOCKED_OUT = 429
"""Status of the answer to whoever tried too often."""


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        """Tell that nobody makes an account by themselves.

        Args:
            request: The request.
        """
        return False


def tried_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Give the name under which a sign-in is counted; in small letters, for the sign-in does not tell them apart.

    Args:
        request: The request.
        credentials: What was tried, as the library of the sign-in passes it on.
    """
    name = (credentials or {}).get("username") or (request.POST.get("login", "") if request else "")
    return str(name).strip().lower()


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **named: Any) -> HttpResponse:  # noqa: ARG001
    """Answer a sign-in after too many failures; the same whether the account exists or not.

    Args:
        request: The request.
        credentials: What was tried; not shown.
        args: What else the library gives.
        named: What else the library gives.
    """
    return render(request, "people/locked_out.html", status=LOCKED_OUT)
