"""The pages of long work: what was asked for, how far it is, what came of it."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tidegate.web.jobs.asking import FORMS, Wish, ask, cancel, file_of, jobs_of, known, seconds_left
from tidegate.web.jobs.models import Job, Kind, State
from tidegate.web.jobs.steps import step_in_words
from tidegate.web.people.acting import JUDGING, Granted, acting, granted_now, judges
from tidegate.web.people.city import today, workspace
from tidegate.web.people.models import LOOKING

PAGE = 50
"""Jobs on the list."""


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """List the work of the officer's context, and offer new work.

    Args:
        request: The request.
    """
    with acting(request, act="list of background work") as granted:
        found = list(jobs_of(granted.context)[:PAGE])
    forms = [(kind, form) for kind in (Kind.REPORT, Kind.EXPORT) for form in FORMS[kind]]
    told = {"jobs": found, "judges": judges(request), "forms": forms}
    return render(request, "jobs/jobs.html", told)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Ask for work.

    Args:
        request: The request: `kind` and `form`.
    Raises:
        Http404: There is no such work, or the officer's role does not ask for it.
    """
    wish = Wish(request.POST.get("kind", ""), request.POST.get("form", ""), (get_language() or "en").split("-")[0])
    if not known(wish):
        raise Http404
    with acting(request, act=_act("start", wish.kind), subject=wish.form, roles=_roles(wish.kind)) as granted:
        asked, new = ask(wish, who=granted.who, context=granted.context, view=granted.view.id)
    return _led_to(request, granted, asked, new=new)


@require_safe
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Show one job: how far it is, or what came of it.

    Args:
        request: The request.
        job_id: Its id.
    Raises:
        Http404: There is none in the officer's context.
    """
    with acting(request, act="page of background work", subject=job_id) as granted:
        found = _own(granted, job_id)
    if found.kind == Kind.DELIVERY:
        # What came of it stands on the page of the file that was sent.
        return HttpResponseRedirect(reverse("deliveries:of-job", args=[job_id]))
    told = {
        "job": found, "step": step_in_words(found), "judges": request.user.role in _roles(found.kind),  # type: ignore[union-attr]
        "file": file_of(workspace().folder, found, today()), "took": _took(found),
    }  # fmt: skip
    return render(request, "jobs/job.html", told)


@require_safe
def progress(request: HttpRequest, job_id: str) -> JsonResponse:
    """Say how far a job is; nothing of a picture is in it, so each second's question is no entry in the ledger.

    Args:
        request: The request.
        job_id: The job.
    Raises:
        Http404: There is none in the officer's context.
    """
    found = _own(granted_now(request), job_id)
    state = State.FAILED if found.state == State.INTERRUPTED else found.state
    return JsonResponse({
        "state": state, "share": found.share, "left_s": seconds_left(found, timezone.now()),
        "step": str(step_in_words(found)), "message": _("Cancelling.") if found.cancelling else "",
    })  # fmt: skip


@require_POST
def stop(request: HttpRequest, job_id: str) -> HttpResponse:
    """Cancel a job.

    Args:
        request: The request.
        job_id: The job.
    Raises:
        Http404: There is none in the officer's context, or the role does not end it.
    """
    found = _own(granted_now(request), job_id)
    with acting(request, act=_act("cancel", found.kind), subject=job_id, roles=_roles(found.kind)):
        cancel(found, now=timezone.now())
    return HttpResponseRedirect(reverse("jobs:job", args=[job_id]))


@require_POST
def again(request: HttpRequest, job_id: str) -> HttpResponse:
    """Ask once more for work that has ended.

    Args:
        request: The request.
        job_id: The job that has ended.
    Raises:
        Http404: There is none in the officer's context, or the role does not ask for it.
    """
    old = _own(granted_now(request), job_id)
    wish = Wish(old.kind, old.form, old.language)
    if not known(wish):
        raise Http404
    with acting(request, act=_act("start", old.kind), subject=old.form, roles=_roles(old.kind)) as granted:
        asked, new = ask(wish, who=granted.who, context=granted.context, view=granted.view.id)
    return _led_to(request, granted, asked, new=new)


@require_safe
def file(request: HttpRequest, job_id: str) -> FileResponse:
    """Give the file that a job wrote.

    Args:
        request: The request.
        job_id: The job.
    Raises:
        Http404: There is none in the officer's context, or it must be gone.
    """
    found = _own(granted_now(request), job_id)
    path = file_of(workspace().folder, found, today())
    if path is None:
        raise Http404
    with acting(request, act=f"take out {_AN[found.kind]}", subject=f"{job_id} {found.form}", picture=found.picture):
        opened = path.open("rb")
    return FileResponse(opened, as_attachment=True, filename=found.file)


_AN = {
    Kind.PICTURE: "the picture", Kind.REPORT: "a report", Kind.EXPORT: "an export", Kind.DELIVERY: "a delivery",
}  # fmt: skip
_DOING = {Kind.PICTURE: "building", Kind.DELIVERY: "checking"}


def _act(what: str, kind: str) -> str:
    return f"{what} {_DOING.get(Kind(kind), 'writing')} {_AN[Kind(kind)]}"


def _roles(kind: str) -> frozenset[str]:
    return frozenset(JUDGING if kind in {Kind.PICTURE, Kind.DELIVERY} else LOOKING)


def _led_to(request: HttpRequest, granted: Granted, asked: Job, *, new: bool) -> HttpResponse:
    if not new:
        messages.info(request, _("This picture is being built already, so it was not asked for twice."))
    # A picture is shared by partners of the same view, its job is not: whoever finds it running sees their own list.
    own = (asked.partner, asked.purpose) == (granted.context.partner, granted.context.purpose)
    return HttpResponseRedirect(reverse("jobs:job", args=[asked.id]) if own else reverse("jobs:list"))


def _own(granted: Granted, job_id: str) -> Job:
    found = jobs_of(granted.context).filter(id=job_id, view=granted.view.id).first()
    if found is None:
        raise Http404
    return found


def _took(job: Job) -> int | None:
    return round((job.ended_at - job.begun_at).total_seconds()) if job.begun_at and job.ended_at else None
