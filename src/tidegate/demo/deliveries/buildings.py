"""Premises with their geometry (GeoPackage), and what they are assessed at each year (Parquet)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import shapely

from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, number_text
from tidegate.demo.truth import Truth
from tidegate.demo.world.city import City, main_roads
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.plan import Floats

REGISTER, FILE, VALUES, KEY = "panden", "panden", "woz", "PAND_ID"
_USES = (
    "woonfunctie",
    "woonfunctie (gestapeld)",
    "winkelfunctie",
    "kantoorfunctie",
    "industriefunctie",
    "industriefunctie (opslag)",
    "overige (garageboxen)",
)
_YEARS = range(2020, 2025)
_FILE = f"{REGISTER}/panden_2024-12-31.gpkg"
_CRS = "EPSG:28992"
_STAMP = "2025-01-06T09:00:00.000Z"


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write the premises, plots and values of one block; of a new city also streets, water and areas."""
    world = words.world
    order = words.place_order()
    order = order[world.premises.inside[order]]
    path = out.folder / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with _fixed_time():
        _layer(path, "panden", shapely.polygons(world.premises.building[order]), _attributes(words, order), "Polygon")
        plots = {"PAND_ID": words.place(order), "PERCEEL": number_text(order, f"HVR {world.block:03d} ", 6)}
        _layer(path, "percelen", shapely.polygons(world.premises.plot[order]), plots, "Polygon")
        if world.block % 4 == 0:
            _city_layers(path, world.city)
    out.count(_FILE, len(order))
    _value(words, out, order)
    keys = words.place(order)
    truth.about(world, REGISTER, FILE, "premises", "premises", keys, order)


@contextmanager
def _fixed_time() -> Iterator[None]:
    """A GeoPackage notes when it was changed; the driver is told a time, and the setting taken back."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _layer(path: Path, layer: str, shapes: np.ndarray, columns: dict[str, pa.Array], kind: str) -> None:
    data = [values.to_numpy(zero_copy_only=False) for values in columns.values()]
    exists = _has(path, layer)
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(shapes),
        data,
        list(columns),
        layer=layer,
        driver="GPKG",
        geometry_type=kind,
        crs=_CRS,
        append=exists,
        promote_to_multi=False,
    )


def _has(path: Path, layer: str) -> bool:
    """Tell whether a file already has a layer."""
    try:
        return layer in pyogrio.list_layers(str(path))[:, 0]
    except pyogrio.errors.DataSourceError:
        return False


def _attributes(words: Wording, order: Ids) -> dict[str, pa.Array]:
    premises = words.world.premises
    middle = premises.building[order].mean(axis=1)
    longitude, latitude = place_on_globe(middle)
    return {
        "PAND_ID": words.place(order),
        "STRAATNAAM": words.street(order),
        "HUISNUMMER": number_text(premises.number[order]),
        "HUISLETTER": pa.array([None, "A", "B"], pa.string()).take(pa.array(premises.letter[order])),
        "POSTCODE": words.postcode(order),
        "WOONPLAATS": words.town(order),
        "GEBIED": words.area(order),
        "GEBRUIKSDOEL": pa.array(_USES).take(pa.array(premises.use[order])),
        "OPPERVLAKTE_M2": pa.array(premises.floor[order]),
        "BOUWJAAR": pa.array(premises.year[order]),
        "WOZ_WAARDE": pa.array(assessed(premises.value[order], 4)),
        "LON": pa.array(np.round(longitude, 6)),
        "LAT": pa.array(np.round(latitude, 6)),
    }


def place_on_globe(metres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn the plan's metres into degrees: near enough for a map, and out at sea.

    Args:
        metres: x and y, shape (n, 2).
    Returns:
        Longitude and latitude.
    """
    x, y = metres[:, 0] - 155_000, metres[:, 1] - 463_000
    return 5.387206 + x / 68_450.0, 52.155174 + y / 111_250.0


def assessed(value: Ids, year: int) -> Ids:
    """Give what premises are assessed at, so many years after 2020: four per cent more each year."""
    return np.asarray((value * 1.04**year / 1000).astype(np.int64) * 1000)


def _value(words: Wording, out: Outbox, order: Ids) -> None:
    value = words.world.premises.value[order]
    for number, year in enumerate(_YEARS):
        columns = {
            "PAND_ID": words.place(order),
            "PEILDATUM": pa.repeat(f"{year}-01-01", len(order)),
            "WOZ_WAARDE": pa.array(assessed(value, number)),
            "STATUS": pa.repeat("vastgesteld", len(order)),
        }
        out.parquet(f"{REGISTER}/woz_{year}-01-01.parquet", columns)


def _city_layers(path: Path, city: City) -> None:
    lines, names, areas = [], [], []
    for number, grid in enumerate(city.grids):
        first = int(city.first_street[number])
        lines += [*_lines(grid.streets), *_lines(grid.crossings)]
        names += [*city.streets.slice(first, len(grid.streets)).to_pylist(), *["dwarsstraat"] * len(grid.crossings)]
        areas += [city.areas[number].name] * (len(grid.streets) + len(grid.crossings))
    for name, line in main_roads(city):
        lines, names, areas = [*lines, line], [*names, name], [*areas, city.name]
    streets = {"STRAATNAAM": pa.array(names), "GEBIED": pa.array(areas)}
    _layer(path, "straten", np.array(lines), streets, "LineString")
    water = {"NAAM": pa.array([name for name, _ in city.water])}
    _layer(path, "water", np.array([shape for _, shape in city.water]), water, "Polygon")
    outlines = np.array([shapely.polygons(grid.outline) for grid in city.grids])
    columns = {
        "GEBIED": pa.array([a.name for a in city.areas]),
        "SOORT": pa.array([a.kind for a in city.areas]),
        "GEMEENTE": pa.repeat(city.name, len(city.areas)),
    }
    _layer(path, "gebieden", outlines, columns, "Polygon")


def _lines(points: Floats) -> list[shapely.Geometry]:
    return list(shapely.linestrings(points))
