"""One small city for the whole room; making it twice is the test of bytes."""

from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from tidegate.demo.generate import Manifest, generate
from tidegate.demo.world.city import found_city
from tidegate.demo.world.making import make_world
from tidegate.demo.world.world import World
from tidegate.formats import Reading, read
from tidegate.registers import Register, load_register
from tidegate.tables import session
from tidegate.vocabulary import model

SCALE, SEED = 0.05, 7


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    return generate(tmp_path_factory.mktemp("demo") / "town", scale=SCALE, seed=SEED)


class Delivered:
    """The delivered files as their descriptions say they are to be read; each is read once."""

    def __init__(self, town: Manifest, scratch: Path) -> None:
        self.town, self._scratch = town, scratch
        self.register, self.rows = cache(self._register), cache(self._rows)

    def _register(self, name: str) -> Register:
        return load_register(self.town.folder / "registers" / f"{name}.yml", model())

    def files(self, name: str, file: str) -> list[Path]:
        return sorted((self.town.folder / "deliveries").glob(self.register(name).file(file).path))

    def _rows(self, name: str, file: str) -> list[tuple[Path, pa.Table, Reading]]:
        spec, found = self.register(name).file(file), []
        for path in self.files(name, file):
            with session(see=[path.parent, self._scratch]) as engine:
                reading = read(path, spec.read, session=engine, name="rows", scratch=self._scratch)
                table = engine.fetch("select * from rows")
            found.append((path, table.rename_columns([spec.repairs.get(c, c) for c in table.column_names]), reading))
        return found

    def keys(self, name: str, file: str, columns: tuple[str, ...]) -> set[str]:
        """The values of columns in all files of a kind, joined by |."""
        found = set()
        for _, table, _ in self.rows(name, file):
            parts = [table.column(c).to_pylist() for c in columns]
            found.update("|".join(p or "" for p in row) for row in zip(*parts, strict=True))
        return found


@pytest.fixture(scope="session")
def delivered(town: Manifest, tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    return Delivered(town, tmp_path_factory.mktemp("scratch"))


@pytest.fixture(scope="session")
def world() -> World:
    return make_world(found_city(0, SEED), 0, 0.3, SEED)


@pytest.fixture(scope="session")
def whole_world() -> World:
    return make_world(found_city(0, SEED), 0, 1.0, SEED)


def digests(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
