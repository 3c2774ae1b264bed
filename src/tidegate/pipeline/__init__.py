"""The one place that runs the stages in order and reports progress.

This door opens to the registers; who is who has one of its own (`pipeline.who`), and so have two spreadsheets
(`pipeline.matching`), because their libraries take longer to load than most registers take to read.
"""

from tidegate.pipeline.check import RegisterCheck, check_workspace, describe_path, quarantine_of
from tidegate.pipeline.export import FORMS, Wish, export_records
from tidegate.pipeline.mapping import MapReport, map_file
from tidegate.pipeline.read import Progress, RegisterReport, read_workspace
from tidegate.pipeline.recipes import Recipe, init_workspace, recipes
from tidegate.pipeline.workspace import Engine, Workspace, open_workspace

__all__ = [
    "FORMS",
    "Engine",
    "MapReport",
    "Progress",
    "Recipe",
    "RegisterCheck",
    "RegisterReport",
    "Wish",
    "Workspace",
    "check_workspace",
    "describe_path",
    "export_records",
    "init_workspace",
    "map_file",
    "open_workspace",
    "quarantine_of",
    "read_workspace",
    "recipes",
]
