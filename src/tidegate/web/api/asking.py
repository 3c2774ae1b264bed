"""What the addresses of the API share: a page of a list, and the texts that may stand in an address."""

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import BaseModel, StringConstraints

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.web.atlas.reading.flags import still_counted

T = TypeVar("T")

Text = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
"""A text in an address, such as an id."""


class Paging(Schema):
    """Which part of a list is wanted, and of which picture."""

    limit: int = Field(50, ge=1, le=200, description="Rows of one page.")
    offset: int = Field(0, ge=0, le=1_000_000, description="Rows to pass over.")
    picture: str = Field(
        "", max_length=64, pattern="^[0-9a-f]*$",
        description="Id of the picture that the page before showed; empty for the current one.",
    )  # fmt: skip


class Paged(BaseModel, Generic[T]):
    """One page of a list.

    Args:
        items: Its rows.
        picture: Id of the picture; give it back for the next page, so that both show the same.
        limit: Rows of one page.
        offset: Rows passed over.
        next: Address of the next page; none on the last.
        still_counted: Suspended flags that have left every list, but that numbers of this picture still count until it
            is built anew.
    """

    items: list[T]
    picture: str
    limit: int
    offset: int
    next: str | None
    still_counted: int


def page(request: HttpRequest, picture: Picture, asked: Paging, rows: Sequence[T]) -> Paged[T]:
    """Cut a page out of all rows of a list.

    Args:
        request: The request.
        picture: The picture.
        asked: Which page.
        rows: All rows.
    """
    return page_of(request, picture, asked, rows[asked.offset : asked.offset + asked.limit + 1])


def page_of(request: HttpRequest, picture: Picture, asked: Paging, rows: Sequence[T]) -> Paged[T]:
    """Make a page of rows of which one more than fit was asked for.

    Args:
        request: The request.
        picture: The picture.
        asked: Which page.
        rows: At most one more than `asked.limit`.
    """
    following = None
    if len(rows) > asked.limit:
        told = request.GET.copy()
        told["offset"], told["limit"], told["picture"] = str(asked.offset + asked.limit), str(asked.limit), picture.id
        following = f"{request.path}?{told.urlencode()}"
    return Paged(
        items=list(rows[: asked.limit]), picture=picture.id, limit=asked.limit, offset=asked.offset, next=following,
        still_counted=still_counted(picture),
    )  # fmt: skip
