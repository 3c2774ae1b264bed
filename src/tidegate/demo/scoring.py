"""The score of the demo city: which planted situations its picture shows, and how many doors it opens for them.

For the score alone: nothing that builds a picture may read the truth. A planted situation, or an innocent look-alike,
is *found* where a flag of an indicator meant for it rests on one of its rows. *Doors opened per confirmed case* is the
number of different premises, companies, permits and deals that the indicators point at, for each true one they find.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.pipeline.picturing import Picture
from tidegate.pipeline.who.keys import RowKeys
from tidegate.pipeline.workspace import Workspace
from tidegate.tables import Column, Contract, query, run, session

MEANT_FOR: Mapping[str, tuple[str, ...]] = {
    "care_bureau": ("care_bureau_without_staff",),
    "fast_permits": ("permit_unusually_fast",),
    "flips": ("price_far_from_value", "quick_resale", "private_lender_or_loan_above_value"),
    "forwarders": ("port_chain_tied",),
    "garages": ("licence_duty_not_applied",),
    "letterbox": ("letterbox_addresses",),
    "phoenix": ("phoenix_companies",),
    "storage_boxes": ("storage_let_unregistered",),
    "successors": ("successor_after_measure",),
    "tied_bidders": ("procurement_tied_or_new_winner",),
    "vacant_units": ("vacancy_with_activity",),
    "worker_housing": ("housing_over_capacity", "temp_agency_housing_transport_in_one_hand"),
}
"""Pattern to the indicators that should show it."""

INSTANCES = Contract(
    "instances",
    (
        Column("pattern", pa.string()),
        Column("instance", pa.string()),
        Column("role", pa.string(), "true or look-alike"),
        Column("record_id", pa.string()),
    ),
)


@dataclass(frozen=True)
class PatternScore:
    """How one pattern fared under one way of looking.

    Args:
        pattern: The pattern.
        by: `indicators`, or `trivial rule`.
        true: Planted situations.
        found: Of these, those shown.
        alike: Innocent look-alikes.
        wrong: Of these, those shown.
        doors: Different subjects that were pointed at.
        elsewhere: Of these, subjects whose rows belong to nothing planted and to no look-alike.
    """

    pattern: str
    by: str
    true: int
    found: int
    alike: int
    wrong: int
    doors: int
    elsewhere: int

    @property
    def doors_per_case(self) -> float | None:
        """Doors opened per confirmed case; None where no case was found."""
        return self.doors / self.found if self.found else None


def score_picture(workspace: Workspace, picture: Picture, truth: Path) -> list[PatternScore]:
    """Hold a picture of the demo city against its truth, beside trivial rules.

    Args:
        workspace: The city.
        picture: Its picture.
        truth: Folder with `patterns.parquet`.
    Returns:
        Two scores per pattern, in order of the patterns: that of the indicators, that of the trivial rule.
    """
    instances = _instances(workspace, pq.read_table(truth / "patterns.parquet"))
    flags, evidence = picture.table("flags"), picture.table("evidence")
    found = run(query(__package__, "scoring_flags"), {"flags": flags, "evidence": evidence, "meant": _meant()})
    trivial = _trivial(picture)
    scores = []
    for pattern in MEANT_FOR:
        for by, hits in (("indicators", found), ("trivial rule", trivial)):
            (row,) = run(
                query(__package__, "scoring"), {"instances": instances, "hits": hits}, pattern=pattern
            ).to_pylist()
            scores.append(PatternScore(pattern, by, **row))
    return scores


def _instances(workspace: Workspace, patterns: pa.Table) -> pa.Table:
    keys = RowKeys(workspace)
    rows: dict[str, list[str]] = {"pattern": [], "instance": [], "role": [], "record_id": []}
    for row in patterns.to_pylist():
        for record, _ in keys.records(row["register"], row["file"], row["row_key"]):
            for name in ("pattern", "instance", "role"):
                rows[name].append(row[name])
            rows["record_id"].append(record)
    return INSTANCES.check(pa.table(rows, schema=INSTANCES.schema()))


def _meant() -> pa.Table:
    pairs: Sequence[tuple[str, str]] = [(p, i) for p, names in MEANT_FOR.items() for i in names]
    return pa.table({"pattern": [p for p, _ in pairs], "indicator": [i for _, i in pairs]})


def _trivial(picture: Picture) -> pa.Table:
    """Put one rule of one condition per pattern to the same records: what a first attempt would look like."""
    found = []
    with session(see=[picture.folder]) as s:
        for path in sorted((picture.folder / "records").glob("*.parquet")):
            s.register(path.stem, pq.read_table(path))
        for pattern in MEANT_FOR:
            text = (files(__package__) / "trivial" / f"{pattern}.sql").read_text(encoding="utf-8")
            rows = s.fetch(text)
            found.append(rows.append_column("pattern", pa.array([pattern] * rows.num_rows, pa.string())))
    return pa.concat_tables(found).select(["pattern", "subject", "record_id"])
