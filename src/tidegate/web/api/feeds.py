"""The feed: counts that spreadsheets open, small ones hidden. Never a premises, a firm or a person."""

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field

from tidegate.web.api.seeing import context_in, officer_in, seen
from tidegate.web.atlas.reading.feed import Counted, feed
from tidegate.web.atlas.reading.tables import FORMS, Taken, leave

router = Router(tags=["Feed"])

Table = Literal["areas", "events", "businesses", "flags"]
"""Tables of the feed; `areas` holds the three others under each other."""

COLUMNS = tuple(f.name for f in fields(Counted))


class Values(BaseModel):
    """Rows as OData lays them out.

    Args:
        context: What the rows are.
        value: The rows.
    """

    context: str = Field(serialization_alias="@odata.context")
    value: list[Counted]


def _file(media: str) -> dict[str, Any]:
    content = {media.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"description": "The file", "content": content}}}


@router.get("/feed/{table}.csv", summary="Counts as CSV", openapi_extra=_file(FORMS["csv"][1]))
def feed_csv(request: HttpRequest, table: Table) -> HttpResponse:
    """Give counts by area as CSV in UTF-8, the names of the columns on the first line."""
    into = io.StringIO()
    writer = csv.writer(into, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(v) for v in astuple(row)] for row in _rows(request, table))
    return HttpResponse(into.getvalue().encode("utf-8-sig"), content_type=FORMS["csv"][1])


@router.get("/feed/{table}.json", response=Values, by_alias=True, summary="Counts as JSON")
def feed_json(request: HttpRequest, table: Table) -> Values:
    """Give counts by area as JSON, the rows under `value`."""
    return Values(context=table, value=list(_rows(request, table)))


@router.get("/feed/{table}.xlsx", summary="Counts as a workbook", openapi_extra=_file(FORMS["xlsx"][1]))
def feed_xlsx(request: HttpRequest, table: Table) -> HttpResponse:
    """Give counts by area as a workbook that says on its first sheet who took it, when and why."""
    context = context_in(request)
    with seen(request, f"feed {table}", subject=f"{table}.xlsx", count=0, feed=True) as picture:
        rows = feed(picture, measure="" if table == "areas" else table)
        taken = Taken(officer_in(request), context.partner, context.purpose, context.reason, timezone.localtime())
        left = leave(picture, f"feed-{table}", rows, "xlsx", taken)
    response = HttpResponse(left.content, content_type=left.media_type)
    response["Content-Disposition"] = f'attachment; filename="{left.name}"'
    return response


def _rows(request: HttpRequest, table: Table) -> Sequence[Counted]:
    with seen(request, f"feed {table}", subject=table, count=0, feed=True) as picture:
        return feed(picture, measure="" if table == "areas" else table)


def _harmless(value: object) -> object:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
