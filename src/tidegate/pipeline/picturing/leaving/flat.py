"""Tables for files whose cells hold one value each."""

import pyarrow as pa
import pyarrow.compute as pc

BETWEEN = "; "
"""Between the values of a list in one cell."""


def flat(table: pa.Table) -> pa.Table:
    """Join the lists of a table into texts.

    Args:
        table: Any table; lists hold texts.
    Returns:
        The same columns in the same order.
    Example:
        >>> flat(pa.table({"rows": [["a", "b"], []]})).to_pylist()
        [{'rows': 'a; b'}, {'rows': ''}]
    """
    columns = {
        name: pc.binary_join(table[name], BETWEEN) if pa.types.is_list(table[name].type) else table[name]
        for name in table.column_names
    }
    return pa.table(columns)
