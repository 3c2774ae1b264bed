"""Workbooks: one sheet, every cell as the text a person sees a value by."""

import re
from typing import Any

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import DeliveryError
from tidegate.formats.headers import name_columns
from tidegate.formats.job import Answer, Job
from tidegate.formats.staging import StagedRows

_MIDNIGHT = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"
_MOMENT = r"^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)$"
_TIME = r"^(?:1899-12-3[01]|1900-01-0[01])T(\d{2}:\d{2}:\d{2}(?:\.\d+)?)$"
_SHOWN = 5


def stage_xlsx(job: Job) -> Answer:
    """Write the rows of a sheet as text.

    Dates become `2014-12-31`, moments `2014-12-31T13:05:00`, whole numbers have no `.0`, truth is `true` or
    `false`. Rows without any value are passed over, as blank lines are, unless `keep_blank` is set.

    Args:
        job: The workbook.
    Returns:
        What was found.
    Raises:
        DeliveryError: It is broken, has no such sheet, or the sheet has no header.
    """
    book = _opened(job)
    sheet, faults = _sheet(job, book)
    columns: list[Any] = [_as_text(c) for c in sheet.columns]
    names, notes = _names(job, columns, sheet.num_rows)
    first = job.options.header_row
    columns = [c.slice(first, max(sheet.num_rows - first - job.options.skip_footer, 0)) for c in columns]
    if not job.options.keep_blank:
        filled = _filled(columns)
        columns = [pc.filter(c, filled) for c in columns]
    rows = len(columns[0]) if columns else 0
    with StagedRows(job.target, names, job.options.null_values) as staged:
        staged.add_columns(pa.array(range(1, rows + 1), pa.int64()), columns)
    return Answer(
        columns=names,
        rows_in=rows,
        notes=(*notes, *_fault_notes(faults, names)),
        parts=tuple(book.sheet_names),
        header_row=job.options.header_row,
    )


def _opened(job: Job) -> Any:
    try:
        return fastexcel.read_excel(str(job.path))
    except fastexcel.FastExcelError as fault:
        raise _broken(job, fault) from fault


def _broken(job: Job, fault: Exception) -> DeliveryError:
    return DeliveryError(
        where=job.where,
        what=f"the workbook is broken ({str(fault).splitlines()[0][:120]})",
        mend="open it in a spreadsheet program, save it again as .xlsx, or ask the sender for it again",
    )


def _sheet(job: Job, book: Any) -> tuple[pa.RecordBatch, list[Any]]:
    if job.options.sheet and job.options.sheet not in book.sheet_names:
        raise DeliveryError(
            where=job.where,
            what=f"there is no sheet '{job.options.sheet}'; it has {', '.join(repr(n) for n in book.sheet_names[:20])}",
            mend="name one of these as `sheet`",
        )
    if not book.sheet_names:
        raise DeliveryError(where=job.where, what="the workbook has no sheet", mend="ask the sender for it again")
    name = job.options.sheet or book.sheet_names[0]
    try:
        sheet = book.load_sheet(
            name, header_row=None, skip_rows=0, n_rows=job.most or None, dtypes="string",
            skip_whitespace_tail_rows=False,
        )  # fmt: skip
        if sheet.width == 0:
            raise DeliveryError(where=f"{job.where}, sheet '{name}'", what="it is empty", mend="name another sheet")
        found, faults = sheet.to_arrow_with_errors()
    except fastexcel.FastExcelError as fault:
        raise _broken(job, fault) from fault
    return found, list(faults.errors) if faults else []


def _as_text(cells: Any) -> Any:
    cells = pc.cast(cells, pa.string())
    cells = pc.replace_substring_regex(cells, _MIDNIGHT, r"\1")
    cells = pc.replace_substring_regex(cells, _MOMENT, r"\1T\2")
    return pc.replace_substring_regex(cells, _TIME, r"\1")


def _names(job: Job, columns: list[Any], rows: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    row = job.options.header_row
    if row == 0:
        given = list(job.options.columns) or [f"c{n}" for n in range(1, len(columns) + 1)]
        if len(given) != len(columns):
            raise DeliveryError(
                where=job.where,
                what=f"`columns` names {len(given)} columns, the sheet has {len(columns)}",
                mend="name every column",
            )
        return name_columns(given, job.limits, where=job.where)
    header = [c[row - 1].as_py() or "" for c in columns] if rows >= row else []
    if not any(header):
        raise DeliveryError(
            where=job.where,
            what=f"row {row} of the sheet holds no column names",
            mend="say in `header_row` in which row they stand, and in `sheet` on which sheet",
        )
    return name_columns([re.sub(r"\s+", " ", h) for h in header], job.limits, where=job.where)


def _filled(columns: list[Any]) -> Any:
    filled = pc.is_valid(columns[0])
    for column in columns[1:]:
        filled = pc.or_(filled, pc.is_valid(column))
    return filled


def _fault_notes(faults: list[Any], names: tuple[str, ...]) -> tuple[str, ...]:
    """Say which cells hold an error of the workbook, such as a division by zero; they are read as empty."""
    if not faults:
        return ()
    shown = [
        f"row {f.position[0] + 1} of '{names[f.position[1]]}'" for f in faults[:_SHOWN] if f.position[1] < len(names)
    ]
    more = f" and {len(faults) - len(shown)} more" if len(faults) > len(shown) else ""
    cells = f"{len(faults)} cell{'s' if len(faults) > 1 else ''}"
    return (f"{cells} hold an error of the workbook and are read as empty: {', '.join(shown)}{more}.",)
