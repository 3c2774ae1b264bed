"""Maps without tiles: the city's own premises, streets and areas are the ground; SVG without script."""

from tidegate.documents.maps.classing import Classes, class_values, colours
from tidegate.documents.maps.content import Area, CityMap, Name, Sign, grid_areas
from tidegate.documents.maps.drawing import draw_map

__all__ = ["Area", "CityMap", "Classes", "Name", "Sign", "class_values", "colours", "draw_map", "grid_areas"]
