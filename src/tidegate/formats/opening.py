"""What a file is, by its name and by its first bytes; and its way out of gzip or ZIP.

A name is a claim. Where the bytes say something else, the file is refused with what it really is.
"""

import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tidegate.errors import DeliveryError
from tidegate.formats.archives import check_zip, gunzip, unpack_member
from tidegate.formats.reading import Limits, ReadOptions

FORMATS = ("csv", "xlsx", "parquet", "jsonl", "xml", "gpkg", "geojson", "shapefile", "ftm", "bods")
"""Every format that can be read, as `ReadOptions.format` names it."""

_BY_NAME = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".txt": "csv",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".parquet": "parquet", ".pq": "parquet",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".xml": "xml", ".gml": "xml", ".gpkg": "gpkg", ".geojson": "geojson", ".shp": "shapefile", ".ftm": "ftm",
}  # fmt: skip
_MAGIC = (
    (b"PAR1", "parquet"),
    (b"SQLite format 3\0", "gpkg"),
)
_FOREIGN = (
    (b"%PDF", "a PDF document", "ask for the table behind it as CSV or XLSX"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.xls or .doc)", "open it and save it as .xlsx"),
    (b"BZh", "packed with bzip2", "unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "packed with xz", "unpack it, or pack it with gzip"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", "unpack it, or pack it with gzip"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it and deliver what is inside"),
    (b"Rar!", "a RAR archive", "unpack it and deliver what is inside"),
    (b"\x89PNG", "a picture", "ask for the table behind it as CSV or XLSX"),
    (b"\xff\xd8\xff", "a picture", "ask for the table behind it as CSV or XLSX"),
    (b"{\\rtf", "a text document (RTF)", "ask for the table behind it as CSV or XLSX"),
)
_BINARY = {"xlsx": "an XLSX workbook", "parquet": "a Parquet file", "gpkg": "a GeoPackage"}
_JSON = ("jsonl", "geojson", "ftm", "bods")
_HEAD = 65_536


@dataclass(frozen=True)
class Opened:
    """A file found to be of a format.

    Args:
        path: Where to read it: the file itself, or what was unpacked from it.
        where: What the errors call it.
        format: Its format.
        compressed: gzip or zip where it was packed, else empty.
        members: Files in the archive, where it was one.
    """

    path: Path
    where: str
    format: str
    compressed: str = ""
    members: tuple[str, ...] = ()


def open_file(path: Path, options: ReadOptions, limits: Limits, scratch: Path) -> Opened:
    """Find out what a file is, and unpack it where it is packed.

    Args:
        path: The file.
        options: `format` and `member` are held to be true, if given, and checked.
        limits: What it may unpack to.
        scratch: Folder for what is unpacked; it belongs to this reading alone.
    Returns:
        What it is, and where its bytes are.
    Raises:
        DeliveryError: It is no file, may not be read, is of no known format, or not of the one that was named.
        UnsafeFileError: It is an archive that could harm the machine.
    """
    if options.format and options.format not in FORMATS:
        raise DeliveryError(
            where=path.name,
            what=f"the format '{options.format}' is not known",
            mend=f"give one of {', '.join(FORMATS)}, or leave it out",
        )
    head = _head(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _open_zip(path, options, limits, scratch)
    if not head.startswith(b"\x1f\x8b"):
        return Opened(path, path.name, _recognise(head, path.name, options.format, path.name))
    inner = path.name[: -len(".gz")] if path.suffix.lower() in {".gz", ".gzip"} else path.name
    target = scratch / "unpacked"
    gunzip(path, target, limits)
    inside = f"{path.name}, unpacked"
    if target.stat().st_size == 0:
        raise DeliveryError(where=path.name, what="the packed file is empty", mend="ask the sender for it again")
    head = _head(target)
    if head.startswith((b"\x1f\x8b", b"PK\x03\x04")) and not inner.lower().endswith((".xlsx", ".xlsm")):
        raise DeliveryError(where=path.name, what="it is packed twice", mend="unpack it once by hand")
    if head.startswith(b"PK\x03\x04"):
        check_zip(target, limits, where=inside)
        return Opened(target, path.name, "xlsx", "gzip")
    return Opened(target, path.name, _recognise(head, inner, options.format, inside), "gzip")


def _head(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "no ordinary file (a device, pipe or socket)"
            raise DeliveryError(where=str(path), what=f"it is {kind}", mend="name a file")
        with path.open("rb") as source:
            head = source.read(_HEAD)
    except FileNotFoundError as fault:
        what = "it is a link that leads nowhere" if path.is_symlink() else "there is no such file"
        raise DeliveryError(where=str(path), what=what, mend="check the name and the folder") from fault
    except OSError as fault:
        raise DeliveryError(
            where=str(path),
            what=f"it may not or cannot be read ({fault.strerror})",
            mend="give the account that runs Tidegate the right to read it",
        ) from fault
    if not head:
        raise DeliveryError(where=path.name, what="the file is empty", mend="ask the sender for it again")
    return head


def _recognise(head: bytes, name: str, wished: str, where: str) -> str:
    """Give the format of bytes that are not packed."""
    for magic, kind, mend in _FOREIGN:
        if head.startswith(magic):
            raise DeliveryError(where=where, what=f"it is {kind}", mend=mend)
    seen = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "") or _seen_in_text(head)
    claimed = wished or _BY_NAME.get(PurePosixPath(name.lower()).suffix, "")
    if seen == "html":
        raise DeliveryError(
            where=where,
            what="it is a web page (HTML), perhaps an error message or a login page saved as a file",
            mend="open it in a browser to see what it says, and fetch the file again",
        )
    if not claimed:
        return seen or "csv"
    if claimed in _BINARY and seen != claimed:
        is_ = f"it is {_said(seen)}" if seen in {*_BINARY, "xml"} else "its first bytes say otherwise; it may be broken"
        raise DeliveryError(
            where=where,
            what=f"it should be {_BINARY[claimed]}, but {is_}",
            mend="ask the sender for the file again, or name its true format",
        )
    if seen in {*_BINARY, "xml"} and seen != claimed:
        raise DeliveryError(
            where=where,
            what=f"it is called {claimed}, but it is {_said(seen)}",
            mend=f"write `format: {seen}`, or ask the sender for {claimed}",
        )
    if not wished and claimed == "jsonl" and seen in _JSON:
        return seen
    return claimed


def _said(kind: str) -> str:
    return {**_BINARY, "xml": "XML"}.get(kind, kind)


def _seen_in_text(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = text[2:].replace(b"\0", b"").lstrip()
    start = text[:500].lower()
    if start.startswith(b"<"):
        return "html" if start.startswith((b"<!doctype html", b"<html")) else "xml"
    if not text.startswith((b"{", b"[{", b"[ ", b"[\n", b"[\r", b"[]")):
        return ""
    first_line = text.split(b"\n", 1)[0]
    if b'"statementId"' in text:
        return "bods"
    if b'"FeatureCollection"' in text or b'"type":"Feature"' in text.replace(b" ", b""):
        return "geojson"
    if text.startswith(b"{") and b'"schema"' in first_line and b'"properties"' in first_line:
        return "ftm"
    return "jsonl"


def _open_zip(path: Path, options: ReadOptions, limits: Limits, scratch: Path) -> Opened:
    members = tuple(info.filename for info in check_zip(path, limits))
    office = _office_format(path, members)
    if office:
        if options.format not in {"", office}:
            raise DeliveryError(
                where=path.name,
                what=f"it is called {options.format}, but it is {_BINARY[office]}",
                mend=f"write `format: {office}`, or ask the sender for {options.format}",
            )
        return Opened(path, path.name, office, members=())
    shapes = [m for m in members if m.lower().endswith(".shp")]
    if options.member.lower().endswith(".shp") or (shapes and not options.member):
        return Opened(path, path.name, "shapefile", "zip", members)
    member = _chosen(path, members, options)
    target = scratch / "unpacked"
    unpack_member(path, member, target, limits)
    where = f"{path.name}, member {member[:100]!r}"
    if target.stat().st_size == 0:
        raise DeliveryError(where=where, what="it is empty", mend="ask the sender for it again")
    return Opened(target, where, _recognise(_head(target), member, options.format, where), "zip", members)


def _office_format(path: Path, members: tuple[str, ...]) -> str:
    names = set(members)
    if "xl/workbook.xml" in names:
        return "xlsx"
    foreign = {
        "word/document.xml": ("a Word document", "ask for the table in it as CSV or XLSX"),
        "ppt/presentation.xml": ("a presentation", "ask for the table in it as CSV or XLSX"),
        "xl/workbook.bin": ("a binary workbook (.xlsb)", "open it and save it as .xlsx"),
        "content.xml": ("an OpenDocument file", "open it and save it as .xlsx"),
    }
    for sign, (kind, mend) in foreign.items():
        if sign in names:
            raise DeliveryError(where=path.name, what=f"it is {kind}", mend=mend)
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        raise DeliveryError(
            where=path.name, what="it is a ZIP archive without a workbook in it", mend="ask the sender for the workbook"
        )
    return ""


def _chosen(path: Path, members: tuple[str, ...], options: ReadOptions) -> str:
    if options.member:
        if options.member in members:
            return options.member
        raise DeliveryError(
            where=path.name,
            what=f"the archive holds no file '{options.member}'; it holds {_listed(members)}",
            mend="name one of these as `member`",
        )
    known = [m for m in members if PurePosixPath(m.lower()).suffix in _BY_NAME and not m.startswith("__MACOSX/")]
    fitting = [m for m in known if not options.format or _BY_NAME[PurePosixPath(m.lower()).suffix] == options.format]
    found = fitting or known or list(members)
    if len(found) == 1:
        return found[0]
    what = "the archive is empty" if not found else f"the archive holds several files: {_listed(tuple(found))}"
    raise DeliveryError(where=path.name, what=what, mend="name the one to read as `member`")


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(f"'{n[:60]}'" for n in names[:6])
    return f"{shown} and {len(names) - 6} more" if len(names) > 6 else shown
