"""The network around an entity, and the way to another."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.encoding import force_str
from django.views.decorators.http import require_safe

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.web.atlas.asking import language, pinned_id, said, titles_of, whole
from tidegate.web.atlas.models import TITLE_MOST, NetworkView
from tidegate.web.atlas.reading import network
from tidegate.web.atlas.reading.flags import flags
from tidegate.web.atlas.reading.search import search
from tidegate.web.atlas.saving import MOST_VIEWS, views_of
from tidegate.web.atlas.words import word
from tidegate.web.people.acting import granted_now
from tidegate.web.people.city import workspace
from tidegate.web.people.looking import look

MOST_STEPS = 3
MOST_SEED = 999
"""Seeds of a layout: another one gives another drawing of the same."""

OFFERED = 10
"""Things that are offered where none was named yet."""


@dataclass(frozen=True)
class Asked:
    """What a page of a network shows.

    Args:
        entity: Where it begins.
        to: Where the shortest ways lead; empty for none.
        steps: Steps from where it begins.
        seed: Seed of the layout.
    """

    entity: str
    to: str
    steps: int
    seed: int


@require_safe
def network_page(request: HttpRequest) -> HttpResponse:
    """Show the network around an entity with its table, or offer where to begin.

    Args:
        request: The request.
    Raises:
        Http404: The entity is not in the network.
    """
    asked = Asked(
        said(request, "entity"), said(request, "to"), whole(request, "steps", 2, least=1, most=MOST_STEPS),
        _seed(request),
    )  # fmt: skip
    with look(
        request, act="network page", subject=asked.entity, count=network.MOST_NODES, pinned_id=pinned_id(request)
    ) as picture:
        if not asked.entity:
            told = {**_offered(request, picture), "views": _views(request), "most": TITLE_MOST}
            return render(request, "atlas/network_begin.html", {**told, "picture": picture.id})
        shown = network_told(request, picture, asked)
    if shown is None:
        raise Http404
    return render(request, "atlas/network.html", shown)


def network_told(request: HttpRequest, picture: Picture, asked: Asked) -> dict[str, Any] | None:
    """Gather what the page of a network shows.

    Args:
        request: The request.
        picture: The picture.
        asked: What is asked for.
    Returns:
        The page's words; None where the entity is not in the network.
    """
    entity, to, steps = asked.entity, asked.to, asked.steps
    drawing = network.around(picture, entity, steps=steps, seed=None)
    if drawing is None:
        return None
    ways = network.ways(picture, entity, to) if to else ()
    offered = search(picture, said(request, "q"), limit=OFFERED).found if said(request, "q") else ()
    shown = {n.id: n for n in drawing.nodes}
    return {
        "entity": shown[entity], "drawing": drawing, "steps": steps, "step_choices": range(1, MOST_STEPS + 1),
        "picture": picture.id, "ways": [list(zip(w.entities, (*w.steps, None), strict=True)) for w in ways], "to": to,
        "edges": [(e, shown[e.source], shown[e.target]) for e in drawing.edges], "offered": offered,
        "asked": said(request, "q"), "titles": titles_of(picture), "seed": asked.seed,
        "seed_next": asked.seed % MOST_SEED + 1, "most": TITLE_MOST,
    }  # fmt: skip


def saved_told(saved: NetworkView, gone: Collection[str]) -> str:
    """Give what the script restores, as JSON.

    Args:
        saved: The saved view.
        gone: Things of it that the picture no longer holds.
    """
    return json.dumps({"expanded": [e for e in saved.expanded if e not in gone], "month": saved.month})


@require_safe
def network_data(request: HttpRequest) -> HttpResponse:
    """Give the network around an entity.

    Args:
        request: The request.
    Raises:
        Http404: The entity is not in the network.
    """
    steps = whole(request, "steps", 2, least=1, most=MOST_STEPS)
    return _drawn(request, Asked(said(request, "of"), "", steps, _seed(request)), placed=True)


@require_safe
def network_expand(request: HttpRequest) -> HttpResponse:
    """Give an entity with its neighbours.

    Args:
        request: The request.
    Raises:
        Http404: The entity is not in the network.
    """
    return _drawn(request, Asked(said(request, "entity"), "", 1, 1), placed=False)


def _seed(request: HttpRequest) -> int:
    return whole(request, "seed", 1, least=1, most=MOST_SEED)


def _views(request: HttpRequest) -> list[NetworkView]:
    granted = granted_now(request)
    return list(views_of(granted.who, granted.context)[:MOST_VIEWS])


def _drawn(request: HttpRequest, asked: Asked, *, placed: bool) -> HttpResponse:
    """Give nodes and ties; without a place of their own nodes are put round the one that was expanded."""
    with look(
        request, act="network", subject=asked.entity, count=network.MOST_NODES, pinned_id=pinned_id(request)
    ) as picture:
        drawing = network.around(picture, asked.entity, steps=asked.steps, seed=asked.seed if placed else None)
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
            "id": e.id, "source": e.source, "target": e.target, "kind": force_str(word(e.kind)),
            "label": force_str(word(e.label)), "since": e.since, "until": e.until,
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
