"""What the frame of every page shows: the city, the officer, the context."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tidegate.errors import TidegateError
from tidegate.web.people.city import partner_of, title_of
from tidegate.web.people.context import context_of
from tidegate.web.site.navigation import address, navigation


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the values of the frame to every template.

    Args:
        request: The request.
    """
    told: dict[str, Any] = {
        "city": settings.GROUND.name, "invented": settings.GROUND.invented, "languages": settings.LANGUAGES,
        "directory": settings.DIRECTORY,
    }  # fmt: skip
    if getattr(request, "user", None) is None or not request.user.is_authenticated:
        return told
    told |= {"navigation": navigation(request), "search_address": address("atlas:search")}
    try:
        partner, context = partner_of(request.user), context_of(request)
        told |= {
            "officer_partner": partner,
            "context": context,
            "purpose_title": title_of(context.purpose) if context else "",
        }
    except TidegateError:
        # The covenant cannot be read at this moment: the frame of an error page must not fail a second time.
        told |= {"officer_partner": None, "context": None}
    return told
