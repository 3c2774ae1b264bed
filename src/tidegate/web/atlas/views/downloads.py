"""Tables that leave: written into the ledger first, with a line in the file that says who took it and why."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.web.atlas.asking import language, pinned_id, said
from tidegate.web.atlas.reading import changing, data, flags, maps, places, points, sectors
from tidegate.web.atlas.reading.entities import ties
from tidegate.web.atlas.reading.tables import FORMS, Taken, leave
from tidegate.web.atlas.views.changes import wanted_of
from tidegate.web.atlas.views.data import day_of
from tidegate.web.atlas.views.maps import asked_of
from tidegate.web.people.city import workspace
from tidegate.web.people.context import context_of
from tidegate.web.people.looking import look

MOST = 10_000
"""Rows of a table that leave at once."""

Rows = tuple[Sequence[Any], Sequence[Any]]


@require_safe
def download(request: HttpRequest, table: str, form: str) -> HttpResponse:
    """Give a listed table as a file.

    Args:
        request: The request, with the same values as the page that lists the table.
        table: Its name.
        form: One of the forms in which a table leaves.
    Raises:
        Http404: There is no such table or form, or it lies nowhere on the map.
    """
    if table not in TABLES or form not in FORMS or (form == "gpkg" and table != "map"):
        raise Http404
    with look(
        request, act=f"download {table}", subject=f"{table}.{form}", count=MOST, pinned_id=pinned_id(request)
    ) as picture:
        rows, shapes = TABLES[table](request, picture)
        still = flags.still_counted(picture)
        left = leave(picture, table, rows[:MOST], form, _taken(request), geometry=shapes[:MOST], still_counted=still)
    response = HttpResponse(left.content, content_type=left.media_type)
    response["Content-Disposition"] = f'attachment; filename="{left.name}"'
    return response


def _taken(request: HttpRequest) -> Taken:
    context = context_of(request)
    assert context is not None  # the look before has seen it
    return Taken(str(request.user), context.partner, context.purpose, context.reason, timezone.localtime())


def _flags(request: HttpRequest, picture: Picture) -> Rows:
    return flags.flags(workspace(), picture, rule=said(request, "rule"), language=language()), ()


def _rules(request: HttpRequest, picture: Picture) -> Rows:  # noqa: ARG001 - as the others
    return flags.indicators(workspace(), picture, language=language()), ()


def _places(request: HttpRequest, picture: Picture) -> Rows:
    level = said(request, "level", "area")
    least = places.CLEARLY if said(request, "clearly") == "1" else places.ANY
    schema, kind = said(request, "schema", "Report"), said(request, "kind") or "all"
    return places.places_above(picture, level, schema=schema, kind=kind, at_least=least, limit=MOST), ()


def _map(request: HttpRequest, picture: Picture) -> Rows:
    layer = said(request, "layer", "area")
    if layer not in maps.LAYERS:
        raise Http404
    features = maps.layer(picture, layer, asked_of(request, picture))["features"]
    return [f["properties"] for f in features], [f["geometry"] for f in features]


def _points(request: HttpRequest, picture: Picture) -> Rows:  # noqa: ARG001 - as the others
    return [p for k in points.points(workspace(), picture, language=language()) for p in k.points], ()


def _sectors(request: HttpRequest, picture: Picture) -> Rows:  # noqa: ARG001 - as the others
    return [
        {**vars(s), "known_for": tuple(d.title for d in s.known_for)}
        for s in sectors.sectors(picture, language=language())
    ], ()


def _areas(request: HttpRequest, picture: Picture) -> Rows:  # noqa: ARG001 - as the others
    return sectors.areas(picture), ()


def _registers(request: HttpRequest, picture: Picture) -> Rows:  # noqa: ARG001 - as the others
    return data.registers(workspace(), picture, on=day_of(picture.manifest), language=language()), ()


def _ties(request: HttpRequest, picture: Picture) -> Rows:
    return ties(picture, said(request, "entity"), limit=MOST), ()


def _changes(request: HttpRequest, picture: Picture) -> Rows:
    found = changing.compared(picture, wanted_of(request))
    return found.rows if found else (), ()


TABLES: Mapping[str, Callable[[HttpRequest, Picture], Rows]] = {
    "flags": _flags, "rules": _rules, "places": _places, "map": _map, "points": _points, "sectors": _sectors,
    "areas": _areas, "registers": _registers, "ties": _ties, "changes": _changes,
}  # fmt: skip
"""Tables that leave, by name."""
