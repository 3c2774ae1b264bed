"""Reports as DOCX: real headings, repeated heads of tables, and equal files."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.samples import DAY, HOSTILE, hostile, report, streets
from tidegate.documents import Drawing, Figure, Paragraph, report_docx, write_docx
from tidegate.errors import ExportError


def opened(rep):
    return docx.Document(io.BytesIO(report_docx(rep)))


def texts(document, style):
    return [p.text for p in document.paragraphs if p.style.name == style]


def test_headings_lists_and_captions_are_real():
    found = opened(report())
    assert (texts(found, "Title"), texts(found, "Heading 1"), texts(found, "Heading 2")) == (
        ["Where incidents gather"], ["Findings"], ["More"],
    )  # fmt: skip
    assert texts(found, "List Bullet") == ["first", "second"]
    assert texts(found, "Counted") == ["1.\tfirst", "2.\tsecond"]
    assert [t.rstrip() for t in texts(found, "Callout Title")] == ["What this does not show"] * 2
    assert "Where incidents gather · p-1" in found.sections[0].footer.paragraphs[0].text
    assert found.sections[0].header.paragraphs[0].text.startswith("This city is invented")


def test_the_head_of_a_table_is_repeated_and_rows_stay_whole():
    table = opened(report(streets(60))).tables[-1]
    rows = table._tbl.tr_lst
    assert len(rows) == 61
    assert [bool(r.findall(f".//{qn('w:tblHeader')}")) for r in rows[:3]] == [True, False, False]
    assert all(r.findall(f".//{qn('w:cantSplit')}") for r in rows)
    assert [c.text for c in table.rows[1].cells][:2] == ["Havenkade 0", "0"]
    assert table.rows[1].cells[1].paragraphs[0].alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT
    assert table.rows[1].cells[-1].text == "incidents, 2024-12-31, row 0"


def test_drawings_are_told_to_whoever_does_not_see_them():
    found = opened(report())
    assert [i.docPr.get("descr") for i in found.element.iter(qn("wp:inline"))] == ["a chart"]


def test_links_of_the_contents_lead_somewhere():
    found = opened(report()).element
    anchors = [e.get(qn("w:anchor")) for e in found.iter(qn("w:hyperlink"))]
    assert anchors == [e.get(qn("w:name")) for e in found.iter(qn("w:bookmarkStart"))] == ["part1", "part2"]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_equal_reports_are_equal_files(language):
    first, second = (report_docx(report(language=language)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
    assert docx.Document(io.BytesIO(first)).core_properties.created.date() == DAY


def test_hostile_texts_are_held_as_they_are():
    found = opened(hostile())
    body = texts(found, "Body Text")
    assert any('#import "x.typ": *' in text for text in body)
    assert any("<script>alert(1)</script>" in text for text in body)
    assert len(max(body, key=len)) >= 10_000
    assert any("漢字" in text for text in body)
    # The part below the findings has a paragraph of its own.
    assert len(body) == len(HOSTILE) + 1


@settings(max_examples=8, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_any_text_can_be_held(given_texts):
    assert len(texts(opened(report(*(Paragraph(t) for t in given_texts))), "Body Text")) >= len(given_texts)


def test_a_drawing_that_is_none_is_told():
    with pytest.raises(ExportError, match="the drawing 'C' cannot be made a picture"):
        report_docx(report(Figure(Drawing("<svg", "x"), "C")))


def test_a_file_is_written_whole(tmp_path: Path):
    write_docx(report(), tmp_path / "r.docx")
    assert (tmp_path / "r.docx").read_bytes() == report_docx(report())
