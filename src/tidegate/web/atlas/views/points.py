"""Points of intervention: side by side, and one of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidegate.web.atlas.asking import PAGE, language, pinned_id
from tidegate.web.atlas.reading import points
from tidegate.web.atlas.reading.flags import still_counted
from tidegate.web.people.city import workspace
from tidegate.web.people.looking import look


@require_safe
def points_page(request: HttpRequest) -> HttpResponse:
    """List the points of intervention, kind by kind.

    Args:
        request: The request.
    """
    with look(request, act="points of intervention", count=PAGE, pinned_id=pinned_id(request)) as picture:
        found = points.points(workspace(), picture, language=language())
        still = still_counted(picture)
    return render(request, "atlas/points.html", {"kinds": found, "picture": picture.id, "still_counted": still})


@require_safe
def point_page(request: HttpRequest, point_id: str) -> HttpResponse:
    """Tell one point with its flags.

    Args:
        request: The request.
        point_id: Its id.
    Raises:
        Http404: There is none of this id.
    """
    with look(request, act="point page", subject=point_id, count=PAGE, pinned_id=pinned_id(request)) as picture:
        found = points.point(workspace(), picture, point_id, language=language())
        still = still_counted(picture)
    if found is None:
        raise Http404
    kind, point, flags = found
    told = {"kind": kind, "point": point, "flags": flags, "picture": picture.id, "still_counted": still}
    return render(request, "atlas/point.html", told)
