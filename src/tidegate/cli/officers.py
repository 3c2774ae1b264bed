"""`tidegate officers`: who may sign in to the site."""

import importlib
from pathlib import Path
from typing import Annotated, Any

import typer

from tidegate.cli.options import Json, Workspace, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import SettingError
from tidegate.settings import read_settings

app = command_group("Make, list and lock the accounts of officers.")

Name = Annotated[str, typer.Argument(help="Name of the account.", metavar="NAME")]


@command(
    app, "add",
    example="tidegate officers add ./chicago ada --role administrator --partner city\n"
    "tidegate officers add ./chicago ada --role analyst --partner city --password-file ./password\n"
    "tidegate officers add ./chicago ben --role analyst --partner city --directory ben@city.example",
)  # fmt: skip
def add(
    folder: Workspace,
    name: Name,
    role: Annotated[str, typer.Option(help="analyst, liaison, manager, protection or administrator.")],
    partner: Annotated[str, typer.Option(help="Partner for whom the officer works, an id of the covenant.")],
    password_file: Annotated[
        Path | None, typer.Option(help="File whose first line is the password; without it, it is asked for.")
    ] = None,
    directory: Annotated[
        str,
        typer.Option(
            help="Who this is in the city's directory: the value of the claim that TIDEGATE_DIRECTORY_CLAIM names. "
            "Without --password-file the account has no password then."
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Make an account; a second factor is asked for at the first sign-in."""
    out = _output(as_json)
    password: str | None = None
    if password_file:
        password = _read(password_file)
    elif not directory:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    _site().add_officer(folder, name=name, role=role, partner=partner, password=password, directory=directory)
    out.say(f"{name} may sign in, and is asked for a second factor the first time.")
    out.document({"officer": name, "role": role, "partner": partner})


@command(app, "list", example="tidegate officers list ./chicago")
def list_all(folder: Workspace, as_json: Json = False) -> None:
    """List the accounts: role, partner, whether it may sign in, whether it has a second factor."""
    out = _output(as_json)
    rows: list[dict[str, Any]] = _site().officers(folder)
    cells = [tuple(_said(v) for v in row.values()) for row in rows]
    out.table(("officer", "role", "partner", "may sign in", "directory", "second factor", "last sign-in"), cells)
    out.document({"officers": rows})


@command(app, "lock", example="tidegate officers lock ./chicago ada")
def lock(folder: Workspace, name: Name, as_json: Json = False) -> None:
    """Lock an account; its open sessions end with their next request."""
    _set(folder, name, active=False, out=_output(as_json), said="may no longer sign in, and its sessions have ended")


@command(app, "unlock", example="tidegate officers unlock ./chicago ada")
def unlock(folder: Workspace, name: Name, as_json: Json = False) -> None:
    """Open a locked account again."""
    _set(folder, name, active=True, out=_output(as_json), said="may sign in again")


def _set(folder: Path, name: str, *, active: bool, out: Output, said: str) -> None:
    _site().set_active(folder, name=name, active=active)
    out.say(f"{name} {said}.")
    out.document({"officer": name, "may_sign_in": active})


def _said(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value or ""


def _read(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise SettingError(where=str(path), what="other accounts may read the password", mend="chmod 600 the file")
        return path.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, IndexError) as fault:
        raise SettingError(
            where=str(path), what="there is no password in it", mend="write it as its first line"
        ) from fault


def _output(as_json: bool) -> Output:
    return Output(as_json=as_json, level=read_settings().log_level)


def _site() -> Any:
    return importlib.import_module("tidegate.cli.serve").site()
