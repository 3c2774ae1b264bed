"""Asking for long work, ending it, asking for it again; and the steps of the worker, each one write.

A job moves from `waiting` to `running` by one update that finds it waiting, so that no two workers take the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tidegate.web.jobs.models import OPEN, Job, Kind, State
from tidegate.web.people.context import Context

FORMS: Mapping[str, tuple[str, ...]] = {
    Kind.PICTURE: ("",), Kind.REPORT: ("pdf", "docx", "xlsx"), Kind.EXPORT: ("xlsx", "gpkg", "ftm", "graphml", "gexf"),
}  # fmt: skip
"""Kind of work to the forms in which its file leaves; a picture has none."""

EXPORTS = "exports"
"""Folder of the workspace with what leaves."""

TOLD_FROM = 0.05
"""Share done from which the time left is told: before that, a guess would be wild."""


@dataclass(frozen=True)
class Wish:
    """What is asked for.

    Args:
        kind: What is done.
        form: Form of the file; empty for a picture.
        language: The reader's, two letters.
    """

    kind: str
    form: str = ""
    language: str = "en"


def known(wish: Wish) -> bool:
    """Tell whether there is such work.

    Args:
        wish: What is asked for.
    """
    return wish.form in FORMS.get(wish.kind, ())


def ask(wish: Wish, *, who: str, context: Context, view: str) -> tuple[Job, bool]:
    """Ask for work; a picture of a view that is being built already is not built twice.

    Args:
        wish: What is asked for.
        who: Name of the account.
        context: Purpose and reason.
        view: Id of the view.
    Returns:
        The job, and whether it is new.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=wish.kind, form=wish.form, language=wish.language, partner=context.partner,
                purpose=context.purpose, view=view, reason=context.reason, asked_by=who,
            )  # fmt: skip
    except IntegrityError:
        return Job.objects.get(kind=Kind.PICTURE, view=view, state__in=OPEN), False
    return job, True


def jobs_of(context: Context) -> QuerySet[Job]:
    """Give the jobs of a partner for a purpose, the latest first; those of others are not there.

    Args:
        context: The context.
    """
    return Job.objects.filter(partner=context.partner, purpose=context.purpose).order_by("-asked_at")


def cancel(job: Job, *, now: datetime) -> bool:
    """Ask for the end of a job; one that waits ends at once.

    Args:
        job: The job.
        now: Now.
    Returns:
        Whether there was anything to end.
    """
    waited = Job.objects.filter(id=job.id, state=State.WAITING).update(state=State.CANCELLED, ended_at=now)
    return bool(waited or Job.objects.filter(id=job.id, state=State.RUNNING).update(cancelling=True))


def seconds_left(job: Job, now: datetime) -> int | None:
    """Guess how long a job still takes; nothing where that is not known yet.

    Args:
        job: The job.
        now: Now.
    """
    if job.state != State.RUNNING or job.begun_at is None or (job.share or 0.0) < TOLD_FROM:
        return None
    share = float(job.share)
    gone: float = (now - job.begun_at).total_seconds()
    return round(gone * (1 - share) / share)


def file_of(folder: Path, job: Job, today: date) -> Path | None:
    """Give the file that a job wrote; none where it has been removed, or must be gone.

    Args:
        folder: Folder of the city.
        job: The job.
        today: Today.
    """
    if job.state != State.DONE or not job.file or (job.gone_after and job.gone_after < today):
        return None
    path = folder / EXPORTS / job.id / job.file
    return path if path.is_file() else None


# What the worker does.


def take(now: datetime) -> Job | None:
    """Take the job that waits longest.

    Args:
        now: Now.
    Returns:
        The job, running; None where none waits.
    """
    found = Job.objects.filter(state=State.WAITING).order_by("asked_at").first()
    if found is None:
        return None
    try:
        with transaction.atomic():
            taken = Job.objects.filter(id=found.id, state=State.WAITING).update(
                state=State.RUNNING, begun_at=now, share=0.0
            )
    except IntegrityError:
        return None  # another runs
    return Job.objects.get(id=found.id) if taken else None


def interrupt(now: datetime) -> int:
    """Say of work that ran when its worker died that it was interrupted.

    Args:
        now: Now.
    Returns:
        How many jobs that were.
    """
    running = Job.objects.filter(state=State.RUNNING)
    return running.update(state=State.INTERRUPTED, ended_at=now, cancelling=False)


def tell(job_id: str, step: str, share: float) -> None:
    """Say how far a job is.

    Args:
        job_id: The job.
        step: What is done now.
        share: Share of the whole that is done, 0 to 1.
    """
    Job.objects.filter(id=job_id, state=State.RUNNING).update(step=step[:100], share=min(max(share, 0.0), 1.0))


def end(job_id: str, state: str, *, now: datetime, **told: object) -> bool:
    """Say what came of a job.

    Args:
        job_id: The job.
        state: How it ended.
        now: Now.
        told: Further columns.
    Returns:
        Whether it was running; what has ended already stays as it ended.
    """
    running = Job.objects.filter(id=job_id, state=State.RUNNING)
    return bool(running.update(state=state, ended_at=now, cancelling=False, **told))
