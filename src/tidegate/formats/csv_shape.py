"""The shape of a CSV file, found by one pass over its bytes.

The pass decides whether the engine may read the file itself. It may, where every quote opens a cell right
after a delimiter and closes it right before one, all rows have the same number of cells, and all lines end
alike: on such files every CSV reader agrees. All others are read by Python's own reader, row by row.

Invariant: the text is UTF-8, so that delimiter, quote and line ends are the bytes of ASCII.
"""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tidegate.errors import DeliveryError
from tidegate.formats.reading import Limits

_CHUNK = 1 << 22
_CR, _LF, _SPACE = 13, 10, 32
_NOT_PLAIN = bytes(b for b in range(256) if not 32 <= b <= 126) + b"\\"
"""Every byte that is no printable ASCII, and the backslash."""

MOST_RAGGED = 5_000
"""Most records with another number of cells than the header that are told one by one."""

_DELIMITERS = (",", ";", "\t", "|")
_Bits: TypeAlias = npt.NDArray[np.bool_]
_Bytes: TypeAlias = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Ragged:
    """A record with another number of cells than it should have.

    Args:
        number: Its number among the records that are not blank, the header being 1 where there is one.
        start: Where it begins, bytes from the start of the file.
        length: Its bytes, the line end excluded.
        cells: Its cells.
    """

    number: int
    start: int
    length: int
    cells: int


@dataclass
class Shape:
    """What one pass over the bytes of a CSV file has seen.

    Args:
        records: Records that are not blank lines, the header included.
        blank: Blank lines between records.
        ragged: Records with another number of cells than was asked for; at most `MOST_RAGGED` and one of them.
        longest: Longest record, bytes.
        regular: Every quote stands where a quote should, every line ends alike.
        quoted: There are quotes at all.
        quoted_line_ends: A cell holds a line end.
        crlf: Lines end in CR LF.
        led_by_space: A cell that is not quoted begins with a space.
        quoted_space: A quoted cell begins with a space.
        starts_blank: The file begins with a blank line.
        tidy: Every cell is printable ASCII without quote, backslash or a space at either end; false also where the
            pass did not look.
    """

    records: int = 0
    blank: int = 0
    longest: int = 0
    regular: bool = True
    quoted: bool = False
    quoted_line_ends: bool = False
    crlf: bool = False
    led_by_space: bool = False
    quoted_space: bool = False
    starts_blank: bool = False
    tidy: bool = True
    ragged: list[Ragged] = field(default_factory=list)


def guard_text(path: Path, limits: Limits, *, where: str) -> None:
    """Refuse a file that is no text, or whose lines have no end, before anything else reads it.

    Args:
        path: The file.
        limits: The longest line.
        where: What the errors call the file.
    Raises:
        DeliveryError: The file is empty, holds a NUL byte, or has a line that is too long.
    """
    longest, offset, line_start, lines = limits.line_mib << 20, 0, 0, 0
    with path.open("rb") as source:
        while chunk := source.read(min(1 << 20, longest)):
            nul = chunk.find(b"\0")
            if nul >= 0:
                raise _holds_nul(where, lines + chunk.count(b"\n", 0, nul) + 1, offset + nul + 1, chunk)
            end = b"\n" if b"\n" in chunk else b"\r"
            first = chunk.find(end)
            if offset + (first if first >= 0 else len(chunk)) - line_start > longest:
                raise DeliveryError(
                    where=f"{where}, line {lines + 1:,}",
                    what=f"the line is longer than {limits.line_mib} MiB",
                    mend="check that the file is a table of text with line ends, and ask the sender if it is not",
                )
            if first >= 0:
                line_start = offset + chunk.rfind(end) + 1
            lines += chunk.count(end)
            offset += len(chunk)
    if offset == 0:
        raise DeliveryError(where=where, what="the file is empty", mend="ask the sender for it again")


def _holds_nul(where: str, line: int, byte: int, chunk: bytes) -> DeliveryError:
    wide = chunk[:2000].count(b"\0") > len(chunk[:2000]) // 3 and chunk[:2000].strip(b"\0") != b""
    mend = "set `encoding: utf-16-le` if it comes from Windows, else ask" if wide else "ask"
    return DeliveryError(
        where=f"{where}, line {line:,}",
        what=f"byte {byte:,} is NUL, which no text holds",
        mend=f"{mend} the sender for the file again as UTF-8 text",
    )


def sniff_delimiter(lines: Iterable[str], quote: str) -> str:
    """Find what stands between the cells, from the first lines of a file.

    Args:
        lines: Some hundred lines.
        quote: What stands around a cell, empty for nothing.
    Returns:
        The delimiter under which most lines have the same number of cells, the more cells the better; a comma
        where no line has two.
    Example:
        >>> sniff_delimiter(["a;b;c", "1,5;2;3", "2,5;;"], '"')
        ';'
    """
    text = list(lines)

    def agreement(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in islice(_parsed(text, delimiter, quote), 400) if row)
        several = {width: n for width, n in widths.items() if width > 1}
        if not several:
            return (0.0, 0)
        width = max(several, key=lambda w: (several[w], w))
        share = several[width] / widths.total()
        return (round(share, 1) * min(width, 4), width)

    return max(_DELIMITERS, key=agreement)


