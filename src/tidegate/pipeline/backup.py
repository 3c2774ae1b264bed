"""A backup of a workspace in one file, and the way back into an empty folder.

It holds what cannot be made again: the city's files, covenant, registers, models, judgements, reviews, who is who (so
that ids stay what they were), deliveries, what left, the site's database and key. Records, stages and pictures are made
again from these. A manifest with the hash of every file comes last, so that half a backup is never taken for a whole.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from tidegate.errors import WorkspaceError

MANIFEST = "backup.json"
FORMAT = 1
DATABASE = "casework.sqlite3"
COPIED = "database"
"""Folder in the backup with the tables of a PostgreSQL."""

AGAIN = frozenset({"cache", "records", "stages", "site", "scratch", "uploads"})
"""Folders of which everything can be made again, or sent again: what waits to be taken in waits for a day at most."""

_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Backup:
    """What a backup holds.

    Args:
        city: Name of the city's folder.
        at: When it was made, as an ISO time.
        files: Path in the workspace to bytes and hash.
        links: Path in the workspace to where it leads.
        pictures: Whether pictures are in it.
        deliveries: Whether deliveries are in it.
        database: `sqlite`, `postgresql` or `none`.
    """

    city: str
    at: str
    files: dict[str, tuple[int, str]]
    links: dict[str, str]
    pictures: bool
    deliveries: bool
    database: str

    @property
    def bytes(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())

    def parts(self) -> dict[str, tuple[int, int]]:
        """Give files and bytes by the first part of their path."""
        found: dict[str, tuple[int, int]] = {}
        for path, (size, _) in self.files.items():
            first = PurePosixPath(path).parts[0]
            count, total = found.get(first, (0, 0))
            found[first] = (count + 1, total + size)
        return dict(sorted(found.items()))


def back_up(
    folder: Path,
    out: Path,
    *,
    now: datetime,
    pictures: bool = False,
    deliveries: bool = True,
    copied: Path | None = None,
) -> Backup:
    """Write a backup; the site may go on writing meanwhile.

    Args:
        folder: Folder of the city.
        out: File to write; it must not be there.
        now: Now, with the time zone.
        pictures: Whether pictures go into it.
        deliveries: Whether deliveries go into it; without them the city needs them from elsewhere.
        copied: Folder with the tables of a PostgreSQL; None where the database is the file in the workspace.
    Returns:
        What it holds.
    Raises:
        WorkspaceError: There is no such city, the file is there already, or it cannot be written.
    """
    if not (folder / "registers").is_dir():
        raise WorkspaceError(where=str(folder), what="it is no folder of a city", mend="name the one that is served")
    if out.exists():
        raise WorkspaceError(where=str(out), what="the file is there already", mend="name one that is not there yet")
    beside = out.with_name(f".{out.name}.making")
    try:
        opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "wb") as file:
            told = _write(folder, file, now, pictures=pictures, deliveries=deliveries, copied=copied)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, out)
    except OSError as fault:
        raise WorkspaceError(
            where=str(out), what=f"the backup cannot be written ({fault.strerror or fault})",
            mend="check the folder's rights and the free space",
        ) from fault  # fmt: skip
    finally:
        beside.unlink(missing_ok=True)
    return told


def _write(
    folder: Path, file: IO[bytes], now: datetime, *, pictures: bool, deliveries: bool, copied: Path | None
) -> Backup:
    files: dict[str, tuple[int, str]] = {}
    links: dict[str, str] = {}
    left_out = AGAIN | (set() if pictures else {"pictures"}) | (set() if deliveries else {"deliveries"})
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=1, format=tarfile.PAX_FORMAT) as tar:
        with _database_of(folder) as database:
            if database is not None and copied is None:
                files[DATABASE] = _add(tar, database, DATABASE)
        for path in sorted(copied.iterdir()) if copied else ():
            files[f"{COPIED}/{path.name}"] = _add(tar, path, f"{COPIED}/{path.name}")
        for path in _kept(folder, left_out):
            name = path.relative_to(folder).as_posix()
            # A build that is replaced meanwhile takes its files with it.
            with contextlib.suppress(FileNotFoundError):
                if path.is_symlink():
                    links[name] = str(path.readlink())
                else:
                    files[name] = _add(tar, path, name)
        kind = "postgresql" if copied else "sqlite" if DATABASE in files else "none"
        told = Backup(folder.resolve().name, now.isoformat(), files, links, pictures, deliveries, kind)
        manifest = json.dumps({"format": FORMAT, **told.__dict__}, indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(manifest)
        tar.addfile(member, io.BytesIO(manifest))
    return told


def _kept(folder: Path, left_out: set[str] | frozenset[str]) -> Iterator[Path]:
    """Walk through what cannot be made again; of the builds of who is who only the current one."""
    for path in sorted(folder.iterdir()):
        hidden = path.name.startswith(".") and path.name != ".site-key"
        if hidden or path.name in left_out or path.name.startswith(DATABASE):
            continue
        if path.is_symlink() and path.name != "deliveries":
            yield path
        elif path.is_dir():
            current = path.name == "linkage" and path / "current"
            if current and current.is_symlink():
                yield current
                yield from _kept(current.resolve(), frozenset()) if current.is_dir() else ()
            else:
                # What a city calls its deliveries is the city's own: nothing in there is ours to leave out.
                yield from _kept(path, frozenset() if path.name == "deliveries" else left_out)
        elif path.is_file():
            yield path


@contextlib.contextmanager
def _database_of(folder: Path) -> Iterator[Path | None]:
    """Give a copy of the database as it was at one moment, whoever writes meanwhile."""
    path = folder / DATABASE
    if not path.is_file():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as name:
        copy = Path(name) / DATABASE
        with (
            contextlib.closing(sqlite3.connect(path, timeout=60)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("pragma journal_mode = delete")
        yield copy


def _add(tar: tarfile.TarFile, path: Path, name: str) -> tuple[int, str]:
    with path.open("rb") as file:
        member = tar.gettarinfo(arcname=name, fileobj=file)
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mode = 0o600 if name in {DATABASE, ".site-key"} or name.startswith(f"{COPIED}/") else 0o640
        member.type = tarfile.REGTYPE
        reader = _Hashing(file)
        tar.addfile(member, cast("IO[bytes]", reader))  # it reads, and more is not asked of it
        return member.size, reader.digest.hexdigest()


class _Hashing:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block


def restore(file: Path, folder: Path) -> Backup:
    """Lay a backup into a folder that is empty or not there; it is there whole or not at all.

    Args:
        file: The backup.
        folder: The folder to be.
    Returns:
        What it held. The tables of a PostgreSQL lie in `database/`; whoever restores takes them from there.
    Raises:
        WorkspaceError: The folder holds something, or the file is no whole backup.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError(where=str(folder), what="the folder is not empty", mend="name one that is not there yet")
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        told = _unpack(file, beside)
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError) as fault:
        raise WorkspaceError(
            where=str(file), what=f"it cannot be restored ({fault})", mend="take another backup, and keep this one"
        ) from fault
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return told


