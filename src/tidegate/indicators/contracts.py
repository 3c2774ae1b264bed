"""The tables that come out of the indicators."""

import pyarrow as pa

from tidegate.tables import Column, Contract

FLAGS = Contract(
    "flags",
    (
        Column("flag", pa.string(), "hash of rule, subject and key; the same in every build", nullable=False),
        Column("indicator", pa.string(), "id of the rule", nullable=False),
        Column("version", pa.int64(), "of the rule", nullable=False),
        Column("subject", pa.string(), "entity, never a natural person", nullable=False),
        Column("applies_to", pa.string(), "what the subject is", nullable=False),
        Column(
            "key", pa.string(), "tells several flags of one subject apart; empty where there is one", nullable=False
        ),
        Column("at", pa.date32(), "day on which the situation was complete", nullable=False),
        Column("on", pa.date32(), "day up to which deliveries were known", nullable=False),
        Column("values", pa.string(), "JSON, names sorted", nullable=False),
        Column("others", pa.list_(pa.string()), "further entities it rests on, sorted", nullable=False),
        Column("strength_bits", pa.float64(), "weakest link among its rows, log2 odds; absent where it rests on none"),
        Column("base_rate", pa.float64(), "subjects flagged by the rule per subject looked at", nullable=False),
        Column("population", pa.int64(), "subjects looked at", nullable=False),
        Column("false_share", pa.float64(), "share of such flags that wrong links alone may explain, at most"),
    ),
)
"""Flags: one row per rule, subject and key, in that order."""

EVIDENCE = Contract(
    "evidence",
    (
        Column("flag", pa.string(), nullable=False),
        Column("record_id", pa.string(), nullable=False),
        Column("register", pa.string(), nullable=False),
        Column("file", pa.string()),
        Column("row_number", pa.int64(), "source row, from 1"),
        Column("delivery_date", pa.string()),
    ),
)
"""The rows that prove each flag, in order of flag and record; a flag without one does not exist."""

REPORT = Contract(
    "indicator_report",
    (
        Column("indicator", pa.string(), nullable=False),
        Column("version", pa.int64(), nullable=False),
        Column("state", pa.string(), "evaluated | not applicable | refused | off", nullable=False),
        Column("reason", pa.string(), "why it was not evaluated; empty where it was", nullable=False),
        Column("flags", pa.int64(), nullable=False),
        Column("subjects", pa.int64(), "subjects flagged", nullable=False),
        Column("population", pa.int64(), "subjects looked at", nullable=False),
        Column(
            "persons_left_out", pa.int64(), "flags not kept because the subject is a natural person", nullable=False
        ),
        Column("parameters", pa.string(), "JSON, names sorted", nullable=False),
    ),
)
"""What became of each rule."""
