"""Points of intervention: what several flagged situations hang on, its sides beside each other and never mixed.

Within a kind they stand in order of reach, because a list has some order; which comes first is for people to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tidegate.picture.points import powers
from tidegate.picture.telling.flags import text
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.pipeline.workspace import Workspace
from tidegate.web.atlas.reading.flags import Flag, flags
from tidegate.web.atlas.reading.opening import opened
from tidegate.web.atlas.reading.rules import rules_of


@dataclass(frozen=True)
class Point:
    """A point of intervention.

    Args:
        point: Its id.
        kind: What sort of point it is.
        entity: The entity it is; None where it is a street or a step.
        caption: What it is called.
        reach: Different situations that hang on it.
        titles: Titles of the rules that found them.
        indicators: Ids of these rules.
        flags: Ids of the flags.
        among: Things of the same sort that hang on it, flagged or not.
        share: Part of all situations of these rules, 0 to 1.
        rest_on_weak_links: Of its flags, those on a link under 7 bits.
        false_share: Largest share of such flags that wrong links alone may explain.
    """

    point: str
    kind: str
    entity: str | None
    caption: str
    reach: int
    titles: tuple[str, ...]
    indicators: tuple[str, ...]
    flags: tuple[str, ...]
    among: int
    share: float
    rest_on_weak_links: int
    false_share: float | None


@dataclass(frozen=True)
class PointKind:
    """Points of one kind, and what can be done at them.

    Args:
        kind: The kind.
        title: Its name.
        who: Who has the power to act.
        acts: What they can do.
        effort: What it costs.
        proportionate: What is proportionate, the lightest first.
        points: Its points.
    """

    kind: str
    title: str
    who: str
    acts: str
    effort: str
    proportionate: str
    points: tuple[Point, ...]


def points(workspace: Workspace, picture: Picture, *, most: int = 0, language: str = "en") -> tuple[PointKind, ...]:
    """List the points of intervention, kind by kind.

    Args:
        workspace: The workspace.
        picture: The picture.
        most: Points of one kind at most; 0 for all.
        language: The reader's.
    """
    rows = opened(picture).rows("point_rows")
    titles = {i: str(r.in_words(r.title, language)) for i, r in rules_of(workspace)[0].items()}
    found = []
    for kind, words in powers().items():
        own = [_point(r, titles) for r in rows if r["kind"] == kind]
        if own:
            told = {part: text(words[part], language) for part in ("title", "who", "acts", "effort", "proportionate")}
            found.append(PointKind(kind=kind, **told, points=tuple(own[: most or None])))
    return tuple(found)


def point(
    workspace: Workspace, picture: Picture, wanted: str, *, language: str = "en"
) -> tuple[PointKind, Point, tuple[Flag, ...]] | None:
    """Tell one point with its flags.

    Args:
        workspace: The workspace.
        picture: The picture.
        wanted: Its id.
        language: The reader's.
    Returns:
        Its kind, the point and the flags; None where there is none of this id.
    """
    for kind in points(workspace, picture, language=language):
        for found in kind.points:
            if found.point == wanted:
                own = tuple(f for f in flags(workspace, picture, language=language) if f.id in found.flags)
                return kind, found, own
    return None


def _point(row: Mapping[str, Any], titles: Mapping[str, str]) -> Point:
    named = tuple(titles.get(i, i) for i in row["indicators"])
    lists = {"indicators": tuple(row["indicators"]), "flags": tuple(row["flags"])}
    return Point(**{**row, **lists, "titles": named})
