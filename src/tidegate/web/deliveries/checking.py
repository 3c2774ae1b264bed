"""The check of a delivery that was sent, and the look at a repair of its columns, done by the worker."""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from tidegate.errors import DeliveryError
from tidegate.pipeline.check import check_waiting
from tidegate.pipeline.workspace import Engine
from tidegate.settings import read_settings
from tidegate.web.deliveries.keeping import file_of, write_down
from tidegate.web.deliveries.models import Mending, Repair, Stand, Upload
from tidegate.web.deliveries.repairing import look_at
from tidegate.web.people.city import workspace


def check(job_id: str) -> None:
    """Look at a delivery or at a repair, and keep what was found.

    Args:
        job_id: The job that asks for it.
    Raises:
        DeliveryError: It is gone, or its register is.
    """
    repair = Repair.objects.filter(job=job_id, stand=Mending.LOOKING).first()
    if repair is not None:
        look_at(repair)
        return
    upload = Upload.objects.filter(job=job_id, stand=Stand.CHECKING).first()
    city = workspace()
    described = next((r for r in city.registers if upload and r.id == upload.register), None)
    spec = next((f for f in described.files if upload and f.name == upload.source), None) if described else None
    if upload is None or described is None or spec is None or not file_of(upload).is_file():
        raise DeliveryError(what="the file that was sent, or its register, is gone", mend="send it again")
    wishes = read_settings()
    engine = Engine(memory_gib=wishes.memory_gib, threads=wishes.threads, scratch=wishes.scratch)
    found = check_waiting(city, described, spec, file_of(upload), file=str(upload.path), engine=engine)
    now = timezone.now()
    with transaction.atomic(durable=True):
        same = Upload.objects.filter(id=upload.id, job=job_id, stand=Stand.CHECKING)
        if same.update(stand=Stand.CHECKED, found=asdict(found)):
            write_down(upload, "check a delivery", now=now, who=str(upload.sent_by))
