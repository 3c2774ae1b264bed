"""Which encoding a text file is in.

Strict UTF-8 over the whole file comes first: a long text that is valid UTF-8 by chance is next to
impossible. Only what fails is guessed, among the code pages of European offices, and every guess is noted.
"""

import codecs
import functools
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tidegate.errors import DeliveryError
from tidegate.formats.reading import ReadOptions

CODE_PAGES = (
    "cp1252", "iso8859-1", "iso8859-15", "cp850", "mac-roman",
    "cp1250", "iso8859-2", "cp852",
    "cp1251", "iso8859-5", "koi8-r", "koi8-u", "cp866",
    "cp1253", "iso8859-7", "cp1254", "iso8859-9", "cp1257", "iso8859-13",
)  # fmt: skip
"""The code pages that are guessed among: western, central European, Cyrillic, Greek, Turkish, Baltic."""

_load = functools.cache(importlib.import_module)
_CHUNK = 1 << 20
_SAMPLE = 200_000
_OVER_ASCII = frozenset({"utf-8", "cp1252", "iso8859-1", "iso8859-15"})
"""Encodings in which a run of ASCII bytes is what it seems; the usual ones."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Encoding:
    """The encoding of a file.

    Args:
        name: Python's name of it.
        certain: False where it was guessed.
        notes: What a person should know of a guess.
    """

    name: str
    certain: bool = True
    notes: tuple[str, ...] = ()


def find_encoding(path: Path, options: ReadOptions, *, where: str = "") -> Encoding:
    """Find the encoding of a text file, reading all of it.

    Args:
        path: The file.
        options: `encoding` is held to be true, if given, and checked.
        where: What the errors call the file; empty: its name.
    Returns:
        The encoding, in which the whole file can be decoded.
    Raises:
        DeliveryError: The file is in no known encoding, not in the given one, or in two at once.
    """
    where = where or path.name
    mark = _mark(path)
    if options.encoding:
        return _as_told(path, options.encoding, mark, where)
    name = mark or "utf-8"
    fault = _first_fault(path, name)
    if fault is None:
        return Encoding(name)
    if mark:
        raise _not_decodable(path, name, fault, where)
    return _guess(path, fault, where)


def transcode(path: Path, encoding: str, target: Path) -> None:
    """Write a text file again in UTF-8 without a byte order mark; line ends stay as they are.

    Args:
        path: The file.
        encoding: The encoding it is in, found before.
        target: The file to write.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as source, target.open("wb") as out:
        for chunk in iter(lambda: source.read(_CHUNK), b""):
            out.write(decoder.decode(chunk).encode("utf-8"))
        out.write(decoder.decode(b"", final=True).encode("utf-8"))


def _as_told(path: Path, encoding: str, mark: str, where: str) -> Encoding:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except LookupError as fault:
        raise DeliveryError(
            where=where,
            what=f"the encoding '{encoding}' is not known",
            mend="give a name such as utf-8, cp1252 or iso-8859-15",
        ) from fault
    name = mark if mark and name in {"utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be"} else name
    fault_at = _first_fault(path, name)
    if fault_at is not None:
        raise _not_decodable(path, name, fault_at, where)
    return Encoding(name)


def _mark(path: Path) -> str:
    with path.open("rb") as source:
        head = source.read(4)
    return next((name for mark, name in _MARKS if head.startswith(mark)), "")


def _first_fault(path: Path, encoding: str) -> int | None:
    """Give the offset of the first byte that is not in the encoding, or None."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset = 0
    with path.open("rb") as source:
        while True:
            chunk = source.read(_CHUNK)
            pending = len(decoder.getstate()[0])
            if not pending and chunk and encoding in _OVER_ASCII and chunk.isascii():
                offset += len(chunk)
                continue
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as fault:
                return offset - pending + fault.start
            except UnicodeError:
                return offset
            if not chunk:
                return None
            offset += len(chunk)


def _not_decodable(path: Path, encoding: str, offset: int, where: str) -> DeliveryError:
    line, byte = _place(path, offset)
    return DeliveryError(
        where=f"{where}, line {line}",
        what=f"byte {offset + 1:,} (0x{byte:02x}) is not {_plain(encoding)}",
        mend="leave `encoding` out to have it found, or ask the sender which encoding they use",
    )


def _place(path: Path, offset: int) -> tuple[int, int]:
    line, left = 1, offset
    with path.open("rb") as source:
        while left > 0:
            chunk = source.read(min(_CHUNK, left))
            if not chunk:
                break
            line, left = line + chunk.count(b"\n"), left - len(chunk)
        byte = source.read(1)
    return line, byte[0] if byte else 0


def _guess(path: Path, fault: int, where: str) -> Encoding:
    sample, valid, broken = _telling_lines(path)
    if valid >= 5 and valid > 9 * broken:
        line, byte = _place(path, fault)
        raise DeliveryError(
            where=f"{where}, line {line}",
            what=f"byte {fault + 1:,} (0x{byte:02x}) is not UTF-8, while {valid} other lines are",
            mend="ask for a file in one encoding, or set `encoding: cp1252` and accept that those lines look wrong",
        )
    # Loaded here, because most files are UTF-8 and need no guess.
    seen = _load("chardet").detect(sample, include_encodings=CODE_PAGES, prefer_superset=True, compat_names=False)
    first = str(seen["encoding"] or "cp1252")
    for name in (first, "cp1252", "iso8859-15"):
        if _first_fault(path, name) is None:
            line, byte = _place(path, fault)
            note = (
                f"The file is not UTF-8 (line {line}, byte 0x{byte:02x}); its encoding was taken to be {name}. "
                f"Look at the names with accents, and write `encoding: {name}` if they are right."
            )
            return Encoding(name, certain=False, notes=(note,))
    raise _not_decodable(path, "utf-8", fault, where)


def _telling_lines(path: Path) -> tuple[bytes, int, int]:
    """Collect lines with other than ASCII characters, and count how many are valid UTF-8."""
    sample, valid, broken = bytearray(), 0, 0
    with path.open("rb") as source:
        for line in _bounded_lines(source):
            if line.isascii():
                continue
            sample += line
            try:
                line.decode("utf-8")
                valid += 1
            except UnicodeDecodeError:
                broken += 1
            if len(sample) > _SAMPLE:
                break
    return bytes(sample), valid, broken


def _bounded_lines(source: object) -> Iterator[bytes]:
    return iter(lambda: source.readline(65_536), b"")  # type: ignore[attr-defined]


def _plain(encoding: str) -> str:
    return {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-32": "UTF-32"}.get(encoding, encoding)
