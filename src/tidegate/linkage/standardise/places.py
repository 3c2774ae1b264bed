"""Values that need little: postcodes, points, texts, the register's own ids."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from tidegate.linkage.standardise.addresses import postcode
from tidegate.linkage.standardise.texts import folded

_OTHER = re.compile(r"[^a-z0-9]+")
LONGEST = 300
"""Letters of a text that are compared."""


def postcodes(raws: Sequence[str], options: Mapping[str, Any]) -> pa.Table:
    """Write postcodes in one form.

    Args:
        raws: Distinct postcodes.
        options: Not used.
    Returns:
        Column `code`; a text that has the form of no postcode known is kept without its spaces.
    """
    del options
    return pa.table(
        {"code": pa.array([postcode(r) or _OTHER.sub("", folded(r[:20])) or None for r in raws], pa.string())}
    )


def numbers(raws: Sequence[str], options: Mapping[str, Any]) -> pa.Table:
    """Read numbers, such as degrees of latitude.

    Args:
        raws: Distinct numbers.
        options: Not used.
    Returns:
        Column `value`; absent where the text is no number.
    """
    del options
    return pa.table({"value": pa.array([_number(r) for r in raws], pa.float64())})


def texts(raws: Sequence[str], options: Mapping[str, Any]) -> pa.Table:
    """Fold texts: lower case, plain letters, single spaces.

    Args:
        raws: Distinct texts.
        options: Not used.
    Returns:
        Column `text`.
    """
    del options
    return pa.table(
        {"text": pa.array([_OTHER.sub(" ", folded(r[:LONGEST])).strip() or None for r in raws], pa.string())}
    )


def as_they_are(raws: Sequence[str], options: Mapping[str, Any]) -> pa.Table:
    """Keep ids of the register as they are.

    Args:
        raws: Distinct ids.
        options: Not used.
    Returns:
        Column `id`.
    """
    del options
    return pa.table({"id": pa.array(raws, pa.string())})


def _number(raw: str) -> float | None:
    try:
        value = float(raw.replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e12 and value != 0 else None
