"""A picture as a GeoPackage in the city's coordinate system, styled when it is opened."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from tidegate.errors import ExportError
from tidegate.formats.geo_style import Class, Style
from tidegate.formats.geo_writing import Layer, write_geopackage_layers
from tidegate.pipeline.picturing.leaving.flat import flat
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.tables import query, run

MOST = 1e9
RATIOS = (
    (0.0, 0.8, "#f7fbff"), (0.8, 1.25, "#c6dbef"), (1.25, 2.0, "#6baed6"), (2.0, 3.0, "#2171b5"),
    (3.0, MOST, "#08306b"),
)  # fmt: skip
"""Classes of observed to expected, one hue from light to dark: told apart without seeing colours."""


def write_map(picture: Picture, out: Path, tables: list[str]) -> dict[str, int]:
    """Write premises, flagged situations and cells as layers.

    Args:
        picture: The picture.
        out: The file.
        tables: Names of its tables.
    Returns:
        Layer to number of rows.
    Raises:
        ExportError: The picture knows no place.
    """
    if "places" not in tables:
        raise ExportError(where=f"picture {picture.id}", what="it knows no place", mend="take another form")
    ground = json.loads((picture.folder / "ground.json").read_text(encoding="utf-8"))
    places = picture.table("places")
    layers = []
    if "hotspots" in tables:
        layers.append(_cells(picture.table("hotspots"), float(ground["cell_m"])))
    layers.append(Layer("premises", flat(places), _points(places), Style("point", "#b0b7be", width=0.8), "Premises"))
    if "flags" in tables:
        flags = run(query(__package__, "map_layers_flags"), {"flags": picture.table("flags"), "places": places})
        style = Style("point", "#d55e00", "triangle", label="indicator", width=3.0)
        layers.append(Layer("flags", flat(flags), _points(flags), style, "Situations with a red flag"))
    return write_geopackage_layers(layers, out, crs=f"EPSG:{ground['epsg']}")


def _points(table: pa.Table) -> Any:
    x, y = (table[c].cast(pa.float64()).fill_null(np.nan).to_numpy() for c in ("x_m", "y_m"))
    there = ~np.isnan(x)
    found = np.full(len(x), None, dtype=object)
    found[there] = shapely.points(x[there], y[there])
    return found


def _cells(hotspots: pa.Table, cell_m: float) -> Layer:
    own = hotspots.filter(pc.and_(pc.equal(hotspots["level"], "cell"), pc.equal(hotspots["kind"], "all")))
    x, y = (own[c].cast(pa.float64()).fill_null(np.nan).to_numpy() for c in ("x_m", "y_m"))
    half = cell_m / 2
    boxes = np.full(len(x), None, dtype=object)
    there = ~np.isnan(x)
    boxes[there] = shapely.box(x[there] - half, y[there] - half, x[there] + half, y[there] + half)
    classes = tuple(Class(low, high, f"{low:g} to {high:g}" if high < MOST else f"{low:g} and more", colour)
                    for low, high, colour in RATIOS)  # fmt: skip
    style = Style("polygon", by="shrunk", classes=classes)
    return Layer("cells", flat(own), boxes, style, "Cells: events, and the ratio to what businesses lead one to expect")
