"""The folder of deliveries: takes the rows of each file, counts them and has them written."""

import contextlib
import pickle
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pyarrow as pa

from tidegate.demo.deliveries.growing import DONE
from tidegate.demo.deliveries.sinks import ROW_LIMIT, Columns, Delimited
from tidegate.errors import EngineError

_CLERK = "tidegate.demo.deliveries.clerk"


@dataclass
class Outbox:
    """All files of all registers while they grow; processes of their own format and write them (`clerk`).

    Args:
        folder: The folder of deliveries.
        row_limit: Most rows in one file.
        rows: Rows handed over so far, by file.
    """

    folder: Path
    row_limit: int = ROW_LIMIT
    rows: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nobody writes yet."""
        self._clerks: list[subprocess.Popen[bytes]] = []

    def delimited(
        self,
        name: str,
        columns: Columns,
        *,
        delimiter: str = ",",
        encoding: str = "utf-8-sig",
        rename: dict[str, str] | None = None,
    ) -> None:
        """Append rows to a file of delimited text.

        Args:
            name: Path within the deliveries; `.gz` and `.csv.zip` are packed.
            columns: The rows.
            delimiter: Between two cells.
            encoding: Python's name.
            rename: Columns that this file calls otherwise.
        """
        heads = [(rename or {}).get(c, c) for c in columns if c != Delimited.RAGGED]
        how = {"columns": heads, "delimiter": delimiter, "encoding": encoding}
        self._append(name, columns, "delimited", how)

    def json_lines(self, name: str, columns: Columns) -> None:
        """Append rows to a file of JSON lines."""
        self._append(name, columns, "json_lines", {})

    def elements(self, name: str, columns: Columns, *, root: str, element: str) -> None:
        """Append rows to an XML file."""
        self._append(name, columns, "elements", {"root": root, "element": element})

    def workbook(
        self, name: str, columns: Columns, *, titles: tuple[str, ...], footer: str, numbers: tuple[str, ...] = ()
    ) -> None:
        """Append rows to a workbook; `numbers` names the columns whose cells are numbers."""
        how = {"columns": list(columns), "titles": titles, "footer": footer, "numbers": numbers}
        self._append(name, columns, "workbook", how)

    def parquet(self, name: str, columns: Columns) -> None:
        """Append rows to a Parquet file."""
        self._append(name, columns, "parquet", {})

    def count(self, name: str, rows: int) -> None:
        """Count rows of a file that is written elsewhere."""
        self.rows[name] = self.rows.get(name, 0) + rows

    def _append(self, name: str, columns: Columns, kind: str, how: dict[str, Any]) -> None:
        table = pa.table(dict(columns))
        packed = pa.BufferOutputStream()
        with pa.ipc.new_stream(packed, table.schema) as stream:
            stream.write_table(table)
        assert self._clerks, "files are written between the entry and the exit of the outbox"
        # Workbooks have a clerk of their own, for they take as long as all other files together.
        clerk = self._clerks[kind == "workbook"]
        try:
            pickle.dump((name, kind, how, packed.getvalue().to_pybytes()), clerk.stdin)  # type: ignore[arg-type]
        except BrokenPipeError:
            self._end()
        self.count(name, table.num_rows)

    def _end(self) -> None:
        """Wait until the last file is finished.

        Raises:
            EngineError: A file could not be written.
        """
        clerks, self._clerks = self._clerks, []
        answers = [_answer(clerk) for clerk in clerks]
        told = [a for a in answers if a != DONE.decode()]
        if told:
            raise EngineError(
                where=str(self.folder),
                what=f"the files of the city could not be written ({'; '.join(told)})",
                mend="check that the disk has space and the folder its rights, then begin again in an empty folder",
            )

    def __enter__(self) -> Self:
        """Call the clerks, who take a moment to come."""
        command = [sys.executable, "-P", "-m", _CLERK, str(self.folder), str(self.row_limit)]
        for _ in range(2):
            clerk = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own module
            self._clerks.append(clerk)
        return self

    def __exit__(self, fault: type[BaseException] | None, *_more: object) -> None:
        """Finish all files; where making the city failed, leave them as they are."""
        if fault is None:
            self._end()
        for clerk in self._clerks:
            clerk.kill()
            clerk.communicate()


def _answer(clerk: subprocess.Popen[bytes]) -> str:
    """Let a clerk finish, and give the answer."""
    assert clerk.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        clerk.stdin.close()
    clerk.stdin = None
    answer, _ = clerk.communicate()
    return answer.decode(errors="replace") or f"the writing process ended with code {clerk.returncode}"
