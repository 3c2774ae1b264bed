"""Live formulas in a workbook: a small door of its own, for arithmetic that we wrote ourselves.

No text of data ever becomes a formula. A formula is made of references, numbers, arithmetic and a handful of
functions; it cannot hold a text, name a file, a link or another program, and it carries the value we computed, so that
a reader that does not recalculate sees the same number.
"""

import re
from dataclasses import dataclass

FUNCTIONS = ("ABS", "IF", "MAX", "MIN", "SUM", "SUMPRODUCT")
"""Functions that a formula may call."""

_REFERENCE = r"(?:'[A-Z][A-Za-z ]{0,30}'!)?\$?[A-Z]{1,2}\$?[1-9][0-9]{0,6}"
_TOKEN = re.compile(rf"(?:(?:{'|'.join(FUNCTIONS)})\(|{_REFERENCE}|[0-9]+(?:\.[0-9]+)?|[-+*/^(),:<>=])")
_LONGEST = 8_000


@dataclass(frozen=True)
class Formula:
    """A formula in a cell.

    Args:
        text: The formula, beginning with `=`; only what the head of this module allows.
        value: What it comes to, as computed here; kept in the file beside it.
    Raises:
        ValueError: The text holds something else, or the value is no finite number.
    Example:
        >>> Formula("=SUM(A2:A3)*'Assumptions'!$B$2", 12.0).value
        12.0
    """

    text: str
    value: float

    def __post_init__(self) -> None:
        """Refuse every formula that could do more than arithmetic."""
        body = self.text[1:]
        plain = self.text.startswith("=") and body and len(body) <= _LONGEST and not _TOKEN.sub("", body)
        if not plain:
            raise ValueError(f"formula is {self.text[:80]!r}: only cells, numbers, arithmetic, {', '.join(FUNCTIONS)}")
        if not -1e300 < self.value < 1e300:
            raise ValueError(f"value of {self.text[:80]!r} is {self.value}: give the finite number it comes to")
