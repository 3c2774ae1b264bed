"""Charts: bars, lines, the Lorenz curve, before and after, and what an evaluation draws.

SVG without script, read without colour.
"""

from tidegate.documents.charts.bars import Bar, draw_bars
from tidegate.documents.charts.curves import Change, Estimate, draw_before_after, draw_lorenz
from tidegate.documents.charts.event_study import Moment, draw_event_study
from tidegate.documents.charts.fidelity import Carried, draw_fidelity
from tidegate.documents.charts.forest import Twig, draw_forest
from tidegate.documents.charts.lines import Series, draw_lines, draw_small_multiples
from tidegate.documents.charts.paths import Path, draw_path
from tidegate.documents.charts.rings import Ring, draw_rings

__all__ = [
    "Bar",
    "Carried",
    "Change",
    "Estimate",
    "Moment",
    "Path",
    "Ring",
    "Series",
    "Twig",
    "draw_bars",
    "draw_before_after",
    "draw_event_study",
    "draw_fidelity",
    "draw_forest",
    "draw_lines",
    "draw_lorenz",
    "draw_path",
    "draw_rings",
    "draw_small_multiples",
]
