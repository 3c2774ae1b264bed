"""Which pairs a person should look at, and how far two persons agree.

The queue is for mending: the most informative pairs first. For measuring, links are chosen by lot (`estimating`). In
both a judge sees neither the score nor what others said: `make_sheet` hides them.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.linkage.contracts import ENTITIES, JUDGEMENTS, LINKS
from tidegate.linkage.judgements import DIFFERENT, SAME, UNSURE, latest
from tidegate.tables import Column, Contract, query, run

Floats = npt.NDArray[np.float64]

QUEUE = Contract(
    "queue",
    (
        Column("node_l", pa.int64(), nullable=False),
        Column("node_r", pa.int64(), nullable=False),
        Column("record_l", pa.string(), "a record of node_l", nullable=False),
        Column("record_r", pa.string(), "a record of node_r", nullable=False),
        Column("weight", pa.float64(), "bits", nullable=False),
        Column("block", pa.string()),
        Column("entity_l", pa.string(), nullable=False),
        Column("entity_r", pa.string(), nullable=False),
        Column("moves", pa.int64(), "records that would move if the answer is the other one", nullable=False),
        Column("information", pa.float64(), "bits of uncertainty, weighted by what would move", nullable=False),
    ),
)
"""Pairs to be judged, in the order in which they should be."""

SHEET = Contract(
    "sheet",
    (
        Column("number", pa.int64(), "from 1", nullable=False),
        Column("record_l", pa.string(), nullable=False),
        Column("record_r", pa.string(), nullable=False),
    ),
)
"""Pairs as a judge sees them: without score, without anybody's verdict."""

_AT_ONCE = 3
"""Look-alikes (same blocking rule, same outcome of every comparison) that may follow each other before others had
their turn."""


def queue(
    links: pa.Table,
    entities: pa.Table,
    *,
    join: float,
    judge: str,
    judgements: pa.Table | None = None,
    within: float = 8.0,
    limit: int = 40,
) -> pa.Table:
    """Choose the pairs that a person should judge next.

    A pair tells most where the decision hangs by a hair and many records would move with it. The next question about
    an entity tells less than the first; pairs that look alike take turns with others.

    Args:
        links: Contract `LINKS`; with columns `level_<comparison>`, pairs with the same outcomes count as look-alikes.
        entities: Contract `ENTITIES` of the same build.
        join: Weight from which groups are put together, bits.
        judge: Who will judge; pairs that they judged before are left out, whichever records stood for them.
        judgements: Contract `JUDGEMENTS`.
        within: How far from the threshold a pair may lie, bits.
        limit: How many pairs.
    Returns:
        Contract `QUEUE`, the pair to begin with first.
    Raises:
        ContractError: A table does not keep its contract.
    Source:
        Lewis and Gale (1994), A sequential algorithm for training text classifiers, SIGIR, 3-12,
        doi:10.1007/978-1-4471-2099-5_1 (uncertainty sampling).
    """
    near = links.filter(pc.less_equal(pc.abs(pc.subtract(links["weight"], join)), within))
    levels = [near[name].cast(pa.string()) for name in near.column_names if name.startswith("level_")]
    parts = [pc.fill_null(part, "") for part in (near["block"], *levels)]
    near = LINKS.check(near).append_column("stratum", pc.binary_join_element_wise(*parts, "|"))
    odds = near["weight"].to_numpy() - join
    near = near.append_column("uncertainty", pa.array(_entropy(odds), pa.float64()))
    said = JUDGEMENTS.empty() if judgements is None else JUDGEMENTS.check(judgements)
    tables = {
        "near": near,
        "entities": ENTITIES.check(entities).select(["record_id", "node", "entity"]),
        "judged": said.filter(pc.equal(said["judge"], judge)).select(["record_l", "record_r"]),
    }
    found = run(query(__package__, "review_queue"), tables, limit=limit, at_once=_AT_ONCE)
    return QUEUE.check(found.cast(QUEUE.schema()))


def _entropy(bits: Floats) -> Floats:
    """Turn odds in bits into the uncertainty of a yes or no, bits: 1 at even odds."""
    away = np.abs(bits)
    less = 1 / (1 + np.exp2(away))  # the probability of the less likely answer
    entropy: Floats = np.log2(1 + np.exp2(-away)) + less * away
    return entropy


