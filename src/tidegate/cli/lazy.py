"""Commands that are loaded when they are called.

The rooms behind the commands take seconds to import; `tidegate --version` must not wait for them.
This file is the one place that imports by name: the map below says which module holds which command.
"""

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command


@dataclass(frozen=True)
class Entry:
    """Where a command lives.

    Args:
        module: The module that holds it as `app`.
        line: What it does, one line in the imperative; shown without loading the module.
    """

    module: str
    line: str


COMMANDS = {
    "demo": Entry("tidegate.cli.demo", "Generate the invented city Havenrijk, draw, score and serve it."),
    "init": Entry("tidegate.cli.init", "Make a workspace from a recipe."),
    "serve": Entry("tidegate.cli.serve", "Open the site on the demo city or on open data."),
    "officers": Entry("tidegate.cli.officers", "Make, list and lock the accounts of officers."),
    "backup": Entry("tidegate.cli.backup", "Write what a city cannot make again into one file."),
    "restore": Entry("tidegate.cli.restore", "Lay a backup into an empty folder."),
    "registers": Entry("tidegate.cli.registers", "Check, read, describe, map and export registers."),
    "linkage": Entry("tidegate.cli.linkage", "Find out who is who, explain it, judge it, undo it."),
    "picture": Entry("tidegate.cli.picture", "Build, show, compare and report the picture of a city."),
    "indicators": Entry("tidegate.cli.indicators", "List, test and explain the rules behind red flags."),
    "network": Entry("tidegate.cli.network", "Show who is tied to whom, who controls what, what would remain."),
    "evaluate": Entry("tidegate.cli.evaluate", "Plan, check and freeze an evaluation, and run it."),
    "match": Entry("tidegate.cli.match", "Find which rows of two spreadsheets are the same, and why."),
    "vocabulary": Entry("tidegate.cli.vocabulary", "Show and export the words for things and ties."),
    "bench": Entry("tidegate.cli.bench", "Measure time and memory on generated data."),
}
"""Every command of the first level, in the order of the help."""


def available() -> dict[str, Entry]:
    """Give the commands whose module is installed.

    A part of Tidegate may be left out of an installation; its command is then not offered.

    Returns:
        The entries of `COMMANDS` that can be called, in their order.
    """
    return {name: entry for name, entry in COMMANDS.items() if importlib.util.find_spec(entry.module)}


class LazyGroup(TyperGroup):
    """The first level of the command line; imports a command's module when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer's signature
        """Name the commands.

        Args:
            ctx: The call.
        Returns:
            The names, in the order of the help.
        """
        return list(available())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - typer's signature
        """Load a command.

        Args:
            ctx: The call.
            cmd_name: Its name.
        Returns:
            The command, or None where there is none of this name.
        """
        entry = available().get(cmd_name)
        if entry is None:
            return None
        app: typer.Typer = importlib.import_module(entry.module).app
        command = get_command(app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - typer's signature
        """Write the list of commands from the map alone, so that the help loads no room.

        Args:
            ctx: The call.
            formatter: What the lines are written to.
        """
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.line) for name, entry in available().items()])
