"""Who is who: records of many registers put together rightly, with reasons, and so that it can be undone."""

from tidegate.linkage.blocking import Budget, RulePlan
from tidegate.linkage.contracts import ENTITIES, EVENTS, JUDGEMENTS, LINKS, MEMBERS
from tidegate.linkage.description import Model, load_model, parse_model, read_model, shipped_models
from tidegate.linkage.gathering import RecordTable, gather
from tidegate.linkage.identity import IDS, PARTITION, Hints, Identity, issue_ids
from tidegate.linkage.judgements import Binding, binding, read_judgements, write_judgements
from tidegate.linkage.linking import City, Judged, Linked, Trained, link
from tidegate.linkage.renewing import Renewed, leave_traces, renew

__all__ = [
    "ENTITIES",
    "EVENTS",
    "IDS",
    "JUDGEMENTS",
    "LINKS",
    "MEMBERS",
    "PARTITION",
    "Binding",
    "Budget",
    "City",
    "Hints",
    "Identity",
    "Judged",
    "Linked",
    "Model",
    "RecordTable",
    "Renewed",
    "RulePlan",
    "Trained",
    "binding",
    "gather",
    "issue_ids",
    "leave_traces",
    "link",
    "load_model",
    "parse_model",
    "read_judgements",
    "read_model",
    "renew",
    "shipped_models",
    "write_judgements",
]
