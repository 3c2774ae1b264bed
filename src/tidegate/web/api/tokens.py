"""Making, finding and revoking tokens. What is made and revoked stands in the ledger, like every look."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from tidegate.web.api.models import ApiToken
from tidegate.web.audit.ledger import Consultation, record
from tidegate.web.people.city import view_for
from tidegate.web.people.models import Officer

PREFIX = "tgt_"
"""How a token begins, so that scanners for secrets know one when they see it."""

DAYS = (7, 30, 90)
"""For how many days a token may be made."""


@dataclass(frozen=True)
class TokenWish:
    """What a token shall be.

    Args:
        name: What the officer calls it, such as the workbook that uses it.
        purpose: Id of the purpose.
        reason: Why.
        feed_only: Whether it opens the feed of counts alone.
        days: How long it holds, one of `DAYS`.
    """

    name: str
    purpose: str
    reason: str
    feed_only: bool
    days: int


def token_make(officer: Officer, wish: TokenWish, *, now: datetime) -> tuple[ApiToken, str]:
    """Make a token.

    Args:
        officer: Whose it is.
        wish: What it shall be.
        now: Now.
    Returns:
        The token as it is kept, and its secret, which is told this once.
    Raises:
        CovenantError: No clause in force gives the purpose to the officer's partner.
        ValueError: It would hold for another number of days than is allowed.
    """
    if wish.days not in DAYS:
        raise ValueError(f"a token holds for {wish.days} days: choose one of {', '.join(map(str, DAYS))}")
    view = view_for(officer.partner, wish.purpose)
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic(durable=True):
        made = ApiToken.objects.create(
            officer=officer, partner=officer.partner, name=wish.name, purpose=wish.purpose, reason=wish.reason,
            feed_only=wish.feed_only, digest=_digest(secret), created=now, expires=now + timedelta(days=wish.days),
        )  # fmt: skip
        _written(officer, made, "token made", view.clause.legal_basis, now)
    return made, secret


def token_revoke(officer: Officer, number: int, *, now: datetime) -> bool:
    """End a token at once.

    Args:
        officer: Who ends it: its owner, or the data-protection officer.
        number: Number of the token.
        now: Now.
    Returns:
        Whether there is such a token that the officer may end; one that had ended stays as it is.
    """
    with transaction.atomic(durable=True):
        found = tokens_of(officer).select_for_update().filter(pk=number).first()
        if found is None:
            return False
        if found.revoked is None:
            found.revoked = now
            found.save(update_fields=["revoked"])
            _written(officer, found, "token revoked", "", now)
    return True


def tokens_of(officer: Officer) -> QuerySet[ApiToken]:
    """Give the tokens that an officer may see: the own ones; all for the data-protection officer.

    Args:
        officer: The officer.
    """
    found = ApiToken.objects.select_related("officer")
    return found if officer.role == "protection" else found.filter(officer=officer)


def token_found(secret: str, *, now: datetime) -> ApiToken | None:
    """Find the token with a secret.

    Args:
        secret: What the caller gave.
        now: Now.
    Returns:
        The token; None where there is none, it has ended, or its officer is no more the one it was made for.
    """
    if not secret.startswith(PREFIX):
        return None
    found = ApiToken.objects.select_related("officer").filter(digest=_digest(secret), revoked=None).first()
    if found is None or found.expires <= now:
        return None
    officer = found.officer
    return found if officer.is_active and officer.partner == found.partner and officer.looks else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _written(officer: Officer, token: ApiToken, act: str, clause: str, now: datetime) -> None:
    told = Consultation(
        who=officer.username, role=officer.role, partner=officer.partner, act=act, subject=f"token {token.pk}",
        purpose=token.purpose, reason=token.reason, clause=clause, picture="", classes=(), count=0,
    )  # fmt: skip
    record(told, now=now)