def make_sheet(pairs: pa.Table, *, judge: str, seed: int) -> pa.Table:
    """Write pairs down as a judge may see them: no score, no stratum, no verdict of anyone, decoys not marked.

    Two judges get the same pairs in another order and with other sides, so that neither tiredness nor the order falls
    on the same pairs.

    Args:
        pairs: Columns `record_l` and `record_r`; a queue or a sample.
        judge: Who will judge.
        seed: Number that the order is made of.
    Returns:
        Contract `SHEET`.
    Example:
        >>> pairs = pa.table({"record_l": ["a", "b"], "record_r": ["c", "d"], "weight": [4.1, 3.9]})
        >>> make_sheet(pairs, judge="ada", seed=1).column_names
        ['number', 'record_l', 'record_r']
    """
    tables = {"pairs": pairs.select(["record_l", "record_r"])}
    return SHEET.check(run(query(__package__, "review_sheet"), tables, judge=judge, seed=seed).cast(SHEET.schema()))


@dataclass(frozen=True)
class Agreement:
    """How far two judges agree about the pairs that both judged.

    Args:
        judges: The two.
        pairs: Pairs that both judged.
        table: (verdict of the first, verdict of the second) to number of pairs.
        observed: Share of pairs with the same verdict; absent without pairs.
        kappa: Cohen's kappa: 1 full agreement, 0 as much as by chance; absent where chance alone would explain all,
            because both gave one verdict only.
        low: Lower end of its interval.
        high: Upper end of its interval.
        disagreed: The pairs with two verdicts, in order.
    """

    judges: tuple[str, str]
    pairs: int
    table: Mapping[tuple[str, str], int]
    observed: float | None
    kappa: float | None
    low: float | None
    high: float | None
    disagreed: tuple[tuple[str, str], ...]


def agreement(judgements: pa.Table, judges: tuple[str, str], *, kind: str, level: float = 0.95) -> Agreement:
    """Tell how far two judges agree.

    Args:
        judgements: Contract `JUDGEMENTS`; of each judge and pair the latest holds.
        judges: The two.
        kind: Name of the model.
        level: Level of the interval, 0..1.
    Returns:
        Agreement over the verdicts same, different and unsure.
    Raises:
        JudgementError: A row is no judgement.
    Source:
        Cohen (1960), Educational and Psychological Measurement 20(1), 37-46, doi:10.1177/001316446002000104; interval
        by the variance of Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72(5), 323-327,
        doi:10.1037/h0028106.
    """
    said: dict[str, dict[tuple[str, str], str]] = {judge: {} for judge in judges}
    for row in latest(judgements).to_pylist():
        if row["kind"] == kind and row["judge"] in said:
            said[row["judge"]][row["record_l"], row["record_r"]] = row["verdict"]
    first, second = (said[judge] for judge in judges)
    both = sorted(first.keys() & second.keys())
    table = Counter((first[p], second[p]) for p in both)
    disagreed = tuple(p for p in both if first[p] != second[p])
    observed = 1 - len(disagreed) / len(both) if both else None
    kappa, error = _kappa(table)
    if kappa is None:
        return Agreement(judges, len(both), table, observed, None, None, None, disagreed)
    reach = NormalDist().inv_cdf(0.5 + level / 2) * error
    low, high = max(-1.0, kappa - reach), min(1.0, kappa + reach)
    return Agreement(judges, len(both), table, observed, kappa, low, high, disagreed)


def _kappa(table: Mapping[tuple[str, str], int]) -> tuple[float | None, float]:
    """Give kappa and its standard error; nothing where the verdicts of both never vary."""
    n = sum(table.values())
    if not n:
        return None, 0.0
    verdicts = (SAME, DIFFERENT, UNSURE)
    p = np.array([[table.get((a, b), 0) / n for b in verdicts] for a in verdicts])
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, chance = float(np.trace(p)), float(rows @ columns)
    if math.isclose(chance, 1.0):
        return None, 0.0
    margins = columns[:, None] + rows[None, :]  # the verdict's share in the other judge's hand
    agreed = np.sum(np.diag(p) * ((1 - chance) - np.diag(margins) * (1 - observed)) ** 2)
    apart = (1 - observed) ** 2 * (np.sum(p * margins**2) - np.sum(np.diag(p) * np.diag(margins) ** 2))
    centre = (observed * chance - 2 * chance + observed) ** 2
    variance = (agreed + apart - centre) / (n * (1 - chance) ** 4)
    return (observed - chance) / (1 - chance), math.sqrt(max(0.0, float(variance)))
