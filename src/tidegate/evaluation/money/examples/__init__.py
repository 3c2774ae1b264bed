"""Unit costs of elsewhere, as examples; each must be asked for by its name, and none is ever a default."""

from importlib.resources import files
from typing import Any

import pyarrow as pa
import yaml

from tidegate.errors import EvaluationError
from tidegate.evaluation.money.prices import UNIT_COSTS

_ENDING = ".yml"


def example_names() -> tuple[str, ...]:
    """Name the examples.

    Returns:
        Their names, in order.
    Example:
        >>> example_names()
        ('england-and-wales-2015',)
    """
    found = (entry.name for entry in files(__package__).iterdir() if entry.name.endswith(_ENDING))
    return tuple(sorted(name.removesuffix(_ENDING) for name in found))


def example_unit_costs(name: str) -> pa.Table:
    """Give the unit costs of an example.

    Args:
        name: Its name.
    Returns:
        Its unit costs (contract `UNIT_COSTS`), in the order of the file. They hold for their country, year and
        recording of crime; use them to try things out, and your own for a decision.
    Raises:
        EvaluationError: There is no such example.
    """
    if name not in example_names():
        raise EvaluationError(
            where=name, what="there is no such example of unit costs", mend=f"name one of {', '.join(example_names())}"
        )
    held: dict[str, Any] = yaml.safe_load(files(__package__).joinpath(name + _ENDING).read_text(encoding="utf-8"))
    shared = {"currency": held["currency"], "price_year": held["price_year"], "low": None, "high": None}
    rows = [shared | {"borne_by": held["borne_by"]} | row for row in held["unit_costs"]]
    return pa.Table.from_pylist([row | {"value": float(row["value"])} for row in rows], schema=UNIT_COSTS.schema())
