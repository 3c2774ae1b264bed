"""How often a caller may ask in a minute, counted in the database, so that all processes count together."""

from datetime import datetime

from django.db import transaction

from tidegate.web.api.models import ApiToken, Asked

A_MINUTE = 120
"""Requests that a caller has in a minute."""


def seconds_to_wait(caller: str, *, now: datetime, token: ApiToken | None = None) -> int:
    """Count a request.

    Args:
        caller: Who asks.
        now: Now.
        token: The token that was used; the time is written down with it.
    Returns:
        0 where the request may go on, else the seconds until the next minute.
    """
    minute, second = divmod(int(now.timestamp()), 60)
    with transaction.atomic():
        Asked.objects.get_or_create(caller=caller, defaults={"minute": minute, "times": 0})
        own = Asked.objects.select_for_update().get(caller=caller)
        own.times = own.times + 1 if own.minute == minute else 1
        own.minute = minute
        if own.times > A_MINUTE:
            return 60 - second
        own.save(update_fields=["minute", "times"])
        if token is not None:
            ApiToken.objects.filter(pk=token.pk).update(last_used=now)
    return 0
