"""Doing one job, in a process of its own that can be ended at any moment: what it makes is seen whole or not at all."""

import shutil
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from tidegate.errors import TidegateError
from tidegate.pipeline.looking import Look
from tidegate.pipeline.picturing import PictureWish, build_picture
from tidegate.pipeline.picturing.leaving.export import DAYS_OUT, FORMS, ExportWish, export_picture
from tidegate.pipeline.picturing.shelf import Picture, pinned, shelf
from tidegate.pipeline.picturing.telling import write_report
from tidegate.pipeline.workspace import Engine
from tidegate.settings import read_settings
from tidegate.web.jobs.asking import EXPORTS, end, tell
from tidegate.web.jobs.models import Job, Kind, State
from tidegate.web.people.city import today, view_for, workspace

TOLD_EVERY_S = 0.5
"""Seconds between two writes of how far a job is."""

_READY = 0.99
"""Share done when a picture is whole, and its pages are prepared."""

MOST = 1000
"""Characters of a problem."""


def do(job_id: str) -> None:
    """Do a job, and say what came of it.

    Args:
        job_id: The job.
    """
    job = Job.objects.get(id=job_id)
    try:
        _WORK[Kind(job.kind)](job)
    except TidegateError as problem:
        end(job.id, State.FAILED, now=timezone.now(), problem=str(problem)[:MOST])
    except Exception:
        # Said of the job, so that nobody waits for it; what exactly went wrong goes to the log of the service.
        end(job.id, State.FAILED, now=timezone.now())
        raise


def _picture(job: Job) -> None:
    wishes = read_settings()
    engine = Engine(memory_gib=wishes.memory_gib, threads=wishes.threads, scratch=wishes.scratch)
    wish = PictureWish(job.purpose, today(), job.partner)
    report = build_picture(workspace(), engine, wish, progress=_teller(job.id))
    tell(job.id, "preparing the pages", _READY)
    with pinned(shelf(workspace(), report.view), today=today(), picture=report.picture) as picture:
        import_string(settings.PICTURE_READY)(workspace(), [picture], today=today())
    changed = report.state != "unchanged"
    end(job.id, State.DONE, now=timezone.now(), share=1.0, picture=report.picture, changed=changed)


def _report(job: Job) -> None:
    def write(picture: Picture, out: Path, look: Look) -> None:
        write_report(workspace(), picture, out, look, language=job.language)

    _leave(job, f".{job.form}", write)


def _export(job: Job) -> None:
    def write(picture: Picture, out: Path, look: Look) -> None:
        export_picture(workspace(), picture, ExportWish(job.form, out, look))

    _leave(job, FORMS[job.form], write)


def _leave(job: Job, ending: str, write: Callable[[Picture, Path, Look], None]) -> None:
    tell(job.id, "writing the file", 0.1)
    view = view_for(job.partner, job.purpose)
    look = Look(job.asked_by, f"picture {job.kind}", job.purpose, job.reason, datetime.now(UTC))
    folder = workspace().folder / EXPORTS / job.id
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with pinned(shelf(workspace(), view.id), today=today()) as picture:
        name = f"{job.kind}-{picture.id}{ending}"
        write(picture, folder / name, look)
        expires = picture.manifest["expires_on"] if not picture.manifest["invented"] else None
    last = today() + timedelta(days=DAYS_OUT)
    gone = min(last, datetime.fromisoformat(expires).date()) if expires else last
    done = end(
        job.id, State.DONE, now=timezone.now(), share=1.0, picture=picture.id, file=name, gone_after=gone
    )  # fmt: skip
    if not done:
        shutil.rmtree(folder, ignore_errors=True)


def _delivery(job: Job) -> None:
    tell(job.id, "checking the delivery", 0.1)
    import_string(settings.DELIVERY_CHECK)(job.id)
    end(job.id, State.DONE, now=timezone.now(), share=1.0)


_WORK: dict[Kind, Callable[[Job], None]] = {
    Kind.PICTURE: _picture, Kind.REPORT: _report, Kind.EXPORT: _export, Kind.DELIVERY: _delivery,
}  # fmt: skip


def _teller(job_id: str) -> Callable[[str, float], None]:
    lock, last = threading.Lock(), [0.0, 0.0]

    def told(step: str, share: float) -> None:
        # Stages that run side by side tell as each ends; a bar does not go backwards.
        with lock:
            at, most = time.monotonic(), max(last[1], share)
            if at - last[0] < TOLD_EVERY_S:
                return
            last[:] = [at, most]
            tell(job_id, step, most * _READY)

    return told
