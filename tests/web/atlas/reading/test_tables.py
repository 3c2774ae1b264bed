"""A table that leaves says who took it and why, and no cell of it is a formula."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime

import openpyxl
import pyogrio
import pytest

from tidegate.errors import ExportError
from tidegate.web.atlas.reading.flags import flags
from tidegate.web.atlas.reading.maps import MapFilter, layer
from tidegate.web.atlas.reading.tables import Taken, leave

TAKEN = Taken("ada", "municipality", "permit-integrity", "table of 3 March", datetime(2026, 3, 1, 12, tzinfo=UTC))


@dataclass(frozen=True)
class Row:
    name: str
    number: int
    day: date | None
    several: tuple[str, ...] = ("a", "b")


def test_a_csv_begins_with_who_and_why(atlas):
    left = leave(atlas.picture, "Rows", [Row("=1+1", 7, None), Row("b", 8, date(2026, 1, 2))], "csv", TAKEN)
    lines = list(csv.reader(io.StringIO(left.content.decode("utf-8-sig"))))
    assert lines[0][0].startswith("# Taken by ada (municipality) at 2026-03-01T12:00:00+00:00 for permit-integrity: ")
    assert atlas.picture.manifest["covenant"]["clause"] in lines[0][0]
    assert lines[1:] == [
        ["name", "number", "day", "several"], ["'=1+1", "7", "", "a; b"], ["b", "8", "2026-01-02", "a; b"],
    ]  # fmt: skip
    assert (left.name, left.rows, left.must_be_gone_after) == ("rows-2026-01-15.csv", 2, date(2026, 5, 30))


def test_a_workbook_holds_the_line_and_the_rows(atlas):
    left = leave(atlas.picture, "Flags", flags(atlas.workspace, atlas.picture), "xlsx", TAKEN)
    book = openpyxl.load_workbook(io.BytesIO(left.content))
    first = " ".join(str(c.value) for row in book.worksheets[0] for c in row if c.value)
    assert "Taken by ada" in first
    assert book["Flags"].max_row == 7


def test_a_map_layer_lies_where_it_lay(atlas, tmp_path):
    features = layer(atlas.picture, "premises", MapFilter(indicator="double_operation"))["features"]
    rows, shapes = [f["properties"] for f in features], [f["geometry"] for f in features]
    left = leave(atlas.picture, "Premises", rows, "gpkg", TAKEN, geometry=shapes)
    (tmp_path / "a.gpkg").write_bytes(left.content)
    found = pyogrio.read_info(tmp_path / "a.gpkg", layer="Premises")
    assert (found["features"], found["crs"]) == (2, "EPSG:4326")


def test_without_a_row_there_is_still_a_table(atlas):
    assert leave(atlas.picture, "Nothing", [], "csv", TAKEN).rows == 0


def test_forms_that_are_none(atlas):
    with pytest.raises(ExportError, match="'pdf' is no form in which a table leaves"):
        leave(atlas.picture, "Rows", [], "pdf", TAKEN)
    with pytest.raises(ExportError, match="this table lies nowhere on the map"):
        leave(atlas.picture, "Rows", [Row("a", 1, None)], "gpkg", TAKEN)
