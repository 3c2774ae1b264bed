"""How the atlas writes words, shares, weights and days."""

from collections.abc import Mapping
from datetime import date

from django import template
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tidegate.web.atlas.sentences import in_own_words
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
def sentence(value: object) -> str:
    """Write a sentence of the core in the reader's language.

    Args:
        value: The sentence, in English.
    """
    return in_own_words(str(value or ""))


@register.filter
def listed(value: object) -> str:
    """Write words of the picture that stand behind each other, such as `Report, all, by area`.

    Args:
        value: The words, parted by commas.
    """
    return ", ".join(in_own_words(str(worded(w))) for w in str(value or "").split(", "))


@register.filter
def share(value: float | None, digits: int = 1) -> str:
    """Write a share as a percentage.

    Args:
        value: 0 to 1.
        digits: After the decimal sign.
    """
    return "" if value is None else f"{number_format(round(100 * value, digits), digits)} %"


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """Write a number with separators of thousands.

    Args:
        value: The number.
        digits: After the decimal sign.
    """
    return "" if value is None else str(number_format(round(value, digits), digits, force_grouping=True))


@register.filter
def day(value: object) -> str:
    """Write a day that came as text, such as 2024-03-03; what is none is left as it is.

    Args:
        value: The text.
    """
    text = str(value or "")
    try:
        return str(date_format(date.fromisoformat(text), "j F Y")) if len(text) == len("2024-03-03") else text
    except ValueError:
        return text


@register.filter
def called(value: object, titles: Mapping[str, str]) -> str:
    """Write what a register is called.

    Args:
        value: Its id.
        titles: Id to title.
    """
    return titles.get(str(value), str(value)) if titles else str(value)


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
    told = number_format(round(bits, 1), 1)
    if bits >= 12:
        return _("%(bits)s bits, firm") % {"bits": told}
    if bits >= 7:
        return _("%(bits)s bits, fair") % {"bits": told}
    return _("%(bits)s bits, weak") % {"bits": told}
