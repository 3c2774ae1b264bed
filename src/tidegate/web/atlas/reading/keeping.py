"""What is derived from a picture for the site: made once, beside the view's other results, and gone with the picture.

It lies outside the picture's folder, which never changes. It holds what the picture holds, so it may not outlive it:
`forget` removes what belongs to no picture that may still be read.
"""

import json
import shutil
from datetime import date
from pathlib import Path

from tidegate.pipeline.picturing.shelf import MANIFEST, Picture, shelf
from tidegate.pipeline.workspace import Workspace

KEPT = "site"
"""Folder in the home of a view."""


def kept_for(workspace: Workspace, picture: Picture) -> Path:
    """Give the folder for what is derived from a picture; it is made where it is not there.

    Args:
        workspace: The workspace.
        picture: The picture.
    """
    folder = _home(workspace, picture.manifest["view"]["id"]) / picture.id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def forget(workspace: Workspace, *, today: date) -> list[str]:
    """Remove what was derived from pictures that are gone or have expired.

    Args:
        workspace: The workspace.
        today: Today.
    Returns:
        Ids of the pictures of which something was removed, sorted.
    """
    gone = []
    for folder in sorted((workspace.folder / "views").glob(f"*/{KEPT}/*")):
        if not _may_be_read(shelf(workspace, folder.parent.parent.name) / folder.name / MANIFEST, today):
            shutil.rmtree(folder, ignore_errors=True)
            gone.append(folder.name)
    return sorted(gone)


def _home(workspace: Workspace, view: str) -> Path:
    return workspace.folder / "views" / view / KEPT


def _may_be_read(manifest: Path, today: date) -> bool:
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
    except OSError:
        return False
    ends = told.get("expires_on")
    return not ends or told.get("invented", False) or date.fromisoformat(ends) > today
