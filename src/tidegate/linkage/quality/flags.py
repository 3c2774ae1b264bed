"""What wrong links do to a red flag: the establishments that it names, from linked data against the truth."""

import pyarrow as pa

from tidegate.linkage.quality.links import ROW_LINKS
from tidegate.linkage.quality.share import Agreement
from tidegate.tables import Column, Contract, query, run

EVENTS_OF_ROWS = Contract(
    "events",
    (Column("register", pa.string(), nullable=False), Column("row_number", pa.int64(), nullable=False)),
)
"""Rows in which what the flag counts took place, such as a failed inspection."""


def flag_agreement(links: pa.Table, events: pa.Table, *, at_least: int) -> Agreement:
    """Hold a flag raised on linked rows against the same flag raised on the truth.

    Args:
        links: What `link_rows` gave (contract `ROW_LINKS`).
        events: The rows that count (contract `EVENTS_OF_ROWS`); one row counts once.
        at_least: From how many rows on an establishment carries the flag.
    Returns:
        Registered establishments flagged rightly, flagged, and truly to be flagged. Establishments that are in no
        register are left out on both sides: linked data has no name for them.
    Raises:
        ContractError: A table does not keep its contract.
    """
    tables = {"links": ROW_LINKS.check(links), "events": EVENTS_OF_ROWS.check(events)}
    (counts,) = run(query(__package__, "flags"), tables, at_least=at_least).to_pylist()
    return Agreement(**counts)
