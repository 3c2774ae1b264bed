"""An evaluation told: a sentence per outcome, an evidence card, a report, a note for the council.

Everything here reads its figures from an `Effect` and says no more than it shows.
"""

from tidegate.evaluation.telling.concluding import Asked, Conclusion, conclude
from tidegate.evaluation.telling.sentences import Told, tell_effect

__all__ = ["Asked", "Conclusion", "Told", "conclude", "tell_effect"]
