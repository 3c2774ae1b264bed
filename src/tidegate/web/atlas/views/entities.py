"""One entity, and why its records are one."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidegate.web.atlas.asking import PAGE, language, pinned_id, titles_of, whole
from tidegate.web.atlas.reading.entities import entity
from tidegate.web.atlas.reading.why import why
from tidegate.web.people.city import workspace
from tidegate.web.people.looking import look


@require_safe
def entity_page(request: HttpRequest, entity_id: str) -> HttpResponse:
    """Tell one entity.

    Args:
        request: The request.
        entity_id: Its id.
    Raises:
        Http404: The picture knows none of this id.
    """
    number = whole(request, "page", 1, least=1)
    with look(request, act="entity page", subject=entity_id, count=PAGE, pinned_id=pinned_id(request)) as picture:
        found = entity(workspace(), picture, entity_id, language=language(), offset=(number - 1) * PAGE)
    if found is None:
        raise Http404
    titles = titles_of(picture)
    groups = [
        (in_force, [(kind, list(own)) for kind, own in groupby(ties, key=lambda t: t.kind)])
        for in_force, ties in groupby(found.ties, key=lambda t: t.in_force)
    ]
    told = {
        "entity": found, "groups": groups, "number": number,
        "after": number + 1 if found.more_ties else 0, "picture": picture.id, "titles": titles,
        "register_names": [titles.get(r, r) for r in found.registers],
    }  # fmt: skip
    return render(request, "atlas/entity.html", told)


@require_safe
def why_part(request: HttpRequest, entity_id: str) -> HttpResponse:
    """Say why the records of an entity are one; a part of its page, or a page where scripts are off.

    Args:
        request: The request.
        entity_id: Its id.
    Raises:
        Http404: Linkage does not make it one of several records.
    """
    with look(request, act="why records are one", subject=entity_id, pinned_id=pinned_id(request)) as picture:
        found = why(workspace(), picture, entity_id, language=language())
    if found is None:
        raise Http404
    template = "atlas/why_part.html" if request.headers.get("HX-Request") else "atlas/why.html"
    return render(request, template, {"why": found, "entity_id": entity_id})
