"""From groups of nodes to groups of records: where nodes are too coarse, their records part.

Two things part them. Time decides between owners: the one place where overlap in time counts, after names and places
have spoken. And records that say the same but too little (a family name and nothing else) are not one thing for that.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tidegate.linkage.description import Model
from tidegate.tables import Session, query

MARGIN = 1.0
"""Bits within which two owners are equally likely, so that time may decide."""

_MOVED = pa.schema(
    [pa.field("record_id", pa.string()), pa.field("known_from", pa.date32()), pa.field("cluster", pa.int64())]
)

Ints = npt.NDArray[np.int64]


def divide(session: Session, nodes: Ints, group: Ints, owner: Ints, model: Model, *, exempt: Sequence[str]) -> pa.Table:
    """Give every record its group; where a node fits several owners equally, each of its records goes by its day.

    Args:
        session: The engine that holds `members` and `links`.
        nodes: The nodes, in increasing order.
        group: Their groups.
        owner: What their register says whose they are; -1 where it does not.
        model: The model.
        exempt: Records that people judged; they stay where judgements put them.
    Returns:
        The columns of `members` and `cluster`, in order of register, schema, file, row and record.
    """
    session.register("grouped", pa.table({"node": nodes, "cluster": group, "owner": owner}))
    session.register("exempt", pa.table({"record_id": pa.array(exempt, pa.string())}))
    if (owner >= 0).any():
        moved: Any = session.fetch(query(__package__, "divide"), join=model.join, margin=MARGIN)
    else:
        moved = _MOVED.empty_table()
    session.register("moved", moved)
    return session.fetch(query(__package__, "partition"), join=model.join)
