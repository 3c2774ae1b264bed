"""What an administrator does with accounts. Each act and its entry in the ledger are one transaction.

Nobody does any of it to their own account: so the last administrator cannot lock the door from outside.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from tidegate.web.audit.ledger import record
from tidegate.web.people.directory.linking import link
from tidegate.web.people.inviting import invite
from tidegate.web.people.making import end_sessions, make_officer
from tidegate.web.people.models import Invitation, Officer
from tidegate.web.people.signing import told


class OwnAccount(Exception):  # noqa: N818 - a state that the reader mends, not an error
    """An administrator asked for it to be done to the own account."""


@dataclass(frozen=True)
class By:
    """Who does it, why, when.

    Args:
        officer: The administrator.
        reason: Why, in their words.
        now: Now.
    """

    officer: Officer
    reason: str
    now: datetime


@dataclass(frozen=True)
class Wish:
    """What an account shall be.

    Args:
        name: Its name.
        role: One of the roles.
        partner: Id of a partner of the covenant.
        entry: Which entry of the city's directory the officer is; empty for none.
    """

    name: str
    role: str
    partner: str
    entry: str = ""


def officer_made(by: By, wish: Wish) -> tuple[Officer, str]:
    """Make an account, with an invitation where the officer does not come through the directory.

    Args:
        by: Who does it.
        wish: What it shall be.
    Returns:
        The officer, and the code of the invitation, told this once; empty where the directory vouches.
    Raises:
        SettingError: Role, partner, name or entry cannot be taken.
    """
    with _written(by, f"account made: {wish.role} for {wish.partner}", wish.name):
        made = make_officer(name=wish.name, role=wish.role, partner=wish.partner, directory=wish.entry)
        code = "" if wish.entry else invite(made, now=by.now)
    return made, code


def officer_changed(by: By, officer: Officer, *, role: str, partner: str) -> None:
    """Give an officer another role or partner; what was open under the old one ends.

    Args:
        by: Who does it.
        officer: Whose account.
        role: One of the roles.
        partner: Id of a partner of the covenant.
    Raises:
        OwnAccount: It is the administrator's own.
    """
    with _written(by, f"account changed: {role} for {partner}", officer.username, officer):
        officer.role, officer.partner = role, partner
        officer.save(update_fields=["role", "partner"])
        end_sessions(officer)


def officer_locked(by: By, officer: Officer, *, locked: bool) -> None:
    """Lock an account or open it again; a locked one loses sessions and invitation at once.

    Args:
        by: Who does it.
        officer: Whose account.
        locked: Whether it shall be locked.
    Raises:
        OwnAccount: It is the administrator's own.
    """
    with _written(by, "account locked" if locked else "account unlocked", officer.username, officer):
        officer.is_active = not locked
        officer.save(update_fields=["is_active"])
        if locked:
            Invitation.objects.filter(officer=officer).delete()
            end_sessions(officer)


def officer_put_out(by: By, officer: Officer) -> int:
    """End the sessions of an officer.

    Args:
        by: Who does it.
        officer: Whose.
    Returns:
        How many there were.
    Raises:
        OwnAccount: It is the administrator's own.
    """
    with _written(by, "sessions ended", officer.username, officer):
        return end_sessions(officer)


def officer_invited(by: By, officer: Officer, *, forget: bool) -> str:
    """Let an officer set a password anew; the old one and open sessions end at once.

    Args:
        by: Who does it.
        officer: Whose account.
        forget: Whether second factors are taken away, too, for whoever lost theirs.
    Returns:
        The code of the invitation, told this once.
    Raises:
        OwnAccount: It is the administrator's own.
    """
    act = "invited anew, second factors taken away" if forget else "invited anew"
    with _written(by, act, officer.username, officer):
        officer.set_unusable_password()
        officer.save(update_fields=["password"])
        if forget:
            Authenticator.objects.filter(user=officer).delete()
        end_sessions(officer)
        return invite(officer, now=by.now)


def officer_linked(by: By, officer: Officer, entry: str) -> None:
    """Write down which entry of the directory an officer is.

    Args:
        by: Who does it.
        officer: Whose account.
        entry: The entry; empty for none.
    Raises:
        OwnAccount: It is the administrator's own.
        SettingError: It cannot be taken.
    """
    with _written(by, "entry of the directory set" if entry else "entry of the directory taken away",
                  officer.username, officer):  # fmt: skip
        link(officer, entry)
        end_sessions(officer)


@contextlib.contextmanager
def _written(by: By, act: str, name: str, officer: Officer | None = None) -> Iterator[None]:
    if officer is not None and officer.pk == by.officer.pk:
        raise OwnAccount
    with transaction.atomic(durable=True):
        record(told(by.officer, act, subject=f"account {name}", reason=by.reason), now=by.now)
        yield
