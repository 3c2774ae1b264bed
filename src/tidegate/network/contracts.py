"""The tables of this room. None holds a score, a rank or a measure of a natural person; `persons.faults` looks."""

import pyarrow as pa

from tidegate.tables import Column, Contract

TIES = Contract(
    "ties",
    (
        Column("tie", pa.string(), "id: the same for the same ends, kind, role and episode", nullable=False),
        Column("source", pa.string(), "entity", nullable=False),
        Column("target", pa.string(), "entity", nullable=False),
        Column("kind", pa.string(), "schema of its records", nullable=False),
        Column("role", pa.string(), "in the register's words"),
        Column("lasting", pa.bool_(), "holds until it ends; otherwise it happened", nullable=False),
        Column("control", pa.string(), "ownership, beneficial, voting, appointment, property, direction, partnership, "
               "procuration, other; absent where it gives none"),
        Column("share", pa.float64(), "part of the whole, 0..1, as the latest version says"),
        Column("amount", pa.float64(), "sum over its rows, in `currency`"),
        Column("currency", pa.string()),
        Column("valid_from", pa.date32(), "first day in the world"),
        Column("valid_to", pa.date32(), "last day in the world; of what happened, the last time"),
        Column("known_from", pa.date32(), "first delivery that knew it"),
        Column("known_to", pa.date32(), "first delivery that knew it no longer; absent where it is still known"),
        Column("registers", pa.list_(pa.string()), "ids, sorted", nullable=False),
        Column("rows", pa.int64(), "versions of records that say so", nullable=False),
        Column("record_ids", pa.list_(pa.string()), "the first five, sorted", nullable=False),
        Column("record_id", pa.string(), "of the latest version", nullable=False),
        Column("register", pa.string(), "of the latest version", nullable=False),
        Column("file", pa.string(), "of the latest version"),
        Column("row_number", pa.int64(), "of the latest version, from 1"),
        Column("bits", pa.float64(), "weaker of the links of its two ends, log2 odds, in the row where that is "
               "strongest; absent where it rests on no link"),
    ),
)  # fmt: skip
"""Who is tied to whom; one row per pair of ends, kind, role and episode."""

NODES = Contract(
    "nodes",
    (
        Column("entity", pa.string(), nullable=False),
        Column("kind", pa.string(), "person, party, company, organisation, public body, premises, ...", nullable=False),
        Column("schema", pa.string()),
        Column("caption", pa.string()),
        Column("natural", pa.bool_(), "a natural person, or a party that may be one", nullable=False),
        Column("personal", pa.bool_(), "its data are personal", nullable=False),
        Column("because", pa.string(), "why they are"),
        Column("registers", pa.list_(pa.string()), "ids, sorted"),
    ),
)
"""What ties have at their ends, and every linked entity."""

CONTROL = Contract(
    "control",
    (
        Column("holder", pa.string(), "entity that has it", nullable=False),
        Column("company", pa.string(), "entity that it is over", nullable=False),
        Column("by", pa.string(), "shares, or the kind of control that a tie gives", nullable=False),
        Column("direct", pa.float64(), "part held itself, 0..1"),
        Column("effective", pa.float64(), "part held itself and through others, shares multiplied, 0..1"),
        Column("commanded", pa.float64(), "part held itself and by companies that it commands, 0..1"),
        Column("beneficial", pa.bool_(), "above the threshold of a beneficial owner", nullable=False),
        Column("majority", pa.bool_(), "commands more than half", nullable=False),
        Column("steps", pa.int64(), "ties in the shortest chain", nullable=False),
        Column("circular", pa.bool_(), "whether a chain passes through a circle", nullable=False),
        Column("alone", pa.bool_(), "the only one that has this control over the company", nullable=False),
        Column("record_ids", pa.list_(pa.string()), "of the direct ties, sorted", nullable=False),
        Column("registers", pa.list_(pa.string()), "ids, sorted; those of every tie of a chain", nullable=False),
    ),
)  # fmt: skip
"""Who has an interest in which company, direct or through others."""

SITUATIONS = Contract(
    "ownership_situations",
    (
        Column("company", pa.string(), nullable=False),
        Column("situation", pa.string(), "circle, closed circle, owns itself, more than the whole, no owner stated, "
               "part not stated", nullable=False),
        Column("share", pa.float64(), "the part that the situation is about, 0..1 or more"),
        Column("members", pa.list_(pa.string()), "entities of the circle, sorted", nullable=False),
        Column("record_ids", pa.list_(pa.string()), "that show it, sorted", nullable=False),
        Column("registers", pa.list_(pa.string()), "ids, sorted", nullable=False),
    ),
)  # fmt: skip
"""Companies whose ownership is circular or cannot be seen through."""

LAYOUT = Contract(
    "layout",
    (
        Column("entity", pa.string(), nullable=False),
        Column("x", pa.float64(), "units in which a tie is about one long", nullable=False),
        Column("y", pa.float64(), nullable=False),
        Column("community", pa.int64(), "number, 0 the largest; absent where it belongs to none"),
        Column("component", pa.int64(), "number, 0 the largest", nullable=False),
    ),
)
"""Where a node stands in the drawing; natural persons have no row."""

REMAINS = Contract(
    "remains",
    (
        Column("step", pa.int64(), "0 before anything ended", nullable=False),
        Column("ended", pa.string(), "what ended last, in words", nullable=False),
        Column("nodes", pa.int64(), "that are left", nullable=False),
        Column("ties", pa.int64(), "that are left", nullable=False),
        Column("components", pa.int64(), "parts that hang together", nullable=False),
        Column("largest", pa.int64(), "nodes of the largest part", nullable=False),
        Column("together", pa.float64(), "share of pairs of nodes in one part, 0..1", nullable=False),
        Column("efficiency", pa.float64(), "mean of 1 / steps over all pairs; absent where it was not worked out"),
    ),
)
"""What remains of a network after each of several ends."""

UNCERTAIN_REMAINS = Contract(
    "uncertain_remains",
    (
        Column("step", pa.int64(), "0 before anything ended", nullable=False),
        Column("ended", pa.string(), "what ended last, in words", nullable=False),
        Column("measure", pa.string(), "largest (nodes of the largest part) or components", nullable=False),
        Column("mean", pa.float64(), "over the draws", nullable=False),
        Column("low", pa.float64(), "lower end of the interval", nullable=False),
        Column("high", pa.float64(), "upper end of the interval", nullable=False),
        Column("draws", pa.int64(), "networks that were drawn", nullable=False),
    ),
)
"""What remains where it is not sure which ties are there."""

SEPARATIONS = Contract(
    "separations",
    (
        Column("entity", pa.string(), "a place or firm whose data are not personal", nullable=False),
        Column("kind", pa.string(), "of node", nullable=False),
        Column("parts", pa.int64(), "into which its component falls without it", nullable=False),
        Column("cut_off", pa.int64(), "nodes outside the largest of them", nullable=False),
    ),
)
"""What hangs on one place or firm alone."""

TABLES = (TIES, NODES, CONTROL, SITUATIONS, LAYOUT, REMAINS, UNCERTAIN_REMAINS, SEPARATIONS)
"""Every table that this room hands out."""
