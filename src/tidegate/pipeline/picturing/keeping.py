"""Results of stages, kept under the hash of all that went in: what has not changed is not made again.

A stage's folder exists whole or not at all, so a run that was killed goes on where it stopped.
"""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from tidegate.pipeline.builds import made_whole, remove_leftovers

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

    def result(self, stage: str, inputs: Sequence[str], make: Callable[[Path], None]) -> Path:
        """Give the result of a stage, made now where its inputs are new.

        Args:
            stage: Name of the stage.
            inputs: All that decides the result: keys of what it reads, versions, parameters.
            make: Makes it in the empty folder it is given.
        Returns:
            The folder with the result; its name ends with the key of the inputs.
        """
        key = hashlib.sha256("\x1e".join((stage, *inputs)).encode()).hexdigest()[:24]
        folder = self._folder / f"{stage}-{key}"
        if not folder.is_dir():
            with made_whole(folder) as beside:
                make(beside)
            self.made.append(stage)
        self._used.append(folder)
        folder.touch()
        return folder

    def forget(self) -> None:
        """Remove results that neither this run nor the few before it used."""
        for stage in {p.name.rpartition("-")[0] for p in self._used}:
            others = [p for p in self._folder.glob(f"{stage}-*") if p not in self._used]
            others.sort(key=lambda p: p.stat().st_mtime_ns, reverse=True)
            for path in others[LATEST - 1 :]:
                shutil.rmtree(path, ignore_errors=True)


def key_of(folder: Path) -> str:
    """Give the key under which a result is kept.

    Args:
        folder: A folder that `Kept.result` gave.
    """
    return folder.name.rpartition("-")[2]
