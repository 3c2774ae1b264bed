"""A file on its way in: chunk by chunk to the disk, never whole in memory, and nothing stays where it does not arrive.

A form that is sent holds the token, the name, the file and, last of all, a field that says that the form ends there:
where it is missing, the file was cut off.
"""

import hashlib
import io
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

FOLDER = "uploads"
"""Folder of the workspace with deliveries that wait; none of them is read as a delivery."""

FIELD, LAST = "file", "whole"
"""Names of the field with the file, and of the one that ends the form."""

FORM_MORE = 64 * 1024
"""Bytes that a form may hold besides its file."""


@dataclass
class Arrival:
    """A file that arrives.

    Args:
        folder: Its own folder, which is made with its first byte.
        most: Bytes it may hold.
        name: Name by which it was sent.
        size: Bytes that came.
        sha256: Hash of them, once it is whole.
        too_large: Whether it holds more than it may.
    """

    folder: Path
    most: int
    name: str = ""
    size: int = 0
    sha256: str = ""
    too_large: bool = False

    @property
    def path(self) -> Path:
        """Where its bytes lie."""
        return self.folder / "arriving"

    def discard(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Receiver(FileUploadHandler):
    """Writes the one file of a form to the disk as it comes."""

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest, arrival: Arrival) -> None:
        """Begin.

        Args:
            request: The request.
            arrival: What is told about the file.
        """
        super().__init__(request)
        self._arrival, self._hash = arrival, hashlib.sha256()
        self._out: BinaryIO | None = None

    def new_file(self, field_name: str, file_name: str, *rest: Any, **more: Any) -> None:
        """Open the file.

        Args:
            field_name: Name of the field.
            file_name: Name of the file, without folders.
            rest: What else the form says of it.
            more: The same.
        """
        super().new_file(field_name, file_name, *rest, **more)
        if field_name != FIELD or self._arrival.name:
            raise SkipFile
        self._arrival.name = file_name
        self._arrival.folder.mkdir(parents=True, mode=0o700)
        self._out = self._arrival.path.open("xb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what came.

        Args:
            raw_data: The bytes.
            start: Where they stand in the file.
        """
        del start
        self._arrival.size += len(raw_data)
        if self._arrival.size > self._arrival.most:
            self._arrival.too_large = True
            self.close()
            # The rest is not even read.
            raise StopUpload(connection_reset=True)
        assert self._out is not None
        self._out.write(raw_data)
        self._hash.update(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """Bring the file safely to the disk.

        Args:
            file_size: Bytes of it.
        """
        del file_size
        if self._out is None:
            return None
        self._out.flush()
        os.fsync(self._out.fileno())
        self.close()
        self._arrival.sha256 = self._hash.hexdigest()
        # What the form is told of: an empty file, for the bytes lie where they belong.
        return UploadedFile(io.BytesIO(), name=self._arrival.name, size=self._arrival.size)

    def upload_interrupted(self) -> None:
        """Close what is open."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._out is not None:
            self._out.close()
            self._out = None
