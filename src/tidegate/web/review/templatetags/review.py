"""The form by which a flag is judged, for the page that tells the flag."""

from typing import Any

from django import template
from django.template.context import Context

from tidegate.pipeline.picturing.shelf import pinned, shelf
from tidegate.web.people.acting import judges
from tidegate.web.people.city import today, view_for, workspace
from tidegate.web.people.context import context_of
from tidegate.web.review.flags import FlagForm, SuspendForm, reviews_of
from tidegate.web.review.labels import VERDICTS

register = template.Library()


@register.inclusion_tag("review/_judge_flag.html", takes_context=True)
def judge_flag(context: Context, flag: str, picture: str) -> dict[str, Any]:
    """Show the form by which a flag is judged; nothing to whoever only reads.

    Args:
        context: The page's.
        flag: Id of the flag.
        picture: Id of the picture that the page shows, after `look` wrote it down.
    """
    request = context["request"]
    working = context_of(request)
    if working is None or not judges(request):
        return {"judges": False}
    view = view_for(working.partner, working.purpose)
    with pinned(shelf(workspace(), view.id), today=today(), picture=picture) as found:
        reviews = reviews_of(found, flag)
    return {
        "judges": True, "flag_id": flag, "form": FlagForm(), "suspending": SuspendForm(), "reviews": reviews,
        "csrf_token": context.get("csrf_token"), "request": request,
    }  # fmt: skip


@register.filter
def verdict(value: str) -> Any:
    """Write a verdict as a reader knows it.

    Args:
        value: The verdict.
    """
    return VERDICTS.get(value, value)
