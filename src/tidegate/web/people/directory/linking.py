"""Which officer an entry of the directory is. Only an administrator writes that down; nothing is made by signing in."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction

from tidegate.errors import SettingError
from tidegate.settings import variable
from tidegate.web.people.directory.wish import Directory
from tidegate.web.people.models import Officer

MOST = 191
"""Characters of an entry's name."""


def entry_name(told: object) -> str:
    """Give the name of an entry as it is kept and looked up.

    Args:
        told: The value of the claim, or what the administrator wrote.
    Returns:
        Without blanks around it; an address of mail in small letters. Empty where it is no text or number, or too long.
    Example:
        >>> entry_name(" Ada@City.example ")
        'ada@city.example'
    """
    if isinstance(told, bool) or not isinstance(told, str | int):
        return ""
    name = str(told).strip()
    if len(name) > MOST or not name.isprintable():
        return ""
    return name.lower() if "@" in name else name


def officer_of(directory: Directory, claims: dict[str, Any]) -> Officer | None:
    """Find the officer for whom the directory vouches.

    Args:
        directory: The directory.
        claims: What it signed.
    Returns:
        The officer, locked or not; None where there is none, or the entry is not one that may come in.
    """
    name = entry_name(claims.get(directory.claim))
    if not name or not _may_come(directory, name, claims):
        return None
    found = SocialAccount.objects.select_related("user").filter(provider=directory.key, uid=name).first()
    return found.user if found else None


def entry_of(officer: Officer) -> str:
    """Give the name of an officer's entry in the directory; empty where there is none.

    Args:
        officer: The officer.
    """
    directory = settings.DIRECTORY
    if directory is None:
        return ""
    found = SocialAccount.objects.filter(user=officer, provider=directory.key).first()
    return found.uid if found else ""


def link(officer: Officer, entry: str) -> None:
    """Write down which entry of the directory an officer is; an empty one takes it away.

    Args:
        officer: The officer.
        entry: Value of the claim that tells the officer.
    Raises:
        SettingError: No directory is set, the name cannot be one, or it is another officer's.
    """
    directory = settings.DIRECTORY
    if directory is None:
        raise SettingError(
            where="--directory", what="the site has no directory", mend=f"set {variable('directory_issuer')} first"
        )
    name = entry_name(entry)
    if entry.strip() and not name:
        raise SettingError(where="--directory", what="that is no name of an entry", mend=f"give at most {MOST} signs")
    try:
        with transaction.atomic():
            SocialAccount.objects.filter(user=officer).delete()
            if name:
                SocialAccount.objects.create(user=officer, provider=directory.key, uid=name)
    except IntegrityError as fault:
        raise SettingError(
            where="--directory", what="another account has this entry", mend="take it from that account first"
        ) from fault


def second_factor_shown(directory: Directory, claims: dict[str, Any]) -> bool:
    """Tell whether the directory asked for a second factor that counts as ours.

    Args:
        directory: The directory.
        claims: What it signed.
    """
    if directory.second_factor is None:
        return False
    claim, value = directory.second_factor
    told = claims.get(claim)
    return value in told if isinstance(told, list) else told == value


def _may_come(directory: Directory, name: str, claims: dict[str, Any]) -> bool:
    """Let no address in that its owner may have made up, and none of another domain."""
    if directory.claim == "email" and claims.get("email_verified") is not True:
        return False
    if not directory.domains:
        return True
    address = name if "@" in name else entry_name(claims.get("email"))
    return address.rpartition("@")[2] in directory.domains and "@" in address