def _parsed(lines: list[str], delimiter: str, quote: str) -> Iterable[list[str]]:
    try:
        yield from csv.reader(lines, skipinitialspace=True, **quoting(delimiter, quote))
    except csv.Error:
        return


def quoting(delimiter: str, quote: str) -> dict[str, Any]:
    """Say delimiter and quote as Python's csv module wants them.

    Args:
        delimiter: Between two cells.
        quote: Around a cell; empty means that there is none.
    Returns:
        Arguments of `csv.reader`.
    """
    if quote:
        return {"delimiter": delimiter, "quotechar": quote}
    return {"delimiter": delimiter, "quoting": csv.QUOTE_NONE}


def scan(path: Path, delimiter: str, quote: str, width: int) -> Shape:
    """Pass once over a UTF-8 file.

    Args:
        path: The file.
        delimiter: One ASCII character.
        quote: One ASCII character, or empty.
        width: Number of cells that a record should have.
    Returns:
        Its shape; where `regular` is false, the pass has stopped and the counts mean nothing.
    """
    scanner = _Scanner(ord(delimiter), ord(quote) if quote else -1, width)
    with path.open("rb") as source:
        scanner.start = scanner.offset = 3
        if source.read(3) != b"\xef\xbb\xbf":
            source.seek(0)
            scanner.start = scanner.offset = 0
        # Lines that are all alike, as most files have them, are told by counting bytes, without looking at each.
        while chunk := source.read(_CHUNK) + source.readline():
            if not scanner.take_alike(chunk):
                break
        while scanner.shape.regular and chunk:
            scanner.take(np.frombuffer(chunk, dtype=np.uint8))
            chunk = source.read(_CHUNK)
    return scanner.finish()


