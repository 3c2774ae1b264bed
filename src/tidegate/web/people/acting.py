"""Doing something that is no look at a picture, such as starting long work: it is written down with what it does.

    with acting(request, act="start building the picture", roles=JUDGING) as granted:
        Job.objects.create(...)

The entry and what the block writes are one transaction: neither stands without the other. What is answered otherwise is
as in `looking`: `NoContext` without purpose and reason, `NotGranted` (a 404) where no clause or role gives it.
"""

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from tidegate.errors import CovenantError
from tidegate.partnership import View
from tidegate.web.audit.ledger import Consultation, record
from tidegate.web.people.city import view_for
from tidegate.web.people.context import Context, context_of
from tidegate.web.people.looking import NoContext, NotGranted
from tidegate.web.people.models import LOOKING, Role

JUDGING = frozenset({Role.ANALYST, Role.LIAISON})
"""Roles that judge pairs and flags, and have pictures built; others that look read only."""


@dataclass(frozen=True)
class Granted:
    """What an officer may do something with.

    Args:
        who: Name of the account.
        context: Purpose and reason.
        view: The view that the covenant gives.
    """

    who: str
    context: Context
    view: View


def judges(request: HttpRequest) -> bool:
    """Tell whether an officer may judge.

    Args:
        request: The request.
    """
    return getattr(request.user, "role", "") in JUDGING


@contextlib.contextmanager
def acting(
    request: HttpRequest, *, act: str, subject: str = "", picture: str = "", roles: Collection[str] = LOOKING
) -> Iterator[Granted]:
    """Write down what an officer does, and let it be done.

    Args:
        request: The request of a signed-in officer.
        act: What is done, in plain English and without data.
        subject: Id of what it is done to.
        picture: Id of the picture it rests on; empty where there is none.
        roles: Roles that may do it.
    Yields:
        Who acts, in which context, with which view.
    Raises:
        NoContext: No purpose and reason hold.
        NotGranted: No clause or role gives it; that is written down as well.
    """
    now = timezone.now()
    context, officer = context_of(request, now), request.user
    if context is None or not officer.is_authenticated:
        raise NoContext
    view, refusal = _view(str(getattr(officer, "role", "")), context, roles)
    entry = Consultation(
        who=str(officer), role=str(getattr(officer, "role", "")), partner=context.partner, act=act,
        subject=subject[:200], purpose=context.purpose, reason=context.reason,
        clause=view.clause.legal_basis if view else "", picture=picture if view else "",
        classes=view.data_classes if view else (), count=0, allowed=view is not None, refusal=refusal,
    )  # fmt: skip
    # Durable: inside another transaction the entry could vanish with it, while the act stands.
    with transaction.atomic(durable=True):
        record(entry, now=now)
        if view is not None:
            yield Granted(str(officer), context, view)
    if view is None:
        raise NotGranted


def granted_now(request: HttpRequest) -> Granted:
    """Ask what an officer may see, without an entry: for what shows nothing of a picture, such as a bar of progress.

    Args:
        request: The request of a signed-in officer.
    Raises:
        NoContext: No purpose and reason hold.
        NotGranted: No clause or role gives it.
    """
    context = context_of(request)
    if context is None:
        raise NoContext
    view, _ = _view(str(getattr(request.user, "role", "")), context, LOOKING)
    if view is None:
        raise NotGranted
    return Granted(str(request.user), context, view)


def _view(role: str, context: Context, roles: Collection[str]) -> tuple[View | None, str]:
    if role not in roles:
        return None, f"role {role}: this role does not do that"
    try:
        return view_for(context.partner, context.purpose), ""
    except CovenantError as refusal:
        return None, str(refusal)
