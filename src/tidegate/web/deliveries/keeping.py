"""Deliveries that wait: kept apart from those that are read, taken in once, thrown away, ended after a day."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tidegate.errors import CovenantError
from tidegate.web.audit.ledger import Consultation, record
from tidegate.web.deliveries.models import WAITING, WAITS, Stand, Upload
from tidegate.web.deliveries.naming import Named
from tidegate.web.deliveries.receiving import FOLDER, Arrival
from tidegate.web.jobs.asking import Wish, ask, cancel
from tidegate.web.jobs.models import Job, Kind, new_id
from tidegate.web.people.acting import Granted
from tidegate.web.people.city import view_for, workspace
from tidegate.web.people.context import Context


class Meanwhile(Exception):  # noqa: N818 - a state that the reader mends, not an error
    """Somebody settled or checked it anew since it was looked at, or a delivery by its name is there."""


@dataclass(frozen=True)
class Sender:
    """Who sent a delivery.

    Args:
        granted: With what right.
        role: In which role.
        language: The language they read.
    """

    granted: Granted
    role: str
    language: str


def new_arrival(most: int) -> Arrival:
    """Make place for a file.

    Args:
        most: Bytes it may hold.
    """
    return Arrival(workspace().folder / FOLDER / new_id(), most)


def folder_of(upload: Upload) -> Path:
    """Give the folder of a delivery that waits.

    Args:
        upload: The delivery.
    """
    return workspace().folder / FOLDER / str(upload.id)


def file_of(upload: Upload) -> Path:
    """Give the file of a delivery that waits.

    Args:
        upload: The delivery.
    """
    return folder_of(upload) / upload.name


def target_of(path: str) -> Path:
    """Give the place of a delivery among those that are read.

    Args:
        path: Path within `deliveries/`.
    """
    return workspace().deliveries / path


def subject_of(register: str, name: str, size: int, sha256: str) -> str:
    """Say in the ledger which file it is: never what it holds.

    Args:
        register: Id of the register.
        name: Name of the file.
        size: Bytes.
        sha256: Their hash; empty where the file did not arrive whole.
    """
    return f"{sha256 or 'no hash'} {size} B {register} {name}"


def of(upload: Upload) -> str:
    """Say in the ledger which delivery it is.

    Args:
        upload: The delivery.
    """
    return subject_of(str(upload.register), upload.name, int(upload.size), str(upload.sha256))


def uploads_of(context: Context, now: datetime) -> QuerySet[Upload]:
    """Give the deliveries that were sent for a partner and purpose, the latest first; those of others are not there.

    Args:
        context: The context.
        now: Now; what waited too long is not there either.
    """
    own = Upload.objects.filter(partner=context.partner, purpose=context.purpose)
    return own.exclude(stand__in=WAITING, sent_at__lt=now - WAITS).order_by("-sent_at")


def keep(register: str, named: Named, arrival: Arrival, sender: Sender) -> Upload:
    """Keep a file that arrived, and have it checked; called within the transaction of its entry.

    Args:
        register: Id of the register.
        named: What its name came to.
        arrival: The file.
        sender: Who sent it.
    Raises:
        Meanwhile: A file of this name waits already.
    """
    granted, assigned = sender.granted, named.spec
    assert assigned is not None
    job = ask_check(sender)
    try:
        with transaction.atomic():
            upload = Upload.objects.create(
                id=arrival.folder.name, register=register, source=assigned.name, path=named.path, size=arrival.size,
                sha256=arrival.sha256, partner=granted.context.partner, purpose=granted.context.purpose,
                view=granted.view.id, reason=granted.context.reason, sent_by=granted.who, role=sender.role, job=job,
            )  # fmt: skip
    except IntegrityError as fault:
        raise Meanwhile from fault
    arrival.path.rename(file_of(upload))
    return upload


def ask_check(sender: Sender) -> str:
    """Ask for a look at a delivery or at its columns in the background.

    Args:
        sender: Who asks.
    Returns:
        Id of the job; called within the transaction of its entry.
    """
    granted = sender.granted
    wish = Wish(Kind.DELIVERY, language=sender.language)
    job, _ = ask(wish, who=granted.who, context=granted.context, view=granted.view.id)
    return str(job.id)


def check_again(upload: Upload, sender: Sender) -> None:
    """Have a delivery checked once more; called within the transaction of its entry.

    Args:
        upload: The delivery.
        sender: Who asks.
    Raises:
        Meanwhile: It was settled, or is being checked.
    """
    job = ask_check(sender)
    same = Upload.objects.filter(id=upload.id, stand__in=WAITING, job=upload.job)
    if not same.update(stand=Stand.CHECKING, job=job, found=None):
        raise Meanwhile


def settle(upload: Upload, stand: Stand, *, seen: str, who: str, now: datetime) -> None:
    """Write down that a delivery is taken in or thrown away; called within the transaction of its entry.

    Args:
        upload: The delivery.
        stand: `TAKEN` or `THROWN`.
        seen: The check that was looked at.
        who: Name of the account.
        now: Now.
    Raises:
        Meanwhile: It is settled, or was checked anew since.
    """
    before = [Stand.CHECKED] if stand == Stand.TAKEN else WAITING
    same = Upload.objects.filter(id=upload.id, stand__in=before, job=seen)
    told = {} if stand == Stand.TAKEN else {"found": None}
    if not same.update(stand=stand, settled_by=who, settled_at=now, **told):
        raise Meanwhile
    if (job := Job.objects.filter(id=upload.job).first()) is not None:
        cancel(job, now=now)


@contextlib.contextmanager
def placing(upload: Upload) -> Iterator[list[Path]]:
    """Put the file among the deliveries within the block; where what follows fails, it is taken out again.

    Args:
        upload: The delivery.
    Yields:
        A list that names the file once it is placed by `place`.
    """
    placed: list[Path] = []
    try:
        yield placed
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        raise
    remove(upload)


def place(source: Path, target: Path) -> Path:
    """Put a file where it is read, whole or not at all, and never over another.

    Args:
        source: The file.
        target: Its place.
    Raises:
        Meanwhile: There is a file by this name.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        try:
            os.link(source, target)
        except FileExistsError:
            # A service that stopped between placing the file and writing it down left its own second name.
            if not target.samefile(source):
                raise
        except OSError:
            _copy(source, target)
    except FileExistsError as fault:
        raise Meanwhile from fault
    return target


