"""A number by which a register knows a thing becomes comparable, and its checksum is put to the test.

A number whose scheme is known and whose checksum fails is a slip of the pen: it may resemble another, it decides
nothing. Of a number without known scheme nothing can be said but that it is written as it is.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import pyarrow as pa
from rigour.ids import get_identifier_format

LONGEST_IDENTIFIER = 200
"""Letters of an identifier that are read; a longer one is none."""

SHORTEST_IDENTIFIER = 3
"""Letters below which a text tells nobody apart."""

PHONE_DIGITS = 9
"""Last digits of a telephone number that are compared: what stands before them is written in many ways."""

COLUMNS = pa.schema([
    pa.field("value", pa.list_(pa.string())), pa.field("claimed", pa.list_(pa.string())),
    pa.field("decides", pa.string()), pa.field("number", pa.string()), pa.field("valid", pa.int32()),
])  # fmt: skip
"""`value`: scheme and number, as "lei:529900T8BM49AURSDO55", of those that may decide; `claimed`: the same of every
number, a failed checksum or not; `decides`: the first of `value`; `number`: the number alone; `valid`: 1 where the
checksum holds, 0 where it fails, empty where there is none to test."""

CONTACTS = ("phone", "email")
"""Schemes of what reaches a thing but does not tell who it is."""

ROLES = frozenset({
    "admin", "administratie", "booking", "contact", "enquiries", "hello", "help", "hr", "info", "kontakt", "mail",
    "office", "post", "postmaster", "reception", "sales", "secretariaat", "service", "support", "webmaster",
})  # fmt: skip
"""Mail boxes of an office, which many share and which tell nobody apart."""

# Numbers that are all one digit or a plain row of digits stand for "unknown".
_PLACEHOLDER = re.compile(r"^0*$|^(.)\1*$|^0?1234567(89?0?)?$")
_NOT_KEPT = re.compile(r"[^A-Z0-9]+")
_EMAIL = re.compile(r"([a-z0-9._%+'-]+)@([a-z0-9.-]+\.[a-z0-9-]{2,})")
_VAT = re.compile(r"^[A-Z]{2}[0-9A-Z]{8,12}$")
_EU = frozenset("AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split())  # noqa: SIM905


class _Row(NamedTuple):
    value: list[str]
    claimed: list[str]
    decides: str | None
    number: str | None
    valid: int | None


_NOTHING = _Row([], [], None, None, None)


def standardise(raws: Sequence[str], options: Mapping[str, Any]) -> pa.Table:
    """Write identifiers in one way and test their checksums.

    Args:
        raws: Identifiers, each once.
        options: `scheme`, the name under which numbers are compared; `check`, names of the checksums that such a
            number may keep: one of rigour's formats ("lei", "iban", "inn") or a country's number in python-stdnum
            ("nl.bsn", "be.nn", "eu.vat"). Without `check`, the scheme itself is tried. The schemes "phone" and
            "email" are read as what they are.
    Returns:
        One row per identifier, in order; columns `COLUMNS`.
    Raises:
        ValueError: `check` names a checksum that nobody knows.
    Example:
        >>> t = standardise(["5299 00T8 BM49 AURS DO55", "529900T8BM49AURSDO56"], {"scheme": "lei"})
        >>> t["value"].to_pylist(), t["valid"].to_pylist()
        ([['lei:529900T8BM49AURSDO55'], []], [1, 0])
    """
    scheme = str(options.get("scheme", "number"))
    names = options.get("check", [scheme] if _tester(scheme) else [])
    checks = [str(n) for n in ([names] if isinstance(names, str) else names)]
    unknown = [n for n in checks if _tester(n) is None]
    if unknown:
        raise ValueError(f"check names '{unknown[0]}', of which no checksum is known; leave it out, or see the docs")
    rows = [_row(raw, scheme, checks) for raw in raws]
    columns = zip(*rows, strict=True) if rows else ([] for _ in COLUMNS)
    arrays = [pa.array(column, f.type) for column, f in zip(columns, COLUMNS, strict=True)]
    return pa.Table.from_arrays(arrays, schema=COLUMNS)


def _row(raw: str, scheme: str, checks: Sequence[str]) -> _Row:
    if len(raw) > LONGEST_IDENTIFIER:
        return _NOTHING
    if scheme in CONTACTS:
        reached = _phone(raw) if scheme == "phone" else _email(raw)
        return _Row([f"{scheme}:{reached}"], [f"{scheme}:{reached}"], None, reached, None) if reached else _NOTHING
    number = _NOT_KEPT.sub("", raw.upper())
    if len(number) < SHORTEST_IDENTIFIER or _PLACEHOLDER.match(number):
        return _NOTHING
    valid = _tested(number, checks)
    named = f"{scheme}:{number}"
    return _Row([], [named], None, number, 0) if valid == 0 else _Row([named], [named], named, number, valid)


def _tested(number: str, checks: Sequence[str]) -> int | None:
    """Test a number by the checksums it may keep; one that names its country of value-added tax says so itself."""
    if not checks:
        if _VAT.match(number) and number[:2] in _EU:
            tester = _tester("eu.vat")
            return int(tester(number)) if tester else None
        return None
    testers = (_tester(name) for name in checks)
    return int(any(tester(number) for tester in testers if tester))


@cache
def _tester(name: str) -> Callable[[str], bool] | None:
    """Find the checksum of a scheme; `None` where there is none."""
    found = get_identifier_format(name)
    if found is not None and name not in {"generic", "strict", "null"}:
        return found.is_valid
    if not re.fullmatch(r"[a-z]{2}\.[a-z_]+", name):
        return None
    try:
        tester: Callable[[str], bool] = import_module(f"stdnum.{name}").is_valid
    except (ImportError, AttributeError):
        return None
    return tester


def _phone(raw: str) -> str | None:
    digits = "".join(c for c in raw if c.isascii() and c.isdigit())
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS - 2 and not _PLACEHOLDER.match(digits) else None


def _email(raw: str) -> str | None:
    found = _EMAIL.search(raw.lower())
    box = found[1].split("+")[0] if found else ""
    return f"{box}@{found[2]}" if found and box and box not in ROLES else None
