"""What a delivery must be called, so that its register finds it and knows its day."""

import fnmatch
import re
from dataclasses import dataclass
from datetime import date

from tidegate.errors import DeliveryError
from tidegate.registers import FileSpec, Register, delivery_day

LONGEST = 100
"""Characters of a name, at most."""

_JOKERS = re.compile(r"[*?\[]")
_STAMPS = ("%Y-%m-%d", "%Y%m%d", "%Y_%m_%d", "%Y-%m", "%Y_%m", "%Y%m", "%Y")
_SAFE = re.compile(r"[\w .,()+@=&'-]+")


@dataclass(frozen=True)
class Named:
    """What a name comes to.

    Args:
        spec: The kind of file it fits; None where it fits none.
        path: Path within `deliveries/`.
        offered: The name it should have where only the date is missing; else empty.
    """

    spec: FileSpec | None
    path: str = ""
    offered: str = ""


def kinds(register: Register) -> list[FileSpec]:
    """Give the kinds of file that may be sent: those whose folder is plain.

    Args:
        register: The register.
    """
    return [f for f in register.files if not _JOKERS.search(_folder(f))]


def pattern(spec: FileSpec) -> str:
    """Give the pattern of a kind's names, without the folder.

    Args:
        spec: The kind of file.
    """
    return spec.path.rpartition("/")[2]


def example(spec: FileSpec, on: date) -> str:
    """Give a name that a delivery of a day may have.

    Args:
        spec: The kind of file.
        on: The day.
    """
    if "*" not in pattern(spec):
        return pattern(spec)
    return _dated(spec, on, *pattern(spec).split("*", 1))


def fit(register: Register, name: str, on: date) -> Named:
    """Find the kind of file that a name belongs to.

    Args:
        register: The register.
        name: Name of the file.
        on: The day that is offered where the date is missing.
    """
    if len(name) > LONGEST or name[:1] in {".", ""} or not _SAFE.fullmatch(name):
        return Named(None)
    for spec in kinds(register):
        if named(spec, name):
            folder = _folder(spec)
            return Named(spec, f"{folder}/{name}" if folder else name)
    return Named(None, offered=next(filter(None, (_offered(s, name, on) for s in kinds(register))), ""))


def named(spec: FileSpec, name: str) -> bool:
    """Tell whether a name is one of a kind's, and holds the date that it should.

    Args:
        spec: The kind of file.
        name: The name.
    """
    if not fnmatch.fnmatchcase(name, pattern(spec)):
        return False
    folder = _folder(spec)
    try:
        delivery_day(spec, f"{folder}/{name}" if folder else name)
    except DeliveryError:
        return False
    return True


def _offered(spec: FileSpec, name: str, on: date) -> str:
    stem, dot, ending = name.partition(".")
    if fnmatch.fnmatchcase(name, pattern(spec)):
        return _dated(spec, on, f"{stem.rstrip(' _-')}_", dot + ending)
    return example(spec, on) if _bare(pattern(spec)) == _bare(name) else ""


def _dated(spec: FileSpec, on: date, before: str, after: str) -> str:
    names = (f"{before}{on.strftime(stamp)}{after.replace('*', '')}" for stamp in _STAMPS)
    return next((n for n in names if named(spec, n)), "")


def _bare(name: str) -> str:
    stem, dot, ending = name.replace("*", "").partition(".")
    return (stem.rstrip(" _-") + dot + ending).casefold()


def _folder(spec: FileSpec) -> str:
    return spec.path.rpartition("/")[0]
