"""Print into docs/ what the code already knows: commands, settings, errors, tables of a picture, and the rooms.

    python scripts/print_reference.py            writes the pages anew
    python scripts/print_reference.py --check    changes nothing; exit code 1 where a page is not current

The pages of the rooms (docs/reference/) are made whenever the documentation is built and are not committed.
"""

import inspect
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import typer
from typer.main import get_command

import tidegate
from tidegate import errors
from tidegate.cli.app import app
from tidegate.pipeline.picturing.contents import CONTENTS
from tidegate.pipeline.picturing.stages import STAGES
from tidegate.settings import Settings, variable

DOCS = Path(__file__).resolve().parents[1] / "docs"
WIDTH = 88
PRINTED = "<!-- Printed by `make reference`; change the code, not this page. -->\n\n"


def commands_page() -> str:
    """The help of every command, as the command line shows it."""
    parts = [
        "# Commands\n",
        "Results go to standard output, progress and messages to standard error. Every command has `--json`.",
        "Exit code 0: done. 1: problems in the data. 2: could not run. 130: stopped by the user.\n",
    ]
    for name, text in _helps(get_command(app), "tidegate", None):
        parts.append(f"## `{name}`\n\n```text\n{text.rstrip()}\n```\n")
    return PRINTED + "\n".join(parts)


def _helps(command: Any, name: str, parent: Any) -> Iterator[tuple[str, str]]:
    context = typer.Context(command, info_name=name, parent=parent, terminal_width=WIDTH)
    yield context.command_path, command.get_help(context)
    if hasattr(command, "list_commands"):
        for child in command.list_commands(context):
            yield from _helps(command.get_command(context, child), child, context)


def settings_page() -> str:
    """Every setting with its unit, default and description."""
    parts = [
        "# Settings\n",
        "A setting is an environment variable. A value that cannot be used stops the start with a sentence that says",
        "how to mend it; it is never replaced by the default. A name close to that of a setting is refused too.\n",
    ]
    for field in fields(Settings):
        unit, meaning = field.metadata["unit"], field.metadata["description"]
        computed = field.default is MISSING
        default = "the number of cores" if computed else "none" if field.default in (None, "", ()) else field.default
        default = {True: "yes", False: "no"}[default] if isinstance(default, bool) else default
        parts.append(f"## `{variable(field.name)}`\n\n{meaning}\n\n* Unit: {unit}\n* Default: {default}\n")
    return PRINTED + "\n".join(parts)


def errors_page() -> str:
    """Every error with what it means and the exit code it gives."""
    parts = [
        "# Errors\n",
        "An error says what went wrong, where, and how to mend it, in one or two sentences on standard error.\n",
    ]
    for error in _tree(errors.TidegateError):
        meaning = (inspect.getdoc(error) or "").split("\n\n")[0].replace("\n", " ")
        kind = error.__bases__[0].__name__ if error is not errors.TidegateError else "Exception"
        parts.append(f"## {error.__name__}\n\n{meaning}\n\nA kind of `{kind}`. Exit code {error.exit_code}.\n")
    return PRINTED + "\n".join(parts)


def _tree(error: type[errors.TidegateError]) -> Iterator[type[errors.TidegateError]]:
    yield error
    for below in error.__subclasses__():
        yield from _tree(below)


def tables_page() -> str:
    """Every table of a picture with its columns, by the stage that makes it."""
    parts = [
        "# The tables of a picture\n",
        "Each is a Parquet file in the folder of the picture ([](picture.md)). A table is there where the view allows",
        "the methods of its stage and something was found to count; *may be absent* is said of single values.\n",
    ]
    for stage in STAGES:
        needs = " and ".join(f"`{m}`" for m in stage.methods) or "nothing; it is always made"
        parts.append(f"## Stage `{stage.name}`\n\nMethods that it needs: {needs}.\n")
        for name, contract in CONTENTS[stage.name].items():
            rows = [
                f"| `{c.name}` | {_kind(c.type)} | {c.unit.replace('|', 'or')} | {'yes' if c.nullable else ''} |"
                for c in contract.columns
            ]
            head = "| Column | Type | What it holds | May be absent |\n|---|---|---|---|\n"
            parts.append(f"### `{name}`\n\n{head}" + "\n".join(rows) + "\n")
    return PRINTED + "\n".join(parts)


def _kind(kind: Any) -> str:
    words = {
        "string": "text", "int64": "whole number", "int32": "whole number", "double": "number", "bool": "yes or no",
        "date32[day]": "day",
    }  # fmt: skip
    if pa.types.is_list(kind):
        return f"list of {words[str(kind.value_type)]}"
    return words[str(kind)]


def reference_pages() -> dict[str, str]:
    """One page per room with its modules, for autodoc to fill."""
    # The modules of the site can be imported on a workspace alone; docs/site.md tells what they do.
    found = [m.name for m in pkgutil.walk_packages(tidegate.__path__, "tidegate.")]
    modules = sorted(name for name in found if "._" not in name and not name.startswith("tidegate.web"))
    rooms: dict[str, list[str]] = {}
    for module in modules:
        rooms.setdefault(module.split(".")[1], []).append(module)
    pages = {f"reference/{room}.md": _room_page(room, names) for room, names in rooms.items()}
    toctree = "\n".join(["```{toctree}", ":maxdepth: 2", "", *rooms, "```"])
    pages["reference/index.md"] = f"# The rooms\n\nFrom the docstrings.\n\n{toctree}\n"
    return pages


def _room_page(room: str, modules: list[str]) -> str:
    parts = [f"# {room}\n"]
    for module in modules:
        # The members of a package are documented where they are defined; the package gives its purpose only.
        is_package = any(other.startswith(f"{module}.") for other in modules)
        members = "" if is_package else "   :members:\n"
        title = "" if module == f"tidegate.{room}" else f"## {module.removeprefix('tidegate.')}\n\n"
        parts.append(f"{title}```{{eval-rst}}\n.. automodule:: {module}\n{members}```\n")
    return "\n".join(parts)


def committed_pages() -> dict[str, str]:
    """The pages that are committed, by their path below docs/."""
    return {
        "commands.md": commands_page(),
        "settings.md": settings_page(),
        "errors.md": errors_page(),
        "picture-tables.md": tables_page(),
    }


def write(pages: dict[str, str], folder: Path = DOCS) -> None:
    """Write pages, touching only those that change, so that a build stays incremental."""
    for path, text in pages.items():
        target = folder / path
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write the committed pages, or say which are not current."""
    if arguments != ["--check"]:
        write(committed_pages())
        return 0
    stale = [
        path
        for path, text in committed_pages().items()
        if not (DOCS / path).exists() or (DOCS / path).read_text(encoding="utf-8") != text
    ]
    for path in stale:
        print(f"docs/{path} is not current. Run `make reference` and commit the page.", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
