"""`tidegate backup`: what a city cannot make again, in one file, while the site goes on."""

import importlib
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tidegate.cli.options import Json, Workspace, command, command_group
from tidegate.cli.output import Output
from tidegate.pipeline.backup import Backup, back_up
from tidegate.settings import read_settings

app = command_group("Write what a city cannot make again into one file.")

_MIB = 1024 * 1024


@command(app, "backup", example="tidegate backup ./demo-city --out havenrijk-2026-03-01.tgbackup")
def backup(
    folder: Workspace,
    out: Annotated[Path, typer.Option(help="File to write; never one that is there already.")],
    pictures: Annotated[
        bool, typer.Option("--pictures", help="Take the pictures along, which can be built anew.")
    ] = False,
    deliveries: Annotated[
        bool, typer.Option("--deliveries/--no-deliveries", help="Take the delivered files along.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Write what a city cannot make again into one file.

    City, covenant, registers, judgements, reviews, deliveries and the site's database; pictures only if wished.
    """
    settings = read_settings()
    told = Output(as_json=as_json, level=settings.log_level)
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="tidegate-backup-", dir=settings.scratch) as name:
        copied = Path(name) if settings.database else None
        if copied:
            # Loaded here, and only where the site has a server as its database.
            site = importlib.import_module("tidegate.cli.serve").site()
            site.copy_database_out(folder, copied)
        made = back_up(folder, out, now=now, pictures=pictures, deliveries=deliveries, copied=copied)
    show(told, made, str(out))


def show(out: Output, made: Backup, title: str) -> None:
    """Tell what a backup holds.

    Args:
        out: Where it is told.
        made: The backup.
        title: What is above it.
    """
    parts = made.parts()
    rows = [(part, files, round(size / _MIB, 1)) for part, (files, size) in parts.items()]
    out.table(("part", "files", "MiB"), rows, title=title)
    out.say(f"{len(made.files):,} files of '{made.city}' as of {made.at}; database: {made.database}.")
    if ".site-key" in made.files:
        out.say("It holds the key of the site and personal data: keep it encrypted, and as few as the law needs.")
    out.document({
        "file": title, "city": made.city, "at": made.at, "database": made.database, "pictures": made.pictures,
        "deliveries": made.deliveries, "files": len(made.files), "bytes": made.bytes,
        "parts": {p: {"files": f, "bytes": b} for p, (f, b) in parts.items()},
    })  # fmt: skip
