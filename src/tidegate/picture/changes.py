"""What is other than in the picture before, and why.

Every difference names its cause: a delivery that brought or took rows, a row that was corrected, a judgement of a
person about who is who, another version of a rule, what linkage learnt, or the day that moved on. A difference whose
cause could not be found says so; it is not put down to a delivery.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from tidegate.tables import Column, Contract, query, run

CHANGES = Contract(
    "changes",
    (
        Column("what", pa.string(), "entity, tie, flag or concentration", nullable=False),
        Column("change", pa.string(), "new, gone or changed", nullable=False),
        Column("id", pa.string(), nullable=False),
        Column("caption", pa.string()),
        Column("detail", pa.string(), "the indicator, the kind of thing or the unit"),
        Column("why", pa.string(), "delivery, correction, judgement, rule, model, day or unknown", nullable=False),
        Column("because", pa.string(), "a sentence"),
    ),
)
"""One row per difference, in order of what, change and id."""

ENTITIES = Contract("entities", (Column("entity", pa.string()), Column("kind", pa.string()),
                                 Column("caption", pa.string()), Column("records", pa.int64())))  # fmt: skip
FLAGS = Contract("flags", (Column("flag", pa.string()), Column("indicator", pa.string()), Column("version", pa.int64()),
                           Column("subject", pa.string()), Column("others", pa.list_(pa.string())),
                           Column("at", pa.date32())))  # fmt: skip
EVIDENCE = Contract("evidence", (Column("flag", pa.string()), Column("record_id", pa.string())))
MARKS = Contract("marks", (Column("record_id", pa.string()), Column("content", pa.string()),
                           Column("known_from", pa.date32())))  # fmt: skip
EVENTS = Contract("events", (Column("entity", pa.string()), Column("event", pa.string()), Column("other", pa.string()),
                             Column("cause", pa.string())))  # fmt: skip
RULES = Contract("rules", (Column("indicator", pa.string()), Column("version", pa.int64()),
                           Column("parameters", pa.string())))  # fmt: skip
TIES = Contract("ties", (Column("tie", pa.string()), Column("kind", pa.string()), Column("source", pa.string()),
                         Column("target", pa.string())))  # fmt: skip
CONCENTRATION = Contract("concentration", (Column("id", pa.string()), Column("caption", pa.string()),
                                           Column("value", pa.float64()), Column("low", pa.float64()),
                                           Column("high", pa.float64())))  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One of two pictures, as far as it is compared; each table keeps the contract of its name in this module.

    Args:
        entities: Who there is.
        flags: What was flagged.
        evidence: On which rows each flag rests.
        marks: Of each cited record, the content of its latest version.
        rules: Rules in force, with version and parameters.
        ties: Ties between entities.
        concentration: Measures of concentration with their intervals.
        on: The day as of which it is drawn, ISO 8601.
        model: What linkage had learnt, as a hash.
    """

    entities: pa.Table
    flags: pa.Table
    evidence: pa.Table
    marks: pa.Table
    rules: pa.Table
    ties: pa.Table
    concentration: pa.Table
    on: str
    model: str

    def tables(self, prefix: str) -> Mapping[str, pa.Table]:
        """Give the tables, checked, under names that begin with a prefix.

        Args:
            prefix: What the names begin with.
        Raises:
            ContractError: A table does not keep its contract.
        """
        contracts = (ENTITIES, FLAGS, EVIDENCE, MARKS, RULES, TIES, CONCENTRATION)
        return {f"{prefix}_{c.name}": c.check(getattr(self, c.name)) for c in contracts}


def changes_between(old: Side, new: Side, *, events: pa.Table) -> pa.Table:
    """Compare two pictures of one view.

    Args:
        old: The earlier one.
        new: The later one.
        events: What became of the ids since the earlier one (contract `EVENTS`).
    Returns:
        Contract `CHANGES`; empty where nothing is other.
    Raises:
        ContractError: A table does not keep its contract.
    """
    tables = {**old.tables("old"), **new.tables("new"), "events": EVENTS.check(events)}
    told = {"same_day": old.on == new.on, "same_model": old.model == new.model}
    parts = [
        run(query(__package__, f"changes_of_{what}"), tables, **(told if what == "flags" else {}))
        for what in ("entities", "ties", "flags", "concentration")
    ]
    return CHANGES.check(pa.concat_tables([p.cast(CHANGES.schema()) for p in parts]))
