"""Places: the list, and one of them."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidegate.web.atlas.asking import PAGE, language, page_of, pinned_id, said, whole
from tidegate.web.atlas.reading import places
from tidegate.web.atlas.reading.rules import rules_of
from tidegate.web.people.city import workspace
from tidegate.web.people.looking import look


@require_safe
def places_page(request: HttpRequest) -> HttpResponse:
    """List places of one level.

    Args:
        request: The request.
    """
    level, number = said(request, "level", "area"), whole(request, "page", 1, least=1)
    level = level if level in places.LEVELS else "area"
    with look(request, act="list of places", count=PAGE, pinned_id=pinned_id(request)) as picture:
        kinds = [k for k in places.place_kinds(picture) if k.level == level]
        schemata = list(dict.fromkeys(k.schema for k in sorted(kinds, key=lambda k: k.schema != "Report")))
        schema = said(request, "schema") if said(request, "schema") in schemata else next(iter(schemata), "Report")
        offered = [k.kind for k in sorted(kinds, key=lambda k: k.kind != "all") if k.schema == schema]
        kind = said(request, "kind") if said(request, "kind") in offered else "all"
        clearly = said(request, "clearly") == "1"
        rows = places.places_above(
            picture, level, schema=schema, kind=kind, at_least=places.CLEARLY if clearly else places.ANY,
            limit=PAGE + 1, offset=(number - 1) * PAGE,
        )  # fmt: skip
        left_out = places.left_out(picture, level)
    told = {
        "level": level, "levels": places.LEVELS, "schema": schema, "schemata": schemata, "kind": kind, "kinds": offered,
        "clearly": clearly, "page": page_of(request, rows, number), "left_out": left_out, "picture": picture.id,
        "least": places.CLEARLY,
    }  # fmt: skip
    return render(request, "atlas/places.html", told)


@require_safe
def place_page(request: HttpRequest, level: str, unit: str) -> HttpResponse:
    """Tell one place.

    Args:
        request: The request.
        level: Kind of place.
        unit: Its id, key or name.
    Raises:
        Http404: There is no such place.
    """
    number = whole(request, "page", 1, least=1)
    with look(request, act=f"{level} page", subject=unit, count=PAGE, pinned_id=pinned_id(request)) as picture:
        found = places.place(picture, level, unit, limit=PAGE + 1, offset=(number - 1) * PAGE)
        titles = rules_of(workspace())[0]
    if found is None:
        raise Http404
    named = {i: r.in_words(r.title, language()) for i, r in titles.items()}
    years = [
        (year, {s: sum(m.events for m in own if m.schema == s) for s in dict.fromkeys(m.schema for m in found.months)})
        for year, months in groupby(found.months, key=lambda m: m.month.year) for own in [list(months)]
    ]  # fmt: skip
    told = {
        "place": found, "page": page_of(request, found.premises, number), "years": years, "picture": picture.id,
        "schemata": list(dict.fromkeys(m.schema for m in found.months)),
        "flags": [(f, named.get(f.indicator, f.indicator)) for f in found.flags],
        "businesses": found.businesses[:PAGE],
    }  # fmt: skip
    return render(request, "atlas/place.html", told)
