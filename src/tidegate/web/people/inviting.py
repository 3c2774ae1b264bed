"""A first password that the administrator never knows: a code that serves once, within three days.

The code never stands in an address, where proxies and histories would keep it: it is handed over, and typed in.
"""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from tidegate.web.audit.ledger import record
from tidegate.web.people.models import Invitation, Officer
from tidegate.web.people.signing import told

HOLDS = timedelta(days=3)
"""How long a code serves."""

_BYTES = 10  # 80 bits, sixteen letters


def invite(officer: Officer, *, now: datetime) -> str:
    """Make a code for an officer; one that was made before serves no more.

    Args:
        officer: For whom.
        now: Now.
    Returns:
        The code, told this once and kept nowhere.
    """
    letters = base64.b32encode(secrets.token_bytes(_BYTES)).decode()
    code = "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
    Invitation.objects.update_or_create(officer=officer, defaults={"digest": _digest(code), "expires": now + HOLDS})
    return code


def invited(name: str, code: str, *, now: datetime) -> Officer | None:
    """Find the officer to whom a code was given.

    Args:
        name: Name of the account.
        code: The code as it was typed.
        now: Now.
    Returns:
        The officer; None where name and code do not belong together, the code has ended, or the account is locked.
    """
    found = Invitation.objects.select_related("officer").filter(digest=_digest(code), expires__gt=now).first()
    if found is None or found.officer.username.lower() != name.strip().lower() or not found.officer.is_active:
        return None
    officer: Officer = found.officer
    return officer


def take_up(officer: Officer, code: str, password: str, *, now: datetime) -> bool:
    """Set the password of an officer, and let the code end.

    Args:
        officer: Who.
        code: The code.
        password: The password, checked before.
        now: Now.
    Returns:
        Whether the code still served; of two that come with it at once, one gets in.
    """
    with transaction.atomic(durable=True):
        taken, _ = Invitation.objects.filter(officer=officer, digest=_digest(code)).delete()
        if not taken:
            return False
        record(told(officer, "set a password with an invitation", subject=f"account {officer.username}"), now=now)
        officer.set_password(password)
        officer.save(update_fields=["password"])
    return True


def _digest(code: str) -> str:
    """Give what is kept of a code; case, dashes and blanks of whoever types make no difference."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
