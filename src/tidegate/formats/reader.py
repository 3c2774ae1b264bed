"""Any delivered file becomes a view of text in a session."""

import shutil
import tempfile
from pathlib import Path

from tidegate.formats.csv_reading import read_csv
from tidegate.formats.guarded import read_guarded
from tidegate.formats.job import Job
from tidegate.formats.opening import Opened, open_file
from tidegate.formats.parquet_reading import read_parquet
from tidegate.formats.reading import Limits, Reading, ReadOptions
from tidegate.formats.staged import Staged
from tidegate.formats.views import parquet_view
from tidegate.tables import Session

_DEFAULT_LIMITS = Limits()


def read(
    path: Path,
    options: ReadOptions,
    *,
    session: Session,
    name: str,
    scratch: Path,
    limits: Limits = _DEFAULT_LIMITS,
) -> Reading:
    """Make a delivered file readable under a name.

    The view has `row_number` (BIGINT) first and then every column of the file as VARCHAR, in the order of the
    file. Cells are raw text; an empty one is NULL. Regular CSV and Parquet are read from the file itself each
    time the view is, everything else once, into `scratch`.

    Args:
        path: The file.
        options: How to read it; what is empty is found out from the file.
        session: An engine that sees the file's folder and `scratch`.
        name: Name of the view.
        scratch: Folder for what cannot be read in place; it must outlive the view.
        limits: How much of the machine the file may take.
    Returns:
        What was found.
    Raises:
        DeliveryError: The file cannot be read as what it claims to be.
        UnsafeFileError: Reading it could harm the machine.
    """
    own = Path(tempfile.mkdtemp(prefix="read-", dir=scratch))
    try:
        opened = open_file(path, options, limits, own)
        staged = _stage(opened, options, limits, session=session, name=name, scratch=own)
        session.execute(staged.view)
    except BaseException:
        # Also when interrupted: nothing half-written stays behind.
        shutil.rmtree(own, ignore_errors=True)
        raise
    return Reading(
        path=path,
        table=name,
        format=opened.format,
        columns=staged.columns,
        rows_in=staged.rows_in,
        encoding=staged.encoding,
        delimiter=staged.delimiter,
        refused=staged.refused,
        notes=staged.notes,
        tidy=staged.tidy,
    )


def _stage(
    opened: Opened, options: ReadOptions, limits: Limits, *, session: Session, name: str, scratch: Path
) -> Staged:
    if opened.format == "csv":
        path = _plainly_named(opened.path, scratch)
        return read_csv(path, options, limits, session=session, name=name, scratch=scratch, where=opened.where)
    if opened.format == "parquet":
        path = _plainly_named(opened.path, scratch)
        return read_parquet(path, options, limits, name=name, where=opened.where)
    job = Job(opened.path.absolute(), opened.format, opened.where, options, limits, scratch.absolute())
    answer = read_guarded(job)
    return Staged(
        view=parquet_view(name, job.target, answer.columns),
        columns=answer.columns,
        rows_in=answer.rows_in,
        encoding=answer.encoding,
        refused=answer.refused,
        notes=answer.notes,
    )


def _plainly_named(path: Path, scratch: Path) -> Path:
    """Give a file a name that the engine takes for one file; it takes `a*.csv` and `a[1].csv` for patterns."""
    if not set("*?[") & set(str(path)):
        return path
    link = scratch / f"delivered{path.suffix}"
    link.symlink_to(path.absolute())
    return link
