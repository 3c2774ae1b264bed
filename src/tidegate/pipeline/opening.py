"""An engine for one step of the pipeline, with a folder of its own for what does not fit into memory."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tidegate.pipeline.workspace import Engine
from tidegate.tables import Session, session


@contextlib.contextmanager
def opened(engine: Engine, *see: Path, home: Path) -> Iterator[Session]:
    """Open an engine that spills where the operator wants it, else inside the workspace.

    Args:
        engine: How much of the machine may be taken.
        see: Files and folders that queries may read and write.
        home: Folder of the workspace in which to spill where the operator named none; it exists.
    Yields:
        The session.
    Raises:
        EngineError: The engine cannot start.
    """
    with (
        spilling(engine, home) as spill,
        session(see=[*see], memory_gib=engine.memory_gib, threads=engine.threads, spill=spill) as own,
    ):
        yield own


@contextlib.contextmanager
def spilling(engine: Engine, home: Path) -> Iterator[Path]:
    """Make a folder for what does not fit into memory.

    Two engines that work at the same time would take each other's files in one folder, so each has its own. What is
    spilled holds what the records hold; it goes at the end of the block, and after a kill with `remove_leftovers`.

    Args:
        engine: How much of the machine may be taken.
        home: Folder of the workspace in which to make it where the operator named none; it exists.
    Yields:
        The folder.
    """
    spill = Path(tempfile.mkdtemp(prefix=".spill-", suffix=".making", dir=engine.scratch or home))
    try:
        yield spill
    finally:
        shutil.rmtree(spill, ignore_errors=True)
