"""The ledger on a page, for the data-protection officer alone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidegate.web.audit.ledger import entries_newest, verify

PAGE = 50
"""Entries on one page."""


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """List the entries, the newest first, and follow the chain where that is asked for.

    Args:
        request: The request; `before` gives the number to go on from, `verify` asks for the chain to be followed.
    Raises:
        Http404: The officer's role does not read the ledger.
    """
    if getattr(request.user, "role", "") != "protection":
        raise Http404
    before = request.GET.get("before", "")
    entries = entries_newest(before=int(before) if before.isdecimal() and len(before) < 16 else None, most=PAGE + 1)
    more = entries[PAGE - 1].number if len(entries) > PAGE else None
    finding = verify() if "verify" in request.GET else None
    what = {
        "altered": _("it was altered"),
        "removed": _("it is missing"),
        "out of order": _("it stands in the wrong place"),
        "head": _("the ledger does not end where it should"),
    }
    words = {
        "entries": entries[:PAGE],
        "more": more,
        "finding": finding,
        "what": what.get(finding.what) if finding else "",
    }
    return render(request, "audit/ledger.html", words)
