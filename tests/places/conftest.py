from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from tests.places.city import small_city
from tidegate.places import Happenings, Located, list_businesses, locate, place_events
from tidegate.tables import Session, session


@dataclass(frozen=True)
class Read:
    """A city that was read."""

    businesses: pa.Table
    located: Located
    happenings: Happenings

    @property
    def three(self) -> tuple[pa.Table, pa.Table, pa.Table]:
        return self.located.places, self.businesses, self.happenings.events


def read(folder: Path, **how: object) -> Read:
    with session(see=[folder]) as s:
        businesses = list_businesses(s, folder)
        located = locate(s, folder, businesses=businesses, **how)  # type: ignore[arg-type]
        return Read(businesses, located, place_events(s, folder, located))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Session]:
    with session(see=[tmp_path]) as s:
        yield s


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read(small_city(tmp_path_factory.mktemp("city")))
