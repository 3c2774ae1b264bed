"""The ground of a map: the plane of the city put on the sheet, its premises as dots, its streets and areas."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from tidegate.documents import palette as p
from tidegate.documents.drawing.lettering import Box
from tidegate.documents.drawing.sheet import Sheet, number
from tidegate.documents.maps.classing import Classes, colours
from tidegate.documents.maps.content import CityMap, Points

WIDTH, _HIGHEST, _LOWEST, _EDGE = 612, 520, 180, 10
_GROUND = "#b4bac1"
_MOST_DOTS, _ROW = 14_000, 10_000
_AWAY = 0.002
"""Share of the premises at each side that may lie far off, by a slip of the pen, without shrinking the city."""


@dataclass(frozen=True)
class Frame:
    """The plane of the city put on the sheet."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    def place(self, points: Points) -> Points:
        """Put points in metres on the sheet, in pixels."""
        return np.column_stack(((points[:, 0] - self.west) * self.scale, (self.north - points[:, 1]) * self.scale))

    @property
    def box(self) -> Box:
        """The whole of it."""
        return (0.0, 0.0, self.width, self.height)


def frame_city(city: CityMap) -> Frame:
    """Put the plane of the city on the sheet.

    Args:
        city: What the map shows.
    Returns:
        The frame; all areas and signs lie within it, and nearly all of the ground.
    """
    west, south, east, north = city.extent or _bounds(city)
    across, down = max(east - west, 1.0), max(north - south, 1.0)
    scale = min((WIDTH - 2 * _EDGE) / across, (_HIGHEST - 2 * _EDGE) / down)
    height = min(_HIGHEST, max(_LOWEST, down * scale + 2 * _EDGE))
    # What is narrow or low stands in the middle of its frame.
    free_x, free_y = WIDTH / scale - across, height / scale - down
    return Frame(west - free_x / 2, north + free_y / 2, scale, WIDTH, height)


def _bounds(city: CityMap) -> tuple[float, float, float, float]:
    """Find the edges of all that must be seen, and of nearly all of the ground."""
    corners = [np.array([(s.x, s.y) for s in city.signs]).reshape(-1, 2)]
    geometries = [a.geometry for a in city.areas]
    if geometries:
        corners.append(shapely.total_bounds(geometries).reshape(2, 2))
    if len(city.ground):
        known = city.ground[np.isfinite(city.ground).all(axis=1)]
        corners.append(np.quantile(known, (_AWAY, 1 - _AWAY), axis=0) if len(known) else known)
    elif city.lines:
        corners.append(shapely.total_bounds(list(city.lines)).reshape(2, 2))
    all_corners = np.concatenate(corners)
    if not len(all_corners):
        return (0.0, 0.0, 1000.0, 600.0)
    (west, south), (east, north) = all_corners.min(axis=0), all_corners.max(axis=0)
    return (float(west), float(south), float(east), float(north))


def draw_ground(sheet: Sheet, city: CityMap, frame: Frame) -> None:
    """Draw premises as dots on a net, so that a large city weighs no more than a small one."""
    places = frame.place(city.ground[np.isfinite(city.ground).all(axis=1)])
    places = places[((places > 0) & (places < (frame.width, frame.height))).all(axis=1)]
    for step in (1.0, 1.5, 2.0, 3.0, 4.0, 6.0):
        across, down = np.floor(places / step).astype(np.int64).T
        dots = np.unique(down * _ROW + across)
        if len(dots) <= _MOST_DOTS:
            break
    if len(dots):
        centres = (np.column_stack((dots % _ROW, dots // _ROW)) + 0.5) * step
        d = "".join(f"M{number(x)} {number(y)}h.1" for x, y in centres.tolist())
        width = max(1.3, step * 0.8)
        sheet.path(d, fill="none", stroke=_GROUND, stroke_width=width, stroke_linecap="round")


def draw_areas(sheet: Sheet, city: CityMap, frame: Frame, classes: Classes) -> None:
    """Draw areas class by class, one path for each, the few and dark last."""
    found = colours(classes)
    by_class: dict[int, list[BaseGeometry]] = {}
    for area in city.areas:
        by_class.setdefault(-1 if area.value is None else classes.of(area.value), []).append(area.geometry)
    for number_of_class, geometries in sorted(by_class.items()):
        colour = p.WASH if number_of_class < 0 else found[number_of_class]
        surfaces = [g for g in geometries if shapely.get_dimensions(g) == 2]
        if surfaces:
            edge = {"stroke": p.GREY, "stroke_width": 0.6} if city.outline else {"stroke": "none"}
            # Cells of one class that touch become one shape: no pale seams between them, and a lighter drawing.
            shapes = surfaces if city.outline else [shapely.union_all(shapely.make_valid(surfaces))]
            sheet.path(_outline(shapes, frame), fill=colour, **edge)
        streets = [g for g in geometries if shapely.get_dimensions(g) == 1]
        draw_lines(sheet, streets, frame, p.GREY, 5.2)
        draw_lines(sheet, streets, frame, colour, 4.0)


def draw_lines(sheet: Sheet, lines: Sequence[BaseGeometry], frame: Frame, colour: str, width: float) -> None:
    """Draw lines, all in one path.

    Args:
        sheet: The sheet.
        lines: The lines, in metres.
        frame: Where they stand on the sheet.
        colour: Of the lines.
        width: Of the lines, in pixels.
    """
    if lines:
        sheet.path(_outline(lines, frame), fill="none", stroke=colour, stroke_width=width, stroke_linecap="round",
                   stroke_linejoin="round")  # fmt: skip


def _outline(geometries: Sequence[BaseGeometry], frame: Frame) -> str:
    """Write the outlines of geometries as one path, without what is finer than the eye."""
    # Turned alike, areas that overlap fill each other, and only holes stay open.
    parts = shapely.orient_polygons(shapely.get_parts(geometries))
    rings = shapely.get_rings(parts[shapely.get_dimensions(parts) == 2])
    lines = shapely.simplify(np.concatenate((rings, parts[shapely.get_dimensions(parts) == 1])), 0.3 / frame.scale)
    points, member = shapely.get_coordinates(lines, return_index=True)
    placed = frame.place(points)
    pieces = []
    for n, start in enumerate(np.searchsorted(member, np.arange(len(lines)))):
        line = placed[start : np.searchsorted(member, n, side="right")].tolist()
        steps = " ".join(f"{number(x)} {number(y)}" for x, y in line)
        if line:
            pieces.append(f"M{steps}" if n >= len(rings) else f"M{steps}Z")
    return "".join(pieces)
