"""What people found who looked at a red flag, and flags that were suspended."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tidegate.errors import MeanwhileError, PictureError, RuleError
from tidegate.indicators import shipped_rules
from tidegate.pipeline.picturing.shelf import Picture, suspended_flags, whole_table
from tidegate.pipeline.picturing.suspending import suspend_flag, suspensions_of
from tidegate.pipeline.picturing.telling import flag_of, review_flag
from tidegate.web.people.acting import JUDGING, acting, judges
from tidegate.web.people.city import workspace
from tidegate.web.people.looking import look
from tidegate.web.review.flags import FlagForm, SuspendForm, reviews_of

PAGE = 200
"""Suspended flags on the page."""


@require_safe
def suspended(request: HttpRequest) -> HttpResponse:
    """List the flags that are suspended, with who did it, when and why.

    Args:
        request: The request.
    """
    with look(request, act="list of suspended flags", count=PAGE) as picture:
        rows = _suspended(picture) if picture.has("flags") else []
    return render(request, "review/suspended.html", {"flags": rows[:PAGE], "judges": judges(request)})


@require_POST
def judge(request: HttpRequest, flag_id: str) -> HttpResponse:
    """Take what a person found who looked at a flag.

    Args:
        request: The request: `verdict`, `reason`, and how many reviews of the flag were `seen`.
        flag_id: Id of the flag.
    Raises:
        Http404: The officer does not judge, or there is no such flag.
    """
    _hold_judging(request, "review a flag", flag_id)
    form = FlagForm(request.POST)
    with look(request, act="review a flag", subject=flag_id) as picture:
        if _hidden(picture, flag_id):
            raise Http404
        if not form.is_valid():
            return _again(request, picture, flag_id, form, 422)
        said = form.cleaned_data
        try:
            with acting(
                request, act=f"review a flag: {said['verdict']}", subject=flag_id, picture=picture.id, roles=JUDGING
            ) as granted:
                review_flag(
                    workspace(), picture, flag_id, verdict=said["verdict"], reviewer=granted.who,
                    at=timezone.now().isoformat(timespec="seconds"), reason=said["reason"], after=said["seen"],
                )  # fmt: skip
        except MeanwhileError as meanwhile:
            return _again(request, picture, flag_id, form, 409, since=meanwhile.since)
    messages.success(request, _("Your review was written down. It counts in the track record of the rule."))
    return HttpResponseRedirect(reverse("atlas:flag", args=[flag_id]))


@require_POST
def suspend(request: HttpRequest, flag_id: str) -> HttpResponse:
    """Suspend a flag, or show it again.

    Args:
        request: The request: `suspend` is 1 or 0, `reason` says why.
        flag_id: Id of the flag.
    Raises:
        Http404: The officer does not judge, or there is no such flag.
    """
    _hold_judging(request, "suspend a flag", flag_id)
    form = SuspendForm(request.POST)
    with look(request, act="suspend a flag", subject=flag_id) as picture:
        _hold_there(picture, flag_id)
        if not form.is_valid():
            return _again(request, picture, flag_id, FlagForm(), 422, suspending=form)
        wanted = form.cleaned_data["suspend"] == "1"
        act = "suspend a flag" if wanted else "restore a flag"
        try:
            with acting(request, act=act, subject=flag_id, picture=picture.id, roles=JUDGING) as granted:
                changed = suspend_flag(
                    picture, flag_id, suspend=wanted, by=granted.who,
                    at=timezone.now().isoformat(timespec="seconds"), reason=form.cleaned_data["reason"],
                )  # fmt: skip
        except RuleError as wrong:
            messages.error(request, str(wrong))
            return HttpResponseRedirect(reverse("review:suspended"))
    if not changed:
        messages.info(request, _("Somebody has done that already, so nothing was changed."))
    elif wanted:
        messages.success(request, _("The flag is suspended: it has left every list."))
    else:
        messages.success(request, _("The flag is shown again."))
    there = reverse("review:suspended") if wanted else reverse("atlas:flag", args=[flag_id])
    return HttpResponseRedirect(there)


def _hold_judging(request: HttpRequest, act: str, flag_id: str) -> None:
    if not judges(request):
        # Also written down: whoever may not judge has tried to.
        with acting(request, act=act, subject=flag_id, roles=JUDGING):
            raise Http404


def _hold_there(picture: Picture, flag_id: str) -> dict[str, Any]:
    try:
        found = dict(flag_of(whole_table(picture, "flags").to_pylist(), flag_id, picture.id))
    except PictureError as missing:
        raise Http404 from missing
    if found["flag"] != flag_id:
        raise Http404
    return found


def _hidden(picture: Picture, flag_id: str) -> bool:
    _hold_there(picture, flag_id)
    return flag_id in suspended_flags(picture)


def _again(
    request: HttpRequest, picture: Picture, flag_id: str, form: FlagForm, status: int, *, since: Any = (),
    suspending: SuspendForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the form once more, with what is wrong and with what was typed."""
    found = _hold_there(picture, flag_id)
    told = {
        "flag_id": flag_id, "title": _title(found["indicator"]), "form": form,
        "suspending": suspending or SuspendForm(), "reviews": reviews_of(picture, flag_id), "meanwhile": since,
        "judges": True,
    }  # fmt: skip
    return render(request, "review/flag.html", told, status=status)


def _title(indicator: str) -> str:
    language = (get_language() or "en").split("-")[0]
    rule = next((r for r in shipped_rules() if r.id == indicator), None)
    return rule.in_words(rule.title, language) if rule else indicator


def _suspended(picture: Picture) -> list[dict[str, Any]]:
    hidden = suspended_flags(picture)
    last = {s.flag: s for s in suspensions_of(picture) if s.flag in hidden}
    there = {f["flag"]: f for f in whole_table(picture, "flags").to_pylist() if f["flag"] in hidden}
    names = {}
    if there and picture.has("nodes"):
        nodes = picture.table("nodes").select(["entity", "caption"])
        wanted = {f["subject"] for f in there.values()}
        names = {n["entity"]: n["caption"] for n in nodes.to_pylist() if n["entity"] in wanted}
    rows = [
        {"flag": s, "title": _title(s.indicator), "caption": names.get(there[s.flag]["subject"], "")}
        for s in last.values()
        if s.flag in there
    ]
    return sorted(rows, key=lambda r: r["flag"].at, reverse=True)
