"""Files that are wrong or meant to harm, made anew for each test run."""

import gzip
import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter


@dataclass(frozen=True)
class Bad:
    """A file that must be refused.

    Args:
        name: Its name.
        make: Writes it.
        says: What the refusal must name.
        options: How it is asked to be read.
    """

    name: str
    make: Callable[[Path], object]
    says: str
    options: dict[str, Any] = field(default_factory=dict)


def _bytes(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _zip(members: dict[str, bytes], **changes: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in changes.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Blad1")
        sheet.write_row(0, 0, ["id", "name"])
        sheet.write_row(1, 0, [1, "x"])
    return out.getvalue()


def _workbook_bomb(path: Path) -> None:
    """About 0.5 MB that unpacks to 400 MB: a sheet of one row repeated."""
    row = b'<row><c t="inlineStr"><is><t>' + b"a" * 20_000 + b"</t></is></c></row>"
    with zipfile.ZipFile(io.BytesIO(workbook())) as plain, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plain.namelist():
            if name != "xl/worksheets/sheet1.xml":
                archive.writestr(name, plain.read(name))
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b"<worksheet><sheetData>")
            block = row * 100
            for _ in range(400_000_000 // len(block)):
                sheet.write(block)
            sheet.write(b"</sheetData></worksheet>")


def _parquet(cut: int) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"a": list(range(10_000))}), out)
    return out.getvalue()[:-cut] + (b"PAR1" if cut > 4 else b"")


def _lying_zip() -> bytes:
    """The directory says 10 bytes, the member unpacks to 300 MB."""
    raw = bytearray(_zip({"a.csv": b"a,b\n" + b"1,2\n" * 75_000_000}))
    at = raw.index(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(raw)


def _packed_bomb() -> bytes:
    """Rows by the million that pack to next to nothing."""
    return gzip.compress(b"a,b\n" + b"1,2\n" * 50_000_000)


def _long_line(path: Path) -> None:
    """A line of 2 GB that takes no room on the disk: letters first, then a hole."""
    with path.open("wb") as out:
        out.write(b"a,b\n" + b"x" * 9_000_000)
        out.truncate(2_000_000_000)


LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><l><r>&j;</r><r>&j;</r></l>"
)
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><a>&x;</a><a>1</a></r>'
DEEP = b"[" * 100_000 + b"]" * 100_000

BAD = (
    Bad("empty.csv", _bytes(b""), "empty"),
    Bad("nul.csv", _bytes(b"a,b\n1,\0\n"), "NUL"),
    Bad("wide.csv", _bytes(b",".join(b"c%d" % n for n in range(100_000)) + b"\n"), "100,000 columns"),
    Bad("line.csv", _long_line, "longer than"),
    Bad("told.csv", _bytes("a\né\n".encode("cp1252")), "not UTF-8", {"encoding": "utf-8"}),
    Bad("book.csv", _bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "old Office"),
    Bad("paper.csv", _bytes(b"%PDF-1.7\n"), "PDF"),
    Bad("page.csv", _bytes(b"<!DOCTYPE html><html>Log in</html>"), "web page"),
    Bad("book2.csv", _bytes(workbook()), "XLSX", {"format": "csv"}),
    Bad("cut.csv.gz", _bytes(gzip.compress(b"a,b\n" + os.urandom(90_000).hex().encode())[:20_000]), "cut off"),
    Bad("bomb.csv.gz", lambda path: path.write_bytes(_packed_bomb()), "200 times"),
    Bad("up.zip", _bytes(_zip({"../../a.csv": b"a,b\n"})), "out of the archive"),
    Bad("root.zip", _bytes(_zip({"/etc/a.csv": b"a,b\n"})), "out of the archive"),
    Bad("link.zip", _bytes(_zip({"a.csv": b"/etc/passwd"}, external_attr=0o120777 << 16)), "a link"),
    Bad("nested.zip", _bytes(_zip({"a.zip": b"x"})), "archive within"),
    Bad("two.zip", _bytes(_zip({"a.csv": b"a\n", "b.csv": b"a\n"})), "several files"),
    Bad("cut.zip", _bytes(_zip({"a.csv": b"a,b\n" * 90})[:60]), "broken or cut off"),
    Bad("bomb.xlsx", _workbook_bomb, "would unpack to"),
    Bad("lying.zip", lambda path: path.write_bytes(_lying_zip()), "unpack"),
    Bad("cut.xlsx", _bytes(workbook()[:-300]), "broken or cut off"),
    Bad("hollow.xlsx", _bytes(_zip({"xl/workbook.xml": b"<x/>"})), "broken"),
    Bad("sheet.xlsx", _bytes(workbook()), "no sheet 'Blad2'", {"sheet": "Blad2"}),
    Bad("outside.xml", _bytes(OUTSIDE), "entit"),
    Bad("laughs.xml", _bytes(LAUGHS), "entit"),
    Bad("cut.xml", _bytes(b"<r><a><b>1</b></a><a><b>2"), "XML"),
    Bad("element.xml", _bytes(b"<r><a><b>1</b></a><a><b>2</b></a></r>"), "no element 'c'", {"element": "c"}),
    Bad("deep.xml", _bytes(b"<a>" * 100_000 + b"</a>" * 100_000), "XML"),
    Bad("deep.json", _bytes(DEEP), "JSON"),
    Bad("nan.json", _bytes(b'[{"a": NaN}]'), "JSON"),
    Bad("cut.json", _bytes(json.dumps([{"a": n} for n in range(99)]).encode()[:-90]), "JSON"),
    Bad("words.jsonl", _bytes(b"one\ntwo\n"), "JSON"),
    Bad("cut.parquet", _bytes(_parquet(2)), "cut off"),
    Bad("broken.parquet", _bytes(_parquet(400)), "broken"),
    Bad("text.parquet", _bytes(b"a,b\n1,2\n"), "Parquet"),
    Bad("text.gpkg", _bytes(b"a,b\n1,2\n"), "GeoPackage"),
    Bad("broken.gpkg", _bytes(b"SQLite format 3\0" + b"\xff" * 5000), "GeoPackage"),
    Bad("cut.geojson", _bytes(b'{"type": "FeatureCollection", "features": [{"type": "Feat'), "GeoJSON"),
    Bad("no.zip", _bytes(_zip({"a.shp": b"x"})), "lacks the part .dbf"),
    Bad("folder.csv", Path.mkdir, "a folder"),
    Bad("pipe.csv", os.mkfifo, "no ordinary file"),
    Bad("gone.csv", lambda path: path.symlink_to("nowhere.csv"), "leads nowhere"),
    Bad("never.csv", lambda path: None, "no such file"),
    Bad("odd.csv", _bytes(b"a\n1\n"), "'csvv' is not known", {"format": "csvv"}),
)
