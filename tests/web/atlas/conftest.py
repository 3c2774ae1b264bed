"""The site with a second picture, in which there are flags, ties and points; it goes again when the tests are done."""

import shutil

import pytest

from tests.web.conftest import Served, as_demo


@pytest.fixture(scope="module")
def whole_city(web_city, built_city):
    """The workspace that Django serves, with the picture for permits beside that of areas."""
    (view,) = (built_city[0] / "pictures").iterdir()
    added = [web_city / room / view.name for room in ("pictures", "views")]
    for room in added:
        shutil.copytree(built_city[0] / room.parent.name / view.name, room, symlinks=True)
    yield web_city
    for room in added:
        shutil.rmtree(room)


@pytest.fixture
def analyst(whole_city, signed_in):
    """An analyst who looks at permits."""
    return signed_in("analyst", purpose="permit-integrity")


@pytest.fixture(scope="session")
def served(built_city, tmp_path_factory):
    """A server on a copy of the city with flags, ties and points."""
    folder = as_demo(shutil.copytree(built_city[0], tmp_path_factory.mktemp("served") / "city", symlinks=True))
    server = Served(folder)
    try:
        server.wait()
        yield server
    finally:
        server.stop()
