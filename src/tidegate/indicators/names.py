"""Names of organisations and establishments taken apart, so that a rule may hold one name against another.

A rule cannot cut a word out of a name itself: a pattern on names is how an origin would be guessed. It is given the
words that tell, and may only ask whether two things share them.
"""

import pyarrow as pa

from tidegate.linkage.standardise.companies import standardise
from tidegate.tables import Column, Contract, Session, query, run

NAMED = ("Company", "Establishment", "LegalEntity", "Organization", "PublicBody")
"""Schemata whose names are taken apart."""

NAMES = Contract(
    "names",
    (
        Column("entity", pa.string(), nullable=False),
        Column("name", pa.string(), "as a register writes it", nullable=False),
        Column("core", pa.string(), "the words that tell, in order", nullable=False),
        Column("words", pa.list_(pa.string()), "each of them", nullable=False),
        Column("form", pa.string(), "legal form in short; absent where the name says none"),
    ),
)
"""One row per entity, name and part of it (a firm and what it trades as)."""


def names_table(session: Session) -> pa.Table:
    """Take the names that a day knew apart.

    Args:
        session: An engine with the views of `NAMED`.
    Returns:
        Contract `NAMES`, in order of its columns; names of natural persons are left out.
    """
    said = session.fetch(query(__package__, "names"))
    raws = said["name"].unique().to_pylist()
    parts = standardise(raws, {}).select(["core", "form"]).append_column("name", pa.array(raws, pa.string()))
    taken = run(query(__package__, "names_apart"), {"said": said, "parts": parts})
    return NAMES.check(taken.cast(NAMES.schema()))
