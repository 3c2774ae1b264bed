"""What a process that answers looks up before anybody asks: the first page of a morning need not be the slow one.

Nothing of it is shown to anybody; whether somebody may see it is decided when it is asked for (`look`).
"""

import contextlib
import time
from datetime import date
from pathlib import Path

from tidegate.errors import PictureError
from tidegate.pipeline.picturing.shelf import Picture, pinned
from tidegate.pipeline.workspace import Workspace, open_workspace
from tidegate.web.atlas.asking import PAGE
from tidegate.web.atlas.reading import maps
from tidegate.web.atlas.reading.flags import flags, indicators
from tidegate.web.atlas.reading.keeping import LAID_OUT, kept_for
from tidegate.web.atlas.reading.places import LEVELS, places_above
from tidegate.web.atlas.reading.search import search
from tidegate.web.atlas.reading.start import start
from tidegate.web.atlas.views.maps import page_of_layer

PATIENCE_S = 1200.0
"""How long is waited until a picture is laid out, seconds; that is the work of another process."""

_STEP_S = 1.0


def warm(folder: Path, *, today: date) -> None:
    """Ask what most people ask first, of the current picture of each view.

    Args:
        folder: Folder of the city.
        today: Today; a picture that has expired is left alone.
    """
    workspace, until = open_workspace(folder), time.monotonic() + PATIENCE_S
    for shelf_of_view in sorted((folder / "pictures").glob("*")):
        with contextlib.suppress(PictureError), pinned(shelf_of_view, today=today) as picture:
            while not (kept_for(picture) / LAID_OUT).is_dir() and time.monotonic() < until:
                time.sleep(_STEP_S)
            ask_first(workspace, picture)


def ask_first(workspace: Workspace, picture: Picture) -> None:
    """Ask a picture what most people ask first, so that the answers are remembered.

    Args:
        workspace: The workspace.
        picture: The picture; whoever asks holds it.
    """
    choices = maps.choices(picture)
    maps.bounds(picture)
    schema = next((s for s, _ in choices.schemata), "Report")
    for name in maps.LAYERS:
        maps.written(picture, name, maps.MapFilter(schema), page=page_of_layer(name))
    for level in LEVELS:
        for number in range(2):  # the first two pages, as the list asks for them
            places_above(picture, level, schema=schema, limit=PAGE + 1, offset=number * PAGE)
    indicators(workspace, picture)
    flags(workspace, picture)[:1]
    start(workspace, picture)
    search(picture, "a street", limit=1)
