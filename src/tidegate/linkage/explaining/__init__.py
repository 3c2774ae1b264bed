"""Why two records are one, and what holds an entity together: as data, as text, as a chart.

The chart is taken from its own module (`explaining.chart`): what draws takes long to load, and few who explain draw.
"""

from tidegate.linkage.explaining.holding import Holding, Tie, explain_entity, tell_entity
from tidegate.linkage.explaining.waterfall import Piece, Waterfall, explain_pair, tell_pair
from tidegate.linkage.explaining.words import languages

__all__ = [
    "Holding",
    "Piece",
    "Tie",
    "Waterfall",
    "explain_entity",
    "explain_pair",
    "languages",
    "tell_entity",
    "tell_pair",
]
