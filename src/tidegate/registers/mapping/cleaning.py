"""What each type of the vocabulary makes of a raw text, as FollowTheMoney does it.

Cleaning comes in two forms that must agree, and a test holds them together: a test in SQL that says
which values are certainly left as they are (`SETTLED`), and the cleaning itself in Python, called once
for each distinct value that is not settled. This file is the adapter to the libraries that know the types;
each is loaded when the first value needs it, because together they take longer to load than most registers
take to read. The rare types are left to FollowTheMoney itself.
"""

import datetime
import functools
import importlib
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyarrow as pa

from tidegate.errors import MappingError
from tidegate.registers.mapping.countries import country_fast
from tidegate.registers.mapping.phones import is_plain_and_valid

Clean = Callable[[str], str | None]

_load = functools.cache(importlib.import_module)

AS_THEY_ARE = frozenset({"string", "text", "html", "number", "checksum", "json"})
"""Types that keep a text as it is."""

SETTLED = {
    "name": r"[!#-&(-~][!-~]*( [!-~]+)*",
    "date": r"(1[0-9]|2[0-9])\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|1\d|2[0-8]))?)?",
    "email": r"[!#-'*+\--9=A-Z\^-~]{1,64}@[a-z0-9]{1,30}(-[a-z0-9]{1,30})?"
    r"(\.[a-z0-9]{1,30}(-[a-z0-9]{1,30})?){0,2}\.[a-z]{2,20}",
    "number": r"[+-]?[0-9]+([.][0-9]+)?",
    "entity": r"[0-9a-zA-Z]([0-9a-zA-Z.\-]*[0-9a-zA-Z])?",
}
"""Per type a pattern (RE2 and Python alike) of values that cleaning leaves as they are."""

UNSETTLED_ADDRESS = r"[^ -~]|;|ESQ|<B|,,|,\.|, [,.]|  |^ | $|^$"
"""Pattern of addresses that cleaning may change."""

_LINE_BREAKS = re.compile(r"(\r\n|\n|<BR/>|<BR>|\t|ESQ\.,|ESQ,|;)")
_COMMATA = re.compile(r"(,\s?[,\.])")
_LOCAL_PART = re.compile(r"^[^<>()\[\]\,;:\?\s@\"]{1,64}$")
_NUMBER = re.compile(r"[+-]?\s?(\d{1,3}([,\s]\d{2,3})+|\d+)(\.\d+)?\s*[^\s\d]*")
"""A number with its groups of digits and perhaps a unit after it, as FollowTheMoney reads one."""

_ENTITY_ID = re.compile(r"^[0-9a-zA-Z]([0-9a-zA-Z\.\-]*[0-9a-zA-Z])?$")


@dataclass(frozen=True)
class Kind:
    """How the values of some properties are cleaned.

    Args:
        type: Type of the vocabulary.
        format: How the type reads a value; None for its own way.
        fuzzy: Whether the type may guess.
        split: Text at which a value falls apart first; None keeps it whole.
        dates: Patterns tried in order for a date without a format of its own, before ISO 8601.
        strict: Whether a number must be one; FollowTheMoney takes any text for a number.
    """

    type: str
    format: str | None = None
    fuzzy: bool = False
    split: str | None = None
    dates: tuple[str, ...] = ()
    strict: bool = False


def sanitise(text: str) -> str | None:
    """Make a raw cell fit to be read: composed characters, no control characters, no space around.

    Args:
        text: The cell.
    Returns:
        The text; None where nothing is left.
    Example:
        >>> sanitise("  Kade 1" + chr(0x200B))
        'Kade 1'
    """
    composed = unicodedata.normalize("NFC", text)
    return _load("normality.cleaning").remove_unsafe_chars(composed).strip() or None


def cleaner(kind: Kind, *, where: str = "") -> Clean:
    """Choose the cleaning for a kind of value, the splitting left aside.

    Args:
        kind: Type, format and so on.
        where: Place in the mapping, for the error.
    Returns:
        A function from a sanitised text to its clean form, or None where it is refused.
    Raises:
        MappingError: The format means nothing to the type.
    Example:
        >>> cleaner(Kind("country"))("Netherlands")
        'nl'
        >>> cleaner(Kind("date", format="%d-%m-%Y"))("31-02-2020") is None
        True
    """
    if kind.type == "number" and kind.strict:
        return _number
    if kind.type in AS_THEY_ARE:
        return lambda text: text
    if kind.type == "date":
        return _date_cleaner(kind)
    if kind.type == "country":
        return functools.partial(_country, fuzzy=kind.fuzzy)
    if kind.type == "identifier":
        form = _load("rigour.ids").get_identifier_format(kind.format) if kind.format else None
        return form.normalize if form is not None else lambda text: text
    if kind.type == "phone":
        return functools.partial(_phone, region=_region(kind.format, where))
    if kind.type in {"name", "address"}:
        return _name if kind.type == "name" else _address
    own = {"entity": _entity, "email": _email, "url": _url}
    return own.get(kind.type) or _theirs(kind)


