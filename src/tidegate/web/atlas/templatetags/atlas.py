"""How the atlas writes words, shares, weights and days."""

from datetime import date

from django import template
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tidegate.web.atlas.words import word as worded

register = template.Library()


@register.filter
def word(value: object) -> str | Promise:
    """Write a word of the picture as a reader knows it.

    Args:
        value: The word.
    """
    return worded(value)


@register.filter
def share(value: float | None, digits: int = 1) -> str:
    """Write a share as a percentage.

    Args:
        value: 0 to 1.
        digits: After the decimal sign.
    """
    return "" if value is None else f"{number_format(100 * value, digits)} %"


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """Write a number with separators of thousands.

    Args:
        value: The number.
        digits: After the decimal sign.
    """
    return "" if value is None else str(number_format(value, digits, force_grouping=True))


@register.filter
def moment(value: object) -> str:
    """Write when something happened: a day, or a month where only that is known.

    Args:
        value: Something with `day` and `precise`.
    """
    day: date = value.day  # type: ignore[attr-defined]
    return str(date_format(day, "j F Y" if value.precise else "F Y"))  # type: ignore[attr-defined]


@register.filter
def sure(bits: float | None) -> str:
    """Say what a weight in bits means.

    Args:
        bits: Log2 odds; None where nothing rests on a link.
    """
    if bits is None:
        return _("rests on no link")
    told = number_format(bits, 1)
    if bits >= 12:
        return _("%(bits)s bits, firm") % {"bits": told}
    if bits >= 7:
        return _("%(bits)s bits, fair") % {"bits": told}
    return _("%(bits)s bits, weak") % {"bits": told}
