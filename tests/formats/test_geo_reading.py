"""Maps in other coordinate systems are carried over; a Shapefile comes in one archive."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from tests.formats.conftest import Desk

POINTS = shapely.to_wkb(shapely.points([[155000, 463000], [121000, 487000]]))
NAMES = [np.array(["Amersfoort", "Amsterdam"], dtype=object)]


def written(path: Path, driver: str, crs: str | None) -> Path:
    pyogrio.raw.write(
        str(path), POINTS, NAMES, ["name"], layer=path.stem, driver=driver, geometry_type="Point", crs=crs
    )
    return path


def test_dutch_coordinates_become_degrees(desk: Desk):
    reading, rows = desk.read(written(desk.folder / "rd.gpkg", "GPKG", "EPSG:28992"))
    # The origin of the Dutch grid is the tower of Amersfoort, at 52 degrees 9' 18.6" N, 5 degrees 23' 14" E.
    assert float(rows[0]["latitude"]) == pytest.approx(52 + 9 / 60 + 18.6 / 3600, abs=1e-4)
    assert float(rows[0]["longitude"]) == pytest.approx(5 + 23 / 60 + 14 / 3600, abs=1e-4)
    assert rows[0]["geometry"] == "POINT (155000 463000)"
    assert rows[0]["crs"] == "EPSG:28992"
    assert reading.columns == ("name", "geometry", "longitude", "latitude", "crs")


def test_a_shapefile_in_an_archive(desk: Desk, tmp_path: Path):
    written(tmp_path / "places.shp", "ESRI Shapefile", "EPSG:28992")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in sorted(tmp_path.iterdir()):
            archive.write(part, f"data/{part.name}")
    reading, rows = desk.read(desk.file("places.zip", out.getvalue()))
    assert (reading.format, reading.rows_in, rows[1]["name"]) == ("shapefile", 2, "Amsterdam")
    assert float(rows[1]["longitude"]) == pytest.approx(4.888, abs=1e-3)


def test_a_layer_that_is_not_there_is_told(desk: Desk):
    with pytest.raises(Exception, match="no layer 'x'; it has rd2"):
        desk.read(written(desk.folder / "rd2.gpkg", "GPKG", "EPSG:28992"), layer="x")


def test_without_a_coordinate_system_the_numbers_stay_their_own(desk: Desk):
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        path = written(desk.folder / "plain.gpkg", "GPKG", None)
    reading, rows = desk.read(path)
    assert (rows[0]["x"], rows[0]["y"]) == ("155000", "463000")
    assert "longitude" not in reading.columns
    assert "names no coordinate system" in reading.notes[-1]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:28992"])
def test_a_thing_without_a_place_and_a_shape_with_a_hole(desk: Desk, crs):
    ring = shapely.Point(155000, 463000).buffer(100).difference(shapely.Point(155000, 463000).buffer(90))
    if crs == "EPSG:4326":
        ring = shapely.transform(ring, lambda xy: (xy - [155000, 463000]) / 1000)
    path = desk.folder / f"mixed-{crs[5:]}.gpkg"
    names = [np.array(["ring", "nowhere"], dtype=object)]
    shapes = np.array([shapely.to_wkb(ring), None], dtype=object)
    pyogrio.raw.write(str(path), shapes, names, ["name"], layer="m", driver="GPKG", geometry_type="Polygon", crs=crs)
    _, rows = desk.read(path)
    assert rows[1]["name"] == "nowhere"
    assert rows[1]["geometry"] is rows[1]["longitude"] is rows[1]["latitude"] is None
    assert rows[0]["longitude"]
    # The point lies on the ring and not in its hole.
    if crs == "EPSG:4326":
        assert ring.buffer(1e-6).contains(shapely.Point(float(rows[0]["longitude"]), float(rows[0]["latitude"])))


def test_geojson_is_in_degrees(desk: Desk):
    text = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"n": 1, "on": "2014-12-31"},'
        '"geometry": {"type": "Point", "coordinates": [4.9, 52.37]}}]}'
    )
    for name in ("a.geojson", "a.json"):
        reading, rows = desk.read(desk.file(name, text))
        assert reading.format == "geojson"
        assert rows == [
            {"row_number": 1, "n": "1", "on": "2014-12-31", "geometry": "POINT (4.9 52.37)", "longitude": "4.9",
             "latitude": "52.37"}
        ]  # fmt: skip
