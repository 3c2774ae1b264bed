"""`tidegate restore`: a backup back into an empty folder, every file checked by its hash."""

import importlib
from pathlib import Path
from typing import Annotated

import typer

from tidegate.cli.backup import show
from tidegate.cli.options import Json, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import WorkspaceError
from tidegate.pipeline.backup import COPIED, DATABASE, restore
from tidegate.settings import read_settings

app = command_group("Lay a backup into an empty folder.")


@command(app, "restore", example="tidegate restore havenrijk-2026-03-01.tgbackup ./havenrijk")
def restore_city(
    file: Annotated[Path, typer.Argument(help="The backup.", metavar="FILE")],
    folder: Annotated[Path, typer.Argument(help="Folder to be; not there yet, or empty.", metavar="DIR")],
    as_json: Json = False,
) -> None:
    """Lay a backup into an empty folder.

    Every file is checked by its hash, and the ledger is followed to its end.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    told = restore(file, folder)
    if (folder / DATABASE).exists() or (folder / COPIED).is_dir():
        site = importlib.import_module("tidegate.cli.serve").site()
        found = site.take_database_in(folder)
        if not found["whole"]:
            raise WorkspaceError(
                where=str(folder), what=f"the ledger does not hold from entry {found['number']} on ({found['what']})",
                mend="take an earlier backup, and tell the data-protection officer",
            )  # fmt: skip
        out.say(f"The ledger has {found['entries']:,} entries, and they hold.")
    show(out, told, str(folder))
    out.say(f"Build the pictures anew with `tidegate picture build {folder}`." if not told.pictures else "")
