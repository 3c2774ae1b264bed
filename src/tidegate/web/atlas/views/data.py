"""The data room."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidegate.web.atlas.asking import PAGE, language, page_of, pinned_id, said, whole
from tidegate.web.atlas.reading import data
from tidegate.web.people.city import today, workspace
from tidegate.web.people.looking import look


@require_safe
def data_page(request: HttpRequest) -> HttpResponse:
    """List registers with their freshness, and how who is who was told.

    Args:
        request: The request.
    """
    with look(request, act="data room", count=0, pinned_id=pinned_id(request)) as picture:
        told = {
            "registers": data.registers(workspace(), picture, on=day_of(picture.manifest), language=language()),
            "linked": data.who_is_who(workspace(), picture), "tables": data.table_sizes(picture),
            "manifest": picture.manifest,
        }  # fmt: skip
    return render(request, "atlas/data.html", {**told, "picture": picture.id})


@require_safe
def register_page(request: HttpRequest, register: str) -> HttpResponse:
    """Tell one register: deliveries, refused rows, accounting.

    Args:
        request: The request.
        register: Its id.
    Raises:
        Http404: The view does not use it.
    """
    number, rule = whole(request, "page", 1, least=1), said(request, "rule")
    with look(request, act="register page", subject=register, count=PAGE, pinned_id=pinned_id(request)) as picture:
        seen = data.registers(workspace(), picture, on=day_of(picture.manifest), language=language())
        found = next((r for r in seen if r.id == register), None)
        if found is None:
            raise Http404
        refused = data.refused_rows(
            workspace(), picture, register, rule=rule, limit=PAGE + 1, offset=(number - 1) * PAGE
        )
        told = {
            "refusals": data.refusals(workspace(), picture, register),
            "movements": data.movements(workspace(), picture, register)[:PAGE],
        }  # fmt: skip
    page = page_of(request, refused, number)
    return render(request, "atlas/register.html", {**told, "register": found, "page": page, "rule": rule})


def day_of(manifest: Mapping[str, Any]) -> date:
    """Give the day against which freshness is held: today; of an invented city, whose days stand still, the picture's.

    Args:
        manifest: The picture's manifest.
    """
    return date.fromisoformat(str(manifest["on"])) if manifest["invented"] else today()
