"""The pages of a repair of columns: begin, look at it, choose, write it into the description, take it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tidegate.errors import DescriptionError
from tidegate.pipeline.repairing import ChangedMeanwhile
from tidegate.web.deliveries.keeping import Meanwhile, check_again, uploads_of
from tidegate.web.deliveries.models import WAITING, Mending, Repair
from tidegate.web.deliveries.repairing import (
    accept,
    begin,
    changed_since,
    first_rows,
    look_again,
    put_back,
    repairs_of,
    subject_of,
    undo,
    upload_of,
    waiting_of,
    write,
    writing,
)
from tidegate.web.deliveries.showing import own, register_in, sender_of, told_of
from tidegate.web.people.acting import JUDGING, Granted, acting, granted_now

REASON_MOST = 200
"""Characters of a reason."""

COLUMN = "column-"
"""What the names of the fields of a choice begin with; the number of the missing column follows."""


@require_POST
def start(request: HttpRequest, register: str) -> HttpResponse:
    """Begin a repair of the columns of a delivery.

    Args:
        request: The request: `upload`, a delivery that waits, or `file`, one that was taken in.
        register: Id of the register.
    Raises:
        Http404: There is no such delivery in the officer's context, or the role does not repair.
    """
    granted = granted_now(request)
    described = register_in(granted, register)
    file, upload = request.POST.get("file", ""), None
    if named := request.POST.get("upload", ""):
        waiting = uploads_of(granted.context, timezone.now()).filter(register=register, stand__in=WAITING)
        upload = own(waiting.filter(id=named), granted)
        file = str(upload.path)
    with acting(request, act="look at the columns of a delivery", subject=f"{register} {file}"[:200],
                roles=JUDGING) as granted:  # fmt: skip
        begun = begin(described, file, upload, sender_of(request, granted))
    if begun is None:
        raise Http404
    return _to(begun)


@require_safe
def repair(request: HttpRequest, repair_id: str) -> HttpResponse:
    """Show a repair: columns side by side, what is likely, what becomes of the rows.

    Args:
        request: The request.
        repair_id: Its id.
    Raises:
        Http404: There is none in the officer's context.
    """
    with acting(request, act="page of a repair of columns", subject=repair_id) as granted:
        found = _own(granted, repair_id)
    return _page(request, found)


@require_POST
def choose(request: HttpRequest, repair_id: str) -> HttpResponse:
    """Have the chosen columns previewed.

    Args:
        request: The request: `column-N` for the Nth missing column, `seen`.
        repair_id: Its id.
    Raises:
        Http404: There is none in the officer's context, or the role does not repair.
    """
    found = _own(granted_now(request), repair_id)
    if request.POST.get("seen", "") != found.job:
        return _stale(request, repair_id)
    chosen, problem = _choice(request, found)
    if problem:
        return _page(request, found, status=422, problem=problem)
    try:
        with acting(request, act="preview a repair of columns", subject=subject_of(found), roles=JUDGING) as granted:
            look_again(found, chosen, sender_of(request, granted))
    except Meanwhile:
        return _stale(request, repair_id)
    return _to(found)


@require_POST
def again(request: HttpRequest, repair_id: str) -> HttpResponse:
    """Look at a repair once more, such as after its description was changed by hand.

    Args:
        request: The request.
        repair_id: Its id.
    Raises:
        Http404: There is none in the officer's context, or the role does not repair.
    """
    found = _own(granted_now(request), repair_id)
    try:
        with acting(request, act="look at a repair of columns again", subject=subject_of(found),
                    roles=JUDGING) as granted:  # fmt: skip
            look_again(found, None, sender_of(request, granted))
    except Meanwhile:
        return _stale(request, repair_id)
    return _to(found)


@require_POST
def write_down(request: HttpRequest, repair_id: str) -> HttpResponse:
    """Write the chosen names into the description, and have a delivery that waits checked anew.

    Args:
        request: The request: `why`, `seen`.
        repair_id: Its id.
    Raises:
        Http404: There is none in the officer's context, or the role does not repair.
    """
    found = _own(granted_now(request), repair_id)
    why = " ".join(request.POST.get("why", "").split())
    if not why or len(why) > REASON_MOST:
        said = _("Say in a few words why these columns are the same; at most %(most)s characters.")
        return _page(request, found, status=422, problem=said % {"most": REASON_MOST}, why=why[:REASON_MOST])
    if found.stand == Mending.LOOKED and not writable(found):
        return _page(request, found, status=409, problem=_("There is nothing here that could be written."), why=why)
    try:
        with writing(found) as written, acting(
            request, act="write names of columns into a description", subject=f"{subject_of(found)}; {why}",
            roles=JUDGING,
        ) as granted:  # fmt: skip
            accept(found, seen=request.POST.get("seen", ""), why=why, who=granted.who, now=timezone.now())
            written.append(write(found))
            waits = upload_of(found)
            if waits is not None:
                check_again(waits, sender_of(request, granted))
    except (Meanwhile, ChangedMeanwhile):
        return _stale(request, repair_id, why=why)
    except DescriptionError as fault:
        return _page(request, found, status=409, problem=str(fault), why=why)
    except OSError:
        said = _("The description could not be written; nothing was changed. Whoever runs the site should look at it.")
        return _page(request, found, status=507, problem=said, why=why)
    messages.success(
        request, _("The names were written into the description. It holds when the picture is built anew.")
    )
    return _to(found)


@require_POST
def take_back(request: HttpRequest, repair_id: str) -> HttpResponse:
    """Put the description back as it was before.

    Args:
        request: The request.
        repair_id: Its id.
    Raises:
        Http404: There is none in the officer's context, or the role does not repair.
    """
    found = _own(granted_now(request), repair_id)
    try:
        with acting(request, act="take a repair of columns back", subject=subject_of(found),
                    roles=JUDGING) as granted:  # fmt: skip
            undo(found, who=granted.who, now=timezone.now())
            put_back(found)
    except (Meanwhile, ChangedMeanwhile):
        said = _(
            "Nothing was changed: the description was changed since, or this repair was taken back already. Whoever "
            "keeps the description can take the names out by hand."
        )
        return _page(request, _own(granted_now(request), repair_id), status=409, problem=said)
    except (DescriptionError, OSError):
        said = _("The description could not be written; nothing was changed. Whoever runs the site should look at it.")
        return _page(request, _own(granted_now(request), repair_id), status=507, problem=said)
    messages.success(request, _("The description is as it was before."))
    return _to(found)


def writable(found: Repair) -> bool:
    """Tell whether a repair may be written: every missing column is chosen, and the delivery can be read with it.

    Args:
        found: The repair.
    """
    told: dict[str, Any] = found.found or {}
    chosen = found.chosen or {}
    whole = bool(chosen) and set(chosen) == set(told.get("missing") or ())
    return found.stand == Mending.LOOKED and whole and not (told.get("after") or {}).get("problem")


def _choice(request: HttpRequest, found: Repair) -> tuple[dict[str, str], str]:
    told: dict[str, Any] = found.found or {}
    chosen = {
        gone: said for n, gone in enumerate(told.get("missing") or ()) if (said := request.POST.get(f"{COLUMN}{n}", ""))
    }  # fmt: skip
    if not set(chosen.values()) <= set(told.get("new") or ()):
        return {}, _("This column is not in the file. Choose one of those that are offered.")
    if len(set(chosen.values())) < len(chosen):
        return {}, _("One column of the file cannot be two columns of the description. Choose another for one of them.")
    return chosen, ""


def _stale(request: HttpRequest, repair_id: str, *, why: str = "") -> HttpResponse:
    """Show what holds now where somebody else was faster."""
    said = _(
        "Nothing was changed: since you looked, somebody settled it or looked at it anew, or the description or the "
        "file is another. What holds now stands below."
    )
    return _page(request, _own(granted_now(request), repair_id), status=409, problem=said, why=why)


def _page(request: HttpRequest, found: Repair, *, status: int = 200, problem: str = "", why: str = "") -> HttpResponse:
    told: dict[str, Any] = found.found or {}
    waits = upload_of(found)
    return render(request, "deliveries/repair.html", {
        "repair": found, **told_of(request, found, waits=found.stand == Mending.LOOKING), "problem": problem,
        "choices": _choices(told, found.chosen or {}), "accounts": _accounts(told), "filled": _filled(told),
        "names": [(f, g) for g, f in (found.chosen or {}).items()],
        "first": first_rows(found), "writable": writable(found), "why": why, "waits": waits, "most": REASON_MOST,
        "changed": bool(found.description) and changed_since(found),
        "gone": found.stand in {Mending.LOOKING, Mending.LOOKED} and waiting_of(found) is None,
    }, status=status)  # fmt: skip


def _choices(told: dict[str, Any], chosen: dict[str, str]) -> list[dict[str, Any]]:
    """For each missing column: every new column, the likely ones first with what speaks for them."""
    found = []
    for number, gone in enumerate(told.get("missing") or ()):
        likely = [
            {"found": j["found"], "name": _hundred(j["name"]), "share": _hundred(j["share"]),
             "values": None if j["values"] is None else _hundred(j["values"])}
            for j in told["likely"] if j["missing"] == gone
        ]  # fmt: skip
        others = [c for c in told["new"] if c not in {j["found"] for j in likely}]
        found.append({"field": f"{COLUMN}{number}", "missing": gone, "likely": likely, "others": others,
                      "chosen": chosen.get(gone, "")})  # fmt: skip
    return found


def _accounts(told: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    """Rows of the account: the figure as the description stands, with the choice, and of the delivery before."""
    sides = [told.get(n) or {} for n in ("stands", "after", "earlier")]
    rows = (
        (_("rows"), "rows"), (_("kept"), "kept"), (_("left out by the description"), "filtered"),
        (_("refused"), "refused"), (_("values refused"), "refused_values"),
    )  # fmt: skip
    return [(said, [s.get(w) if s.get("rows") and not s.get("problem") else None for s in sides]) for said, w in rows]


def _filled(told: dict[str, Any]) -> list[tuple[str, list[int | None]]]:
    sides = [(told.get(n) or {}).get("filled") or {} for n in ("stands", "after", "earlier")]
    names = sorted({n for s in sides for n in s})
    return [(n, [_hundred(s[n]) if n in s else None for s in sides]) for n in names]


def _hundred(share: float) -> int:
    return round(100 * share)


def _own(granted: Granted, repair_id: str) -> Repair:
    return own(repairs_of(granted.context).filter(id=repair_id), granted)


def _to(found: Repair) -> HttpResponse:
    return HttpResponseRedirect(reverse("deliveries:repair", args=[found.id]))
