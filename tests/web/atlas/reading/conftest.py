"""The picture that questions are put to: the small city, copied, for the site keeps things beside it."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.small_city import TODAY
from tidegate.pipeline import open_workspace
from tidegate.pipeline.picturing import pinned


@pytest.fixture(scope="session")
def atlas(built_city, tmp_path_factory):
    """The workspace and its picture; to be read, what the site keeps beside it aside."""
    folder = Path(shutil.copytree(built_city[0], tmp_path_factory.mktemp("atlas") / "city", symlinks=True))
    (shelf_of_view,) = (folder / "pictures").iterdir()
    with pinned(shelf_of_view, today=TODAY) as picture:
        yield SimpleNamespace(folder=folder, workspace=open_workspace(folder), picture=picture)


@pytest.fixture
def nodes(atlas):
    """What the picture names, as rows."""
    return atlas.picture.table("nodes").to_pylist()


@pytest.fixture
def named(nodes):
    """Caption and kind to entity."""
    return lambda caption, kind: next(n["entity"] for n in nodes if n["caption"] == caption and n["kind"] == kind)
