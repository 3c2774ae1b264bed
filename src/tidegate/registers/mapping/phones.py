"""Phone numbers in international form, told valid without the long way.

The library reads any way of writing a number, at some sixty microseconds each. A number that is already
written as +, country and digits needs only its country's numbering plan, which the library carries as
patterns: those are put together once per country. Where this file does not say yes, the library decides,
and a test holds the two together.
"""

import functools
import importlib
import re
from typing import Any

_PLAIN = re.compile(r"\+[1-9]\d{6,14}")
_KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan",
    "voicemail",
)  # fmt: skip
_LONGEST_CODE = 3


def is_plain_and_valid(text: str) -> bool:
    """Tell whether a text is a valid number in E.164 form, where that can be told quickly.

    Args:
        text: A sanitised text.
    Returns:
        True where the number is valid and stands as it should; False where the library has to look.
    Source:
        ITU-T E.164 (2010); the numbering plans are those of the library phonenumbers.
    Example:
        >>> is_plain_and_valid("+31206004402"), is_plain_and_valid("020 600 4402")
        (True, False)
    """
    if _PLAIN.fullmatch(text) is None:
        return False
    for length in range(1, _LONGEST_CODE + 1):
        plans = _plans(int(text[1 : 1 + length]))
        if plans:
            return _is_valid(text[1 + length :], plans)
    return False


def _is_valid(national: str, plans: tuple[tuple[Any, Any, Any], ...]) -> bool:
    if national.startswith("0") or any(prefix and prefix.match(national) for prefix, _, _ in plans):
        return False
    for _, leading, whole in plans:
        if leading is not None:
            if leading.match(national):
                return bool(whole.fullmatch(national))
        elif whole.fullmatch(national):
            return True
    return False


@functools.cache
def _plans(code: int) -> tuple[tuple[Any, Any, Any], ...]:
    """Give, per region of a country code, the patterns of national prefix, leading digits and whole number."""
    phones: Any = importlib.import_module("phonenumbers")
    plans = []
    for region in phones.COUNTRY_CODE_TO_REGION_CODE.get(code, ()):
        data = phones.PhoneMetadata.metadata_for_region(region, None)
        if data is None:
            # Codes without a country, such as freephone, are left to the library.
            return ()
        prefix = re.compile(data.national_prefix_for_parsing) if data.national_prefix_for_parsing else None
        leading = re.compile(data.leading_digits) if data.leading_digits else None
        kinds = [getattr(data, kind) for kind in _KINDS]
        patterns = [k.national_number_pattern for k in kinds if k is not None and k.national_number_pattern]
        # The plan also fixes lengths beside the patterns; a number must fit both.
        lengths = sorted({n for k in kinds if k is not None for n in k.possible_length if n > 0})
        alternatives = "|".join(f"(?:{p})" for p in patterns) or "(?!)"
        size = "|".join(rf"\d{{{n}}}" for n in lengths or data.general_desc.possible_length)
        general = data.general_desc.national_number_pattern
        plans.append((prefix, leading, re.compile(rf"(?=(?:{size})$)(?=(?:{general})$)(?:{alternatives})")))
    return tuple(plans)
