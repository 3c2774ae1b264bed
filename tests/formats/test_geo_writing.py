"""GeoPackages come back as they were, in the city's own metres, and bring their looks along."""

import re
import sqlite3
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as Xml

import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tidegate import formats
from tidegate.errors import ExportError
from tidegate.formats import Category, Class, Layer, Style
from tidegate.formats.geo_style import style_qml

ROWS = pa.table({
    "Floor area (m²)": pa.array([1.5, None, 3.0]), "n": pa.array([1, None, 2], pa.int32()),
    "open": [True, None, False], "on": [date(2020, 1, 1), None, date(1850, 3, 4)],
    "name": ["a", "=b", None], "list": [[1], None, [2, 3]],
})  # fmt: skip
POINTS = np.array([shapely.Point(26_246, 466_823), None, shapely.Point(30_000, 470_000)], object)
AREAS = np.array(
    [shapely.box(0, 0, 9, 9), shapely.MultiPolygon([shapely.box(20, 0, 30, 9)]), shapely.box(0, 10, 9, 20)], object
)
CLASSES = (Class(0, 2, "0 to 2", "#fdf6d8"), Class(2, 5, "2 to 5", "#23479e"))
LAYERS = (
    Layer("Cells of 100 m", ROWS, AREAS, Style("polygon", by="Floor area (m²)", classes=CLASSES), "counts"),
    Layer("flags", ROWS, POINTS, Style("point", by="name", categories=(Category("a", "<a>", "#d55e00", "triangle"),),
                                       label="name")),
)  # fmt: skip


def written(folder: Path, layers=LAYERS, name="m.gpkg"):
    formats.write_geopackage_layers(layers, folder / name, crs="EPSG:28992")
    return folder / name


def styles(path: Path):
    connection = sqlite3.connect(path)
    try:
        query = "select f_table_name, f_geometry_column, useAsDefault, styleQML from layer_styles order by id"
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_layers_come_back_with_types_and_metres(tmp_path: Path):
    path = tmp_path / "m.gpkg"
    assert formats.write_geopackage_layers(LAYERS, path, crs="EPSG:28992") == {"Cells_of_100_m": 3, "flags": 2}
    meta, found = pyogrio.read_arrow(path, layer="Cells_of_100_m")
    rows = found.to_pydict()
    assert (meta["crs"], meta["geometry_type"]) == ("EPSG:28992", "MultiPolygon")
    assert [rows[k] for k in ("Floor_area_m2", "n", "open", "on", "name", "list")] == [
        [1.5, None, 3.0], [1, None, 2], [True, None, False], [date(2020, 1, 1), None, date(1850, 3, 4)],
        ["a", "=b", None], ["[1]", None, "[2,3]"],
    ]  # fmt: skip
    assert sum(g.area for g in shapely.from_wkb(rows["geom"])) == sum(g.area for g in AREAS)


def test_rows_without_a_place_are_left_out(tmp_path: Path):
    meta, found = pyogrio.read_arrow(written(tmp_path), layer="flags")
    assert (meta["geometry_type"], found.column("name").to_pylist()) == ("Point", ["a", None])


def test_each_layer_is_styled_when_it_is_opened(tmp_path: Path):
    found = styles(written(tmp_path))
    assert [row[:3] for row in found] == [("Cells_of_100_m", "geom", 1), ("flags", "geom", 1)]
    cells, flags = (Xml.fromstring(row[3]) for row in found)
    assert cells.find("renderer-v2").attrib["attr"] == "Floor_area_m2"
    assert [r.attrib["label"] for r in cells.iter("range")] == ["0 to 2", "2 to 5"]
    assert len(cells.findall(".//symbols/symbol")) == 2
    assert flags.find("renderer-v2").attrib["type"] == "categorizedSymbol"
    assert [c.attrib["label"] for c in flags.iter("category")] == ["<a>"]
    assert flags.find(".//text-style").attrib["fieldName"] == "name"
    aliases = {a.attrib["field"]: a.attrib["name"] for a in cells.iter("alias")}
    assert (aliases["Floor_area_m2"], aliases["name"]) == ("Floor area (m²)", "")


def test_equal_layers_are_equal_files(tmp_path: Path):
    assert written(tmp_path, name="a.gpkg").read_bytes() == written(tmp_path, name="b.gpkg").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.gpkg", "b.gpkg"]


def test_an_empty_layer_and_mixed_geometries(tmp_path: Path):
    mixed = np.array([shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1)], object)
    layers = [
        Layer("none", ROWS.slice(0, 0), np.array([], object), Style("line")),
        Layer("mixed", ROWS, mixed, Style("polygon")),
    ]
    path = written(tmp_path, layers)
    assert pyogrio.read_info(path, layer="none")["features"] == 0
    assert pyogrio.read_info(path, layer="mixed")["features"] == 3


@given(st.lists(st.text(max_size=80), max_size=12))
def test_names_are_safe_and_differ(names):
    found = formats.safe_names(names, taken=frozenset({"fid"}))
    assert len(found) == len(names)
    assert len({n.lower() for n in found} | {"fid"}) == len(names) + 1
    assert all(re.fullmatch(r"\w+", n) and not n[0].isdigit() and len(n) <= 70 for n in found)


@pytest.mark.parametrize("kind", ["point", "line", "polygon"])
def test_every_kind_has_a_look(kind):
    root = Xml.fromstring(style_qml(Style(kind, colour="#0072b2"), {}))
    values = [o.attrib["value"] for o in root.iter("Option") if "value" in o.attrib]
    assert "0,114,178,255" in values
    assert values == [prop.attrib["v"] for prop in root.iter("prop")]


def test_the_messages(tmp_path: Path):
    path = tmp_path / "m.gpkg"
    with pytest.raises(ExportError, match="Name a coordinate system such as EPSG:28992"):
        formats.write_geopackage_layers(LAYERS, path, crs="EPSG:0")
    with pytest.raises(ExportError, match="has 3 rows and 1 geometries"):
        formats.write_geopackage_layers([Layer("x", ROWS, POINTS[:1], Style("point"))], path, crs="EPSG:28992")
    with pytest.raises(ValueError, match="give at least one"):
        formats.write_geopackage_layers([], path, crs="EPSG:28992")
    with pytest.raises(ValueError, match="the style goes by nothing"):
        written(tmp_path, [Layer("x", ROWS, POINTS, Style("point", by="nothing"))])
    assert list(tmp_path.iterdir()) == []
