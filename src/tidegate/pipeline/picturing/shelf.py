"""Where the pictures of a city stand, and how one is read while others are being built.

A picture is a folder `pictures/<view>/<id>/` that never changes. `current` moves by one atomic step; a reader pins the
picture it began with, so that it sees one picture however many are built meanwhile; the last three stay, and those that
somebody reads.
"""

import contextlib
import fcntl
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.errors import PictureError
from tidegate.indicators.suspensions import SUSPENSIONS_FILE, read_suspensions, suspended
from tidegate.partnership import give_view, read_covenant
from tidegate.pipeline.builds import KEPT, current_build
from tidegate.pipeline.picturing.viewing import facts_of
from tidegate.pipeline.workspace import Workspace

MANIFEST = "manifest.json"
"""The file that says what went into a picture, under what right and until when it may be used."""

TRIES = 20
"""How often a reader looks again where the picture it found was taken away in the same moment."""


@dataclass(frozen=True)
class Picture:
    """A finished picture.

    Args:
        id: Its id.
        folder: Its folder.
        manifest: What went into it.
    """

    id: str
    folder: Path
    manifest: dict[str, Any]

    def has(self, name: str) -> bool:
        """Tell whether it holds a table.

        Args:
            name: Name of the table, such as `flags` or `records/Permit`.
        """
        return (self.folder / f"{name}.parquet").is_file()

    def table(self, name: str) -> pa.Table:
        """Read a table, without the flags that are suspended.

        Args:
            name: Name of the table.
        Raises:
            PictureError: The picture does not hold it.
        """
        found = whole_table(self, name)
        hidden = suspended_flags(self) if name in FLAGGED else frozenset()
        return (
            found.filter(pc.invert(pc.is_in(found["flag"], value_set=pa.array(hidden, pa.string()))))
            if hidden
            else found
        )

    def tables(self) -> list[str]:
        """Name its tables, sorted."""
        return sorted(str(p.relative_to(self.folder).with_suffix("")) for p in self.folder.rglob("*.parquet"))


FLAGGED = ("flags", "evidence")
"""Tables with a row per flag, from which suspended ones are left out."""


def whole_table(picture: Picture, name: str) -> pa.Table:
    """Read a table with all its rows, suspended flags included; for whoever takes a suspension back.

    Args:
        picture: The picture.
        name: Name of the table.
    Raises:
        PictureError: The picture does not hold it.
    """
    path = picture.folder / f"{name}.parquet"
    if not path.is_file():
        raise PictureError(
            where=f"picture {picture.id}",
            what=f"it holds no table '{name}'",
            mend="the view's methods may not allow it; `tidegate picture show` lists what it holds",
        )
    return pq.read_table(path)


def suspensions_path(picture: Picture) -> Path:
    """Say where the suspensions of a picture's view stand.

    Args:
        picture: The picture.
    """
    root, view = picture.folder.parent.parent.parent, picture.folder.parent.name
    return root / "views" / view / SUSPENSIONS_FILE


def suspended_flags(picture: Picture) -> frozenset[str]:
    """Give the flags that are suspended now; every reader leaves them out at once.

    Args:
        picture: The picture.
    Raises:
        RuleError: The file of the suspensions cannot be read; then nothing is shown.
    """
    path = suspensions_path(picture)
    return suspended(read_suspensions(path)) if path.is_file() else frozenset()


def shelf(workspace: Workspace, view: str) -> Path:
    """Say where the pictures of a view stand.

    Args:
        workspace: The workspace.
        view: Id of the view.
    """
    return workspace.folder / "pictures" / view


@contextlib.contextmanager
def pinned(shelf_of_view: Path, *, today: date, picture: str = "") -> Iterator[Picture]:
    """Hold a picture for reading; it stays for as long as the block lasts.

    Args:
        shelf_of_view: Folder with the pictures of a view.
        today: Today; a picture that has expired is not opened.
        picture: Id of the picture; the current one where it is empty.
    Yields:
        The picture.
    Raises:
        PictureError: There is none, it has expired, or it is not whole.
    """
    with contextlib.ExitStack() as held:
        for _ in range(TRIES):
            name = picture or current_build(shelf_of_view)
            if not name:
                raise PictureError(
                    where=str(shelf_of_view), what="no picture was built yet",
                    mend="build one with `tidegate picture build DIR --purpose P`",
                )  # fmt: skip
            if _hold(shelf_of_view / name, held):
                break
        else:
            raise PictureError(
                where=str(shelf_of_view), what=f"there is no picture '{name}'",
                mend="name one that `tidegate picture show` lists; only the last three are kept",
            )  # fmt: skip
        yield _opened(shelf_of_view / name, today)


def _hold(folder: Path, held: contextlib.ExitStack) -> bool:
    """Take a share in a picture's lock; whoever removes it wants the lock for itself."""
    try:
        lock = held.enter_context((folder / ".held").open("rb"))
    except OSError:
        return False
    fcntl.flock(lock, fcntl.LOCK_SH)
    return (folder / MANIFEST).is_file()


def _opened(folder: Path, today: date) -> Picture:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    expires = manifest.get("expires_on")
    if expires and date.fromisoformat(expires) <= today and not manifest.get("invented"):
        raise PictureError(
            where=f"picture {folder.name}", what=f"it expired on {expires}, with the retention of a row it rests on",
            mend="build it anew from what may still be kept; the old one is unreadable from that day",
        )  # fmt: skip
    return Picture(folder.name, folder, manifest)


@contextlib.contextmanager
def view_asked_for(
    workspace: Workspace, *, purpose: str, partner: str, today: date, picture: str = ""
) -> Iterator[Picture]:
    """Hold the picture of the view that the covenant gives for a purpose.

    Args:
        workspace: The workspace, with all its registers.
        purpose: Purpose of the covenant.
        partner: Partner of the covenant; empty where only one has a clause for the purpose.
        today: Today; a clause that is no longer in force opens nothing.
        picture: Id of the picture; the current one where it is empty.
    Yields:
        The picture.
    Raises:
        CovenantError: No clause in force gives it.
        PictureError: There is none, or it has expired.
    """
    covenant = read_covenant(workspace.folder / "covenant.yml", facts_of(workspace.registers))
    view = give_view(covenant, purpose=purpose, partner=partner, on=today)
    with pinned(shelf(workspace, view.id), today=today, picture=picture) as found:
        yield found


def pictures_of(shelf_of_view: Path) -> list[str]:
    """Name the pictures of a view, the newest first.

    Args:
        shelf_of_view: Folder with them.
    """
    if not shelf_of_view.is_dir():
        return []
    found = [p for p in shelf_of_view.iterdir() if p.is_dir() and not p.is_symlink() and p.name[:1] != "."]
    return [p.name for p in sorted(found, key=lambda p: p.stat().st_mtime_ns, reverse=True)]


def remove_unread(shelf_of_view: Path) -> None:
    """Remove all but the last few pictures; one that somebody reads stays until the next time.

    Args:
        shelf_of_view: Folder with them.
    """
    current = current_build(shelf_of_view)
    for name in [n for n in pictures_of(shelf_of_view) if n != current][KEPT - 1 :]:
        folder = shelf_of_view / name
        with contextlib.suppress(OSError), (folder / ".held").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Its name goes first, so that no reader finds half of it.
            gone = shelf_of_view / f".{name}.making"
            folder.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
