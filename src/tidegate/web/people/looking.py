"""The only way to a picture: `look`.

A page that shows anything of a picture is written like this::

    from tidegate.web.people.looking import look

    def entity(request, entity_id):
        with look(request, act="entity page", subject=entity_id) as picture:
            found = entity_told(picture, entity_id)        # a selector of web/atlas/reading
        if found is None:
            raise Http404
        return render(request, "atlas/entity.html", {"entity": found})

`act` names the page or download in plain English, and never holds data; `subject` is the id of what is shown, empty
where the page shows a list; `count` is how many things the answer shows at most (the length of the page of a list).

What happens: the officer's context is taken from the session, the covenant is asked again whether it still gives it,
the picture is pinned (it stays whole while the block lasts, however many are built meanwhile), and the entry is written
into the ledger; only then the block begins. All of that is one transaction of its own: where the ledger cannot be
written, the exception takes the page with it. So `look` may not stand inside another transaction. What the page writes
goes inside the block or after it, in a transaction of its own.

What is answered without a picture is decided here, and pages need not care (`middleware.Answers` turns it into pages):

* `NoContext`: the officer has not chosen a purpose and reason, or they have ended; the page to choose them comes first.
* `NotGranted` (a 404): no clause in force gives it, or the role does not look; it reads like what is absent.
* `NoPicture`: it is granted, but none was built yet or it has expired; the page says what to do.

`picture.id` belongs into every address that a page hands to its scripts (`?picture=`), so that map and table show the
same picture: give it back as `look(..., pinned_id=request.GET.get("picture", ""))`. One that is gone is `NoPicture`.
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone

from tidegate.errors import CovenantError, PictureError, TidegateError
from tidegate.partnership import View
from tidegate.pipeline.picturing.shelf import Picture, pinned, shelf
from tidegate.web.audit.ledger import Consultation, record
from tidegate.web.people.city import today, view_for, workspace
from tidegate.web.people.context import Context, context_of


class Looker(Protocol):
    """Who looks: an officer."""

    username: str
    role: str
    partner: str

    @property
    def looks(self) -> bool:
        """Whether the role looks at pictures at all."""


class NoContext(Exception):  # noqa: N818 - a state that the reader mends, not an error
    """No purpose and reason were chosen."""


class NotGranted(Http404):
    """Nothing gives it; to the reader it looks like what is not there."""


class NoPicture(Exception):  # noqa: N818 - a state that the reader mends, not an error
    """The view is granted, but it has no picture that may be shown.

    Args:
        why: What the shelf said.
        purpose: Id of the purpose.
        partner: Id of the partner.
    """

    def __init__(self, why: TidegateError, *, purpose: str, partner: str) -> None:
        """Keep what the page tells."""
        self.why, self.purpose, self.partner = why, purpose, partner
        super().__init__(str(why))


@contextlib.contextmanager
def look(
    request: HttpRequest, *, act: str, subject: str = "", count: int = 1, pinned_id: str = ""
) -> Iterator[Picture]:
    """Hold the picture of the officer's context, after the look was written into the ledger.

    Args:
        request: The request of a signed-in officer.
        act: What is done, in plain English and without data, such as `entity page`.
        subject: Id of what is shown; empty for a list.
        count: How many things the answer shows at most.
        pinned_id: Id of the picture wanted; the current one where it is empty.
    Yields:
        The picture, pinned.
    Raises:
        NoContext: No purpose and reason hold.
        NotGranted: Nothing gives it.
        NoPicture: There is none, or it has expired.
    """
    now = timezone.now()
    context = context_of(request, now)
    officer = request.user
    if context is None or not officer.is_authenticated:
        raise NoContext
    with visible(officer, context, now, act=act, subject=subject, count=count, pinned_id=pinned_id) as picture:  # type: ignore[arg-type]
        yield picture


@contextlib.contextmanager
def visible(
    officer: Looker,
    context: Context,
    now: datetime,
    *,
    act: str,
    subject: str = "",
    count: int = 1,
    pinned_id: str = "",
) -> Iterator[Picture]:
    """Hold the picture that an officer may see in a context; pages call `look`.

    Args:
        officer: The officer.
        context: Purpose and reason.
        now: Now, with the time zone.
        act: What is done.
        subject: Id of what is shown.
        count: How many things at most.
        pinned_id: Id of the picture wanted; the current one where it is empty.
    Yields:
        The picture, pinned.
    Raises:
        NotGranted: Nothing gives it; that is written down as well.
        NoPicture: There is none, or it has expired.
    """
    asked = _Asked(officer, context, act, subject, count)
    try:
        view = _view(officer, context)
    except CovenantError as refusal:
        with transaction.atomic(durable=True):
            record(asked.consultation(refusal=str(refusal)), now=now)
        raise NotGranted from refusal
    with contextlib.ExitStack() as held:
        # Durable: inside another transaction the entry could vanish with it, while the page has been sent.
        with transaction.atomic(durable=True):
            picture = held.enter_context(_pinned(view, context, pinned_id))
            record(asked.consultation(view, picture), now=now)
        yield picture


def _view(officer: Looker, context: Context) -> View:
    if not officer.looks:
        raise CovenantError(
            where=f"role {officer.role}", what="this role looks at no picture", mend="ask an officer of the partner"
        )
    if context.partner != officer.partner or not context.reason.strip():
        raise CovenantError(where="context", what="it is not the officer's own", mend="choose purpose and reason anew")
    return view_for(officer.partner, context.purpose)


@contextlib.contextmanager
def _pinned(view: View, context: Context, pinned_id: str) -> Iterator[Picture]:
    with contextlib.ExitStack() as held:
        try:
            found = held.enter_context(pinned(shelf(workspace(), view.id), today=today(), picture=_safe(pinned_id)))
        except PictureError as missing:
            raise NoPicture(missing, purpose=context.purpose, partner=context.partner) from missing
        yield found


def _safe(pinned_id: str) -> str:
    """Let no path in: an id of a picture is hexadecimal digits."""
    if pinned_id and not (pinned_id.isascii() and pinned_id.isalnum()):
        raise NotGranted
    return pinned_id


class _Asked:
    """What is asked for, as it goes into the ledger."""

    def __init__(self, officer: Looker, context: Context, act: str, subject: str, count: int) -> None:
        self.officer, self.context, self.act, self.subject, self.count = officer, context, act, subject, count

    def consultation(self, view: View | None = None, picture: Picture | None = None, refusal: str = "") -> Consultation:
        return Consultation(
            who=self.officer.username, role=self.officer.role, partner=self.officer.partner, act=self.act,
            subject=self.subject[:200], purpose=self.context.purpose, reason=self.context.reason,
            clause=view.clause.legal_basis if view else "", picture=picture.id if picture else "",
            classes=view.data_classes if view else (), count=self.count if view else 0,
            allowed=view is not None, refusal=refusal,
        )  # fmt: skip
