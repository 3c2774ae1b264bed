"""Archives are looked through before anything is unpacked.

Invariant: nothing that an archive says about itself is believed while unpacking; what comes out is counted,
and stops at the limit. Nothing is ever written under a name that stands in an archive.
"""

import gzip
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from tidegate.errors import DeliveryError, EngineError, UnsafeFileError
from tidegate.formats.reading import Limits

_MIB = 1 << 20
_CHUNK = 1 << 20
_HARMLESS = 64 * _MIB
"""Below this an archive may pack as tightly as it likes: lists of equal rows pack 500 to 1."""

_MOST_MEMBERS = 10_000
_BROKEN = (NotImplementedError, RuntimeError, KeyError, ValueError, IndexError, struct.error)
"""What Python's reader raises on a damaged archive, beside its own error."""

_ARCHIVES = (".zip", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tar", ".tgz")


def check_zip(path: Path, limits: Limits, *, where: str = "") -> tuple[zipfile.ZipInfo, ...]:
    """Look through the directory of a ZIP archive, workbooks included, without unpacking anything.

    Args:
        path: The archive.
        limits: What it may unpack to.
        where: What the errors call it; empty: its name.
    Returns:
        Its files (folders left out), in the order of the directory.
    Raises:
        DeliveryError: The directory is broken, or a file is encrypted.
        UnsafeFileError: It would unpack to too much, or has names that leave the folder, links or nested archives.
    """
    where = where or path.name
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, *_BROKEN, OSError) as fault:
        raise DeliveryError(
            where=where,
            what="the directory of the archive is broken or cut off",
            mend="ask the sender for the file again and compare its size with theirs",
        ) from fault
    if len(infos) > _MOST_MEMBERS:
        raise UnsafeFileError(
            where=where,
            what=f"the archive holds {len(infos):,} files, more than {_MOST_MEMBERS:,}",
            mend="ask for an archive that holds the register only",
        )
    for info in infos:
        _check_member(info, where)
    _check_sizes(path, infos, limits, where)
    return tuple(info for info in infos if not info.filename.endswith("/"))


def _check_member(info: zipfile.ZipInfo, where: str) -> None:
    parts = PurePosixPath(info.filename.replace("\\", "/"))
    inside = f"{where}, member {info.filename[:100]!r}"
    if not info.filename:
        raise DeliveryError(
            where=where, what="a file in the archive has no name", mend="ask the sender for the archive again"
        )
    if parts.is_absolute() or ".." in parts.parts or (parts.parts and ":" in parts.parts[0]):
        raise UnsafeFileError(
            where=inside,
            what="the name leads out of the archive's folder",
            mend="do not open this archive; ask the sender how it came about",
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UnsafeFileError(
            where=inside,
            what="it is a link and not a file",
            mend="ask for an archive that holds the file itself",
        )
    if info.flag_bits & 0x1:
        raise DeliveryError(where=inside, what="it is encrypted", mend="ask for the file without a password")
    if parts.suffix.lower() in _ARCHIVES:
        raise UnsafeFileError(
            where=inside,
            what="it is an archive within an archive",
            mend="unpack the outer one by hand and deliver what is inside",
        )


def _check_sizes(path: Path, infos: list[zipfile.ZipInfo], limits: Limits, where: str) -> None:
    unpacked, packed = sum(i.file_size for i in infos), max(path.stat().st_size, 1)
    if unpacked > limits.unpacked_mib * _MIB:
        raise _too_much(where, limits)
    if unpacked > _HARMLESS and unpacked > limits.ratio * packed:
        raise UnsafeFileError(
            where=where,
            what=(
                f"{packed / _MIB:.1f} MiB would unpack to {unpacked / _MIB:,.0f} MiB, "
                f"{unpacked // packed} times as much; at most {limits.ratio} times is allowed"
            ),
            mend="ask the sender to save only the rows that are filled, or to deliver CSV",
        )


def _too_much(where: str, limits: Limits) -> UnsafeFileError:
    return UnsafeFileError(
        where=where,
        what=f"it unpacks to more than {limits.unpacked_mib:,} MiB",
        mend="ask for the file in parts",
    )


def unpack_member(path: Path, member: str, target: Path, limits: Limits) -> None:
    """Unpack one file of a ZIP archive that `check_zip` has passed.

    Args:
        path: The archive.
        member: Name of the file within it.
        target: Where to write it; the name in the archive plays no part.
        limits: What it may unpack to.
    Raises:
        DeliveryError: The member is damaged.
        UnsafeFileError: It unpacks to more than the limits allow, whatever the directory said.
    """
    where = f"{path.name}, member {member[:100]!r}"
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as packed:
            _pour(packed, target, limits, where, packed_bytes=path.stat().st_size)
    except (zipfile.BadZipFile, *_BROKEN, EOFError, OSError, zlib.error) as fault:
        raise DeliveryError(
            where=where, what=f"it cannot be unpacked ({fault})", mend="ask the sender for the archive again"
        ) from fault


def gunzip(path: Path, target: Path, limits: Limits) -> None:
    """Unpack a gzip file.

    Args:
        path: The packed file.
        target: Where to write what is inside.
        limits: What it may unpack to.
    Raises:
        DeliveryError: The file is cut off or damaged.
        UnsafeFileError: It unpacks to more than the limits allow.
    """
    try:
        with gzip.open(path) as packed:
            _pour(packed, target, limits, path.name, packed_bytes=path.stat().st_size)
    except EOFError as fault:
        raise DeliveryError(
            where=path.name,
            what=f"the packed file is cut off; {target.stat().st_size:,} bytes could be unpacked",
            mend="fetch the file again; its transfer was broken off",
        ) from fault
    except (gzip.BadGzipFile, zlib.error) as fault:
        raise DeliveryError(
            where=path.name, what=f"the packed file is damaged ({fault})", mend="fetch the file again"
        ) from fault


class _Packed(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _pour(packed: _Packed, target: Path, limits: Limits, where: str, *, packed_bytes: int) -> None:
    unpacked = 0
    with target.open("wb") as out:
        for chunk in _chunks(packed):
            unpacked += len(chunk)
            if unpacked > limits.unpacked_mib * _MIB:
                raise _too_much(where, limits)
            if unpacked > _HARMLESS and unpacked > limits.ratio * max(packed_bytes, 1):
                raise UnsafeFileError(
                    where=where,
                    what=f"it unpacks to more than {limits.ratio} times its size",
                    mend="ask the sender for the file without packing, and look at what it holds",
                )
            _put(out, chunk)


def _put(out: BinaryIO, chunk: bytes) -> None:
    try:
        out.write(chunk)
    except OSError as fault:
        raise EngineError(
            what=f"what was unpacked cannot be written ({fault.strerror})",
            mend="free room where temporary files go, and try again",
        ) from fault


def _chunks(stream: _Packed) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk
