"""How countries are written, looked up before the large dictionary is loaded.

The dictionary of names of territories takes more than a second to load; nearly every register
writes its countries in one of the ways that stand in `countries.json`, which is made from that
dictionary by `python -m tidegate.registers.mapping.countries` and held against it by a test.
"""

import functools
import importlib
from importlib.resources import files
from typing import Any

import orjson


def country_fast(text: str) -> str | None:
    """Look a country up among its usual ways of writing.

    Args:
        text: A code or a name, in small or capital letters.
    Returns:
        The code of the vocabulary; None where the text is not among them (it may still be a country).
    Example:
        >>> country_fast("NEDERLAND"), country_fast("NL"), country_fast("the low lands")
        ('nl', 'nl', None)
    """
    return _usual().get(text.lower())


def usual_writings() -> dict[str, str]:
    """Make the table anew from the dictionary.

    Returns:
        Text in small letters to code, only where the text as it stands, in capitals and with capital
        initials all mean the same country.
    """
    texts: set[str] = set()
    for territory in _dictionary().get_ftm_countries():
        texts.update({territory.code, territory.name, territory.full_name})
        texts.update(territory.other_codes)
        if territory.alpha3:
            texts.add(territory.alpha3)
    texts.update(_OWN_LANGUAGES)
    table = {}
    for text in sorted({t.lower() for t in texts}):
        codes = {_code(form) for form in (text, text.upper(), text.title(), text.capitalize())}
        if len(codes) == 1 and (code := codes.pop()):
            table[text] = code
    return table


_OWN_LANGUAGES = (
    "Nederland", "België", "Belgique", "Deutschland", "Duitsland", "Frankrijk", "Italia", "Italië", "España", "Spanje",
    "Polska", "Polen", "Österreich", "Oostenrijk", "Luxemburg", "Verenigd Koninkrijk", "Engeland", "England",
    "Scotland", "Wales", "Northern Ireland", "Great Britain", "Turkije", "Türkiye", "Marokko", "Maroc",
    "România", "Roemenië",
    "Bulgarije", "Hongarije", "Magyarország", "Portugal", "Griekenland", "Hellas", "Danmark", "Denemarken", "Sverige",
    "Zweden", "Norge", "Noorwegen", "Suomi", "Finland", "Ierland", "Latvija", "Letland", "Lietuva", "Litouwen", "Eesti",
    "Estland", "Zwitserland", "Schweiz", "Suisse", "Svizzera", "Tsjechië", "Česko", "Slovensko", "Slowakije",
    "Slovenija", "Hrvatska", "Kroatië", "Shqipëria", "Albanië", "Suriname", "USA", "U.S.A.", "VS", "UK", "U.K.",
)  # fmt: skip


def _code(text: str) -> str | None:
    territory = _dictionary().lookup_territory(text, fuzzy=False)
    return None if territory is None else territory.ftm_country


def _dictionary() -> Any:
    return importlib.import_module("rigour.territories")


@functools.cache
def _usual() -> dict[str, str]:
    text = files(__package__).joinpath("countries.json").read_bytes()
    return orjson.loads(text)  # type: ignore[no-any-return]


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).with_name("countries.json").write_bytes(
        orjson.dumps(usual_writings(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    )
