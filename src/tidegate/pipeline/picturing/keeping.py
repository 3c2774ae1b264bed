"""Results of stages, kept under the hash of all that went in: what has not changed is not made again.

What goes in is told by content: a stage that was made anew and gave the same tables costs those behind it nothing. And
a stage is given no file but those it says it reads, so that nothing can go in unseen. A stage's folder exists whole or
not at all, so a run that was killed goes on where it stopped.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tidegate.pipeline.builds import FileHashes, made_whole, remove_leftovers

LATEST = 2
"""Results of one stage that are kept beside each other, so that a rule switched off and on again costs nothing."""


class Kept:
    """The results of the stages of one view.

    Args:
        folder: Folder in which they lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: list[Path] = []
        self.made: list[str] = []
        """Stages that were made in this run, in order."""
        folder.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
        self._hashes = FileHashes(folder / "files.json")

    def result(self, stage: str, inputs: Sequence[str], make: Callable[[Path], None]) -> Path:
        """Give the result of a stage, made now where its inputs are new.

        Args:
            stage: Name of the stage.
            inputs: All that decides the result: contents of what it reads, versions, parameters.
            make: Makes it in the empty folder it is given.
        Returns:
            The folder with the result; its name ends with the key of the inputs.
        """
        folder, made = self.part(stage, inputs, make)
        if made:
            self.made.append(stage)
        return folder

    def part(self, name: str, inputs: Sequence[str], make: Callable[[Path], None]) -> tuple[Path, bool]:
        """Give a part of the result of a stage, which is kept for itself.

        Args:
            name: Name of the part.
            inputs: All that decides it.
            make: Makes it in the empty folder it is given.
        Returns:
            The folder, and whether it was made now.
        """
        key = hashlib.sha256("\x1e".join((name, *inputs)).encode()).hexdigest()[:24]
        folder = self._folder / f"{name}-{key}"
        made = not folder.is_dir()
        if made:
            with made_whole(folder) as beside:
                make(beside)
        self._used.append(folder)
        folder.touch()
        return folder, made

    def content(self, path: Path) -> str:
        """Give a hash of a file's content.

        Args:
            path: The file, of a result or of the records.
        """
        return self._hashes.of(path)

    @contextlib.contextmanager
    def offered(self, files: Mapping[str, Sequence[Path]]) -> Iterator[dict[str, Path]]:
        """Put before a stage what it reads, and nothing else.

        Args:
            files: Name of a stage to files of its result.
        Yields:
            Name of the stage to a folder with just these files, side by side.
        """
        home = Path(tempfile.mkdtemp(prefix=".offered-", suffix=".making", dir=self._folder))
        try:
            for stage, paths in files.items():
                (home / stage).mkdir()
                for path in paths:
                    os.link(path, home / stage / path.name)
            yield {stage: home / stage for stage in files}
        finally:
            shutil.rmtree(home, ignore_errors=True)

    def forget(self) -> None:
        """Remove results that neither this run nor the few before it used."""
        self._hashes.remember()
        on_disk = [p for p in self._folder.iterdir() if p.is_dir() and p.name[:1] != "."]
        for stage in {p.name.rpartition("-")[0] for p in on_disk}:
            own = [p for p in on_disk if p.name.rpartition("-")[0] == stage]
            others = [p for p in own if p not in self._used]
            others.sort(key=lambda p: p.stat().st_mtime_ns, reverse=True)
            for path in others[LATEST - (len(own) > len(others)) :]:
                shutil.rmtree(path, ignore_errors=True)


def key_of(folder: Path) -> str:
    """Give the key under which a result is kept.

    Args:
        folder: A folder that `Kept.result` gave.
    """
    return folder.name.rpartition("-")[2]
