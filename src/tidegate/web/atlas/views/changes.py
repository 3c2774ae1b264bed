"""All that is other than in the picture before."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.web.atlas.asking import PAGE, language, pinned_id, said, slice_of
from tidegate.web.atlas.reading import flags
from tidegate.web.atlas.reading.changing import CAUSES, SORTS, WAYS, Wanted, compared
from tidegate.web.people.city import workspace
from tidegate.web.people.looking import look


@require_safe
def changes_page(request: HttpRequest) -> HttpResponse:
    """List what is new, gone and changed, with the cause.

    Args:
        request: The request.
    """
    asked = wanted_of(request)
    with look(request, act="list of changes", count=PAGE, pinned_id=pinned_id(request)) as picture:
        found = compared(picture, asked)
        titles = titles_of_rules(picture)
    told = {
        "found": found, "page": slice_of(request, found.rows if found else ()), "asked": asked, "titles": titles,
        "sorts": SORTS, "ways": WAYS, "causes": CAUSES,
    }  # fmt: skip
    return render(request, "atlas/changes.html", told)


def wanted_of(request: HttpRequest) -> Wanted:
    """Read from the address which changes are asked for; a word that is none asks for all.

    Args:
        request: The request.
    """

    def one_of(name: str, known: Sequence[str]) -> str:
        given = said(request, name)
        return given if given in known else ""

    return Wanted(one_of("what", SORTS), one_of("change", WAYS), one_of("why", CAUSES))


def titles_of_rules(picture: Picture) -> dict[str, str]:
    """Give what the rules are called in the reader's language.

    Args:
        picture: The picture.
    Returns:
        Id to title.
    """
    return {r.id: r.title for r in flags.indicators(workspace(), picture, language=language())}
