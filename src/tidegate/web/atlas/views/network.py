"""The network around an entity, and the way to another."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import force_str
from django.views.decorators.http import require_safe

from tidegate.web.atlas.asking import language, pinned_id, said, titles_of, whole
from tidegate.web.atlas.reading import network
from tidegate.web.atlas.reading.flags import flags
from tidegate.web.atlas.reading.search import search
from tidegate.web.atlas.words import word
from tidegate.web.people.city import workspace
from tidegate.web.people.looking import look

MOST_STEPS = 3
OFFERED = 10
"""Things that are offered where none was named yet."""


@require_safe
def network_page(request: HttpRequest) -> HttpResponse:
    """Show the network around an entity with its table, or offer where to begin.

    Args:
        request: The request.
    Raises:
        Http404: The entity is not in the network.
    """
    entity, to, steps = (
        said(request, "entity"),
        said(request, "to"),
        whole(request, "steps", 2, least=1, most=MOST_STEPS),
    )
    with look(
        request, act="network page", subject=entity, count=network.MOST_NODES, pinned_id=pinned_id(request)
    ) as picture:
        if not entity:
            told = _offered(request, picture)
            return render(request, "atlas/network_begin.html", {**told, "picture": picture.id})
        drawing = network.around(picture, entity, steps=steps, placed=False)
        ways = network.ways(picture, entity, to) if to else ()
        offered = search(picture, said(request, "q"), limit=OFFERED).found if said(request, "q") else ()
    if drawing is None:
        raise Http404
    shown = {n.id: n for n in drawing.nodes}
    told = {
        "entity": shown[entity], "drawing": drawing, "steps": steps, "step_choices": range(1, MOST_STEPS + 1),
        "picture": picture.id, "ways": [list(zip(w.entities, (*w.steps, None), strict=True)) for w in ways], "to": to,
        "edges": [(e, shown[e.source], shown[e.target]) for e in drawing.edges], "offered": offered,
        "asked": said(request, "q"), "titles": titles_of(picture),
    }  # fmt: skip
    return render(request, "atlas/network.html", told)


@require_safe
def network_data(request: HttpRequest) -> HttpResponse:
    """Give the network around an entity.

    Args:
        request: The request.
    Raises:
        Http404: The entity is not in the network.
    """
    steps = whole(request, "steps", 2, least=1, most=MOST_STEPS)
    return _drawn(request, said(request, "of"), steps, placed=True)


@require_safe
def network_expand(request: HttpRequest) -> HttpResponse:
    """Give an entity with its neighbours.

    Args:
        request: The request.
    Raises:
        Http404: The entity is not in the network.
    """
    return _drawn(request, said(request, "entity"), 1, placed=False)


def _drawn(request: HttpRequest, entity: str, steps: int, *, placed: bool) -> HttpResponse:
    """Give nodes and ties; without a place of their own nodes are put round the one that was expanded."""
    with look(
        request, act="network", subject=entity, count=network.MOST_NODES, pinned_id=pinned_id(request)
    ) as picture:
        drawing = network.around(picture, entity, steps=steps, placed=placed)
    if drawing is None:
        raise Http404
    nodes: list[dict[str, Any]] = [
        {
            "id": n.id, "label": n.label, "kind": n.kind, "flags": n.flags, "personal": n.personal,
            "more": n.more, "href": reverse("atlas:entity", args=[n.id]), **({"x": n.x, "y": n.y} if placed else {}),
        }
        for n in drawing.nodes
    ]  # fmt: skip
    edges = [
        {
            "id": e.id, "source": e.source, "target": e.target, "kind": force_str(word(e.kind)), "label": e.label,
            "since": e.since, "until": e.until,
        }
        for e in drawing.edges
    ]  # fmt: skip
    kinds = {n.kind: force_str(word(n.kind)) for n in drawing.nodes}
    return JsonResponse({"nodes": nodes, "edges": edges, "kinds": kinds})


def _offered(request: HttpRequest, picture: Any) -> dict[str, Any]:
    asked = said(request, "q")
    if asked:
        return {"asked": asked, "answer": search(picture, asked, limit=OFFERED)}
    return {"asked": "", "flags": flags(workspace(), picture, language=language())[:OFFERED]}
