"""The one place that runs the stages in order and reports progress."""

from tidegate.pipeline.mapping import MapReport, map_file
from tidegate.pipeline.read import Progress, RegisterReport, read_workspace
from tidegate.pipeline.workspace import Engine, Workspace, open_workspace

__all__ = [
    "Engine",
    "MapReport",
    "Progress",
    "RegisterReport",
    "Workspace",
    "map_file",
    "open_workspace",
    "read_workspace",
]
