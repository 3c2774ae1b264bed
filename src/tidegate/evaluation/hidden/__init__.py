"""Hidden populations: how many are on no list, from overlap counts only, as a range over models with its warning."""

from tidegate.evaluation.hidden.estimating import Hidden, HiddenOptions, Model, estimate_hidden
from tidegate.evaluation.hidden.overlaps import Overlaps, read_overlaps

__all__ = ["Hidden", "HiddenOptions", "Model", "Overlaps", "estimate_hidden", "read_overlaps"]
