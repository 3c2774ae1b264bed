"""A workspace made from a recipe: the description of a real city's registers, without their data."""

import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tidegate.errors import WorkspaceError

COPIED = ("city.toml", "covenant.yml", "indicators.yml", "registers", "requests", "plans")


@dataclass(frozen=True)
class Recipe:
    """A ready description of a city.

    Args:
        name: Its name.
        title: What it describes.
        note: Where the data can be had, and under which licence.
        files: Name of each file that is expected, to its path within `deliveries/`.
    """

    name: str
    title: str
    note: str
    files: dict[str, str]


def recipes() -> list[Recipe]:
    """List the recipes that Tidegate carries.

    Returns:
        The recipes in order of their names.
    """
    root = files("tidegate") / "recipes"
    names = sorted(p.name for p in root.iterdir() if (p / "recipe.yml").is_file()) if root.is_dir() else []
    return [_recipe(name) for name in names]


def init_workspace(name: str, folder: Path, *, deliveries: Path | None = None) -> list[str]:
    """Make a workspace from a recipe.

    Args:
        name: Name of the recipe.
        folder: The folder to make; it must not exist, or be empty.
        deliveries: Folder with the city's files; they are linked, not copied. Without it, the folder
            for deliveries is empty.
    Returns:
        Expected files that were not found, so that a person can be told.
    Raises:
        WorkspaceError: There is no such recipe, or the folder holds something already.
    """
    known = [r.name for r in recipes()]
    if name not in known:
        raise WorkspaceError(what=f"there is no recipe '{name}'", mend=f"name one of {', '.join(known)}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError(where=str(folder), what="it holds something already", mend="name a new folder")
    if deliveries is not None and not deliveries.is_dir():
        raise WorkspaceError(
            where=str(deliveries), what="there is no such folder", mend="name the folder with the files"
        )
    recipe = _recipe(name)
    (folder / "deliveries").mkdir(parents=True)
    root = files("tidegate") / "recipes" / name
    for entry in COPIED:
        _copy(root / entry, folder / entry)
    if deliveries is None:
        return sorted(recipe.files)
    missing = []
    for source, target in recipe.files.items():
        found = _found(deliveries, source)
        if not found:
            missing.append(source)
        for path in found:
            _link(path, folder / "deliveries" / (target if not _is_pattern(source) else f"{target}/{path.name}"))
    return missing


def _recipe(name: str) -> Recipe:
    data: dict[str, Any] = yaml.safe_load(
        (files("tidegate") / "recipes" / name / "recipe.yml").read_text(encoding="utf-8")
    )
    entries = data.get("files") or []
    named = {str(e["file"]): str(e.get("to") or e["file"]) for e in entries if isinstance(e, dict)}
    named.update({e: e for e in entries if isinstance(e, str)})
    return Recipe(name, str(data.get("title") or name), str(data.get("note") or ""), named)


def _is_pattern(name: str) -> bool:
    return "*" in name


def _found(deliveries: Path, name: str) -> list[Path]:
    return sorted(deliveries.glob(name)) if _is_pattern(name) else [p for p in [deliveries / name] if p.is_file()]


def _copy(source: Any, target: Path) -> None:
    if source.is_dir():
        target.mkdir()
        for child in source.iterdir():
            _copy(child, target / child.name)
    elif source.is_file():
        target.write_bytes(source.read_bytes())


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.symlink_to(source.resolve())
    except OSError:  # a file system without links
        shutil.copyfile(source, target)
