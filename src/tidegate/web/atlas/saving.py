"""Saved views of networks: of an officer and their context, shared with colleagues where the officer says so."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tidegate.web.atlas.models import TITLE_MOST, NetworkView
from tidegate.web.people.context import Context

MOST_VIEWS = 200
"""Views that an officer keeps in one context, at most."""

MOST_EXPANDED = 100
"""Things that a saved view remembers as expanded, at most."""

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Shown:
    """What a network shows, as it is saved.

    Args:
        entity: Where it begins.
        to: Where the shortest ways lead; empty for none.
        steps: Steps from where it begins.
        seed: Seed of the layout.
        expanded: Things that were expanded, in order.
        month: The month whose ties are shown, such as `2024-03`; empty for all.
        picture: Id of the picture.
    """

    entity: str
    to: str
    steps: int
    seed: int
    expanded: tuple[str, ...]
    month: str
    picture: str


def views_of(who: str, context: Context) -> QuerySet[NetworkView]:
    """Give the views that an officer may open: their own and those shared in their context, the latest first.

    Args:
        who: Name of the account.
        context: The context; views of another partner or purpose are not there.
    """
    here = NetworkView.objects.filter(partner=context.partner, purpose=context.purpose)
    return here.filter(Q(officer=who) | Q(shared=True)).order_by("-saved_at")


def own_views(who: str, context: Context) -> QuerySet[NetworkView]:
    """Give the views that an officer may rename and delete: their own.

    Args:
        who: Name of the account.
        context: The context.
    """
    return views_of(who, context).filter(officer=who)


def title_in(form: Mapping[str, str]) -> str:
    """Read a title; empty where there is none, or it is too long.

    Args:
        form: The form.
    """
    title = " ".join(form.get("title", "").replace("\x00", "").split())
    return title if len(title) <= TITLE_MOST else ""


def expanded_in(form: Mapping[str, str]) -> tuple[str, ...]:
    """Read what was expanded; whatever is no list of ids is nothing.

    Args:
        form: The form: `expanded` is a list as JSON.
    """
    try:
        told = json.loads(form.get("expanded", "") or "[]")
    except (ValueError, RecursionError):
        return ()
    ids = [i for i in told if isinstance(i, str) and 0 < len(i) <= 200] if isinstance(told, list) else []
    return tuple(dict.fromkeys(ids))[:MOST_EXPANDED]


def month_in(form: Mapping[str, str]) -> str:
    """Read a month; empty where there is none.

    Args:
        form: The form.
    """
    month = form.get("month", "")
    return month if _MONTH.fullmatch(month) else ""


def keep(shown: Shown, title: str, *, shared: bool, who: str, context: Context) -> NetworkView:
    """Save a view; where an officer has as many as may be kept, the oldest goes.

    Args:
        shown: What is shown.
        title: Its title.
        shared: Whether colleagues of the same partner and purpose see it.
        who: Name of the account.
        context: The context.
    """
    saved = NetworkView.objects.create(
        officer=who, partner=context.partner, purpose=context.purpose, title=title, shared=shared, entity=shown.entity,
        to=shown.to, steps=shown.steps, seed=shown.seed, expanded=list(shown.expanded), month=shown.month,
        picture=shown.picture,
    )  # fmt: skip
    old = list(own_views(who, context).values_list("id", flat=True)[MOST_VIEWS:])
    NetworkView.objects.filter(id__in=old).delete()
    return saved


def missing_from(saved: NetworkView, there: Sequence[str]) -> tuple[str, ...]:
    """Name what a saved view holds and a picture does not.

    Args:
        saved: The view.
        there: Things of the view that the picture holds.
    """
    wanted = dict.fromkeys([saved.entity, *([saved.to] if saved.to else []), *saved.expanded])
    return tuple(e for e in wanted if e not in set(there))