def _unpack(file: Path, beside: Path) -> Backup:
    found: dict[str, tuple[int, str]] = {}
    manifest: dict[str, Any] | None = None
    with tarfile.open(file, "r:gz") as tar:
        for member in tar:
            source = tar.extractfile(member) if member.isfile() else None
            if source is None:
                raise ValueError(f"{member.name} is no file")
            if member.name == MANIFEST:
                manifest = json.load(source)
                continue
            found[member.name] = _lay(source, _within(beside, member.name), member.mode & 0o640)
    if manifest is None or manifest.pop("format", None) != FORMAT:
        raise ValueError("it is no whole backup of this version")
    told = Backup(**{**manifest, "files": {n: (int(s), str(h)) for n, (s, h) in manifest["files"].items()}})
    differing = sorted(n for n in told.files.keys() | found.keys() if told.files.get(n) != found.get(n))
    if differing:
        raise ValueError(f"'{differing[0]}' is not what was backed up")
    for name, leads in told.links.items():
        link = _within(beside, name)
        if PurePosixPath(leads).is_absolute() or ".." in PurePosixPath(leads).parts:
            raise ValueError(f"the link '{name}' leads out of the city")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(leads)
    return told


def _within(folder: Path, name: str) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError(f"'{name}' leads out of the folder")
    return folder.joinpath(*path.parts)


def _lay(source: IO[bytes], path: Path, mode: int) -> tuple[int, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as target:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
            target.write(block)
    return size, digest.hexdigest()
