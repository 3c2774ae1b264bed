"""Text that any file can hold and any page can show.

What registers hold is written by strangers: control characters, words without end, letters that no font of ours has a
shape for. Whatever is set goes through here; nothing is ever taken for a command, because no text becomes source.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

NO_SHAPE = "\N{WHITE SQUARE}"
"""What stands where the fonts have no shape for a character."""

_LONGEST_WORD, _PIECE = 30, 6
_BREAK = "\N{ZERO WIDTH SPACE}"
_KEPT = {"\N{SOFT HYPHEN}", "\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}", _BREAK}
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
"""White space at which a line may end; the spaces that hold words together stay what they are."""

_LONG_WORD = re.compile(rf"[^\s\-/{_BREAK}]{{{_LONGEST_WORD},}}")


def clean(text: str) -> str:
    """Make a text one line that every file may hold.

    Args:
        text: Any text.
    Returns:
        The text in composed form (NFC), its white space made single spaces, without control characters, halves of
        characters, and the marks that turn the direction of writing unseen.
    Example:
        >>> clean(f"  Cafe{chr(0x301)} {chr(0)}de {chr(13)} Haven{chr(0x202E)} ")
        'Café de Haven'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    # What is unseen goes first: it may stand between a letter and its mark, or between two spaces.
    seen = "".join(c for c in text if c.isspace() or c in _KEPT or unicodedata.category(c)[0] != "C")
    return _SPACE.sub(" ", unicodedata.normalize("NFC", seen)).strip()


@cache
def _shapes() -> frozenset[int]:
    lines = files(__package__).joinpath("letters.txt").read_text(encoding="utf-8").splitlines()
    ranges = [part.partition("-") for line in lines if not line.startswith("#") for part in line.split()]
    return frozenset(c for a, _, z in ranges for c in range(int(a, 16), int(z or a, 16) + 1))


def shaped(text: str) -> str:
    """Put a square where the fonts of a PDF have no shape for a character.

    Args:
        text: A clean text.
    Returns:
        The text with `NO_SHAPE` for each run of such characters.
    Example:
        >>> shaped("Café \N{GRINNING FACE}\N{GRINNING FACE} Haven")
        'Café □ Haven'
    """
    if text.isascii():
        return text
    shapes = _shapes()
    marked = "".join(c if ord(c) in shapes or c in _KEPT else "\0" for c in text)
    return re.sub("\0+", NO_SHAPE, marked)


def breakable(text: str) -> str:
    """Let words without end break, so that they stay on the page.

    Args:
        text: A clean text.
    Returns:
        The text; words of 30 characters or more get places of no width where a line may end.
    Example:
        >>> breakable("x" * 40).count(chr(0x200B)), breakable("Havenkade 12") == "Havenkade 12"
        (6, True)
    """
    if len(text) < _LONGEST_WORD:
        return text
    return _LONG_WORD.sub(lambda found: _BREAK.join(_pieces(found[0])), text)


def _pieces(word: str) -> list[str]:
    """Cut a word, never between a letter and the mark that stands on it."""
    pieces, start = [], 0
    for end in range(_PIECE, len(word), _PIECE):
        while end < len(word) and (unicodedata.combining(word[end]) or word[end] in _KEPT):
            end += 1
        if end > start:
            pieces.append(word[start:end])
            start = end
    return [*pieces, word[start:]]


def cut(text: str, longest: int) -> str:
    """Cut a text.

    Args:
        text: The text.
        longest: Characters it may have, at least 2.
    Returns:
        The text, or its beginning and an ellipsis.
    Example:
        >>> cut("Havenkade 12", 8)
        'Havenka…'
    """
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def plainest(text: str) -> str:
    """Keep only letters that stand alone, for where marks and letters do not find together.

    Args:
        text: A clean text.
    Returns:
        The text with `NO_SHAPE` for whatever is not a composed letter, a digit, a sign or a space.
    Example:
        >>> plainest("Ünal\N{COMBINING ENCLOSING CIRCLE} & Zoon")
        'Ünal□ & Zoon'
    """
    plain = "".join(c if unicodedata.category(c)[0] in "LNPSZ" and ord(c) < 0x500 else "\0" for c in shaped(text))
    return re.sub("\0+", NO_SHAPE, plain)
