"""A workspace is a folder: what lies where, and what a city's file says."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tidegate.errors import WorkspaceError
from tidegate.registers import FileSpec, Register, load_register
from tidegate.vocabulary import model


@dataclass(frozen=True)
class Engine:
    """How much of the machine a run may take.

    Args:
        memory_gib: Memory for the engine before it spills, GiB.
        threads: Threads of the engine.
        scratch: Folder for what is unpacked or spilled; None puts it into the workspace.
    """

    memory_gib: float = 3.0
    threads: int = 2
    scratch: Path | None = None


@dataclass(frozen=True)
class Workspace:
    """The folder of a city.

    Args:
        folder: The folder.
        city: What `city.toml` says.
        registers: The registers, in order of their ids.
        home: Folder for what is derived from records (who is who, what was learnt, judgements); None where that is the
            city's own folder. Each view of a covenant has a home of its own, so that no view learns from another.
    """

    folder: Path
    city: dict[str, Any]
    registers: tuple[Register, ...]
    home: Path | None = None

    @property
    def derived(self) -> Path:
        """The folder for what is derived from records."""
        return self.home or self.folder

    @property
    def linkage(self) -> Path:
        """The folder with all builds of who is who."""
        return self.derived / "linkage"

    @property
    def deliveries(self) -> Path:
        """The folder with the files as they came."""
        return self.folder / "deliveries"

    @property
    def records(self) -> Path:
        """The folder with all builds of the records."""
        return self.folder / "records"

    @property
    def current(self) -> Path:
        """The build of the records that holds now; it may not exist yet."""
        return self.records / "current"

    @property
    def cache(self) -> Path:
        """The folder with what was read from each delivered file."""
        return self.folder / "cache"

    def files(self, spec: FileSpec) -> list[Path]:
        """Find the delivered files of a kind.

        Args:
            spec: The kind of file.
        Returns:
            The files in order of their paths; hidden ones are left aside.
        Raises:
            WorkspaceError: A file lies outside the folder of deliveries.
        """
        root = self.deliveries.resolve()
        found = sorted(p for p in self.deliveries.glob(spec.path) if p.name[:1] != "." and not p.is_dir())
        for path in found:
            # A link may lead to the folder where a city keeps its files, but a pattern must not.
            if not path.absolute().is_relative_to(root) and not path.is_relative_to(self.deliveries):
                raise WorkspaceError(
                    where=spec.path,
                    what=f"{path} lies outside the deliveries",
                    mend="move the file into the deliveries",
                )
        return found


def open_workspace(folder: Path, *, only: tuple[str, ...] = ()) -> Workspace:
    """Open the folder of a city.

    Args:
        folder: The folder.
        only: Ids of the registers wanted; all where it is empty.
    Returns:
        The workspace with its registers.
    Raises:
        WorkspaceError: The folder is no workspace, or lacks a register that is wanted.
        DescriptionError: A register's description is wrong.
    """
    if not folder.is_dir():
        raise WorkspaceError(
            where=str(folder), what="there is no such folder", mend="make one with `tidegate init --recipe NAME DIR`"
        )
    descriptions = sorted((folder / "registers").glob("*.yml"))
    if not descriptions:
        raise WorkspaceError(
            where=str(folder),
            what="it holds no registers (registers/*.yml)",
            mend="name the folder of a city, or describe a file with `tidegate registers describe FILE`",
        )
    registers = [load_register(p, model()) for p in descriptions]
    doubled = sorted({r.id for r in registers if [q.id for q in registers].count(r.id) > 1})
    if doubled:
        raise WorkspaceError(
            where=str(folder), what=f"two descriptions call themselves '{doubled[0]}'", mend="rename one of them"
        )
    unknown = [o for o in only if o not in {r.id for r in registers}]
    if unknown:
        known = ", ".join(r.id for r in registers)
        raise WorkspaceError(
            where=str(folder), what=f"there is no register '{unknown[0]}'", mend=f"name one of {known}"
        )
    chosen = tuple(r for r in registers if not only or r.id in only)
    return Workspace(folder, _city(folder / "city.toml"), chosen)


def open_view(folder: Path, view: str) -> Workspace:
    """Open what was derived for a view of the covenant: its entities, models and judgements.

    Args:
        folder: The folder of the city.
        view: Id of the view; empty for what is derived of all registers.
    Returns:
        The workspace with the registers that the view uses.
    Raises:
        WorkspaceError: Nothing was built for the view yet.
    """
    return within_view(open_workspace(folder), view)


def within_view(city: Workspace, view: str) -> Workspace:
    """Narrow a workspace down to what was derived for a view of the covenant.

    Args:
        city: The workspace with all its registers.
        view: Id of the view; empty for what is derived of all registers.
    Returns:
        The workspace with the registers that the view uses.
    Raises:
        WorkspaceError: Nothing was built for the view yet.
    """
    if not view:
        return city
    folder = city.folder
    home = folder / "views" / view
    if not (home / VIEW_REGISTERS).is_file():
        known = ", ".join(sorted(p.name for p in (folder / "views").glob("*") if p.is_dir())) or "none"
        raise WorkspaceError(
            where=str(home),
            what=f"nothing was built for a view '{view}' (there are {known})",
            mend="build its picture first with `tidegate picture build`",
        )
    names = (home / VIEW_REGISTERS).read_text(encoding="utf-8").split()
    return replace(city, registers=tuple(r for r in city.registers if r.id in names), home=home)


VIEW_REGISTERS = "registers.txt"
"""File in the home of a view with the ids of its registers."""


def _city(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise WorkspaceError(where=str(path), what=f"it cannot be read ({fault})", mend="correct this file") from fault
