"""What partners agreed: the covenant, the views it gives, and the requests for a picture.

A covenant is not a legal basis. It says who may see what for which purpose, and each of its clauses rests on a law.
"""

from tidegate.partnership.covenant import METHODS, Clause, Covenant, Partner, RegisterFacts, read_covenant
from tidegate.partnership.request import GATES, Gate, PictureRequest, read_request
from tidegate.partnership.view import View, give_view

__all__ = [
    "GATES",
    "METHODS",
    "Clause",
    "Covenant",
    "Gate",
    "Partner",
    "PictureRequest",
    "RegisterFacts",
    "View",
    "give_view",
    "read_covenant",
    "read_request",
]
