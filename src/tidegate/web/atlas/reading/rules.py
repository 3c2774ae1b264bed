"""The rules of a city and what people found with them, read again only where a file changed."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tidegate.indicators import SWITCHES, Rule, Switches, read_reviews, read_switches, shipped_rules, track_record
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.pipeline.picturing.telling import REVIEWS
from tidegate.pipeline.workspace import Workspace

_lock = threading.Lock()
_kept: dict[str, tuple[object, Any]] = {}


@dataclass(frozen=True)
class Reviewed:
    """What people said of the flags of a view.

    Args:
        latest: Flag to the verdicts that stand, each with reviewer, time and reason.
        track: Rule to its row of the track record.
    """

    latest: dict[str, list[dict[str, Any]]]
    track: dict[str, dict[str, Any]]


def rules_of(workspace: Workspace) -> tuple[dict[str, Rule], Switches]:
    """Give the rules that come with Tidegate, and what the city says about them.

    Args:
        workspace: The workspace.
    Raises:
        RuleError: The city's file cannot be read.
    """
    rules = shipped_rules()
    path = workspace.folder / SWITCHES
    switches = _while_same(path, lambda: read_switches(path, rules))
    return {r.id: r for r in rules}, switches


def reviews_of(workspace: Workspace, picture: Picture) -> Reviewed:
    """Give what people found who looked at flags of the picture's view.

    Args:
        workspace: The workspace.
        picture: The picture.
    Raises:
        RuleError: The file of the reviews cannot be read.
    """
    path = workspace.folder / "views" / picture.manifest["view"]["id"] / REVIEWS
    if not path.is_file():
        return Reviewed({}, {})
    found: Reviewed = _while_same(path, lambda: _reviewed(path))
    return found


def _reviewed(path: Path) -> Reviewed:
    reviews = read_reviews(path)
    latest: dict[str, dict[str, dict[str, Any]]] = {}
    for row in reviews.to_pylist():
        latest.setdefault(row["flag"], {})[row["reviewer"]] = row
    track = {r["indicator"]: r for r in track_record(reviews).to_pylist()}
    return Reviewed({flag: list(by.values()) for flag, by in latest.items()}, track)


def _while_same(path: Path, make: Any) -> Any:
    try:
        found = path.stat()
        mark: object = (found.st_mtime_ns, found.st_size)
    except FileNotFoundError:
        mark = None
    with _lock:
        kept = _kept.get(str(path))
        if kept is None or kept[0] != mark:
            kept = _kept[str(path)] = (mark, make())
    return kept[1]
