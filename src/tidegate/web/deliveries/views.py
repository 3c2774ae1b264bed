"""Sending a delivery, looking at what the check found, taking it in or throwing it away."""

import contextlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from tidegate.registers import Register
from tidegate.web.deliveries.keeping import (
    Meanwhile,
    check_again,
    file_of,
    keep,
    new_arrival,
    of,
    place,
    placing,
    remove,
    settle,
    subject_of,
    target_of,
    uploads_of,
)
from tidegate.web.deliveries.models import Stand, Upload
from tidegate.web.deliveries.naming import fit
from tidegate.web.deliveries.receiving import FIELD, FORM_MORE, LAST, Arrival, Receiver
from tidegate.web.deliveries.repairing import repairs_of
from tidegate.web.deliveries.showing import own, register_in, sender_of, title_of, told_of
from tidegate.web.people.acting import JUDGING, Granted, acting, granted_now, judges
from tidegate.web.people.city import today


@dataclass(eq=False)
class _Refused(Exception):  # noqa: N818 - a state that the reader mends, not an error
    status: int
    words: str
    offered: str = ""


# The form is read by `_receive`, which looks at its token: whoever may not send is told before a byte is stored.
@csrf_exempt
@require_POST
def send(request: HttpRequest, register: str) -> HttpResponse:
    """Take a file, and have it checked.

    Args:
        request: The request: `name` (empty: the file's own), `file`, and `whole`, which ends the form.
        register: Id of the register.
    Raises:
        Http404: The view does not use the register, or the role does not send.
    """
    if not judges(request):
        with acting(request, act="send a delivery", subject=register, roles=JUDGING):
            pass
    described = register_in(granted_now(request), register)
    arrival = new_arrival(settings.UPLOAD_MOST)
    try:
        if _length(request) > arrival.most + FORM_MORE:
            raise _too_large(arrival.most)
        request.upload_handlers = [Receiver(request, arrival)]
        return _receive(request, described, arrival)
    except _Refused as why:
        return _refuse(request, described, arrival, why)
    except OSError:
        said = _(
            "The file could not be stored whole, and nothing of it was kept. Send it again; where this goes on, "
            "whoever runs the site should look whether its disk is full."
        )
        return _refuse(request, described, arrival, _Refused(507, said))
    finally:
        if not Upload.objects.filter(id=arrival.folder.name).exists():
            arrival.discard()


@csrf_protect
def _receive(request: HttpRequest, register: Register, arrival: Arrival) -> HttpResponse:
    form = request.POST
    if arrival.too_large:
        raise _too_large(arrival.most)
    if not arrival.name:
        raise _Refused(422, _("No file was chosen."))
    if LAST not in form or FIELD not in request.FILES:
        raise _Refused(400, _("The file was cut off on its way, and nothing of it was kept. Send it again."))
    name = form.get("name", "").strip() or arrival.name
    named = fit(register, name, today())
    if named.spec is None:
        raise _Refused(422, _("%(name)s is not a name by which this register finds a delivery.") % {"name": name},
                       named.offered)  # fmt: skip
    if target_of(named.path).exists():
        raise _Refused(409, _("There is a delivery called %(name)s already; it is never overwritten.") % {"name": name})
    subject = subject_of(register.id, name, arrival.size, arrival.sha256)
    try:
        with acting(request, act="send a delivery", subject=subject, roles=JUDGING) as granted:
            kept = keep(register.id, named, arrival, sender_of(request, granted))
    except Meanwhile as fault:
        raise _Refused(409, _("A file called %(name)s waits already. Take it in or throw it away first.")
                       % {"name": name}) from fault  # fmt: skip
    return _to(kept)


