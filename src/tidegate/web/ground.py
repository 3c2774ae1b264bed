"""The ground that the site stands on: the workspace, whether it may be opened, and its key.

Until the access engine of the partnership stands, the site opens only a workspace whose people are invented or whose
registers are published for everyone.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from tidegate.errors import WorkspaceError
from tidegate.pipeline import Workspace, open_workspace

KEY = ".site-key"
"""File in the workspace with the key that sessions and forms are signed with."""

DATABASE = "casework.sqlite3"
"""File in the workspace with the officers, their sessions and the ledger."""


@dataclass(frozen=True)
class Ground:
    """A workspace that may be opened on a screen.

    Args:
        workspace: The workspace.
        name: What the city is called.
        invented: Whether the city is the demo.
    """

    workspace: Workspace
    name: str
    invented: bool


def open_ground(folder: Path) -> Ground:
    """Open a workspace for the site, or refuse it.

    Args:
        folder: Folder of the city.
    Returns:
        The ground.
    Raises:
        WorkspaceError: It is no workspace, or neither the demo nor open data.
    """
    workspace = open_workspace(folder.resolve())
    invented = workspace.city.get("demo") is True
    if not invented:
        _require_open(workspace)
    return Ground(workspace, str(workspace.city.get("name") or folder.name), invented)


def _require_open(workspace: Workspace) -> None:
    where = str(workspace.folder)
    if workspace.city.get("open_data") is not True:
        raise WorkspaceError(
            where=where,
            what="this workspace is neither a demo nor open data, and the site does not yet hold the covenant's walls "
            "between partners, so it would show more than it may",
            mend="serve the demo city, or a workspace of published registers with `open_data = true` in its city.toml; "
            "until then use the commands, which ask for a purpose and a reason",
        )
    closed = [r.id for r in workspace.registers if r.require_lawful().sensitivity != "open"]
    if closed:
        raise WorkspaceError(
            where=where,
            what=f"city.toml says open data, but these registers are not open: {', '.join(closed)}",
            mend="take `open_data = true` out of city.toml, or these registers out of the workspace",
        )


def site_key(folder: Path) -> str:
    """Give the key of the site; it is made once, and only the account that serves may read it.

    Args:
        folder: Folder of the city.
    Returns:
        The key.
    Raises:
        WorkspaceError: It cannot be made or read, or others may read it.
    """
    path = folder / KEY
    try:
        _make_once(path)
        if path.stat().st_mode & 0o077:
            raise WorkspaceError(
                where=str(path), what="other accounts may read the key of the site",
                mend="remove the file (everybody then signs in again) or take their rights away: chmod 600",
            )  # fmt: skip
        return path.read_text(encoding="ascii").strip()
    except OSError as fault:
        raise WorkspaceError(
            where=str(path), what=f"the key of the site cannot be made or read ({fault.strerror})",
            mend="let the account that serves write into the workspace",
        ) from fault  # fmt: skip


def _make_once(path: Path) -> None:
    """Write the key beside and link it to its name: whoever comes second finds a whole one."""
    if path.exists():
        return
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(beside, path)
    except FileExistsError:
        pass  # another process was first
    finally:
        beside.unlink()
