"""The stages of who is who on a workspace: link, score, explain, review."""

from tidegate.pipeline.looking import Look
from tidegate.pipeline.who.explain import draw, explain_records, explain_whole
from tidegate.pipeline.who.link import (
    LinkReport,
    LinkWish,
    export_entities,
    judgements_path,
    link_workspace,
    linked_kinds,
    linked_table,
    model_of,
    record_tables,
    trained_model,
)
from tidegate.pipeline.who.score import Scored, score_workspace, stress_workspace

__all__ = [
    "LinkReport",
    "LinkWish",
    "Look",
    "Scored",
    "draw",
    "explain_records",
    "explain_whole",
    "export_entities",
    "judgements_path",
    "link_workspace",
    "linked_kinds",
    "linked_table",
    "model_of",
    "record_tables",
    "score_workspace",
    "stress_workspace",
    "trained_model",
]
