"""XML: one repeating element is a row; nothing outside the file is asked, nothing swells."""

import gzip
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats.conftest import Desk, staged
from tidegate.errors import DeliveryError, UnsafeFileError
from tidegate.formats.xml_reading import stage_xml

REGISTER = """<?xml version="1.0" encoding="ISO-8859-1"?>
<r xmlns="urn:x"><Head><Date>today</Date></Head><All>
  <Place id="1"><Name>Café &amp; Bar</Name><Geo sys="wgs"><Lat>1.5</Lat></Geo><Tag>a</Tag><Tag>b</Tag></Place>
  <!-- a word -->
  <Place id="2"><Name/><Owner><![CDATA[<b>]]></Owner></Place>
</All></r>"""


def test_parts_attributes_and_what_repeats(desk: Desk):
    reading, rows = desk.read(desk.file("a.xml", REGISTER.encode("iso-8859-1")))
    assert rows == [
        {"row_number": 1, "@id": "1", "Name": "Café & Bar", "Geo.@sys": "wgs", "Geo.Lat": "1.5", "Tag": '["a","b"]',
         "Owner": None},
        {"row_number": 2, "@id": "2", "Name": None, "Geo.@sys": None, "Geo.Lat": None, "Tag": None, "Owner": "<b>"},
    ]  # fmt: skip
    assert reading.encoding == "iso-8859-1"
    assert reading.notes[0] == "Each element 'Place' is read as one row."


def test_the_element_can_be_named(desk: Desk):
    path = desk.file("a.xml", REGISTER.encode("iso-8859-1"))
    _, rows = desk.read(path, element="Tag")
    assert rows == [{"row_number": 1, "#text": "a"}, {"row_number": 2, "#text": "b"}]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.lists(st.text('ab<&"é ', max_size=5), min_size=2, max_size=2), min_size=1, max_size=6))
def test_agrees_with_another_parser(desk: Desk, cells):
    root = ElementTree.Element("r")
    for a, b in cells:
        row = ElementTree.SubElement(root, "row", {"b": b})
        ElementTree.SubElement(row, "a").text = a
    path = desk.file("a.xml", ElementTree.tostring(root, encoding="utf-8"))
    rows = staged(stage_xml, path, desk.scratch, element="row")
    assert [(r["a"] or "", r["@b"] or "") for r in rows] == [(a if a.strip() else "", b) for a, b in cells]


def test_many_rows_are_forgotten_behind_the_reader(desk: Desk):
    text = "<r>" + "".join(f"<e><n>{n}</n></e>" for n in range(30_000)) + "</r>"
    reading, rows = desk.read(desk.file("a.xml.gz", gzip.compress(text.encode())))
    assert reading.rows_in == 30_000
    assert [row["n"] for row in rows] == [str(n) for n in range(30_000)]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://example.org/x.dtd"> %x;]>',
        "<!--" + "x" * 70_000 + "--><!DOCTYPE r [<!ENTITY x 'y'>]>",
        '<!DOCTYPE r [ <!ENTITY x "y"> ]>',
    ],
)
def test_entities_are_refused_wherever_they_stand(desk: Desk, head):
    for encoding in ("utf-8", "utf-16"):
        path = desk.file("a.xml", f"{head}<r><a><b>1</b></a><a><b>2</b></a></r>".encode(encoding))
        with pytest.raises(UnsafeFileError, match="declares entities"):
            staged(stage_xml, path, desk.scratch)


def test_a_plain_doctype_is_no_harm(desk: Desk):
    path = desk.file("a.xml", '<!DOCTYPE r SYSTEM "r.dtd"><r><a><b>1</b></a><a><b>2</b></a></r>')
    rows = staged(stage_xml, path, desk.scratch)
    assert [row["b"] for row in rows] == ["1", "2"]


def test_the_line_of_a_fault_is_told(desk: Desk):
    with pytest.raises(DeliveryError) as fault:
        desk.read(desk.file("a.xml", "<r>\n<a><b>1</b></a>\n<a><b>1</c></a>\n</r>"))
    assert fault.value.where == "a.xml, line 3"


def test_a_real_register(desk: Desk, shared):
    source = shared("west-yorkshire/FHRS406en-GB_calderdale_2020-11-14.xml.gz")
    reading, rows = desk.read(desk.file("f.xml.gz", source.read_bytes()))
    assert reading.rows_in == gzip.decompress(source.read_bytes()).count(b"<EstablishmentDetail>")
    assert {"FHRSID", "BusinessName", "Geocode.Latitude"} <= set(reading.columns)
    assert all(row["FHRSID"] for row in rows)
