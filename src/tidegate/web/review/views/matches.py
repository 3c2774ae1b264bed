"""Uncertain pairs, one at a time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tidegate.errors import JudgementError, MeanwhileError
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.pipeline.who.judging import (
    Pair,
    find_pair,
    judge_pair,
    kinds_of,
    said_of,
    schemata_of,
    standing,
    take_back,
    waterfall_of,
)
from tidegate.pipeline.workspace import Workspace, open_view
from tidegate.web.people.acting import JUDGING, acting, judges
from tidegate.web.people.city import workspace
from tidegate.web.people.looking import look
from tidegate.web.review import memory
from tidegate.web.review.labels import KINDS, LABELS, ONE, VERDICTS
from tidegate.web.review.rows import side_by_side
from tidegate.web.review.waterfall import bars_of

MOST_REASON = 300
"""Characters of a reason."""


@require_safe
def matches(request: HttpRequest) -> HttpResponse:
    """List the kinds of thing of which pairs wait.

    Args:
        request: The request.
    """
    with look(request, act="list of uncertain pairs", count=0) as picture:
        view, build = _linked(picture)
        found = [standing(view, build, kind) for kind in kinds_of(view, build)] if view else []
    rows = [
        {"kind": s.kind, "title": KINDS.get(s.kind, s.kind), "waiting": len(s.waiting), "judged": s.judged}
        for s in found
    ]
    told = {"kinds": rows, "judges": judges(request), "judged": sum(s.judged for s in found)}
    return render(request, "review/matches.html", told)


@require_safe
def pair(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the pair that is to be judged next, or one that is named.

    Args:
        request: The request; `left` and `right` name the records of a pair.
        kind: Kind of thing.
    Raises:
        Http404: Nothing of this kind was linked, or linkage did not hold the named pair for uncertain.
    """
    named = (request.GET.get("left", ""), request.GET.get("right", ""))
    return _shown(request, kind, named if all(named) else None)


@require_POST
def judge(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a judgement, a skip or an undo, and go on to the next pair.

    Args:
        request: The request: `left` and `right`, `judgement`, `seen` judgements of the pair, `reason`.
        kind: Kind of thing.
    Raises:
        Http404: The officer does not judge, or there is no such pair.
    """
    act = request.POST.get("judgement", "")
    records = (request.POST.get("left", ""), request.POST.get("right", ""))
    if not judges(request):
        # Also written down: whoever may not judge has tried to.
        with acting(request, act="judge a pair", subject=kind, roles=JUDGING):
            raise Http404
    if act not in {"same", "different", memory.SKIP, "undo"}:
        raise Http404
    if act == "undo":
        return _undo(request, kind)
    if act != memory.SKIP and (refused := _judged(request, kind, records, act)):
        return refused
    memory.remember(request, kind, records, act)
    return HttpResponseRedirect(reverse("review:pair", args=[kind]))


def _judged(request: HttpRequest, kind: str, records: Pair, verdict: str) -> HttpResponse | None:
    """Write a judgement; give the page that says why where it was not written."""
    seen = request.POST.get("seen", "")
    reason = " ".join(request.POST.get("reason", "").split())[:MOST_REASON]
    try:
        with acting(request, act=f"judge a pair: {verdict}", subject=_subject(kind, records), roles=JUDGING) as granted:
            home = open_view(workspace().folder, granted.view.id)
            judge_pair(
                home, kind, records, verdict, judge=granted.who, at=timezone.now().isoformat(), reason=reason,
                seen=int(seen) if seen.isdecimal() and len(seen) < 7 else 0,
            )  # fmt: skip
    except MeanwhileError as meanwhile:
        return _shown(request, kind, records, since=meanwhile.since, status=409, reason=reason)
    except JudgementError as wrong:
        return _shown(request, kind, None, problem=str(wrong), status=409)
    return None


def _undo(request: HttpRequest, kind: str) -> HttpResponse:
    done = memory.last(request, kind)
    if done is None:
        return _shown(request, kind, None, problem=_("There is nothing to take back."), status=409)
    records, act = done
    if act != memory.SKIP:
        try:
            with acting(
                request, act="take a judgement back", subject=_subject(kind, records), roles=JUDGING
            ) as granted:
                home = open_view(workspace().folder, granted.view.id)
                take_back(home, kind, records, judge=granted.who, at=timezone.now().isoformat())
        except JudgementError as wrong:
            memory.forget(request, kind)
            return _shown(request, kind, None, problem=str(wrong), status=409)
    memory.forget(request, kind)
    address = reverse("review:pair", args=[kind])
    return HttpResponseRedirect(f"{address}?{urlencode({'left': records[0], 'right': records[1]})}")


@dataclass(frozen=True)
class _Meanwhile:
    judge: str
    verdict: str
    at: Any
    reason: str


def _shown(
    request: HttpRequest, kind: str, named: Pair | None, *, since: Any = (), problem: str = "", reason: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    with look(request, act="judge uncertain pairs", subject=kind, count=2) as picture:
        view, build = _linked(picture)
        if view is None or kind not in kinds_of(view, build):
            raise Http404
        there = standing(view, build, kind)
        found = (
            find_pair(view, build, kind, named)
            if named
            else memory.next_of(request, picture.manifest["view"]["id"], kind, there.waiting)
        )
        if named and found is None:
            raise Http404
        told: dict[str, Any] = {
            "kind": kind, "title": KINDS.get(kind, kind), "question": ONE.get(kind, ""), "judges": judges(request),
            "waiting": len(there.waiting), "judged": there.judged, "total": there.judged + len(there.waiting),
            "problem": problem, "reason": reason, "most_reason": MOST_REASON,
            "meanwhile": [
                _Meanwhile(r["judge"], str(VERDICTS[r["verdict"]]), _moment(r["at"]), r["reason"] or "") for r in since
            ],
            "last": _last(request, kind),
        }  # fmt: skip
        if found is not None:
            explained = waterfall_of(view, build, found, kind, language=(get_language() or "en").split("-")[0])
            rows, lines = side_by_side(picture, found.records, schemata_of(view, build, kind, found.records))
            told |= {
                "pair": found, "bars": bars_of(explained) if explained else None, "rows": rows,
                "lines": [(LABELS.get(line.name, line.label), line) for line in lines],
                "seen": said_of(view, kind, found.records).num_rows,
            }  # fmt: skip
    return render(request, "review/pair.html", told, status=status)


def _last(request: HttpRequest, kind: str) -> str:
    done = memory.last(request, kind)
    return str(VERDICTS[done[1]]) if done else ""


def _moment(text: str) -> Any:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _linked(picture: Picture) -> tuple[Workspace | None, str]:
    build = str(picture.manifest.get("linkage") or "")
    return (open_view(workspace().folder, picture.manifest["view"]["id"]), build) if build else (None, "")


def _subject(kind: str, records: Pair) -> str:
    return f"{kind}: {records[0][:60]} and {records[1][:60]}"
