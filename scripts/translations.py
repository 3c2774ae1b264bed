"""Collect the strings of the site for translation, and compile what was translated.

    python scripts/translations.py            brings locale/*/*.po up to date and compiles them
    python scripts/translations.py --check    changes nothing; exit code 1 where a string has no translation

The English text in the code is the source: Python and templates fill the domain `django`,
scripts `djangojs`. The compiled files are committed, so that an installation needs no tool.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parents[1] / "src" / "tidegate" / "web"
LANGUAGES = ("nl",)
DOMAINS = ("django", "djangojs")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip

_SOURCES = {"django": {".py", ".html", ".txt"}, "djangojs": {".js"}}

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
"""A day that does not change: what matters is the history of the file."""

ABOUT: dict[str, Any] = {
    "project": "Tidegate", "version": "0.1", "charset": "utf-8", "copyright_holder": "The Tidegate contributors",
    "header_comment": "# Strings of the site. The English text is the source; see scripts/translations.py.",
    "last_translator": "The Tidegate contributors", "language_team": "The Tidegate contributors",
    "creation_date": BEGUN, "revision_date": BEGUN,
}  # fmt: skip


def strings(domain: str) -> Catalog:
    """Collect every string of a domain that code, templates and scripts of the site mark for translation."""
    found = Catalog(**ABOUT)
    for path in sorted(WEB.rglob("*")):
        if path.suffix not in _SOURCES[domain] or {"migrations", "vendor"} & set(path.parts):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix in {".html", ".txt"}:
            # Templates become Python in which all but the marked strings is blank; what is left must not look indented.
            text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
        method = "javascript" if domain == "djangojs" else "python"
        for line, message, comments, context in extract(method, io.BytesIO(text.encode()), keywords=KEYWORDS):
            # No line numbers: they would change with every edit, and each change of a page would touch this file.
            del line
            found.add(message, locations=[(str(path.relative_to(WEB)), 0)], auto_comments=comments, context=context)
    return found


def po_path(language: str, domain: str) -> Path:
    """Say where the translations of a domain into a language stand."""
    return WEB / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def read(language: str, domain: str) -> Catalog:
    """Read the translations into a language; an empty catalogue where there are none yet."""
    path = po_path(language, domain)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False, **ABOUT)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def lacking(language: str, domain: str) -> list[str]:
    """Name the strings that have no translation into a language, and the translations that were not compiled."""
    held, wrong = read(language, domain), []
    for message in strings(domain):
        if not message.id:
            continue
        own = held.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        said = own.string if own is not None and not own.fuzzy else ""
        if not said or (isinstance(said, tuple) and not all(said)):
            wrong.append(f"not translated: {message.id!r}")
    compiled = po_path(language, domain).with_suffix(".mo")
    if not compiled.exists() or said_in(compiled.read_bytes()) != said_in(binary(held)):
        wrong.append(f"the compiled file of {domain} is not current")
    return wrong


def binary(catalog: Catalog) -> bytes:
    """Compile translations."""
    into = io.BytesIO()
    write_mo(into, catalog)
    return into.getvalue()


def said_in(compiled: bytes) -> list[Any]:
    """Read a compiled file; its head is left aside, for it names the version of the library that wrote it."""
    return [(m.id, m.context, m.string) for m in read_mo(io.BytesIO(compiled)) if m.id]


def bring_up_to_date(language: str, domain: str) -> None:
    """Add new strings to the translations into a language, drop those that are gone, and compile."""
    held, path = read(language, domain), po_path(language, domain)
    # A translation is never guessed from a similar string: a wrong word in a page about law is worse than English.
    held.update(strings(domain), no_fuzzy_matching=True, update_creation_date=False)
    held.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, held, width=100, sort_output=True, omit_header=False, include_previous=False)
    path.with_suffix(".mo").write_bytes(binary(read(language, domain)))


def main(arguments: list[str]) -> int:
    """Bring the files up to date, or say what is missing."""
    held = [(language, domain) for language in LANGUAGES for domain in DOMAINS]
    if arguments != ["--check"]:
        for language, domain in held:
            bring_up_to_date(language, domain)
    wrong = [f"{language}: {line}" for language, domain in held for line in lacking(language, domain)]
    print("\n".join(wrong) or "Every string is translated.", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
