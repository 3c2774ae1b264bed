"""How a layer looks in QGIS: one sign for all, a sign for each kind, or a colour for each class of a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from xml.etree import ElementTree as Xml

Shape: TypeAlias = Literal["circle", "square", "triangle", "diamond", "star", "hexagon", "cross"]

_TYPES = {"point": ("marker", "0"), "line": ("line", "1"), "polygon": ("fill", "2")}
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_SIZE, _INK, _SEAM = "3", "#1b1f24", "#ffffff"


@dataclass(frozen=True)
class Category:
    """The look of the rows that hold one value.

    Args:
        value: The value.
        label: What it means.
        colour: As `#rrggbb`.
        shape: Of a point.
    """

    value: str
    label: str
    colour: str
    shape: Shape = "circle"


@dataclass(frozen=True)
class Class:
    """The look of the rows whose number lies between two.

    Args:
        lower: From this number on.
        upper: Up to this number.
        label: What stands in the key.
        colour: As `#rrggbb`.
    """

    lower: float
    upper: float
    label: str
    colour: str


@dataclass(frozen=True)
class Style:
    """How a layer looks.

    Args:
        kind: Of its geometries.
        colour: Of all rows, where neither categories nor classes are given.
        shape: Of a point.
        by: The column that categories or classes go by.
        categories: A look for each value.
        classes: A look for each class of numbers.
        label: The column that is written beside each row.
        width: Millimetres of a line or of the size of a point; 0 for the usual.
    """

    kind: Literal["point", "line", "polygon"]
    colour: str = "#0072b2"
    shape: Shape = "circle"
    by: str = ""
    categories: Sequence[Category] = ()
    classes: Sequence[Class] = ()
    label: str = ""
    width: float = 0.0


def style_qml(style: Style, attributes: Mapping[str, str]) -> str:
    """Write a style as QGIS keeps it.

    Args:
        style: The style.
        attributes: For each column its name in the file.
    Returns:
        QML; equal styles give equal text.
    Raises:
        ValueError: The style goes by a column that the layer has not.
    Example:
        >>> "213,94,0,255" in style_qml(Style("point", colour="#d55e00"), {})
        True
    """
    lacking = sorted({c for c in (style.by, style.label) if c} - set(attributes))
    if lacking:
        raise ValueError(
            f"the style goes by {', '.join(lacking)}: the layer has {', '.join(attributes) or 'no columns'}"
        )
    root = Xml.Element("qgis", version="3.28.0", styleCategories="Symbology|Labeling|Fields|Forms",
                       labelsEnabled="1" if style.label else "0")  # fmt: skip
    _renderer(root, style, attributes.get(style.by, ""))
    if style.label:
        _labels(root, attributes[style.label])
    aliases = Xml.SubElement(root, "aliases")
    for n, (heading, name) in enumerate(attributes.items()):
        Xml.SubElement(aliases, "alias", field=name, index=str(n + 1), name="" if heading == name else heading)
    Xml.SubElement(root, "layerGeometryType").text = _TYPES[style.kind][1]
    return _HEAD + Xml.tostring(root, encoding="unicode")


def _renderer(root: Xml.Element, style: Style, by: str) -> None:
    look = {"symbollevels": "0", "enableorderby": "0", "forceraster": "0"}
    if style.categories:
        renderer = Xml.SubElement(root, "renderer-v2", look | {"type": "categorizedSymbol", "attr": by})
        entries = Xml.SubElement(renderer, "categories")
        for n, one in enumerate(style.categories):
            Xml.SubElement(entries, "category", value=one.value, type="string", symbol=str(n), label=one.label,
                           render="true")  # fmt: skip
        symbols = [(one.colour, one.shape) for one in style.categories]
    elif style.classes:
        renderer = Xml.SubElement(root, "renderer-v2", look | {"type": "graduatedSymbol", "attr": by,
                                  "graduatedMethod": "GraduatedColor"})  # fmt: skip
        entries = Xml.SubElement(renderer, "ranges")
        for n, step in enumerate(style.classes):
            Xml.SubElement(entries, "range", lower=f"{step.lower:.15g}", upper=f"{step.upper:.15g}", symbol=str(n),
                           label=step.label, render="true")  # fmt: skip
        symbols = [(step.colour, style.shape) for step in style.classes]
    else:
        renderer = Xml.SubElement(root, "renderer-v2", look | {"type": "singleSymbol"})
        symbols = [(style.colour, style.shape)]
    made = Xml.SubElement(renderer, "symbols")
    for n, (colour, shape) in enumerate(symbols):
        _symbol(made, str(n), style, colour, shape)
    Xml.SubElement(renderer, "rotation")
    Xml.SubElement(renderer, "sizescale")


def _symbol(parent: Xml.Element, name: str, style: Style, colour: str, shape: str) -> None:
    symbol = Xml.SubElement(parent, "symbol", type=_TYPES[style.kind][0], name=name, alpha="1", clip_to_extent="1",
                            force_rhr="0")  # fmt: skip
    wide = f"{style.width:g}" if style.width else ""
    if style.kind == "point":
        kind = "SimpleMarker"
        options = {"name": shape, "color": _rgba(colour), "size": wide or _SIZE, "size_unit": "MM",
                   "outline_color": _rgba(_INK), "outline_width": "0.2", "outline_style": "solid"}  # fmt: skip
    elif style.kind == "line":
        kind = "SimpleLine"
        options = {"line_color": _rgba(colour), "line_width": wide or "0.6", "line_width_unit": "MM",
                   "line_style": "solid", "capstyle": "round", "joinstyle": "round"}  # fmt: skip
    else:
        kind = "SimpleFill"
        options = {"color": _rgba(colour), "style": "solid", "outline_color": _rgba("#505860"),
                   "outline_width": wide or "0.1", "outline_width_unit": "MM", "outline_style": "solid"}  # fmt: skip
    layer = Xml.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    told = Xml.SubElement(layer, "Option", type="Map")
    for option, value in options.items():
        Xml.SubElement(told, "Option", name=option, value=value, type="QString")
    # Versions before 3.22 read these.
    for option, value in options.items():
        Xml.SubElement(layer, "prop", k=option, v=value)


def _labels(root: Xml.Element, name: str) -> None:
    settings = Xml.SubElement(Xml.SubElement(root, "labeling", type="simple"), "settings")
    text = Xml.SubElement(settings, "text-style", fieldName=name, isExpression="0", fontSize="9", fontSizeUnit="Point",
                          textColor=_rgba(_INK))  # fmt: skip
    Xml.SubElement(
        text, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor=_rgba(_SEAM)
    )


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"
