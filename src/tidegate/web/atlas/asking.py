"""What the views of the atlas share: the language, the page of a list, and the rows of one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from tidegate.picture.telling.flags import text
from tidegate.pipeline.picturing.shelf import Picture

PAGE = 200
"""Rows of one page of a list."""

MOST_PAGES = 10_000


def language() -> str:
    """Give the reader's language, two letters."""
    return (get_language() or "en").split("-")[0]


def titles_of(picture: Picture) -> dict[str, str]:
    """Give what the registers of a picture are called in the reader's language.

    Args:
        picture: The picture.
    Returns:
        Id to title.
    """
    return {n: text(r["title"], language()) or n for n, r in picture.manifest["registers"].items()}


def whole(request: HttpRequest, name: str, otherwise: int, *, least: int = 0, most: int = MOST_PAGES) -> int:
    """Read a whole number from the address; whatever is none is taken for the usual one.

    Args:
        request: The request.
        name: Name of the value.
        otherwise: What it usually is.
        least: The least it may be.
        most: The most it may be.
    """
    given = request.GET.get(name, "")
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(most))):
        return otherwise
    return min(max(int(given), least), most)


def said(request: HttpRequest, name: str, otherwise: str = "", *, most: int = 200) -> str:
    """Read a text from the address.

    Args:
        request: The request.
        name: Name of the value.
        otherwise: What it usually is.
        most: Signs that are looked at.
    """
    return request.GET.get(name, otherwise)[:most].replace("\x00", "").strip()


def pinned_id(request: HttpRequest) -> str:
    """Give the picture that the page before showed.

    Args:
        request: The request.
    """
    return said(request, "picture", most=64)


@dataclass(frozen=True)
class Page:
    """One page of a list.

    Args:
        rows: Its rows.
        number: Its number, from 1.
        before: Address of the page before; empty where there is none.
        after: Address of the page after; empty where there is none.
    """

    rows: Sequence[Any]
    number: int
    before: str
    after: str


def page_of(request: HttpRequest, rows: Sequence[Any], number: int) -> Page:
    """Make a page of rows of which one more than fit was asked for.

    Args:
        request: The request.
        rows: At most `PAGE` rows and one more.
        number: Number of the page, from 1.
    """

    def address(wanted: int) -> str:
        told = request.GET.copy()
        told["page"] = str(wanted)
        return f"?{told.urlencode()}"

    return Page(
        rows[:PAGE], number, address(number - 1) if number > 1 else "", address(number + 1) if len(rows) > PAGE else ""
    )


def slice_of(request: HttpRequest, rows: Sequence[Any]) -> Page:
    """Cut a page out of all rows of a list.

    Args:
        request: The request.
        rows: All rows.
    """
    number = whole(request, "page", 1, least=1)
    return page_of(request, rows[(number - 1) * PAGE : number * PAGE + 1], number)
