"""Two trivial rules for businesses at a place, with a reference register that says who is registered there.

A *place* is a house number and a street: of a range of numbers the first, without direction-less tails such as floor,
unit and town, and without the type of street. A *name* is compared in capitals, without accents, points and the legal
form at its end.
"""

import pyarrow as pa

from tidegate.tables import Column, Contract, query, run

PLACED = Contract(
    "placed",
    (
        Column("register", pa.string(), nullable=False),
        Column("row_number", pa.int64(), nullable=False),
        Column("schema", pa.string(), nullable=False),
        Column("names", pa.list_(pa.string()), "all its names, the one on the door first"),
        Column("address", pa.string(), "as the register writes it, on one line"),
        Column("owner", pa.string(), "the reference register's own id of who runs it"),
    ),
)
"""One row per record of a business."""


def same_name_and_place(records: pa.Table, *, reference: str) -> pa.Table:
    """Put records together that share a name at the same house number and street.

    Args:
        records: Contract `PLACED`, any order.
        reference: The register whose records with one owner at one place are one business. Any of its names will do
            for a record of another register; of several owners with that name the one with most records is taken.
    Returns:
        `register`, `row_number`, `schema` and `entity`, one row per record, no order. A record that shares no name
        with the reference is with those of the same first name at its place; without place or name it is alone.
    Raises:
        ContractError: The table does not keep its contract.
    """
    return run(query(__package__, "same_name_and_place"), {"placed": _comparable(records)}, reference=reference)


def best_at_place(records: pa.Table, *, reference: str) -> pa.Table:
    """Give each record the registered business at its house number and street whose name is most alike.

    However unlike the most alike is, it is taken: this is the rule that fares best on registered records and merges
    away whoever is there without being registered.

    Args:
        records: Contract `PLACED`, any order.
        reference: The register that says who is registered; its records with one owner at one place are one business.
    Returns:
        `register`, `row_number`, `schema` and `entity`, one row per record, no order. Where nobody is registered, a
        record is with those of the same first name at its place; without place or name it is alone.
    Raises:
        ContractError: The table does not keep its contract.
    Source:
        Likeness is Jaro-Winkler (Winkler 1990), the highest over the names of both.
    """
    return run(query(__package__, "best_at_place"), {"placed": _comparable(records)}, reference=reference)


def _comparable(records: pa.Table) -> pa.Table:
    return run(query(__package__, "placed"), {"records": PLACED.check(records)})
