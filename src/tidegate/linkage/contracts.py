"""The tables that pass the borders of this room.

A *record* is what a register says; a *node* is a set of records that say the same about a thing, word for word after
standardising; a *link* is a compared pair of nodes with the parts of its weight; an *entity* is a set of records.
Weights are in bits: the base-2 logarithm of the odds, so that one bit more doubles them.
"""

import pyarrow as pa

from tidegate.tables import Column, Contract

MEMBERS = Contract(
    "members",
    (
        Column("record_id", pa.string(), nullable=False),
        Column("register", pa.string(), nullable=False),
        Column("schema", pa.string(), nullable=False),
        Column("file", pa.string()),
        Column("row_number", pa.int64(), "source row, from 1"),
        Column("entity_id", pa.string(), "the register's own id of the thing"),
        Column("valid_from", pa.date32()),
        Column("valid_to", pa.date32()),
        Column("known_from", pa.date32()),
        Column("node", pa.int64(), "hash of what the record says", nullable=False),
    ),
)
"""Which node each version of a record belongs to."""

LINKS = Contract(
    "links",
    (
        Column("node_l", pa.int64(), "the smaller of the two", nullable=False),
        Column("node_r", pa.int64(), nullable=False),
        Column("weight", pa.float64(), "bits", nullable=False),
        Column("block", pa.string(), "name of the blocking rule that brought the pair together"),
    ),
)
"""What every table of links begins with; per comparison `c` of the model follow `level_c` (int8: number of the
level in the model, -1 where a value is absent) and `bits_c` (float: its part of the weight)."""

ENTITIES = Contract(
    "entities",
    (
        Column("record_id", pa.string(), nullable=False),
        Column("register", pa.string(), nullable=False),
        Column("schema", pa.string(), nullable=False),
        Column("file", pa.string()),
        Column("row_number", pa.int64(), "source row, from 1"),
        Column("node", pa.int64(), nullable=False),
        Column("entity", pa.string(), "opaque, stable id", nullable=False),
    ),
)
"""Who is who: one row per version of a record."""

JUDGEMENTS = Contract(
    "judgements",
    (
        Column("kind", pa.string(), "name of the model, such as person", nullable=False),
        Column("record_l", pa.string(), nullable=False),
        Column("record_r", pa.string(), nullable=False),
        Column("verdict", pa.string(), "same, different or unsure", nullable=False),
        Column("judge", pa.string(), nullable=False),
        Column("at", pa.string(), "ISO 8601", nullable=False),
        Column("reason", pa.string()),
    ),
)
"""What people said about pairs of records. Of several by one judge about one pair the latest holds."""

EVENTS = Contract(
    "events",
    (
        Column("entity", pa.string(), "the id the event is about", nullable=False),
        Column("event", pa.string(), "new, merged, split, changed or ended", nullable=False),
        Column("other", pa.string(), "the id merged into, or split from"),
        Column("records_before", pa.int64(), "records"),
        Column("records_after", pa.int64(), "records"),
        Column("cause", pa.string(), "delivery, judgement or model", nullable=False),
    ),
)
"""What became of the ids between two builds."""
