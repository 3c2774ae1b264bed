"""The one place that runs the stages in order and reports progress."""

from tidegate.pipeline.check import RegisterCheck, check_workspace, describe_path, quarantine_of
from tidegate.pipeline.export import FORMS, Wish, export_records
from tidegate.pipeline.link import (
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
from tidegate.pipeline.mapping import MapReport, map_file
from tidegate.pipeline.read import Progress, RegisterReport, read_workspace
from tidegate.pipeline.recipes import Recipe, init_workspace, recipes
from tidegate.pipeline.score import Scored, score_workspace, stress_workspace
from tidegate.pipeline.workspace import Engine, Workspace, open_workspace

__all__ = [
    "FORMS",
    "Engine",
    "LinkReport",
    "LinkWish",
    "MapReport",
    "Progress",
    "Recipe",
    "RegisterCheck",
    "RegisterReport",
    "Scored",
    "Wish",
    "Workspace",
    "check_workspace",
    "describe_path",
    "export_entities",
    "export_records",
    "init_workspace",
    "judgements_path",
    "link_workspace",
    "linked_kinds",
    "linked_table",
    "map_file",
    "model_of",
    "open_workspace",
    "quarantine_of",
    "read_workspace",
    "recipes",
    "record_tables",
    "score_workspace",
    "stress_workspace",
    "trained_model",
]
