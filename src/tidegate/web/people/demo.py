"""One click per role, for the demo alone: only its invented city, only from this machine, only without a proxy."""

import secrets

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tidegate.web.people.models import Officer, Role

LOCAL = frozenset({"127.0.0.1", "::1"})
"""Addresses of this machine."""

PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")
"""What a request carries that a proxy passed on; behind one, everybody seems to be on this machine."""

PARTNERS = {Role.LIAISON: "police"}
"""Role to the partner of its demo officer, where that is not the municipality."""

DAYS: dict[Role, str | Promise] = {
    Role.ANALYST: _("Reads the registers, judges uncertain matches, looks for what changed."),
    Role.LIAISON: _("Sees what the covenant gives the police, and nothing else."),
    Role.MANAGER: _("Follows what was planned and done, and what can be done next."),
    Role.PROTECTION: _("Reads the ledger of every look, and proves that it is whole."),
    Role.ADMINISTRATOR: _("Keeps accounts and the service; reads no content."),
}
"""What each role does here, in one line."""


def demo_signs_in(request: HttpRequest) -> bool:
    """Tell whether a request may sign in by one click.

    Args:
        request: The request.
    """
    if not settings.GROUND.invented:
        return False
    return request.META.get("REMOTE_ADDR") in LOCAL and not any(request.META.get(name) for name in PASSED_ON)


def demo_officer(role: Role) -> Officer:
    """Give the demo's officer of a role; made at the first click, without a password.

    Args:
        role: The role.
    """
    partner = PARTNERS.get(role, "municipality")
    found = Officer.objects.filter(username=f"demo-{role.value}").first()
    if found is None:
        # A password of chance that nobody is told: one that is unusable would be told apart at the sign-in.
        found = Officer.objects.create_officer(
            f"demo-{role.value}", partner=partner, role=role.value, password=secrets.token_urlsafe(32)
        )
    return found
