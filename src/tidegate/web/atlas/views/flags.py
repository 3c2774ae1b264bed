"""Red flags: the rules, one of them, and one flag."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidegate.web.atlas.asking import PAGE, language, pinned_id, slice_of, titles_of
from tidegate.web.atlas.reading import flags
from tidegate.web.people.city import workspace
from tidegate.web.people.looking import look


@require_safe
def flags_page(request: HttpRequest) -> HttpResponse:
    """List the rules and the flags.

    Args:
        request: The request.
    """
    with look(request, act="list of flags", count=PAGE, pinned_id=pinned_id(request)) as picture:
        rules = flags.indicators(workspace(), picture, language=language())
        found = flags.flags(workspace(), picture, language=language())
        still = flags.still_counted(picture)
    told = {"rules": rules, "page": slice_of(request, found), "all": len(found), "picture": picture.id,
            "still_counted": still}  # fmt: skip
    return render(request, "atlas/flags.html", told)


@require_safe
def indicator_page(request: HttpRequest, rule: str) -> HttpResponse:
    """Tell one rule.

    Args:
        request: The request.
        rule: Its id.
    Raises:
        Http404: It was not put to this picture.
    """
    with look(request, act="indicator page", subject=rule, count=PAGE, pinned_id=pinned_id(request)) as picture:
        found = flags.indicator(workspace(), picture, rule, language=language())
        still = flags.still_counted(picture)
    if found is None:
        raise Http404
    told = {"rule": found, "page": slice_of(request, found.flags), "picture": picture.id, "still_counted": still}
    return render(request, "atlas/indicator.html", told)


@require_safe
def flag_page(request: HttpRequest, flag_id: str) -> HttpResponse:
    """Tell one flag with all that it rests on.

    Args:
        request: The request.
        flag_id: Its id.
    Raises:
        Http404: There is none of this id.
    """
    with look(request, act="flag page", subject=flag_id, pinned_id=pinned_id(request)) as picture:
        found = flags.flag(workspace(), picture, flag_id, language=language())
        still = flags.still_counted(picture)
    if found is None:
        raise Http404
    told = {"flag": found, "picture": picture.id, "titles": titles_of(picture), "still_counted": still}
    return render(request, "atlas/flag.html", told)
