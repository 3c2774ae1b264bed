"""Points of intervention: where a city can act on several situations at once, and what speaks for and against it.

A point is a place, a lease, a permit, a service or a step of a process, never a natural person: where a landlord is a
person, the point is the premises. How far it reaches, how much of what was found lies there, who has the power, what it
costs, how proportionate it is and how sure it is stand side by side; there is no mixed number and no order by one.
"""

import functools
from importlib.resources import files
from typing import Any

import pyarrow as pa
import yaml

from tidegate.tables import Column, Contract, query, run

POINTS = Contract(
    "points",
    (
        Column("point", pa.string(), "kind and entity or name", nullable=False),
        Column("kind", pa.string(), "place, street, lease, permit, address, lender, carrier, or step", nullable=False),
        Column("entity", pa.string(), "the entity it is; absent where it is a street or a step"),
        Column("caption", pa.string(), nullable=False),
        Column("reach", pa.int64(), "different subjects of flags", nullable=False),
        Column("indicators", pa.list_(pa.string()), "ids, sorted", nullable=False),
        Column("flags", pa.list_(pa.string()), "ids, sorted", nullable=False),
        Column("among", pa.int64(), "subjects of the same sort that hang on it, flagged or not", nullable=False),
        Column("share", pa.float64(), "part of all flagged subjects of these indicators, 0..1", nullable=False),
        Column("rest_on_weak_links", pa.int64(), "of its flags, those resting on a link under 7 bits", nullable=False),
        Column("false_share", pa.float64(), "largest share that wrong links alone may explain, among its flags"),
    ),
)
"""One row per point that reaches two subjects or more, in order of kind, reach and point."""

FLAGS = Contract("flags", (Column("flag", pa.string()), Column("indicator", pa.string()),
                           Column("subject", pa.string()), Column("others", pa.list_(pa.string())),
                           Column("strength_bits", pa.float64()), Column("false_share", pa.float64())))  # fmt: skip
TIES = Contract("ties", (Column("source", pa.string()), Column("target", pa.string()), Column("kind", pa.string()),
                         Column("role", pa.string()), Column("control", pa.string()),
                         Column("known_to", pa.date32())))  # fmt: skip
NODES = Contract("nodes", (Column("entity", pa.string()), Column("kind", pa.string()), Column("caption", pa.string()),
                           Column("natural", pa.bool_()), Column("personal", pa.bool_())))  # fmt: skip
PLACES = Contract("places", (Column("premises", pa.string()), Column("street", pa.string()),
                             Column("street_key", pa.string()), Column("area", pa.string())))  # fmt: skip
PERMITS = Contract("permits", (Column("entity", pa.string()), Column("permitType", pa.string()),
                               Column("desk", pa.string()), Column("authority", pa.string())))  # fmt: skip

WEAK_BITS = 7.0
"""A link under 7 bits (about 1 in 128 against) is called weak: linkage joins from about 4."""


def find_points(
    flags: pa.Table, ties: pa.Table, nodes: pa.Table, places: pa.Table, permits: pa.Table
) -> pa.Table:  # fmt: skip
    """Find what several flagged situations hang on.

    Args:
        flags: What was flagged.
        ties: Ties between entities.
        nodes: Who there is; natural persons among them are never a point.
        places: Where premises lie.
        permits: Permits with their type and desk.
    Returns:
        Contract `POINTS`.
    Raises:
        ContractError: A table does not keep its contract.
    """
    tables = {
        c.name: c.check(t)
        for c, t in ((FLAGS, flags), (TIES, ties), (NODES, nodes), (PLACES, places), (PERMITS, permits))
    }
    found = run(query(__package__, "points"), tables, weak=WEAK_BITS)
    return POINTS.check(found.cast(POINTS.schema()))


@functools.cache
def powers() -> dict[str, dict[str, Any]]:
    """Say of each kind of point who may act, how, with what effort, and what is proportionate.

    Returns:
        Kind to its texts by language; the texts name the kind of law, for articles differ between countries.
    """
    found: dict[str, dict[str, Any]] = yaml.safe_load((files(__package__) / "powers.yml").read_text(encoding="utf-8"))
    return found
