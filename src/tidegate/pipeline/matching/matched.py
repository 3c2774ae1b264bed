"""What matching two files came to, as tables a person reads and as a file: a workbook, CSV or Parquet.

Row numbers are those that the person sees: where a row of headings stands above the rows, it counts as row 1.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from tidegate.errors import ExportError
from tidegate.formats import write_csv, write_parquet, write_xlsx
from tidegate.linkage.columns import holdings
from tidegate.linkage.rows import FIELDS, SIDES
from tidegate.pipeline.matching.match import Matched, MatchedFile
from tidegate.pipeline.matching.pairing import Pair

ENDINGS = (".xlsx", ".csv", ".parquet")
"""Endings of a file that can be written."""

LONGEST = 300
"""Letters of a value that are shown."""


def check_ending(path: Path, matched_files: Sequence[Path]) -> None:
    """Refuse a file that could not be written, before the work is done.

    Args:
        path: The file to be.
        matched_files: The files that are read; they are never written over.
    Raises:
        ExportError: Its ending is none of `ENDINGS`, its folder is not there, or it is one of the files that are read.
    """
    if path.suffix.lower() not in ENDINGS:
        raise ExportError(
            where=str(path), what=f"its ending is none of {', '.join(ENDINGS)}", mend="name a file with such an ending"
        )
    if any(
        path.absolute() == p.absolute() or (path.exists() and p.exists() and path.samefile(p)) for p in matched_files
    ):
        raise ExportError(where=str(path), what="it is one of the two files that are matched", mend="name another file")
    if not path.absolute().parent.is_dir():
        raise ExportError(where=str(path), what="its folder does not exist", mend="make the folder, or name another")


def write_matched(matched: Matched, path: Path) -> None:
    """Write what was found: a workbook with all sheets, or the matches alone as CSV or Parquet.

    Args:
        matched: What was found.
        path: File to be, its ending one of `ENDINGS`.
    Raises:
        ExportError: It cannot be written.
    """
    tables = matched_tables(matched)
    if path.suffix.lower() == ".csv":
        write_csv(tables["matches"], path, bom=True)
    elif path.suffix.lower() == ".parquet":
        write_parquet(tables["matches"], path)
    else:
        write_xlsx(tables, path, sources=_sources(matched, tables))


def matched_tables(matched: Matched) -> dict[str, pa.Table]:
    """Give what was found as tables.

    Args:
        matched: What was found.
    Returns:
        `matches`, `uncertain`, `only in left`, `only in right`, `columns`.
    """
    return {
        "matches": _pairs(matched, matched.pairing.matches),
        "uncertain": _pairs(matched, matched.pairing.uncertain),
        **{f"only in {side}": _only(matched, side) for side in SIDES},
        "columns": _columns(matched),
    }


def row_heading(file: MatchedFile) -> str:
    """Give the heading of a column with row numbers.

    Args:
        file: The file they belong to.
    """
    counted = f"headings = {file.first_row - 1}" if file.headed else "the first = 1"
    return f"row in {file.label} ({counted})"


def _files(matched: Matched) -> dict[str, MatchedFile]:
    return dict(zip(SIDES, (matched.left, matched.right), strict=True))


def _seen(file: MatchedFile, row: int) -> int:
    return row + file.first_row - 1


def _pairs(matched: Matched, pairs: Sequence[Pair]) -> pa.Table:
    files = _files(matched)
    columns: dict[str, Any] = {
        row_heading(files["left"]): pa.array([_seen(matched.left, p.left) for p in pairs], pa.int64()),
        row_heading(files["right"]): pa.array([_seen(matched.right, p.right) for p in pairs], pa.int64()),
        "how sure (0 to 1)": pa.array([_share(p.probability) for p in pairs], pa.float64()),
        "in words": pa.array([p.words for p in pairs], pa.string()),
        "why": pa.array([p.why for p in pairs], pa.string()),
    }
    at = {s: {n: k for k, n in enumerate(numbers)} for s, numbers in matched.pairing.numbers.items()}
    places: Mapping[str, Callable[[Pair], int]] = {
        "left": lambda p: at["left"][p.left],
        "right": lambda p: at["right"][p.right],
    }
    for field in matched.fields:
        for side in SIDES:
            values = matched.pairing.values[field][side]
            columns[f"{_called(field)} in {files[side].label}"] = _texts(values[places[side](p)] for p in pairs)
    return pa.table(columns)


def _only(matched: Matched, side: str) -> pa.Table:
    files, pairing = _files(matched), matched.pairing
    own, other = files[side], files["right" if side == "left" else "left"]
    at = {n: k for k, n in enumerate(pairing.numbers[side])}
    rows = pairing.only[side]
    found = [pairing.nearest[side].get(n) for n in rows]
    columns: dict[str, Any] = {row_heading(own): pa.array([_seen(own, n) for n in rows], pa.int64())}
    for field in matched.fields:
        columns[_called(field)] = _texts(pairing.values[field][side][at[n]] for n in rows)
    near = "right" if side == "left" else "left"
    beyond = {n: k for k, n in enumerate(pairing.numbers[near])}
    numbers = [None if p is None else p.right if near == "right" else p.left for p in found]
    columns[f"nearest {row_heading(other)}"] = pa.array(
        [None if n is None else _seen(other, n) for n in numbers], pa.int64()
    )
    first = matched.fields[0]
    columns[f"{_called(first)} there"] = _texts(
        None if n is None else pairing.values[first][near][beyond[n]] for n in numbers
    )
    columns["how sure that they are one (0 to 1)"] = pa.array(
        [_share(p.probability) if p else None for p in found], pa.float64()
    )
    columns["why"] = pa.array([p.why if p else "compared with no row: nothing in common" for p in found], pa.string())
    return pa.table(columns)


def _columns(matched: Matched) -> pa.Table:
    called = holdings()
    rows = [
        {
            "file": file.label,
            "column": g.column[:LONGEST],
            "read as": called.get(g.holds),
            "compared": "yes" if g.holds in matched.held else "no",
            "why": g.why,
            "rows with a value": g.filled,
            "different values": g.distinct,
        }
        for file in _files(matched).values()
        for g in file.guesses
    ]
    return pa.Table.from_pylist(rows)


def _sources(matched: Matched, tables: Mapping[str, pa.Table]) -> list[tuple[str, str]]:
    model, pairing = matched.model, matched.pairing
    told = {
        "matches": "pairs of rows that are the same; one row may stand in several pairs",
        "uncertain": "pairs worth a look, the surest first; nobody has decided on them",
        "only in left": f"rows of {matched.left.label} without a match",
        "only in right": f"rows of {matched.right.label} without a match",
        "columns": "what each column was read as, and why; set it with --left and --right",
    }
    lines = [
        ("Left file", f"{matched.left.path} ({matched.left.rows:,} rows)"),
        ("Right file", f"{matched.right.path} ({matched.right.rows:,} rows)"),
        ("Matched as", f"{matched.kind}: {matched.kind_why}. Set it with --kind."),
        ("Compared", ", ".join(_called(f) for f in matched.fields)),
        ("Pairs compared", f"{pairing.compared:,}"),
        (
            "Model",
            f"{model.name}, version {model.version}; the same from {model.join:g} bits, a look from {model.review:g}",
        ),
        (
            "How sure",
            "probability that the two rows are the same, by the model's own weights; an aid to judgement, not proof",
        ),
        *((f"Sheet “{name}”", f"rows: {tables[name].num_rows:,}; {text}") for name, text in told.items()),
    ]
    return lines + [("Note", note) for note in matched.notes]


def _called(field: str) -> str:
    return FIELDS.get(field, field)


def _share(probability: float) -> float:
    # Never 1: nothing here is certain.
    return min(round(probability, 4), 0.9999)


def _texts(values: Any) -> pa.Array:
    return pa.array([v if v is None or len(v) <= LONGEST else f"{v[:LONGEST]}…" for v in values], pa.string())
