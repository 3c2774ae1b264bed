"""GeoPackages with several layers in the city's own coordinate system, each styled when QGIS opens it.

A layer is a table with a geometry for each row. Its look travels inside the file (table `layer_styles`), so that nobody
has to choose colours before seeing what is there.
"""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import ExportError
from tidegate.formats.geo_style import Style, style_qml
from tidegate.formats.writing import atomically, load_library

_MADE = "2000-01-01T00:00:00.000Z"
"""The moment every file says its layers were changed, so that equal layers give equal files."""

_LONGEST_NAME = 60
_RESERVED = frozenset({"fid", "geom", "ogc_fid", "rowid"})
_SINGLE = {"point": ("Point", 0, 4), "line": ("LineString", 1, 5), "polygon": ("Polygon", 3, 6)}


@dataclass(frozen=True)
class Layer:
    """A layer of a map.

    Args:
        name: Its name; letters, digits and low lines are kept.
        rows: Its rows, without geometry.
        geometry: A shapely geometry for each row, in the coordinate system of the file; rows without one are left out.
        style: How it looks when it is opened.
        about: What it holds.
    """

    name: str
    rows: pa.Table
    geometry: npt.NDArray[np.object_]
    style: Style
    about: str = ""


@cache
def _statement(name: str) -> str:
    return files(__package__).joinpath(f"geo_writing_{name}.sql").read_text(encoding="utf-8")


def safe_names(names: Sequence[str], *, taken: frozenset[str] = frozenset()) -> list[str]:
    """Make names that any program for maps and graphs can hold.

    Args:
        names: Names of any kind.
        taken: Names that must not be given, in small letters.
    Returns:
        As many names of letters, digits and low lines, none alike but for large and small letters.
    Example:
        >>> safe_names(["Floor area (m²)", "floor area m²", "2024", "fid"], taken=frozenset({"fid"}))
        ['Floor_area_m2', 'floor_area_m2_2', '_2024', 'fid_2']
    """
    given, found = set(taken), []
    for name in names:
        plain = re.sub(r"\W+", "_", name.replace("²", "2").replace("³", "3")).strip("_")[:_LONGEST_NAME] or "_"
        plain = f"_{plain}" if plain[0].isdigit() else plain
        tries = (plain if n == 1 else f"{plain}_{n}" for n in range(1, len(given) + 3))
        found.append(next(one for one in tries if one.lower() not in given))
        given.add(found[-1].lower())
    return found


def write_geopackage_layers(layers: Sequence[Layer], path: Path, *, crs: str) -> dict[str, int]:
    """Write layers into one GeoPackage.

    Args:
        layers: The layers, the lowest first; at least one.
        path: The file.
        crs: Coordinate system of all geometries, such as `EPSG:28992`.
    Returns:
        For each layer how many rows were written.
    Raises:
        ExportError: The coordinate system is unknown, rows and geometries differ in number, or the file cannot be
            written.
        ValueError: There is no layer.
    """
    if not layers:
        raise ValueError("a GeoPackage needs a layer: give at least one")
    names = safe_names([layer.name for layer in layers], taken=frozenset({"layer_styles"}))
    written = {}
    with atomically(path) as temporary:
        temporary.unlink()
        for layer, name in zip(layers, names, strict=True):
            written[name] = _write_layer(layer, name, temporary, path, crs)
        _write_styles(layers, names, temporary)
    return written


def _write_layer(layer: Layer, name: str, temporary: Path, path: Path, crs: str) -> int:
    if len(layer.geometry) != layer.rows.num_rows:
        what = f"the layer '{layer.name}' has {layer.rows.num_rows} rows and {len(layer.geometry)} geometries"
        raise ExportError(where=str(path), what=what, mend="give a geometry, or None, for each row")
    shapely, raw = load_library("shapely"), load_library("pyogrio.raw")
    placed = ~(shapely.is_missing(layer.geometry) | shapely.is_empty(layer.geometry))
    rows, geometry = layer.rows.filter(pa.array(placed)), layer.geometry[placed]
    kind, several = _geometry_type(layer.style, np.unique(shapely.get_type_id(geometry)).tolist())
    columns = [_column(column) for column in rows.columns]
    try:
        raw.write(
            str(temporary), shapely.to_wkb(geometry), [values for values, _ in columns], _attributes(layer),
            field_mask=[mask for _, mask in columns], layer=name, driver="GPKG", geometry_type=kind, crs=crs,
            promote_to_multi=several, layer_options={"DESCRIPTION": layer.about} if layer.about else {},
        )  # fmt: skip
    except (load_library("pyogrio.errors").CRSError, load_library("pyogrio.errors").DataSourceError) as fault:
        what = f"the layer '{layer.name}' cannot be written in {crs} ({fault})"
        raise ExportError(where=str(path), what=what, mend="name a coordinate system such as EPSG:28992") from fault
    return int(placed.sum())


def _attributes(layer: Layer) -> list[str]:
    return safe_names(layer.rows.column_names, taken=_RESERVED)


def _geometry_type(style: Style, types: list[int]) -> tuple[str, bool]:
    """Name the type of a layer: that of its style, its plural, or any where it holds others."""
    name, single, plural = _SINGLE[style.kind]
    if not set(types) <= {single, plural}:
        return "Unknown", False
    return (f"Multi{name}", True) if plural in types else (name, False)


def _column(column: pa.ChunkedArray) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_] | None]:
    """Give the values of a column as the library takes them, and where there are none."""
    mask = column.is_null().to_numpy()
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind):
        zero = pa.scalar(False if pa.types.is_boolean(kind) else 0).cast(kind)
        return column.fill_null(zero).to_numpy(), mask
    if pa.types.is_date(kind):
        return column.cast(pa.date32()).to_numpy().astype("datetime64[D]"), mask
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.to_numpy(zero_copy_only=False), None
    if pa.types.is_decimal(kind):
        return _column(column.cast(pa.float64()))
    try:
        return pc.cast(column, pa.string()).to_numpy(zero_copy_only=False), None
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        orjson = load_library("orjson")
        texts = [None if v is None else orjson.dumps(v, default=str).decode() for v in column.to_pylist()]
        return np.array(texts, dtype=object), None


def _write_styles(layers: Sequence[Layer], names: Sequence[str], temporary: Path) -> None:
    connection = sqlite3.connect(temporary)
    try:
        connection.executescript(_statement("styles"))
        for layer, name in zip(layers, names, strict=True):
            attributes = dict(zip(layer.rows.column_names, _attributes(layer), strict=True))
            qml = style_qml(layer.style, attributes)
            values = {"layer": name, "qml": qml, "about": layer.about, "made": _MADE}
            connection.execute(_statement("style"), values)
        connection.execute(_statement("made"), {"made": _MADE})
        connection.commit()
        # What was written over leaves no trace in the file, and equal files have equal pages.
        connection.execute("VACUUM")
    finally:
        connection.close()
