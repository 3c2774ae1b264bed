"""A report is written in each form and language, the same bytes twice, after a line in the ledger."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

from tests.small_city import HOME, LOOK, REMARK, TODAY
from tidegate.errors import ExportError, LookError
from tidegate.picture.telling import tell_picture
from tidegate.pipeline import open_workspace
from tidegate.pipeline.picturing import pinned
from tidegate.pipeline.picturing.telling import material_of, write_report


def write(built_city, out, *, look=LOOK, language="en"):
    folder, report = built_city
    with pinned(report.folder.parent, today=TODAY) as picture:
        return write_report(open_workspace(folder), picture, out, look, language=language)


def texts(path):
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
        return "".join(packed.read(n).decode("utf-8") for n in packed.namelist() if n.endswith(".xml"))


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".xlsx"])
def test_the_same_picture_gives_the_same_bytes_twice(built_city, tmp_path, ending):
    for name in "ab":
        write(built_city, tmp_path / f"{name}{ending}")
    one, other = ((tmp_path / f"{n}{ending}").read_bytes() for n in "ab")
    assert one == other
    assert one[:4] == (b"%PDF" if ending == ".pdf" else b"PK\x03\x04")


def test_a_report_is_written_down_before_it_is_written(built_city, tmp_path):
    ledger = built_city[0] / "ledger.jsonl"
    before = len(ledger.read_text(encoding="utf-8").splitlines()) if ledger.is_file() else 0
    write(built_city, tmp_path / "a.docx", look=replace(LOOK, act="picture report"))
    lines = ledger.read_text(encoding="utf-8").splitlines()
    assert len(lines) == before + 1
    told = json.loads(lines[-1])
    assert (told["act"], told["reason"]) == ("picture report", "table of 3 March")
    assert told["rows"] > 100
    with pytest.raises(LookError, match=r"a purpose and a reason are needed\. Give --purpose and --reason"):
        write(built_city, tmp_path / "b.docx", look=replace(LOOK, reason=""))
    with pytest.raises(ExportError, match=r"its ending is none of .pdf, .docx, .xlsx"):
        write(built_city, tmp_path / "b.odt")
    assert len(ledger.read_text(encoding="utf-8").splitlines()) == before + 1
    assert [p.name for p in tmp_path.iterdir()] == ["a.docx"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Picture of Kleinstad", "What was asked", "Permits change hands and nobody knows why.", "Red flags",
                "Many young companies without staff on one address", "Municipal Act, section 1")),
        ("nl", ("Beeld van Kleinstad", "Wat gevraagd is", "Rode vlaggen",
                "Veel jonge bedrijven zonder personeel op één adres")),
    ],
)  # fmt: skip
def test_it_says_what_was_asked_found_and_by_what_right(built_city, tmp_path, language, words):
    write(built_city, tmp_path / "a.docx", language=language)
    told = texts(tmp_path / "a.docx")
    assert [w for w in words if w not in told] == []
    assert [m for m in (REMARK, HOME) if m in told] == []


def test_sections_are_told_of_what_the_view_allows_only(built_city, plain_city):
    def headings(folder, view, language="en"):
        with pinned(view, today=TODAY) as picture:
            report = tell_picture(material_of(open_workspace(folder), picture, language=language))
        return [s.heading for s in report.sections]

    whole = headings(built_city[0], built_city[1].folder.parent)
    areas = headings(plain_city, next((plain_city / "pictures").iterdir()))
    assert len(whole) > len(areas)
    assert set(areas) <= set(whole)
    assert len(headings(built_city[0], built_city[1].folder.parent, "nl")) == len(whole)
