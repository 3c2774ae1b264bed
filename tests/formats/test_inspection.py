"""Looking into a file names what it is without reading all of it."""

import gzip
import io
import zipfile

import pytest

from tests.formats import corpus
from tests.formats.conftest import Desk
from tidegate.errors import UnsafeFileError
from tidegate.formats import ReadOptions, inspect


def test_a_packed_csv(desk: Desk):
    path = desk.file("a.csv.gz", gzip.compress("id;naam\n1;Café\n".encode("cp1252")))
    found = inspect(path, ReadOptions())
    assert (found.format, found.compressed, found.delimiter) == ("csv", "gzip", ";")
    assert found.columns == ("id", "naam")
    assert not found.encoding_certain
    assert found.size == path.stat().st_size


def test_a_workbook_names_its_sheets(desk: Desk):
    found = inspect(desk.file("a.xlsx", corpus.workbook()), ReadOptions())
    assert (found.format, found.parts, found.columns, found.header_row) == ("xlsx", ("Blad1",), ("id", "name"), 1)


def test_an_xml_file_names_its_elements(desk: Desk):
    text = "<r><head/><all><e id='1'><n>A</n></e><e id='2'><n>B</n></e></all></r>"
    found = inspect(desk.file("a.xml", text), ReadOptions())
    assert (found.format, found.columns) == ("xml", ("@id", "n"))
    assert found.parts[0] == "e"


def test_an_archive_names_its_members(desk: Desk):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a/b.csv", "x,y\n1,2\n")
        archive.writestr("readme.md", "words")
    found = inspect(desk.file("a.zip", out.getvalue()), ReadOptions())
    assert (found.format, found.compressed, found.columns) == ("csv", "zip", ("x", "y"))
    assert found.members == ("a/b.csv", "readme.md")


def test_harm_is_refused_here_too(desk: Desk):
    with pytest.raises(UnsafeFileError, match="entit"):
        inspect(desk.file("a.xml", corpus.LAUGHS), ReadOptions())
