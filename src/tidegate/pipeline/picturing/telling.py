"""A report of a picture, made from what lies on the shelf; whoever opens it is written down first."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.documents import Report, write_pdf
from tidegate.documents.office import write_docx
from tidegate.documents.workbook import report_workbook, write_workbook
from tidegate.errors import ExportError, MeanwhileError, PictureError
from tidegate.indicators import REVIEWS as REVIEWED
from tidegate.indicators import (
    SWITCHES,
    explain_flag,
    read_reviews,
    read_switches,
    shipped_rules,
    track_record,
    write_reviews,
)
from tidegate.picture.telling import Material, tell_picture
from tidegate.pipeline.builds import in_turn
from tidegate.pipeline.looking import Look, allow_look
from tidegate.pipeline.picturing.shelf import Picture, whole_table
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


def explained_flag(workspace: Workspace, picture: Picture, flag: str, look: Look, *, language: str = "en") -> list[str]:
    """Say what a flag rests on and how far it can be trusted, after writing down who looks and why.

    Args:
        workspace: The workspace.
        picture: The picture.
        flag: Its id, or the first signs of it.
        look: Who looks, for what purpose, why.
        language: `en` or `nl`.
    Returns:
        One line per statement.
    Raises:
        PictureError: The picture has no such flag, or several begin with these signs.
        LookError: The purpose or the reason is missing.
    """
    material = material_of(workspace, picture, language=language)
    found = flag_of(material.flags, flag, picture.id)
    evidence = [e for e in material.rows("evidence") if e["flag"] == found["flag"]]
    allow_look(workspace, look, tuple(sorted({e["register"] for e in evidence})), len(evidence))
    rule = next(r for r in material.rules if r.id == found["indicator"])
    tracks = [] if material.reviews is None else material.reviews.to_pylist()
    track = next((t for t in tracks if t["indicator"] == rule.id), None)
    return explain_flag(rule, found, evidence, material.captions, track=track, language=language)


def flag_of(flags: Sequence[Mapping[str, Any]], wanted: str, picture: str) -> Mapping[str, Any]:
    """Find a flag by its id.

    Args:
        flags: Flags.
        wanted: The id, or its first signs.
        picture: Id of the picture, for the message.
    Raises:
        PictureError: There is none, or several begin so.
    """
    found = [f for f in flags if wanted and f["flag"].startswith(wanted)]
    if len(found) == 1:
        return found[0]
    raise PictureError(
        where=f"picture {picture}",
        what=f"{len(found) or 'no'} flags begin with '{wanted}'",
        mend="name one as `tidegate picture flags` lists it",
    )


def review_flag(workspace: Workspace, picture: Picture, flag: str, *, verdict: str, reviewer: str, at: str,
                reason: str, after: int | None = None) -> int:  # fmt: skip
    """Write down what a person found who looked at a flag; it becomes the rule's track record, never a person's.

    Args:
        workspace: The workspace.
        picture: The picture.
        flag: Its id, or the first signs of it.
        verdict: `justified`, `innocent` or `unclear`.
        reviewer: Who says so.
        at: When, ISO 8601.
        reason: Why, in the reviewer's words.
        after: How many reviews of the flag the reviewer had seen; left out where it does not matter.
    Returns:
        Number of reviews that stand in the view.
    Raises:
        MeanwhileError: Somebody reviewed the flag since; nothing was written.
        PictureError: The picture has no such flag.
        RuleError: The verdict is none, or a part is missing.
    """
    found = flag_of(whole_table(picture, "flags").to_pylist(), flag, picture.id)
    path = workspace.folder / "views" / picture.manifest["view"]["id"] / REVIEWS
    with in_turn(path):
        return _add_review(path, found, verdict=verdict, reviewer=reviewer, at=at, reason=reason, after=after)


def _add_review(path: Path, found: Mapping[str, Any], *, verdict: str, reviewer: str, at: str, reason: str,
                after: int | None) -> int:  # fmt: skip
    before = read_reviews(path) if path.is_file() else REVIEWED.empty()
    own = before.filter(pc.equal(before["flag"], found["flag"])).to_pylist()
    if after is not None and len(own) > after:
        said = "; ".join(f"{r['reviewer']}: {r['verdict']}, {r['at']}" for r in own[after:])
        raise MeanwhileError(
            where=f"flag {found['flag'][:8]}", what=f"it was reviewed meanwhile ({said})",
            mend="look at it again, and say so if you see it otherwise", since=own[after:],
        )  # fmt: skip
    row = {"flag": found["flag"], "indicator": found["indicator"], "verdict": verdict, "reviewer": reviewer, "at": at,
           "reason": reason}  # fmt: skip
    whole = pa.concat_tables([before, pa.Table.from_pylist([row], schema=REVIEWED.schema())])
    beside = path.with_name(f".{REVIEWS}.new")
    write_reviews(whole, beside)
    try:
        # What is written must be readable again: a wrong verdict is refused before it takes the place of the others.
        count = int(read_reviews(beside).num_rows)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return count


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
