"""From the records of one register to what the trivial rules want to know of a business."""

import pyarrow as pa

from tidegate.linkage.trivial.placed import PLACED
from tidegate.tables import query, run

_TEXTS = pa.list_(pa.string())


def placed_records(
    register: str, establishments: pa.Table, premises: pa.Table, operators: pa.Table | None = None
) -> pa.Table:
    """Lay out the establishments of one register for the trivial rules.

    Args:
        register: Id of the register.
        establishments: Its records of schema Establishment: `row_number`, and where it has them `name`, `tradeName`,
            `premises` and `operator` (lists of texts).
        premises: Its records of schema Premises: `entity_id` and `address`.
        operators: Its records of whoever runs an establishment: `entity_id` and `name`.
    Returns:
        Contract `PLACED`, one row per establishment record. The name on the door comes first, then the trade name,
        then the operator's; the owner is the register's own id of the operator.
    Example:
        >>> shop = {"row_number": [1], "name": [["Bar Sol"]], "premises": [["p"]], "operator": [["o"]]}
        >>> place = pa.table({"entity_id": ["p"], "address": [["1 N CLARK ST"]]})
        >>> placed_records("permits", pa.table(shop), place).to_pylist()[0]["address"]
        '1 N CLARK ST'
    """
    tables = {
        "establishments": _with(establishments, ("name", "tradeName", "premises", "operator")),
        "premises": _with(premises, ("address",)),
        "operators": _with(operators, ("name",)) if operators is not None else _nobody(),
    }
    return PLACED.check(run(query(__package__, "records"), tables, register=register))


def _with(table: pa.Table, wanted: tuple[str, ...]) -> pa.Table:
    """Give a table the columns that its register may lack."""
    for name in wanted:
        if name not in table.column_names:
            table = table.append_column(name, pa.nulls(len(table), _TEXTS))
    return table


def _nobody() -> pa.Table:
    return pa.table({"entity_id": pa.array([], pa.string()), "name": pa.array([], _TEXTS)})
