"""How the API looks: through `look` and `visible`, like the pages, so that every answer is in the ledger first."""

import contextlib
from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.web.api.door import caller_of
from tidegate.web.people.context import Context, context_of
from tidegate.web.people.looking import NoContext, look, visible


class FeedOnly(Exception):  # noqa: N818 - a state that the caller mends, not an error
    """The token opens the feed alone."""

    what = _("This token opens the feed of counts alone.")
    mend = _("Make one that opens the picture.")


@contextlib.contextmanager
def seen(
    request: HttpRequest, act: str, *, subject: str = "", count: int = 1, pinned_id: str = "", feed: bool = False
) -> Iterator[Picture]:
    """Hold the picture that the caller may see, after the look was written into the ledger.

    Args:
        request: The request.
        act: What is done, in plain English and without data.
        subject: Id of what is shown; empty for a list.
        count: How many things the answer shows at most.
        pinned_id: Id of the picture wanted; the current one where it is empty.
        feed: Whether only counts of the feed are shown.
    Yields:
        The picture, pinned.
    Raises:
        FeedOnly: The token opens the feed alone, and this is not it.
        NoContext: The session has no purpose and reason.
        NotGranted: Nothing gives it.
        NoPicture: There is none, or it has expired.
    """
    token = caller_of(request).token
    if token is None:
        with look(request, act=f"API: {act}", subject=subject, count=count, pinned_id=pinned_id) as picture:
            yield picture
        return
    if token.feed_only and not feed:
        raise FeedOnly
    context = Context(token.partner, token.purpose, token.reason, token.created.isoformat())
    with visible(
        token.officer, context, timezone.now(), act=f"API, token {token.pk}: {act}", subject=subject, count=count,
        pinned_id=pinned_id,
    ) as picture:  # fmt: skip
        yield picture


def context_in(request: HttpRequest) -> Context:
    """Give the purpose and reason in which a caller looks.

    Args:
        request: The request.
    Raises:
        NoContext: The session has none.
    """
    token = caller_of(request).token
    if token is not None:
        return Context(token.partner, token.purpose, token.reason, token.created.isoformat())
    context = context_of(request)
    if context is None:
        raise NoContext
    return context


def officer_in(request: HttpRequest) -> str:
    """Give the name of the officer who looks.

    Args:
        request: The request.
    """
    token = caller_of(request).token
    return str(token.officer.username if token else request.user)
