"""Repairs of columns: looked at in the background, chosen by a person, written into the description, taken back.

The rows of a preview lie in a file beside the deliveries that wait, and go with them; never in the database.
"""

import contextlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tidegate.errors import CovenantError, DeliveryError
from tidegate.pipeline.repairing import (
    Account,
    Waiting,
    account_and_rows,
    account_for,
    before,
    compare_columns,
    fingerprint_of,
    restore_description,
    write_columns,
)
from tidegate.pipeline.workspace import Engine
from tidegate.registers import Register
from tidegate.registers.likely import proposed
from tidegate.settings import read_settings
from tidegate.web.deliveries.keeping import Meanwhile, Sender, ask_check, file_of
from tidegate.web.deliveries.models import WAITING, Mending, Repair, Upload
from tidegate.web.deliveries.receiving import FOLDER
from tidegate.web.jobs.asking import tell
from tidegate.web.people.city import register_of, view_for, workspace
from tidegate.web.people.context import Context

PREVIEW = "rows.json"
"""File with the first rows of a preview."""


def repairs_of(context: Context) -> QuerySet[Repair]:
    """Give the repairs that were begun for a partner and purpose, the latest first; those of others are not there.

    Args:
        context: The context.
    """
    return Repair.objects.filter(partner=context.partner, purpose=context.purpose).order_by("-asked_at")


def delivered(register: Register) -> list[str]:
    """Name the files of a register that were delivered, the latest first, as paths within `deliveries/`.

    Args:
        register: The register.
    """
    city = workspace()
    return [str(p.relative_to(city.deliveries)) for f in register.files for p in reversed(city.files(f))]


def begin(register: Register, file: str, upload: Upload | None, sender: Sender) -> Repair | None:
    """Have the columns of a delivery looked at; called within the transaction of its entry.

    Args:
        register: Its register.
        file: Its path within `deliveries/`.
        upload: The delivery that waits; None where it was taken in.
        sender: Who asks.
    Returns:
        The repair; None where the register has no such file.
    """
    if upload is not None:
        source = str(upload.source)
    else:
        city = workspace()
        own = {str(p.relative_to(city.deliveries)): f.name for f in register.files for p in city.files(f)}
        if file not in own:
            return None
        source = own[file]
    granted = sender.granted
    return Repair.objects.create(
        register=register.id, source=source, path=file, upload=upload.id if upload else "", role=sender.role,
        partner=granted.context.partner, purpose=granted.context.purpose, view=granted.view.id,
        reason=granted.context.reason, asked_by=granted.who, job=ask_check(sender),
    )  # fmt: skip


def look_again(repair: Repair, chosen: Mapping[str, str] | None, sender: Sender) -> None:
    """Have a repair looked at once more, with what was chosen; called within the transaction of its entry.

    Args:
        repair: The repair.
        chosen: Missing column to the column of the file; None for what is likely.
        sender: Who asks.
    Raises:
        Meanwhile: It was written, or is being looked at.
    """
    same = Repair.objects.filter(id=repair.id, stand__in=[Mending.LOOKING, Mending.LOOKED], job=repair.job)
    if not same.update(stand=Mending.LOOKING, chosen=chosen, job=ask_check(sender)):
        raise Meanwhile


def look_at(repair: Repair) -> None:
    """Lay columns side by side and read the delivery both ways; done by the worker.

    Args:
        repair: The repair.
    Raises:
        DeliveryError: The file or its register is gone, or cannot be read.
    """
    city, waiting = workspace(), waiting_of(repair)
    if waiting is None:
        raise DeliveryError(what="the file, or its register, is gone", mend="send it again")
    wishes = read_settings()
    engine = Engine(memory_gib=wishes.memory_gib, threads=wishes.threads, scratch=wishes.scratch)
    seen = fingerprint_of(waiting.register.path)
    columns = compare_columns(city, waiting, engine)
    chosen = dict(proposed(columns.likely) if repair.chosen is None else repair.chosen)
    tell(repair.job, "checking the delivery", 0.3)
    stands = account_for(waiting, engine)
    tell(repair.job, "checking the delivery", 0.5)
    called = waiting.called({found: gone for gone, found in chosen.items()})
    after, rows = account_and_rows(called, engine, _classes(repair))
    tell(repair.job, "checking the delivery", 0.8)
    path = before(city, waiting)
    earlier = Account()
    if path is not None:
        earlier = account_for(replace(called, path=path, file=str(path.relative_to(city.deliveries))), engine)
    likely = [{**asdict(one), "share": one.share} for one in columns.likely]
    told = {
        **asdict(columns), "likely": likely, "stands": asdict(stands), "after": asdict(after),
        "earlier": asdict(earlier), "hidden": rows.hidden,
    }  # fmt: skip
    folder = _folder(repair)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    shown = json.dumps({"columns": rows.columns, "rows": rows.rows}, ensure_ascii=False)
    (folder / PREVIEW).write_text(shown, encoding="utf-8")
    with transaction.atomic(durable=True):
        same = Repair.objects.filter(id=repair.id, job=repair.job, stand=Mending.LOOKING)
        same.update(stand=Mending.LOOKED, found=told, chosen=chosen, description=seen)


