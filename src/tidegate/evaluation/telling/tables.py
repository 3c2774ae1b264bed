"""Tables of an evaluation, as a document shows them."""

import math
import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from tidegate.documents import Column, Table
from tidegate.documents import words as w
from tidegate.documents.report import Value
from tidegate.evaluation.effect import Check, Effect
from tidegate.evaluation.telling.quoted import quoted
from tidegate.evaluation.telling.words import column_text, has, heading_case, per_text, say

MOST = 40
"""Rows of a table behind an estimate that a document shows; the workbook holds all."""

_WIDE = 40

_CHANCES = frozenset({"p", "q"})
"""Words in the name of a column that make it one of p values."""

_NAMES = frozenset(
    {"unit", "donor", "place", "cohort", "cluster", "partner", "outcome", "period", "left_out", "left out", "start"}
)
"""Columns that hold names from the panel, which are nobody's to translate."""


def arrow_table(table: pa.Table, caption: str, language: str, *, note: str = "") -> Table:
    """Show an Arrow table.

    Args:
        table: The table.
        caption: What it shows.
        language: `en` or `nl`.
        note: A line below it.
    Returns:
        The table for a document: columns by their names, numbers with the digits they need.
    """
    columns = tuple(_column(name, table[name], language) for name in table.column_names)
    values = [[_quoted(name, _cell(value), language) for value in table[name].to_pylist()]
              for name in table.column_names]  # fmt: skip
    rows = list(zip(*values, strict=True))
    return Table(caption, columns or (Column("-"),), rows, note=note, most=MOST)


def _column(name: str, values: pa.ChunkedArray, language: str) -> Column:
    heading, kind = column_text(name, language), values.type
    chance = bool(set(re.split(r"[_ ]", name)) & _CHANCES)
    heading = heading if chance else heading_case(heading)
    if pa.types.is_integer(kind):
        return Column(heading, "number")
    if pa.types.is_floating(kind) and chance:
        return Column(heading, "p")
    if pa.types.is_floating(kind):
        return Column(heading, "number", digits=digits_of(values.to_pylist()))
    if pa.types.is_date(kind):
        return Column(heading, "date")
    longest = max((len(str(v)) for v in values.to_pylist() if v is not None), default=0)
    return Column(heading, wide=longest > _WIDE)


def _quoted(name: str, value: Value, language: str) -> Value:
    """Put a word of a method into the language; names of places are no words of a method."""
    return quoted(value, language) if isinstance(value, str) and name not in _NAMES else value


def digits_of(values: Sequence[float | None]) -> int:
    """Find how many digits after the decimal sign numbers need to keep three figures that count.

    Args:
        values: The numbers; those that are none or not finite are passed over.
    Returns:
        0 to 6.
    Example:
        >>> digits_of([1234.5, 99.2, 12.3]), digits_of([0.0123, None]), digits_of([2.0, 3.0])
        (1, 4, 0)
    """
    sizes = sorted(abs(v) for v in values if v is not None and math.isfinite(v) and v)
    if not sizes or all(float(s).is_integer() for s in sizes):
        return 0
    middle = sizes[len(sizes) // 2]
    return min(6, max(0, 2 - math.floor(math.log10(middle))))


def _cell(value: Any) -> Value:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def figures_table(label: str, effects: Sequence[Effect], language: str) -> Table:
    """Lay estimates of one outcome out, method by method.

    Args:
        label: The outcome.
        effects: The estimates, that of the plan first.
        language: `en` or `nl`.
    """
    numbers = [n for e in effects for n in (e.value, e.low, e.high)]
    digits = digits_of(numbers)
    columns = (
        Column(say("method", language)), Column(say("estimate", language), "number", digits=digits),
        Column(say("low", language), "number", digits=digits), Column(say("high", language), "number", digits=digits),
        Column(say("as_share", language), "share", digits=1), Column("p", "p"),
    )  # fmt: skip
    rows = [
        (method_title(e.method, language), e.value, e.low, e.high, e.share[0] if e.share else None, e.p)
        for e in effects
    ]  # fmt: skip
    units = {say("ratio", language) if e.scale == "ratio" else per_text(e.per, language) for e in effects}
    first = effects[0]
    rests = say(
        "rests_figures", language, treated=first.treated, comparison=first.comparison, before=first.before,
        after=first.after, level=w.share(first.level, language), per="; ".join(sorted(u for u in units if u)),
    )  # fmt: skip
    caption = say("figures_caption", language, label=label)
    return Table(caption, columns, [tuple(map(_cell, r)) for r in rows], note=rests)


def method_title(method: str, language: str) -> str:
    """Name a method.

    Args:
        method: Its id.
        language: `en` or `nl`.
    Returns:
        Its title; the id where nobody wrote one.
    """
    return say(f"method_{method}", language) if has(f"method_{method}") else method


def checks_table(label: str, checks: Sequence[Check], language: str) -> Table:
    """Lay out what was tried against an estimate.

    Args:
        label: The outcome.
        checks: The checks.
        language: `en` or `nl`.
    """
    columns = (
        Column(say("check", language)), Column(say("stood", language)), Column(say("says", language), wide=True),
        Column(say("figure", language), "number", digits=3), Column(say("border", language), "number", digits=3),
    )  # fmt: skip
    result = {True: "stands", False: "broke", None: "untried"}
    rows = [
        (heading_case(quoted(check.name, language)), say(result[check.holds], language), quoted(check.says, language),
         _cell(check.figure), _cell(check.least))
        for check in checks
    ]  # fmt: skip
    return Table(say("checks_caption", language, label=label), columns, rows)
