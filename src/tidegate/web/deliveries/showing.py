"""What the pages of a delivery and of a repair of its columns share: whose it is, who asks, how its check goes."""

from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from tidegate.registers import Register
from tidegate.web.deliveries.keeping import Sender
from tidegate.web.deliveries.models import Repair, Upload
from tidegate.web.jobs.models import Job
from tidegate.web.jobs.steps import step_in_words
from tidegate.web.people.acting import Granted, judges
from tidegate.web.people.city import register_of, words

Shown = TypeVar("Shown", Upload, Repair)


def own(found: QuerySet[Shown], granted: Granted) -> Shown:
    """Give the one that was asked for.

    Args:
        found: Those of the officer's partner and purpose that are meant, at most one.
        granted: With what right.
    Raises:
        Http404: There is none in the officer's view.
    """
    one = found.filter(view=granted.view.id).first()
    if one is None:
        raise Http404
    return one


def register_in(granted: Granted, register: str) -> Register:
    """Give a register of the officer's view.

    Args:
        granted: With what right.
        register: Its id.
    Raises:
        Http404: The view does not use it.
    """
    found = register_of(register)
    if found is None or register not in granted.view.registers:
        raise Http404
    return found


def title_of(register: str) -> str:
    """Give what a register is called in the reader's language.

    Args:
        register: Its id.
    """
    found = register_of(register)
    return words(found.title, register) if found else register


def sender_of(request: HttpRequest, granted: Granted) -> Sender:
    """Tell who sends or repairs something.

    Args:
        request: The request.
        granted: With what right.
    """
    return Sender(granted, str(getattr(request.user, "role", "")), (get_language() or "en").split("-")[0])


def told_of(request: HttpRequest, one: Upload | Repair, *, waits: bool) -> dict[str, Any]:
    """Give what a page says of it in any case.

    Args:
        request: The request.
        one: The delivery or the repair.
        waits: Whether it stands where its check is under way.
    Returns:
        Words of its template: `found` is what the check found, `step` what it does now, `under_way` whether it does.
    """
    job = Job.objects.filter(id=one.job).first()
    return {
        "job": job, "step": step_in_words(job) if job else "", "found": one.found or {},
        "under_way": waits and job is not None and job.is_open, "judges": judges(request),
        "title": title_of(str(one.register)),
    }  # fmt: skip
