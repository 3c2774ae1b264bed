"""What the commands have in common: how one is declared, and the options they share."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

_Function = TypeVar("_Function", bound=Callable[..., Any])

Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON document.")]
"""The option that every command has."""

NewFolder = Annotated[Path, typer.Argument(help="Folder to write to; made where it does not exist.", metavar="DIR")]
"""A folder that a command fills."""

Workspace = Annotated[Path, typer.Argument(help="Folder of the city: city.toml, registers/, deliveries/.")]
"""The folder of a city."""


def command_group(line: str) -> typer.Typer:
    """Make the group that a module of this room holds as `app`.

    Args:
        line: What its commands do, one line in the imperative; the same as in `lazy.COMMANDS`.
    Returns:
        An empty group.
    """
    return typer.Typer(help=line, no_args_is_help=True, rich_markup_mode=None, add_completion=False)


def command(app: typer.Typer, name: str, *, example: str) -> Callable[[_Function], _Function]:
    """Declare a command: its help is the first paragraph of its docstring and an example.

    Args:
        app: The group it belongs to.
        name: Its name.
        example: A line that can be typed as it is; several are parted by a newline.
    Returns:
        A decorator that leaves the function as it is.
    """

    def declare(function: _Function) -> _Function:
        purpose = (inspect.getdoc(function) or "").split("\n\n")[0]
        lines = "\n".join(f"  {line}" for line in example.splitlines())
        # \b keeps the lines of a paragraph apart in the help.
        app.command(name, help=f"{purpose}\n\n\b\nExample:\n{lines}")(function)
        return function

    return declare