def _copy(source: Path, target: Path) -> None:
    """Copy onto another file system under a hidden name, which no register reads, then name it."""
    hidden = target.with_name(f".{new_id()}.arriving")
    try:
        shutil.copyfile(source, hidden)
        with hidden.open("rb") as file:
            os.fsync(file.fileno())
        os.link(hidden, target)
    finally:
        hidden.unlink(missing_ok=True)


def remove(upload: Upload) -> None:
    """Remove the file of a delivery that no longer waits.

    Args:
        upload: The delivery.
    """
    shutil.rmtree(folder_of(upload), ignore_errors=True)


def write_down(upload: Upload, act: str, *, now: datetime, who: str) -> None:
    """Write into the ledger what the service does with a delivery.

    Args:
        upload: The delivery.
        act: What is done.
        now: Now.
        who: On whose behalf.
    """
    try:
        view = view_for(str(upload.partner), str(upload.purpose))
        clause, classes = view.clause.legal_basis, view.data_classes
    except CovenantError:
        clause, classes = "", ()
    entry = Consultation(
        who=who, role=str(upload.role), partner=str(upload.partner), act=act, subject=of(upload)[:200],
        purpose=str(upload.purpose), reason=str(upload.reason), clause=clause, picture="", classes=classes, count=0,
    )  # fmt: skip
    record(entry, now=now)


def end_old(now: datetime) -> int:
    """Remove deliveries that waited for a day, and what a service that stopped left behind.

    Args:
        now: Now.
    Returns:
        How many deliveries ended.
    """
    old = list(Upload.objects.filter(stand__in=WAITING, sent_at__lt=now - WAITS))
    for upload in old:
        with transaction.atomic(durable=True):
            same = Upload.objects.filter(id=upload.id, stand__in=WAITING)
            if same.update(stand=Stand.ENDED, settled_at=now, found=None):
                write_down(upload, "end a delivery that waited for a day", now=now, who=str(upload.sent_by))
        if (job := Job.objects.filter(id=upload.job).first()) is not None:
            cancel(job, now=now)
    waiting = set(Upload.objects.filter(stand__in=WAITING).values_list("id", flat=True))
    for folder in (workspace().folder / FOLDER).glob("*"):
        with contextlib.suppress(FileNotFoundError):
            left = folder.name not in waiting and now.timestamp() - folder.stat().st_mtime > WAITS.total_seconds()
            if left or folder.name in {u.id for u in old}:
                shutil.rmtree(folder, ignore_errors=True)
    return len(old)
