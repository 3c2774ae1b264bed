"""Small tables of money that can be reckoned by hand."""

import pyarrow as pa

from tidegate.evaluation import Effect
from tidegate.evaluation.money import COSTS, UNIT_COSTS


def effect(value=-2.0, low=-3.0, high=-1.0, outcome="thefts", **more):
    return Effect(
        outcome, "did", more.pop("scale", "difference"), "thefts per unit and month", value, low, high, **more
    )


def costs(*rows, currency="EUR"):
    """Partner, kind, year, amount, and perhaps low and high."""
    names = ("partner", "kind", "year", "amount", "low", "high")
    made = [dict(zip(names, (*row, None, None)[:6], strict=True)) | {"currency": currency} for row in rows]
    return pa.Table.from_pylist(made, schema=COSTS.schema())


def units(*rows, currency="EUR", source="Own accounts 2024"):
    """Kind, bearer, price year, value, and perhaps low and high."""
    names = ("kind", "borne_by", "price_year", "value", "low", "high")
    made = [
        dict(zip(names, (*row, None, None)[:6], strict=True)) | {"currency": currency, "source": source} for row in rows
    ]
    return pa.Table.from_pylist(made, schema=UNIT_COSTS.schema())


def index(**levels):
    """Year as `y2020` to its level, in EUR."""
    years = [int(name[1:]) for name in levels]
    return pa.table({"currency": ["EUR"] * len(years), "year": years, "index": [float(v) for v in levels.values()]})
