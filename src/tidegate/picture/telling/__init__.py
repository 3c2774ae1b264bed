"""A picture told to people: a report as values, which `documents` sets as PDF, DOCX and workbook."""

from tidegate.picture.telling.material import Material
from tidegate.picture.telling.report import tell_picture

__all__ = ["Material", "tell_picture"]
