"""Views of networks that are saved, opened, renamed and deleted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tidegate.web.atlas.models import TITLE_MOST, NetworkView
from tidegate.web.atlas.reading import network
from tidegate.web.atlas.saving import (
    Shown,
    expanded_in,
    keep,
    missing_from,
    month_in,
    own_views,
    title_in,
    views_of,
)
from tidegate.web.atlas.views.network import MOST_SEED, MOST_STEPS, Asked, network_told, saved_told
from tidegate.web.people.acting import Granted, acting, granted_now
from tidegate.web.people.looking import look


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save what a network shows.

    Args:
        request: The request: `title`, `entity`, `to`, `steps`, `seed`, `expanded`, `month`, `picture`, `shared`.
    Raises:
        Http404: The network does not hold the entity.
    """
    form = request.POST
    entity, title = form.get("entity", "")[:200], title_in(form)
    with look(request, act="network, to save a view of it", subject=entity) as picture:
        there = network.known(picture, [e for e in (entity, form.get("to", "")[:200]) if e])
        pinned = picture.id
    if entity not in there:
        raise Http404
    if not title:
        messages.error(request, _title_wanted())
        return HttpResponseRedirect(f"{reverse('atlas:network')}?entity={entity}")
    to = form.get("to", "")[:200]
    shown = Shown(
        entity, to if to in there else "", _number(form.get("steps", ""), 2, MOST_STEPS),
        _number(form.get("seed", ""), 1, MOST_SEED), expanded_in(form), month_in(form), pinned,
    )  # fmt: skip
    with acting(request, act="save a view of the network", subject=entity, picture=pinned) as granted:
        kept = keep(shown, title, shared=bool(form.get("shared")), who=granted.who, context=granted.context)
    messages.success(request, _("The view was saved."))
    return HttpResponseRedirect(reverse("atlas:network-view", args=[kept.id]))


@require_safe
def view(request: HttpRequest, view_id: str) -> HttpResponse:
    """Open a saved view: the network as it is now, with what was expanded, and what of it is gone.

    Args:
        request: The request.
        view_id: Its id.
    Raises:
        Http404: There is none in the officer's context.
    """
    granted = granted_now(request)
    saved = views_of(granted.who, granted.context).filter(id=view_id).first()
    if saved is None:
        raise Http404
    entity = str(saved.entity)
    with look(request, act="saved view of the network", subject=entity, count=network.MOST_NODES) as picture:
        there = network.known(picture, [entity, saved.to, *saved.expanded])
        gone = missing_from(saved, there)
        told = {"saved": saved, "gone": [f"({e[:8]})" for e in gone], "own": saved.officer == granted.who,
                "other_picture": saved.picture != picture.id}  # fmt: skip
        if entity not in there:
            return render(request, "atlas/network_gone.html", {**told, "picture": picture.id})
        asked = Asked(entity, saved.to if saved.to in there else "", int(saved.steps), int(saved.seed))
        shown = network_told(request, picture, asked)
    if shown is None:
        raise Http404
    return render(request, "atlas/network.html", {**shown, **told, "restored": saved_told(saved, gone)})


@require_POST
def rename(request: HttpRequest, view_id: str) -> HttpResponse:
    """Give a saved view another title.

    Args:
        request: The request: `title`, `shared`.
        view_id: Its id.
    Raises:
        Http404: The officer has none of this id in this context.
    """
    found, title = _own(granted_now(request), view_id), title_in(request.POST)
    if not title:
        messages.error(request, _title_wanted())
        return HttpResponseRedirect(reverse("atlas:network"))
    with acting(request, act="rename a saved view of the network", subject=view_id) as granted:
        own_views(granted.who, granted.context).filter(id=found.id).update(
            title=title, shared=bool(request.POST.get("shared"))
        )
    messages.success(request, _("The view is called %(title)s now.") % {"title": title})
    return HttpResponseRedirect(reverse("atlas:network"))


@require_POST
def delete(request: HttpRequest, view_id: str) -> HttpResponse:
    """Delete a saved view.

    Args:
        request: The request.
        view_id: Its id.
    Raises:
        Http404: The officer has none of this id in this context.
    """
    found = _own(granted_now(request), view_id)
    with acting(request, act="delete a saved view of the network", subject=view_id) as granted:
        own_views(granted.who, granted.context).filter(id=found.id).delete()
    messages.success(request, _("The view was deleted."))
    return HttpResponseRedirect(reverse("atlas:network"))


def _own(granted: Granted, view_id: str) -> NetworkView:
    found = own_views(granted.who, granted.context).filter(id=view_id).first()
    if found is None:
        raise Http404
    return found


def _title_wanted() -> str:
    return _("Nothing was saved: a view needs a title of at most %(most)s characters.") % {"most": TITLE_MOST}


def _number(text: str, otherwise: int, most: int) -> int:
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
