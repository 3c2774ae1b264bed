"""The one writer and the readers of the ledger.

An entry is written within a transaction that its caller opened as durable, before anything is read; where it cannot be
written, the exception takes the answer with it.
"""

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog
from django.db import connection, transaction
from django.db.models import Max

from tidegate.web.audit.chain import Finding, Head, Link, commit, follow, seal
from tidegate.web.audit.models import LedgerEntry, LedgerHead

_COLUMNS = Link._fields
_log = structlog.get_logger("tidegate.ledger")


@dataclass(frozen=True)
class Consultation:
    """One look at a picture, allowed or refused.

    Args:
        who: Name of the officer's account.
        role: The officer's role.
        partner: Id of the partner the officer works for.
        act: What was done, such as `entity page`.
        subject: What it was done to, such as the id of an entity; empty where it is a whole page.
        purpose: Id of the purpose.
        reason: The officer's words.
        clause: The law that the clause rests on; empty where it was refused.
        picture: Id of the picture; empty where it was refused.
        classes: Classes of data that the view holds.
        count: How many things were shown, at most.
        allowed: Whether it was allowed.
        refusal: Why it was not; empty where it was.
    """

    who: str
    role: str
    partner: str
    act: str
    subject: str
    purpose: str
    reason: str
    clause: str
    picture: str
    classes: tuple[str, ...]
    count: int
    allowed: bool = True
    refusal: str = ""


@dataclass(frozen=True)
class Entry:
    """An entry as it is read.

    Args:
        number: Its number, from 1.
        at: When.
        digest: Its digest.
        content: What it says, by the names of `Consultation`.
    """

    number: int
    at: datetime
    digest: str
    content: dict[str, Any]


def record(consultation: Consultation, *, now: datetime) -> int:
    """Write an entry at the end of the ledger.

    Args:
        consultation: What happened.
        now: When, with the time zone; where the clock stands before the last entry, that entry's time is taken.
    Returns:
        The entry's number.
    Raises:
        RuntimeError: No transaction is open, so the entry could stand without what it is about, or the reverse.
        django.db.DatabaseError: It could not be written.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a consultation is recorded within transaction.atomic(durable=True)")
    head = LedgerHead.objects.select_for_update().get(only=1)
    number, at = int(head.number) + 1, max(_stamp(now), head.at)
    content = orjson.dumps(asdict(consultation), option=orjson.OPT_SORT_KEYS).decode()
    salt = secrets.token_hex(16)
    commitment = commit(salt, content)
    digest = seal(head.digest, number, at, commitment)
    LedgerEntry.objects.create(
        number=number, at=at, content=content, salt=salt, commitment=commitment, before=head.digest, digest=digest
    )
    LedgerHead.objects.filter(only=1).update(number=number, at=at, digest=digest)
    # A witness outside the database: whoever rewrites the ledger must rewrite the log of the service as well.
    transaction.on_commit(lambda: _log.info("ledger", number=number, digest=digest))
    return number


def verify() -> Finding:
    """Follow the whole ledger.

    Returns:
        How many entries were looked at, and the first that does not hold.
    """
    head = _head()
    # Entries up to the head are whole without a transaction, which would keep writers waiting meanwhile.
    finding = follow(_links(head.number), head)
    if finding.whole and (last := LedgerEntry.objects.aggregate(last=Max("number"))["last"] or 0) > _head().number:
        return Finding(finding.entries, last, "head")
    return finding


def _head() -> Head:
    """Give the head; a ledger that lost it has no entry that holds."""
    found = LedgerHead.objects.filter(only=1).values_list("number", "at", "digest").first()
    return Head(*found) if found else Head(0, "", "")


def _links(last: int) -> Iterator[Link]:
    found = LedgerEntry.objects.filter(number__lte=last).order_by("number")
    return map(Link._make, found.values_list(*_COLUMNS).iterator(chunk_size=5000))


def entries_newest(*, before: int | None = None, most: int = 50) -> list[Entry]:
    """Give entries, the newest first.

    Args:
        before: Only those with a lower number.
        most: How many at most.
    """
    found = LedgerEntry.objects.order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    return [Entry(e.number, datetime.fromisoformat(e.at), e.digest, _read(e.content)) for e in found[:most]]


def _read(content: str) -> dict[str, Any]:
    """Read what an entry says; one that was altered may not be JSON any more, and is shown as nothing."""
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="microseconds")
