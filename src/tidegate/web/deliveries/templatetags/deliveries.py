"""The form that sends a delivery and the one that looks at its columns, for the pages of registers."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import timezone

from tidegate.web.deliveries.keeping import uploads_of
from tidegate.web.deliveries.models import WAITING
from tidegate.web.deliveries.naming import example, kinds, pattern
from tidegate.web.deliveries.repairing import delivered, repairs_of
from tidegate.web.deliveries.sentences import told as told_in_words
from tidegate.web.people.acting import judges
from tidegate.web.people.city import register_of, today
from tidegate.web.people.context import context_of

register = template.Library()


@register.filter
def told(value: object) -> str:
    """Write what a reader or check says in the reader's language.

    Args:
        value: What it says, in English.
    """
    return told_in_words(str(value or ""))


@register.inclusion_tag("deliveries/_form.html", takes_context=True)
def delivery_form(context: Context, of: str, offered: str = "") -> dict[str, Any]:
    """Show the form and what waits, to whom may send.

    Args:
        context: The page's.
        of: Id of the register.
        offered: The name that the file should have.
    """
    request = context["request"]
    working = context_of(request)
    described = register_of(of)
    names = [(pattern(f), example(f, today())) for f in kinds(described)] if described else []
    waiting = uploads_of(working, timezone.now()).filter(register=of, stand__in=WAITING) if working else []
    return {
        "of": of, "names": names, "waiting": waiting, "offered": offered, "most": settings.UPLOAD_MOST,
        "judges": judges(request), "csrf_token": context.get("csrf_token"), "request": request,
    }  # fmt: skip


REPAIRS, FILES = 5, 50
"""Repairs and delivered files that are offered, at most."""


@register.inclusion_tag("deliveries/_repairs.html", takes_context=True)
def delivery_repairs(context: Context, of: str) -> dict[str, Any]:
    """Show repairs of columns and the form that begins one, to whom may.

    Args:
        context: The page's.
        of: Id of the register.
    """
    request = context["request"]
    working = context_of(request)
    described = register_of(of)
    return {
        "of": of, "files": delivered(described)[:FILES] if described else [], "judges": judges(request),
        "repairs": repairs_of(working).filter(register=of)[:REPAIRS] if working else [],
        "csrf_token": context.get("csrf_token"), "request": request,
    }  # fmt: skip
