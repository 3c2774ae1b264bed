"""The button that has the picture built anew, for pages of other rooms."""

from typing import Any

from django import template
from django.template.context import Context

from tidegate.web.jobs.asking import jobs_of
from tidegate.web.jobs.models import OPEN, Kind
from tidegate.web.people.context import context_of

register = template.Library()


@register.inclusion_tag("jobs/_build_button.html", takes_context=True)
def build_button(context: Context) -> dict[str, Any]:
    """Show the button, or the work that is under way.

    Args:
        context: The page's.
    """
    working = context_of(context["request"])
    open_ = jobs_of(working).filter(kind=Kind.PICTURE, state__in=OPEN).first() if working else None
    return {"open": open_, "csrf_token": context.get("csrf_token"), "request": context["request"]}
