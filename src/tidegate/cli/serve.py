"""`tidegate serve`: the site on a workspace. The only module of the command line that knows the web."""

import importlib
import importlib.util
from pathlib import Path
from typing import Annotated, Any

import typer

from tidegate.cli.options import Json, Workspace, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import SettingError
from tidegate.settings import read_settings

app = command_group("Open the site on the demo city or on open data.")

HOST, PORT = "127.0.0.1", 8000
"""Where the site listens without a wish."""


@command(app, "serve", example="tidegate serve ./demo-city\ntidegate serve ./chicago --port 8080")
def serve_site(
    folder: Workspace,
    host: Annotated[str, typer.Option(help="Address to listen on; the demo listens on this machine alone.")] = HOST,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = PORT,
    as_json: Json = False,
) -> None:
    """Open the site on the demo city or on open data."""
    out = Output(as_json=as_json, level=read_settings().log_level)
    if as_json:
        out.document({"folder": str(folder), "address": f"http://{host}:{port}"})
    serve(folder, out, host=host, port=port)


def serve(folder: Path, out: Output, *, host: str = HOST, port: int = PORT) -> None:
    """Serve a workspace until the process is stopped.

    Args:
        folder: Folder of the city.
        out: What is told when the site begins to listen.
        host: Address to listen on.
        port: Port to listen on.
    Raises:
        SettingError: The site is not installed.
    """
    site().serve(folder, host=host, port=port, say=out.note)


def site() -> Any:
    """Load what brings the site up; the rest of the command line runs where Django is absent.

    Raises:
        SettingError: The site is not installed.
    """
    if any(importlib.util.find_spec(name) is None for name in ("django", "granian")):
        raise SettingError(
            where="tidegate serve", what="the site is not installed", mend="install Tidegate with its extra 'web'"
        )
    return importlib.import_module("tidegate.web.serving")
