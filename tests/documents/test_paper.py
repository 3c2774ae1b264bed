"""Reports as PDF: tagged, equal for equal reports, and deaf to commands in the data."""

import json
import re
import zlib
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.samples import HOSTILE, hostile, report, streets
from tidegate.documents import Paragraph, Report, paper, report_pages, report_pdf, write_pdf
from tidegate.documents.layout import lay_out
from tidegate.documents.text import _shapes


def asked(rep, selector, field=None):
    """Ask the template what it has set."""
    inputs = {"report": json.dumps(lay_out(rep, paper._shown)), "look": json.dumps(paper._LOOK)}
    found = typst.query(paper._template(), selector, field=field, sys_inputs=inputs, ignore_system_fonts=True)
    return json.loads(found)


def streams(pdf):
    """The parts of a PDF that are packed, unpacked."""
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL):
        try:
            yield zlib.decompress(packed)
        except zlib.error:
            yield packed


def test_it_is_a_tagged_pdf_for_keeping():
    pdf = report_pdf(report())
    whole = pdf + b"".join(streams(pdf))
    assert pdf.startswith(b"%PDF-1.7")
    for said in (b"/StructTreeRoot", b"/MarkInfo", b"pdfuaid:part", b"pdfaid:part", b"/Lang", b"/Alt", b"/TH", b"/H1"):
        assert said in whole, said
    assert b"/JavaScript" not in whole
    assert b"/URI" not in whole


@pytest.mark.parametrize("language", ["en", "nl"])
def test_equal_reports_are_equal_files(language):
    assert report_pdf(report(language=language)) == report_pdf(report(language=language))
    assert report_pdf(report()) != report_pdf(report(Paragraph("Other.")))


def test_headings_figures_and_tables_are_what_they_are():
    headings = asked(report(), "heading")
    assert [(h["level"], h["body"]["text"]) for h in headings if h["numbering"]] == [(1, "Findings"), (2, "More")]
    assert len(asked(report(), "figure.where(kind: table)")) == 2
    assert [f["alt"] for f in asked(report(), "figure.where(kind: image)")] == ["a chart"]
    # A table of facts on the first page has no head; the two of the report have one each, repeated on every page.
    headers = [c["func"] for t in asked(report(), "table") for c in t["children"] if c["func"] == "header"]
    assert len(headers) == 2


def test_hostile_texts_are_set_as_they_are():
    pdf = report_pdf(hostile())
    assert pdf.startswith(b"%PDF")
    set_texts = json.dumps(asked(hostile(), "par"), ensure_ascii=False)
    assert '#import \\"x.typ\\": *' in set_texts
    assert "$x^2$" in set_texts


def test_nothing_of_the_data_becomes_source(tmp_path: Path):
    (tmp_path / "x.typ").write_text("#panic()")
    report_pdf(report(*(Paragraph(t) for t in ("#panic()", '#include "x.typ"', "\\u{41}", "#{1+1}"))))
    found = json.dumps(asked(report(Paragraph("#{1+1}")), "par"))
    assert "#{1+1}" in found


def test_long_words_stay_on_the_page():
    inputs = {"report": json.dumps(lay_out(report(Paragraph("x" * 10_000)), paper._shown))}
    assert chr(0x200B) in inputs["report"] or "\\u200b" in inputs["report"]
    assert len(report_pages(report(Paragraph("x" * 10_000)), ppi=20)) >= 4


def test_an_empty_report_and_empty_tables():
    assert report_pdf(Report("", report().date)).startswith(b"%PDF")
    assert report_pdf(report(streets(0))).startswith(b"%PDF")


def test_every_letter_that_is_let_through_has_a_shape():
    letters = [chr(c) for c in sorted(_shapes())]
    text = " ".join("".join(letters[n : n + 40]) for n in range(0, len(letters), 40))
    laid = paper._set(report(Paragraph(text, lead=text)), paper._shown, format="pdf", pdf_standards=["a-2a", "ua-1"])
    assert laid.startswith(b"%PDF")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_any_text_can_be_set(texts):
    assert report_pdf(report(*(Paragraph(t) for t in texts))).startswith(b"%PDF")


def test_a_file_is_written_whole(tmp_path: Path):
    write_pdf(report(), tmp_path / "r.pdf")
    assert (tmp_path / "r.pdf").read_bytes() == report_pdf(report())
    assert [p.name for p in tmp_path.iterdir()] == ["r.pdf"]


def test_pages_are_pictures():
    pages = report_pages(report(*(Paragraph(t) for t in HOSTILE[:3])), ppi=30)
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert len(pages) >= 2
