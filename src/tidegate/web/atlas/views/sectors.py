"""Areas and sectors compared."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidegate.web.atlas.asking import PAGE, language, pinned_id
from tidegate.web.atlas.reading import sectors
from tidegate.web.atlas.reading.flags import still_counted
from tidegate.web.atlas.reading.rules import rules_of
from tidegate.web.people.city import workspace
from tidegate.web.people.looking import look


@require_safe
def sectors_page(request: HttpRequest) -> HttpResponse:
    """Lay sectors and areas beside each other.

    Args:
        request: The request.
    """
    with look(request, act="areas and sectors", count=2 * PAGE, pinned_id=pinned_id(request)) as picture:
        told = {"sectors": sectors.sectors(picture, language=language()), "areas": sectors.areas(picture),
                "still_counted": still_counted(picture)}  # fmt: skip
    return render(request, "atlas/sectors.html", {**told, "picture": picture.id})


@require_safe
def sector_page(request: HttpRequest, sector: str) -> HttpResponse:
    """Tell one sector.

    Args:
        request: The request.
        sector: As the register names it.
    Raises:
        Http404: It has too few businesses to be told.
    """
    with look(request, act="sector page", subject=sector, pinned_id=pinned_id(request)) as picture:
        found = next((s for s in sectors.sectors(picture, language=language()) if s.sector == sector), None)
        rates = sectors.sector_rates(picture, sector)
        still = still_counted(picture)
        rules = rules_of(workspace())[0]
    if found is None:
        raise Http404
    named = [(i, rules[i].in_words(rules[i].title, language())) for i in found.indicators if i in rules]
    told = {"sector": found, "rates": rates, "rules": named, "picture": picture.id, "still_counted": still}
    return render(request, "atlas/sector.html", told)