@dataclass
class _Scanner:
    delimiter: int
    quote: int
    width: int
    shape: Shape = field(default_factory=Shape)
    inside: bool = False
    """Whether the bytes so far end within quotes."""
    last: int = _LF
    """The byte before this chunk; the file begins as if after a line end."""
    cells: int = 0
    """Delimiters in the record that this chunk continues."""
    length: int = 0
    """Bytes of it, its line end excluded."""
    line_feeds: int = 0
    returns: int = 0
    offset: int = 0
    """Where this chunk begins in the file."""
    start: int = 0
    """Where the record begins that this chunk continues."""

    def take_alike(self, chunk: bytes) -> bool:
        """Take whole lines where all have the same cells and either every cell is quoted or none; else take nothing."""
        end = b"\r\n" if chunk.endswith(b"\r\n") else b"\n"
        if self.quote < 0 or not chunk.endswith(end) or (self.shape.records and self.shape.crlf != (len(end) > 1)):
            return False
        delimiter, quote = bytes([self.delimiter]), bytes([self.quote])
        # What is left of the lines without their plain characters is the same few bytes again and again.
        kept = delimiter + quote + _NOT_PLAIN
        left = chunk.translate(None, bytes(b for b in range(256) if b not in kept))
        unit = left[: left.find(b"\n") + 1]
        lines, cells = len(left) // len(unit), unit.count(delimiter) + 1
        quoted = quote + quote
        all_quoted = unit == delimiter.join([quoted] * cells) + end
        if left != unit * lines or not (all_quoted or unit == delimiter * (cells - 1) + end):
            return False
        between, ends = (quote + delimiter + quote, quote + end) if all_quoted else (delimiter, end)
        if chunk.count(between) != lines * (cells - 1) or chunk.count(ends) != lines:
            return False
        if all_quoted and not (chunk.startswith(quote) and chunk.count(b"\n" + quote) == lines - 1):
            return False
        line_ends = np.flatnonzero(np.frombuffer(chunk, dtype=np.uint8) == _LF)
        lengths = np.diff(line_ends, prepend=-1) - len(end)
        if not lengths.all():
            return False
        self._note(np.full(lines, cells - 1), lengths, line_ends)
        self.offset += len(chunk)
        self._note_spaces(chunk, quote if all_quoted else b"", delimiter, end)
        self.shape.quoted |= all_quoted
        self.line_feeds += lines
        self.returns += lines if len(end) > 1 else 0
        self.shape.crlf = len(end) > 1
        return True

    def _note_spaces(self, chunk: bytes, quote: bytes, delimiter: bytes, end: bytes) -> None:
        shape = self.shape
        if quote:
            led = quote + b" " in chunk
            shape.quoted_space |= led
            trailed = b" " + quote in chunk
        else:
            led = chunk.startswith(b" ") or delimiter + b" " in chunk or b"\n " in chunk
            shape.led_by_space |= led
            trailed = b" " + delimiter in chunk or b" " + end in chunk
        shape.tidy &= not (led or trailed)

    def take(self, a: _Bytes) -> None:
        self.shape.tidy = False
        before = np.empty_like(a)
        before[0], before[1:] = self.last, a[:-1]
        plain = self._outside_quotes(a, before)
        if not self.shape.regular:
            return
        self._line_ends(a, before, plain)
        self._spaces(a, before, plain)
        self._records(a, before, plain)
        self.last = int(a[-1])
        self.offset += len(a)

    def _outside_quotes(self, a: _Bytes, before: _Bytes) -> _Bits | None:
        """Mark the bytes that stand outside quotes; None for all."""
        quotes = a == self.quote if self.quote >= 0 else np.zeros(len(a), dtype=bool)
        if not quotes.any() and not self.inside:
            if self.last == self.quote and not self._ends_cell(a[:1]).all():
                self.shape.regular = False
            return None
        self.shape.quoted = True
        after = np.logical_xor.accumulate(quotes)
        if self.inside:
            after = ~after
        outside_before = np.empty_like(after)
        outside_before[0], outside_before[1:] = not self.inside, ~after[:-1]
        opening = quotes & after
        closed = (before == self.quote) & outside_before
        if not (self._ends_cell(before[opening]).all() and self._ends_cell(a[closed]).all()):
            self.shape.regular = False
        spaces = (a == _SPACE) & (before == self.quote) & ~outside_before
        self.shape.quoted_space |= bool(spaces.any())
        self.shape.quoted_line_ends |= bool((((a == _LF) | (a == _CR)) & after).any())
        self.inside = bool(after[-1])
        plain: _Bits = ~after & ~quotes
        return plain

    def _ends_cell(self, a: _Bytes) -> _Bits:
        ends: _Bits = (a == self.delimiter) | (a == _LF) | (a == _CR) | (a == self.quote)
        return ends

    def _line_ends(self, a: _Bytes, before: _Bytes, plain: _Bits | None) -> None:
        returns, feeds = a == _CR, a == _LF
        if plain is not None:
            returns, feeds = returns & plain, feeds & plain
        self.returns += int(returns.sum())
        self.line_feeds += int(feeds.sum())
        if self.returns:
            stray = feeds & (before != _CR)
            alone = (before == _CR) & ~feeds & (plain if plain is not None else True)
            # A return just before the chunk's first byte is caught by the counts in `finish`.
            alone[0] = False
            self.shape.regular &= not stray.any() and not alone.any()

    def _spaces(self, a: _Bytes, before: _Bytes, plain: _Bits | None) -> None:
        spaces = (a == _SPACE) & ((before == self.delimiter) | (before == _LF))
        if plain is not None:
            spaces &= plain
        self.shape.led_by_space |= bool(spaces.any())

    def _records(self, a: _Bytes, before: _Bytes, plain: _Bits | None) -> None:
        feeds, delimiters = a == _LF, a == self.delimiter
        if plain is not None:
            feeds, delimiters = feeds & plain, delimiters & plain
        ends = np.flatnonzero(feeds)
        cuts = np.flatnonzero(delimiters)
        if not len(ends):
            self.cells += len(cuts)
            self.length += len(a)
            return
        counts = np.diff(np.searchsorted(cuts, ends), prepend=0)
        lengths = np.diff(ends, prepend=-1) - 1
        counts[0] += self.cells
        lengths[0] += self.length
        lengths -= before[ends] == _CR
        self._note(counts, lengths, ends)
        self.cells = len(cuts) - int(np.searchsorted(cuts, ends[-1]))
        self.length = len(a) - 1 - int(ends[-1])

    def _note(self, counts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> None:
        """Note records by their delimiters, their bytes, and where in this chunk their line ends stand."""
        shape = self.shape
        full = lengths > 0
        if shape.records + shape.blank == 0:
            shape.starts_blank = not bool(full[0])
        shape.blank += int((~full).sum())
        wrong = np.flatnonzero(full & (counts + 1 != self.width))
        if len(wrong):
            starts = np.concatenate([[self.start], ends[:-1] + 1 + self.offset])
            numbers = shape.records + np.cumsum(full)
            for at in wrong[: MOST_RAGGED + 1 - len(shape.ragged)]:
                shape.ragged.append(Ragged(int(numbers[at]), int(starts[at]), int(lengths[at]), int(counts[at]) + 1))
        self.start = self.offset + int(ends[-1]) + 1
        shape.longest = max(shape.longest, int(lengths.max()))
        shape.records += int(full.sum())

    def finish(self) -> Shape:
        shape = self.shape
        if self.length:
            self._note(np.array([self.cells]), np.array([self.length]), np.array([0]))
        shape.crlf = self.returns > 0
        if self.inside or (shape.crlf and self.returns != self.line_feeds):
            shape.regular = False
        return shape
