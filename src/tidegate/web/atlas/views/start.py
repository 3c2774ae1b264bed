"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tidegate.web.atlas.asking import language, pinned_id
from tidegate.web.atlas.reading.flags import still_counted
from tidegate.web.atlas.reading.start import start
from tidegate.web.people.city import words, workspace
from tidegate.web.people.looking import look

MOST = 5
"""Places, points of a kind and flags that the first page shows."""


def start_page(request: HttpRequest) -> HttpResponse:
    """Answer what changed, where, what can be done and what waits.

    Args:
        request: The request of an officer who looks at pictures.
    """
    with look(request, act="start page", count=6 * MOST, pinned_id=pinned_id(request)) as picture:
        found = start(workspace(), picture, language=language(), most=MOST)
        told, still = picture.manifest, still_counted(picture)
    basis = words(told["covenant"].get("bases", {}), told["covenant"]["legal_basis"])
    shown = {"start": found, "picture": told, "most": MOST, "basis": basis, "still_counted": still}
    return render(request, "atlas/start.html", shown)
