"""What is done once for a picture, so that no page has to wait for it."""

import contextlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tidegate.errors import PictureError
from tidegate.pipeline.picturing.shelf import Picture, pinned
from tidegate.pipeline.workspace import Workspace, open_workspace
from tidegate.web.atlas.reading.keeping import forget, lay_out
from tidegate.web.atlas.reading.rules import rules_of
from tidegate.web.atlas.reading.search_index import make_index
from tidegate.web.atlas.reading.start import compare_with_before, uncertain


def make_ready(workspace: Workspace, pictures: Sequence[Picture], *, today: date) -> None:
    """Do for pictures what no page should have to wait for.

    Args:
        workspace: The workspace.
        pictures: The pictures; whoever asks holds them.
        today: Today.
    """
    forget(workspace, today=today)
    for picture in pictures:
        lay_out(picture)
        make_index(picture)
        compare_with_before(picture, today=today)
        uncertain(workspace, picture)
    rules_of(workspace)


def make_all_ready(folder: Path, today: date) -> None:
    """Make the current picture of each view ready; until it is, pages read the picture as it lies.

    Args:
        folder: Folder of the city.
        today: Today; a picture that has expired is left alone, and what was derived from it is removed.
    """
    workspace = open_workspace(folder)
    forget(workspace, today=today)
    for shelf_of_view in sorted((folder / "pictures").glob("*")):
        with contextlib.suppress(PictureError), pinned(shelf_of_view, today=today) as picture:
            make_ready(workspace, [picture], today=today)
