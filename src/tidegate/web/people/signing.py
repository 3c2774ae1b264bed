"""Who signed in stands in the ledger, and so does whom the directory vouched for and who was not let in."""

from datetime import datetime

from django.db import transaction

from tidegate.web.audit.ledger import Consultation, record
from tidegate.web.people.models import Officer

PURPOSE = "accounts"
"""What an entry about an account has in place of a purpose of the covenant."""

NO_ACCOUNT = "(no account)"
"""What an entry names where there is no officer; no account can be called so."""


def told(officer: Officer, act: str, *, subject: str = "", reason: str = "", refusal: str = "") -> Consultation:
    """Put together an entry about an account.

    Args:
        officer: Who acts.
        act: What is done, in plain English and without data.
        subject: To which account.
        reason: Why, in the officer's words.
        refusal: Why it was not allowed; empty where it was.
    """
    return Consultation(
        who=officer.username, role=officer.role, partner=officer.partner, act=act, subject=subject, purpose=PURPOSE,
        reason=reason, clause="", picture="", classes=(), count=0, allowed=not refusal, refusal=refusal,
    )  # fmt: skip


def signed_in(officer: Officer, way: str, *, now: datetime) -> None:
    """Write down that an officer signed in.

    Args:
        officer: Who.
        way: How, such as `by password`.
        now: Now.
    """
    with transaction.atomic(durable=True):
        record(told(officer, f"signed in {way}"), now=now)


def sign_in_refused(officer: Officer | str, why: str, *, now: datetime) -> None:
    """Write down that the directory vouched for somebody who was not let in.

    Args:
        officer: The officer; `NO_ACCOUNT` where there is none.
        why: Why.
        now: Now.
    """
    who = Officer(username=officer, role="", partner="") if isinstance(officer, str) else officer
    with transaction.atomic(durable=True):
        record(told(who, "sign in through the directory", refusal=why), now=now)
