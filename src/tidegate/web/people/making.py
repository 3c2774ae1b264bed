"""Make an officer's account, or say why it cannot be made."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tidegate.errors import SettingError
from tidegate.web.people.city import covenant
from tidegate.web.people.directory.linking import entry_of, link
from tidegate.web.people.models import Officer, Role


def make_officer(*, name: str, role: str, partner: str, password: str | None = None, directory: str = "") -> Officer:
    """Make an account.

    Args:
        name: Its name; letters, digits and @/./+/-/_.
        role: One of the roles.
        partner: Id of a partner of the covenant.
        password: Its password; without one nobody signs in to it by password.
        directory: Which entry of the city's directory the officer is; empty for none.
    Raises:
        SettingError: One of these cannot be taken.
    """
    if role not in Role.values:
        raise SettingError(
            where="--role", what=f"there is no role '{role}'", mend=f"name one of {', '.join(Role.values)}"
        )
    if covenant().partner(partner) is None:
        known = ", ".join(p.id for p in covenant().partners)
        raise SettingError(
            where="--partner", what=f"the covenant has no partner '{partner}'", mend=f"name one of {known}"
        )
    officer = Officer(username=name, role=role, partner=partner)
    try:
        if password is not None:
            validate_password(password, officer)
        officer.set_password(password)
        officer.full_clean()
    except ValidationError as fault:
        raise SettingError(
            where=f"account '{name}'", what=" ".join(m.rstrip(".") for m in fault.messages), mend="choose another"
        ) from fault
    with transaction.atomic():
        officer.save()
        if directory:
            link(officer, directory)
    return officer


def officers_told() -> Iterator[dict[str, Any]]:
    """Tell of each account what an administrator needs, by name."""
    for officer in Officer.objects.order_by("username"):
        last = officer.last_login
        yield {
            "officer": officer.username, "role": officer.role, "partner": officer.partner,
            "may_sign_in": officer.is_active, "directory": entry_of(officer), "second_factor": is_mfa_enabled(officer),
            "last_sign_in": last.date().isoformat() if last else "",
        }  # fmt: skip


def set_active(*, name: str, active: bool) -> None:
    """Lock an account or open it again; a locked one loses its sessions at once.

    Args:
        name: Name of the account.
        active: Whether it may sign in.
    Raises:
        SettingError: There is no such account.
    """
    officer = Officer.objects.filter(username=name).first()
    if officer is None:
        raise SettingError(where=name, what="there is no such account", mend="see `tidegate officers list`")
    officer.is_active = active
    officer.save(update_fields=["is_active"])
    if not active:
        end_sessions(officer)


def end_sessions(officer: Officer) -> int:
    """End every session of an officer.

    Args:
        officer: Whose.
    Returns:
        How many there were.
    """
    found = list(UserSession.objects.filter(user=officer))
    for session in found:
        session.end()
    return len(found)
