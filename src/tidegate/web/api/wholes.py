"""The picture as a whole: what it is, what changed, and what each register brought."""

from datetime import date
from typing import Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel

from tidegate.web.api.asking import Paged, Paging, Text, page, page_of
from tidegate.web.api.seeing import seen
from tidegate.web.atlas.asking import language
from tidegate.web.atlas.reading import data, start
from tidegate.web.atlas.views.data import day_of
from tidegate.web.people.city import workspace

router = Router(tags=["Picture"])

Changing = Literal["entity", "tie", "flag", "concentration"]


class Summary(BaseModel):
    """What a picture is.

    Args:
        picture: Its id.
        city: The city.
        invented: Whether the city is invented.
        on: The day as of which it is drawn.
        expires_on: The day after which it may not be shown.
        partner: Partner it is drawn for.
        purpose: Purpose it is drawn for.
        legal_basis: By what right.
        registers: Registers it rests on.
        data_classes: Classes of data that its view gives.
        methods: Methods that its view gives.
        tables: Its tables with their rows.
    """

    picture: str
    city: str
    invented: bool
    on: date
    expires_on: date | None
    partner: str
    purpose: str
    legal_basis: str
    registers: list[str]
    data_classes: list[str]
    methods: list[str]
    tables: list[data.TableSize]


class Changes(BaseModel):
    """What is other than in the picture before.

    Args:
        before: Id of the picture before; none where there is none, or the two were not compared yet.
        on: The day as of which that was drawn.
        counts: Differences by sort.
        rows: Differences of the sort asked for; natural persons are in no list.
    """

    before: str | None
    on: str | None
    counts: list[start.ChangeCount]
    rows: Paged[start.ChangeRow]


class OneRegister(BaseModel):
    """One register.

    Args:
        about: The register.
        refusals: What was refused, by reason.
        movements: What each delivery changed, the latest first; 200 at most.
        refused_rows: Refused rows, without their values.
    """

    about: data.RegisterSeen
    refusals: list[data.Refusal]
    movements: list[data.Movement]
    refused_rows: Paged[data.RefusedRow]


@router.get("/picture", response=Summary, summary="The picture")
def picture_summary(request: HttpRequest, picture: Text = "") -> Summary:
    """Say what the picture is, and by what right."""
    with seen(request, "picture", count=0, pinned_id=picture) as held:
        m = held.manifest
        return Summary(
            picture=held.id, city=m["city"], invented=m["invented"], on=m["on"], expires_on=m["expires_on"],
            partner=m["covenant"]["partner"], purpose=m["covenant"]["purpose"],
            legal_basis=m["covenant"]["legal_basis"], registers=m["view"]["registers"],
            data_classes=m["view"]["data_classes"], methods=m["view"]["methods"], tables=list(data.table_sizes(held)),
        )  # fmt: skip


@router.get("/changes", response=Changes, summary="What changed")
def changes(request: HttpRequest, asked: Query[Paging], what: Changing = "flag") -> Changes:
    """Say what is other than in the picture before."""
    with seen(request, "changes", count=asked.limit, pinned_id=asked.picture) as picture:
        found = start.changed(picture)
        rows = start.changes(picture, what=what, limit=asked.limit + 1, offset=asked.offset) if found else ()
        return Changes(
            before=found.before if found else None, on=found.on if found else None,
            counts=list(found.counts) if found else [], rows=page_of(request, picture, asked, rows),
        )  # fmt: skip


@router.get("/registers", response=Paged[data.RegisterSeen], summary="Registers")
def register_list(request: HttpRequest, asked: Query[Paging]) -> Paged[data.RegisterSeen]:
    """List the registers of the view with their freshness."""
    with seen(request, "data room", count=0, pinned_id=asked.picture) as picture:
        found = data.registers(workspace(), picture, on=day_of(picture.manifest), language=language())
        return page(request, picture, asked, found)


@router.get("/registers/{register_id}", response=OneRegister, summary="One register")
def register_one(request: HttpRequest, register_id: Text, asked: Query[Paging], rule: Text = "") -> OneRegister:
    """Tell one register; the paging is that of its refused rows."""
    with seen(request, "register", subject=register_id, count=asked.limit, pinned_id=asked.picture) as picture:
        known = data.registers(workspace(), picture, on=day_of(picture.manifest), language=language())
        found = next((r for r in known if r.id == register_id), None)
        if found is None:
            raise Http404
        rows = data.refused_rows(
            workspace(), picture, register_id, rule=rule, limit=asked.limit + 1, offset=asked.offset
        )  # fmt: skip
        return OneRegister(
            about=found, refusals=list(data.refusals(workspace(), picture, register_id)),
            movements=list(data.movements(workspace(), picture, register_id)[:200]),
            refused_rows=page_of(request, picture, asked, rows),
        )  # fmt: skip
