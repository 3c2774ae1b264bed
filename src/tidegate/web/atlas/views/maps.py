"""The map and what it is drawn from."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.web.atlas.asking import PAGE, language, pinned_id, said, whole
from tidegate.web.atlas.reading import maps
from tidegate.web.atlas.reading.opening import opened
from tidegate.web.atlas.reading.rules import rules_of
from tidegate.web.people.city import workspace
from tidegate.web.people.looking import look

_KINDS = {"area": "fill", "cell": "fill", "street": "circle", "premises": "circle"}
_NEVER = 999


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the map with its table.

    Args:
        request: The request.
    """
    layer = said(request, "layer", "area")
    layer = layer if layer in maps.LAYERS else "area"
    with look(request, act="map page", count=PAGE, pinned_id=pinned_id(request)) as picture:
        choices, asked = maps.choices(picture), asked_of(request, picture)
        rows = maps.table(picture, layer, asked, most=PAGE)
        bounds = maps.bounds(picture)
        named = rules_of(workspace())[0]
    months = maps.months_between(choices.first, choices.last)
    told = {
        "layer": layer, "layers": maps.LAYERS, "choices": choices, "asked": asked, "rows": rows, "picture": picture.id,
        "bounds": bounds, "schemata": [s for s, _kinds in choices.schemata],
        "kinds": dict(choices.schemata).get(asked.schema, ()), "months": len(months),
        "month": months.index(asked.month) if asked.month in months else len(months),
        "words": "|".join([*(str(date_format(m, "F Y")) for m in months), _("whole period")]),
        "rules": [(i, named[i].in_words(named[i].title, language())) for i in choices.indicators if i in named],
    }  # fmt: skip
    return render(request, "atlas/map.html", told)


@require_safe
def map_data(request: HttpRequest) -> HttpResponse:
    """Say what the map is drawn from.

    Args:
        request: The request.
    """
    with look(request, act="map", count=0, pinned_id=pinned_id(request)) as picture:
        bounds = maps.bounds(picture)
    kept = request.GET.copy()
    kept["picture"] = picture.id
    first = said(request, "layer", "area")
    order = sorted(maps.LAYERS, key=lambda name: name != first)
    layers = [_layer(name, kept.urlencode(), alone=first == name) for name in order if name in (first, "premises")]
    ground = [{"id": "land", "url": f"{reverse('atlas:map-ground')}?picture={picture.id}"}]
    return JsonResponse(
        {"bounds": bounds or [], "ground": ground if bounds else [], "layers": layers if bounds else []}
    )


@require_safe
def map_ground(request: HttpRequest) -> HttpResponse:
    """Give the ground of the map.

    Args:
        request: The request.
    """
    with look(request, act="ground of the map", count=0, pinned_id=pinned_id(request)) as picture:
        return JsonResponse(maps.ground(picture))


@require_safe
def map_layer(request: HttpRequest, layer: str) -> HttpResponse:
    """Give a layer of the map.

    Args:
        request: The request.
        layer: Its name.
    Raises:
        Http404: There is no such layer.
    """
    if layer not in maps.LAYERS:
        raise Http404
    with look(request, act=f"map layer {layer}", count=maps.MOST_PREMISES, pinned_id=pinned_id(request)) as picture:
        asked, flagged = asked_of(request, picture), said(request, "flagged") == "1"
        # Thousands of outlines take longer to write down than to find, and are the same for everybody.
        drawn = opened(picture).remembered.get(
            ("map layer", layer, asked, flagged),
            lambda: maps.written(picture, layer, asked, flagged=flagged, page=page_of_layer(layer)),
            len,
        )
    return HttpResponse(drawn, content_type="application/json")


def page_of_layer(layer: str) -> tuple[str, str]:
    """Give what stands before and after the id in the address of the page of a thing.

    Args:
        layer: Its layer.
    """
    name = "atlas:entity" if layer == "premises" else "atlas:place"
    before, after = reverse(name, args=["0id0"] if layer == "premises" else [layer, "0id0"]).split("0id0")
    return before, after


def asked_of(request: HttpRequest, picture: Picture) -> maps.MapFilter:
    """Read from the address what is asked of the map; what the picture cannot be asked for is left aside.

    Args:
        request: The request.
        picture: The picture.
    """
    choices = maps.choices(picture)
    known = dict(choices.schemata)
    schema = said(request, "schema")
    schema = schema if schema in known else next(iter(known), "Report")
    kind = said(request, "kind")
    months = maps.months_between(choices.first, choices.last)
    number = whole(request, "month", _NEVER, most=_NEVER)
    sector, rule = said(request, "sector"), said(request, "indicator")
    return maps.MapFilter(
        schema, kind if kind in known.get(schema, ()) else "all", sector if sector in choices.sectors else "",
        rule if rule in choices.indicators else "", months[number] if number < len(months) else None,
    )  # fmt: skip


def _layer(name: str, kept: str, *, alone: bool) -> dict[str, Any]:
    flags = name == "premises"
    titles = {
        "area": _("Areas: seen by expected"), "cell": _("Cells of 100 m: seen by expected"),
        "street": _("Streets: seen by expected"),
        "premises": _("Premises: red flags") if alone else _("Premises with a red flag"),
    }  # fmt: skip
    # Over another layer only what is flagged is drawn, for thousands of points would cover it.
    only = "&flagged=1" if flags and not alone else ""
    return {
        "id": name, "title": titles[name], "kind": _KINDS[name],
        "url": f"{reverse('atlas:map-layer', args=[name])}?{kept}{only}", "value": "flags" if flags else "ratio",
        "unit": _("red flags") if flags else _("times expected"),
        "breaks": list(maps.FLAG_BREAKS if flags else maps.BREAKS),
        "colours": list(maps.FLAG_COLOURS if flags else maps.COLOURS),
    }  # fmt: skip
