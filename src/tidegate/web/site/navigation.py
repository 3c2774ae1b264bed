"""The navigation: what the site offers, in the order in which a reader asks.

An entry is shown as soon as its address exists, so a room that is not built yet leaves no dead link.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation.

    Args:
        name: Name of the address, such as `atlas:map`.
        label: What it is called.
        roles: Roles that it is for; empty for all that look at pictures.
    """

    name: str
    label: str | Promise
    roles: tuple[str, ...] = ()


ENTRIES = (
    Entry("site:start", _("Start"), ("analyst", "liaison", "manager", "protection", "administrator")),
    Entry("atlas:map", _("Map")),
    Entry("atlas:places", _("Places")),
    Entry("atlas:flags", _("Red flags")),
    Entry("atlas:network", _("Network")),
    Entry("atlas:points", _("Points of intervention")),
    Entry("atlas:sectors", _("Sectors")),
    Entry("atlas:data", _("Data")),
    Entry("review:matches", _("Review"), ("analyst", "liaison")),
    Entry("jobs:list", _("Background work")),
    Entry("audit:ledger", _("Ledger"), ("protection",)),
    Entry("people:officers", _("Officers"), ("administrator",)),
)
"""All entries; the search has a field of its own in the bar (`atlas:search`)."""


@dataclass(frozen=True)
class Shown:
    """An entry as it is shown.

    Args:
        href: Its address.
        label: What it is called.
        here: Whether the reader is in it.
    """

    href: str
    label: str | Promise
    here: bool


def address(name: str) -> str:
    """Give the address of a page; empty where the page does not exist yet.

    Args:
        name: Its name.
    """
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def navigation(request: HttpRequest) -> list[Shown]:
    """Give the entries for the officer who asks.

    Args:
        request: The request.
    """
    role = getattr(request.user, "role", "")
    looks = getattr(request.user, "looks", False)
    shown = []
    for entry in ENTRIES:
        href = address(entry.name) if (role in entry.roles if entry.roles else looks) else ""
        if href:
            here = request.path == href if href == "/" else request.path.startswith(href)
            shown.append(Shown(href, entry.label, here))
    return shown
