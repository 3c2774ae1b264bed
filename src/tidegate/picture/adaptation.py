"""Adaptation watch: what has come after each closure, refusal and revocation, and what is still being watched.

Who is stopped in one place may go on in another: with the former director, the landlord, the address for letters, in
the same trade, in the next municipality. The rules look for such successors; this table turns them round, so that each
act of the city has one line that says what came after it, or that nothing has been seen so far.
"""

from datetime import date

import pyarrow as pa

from tidegate.tables import Column, Contract, query, run

ADAPTATION = Contract(
    "adaptation",
    (
        Column("act", pa.string(), "record of the measure or permit", nullable=False),
        Column("kind", pa.string(), "measure, refusal or revocation", nullable=False),
        Column("what", pa.string(), "in the register's words"),
        Column("company", pa.string(), "entity it was against; absent where that is or may be a natural person"),
        Column("premises", pa.string(), "entity"),
        Column("since", pa.date32(), "day of the act", nullable=False),
        Column("watched_days", pa.int64(), "days from the act to the day of the picture", nullable=False),
        Column("successors", pa.list_(pa.string()), "subjects of flags that rest on the act, sorted", nullable=False),
        Column("flags", pa.list_(pa.string()), "ids, sorted", nullable=False),
        Column("indicators", pa.list_(pa.string()), "ids, sorted", nullable=False),
    ),
)
"""One row per act, the latest first."""

MEASURES = Contract("measures", (Column("record_id", pa.string()), Column("measureType", pa.string()),
                                 Column("subject", pa.string()), Column("premises", pa.string()),
                                 Column("decisionDate_from", pa.date32()), Column("startDate_from", pa.date32()),
                                 Column("known_to", pa.date32())))  # fmt: skip
PERMITS = Contract("permits", (Column("record_id", pa.string()), Column("permitType", pa.string()),
                               Column("holder", pa.string()), Column("premises", pa.string()),
                               Column("decision", pa.string()), Column("status", pa.string()),
                               Column("decisionDate_from", pa.date32()), Column("statusDate_from", pa.date32()),
                               Column("known_to", pa.date32())))  # fmt: skip
FLAGS = Contract("flags", (Column("flag", pa.string()), Column("indicator", pa.string()),
                           Column("subject", pa.string())))  # fmt: skip
EVIDENCE = Contract("evidence", (Column("flag", pa.string()), Column("record_id", pa.string())))
NODES = Contract("nodes", (Column("entity", pa.string()), Column("natural", pa.bool_())))

REFUSED = r"(?i)\b(refus|deni|geweigerd|afgewezen|abgelehnt|refusé)"
REVOKED = r"(?i)(\brevo|^REV$|ingetrokken|widerrufen|retiré|withdrawn)"
TAKEN_BACK = r"(?i)aanvrager|applicant|antragsteller|demandeur"
"""Words of registers for a refusal, a revocation, and an application taken back, in the languages of the recipes."""


def watch_adaptation(
    measures: pa.Table, permits: pa.Table, flags: pa.Table, evidence: pa.Table, nodes: pa.Table, *, on: date
) -> pa.Table:
    """Say of each closure, refusal and revocation what has come after it.

    Args:
        measures: Measures, as far as the view gives them.
        permits: Permits with what became of them.
        flags: What was flagged.
        evidence: On which rows each flag rests.
        nodes: Who there is; natural persons are left out.
        on: The day of the picture.
    Returns:
        Contract `ADAPTATION`.
    Raises:
        ContractError: A table does not keep its contract.
    """
    pairs = ((MEASURES, measures), (PERMITS, permits), (FLAGS, flags), (EVIDENCE, evidence), (NODES, nodes))
    tables = {contract.name: contract.check(table) for contract, table in pairs}
    found = run(
        query(__package__, "adaptation"), tables, on=on, refused=REFUSED, revoked=REVOKED, taken_back=TAKEN_BACK
    )
    return ADAPTATION.check(found.cast(ADAPTATION.schema()))
