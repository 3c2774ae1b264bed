"""A table has a contract: its name, its columns, their types and units.

A contract is checked at the border of a room, once, and every broken column is told at once.
"""

from dataclasses import dataclass

import pyarrow as pa

from tidegate.errors import ContractError


@dataclass(frozen=True)
class Column:
    """One column of a contract.

    Args:
        name: Name of the column.
        type: Arrow type.
        unit: What one value counts or measures; empty where the type says it.
        nullable: Whether a value may be absent.
    """

    name: str
    type: pa.DataType
    unit: str = ""
    nullable: bool = True


@dataclass(frozen=True)
class Contract:
    """What a table must look like to pass a room's border.

    Args:
        name: Name of the table, as the errors call it.
        columns: The columns, in order.
    """

    name: str
    columns: tuple[Column, ...]

    def schema(self) -> pa.Schema:
        """Give the contract as an Arrow schema.

        Returns:
            One field per column, in the order of the contract.
        """
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])

    def empty(self) -> pa.Table:
        """Give the table without a row that keeps this contract.

        Returns:
            An empty table with all columns.
        """
        return self.schema().empty_table()

    def check(self, table: pa.Table) -> pa.Table:
        """Hold a table against the contract.

        Args:
            table: Any table; further columns are dropped.
        Returns:
            The columns of the contract, in its order.
        Raises:
            ContractError: A column is missing, has another type, or lacks a value where one must be.
        Example:
            >>> c = Contract("t", (Column("n", pa.int64()),))
            >>> c.check(pa.table({"n": [1], "x": ["a"]})).column_names
            ['n']
        """
        broken = [text for column in self.columns for text in _faults(column, table)]
        if broken:
            raise ContractError(
                where=f"table '{self.name}'",
                what="; ".join(broken),
                mend="cast or map these columns in the step that makes the table",
            )
        return table.select([c.name for c in self.columns])


def _faults(column: Column, table: pa.Table) -> list[str]:
    if column.name not in table.column_names:
        return [f"{column.name} should be {column.type}, is missing"]
    found = table.column(column.name)
    if found.type != column.type:
        return [f"{column.name} should be {column.type}, is {found.type}"]
    if not column.nullable and found.null_count:
        return [f"{column.name} must have a value, {found.null_count} are absent"]
    return []