@require_safe
def upload(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Show a delivery that was sent, and what the check found.

    Args:
        request: The request.
        upload_id: Its id.
    Raises:
        Http404: There is none in the officer's context.
    """
    with acting(request, act="page of a delivery that was sent", subject=upload_id) as granted:
        found = _own(granted, upload_id)
    return _page(request, found)


@require_safe
def of_job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Lead from a check to its delivery or repair.

    Args:
        request: The request.
        job_id: The check.
    Raises:
        Http404: There is none in the officer's context.
    """
    granted = granted_now(request)
    with contextlib.suppress(Http404):
        return _to(own(uploads_of(granted.context, timezone.now()).filter(job=job_id), granted))
    repair = own(repairs_of(granted.context).filter(job=job_id), granted)
    return HttpResponseRedirect(reverse("deliveries:repair", args=[repair.id]))


@require_POST
def take(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Take a delivery in: from now on it is read.

    Args:
        request: The request: `seen` is the check that was looked at.
        upload_id: Its id.
    Raises:
        Http404: There is none in the officer's context, or the role does not take in.
    """
    found = _own(granted_now(request), upload_id)
    if found.stand == Stand.CHECKED and not takeable(found):
        return _page(request, found, status=409)
    try:
        with placing(found) as placed, acting(
            request, act="take a delivery in", subject=of(found), roles=JUDGING
        ) as granted:  # fmt: skip
            settle(found, Stand.TAKEN, seen=request.POST.get("seen", ""), who=granted.who, now=timezone.now())
            placed.append(place(file_of(found), target_of(str(found.path))))
    except (Meanwhile, FileNotFoundError):
        return _stale(request, upload_id)
    messages.success(request, _("The delivery was taken in. It is read when the picture is built anew."))
    return _to(found)


@require_POST
def throw(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Throw a delivery away.

    Args:
        request: The request: `seen` is the check that was looked at.
        upload_id: Its id.
    Raises:
        Http404: There is none in the officer's context, or the role does not throw away.
    """
    found = _own(granted_now(request), upload_id)
    try:
        with acting(request, act="throw a delivery away", subject=of(found), roles=JUDGING) as granted:
            settle(found, Stand.THROWN, seen=request.POST.get("seen", ""), who=granted.who, now=timezone.now())
    except Meanwhile:
        return _stale(request, upload_id)
    remove(found)
    messages.success(request, _("The file was thrown away; nothing of it is left here."))
    return HttpResponseRedirect(reverse("atlas:register", args=[found.register]))


@require_POST
def again(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Have a delivery checked once more, such as after its description was corrected.

    Args:
        request: The request.
        upload_id: Its id.
    Raises:
        Http404: There is none in the officer's context, or the role does not check.
    """
    found = _own(granted_now(request), upload_id)
    try:
        with acting(request, act="check a delivery again", subject=of(found), roles=JUDGING) as granted:
            check_again(found, sender_of(request, granted))
    except Meanwhile:
        return _stale(request, upload_id)
    return _to(found)


def takeable(found: Upload) -> bool:
    """Tell whether a delivery may be taken in: one that cannot be read would stop its register.

    Args:
        found: The delivery.
    """
    told: dict[str, Any] = found.found or {}
    return found.stand == Stand.CHECKED and not told.get("problem") and not told.get("columns_missing")


def _page(request: HttpRequest, found: Upload, *, status: int = 200, meanwhile: bool = False) -> HttpResponse:
    told: dict[str, Any] = found.found or {}
    exists = found.waits and target_of(str(found.path)).exists()
    dates = [(name, *counts) for name, counts in (told.get("dates") or {}).items() if counts[1] or counts[2]]
    return render(request, "deliveries/upload.html", {
        "upload": found, **told_of(request, found, waits=found.stand == Stand.CHECKING), "dates": dates,
        "day": _day(told.get("day")), "takeable": takeable(found) and not exists, "exists": exists,
        "meanwhile": meanwhile,
    }, status=status)  # fmt: skip


def _stale(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Show what holds now where somebody else was faster."""
    return _page(request, _own(granted_now(request), upload_id), status=409, meanwhile=True)


def _day(told: str | None) -> date | str:
    """Give a day as one; a year or a month, which a register may have as well, stays text."""
    try:
        return date.fromisoformat(told or "")
    except ValueError:
        return told or ""


def _refuse(request: HttpRequest, register: Register, arrival: Arrival, why: _Refused) -> HttpResponse:
    subject = subject_of(register.id, arrival.name, arrival.size, arrival.sha256)
    with acting(request, act=f"send a delivery, which was refused ({why.status})", subject=subject, roles=JUDGING):
        pass
    told = {"register": register.id, "title": title_of(register.id), "words": why.words, "offered": why.offered}
    return render(request, "deliveries/refused.html", told, status=why.status)


def _too_large(most: int) -> _Refused:
    told = {"most": filesizeformat(most)}
    said = _(
        "The file is larger than %(most)s, so it was not taken. Whoever runs the site can allow more, or lay it into "
        "the deliveries by hand."
    )
    return _Refused(413, said % told)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _own(granted: Granted, upload_id: str) -> Upload:
    return own(uploads_of(granted.context, timezone.now()).filter(id=upload_id), granted)


def _to(found: Upload) -> HttpResponse:
    return HttpResponseRedirect(reverse("deliveries:upload", args=[found.id]))
