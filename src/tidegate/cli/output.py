"""How a command speaks: results on standard output, progress and messages on standard error.

Everything that is shown for people is also in the JSON document; colour is never the only sign.
"""

import contextlib
import functools
import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

Tell = Callable[[str, float], None]
"""Tells a stage and its share done, 0 to 1."""

LEVELS = ("debug", "info", "warning", "error")
"""What may be said, from the most talkative."""

_QUARTERS = 4
_load = functools.cache(importlib.import_module)
"""Loads rich when something is drawn: a command that writes to a file or a pipe starts without it."""


@dataclass(frozen=True)
class Output:
    """Where and how one command speaks.

    Args:
        as_json: The result is one JSON document on standard output, and nothing for people.
        level: The least that is said on standard error, one of `LEVELS`.
    """

    as_json: bool = False
    level: str = "info"

    def document(self, value: object) -> None:
        """Print the result as one JSON document, where JSON was asked for.

        Args:
            value: Anything of dictionaries, lists, texts, numbers, dates and dataclasses.
        """
        if self.as_json:
            options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS
            sys.stdout.write(orjson.dumps(value, default=str, option=options).decode())

    def say(self, text: str) -> None:
        """Print a line of the result for people.

        Args:
            text: Whole sentences or a heading; printed as it is, never read as markup.
        """
        if not self.as_json:
            _console().print(text, markup=False, highlight=False, soft_wrap=True)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str = "") -> None:
        """Print a table for people.

        Args:
            columns: Headings; those of columns with numbers alone are set to the right.
            rows: One sequence per row, as long as `columns`; long texts are folded, never cut.
            title: What the table shows.
        """
        if not self.as_json:
            _console().print(_table(columns, rows, title), crop=False)

    def note(self, text: str, *, level: str = "info") -> None:
        """Say something on standard error.

        Args:
            text: A whole sentence.
            level: One of `LEVELS`; below the level of this output nothing is said.
        """
        if self._hears(level):
            head = "Warning: " if level == "warning" else ""
            print(f"{head}{text}", file=sys.stderr)

    @contextlib.contextmanager
    def progress(self) -> Iterator[Tell]:
        """Show progress on standard error while a block runs.

        Yields:
            A function to call with a stage and its share done: on a terminal it draws a bar with the
            time left, elsewhere it writes a line when a stage begins and at every quarter.
        """
        if not self._hears("info"):
            yield _silence
        elif sys.stderr.isatty():
            with _bar() as bar:
                yield _on_terminal(bar)
        else:
            yield _in_lines()

    def _hears(self, level: str) -> bool:
        return LEVELS.index(level) >= LEVELS.index(self.level)


LONGEST_WORD = 24
"""Letters of a word that is never broken in a table; a path or a hash may be."""


def _console() -> Any:
    # Made at each use: tests and pipes change standard output while the process runs.
    return _load("rich.console").Console(file=sys.stdout, emoji=False)


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str) -> Any:
    # Plain ASCII rules: the output of a command is read in logs and mails, too.
    ascii_rules = _load("rich.box").ASCII2
    table = _load("rich.table").Table(
        title=title or None, title_justify="left", title_style="", box=ascii_rules, show_edge=False
    )
    for index, heading in enumerate(columns):
        numbers = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        # Lines are folded between words; a table of many columns is wider than the screen before a word is broken.
        words = [word for row in (columns, *rows) for word in str(row[index]).split()]
        least = min(max(map(len, words), default=1), LONGEST_WORD)
        table.add_column(
            heading, justify="right" if numbers else "left", overflow="fold", header_style="", min_width=least
        )
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    return table


def _cell(value: object) -> Any:
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return text.replace("[", r"\[")


def _silence(stage: str, share: float) -> None:
    """Say nothing."""


def _bar() -> Any:
    bars = _load("rich.progress")
    columns = (bars.TextColumn("{task.description}"), bars.BarColumn(), bars.TextColumn("{task.percentage:>3.0f} %"))
    console = _load("rich.console").Console(file=sys.stderr)
    return bars.Progress(*columns, bars.TimeRemainingColumn(), console=console, transient=True)


def _on_terminal(bar: Any) -> Tell:
    tasks: dict[str, Any] = {}

    def tell(stage: str, share: float) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage.replace("[", r"\["), total=1.0)
        bar.update(tasks[stage], completed=share)

    return tell


def _in_lines() -> Tell:
    told: dict[str, int] = {}

    def tell(stage: str, share: float) -> None:
        quarter = int(share * _QUARTERS)
        if quarter > told.get(stage, -1):
            told[stage] = quarter
            print(f"{stage}: {quarter * 100 // _QUARTERS} %", file=sys.stderr)

    return tell
