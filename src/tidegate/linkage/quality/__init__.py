"""How well records were put together, held against a truth: counts, never a bare share."""

from tidegate.linkage.quality.flags import EVENTS_OF_ROWS, flag_agreement
from tidegate.linkage.quality.links import REGISTERED_TRUTH, ROW_LINKS, LinkScore, link_rows, link_score
from tidegate.linkage.quality.partition import (
    JUDGED,
    BCubed,
    PartitionScore,
    away_from_crowds,
    judge_records,
    judge_rows,
    partition_scores,
    score_partition,
)
from tidegate.linkage.quality.share import Agreement

__all__ = [
    "EVENTS_OF_ROWS",
    "JUDGED",
    "REGISTERED_TRUTH",
    "ROW_LINKS",
    "Agreement",
    "BCubed",
    "LinkScore",
    "PartitionScore",
    "away_from_crowds",
    "flag_agreement",
    "judge_records",
    "judge_rows",
    "link_rows",
    "link_score",
    "partition_scores",
    "score_partition",
]
