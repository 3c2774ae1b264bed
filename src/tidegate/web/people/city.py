"""The city and its covenant as they stand now; read again as soon as one of their files changes.

What a clause no longer gives is gone with the next request, so nothing here is kept longer than its file.
"""

import functools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from tidegate.errors import CovenantError
from tidegate.partnership import Clause, Covenant, Partner, View, give_view, read_covenant
from tidegate.pipeline import Workspace
from tidegate.pipeline.picturing.viewing import facts_of
from tidegate.registers import Register
from tidegate.web.ground import Ground, open_ground

_Stamp = tuple[tuple[str, int, int], ...]


def ground() -> Ground:
    """Give the workspace as it stands now.

    Raises:
        WorkspaceError: It may no longer be served, or cannot be read.
    """
    return _ground(_folder(), _stamp("city.toml", "registers/*.yml"))


def workspace() -> Workspace:
    """Give the workspace with its registers."""
    return ground().workspace


def covenant() -> Covenant:
    """Give the covenant as it stands now.

    Raises:
        CovenantError: It cannot be read, or contradicts itself or a register.
    """
    return _covenant(_folder(), _stamp("covenant.yml", "city.toml", "registers/*.yml"))


def today() -> date:
    """Give the day where the city is."""
    return timezone.localdate()


def partner_of(officer: object) -> Partner | None:
    """Give the partner that an officer works for, called as its readers call it.

    Args:
        officer: The officer.
    Returns:
        The partner; None where the covenant has it no more.
    """
    return next((p for p in partners() if p.id == str(getattr(officer, "partner", ""))), None)


def partners() -> list[Partner]:
    """Give the partners of the covenant in its order, each called as in the reader's language."""
    return [replace(p, name=words(p.names, p.name)) for p in covenant().partners]


def view_for(partner: str, purpose: str) -> View:
    """Give the view that the covenant grants a partner today.

    Args:
        partner: Id of the partner.
        purpose: Id of the purpose.
    Raises:
        CovenantError: No clause in force gives it.
    """
    if not partner:
        # To the covenant an empty partner is any that has the clause alone; to an officer it is none.
        raise CovenantError(where="covenant", what="no partner was named", mend="name one")
    return give_view(covenant(), purpose=purpose, partner=partner, on=today())


def clauses_in_force(partner: str) -> list[Clause]:
    """Give the clauses that hold today for a partner, in their order, their law named in the reader's language.

    Args:
        partner: Id of the partner.
    """
    found = []
    for clause in covenant().clauses:
        if clause.partner == partner:
            try:
                held = view_for(partner, clause.purpose).clause
            except CovenantError:
                continue
            found.append(replace(held, legal_basis=words(held.bases, held.legal_basis)))
    return found


def title_of(purpose: str) -> str:
    """Give what a purpose is called in the reader's language, else in English, else by its id.

    Args:
        purpose: Id of the purpose.
    """
    return words(covenant().purposes.get(purpose, {}), purpose)


def register_of(register: str) -> Register | None:
    """Give a register of the city.

    Args:
        register: Its id.
    Returns:
        None where there is none by this id.
    """
    return next((r for r in workspace().registers if r.id == register), None)


def words(by_language: Mapping[str, str], otherwise: str) -> str:
    """Choose the words of the reader's language.

    Args:
        by_language: Language to words.
        otherwise: What to say where there are none.
    """
    language = (get_language() or "en").split("-")[0]
    return by_language.get(language) or by_language.get("en") or next(iter(by_language.values()), otherwise)


def _folder() -> Path:
    folder: Path = settings.GROUND.workspace.folder
    return folder


def _stamp(*patterns: str) -> _Stamp:
    paths = sorted(p for pattern in patterns for p in _folder().glob(pattern))
    return tuple((p.name, s.st_mtime_ns, s.st_size) for p in paths for s in [p.stat()])


@functools.lru_cache(maxsize=4)
def _ground(folder: Path, stamp: _Stamp) -> Ground:  # noqa: ARG001 - the stamp is what makes it another
    return open_ground(folder)


@functools.lru_cache(maxsize=4)
def _covenant(folder: Path, stamp: _Stamp) -> Covenant:  # noqa: ARG001 - the stamp is what makes it another
    return read_covenant(folder / "covenant.yml", facts_of(ground().workspace.registers))
