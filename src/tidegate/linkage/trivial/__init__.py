"""What a linkage has to beat: rules that a person could write on the back of an envelope.

They are printed beside every score, because a score alone says little: where names are spelt alike, a rule of one line
comes far. None reads the number of a licence.
"""

from tidegate.linkage.trivial.kinds import trivial_entities
from tidegate.linkage.trivial.placed import PLACED, best_at_place, same_name_and_place
from tidegate.linkage.trivial.values import same_values

__all__ = ["PLACED", "best_at_place", "same_name_and_place", "same_values", "trivial_entities"]
