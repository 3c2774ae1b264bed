"""Builds of the records: made beside, named at once, never half.

A build is a folder `records/<id>/` with one folder per register. It is made under a name that begins
with a dot and renamed when it is whole; then the link `current` moves in one step. Whoever is killed
in between leaves the old build current and a dotted folder that the next run removes.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from tidegate.errors import WorkspaceError

KEPT = 3
"""How many builds stay, the current one included."""


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keep a second run out of a folder for as long as the block lasts.

    Args:
        folder: The folder; made if it does not exist.
    Raises:
        WorkspaceError: Another run is at work in it, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as fault:
        raise WorkspaceError(
            where=str(folder),
            what=f"it cannot be written ({fault.strerror})",
            mend="check its rights and the free space",
        ) from fault
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise WorkspaceError(
                where=str(folder), what="another run is reading these registers", mend="wait until it has finished"
            ) from fault
        yield


@contextlib.contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Wait until nobody else changes a small file, and keep others from it for as long as the block lasts.

    Args:
        path: The file; it need not exist yet. Its lock lies beside it.
    Raises:
        WorkspaceError: The folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f".{path.name}.lock").open("w")
    except OSError as fault:
        raise WorkspaceError(
            where=str(path.parent), what=f"it cannot be written ({fault.strerror})",
            mend="check its rights and the free space",
        ) from fault  # fmt: skip
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def made_whole(folder: Path) -> Iterator[Path]:
    """Make a folder that exists either whole or not at all.

    Args:
        folder: The folder to be.
    Yields:
        A folder beside it in which to work; renamed at the end of the block, removed where that fails.
    """
    with working(folder.parent, folder.name) as beside:
        yield beside
        settle(beside, folder)


@contextlib.contextmanager
def working(parent: Path, name: str) -> Iterator[Path]:
    """Give a folder to work in, which is removed at the end of the block unless it was settled.

    Args:
        parent: Where it lies.
        name: What it is for; its own name begins with a dot.
    Yields:
        The folder, empty.
    """
    beside = parent / f".{name}.making"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def settle(beside: Path, folder: Path) -> None:
    """Give a finished folder its name, in one step.

    Args:
        beside: The finished folder.
        folder: Its name to be. Names are hashes of what went in, so where the folder exists already it
            holds the same, and stays.
    """
    if not folder.exists():
        _flush(beside)
        beside.rename(folder)


def _flush(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def point_current(records: Path, build: str) -> None:
    """Make a build the current one, in one step.

    Args:
        records: Folder of the builds.
        build: Id of the build; it exists.
    """
    link = records / ".current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(build)
    link.replace(records / "current")


def current_build(records: Path) -> str:
    """Tell the id of the current build.

    Args:
        records: Folder of the builds.
    Returns:
        The id; empty where there is none yet.
    """
    try:
        return (records / "current").readlink().name
    except OSError:
        return ""


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed run left behind.

    Args:
        folder: Folder in which dotted folders are unfinished work.
    """
    for path in folder.glob(".*.making"):
        shutil.rmtree(path, ignore_errors=True)


def remove_old(records: Path) -> None:
    """Remove all but the last few builds.

    Args:
        records: Folder of the builds.
    """
    builds = [p for p in records.iterdir() if p.is_dir() and not p.is_symlink() and p.name[:1] != "."]
    builds.sort(key=lambda p: p.stat().st_mtime_ns, reverse=True)
    current = current_build(records)
    for path in [p for p in builds if p.name != current][KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


class FileHashes:
    """Hashes of delivered files, remembered by size and time of change, so that looking again costs nothing.

    Args:
        path: JSON file in which they are remembered.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._known: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._known = {}
        self._used: dict[str, str] = {}

    def of(self, path: Path) -> str:
        """Give the SHA-256 of a file's content, hexadecimal.

        Args:
            path: The file.
        """
        try:
            stat = path.stat()
            mark = f"{path}|{stat.st_size}|{stat.st_mtime_ns}|{stat.st_ino}"
            digest = self._known.get(mark)
            if digest is None:
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as fault:
            # What cannot be read is refused by the reader, in its own words; here it only must not be taken for known.
            return f"unreadable: {fault.errno}"
        self._used[mark] = digest
        return digest

    def remember(self) -> None:
        """Write down the hashes that were asked for."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(".files.new")
        beside.write_text(json.dumps(self._used, indent=0), encoding="utf-8")
        beside.replace(self._path)
