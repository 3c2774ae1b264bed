"""Implementation fidelity: planned against done, with reasons, and what it gives the estimate."""

from tidegate.evaluation.fidelity.delivering import AsDelivered, as_delivered, fieller
from tidegate.evaluation.fidelity.following import Fidelity, Fulfilment, Reason, follow_implementation, fulfilment_table
from tidegate.evaluation.fidelity.records import IMPLEMENTATION, NO_REASON, Entry, read_implementation

__all__ = [
    "IMPLEMENTATION",
    "NO_REASON",
    "AsDelivered",
    "Entry",
    "Fidelity",
    "Fulfilment",
    "Reason",
    "as_delivered",
    "fieller",
    "follow_implementation",
    "fulfilment_table",
    "read_implementation",
]
