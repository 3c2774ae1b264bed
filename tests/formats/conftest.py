"""One reading from bytes to rows, as every test of this room needs it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tidegate.formats import Limits, Reading, ReadOptions, read
from tidegate.formats.job import Answer, Job
from tidegate.tables import Session, session

REPOSITORY = Path(__file__).parents[2]


@dataclass
class Desk:
    """A folder with deliveries, a folder for copies, an engine that sees both."""

    folder: Path
    scratch: Path
    engine: Session
    readings: int = 0

    def file(self, name: str, content: bytes | str) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, path: Path, limits: Limits | None = None, **options: Any) -> tuple[Reading, list[dict[str, Any]]]:
        self.readings += 1
        name = f"v{self.readings}"
        limits = limits or Limits()
        reading = read(
            path, ReadOptions(**options), session=self.engine, name=name, scratch=self.scratch, limits=limits
        )
        return reading, self.engine.rows(f"select * from {name} order by row_number")


def staged(stage: Callable[[Job], Answer], path: Path, scratch: Path, **options: Any) -> list[dict[str, Any]]:
    """Read a file in this process: what a law needs, which asks a hundred times."""
    job = Job(path, path.suffix[1:], path.name, ReadOptions(**options), Limits(), scratch)
    stage(job)
    rows = pq.read_table(job.target).to_pylist()
    job.target.unlink()
    return rows


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("desk")
    folder, scratch = root / "deliveries", root / "scratch"
    folder.mkdir()
    scratch.mkdir()
    with session(see=[folder, scratch]) as engine:
        yield Desk(folder, scratch, engine)


def shared_data() -> Path:
    named = os.environ.get("TIDEGATE_SHARED")
    return (Path(named) if named else REPOSITORY.parent / "shared") / "data"


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Give a file of the shared data, or skip."""

    def find(relative: str) -> Path:
        path = shared_data() / relative
        if not path.exists():
            pytest.skip("the shared data is not on this machine (see TIDEGATE_SHARED)")
        return path

    return find
