"""`tidegate init`: a workspace from a recipe."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tidegate.cli.options import Json, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import WorkspaceError
from tidegate.pipeline import init_workspace, recipes
from tidegate.settings import read_settings

app = command_group("Make a workspace from a recipe.")


@command(app, "init", example="tidegate init --recipe chicago ./chicago --deliveries ./downloads\ntidegate init --list")
def init(
    folder: Annotated[Path | None, typer.Argument(help="Folder to make.", metavar="DIR")] = None,
    recipe: Annotated[str, typer.Option("--recipe", help="Name of the recipe.")] = "",
    deliveries: Annotated[
        Path | None, typer.Option("--deliveries", help="Folder with the city's files; they are linked, not copied.")
    ] = None,
    list_them: Annotated[bool, typer.Option("--list", help="List the recipes and stop.")] = False,
    as_json: Json = False,
) -> None:
    """Make a workspace from a recipe."""
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    if list_them:
        known = recipes()
        out.document({"recipes": [asdict(r) for r in known]})
        out.table(
            ("recipe", "what it describes", "where the data can be had"), [(r.name, r.title, r.note) for r in known]
        )
        return
    if folder is None or not recipe:
        raise WorkspaceError(what="a folder and a recipe are needed", mend="type `tidegate init --recipe NAME DIR`")
    missing = init_workspace(recipe, folder, deliveries=deliveries)
    out.document({"folder": str(folder), "recipe": recipe, "missing": missing})
    out.say(f"{folder} is a workspace now. Next: tidegate registers check {folder}")
    if missing:
        out.note(
            f"These files were not found: {', '.join(missing)}. Put them into {folder}/deliveries.", level="warning"
        )
        raise typer.Exit(1)
