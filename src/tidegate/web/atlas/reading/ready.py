"""What is done once for a picture, so that no page has to wait for it."""

from collections.abc import Sequence
from datetime import date

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.pipeline.workspace import Workspace
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
