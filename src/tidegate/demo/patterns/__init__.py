"""What is planted, one module per pattern, each with its innocent look-alikes."""

from tidegate.demo.patterns import (
    care_bureau,
    fast_permits,
    flips,
    forwarders,
    garages,
    letterbox,
    phoenix,
    storage_boxes,
    successors,
    tied_bidders,
    vacant_units,
    worker_housing,
)

BEFORE_TRADE = (
    care_bureau,
    garages,
    phoenix,
    letterbox,
    tied_bidders,
    forwarders,
    vacant_units,
    fast_permits,
    flips,
    worker_housing,
    successors,
)
"""Patterns that take their premises before ordinary trade fills what they leave."""
AFTER_TRADE = (storage_boxes,)
"""Patterns that need the companies of ordinary trade."""
PATTERNS = tuple(module.NAME for module in (*BEFORE_TRADE, *AFTER_TRADE))
"""Names of all patterns."""

__all__ = ["AFTER_TRADE", "BEFORE_TRADE", "PATTERNS"]
