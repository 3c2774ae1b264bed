"""The colours of reports, charts and maps.

Okabe and Ito's eight keep apart for every common kind of colour vision; text stands in greys of at least 4.5:1 on
white. No colour is the only bearer of a meaning: beside it stands a shape, a label or a place.
"""

INK, GREY, RULE, PAPER, WASH = "#1b1f24", "#505860", "#c5cbd1", "#ffffff", "#f3f5f7"
ACCENT = "#0a4f73"

BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, YELLOW = (
    "#0072b2", "#d55e00", "#007f5f", "#e69f00", "#aa4a86", "#56b4e9", "#f0e442",
)  # fmt: skip
CATEGORIES = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
"""In this order; green and purple are a shade darker than Okabe and Ito's, so that thin lines hold 3:1 on white."""

SEQUENCE = ("#fdf6d8", "#c7e4b9", "#73c5bd", "#2f8fbe", "#23479e")
"""From few to many, after ColorBrewer's YlGnBu; lightness falls from step to step, so that it also holds in grey."""


def luminance(colour: str) -> float:
    """Measure how light a colour is.

    Args:
        colour: As `#rrggbb`.
    Returns:
        Relative luminance, 0 (black) to 1 (white).
    Source:
        WCAG 2.2, "relative luminance".
    """
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Measure the contrast of two colours.

    Args:
        one: As `#rrggbb`.
        other: As `#rrggbb`.
    Returns:
        The ratio, 1 to 21.
    Source:
        WCAG 2.2, success criterion 1.4.3.
    Example:
        >>> round(contrast("#000000", "#ffffff")), contrast(GREY, PAPER) > 4.5
        (21, True)
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
