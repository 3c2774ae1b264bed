"""A report of a picture, made from what lies on the shelf; whoever opens it is written down first."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

from tidegate.documents import Report, write_pdf
from tidegate.documents.office import write_docx
from tidegate.documents.workbook import report_workbook, write_workbook
from tidegate.errors import ExportError
from tidegate.indicators import SWITCHES, read_reviews, read_switches, shipped_rules, track_record
from tidegate.picture.telling import Material, tell_picture
from tidegate.pipeline.looking import Look, allow_look
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.pipeline.workspace import Workspace

TOLD = (
    "flags", "evidence", "indicator_report", "entities", "nodes", "ties", "layout", "places", "concentration",
    "hotspots", "place_changes", "points", "adaptation", "sectors", "records/Permit", "records/Deal",
    "records/CallForTenders",
)  # fmt: skip
"""Tables of a picture that a report is told from."""

REVIEWS = "reviews.csv"
"""File in a view's home with what people found when they looked at flags."""


def material_of(workspace: Workspace, picture: Picture, *, language: str = "en") -> Material:
    """Take a picture into memory, as far as it is told.

    Args:
        workspace: The workspace.
        picture: The picture.
        language: `en` or `nl`.
    """
    tables: Mapping[str, pa.Table] = {name: picture.table(name) for name in TOLD if picture.has(name)}
    rules = shipped_rules() if "flags" in tables else ()
    chosen = read_switches(workspace.folder / SWITCHES, rules).chosen(rules) if rules else ()
    path = workspace.folder / "views" / picture.manifest["view"]["id"] / REVIEWS
    track = track_record(read_reviews(path)) if path.is_file() else None
    return Material(picture.manifest, tables, chosen, language, track)


def write_report(workspace: Workspace, picture: Picture, out: Path, look: Look, *, language: str = "en") -> Report:
    """Write the report of a picture as PDF, DOCX or workbook, after writing down who looks and why.

    Args:
        workspace: The workspace.
        picture: The picture.
        out: The file to be: `.pdf`, `.docx` or `.xlsx`.
        look: Who looks, for what purpose, why.
        language: `en` or `nl`.
    Returns:
        The report.
    Raises:
        ExportError: The file has another ending or cannot be written.
        LookError: The purpose or the reason is missing.
    """
    writers: dict[str, Callable[[Report, Path], None]] = {
        ".pdf": write_pdf,
        ".docx": write_docx,
        ".xlsx": lambda report, path: write_workbook(report_workbook(report), path),
    }
    writer = writers.get(out.suffix)
    if writer is None:
        raise ExportError(where=str(out), what="its ending is none of .pdf, .docx, .xlsx", mend="name such a file")
    material = material_of(workspace, picture, language=language)
    allow_look(workspace, look, tuple(picture.manifest["registers"]), sum(t.num_rows for t in material.tables.values()))
    report = tell_picture(material)
    writer(report, out)
    return report
