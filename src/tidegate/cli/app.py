"""The first level of the command line, and what becomes of an error.

Exit codes: 0 done, 1 problems in the data, 2 could not run, 130 stopped by the user.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.main import get_command

from tidegate import __version__
from tidegate.cli.lazy import LazyGroup
from tidegate.errors import TidegateError

COULD_NOT_RUN = 2
"""Exit code where nothing, or not everything, was done."""

STOPPED_BY_USER = 130
"""Exit code after Ctrl-C, as shells have it."""

app = typer.Typer(
    name="tidegate",
    cls=LazyGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
"""The application; `main` runs it."""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tidegate {__version__}")
        raise typer.Exit


@app.callback(no_args_is_help=True)
def _first_level(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and stop.")
    ] = False,
) -> None:
    """Turn the registers a city holds into clean, traceable, lawful records.

    Results go to standard output, progress and messages to standard error.
    Exit code 0: done. 1: problems in the data. 2: could not run.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code.

    Args:
        arguments: The words after `tidegate`; without them, those of the process.
    Raises:
        SystemExit: Always, with the exit code.
    """
    words = None if arguments is None else list(arguments)
    try:
        get_command(app)(args=words, prog_name="tidegate")
    except TidegateError as error:
        sys.exit(_told(str(error), error.exit_code))
    except KeyboardInterrupt:
        # Typer turns Ctrl-C during a command into 130 by itself; this is for the moments around it.
        sys.exit(STOPPED_BY_USER)
    except Exception as fault:  # noqa: BLE001 - the last door: whoever stands before it gets a sentence, not a stack
        sys.exit(_unexpected(fault))


def _told(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _unexpected(fault: Exception) -> int:
    """Ask for a report; the traceback may show data of a register, so it comes only when asked for."""
    # Read here and not through the settings: they may be what is broken, and loading them takes time.
    if os.environ.get("TIDEGATE_LOG_LEVEL", "").lower() == "debug":
        traceback.print_exception(fault)
    sentence = (
        f"Tidegate met a fault of its own ({type(fault).__name__}) and stopped. Please report it: run the command "
        "again with TIDEGATE_LOG_LEVEL=debug, take out any personal data, and send the last lines."
    )
    return _told(sentence, COULD_NOT_RUN)