def clean_distinct(values: Iterable[str], kind: Kind, *, where: str = "") -> pa.Table:
    """Clean each of many distinct values once, keeping those that cleaning changes.

    Args:
        values: Distinct sanitised texts.
        kind: How they are cleaned.
        where: Place in the mapping, for the error.
    Returns:
        Columns raw, clean (list of texts, each once) and refused (list of texts); a value that is
        left as it is has no row.
    """
    values = list(values)
    # Without a value, the library that knows the type need not be loaded.
    clean = cleaner(kind, where=where) if values else str
    raws: list[str] = []
    cleans: list[list[str]] = []
    refused: list[list[str]] = []
    for raw in values:
        if kind.split is None:
            result = clean(raw)
            if result == raw:
                continue
            pieces, results = [raw], [result]
        else:
            pieces = raw.split(kind.split)
            results = [clean(piece) for piece in pieces]
            if results == [raw]:
                continue
        raws.append(raw)
        cleans.append(list(dict.fromkeys(r for r in results if r is not None)))
        refused.append([p for p, r in zip(pieces, results, strict=True) if r is None])
    texts = pa.list_(pa.string())
    return pa.table({"raw": pa.array(raws, pa.string()), "clean": pa.array(cleans, texts),
                     "refused": pa.array(refused, texts)})  # fmt: skip


def _name(text: str) -> str | None:
    normality = _load("normality.cleaning")
    return normality.squash_spaces(normality.strip_quotes(text) or "") or None


def _address(text: str) -> str | None:
    return _load("normality.cleaning").squash_spaces(_COMMATA.sub(", ", _LINE_BREAKS.sub(", ", text))) or None


def _number(text: str) -> str | None:
    return text if _NUMBER.fullmatch(text) else None


def _entity(text: str) -> str | None:
    return text if _ENTITY_ID.match(text) else None


def _date_cleaner(kind: Kind) -> Clean:
    prefixdate = _load("prefixdate")
    # It warns of every date with a two-digit year; the description says how its years are written.
    logging.getLogger("prefixdate").setLevel(logging.ERROR)
    if kind.format is not None:
        return _numeric_date(kind.format) or functools.partial(_formatted_date, pattern=kind.format)
    if not kind.dates:
        return lambda text: prefixdate.parse(text).text

    readers = [_numeric_date(p) or functools.partial(_formatted_date, pattern=p) for p in kind.dates]

    def first_that_fits(text: str) -> str | None:
        found = (read(text) for read in readers)
        fitting: str | None = next((f for f in found if f), None) or prefixdate.parse(text).text
        return fitting

    return first_that_fits


def _formatted_date(text: str, *, pattern: str) -> str | None:
    # A two-digit year is read in the hundred years that strptime takes; FollowTheMoney does the same.
    return _load("prefixdate").parse_format(text, pattern).text  # type: ignore[no-any-return]


def _numeric_date(pattern: str) -> Clean | None:
    """Give a fast reader for a pattern of day, month and year in digits; None for any other pattern."""
    parts = re.fullmatch(r"(%[dmY])([-./]?)(%[dmY])\2(%[dmY])", pattern)
    if parts is None or {parts[1], parts[3], parts[4]} != {"%d", "%m", "%Y"}:
        return None
    groups = {"%d": r"(?P<d>\d\d)", "%m": r"(?P<m>\d\d)", "%Y": r"(?P<y>[12]\d{3})"}
    plain = re.compile(re.escape(parts[2]).join(groups[p] for p in (parts[1], parts[3], parts[4])), re.ASCII)

    def read(text: str) -> str | None:
        found = plain.fullmatch(text)
        if found is None:
            return _formatted_date(text, pattern=pattern)
        try:
            return datetime.date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
        except ValueError:
            return None

    return read


def _country(text: str, *, fuzzy: bool) -> str | None:
    if usual := country_fast(text):
        return usual
    territory = _load("rigour.territories").lookup_territory(text, fuzzy=fuzzy)
    return None if territory is None else territory.ftm_country


def _region(country: str | None, where: str) -> str | None:
    if country is None:
        return None
    territory = _load("rigour.territories").get_territory(country)
    known = _load("phonenumbers").SUPPORTED_REGIONS
    for code in () if territory is None else (territory.code, territory.ftm_country):
        if code is not None and code.upper() in known:
            return str(code.upper())
    raise MappingError(
        where=where,
        what=f"'{country}' is no country in which a phone number can be dialled",
        mend="give a two-letter country code such as nl",
    )


def _phone(text: str, *, region: str | None) -> str | None:
    if is_plain_and_valid(text):
        return text
    phones = _load("phonenumbers")
    for dialled_in in (None, region):
        try:
            number = phones.parse(text, dialled_in)
        except phones.NumberParseException:
            continue
        if phones.is_valid_number(number):
            return str(phones.format_number(number, phones.PhoneNumberFormat.E164))
    return None


def _email(text: str) -> str | None:
    local, at, domain = text.strip().removeprefix("mailto:").rpartition("@")
    if not at or _LOCAL_PART.match(local) is None:
        return None
    idna = _load("idna")
    try:
        ascii_domain = idna.encode(domain.rstrip(".").lower(), uts46=True).decode("ascii")
        ending = ascii_domain.rpartition(".")[2] if "." in ascii_domain else ""
        # A public mail domain ends in two or more characters that are not all digits.
        return None if len(ending) < 2 or ending.isdigit() else f"{local}@{idna.decode(ascii_domain)}"
    except (idna.IDNAError, UnicodeError):
        return None


def _url(text: str) -> str | None:
    return _load("rigour.urls").clean_url(text)  # type: ignore[no-any-return]


def _theirs(kind: Kind) -> Clean:
    registry = _load("followthemoney").registry
    kept = registry.get(kind.type)

    def clean(text: str) -> str | None:
        try:
            return kept.clean_text(text, fuzzy=kind.fuzzy, format=kind.format)  # type: ignore[no-any-return]
        except ValueError:
            # A line break in a media type stops FollowTheMoney; one odd cell must not stop a register.
            return None

    return clean
