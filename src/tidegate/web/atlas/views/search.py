"""The search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidegate.web.atlas.asking import pinned_id
from tidegate.web.atlas.reading.search import search
from tidegate.web.people.looking import look

MOST = 50
"""Things that a search shows."""


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what is called like what was asked.

    Args:
        request: The request; `q` is of any length.
    """
    asked = request.GET.get("q", "").replace("\x00", "")
    with look(request, act="search", count=MOST, pinned_id=pinned_id(request)) as picture:
        answer = search(picture, asked, limit=MOST)
    return render(request, "atlas/search.html", {"answer": answer, "picture": picture.id})
