"""The trivial rule for anything: the same values, spelt the same."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import ContractError
from tidegate.tables import query, run


def same_values(records: pa.Table, *, on: Sequence[str]) -> pa.Array:
    """Put records together that agree in all of some columns, letter by letter.

    Capitals, accents, spaces and punctuation do not count; of a column of lists the first value does.

    Args:
        records: One row per record.
        on: The columns, such as name and birth date, or name and postcode; text, dates, numbers or lists of text.
    Returns:
        One entity per record, in the order of the rows. A record that lacks one of the values is alone.
    Raises:
        ContractError: A column is missing.
        ValueError: No column is named.
    Example:
        >>> t = pa.table({"name": ["De Boer, J.", "de boer j", "de Boer"], "born": ["1980", "1980", None]})
        >>> same_values(t, on=["name", "born"]).to_pylist()
        ['DEBOERJ|1980', 'DEBOERJ|1980', 'alone: 3']
    """
    if not on:
        raise ValueError("on names no column: give one or more")
    missing = [name for name in on if name not in records.column_names]
    if missing:
        raise ContractError(
            where="table 'records'", what=f"{', '.join(missing)} should be there", mend="name columns that it has"
        )
    keys = pc.binary_join_element_wise(*(_comparable(records.column(name)) for name in on), "|")
    alone = pc.binary_join_element_wise("alone:", pc.cast(pa.array(range(1, len(records) + 1)), pa.string()), " ")
    return pc.coalesce(keys, alone)


def _comparable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        # A list that is empty or absent has no first value; list_element would refuse it.
        long_enough = pc.fill_null(pc.greater(pc.list_value_length(column), 0), False)
        nothing = pa.scalar([None], column.type)
        column = pc.list_element(pc.if_else(long_enough, column, nothing), 0)
    value = pc.cast(column, pa.string())
    return run(query(__package__, "comparable"), {"column": pa.table({"value": value})})["value"]
