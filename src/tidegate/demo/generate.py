"""Make a whole workspace of the demo city: its files, its descriptions, its covenant, its truth.

The city is made block by block: a block is a quarter of a city, scale 1 is the first, scale 4 the whole
of Havenrijk, and a larger scale adds cities. Nothing of a block stays in memory when the next begins,
and a further block leaves the rows of the earlier ones as they are.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from tidegate.demo.deliveries import (
    assets,
    buildings,
    business_register,
    inspections,
    land_registry,
    officers,
    payments,
    permits,
    police,
    port,
    reports,
    survey,
    tenders,
    vacancy,
)
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, block_title
from tidegate.demo.truth import Truth
from tidegate.demo.world.city import City, found_city
from tidegate.demo.world.making import make_world
from tidegate.demo.world.plan import BLOCKS_PER_CITY, city_name, city_origin
from tidegate.errors import WorkspaceError

_TRUE_REGISTERS = (
    business_register,
    officers,
    buildings,
    land_registry,
    permits,
    inspections,
    reports,
    vacancy,
    payments,
    tenders,
    port,
    assets,
)
_COUNTS = (police, survey)
_MOST = 100.0
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Manifest:
    """What was made.

    Args:
        folder: The workspace.
        scale: Number of quarters of a city.
        seed: Seed of the whole.
        files: Every file of the deliveries, by path within them, with its rows.
        rows: Rows by register, over all its deliveries.
    """

    folder: Path
    scale: float
    seed: int
    files: dict[str, int]
    rows: dict[str, int]


def generate(folder: Path, *, scale: float = 1, seed: int = 1, progress: Progress | None = None) -> Manifest:
    """Make the demo city in a folder.

    Args:
        folder: A folder that is not there yet, or is empty.
        scale: Number of quarters of a city, above 0, at most 100; a part of one makes a part of a quarter.
        seed: Seed; the same seed and scale give the same bytes.
        progress: Told what is being made and which share is done, 0 to 1.
    Returns:
        The files with their rows.
    Raises:
        ValueError: The scale lies outside its range.
        WorkspaceError: The folder holds something already.
    """
    if not 0 < scale <= _MOST:
        raise ValueError(f"scale is {scale}: give a scale above 0, at most {_MOST:.0f}")
    if folder.exists() and any(folder.iterdir()):
        raise WorkspaceError(
            where=str(folder), what="the folder is not empty", mend="name a new folder, or empty this one first"
        )
    tell = progress or (lambda _what, _share: None)
    cities: list[City] = []
    blocks = int(np.ceil(scale))
    with Outbox(folder / "deliveries") as out, Truth(folder / "truth") as truth:
        for block in range(blocks):
            if block % BLOCKS_PER_CITY == 0:
                cities.append(found_city(block // BLOCKS_PER_CITY, seed))
            for step, share in _block(cities[-1], block, min(1.0, scale - block), seed, out, truth):
                tell(f"{block_title(block)}: {step}", (block + share) / blocks)
        tell("finishing the files", 1.0)
        truth.evaluation(cities)
    _describe(folder, cities)
    return Manifest(folder, scale, seed, dict(sorted(out.rows.items())), _by_register(out.rows))


def _block(city: City, number: int, share: float, seed: int, out: Outbox, truth: Truth) -> Iterator[tuple[str, float]]:
    yield "streets, people and companies", 0.0
    world = make_world(city, number, share, seed)
    words = Wording(world)
    for done, register in enumerate(_TRUE_REGISTERS):
        yield register.REGISTER, 0.3 + 0.6 * done / len(_TRUE_REGISTERS)
        register.deliver(words, out, truth)
    for register in _COUNTS:
        yield register.REGISTER, 0.95
        register.deliver(words, out)
    truth.planted(world.marks)


def _by_register(rows: dict[str, int]) -> dict[str, int]:
    registers = sorted({name.partition("/")[0] for name in rows})
    return {register: sum(n for name, n in rows.items() if name.startswith(f"{register}/")) for register in registers}


def _describe(folder: Path, cities: list[City]) -> None:
    """Put the covenant, the requests, the registers' descriptions and the city's own file beside the deliveries."""
    data = files("tidegate.demo").joinpath("data")
    folder.joinpath("city.toml").write_text(_city_file(cities), encoding="utf-8")
    _copy(data.joinpath("covenant.yml"), folder / "covenant.yml")
    for kind in ("registers", "requests"):
        folder.joinpath(kind).mkdir(exist_ok=True)
        for description in sorted(data.joinpath(kind).iterdir(), key=lambda entry: entry.name):
            _copy(description, folder / kind / description.name)


def _copy(source: Traversable, target: Path) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        shutil.copyfileobj(reading, writing)


def _city_file(cities: list[City]) -> str:
    x, y = city_origin(0)
    head = (
        f'name = "{city_name(0)}"\n'
        'note = "This city is invented: its people, companies, streets and numbers exist nowhere."\n'
        "demo = true\n"
        'countries = ["nl"]\n'
        'languages = ["en", "nl"]\n'
        'coordinate_system = "EPSG:28992"\n'
        f"origin = [{x:.0f}, {y:.0f}]\n"
    )
    areas = (
        f'\n[[areas]]\nname = "{area.name}"\nkind = "{area.kind}"\ndistrict = "{area.district}"\ncity = "{city.name}"\n'
        for city in cities
        for area in city.areas
    )
    return head + "".join(areas)
