"""What the sign-in library is told: nobody makes an account by themselves, and what a lock-out looks like.

Every sign-in ends in `Accounts.post_login`, which writes it into the ledger; where that fails, nobody is signed in.
"""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tidegate.web.people.signing import signed_in

DIRECTORY_PROOF = "directory_second_factor"
"""What a session holds where the directory asked for a second factor that counts."""

_LIBRARY_STAGE = "allauth.mfa.stages.AuthenticateStage"
_OWN_STAGE = "tidegate.web.people.stages.SecondFactorStage"

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

    def get_login_stages(self) -> list[str]:
        """Give the steps of a sign-in; in place of the library's, the one that knows the directory."""
        return [_OWN_STAGE if s == _LIBRARY_STAGE else s for s in super().get_login_stages()]

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in; whoever was locked between the password and the second factor does not.

        Args:
            request: The request.
            user: The officer.
        """
        if not user.is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Any, **named: Any) -> HttpResponse:
        """Write the sign-in down, and keep whether the directory's second factor counts for this session.

        Args:
            request: The request.
            user: The officer.
            named: What else the library gives; `signal_kwargs` says whether the directory vouched.
        """
        vouched = (named.get("signal_kwargs") or {}).get("directory")
        signed_in(user, "through the directory" if vouched else "by password", now=timezone.now())
        request.session.pop(DIRECTORY_PROOF, None)
        if vouched and vouched["second_factor"]:
            request.session[DIRECTORY_PROOF] = True
        answer: HttpResponse = super().post_login(request, user, **named)
        return answer

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        """Tell whether an officer proves anew who they are, before a second factor is added or taken away.

        Args:
            app: Which part of the library asks.
            named: What else it gives.
        """
        request = self.request
        return bool(super().is_reauthentication_required(app=app, **named)) and not _has_just_come(request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Give the ways to prove anew who one is; without password and second factor it is the directory.

        Args:
            user: The officer.
        """
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if found or settings.DIRECTORY is None or not user.is_authenticated:
            return found
        return [{"id": "directory", "description": _("Use the directory"), "url": reverse("people:directory-sign-in")}]


def directory_proved(request: HttpRequest) -> bool:
    """Tell whether the directory's second factor counts in this session; it no longer does once that is switched off.

    Args:
        request: The request.
    """
    directory = settings.DIRECTORY
    return directory is not None and directory.second_factor is not None and bool(request.session.get(DIRECTORY_PROOF))


def _has_just_come(request: HttpRequest) -> bool:
    """Tell whether an officer who has nothing but the directory came through it within the last minutes."""
    officer = request.user
    if not officer.is_authenticated or officer.has_usable_password() or is_mfa_enabled(officer):
        return False
    came = [r["at"] for r in get_authentication_records(request, officer) if r.get("method") == "socialaccount"]
    return bool(came) and 0 <= time.time() - max(came) < app_settings.REAUTHENTICATION_TIMEOUT


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