def waiting_of(repair: Repair) -> Waiting | None:
    """Find the delivery of a repair as it stands now; None where it, its register or its kind of file is gone.

    Args:
        repair: The repair.
    """
    register = register_of(str(repair.register))
    spec = next((f for f in register.files if f.name == repair.source), None) if register else None
    path = _path(repair)
    if register is None or spec is None or not path.is_file():
        return None
    return Waiting(register, spec, path, str(repair.path))


def accept(repair: Repair, *, seen: str, why: str, who: str, now: datetime) -> None:
    """Write down that a repair is written into its description; called within the transaction of its entry.

    Args:
        repair: The repair.
        seen: The look that the person decided on.
        why: The person's reason.
        who: Name of the account.
        now: Now.
    Raises:
        Meanwhile: It was settled or looked at anew since, or the description or the file is another.
    """
    waiting = waiting_of(repair)
    if waiting is None or fingerprint_of(waiting.register.path) != repair.description:
        raise Meanwhile
    same = Repair.objects.filter(id=repair.id, stand=Mending.LOOKED, job=seen)
    if not same.update(stand=Mending.WRITTEN, why=why[:200], settled_by=who, settled_at=now):
        raise Meanwhile


def undo(repair: Repair, *, who: str, now: datetime) -> None:
    """Write down that a repair is taken back; called within the transaction of its entry.

    Args:
        repair: The repair.
        who: Name of the account.
        now: Now.
    Raises:
        Meanwhile: It is not written, or was taken back.
    """
    same = Repair.objects.filter(id=repair.id, stand=Mending.WRITTEN)
    if not same.update(stand=Mending.UNDONE, settled_by=who, settled_at=now):
        raise Meanwhile


@contextlib.contextmanager
def writing(repair: Repair) -> Iterator[list[str]]:
    """Hold what is written into a description: where what follows fails, the version before is put back.

    Args:
        repair: The repair.
    Yields:
        A list that names the hash of what was written.
    """
    written: list[str] = []
    register = register_of(str(repair.register))
    try:
        yield written
    except BaseException:
        if written and register is not None:
            restore_description(register.path, written=written[0], seen=str(repair.description))
        raise
    if written:
        shutil.rmtree(_folder(repair), ignore_errors=True)


def write(repair: Repair) -> str:
    """Write the chosen names into the description.

    Args:
        repair: The repair.
    Returns:
        Hash of the description as it stands now.
    Raises:
        ChangedMeanwhile: The description is another by now.
        DescriptionError: They cannot be written into it.
    """
    register = _described(repair)
    columns = {found: gone for gone, found in (repair.chosen or {}).items()}
    written = write_columns(register, str(repair.source), columns, seen=str(repair.description))
    Repair.objects.filter(id=repair.id).update(written=written)
    return written


def put_back(repair: Repair) -> None:
    """Put the description back as it was before a repair.

    Args:
        repair: The repair.
    Raises:
        ChangedMeanwhile: It was changed since, or the version before is gone.
    """
    register = _described(repair)
    restore_description(register.path, written=str(repair.written), seen=str(repair.description))


def first_rows(repair: Repair) -> dict[str, Any]:
    """Give the first rows of the last preview; nothing once they are gone.

    Args:
        repair: The repair.
    """
    try:
        told: dict[str, Any] = json.loads((_folder(repair) / PREVIEW).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told


def subject_of(repair: Repair) -> str:
    """Say in the ledger which repair it is: names of columns and of the file, never what is in it.

    Args:
        repair: The repair.
    """
    names = ", ".join(f"{found} = {gone}" for gone, found in (repair.chosen or {}).items())
    return f"{repair.id} {repair.register} {repair.name}{': ' if names else ''}{names}"


def upload_of(repair: Repair) -> Upload | None:
    """Give the delivery that waits for a repair; None where it was taken in, thrown away, or never waited.

    Args:
        repair: The repair.
    """
    return Upload.objects.filter(id=repair.upload, stand__in=WAITING).first() if repair.upload else None


def changed_since(repair: Repair) -> bool:
    """Tell whether the description is another than the one a person looked at, or that was written.

    Args:
        repair: The repair.
    """
    register = register_of(str(repair.register))
    expected = repair.written if repair.stand == Mending.WRITTEN else repair.description
    return register is None or fingerprint_of(register.path) != expected


def _described(repair: Repair) -> Register:
    register = register_of(str(repair.register))
    if register is None:
        raise Meanwhile
    return register


def _folder(repair: Repair) -> Path:
    return workspace().folder / FOLDER / str(repair.id)


def _path(repair: Repair) -> Path:
    waits = upload_of(repair)
    return file_of(waits) if waits else workspace().deliveries / str(repair.path)


def _classes(repair: Repair) -> tuple[str, ...]:
    try:
        return tuple(view_for(str(repair.partner), str(repair.purpose)).data_classes)
    except CovenantError:
        return ()
