"""What maps and diagrams are drawn with: an SVG sheet, signs told apart by shape, labels that keep apart."""

from tidegate.documents.drawing.lettering import Labels, fitted, spread, text_width, wrapped
from tidegate.documents.drawing.sheet import SHAPES, Sheet

__all__ = ["SHAPES", "Labels", "Sheet", "fitted", "spread", "text_width", "wrapped"]
