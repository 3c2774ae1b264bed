"""Who is who: records of many registers put together rightly, with reasons, and so that it can be undone."""

from tidegate.linkage.contracts import ENTITIES, EVENTS, JUDGEMENTS, LINKS, MEMBERS
from tidegate.linkage.description import Model, load_model, parse_model, read_model, shipped_models

__all__ = [
    "ENTITIES",
    "EVENTS",
    "JUDGEMENTS",
    "LINKS",
    "MEMBERS",
    "Model",
    "load_model",
    "parse_model",
    "read_model",
    "shipped_models",
]
