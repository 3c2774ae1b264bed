"""Foreign formats: the only room that knows them.

Every file becomes a table of text with row numbers, or a clear refusal; nothing is guessed silently.
"""

from tidegate.formats.inspection import Inspection, inspect
from tidegate.formats.opening import FORMATS
from tidegate.formats.reader import read
from tidegate.formats.reading import REFUSED_ROWS, Limits, Reading, ReadOptions

__all__ = ["FORMATS", "REFUSED_ROWS", "Inspection", "Limits", "ReadOptions", "Reading", "inspect", "read"]
