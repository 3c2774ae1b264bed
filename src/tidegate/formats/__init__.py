"""Foreign formats: the only room that knows them.

Every file becomes a table of text with row numbers, or a clear refusal; nothing is guessed silently.
"""

from tidegate.formats.reader import read
from tidegate.formats.reading import REFUSED_ROWS, Limits, Reading, ReadOptions

__all__ = ["REFUSED_ROWS", "Limits", "ReadOptions", "Reading", "read"]
