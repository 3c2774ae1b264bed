"""How good the links are: a sample chosen by lot, judged by people, and what follows for all links.

Links are drawn within bands of weight, for most errors lie near the threshold, and each band is weighed by how many
links it holds. Intervals hold for few errors and for none: they are made of those of Wilson.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tidegate.errors import LinkageError
from tidegate.linkage.contracts import ENTITIES, LINKS
from tidegate.linkage.judgements import DIFFERENT, SAME, UNSURE, latest
from tidegate.statistics.shares import wilson_interval
from tidegate.tables import Column, Contract, query, run

SAMPLE = Contract(
    "sample",
    (
        Column("stratum", pa.int64(), "number of the band of weights, from 0", nullable=False),
        Column("population", pa.int64(), "links of the band; absent for a decoy"),
        Column("decoy", pa.bool_(), "made up; tells whether the judge looked", nullable=False),
        Column("node_l", pa.int64(), nullable=False),
        Column("node_r", pa.int64(), nullable=False),
        Column("record_l", pa.string(), nullable=False),
        Column("record_r", pa.string(), nullable=False),
        Column("weight", pa.float64(), "bits; absent for a decoy"),
    ),
)
"""Links chosen by lot within bands of weight, and decoys."""


def sample(
    links: pa.Table, entities: pa.Table, *, edges: Sequence[float], per_stratum: int, seed: int, decoys: int = 0
) -> pa.Table:
    """Choose links by lot within bands of weight.

    Args:
        links: Contract `LINKS`; all that were compared, or all above the lowest weight that matters.
        entities: Contract `ENTITIES` of the same build.
        edges: Weights that part the bands, rising, bits; the threshold from which groups are put together must be
            one of them. A band holds its lower edge.
        per_stratum: Links of each band; all of a band that has fewer.
        seed: Number that the lot is made of; the same number and links give the same sample.
        decoys: Made-up pairs to be mixed in: a left and a right side from two links of a band that nothing links.
            Fewer, where there are not so many.
    Returns:
        Contract `SAMPLE`, in order of the bands.
    Raises:
        ValueError: The edges do not rise.
        ContractError: A table does not keep its contract.
    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., section 5 (stratified random sampling).
    """
    if list(edges) != sorted(set(edges)):
        raise ValueError(f"edges are {list(edges)}: give rising weights")
    table = LINKS.check(links)
    banded = table.append_column("stratum", pa.array(np.digitize(table["weight"].to_numpy(), list(edges)), pa.int64()))
    tables = {"banded": banded, "entities": ENTITIES.check(entities).select(["record_id", "node"])}
    text = query(__package__, "estimating_sample")
    found = run(text, tables, seed=seed, per_stratum=per_stratum, decoys=decoys)
    return SAMPLE.check(found.cast(SAMPLE.schema()))


@dataclass(frozen=True)
class Share:
    """An estimated share with its interval.

    Args:
        value: The estimate, 0..1; absent where nothing is known.
        low: Lower end.
        high: Upper end.
    """

    value: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Stratum:
    """A band of weights and what was found in its sample.

    Args:
        number: Number of the band, from 0.
        joined: Whether its links lie at or above the threshold.
        population: Links of the band.
        same: Sampled links judged the same.
        different: Sampled links judged different.
        unsure: Sampled links about which the judges are unsure or disagree.
        unjudged: Sampled links without a judgement.
    """

    number: int
    joined: bool
    population: int
    same: int
    different: int
    unsure: int = 0
    unjudged: int = 0

    @property
    def judged(self) -> int:
        """Links with a clear verdict."""
        return self.same + self.different

    def share(self, level: float = 0.95) -> Share:
        """Estimate the share of the band's links that belong together (Wilson)."""
        return wilson(self.same, self.judged, level)


@dataclass(frozen=True)
class Estimate:
    """How good the links are, with what it rests on.

    Args:
        precision: Share of the links at or above the threshold that belong together.
        recall: Share of the links that belong together that lie at or above the threshold.
        strata: The bands.
        decoys: Decoys that were judged.
        decoys_same: Decoys that were judged the same; more than a few mean that the judgements cannot be relied on.
        limits: What the numbers do not say.
    """

    precision: Share
    recall: Share
    strata: tuple[Stratum, ...]
    decoys: int
    decoys_same: int
    limits: tuple[str, ...]


_LIMITS = (
    "Recall is about pairs that were compared and handed to the sample: a pair that no blocking rule brought together "
    "is not counted.",
    "Both are about links, not about entities: clustering may leave out a link, or put together what no link ties.",
    "Pairs about which the judges were unsure or disagreed are taken to be like the others of their band.",
)


def estimate(sampled: pa.Table, judgements: pa.Table, *, kind: str, join: float, level: float = 0.95) -> Estimate:
    """Estimate precision and recall of links from a judged sample.

    Args:
        sampled: Contract `SAMPLE`.
        judgements: Contract `JUDGEMENTS`; where judges disagree about a pair it counts as unsure.
        kind: Name of the model.
        join: Weight from which groups are put together, bits.
        level: Level of the intervals, 0..1.
    Returns:
        The estimate; the interval of a single band is that of Wilson.
    Raises:
        LinkageError: A band lies on both sides of the threshold, or has no clear verdict at all.
        JudgementError: A row is no judgement.
    Source:
        Stratified estimator: Cochran (1977), Sampling Techniques, section 5.10. Intervals recovered from those of the
        bands: Zou, Huang and Zhang (2009), Computational Statistics and Data Analysis 53(4), 1080-1085,
        doi:10.1016/j.csda.2008.09.033; for the ratio: Donner and Zou (2012), Statistical Methods in Medical Research
        21(4), 347-359, doi:10.1177/0962280210383082.
    """
    verdicts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in latest(judgements).to_pylist():
        if row["kind"] == kind:
            verdicts[row["record_l"], row["record_r"]].add(row["verdict"])
    rows = [row | {"verdict": _verdict(row, verdicts)} for row in SAMPLE.check(sampled).to_pylist()]
    bands: dict[int, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        if not row["decoy"]:
            bands[row["stratum"]].append(row)
    strata = tuple(_stratum(n, bands[n], join) for n in sorted(bands))
    precision, recall = estimate_strata(strata, level=level)
    decoys = Counter(row["verdict"] for row in rows if row["decoy"] and row["verdict"])
    return Estimate(precision, recall, strata, decoys.total(), decoys[SAME], _LIMITS)


def _verdict(row: Mapping[str, str], verdicts: Mapping[tuple[str, str], set[str]]) -> str:
    """Give what all judges say, "unsure" where they differ, nothing where nobody judged."""
    left, right = sorted((row["record_l"], row["record_r"]))
    said = verdicts.get((left, right), set())
    return "" if not said else said.copy().pop() if len(said) == 1 else UNSURE


def _stratum(number: int, rows: Sequence[Mapping[str, object]], join: float) -> Stratum:
    weights = [float(str(row["weight"])) for row in rows]
    if min(weights) < join <= max(weights):
        raise LinkageError(
            where=f"band {number} of the sample",
            what=f"it holds links on both sides of the threshold ({join} bits)",
            mend="draw the sample with this threshold among its edges",
        )
    counts = Counter(row["verdict"] for row in rows)
    population = int(str(rows[0]["population"]))
    joined = weights[0] >= join
    return Stratum(number, joined, population, counts[SAME], counts[DIFFERENT], counts[UNSURE], counts[""])


def estimate_strata(strata: Sequence[Stratum], *, level: float = 0.95) -> tuple[Share, Share]:
    """Estimate precision and recall from what was found in bands of weight.

    Args:
        strata: The bands.
        level: Level of the intervals, 0..1.
    Returns:
        Precision and recall; without a value where there is no link above the threshold, or none that belongs together.
    Raises:
        LinkageError: A band has no clear verdict.
    Source:
        See `estimate`.
    Example:
        >>> bands = [Stratum(0, False, 1000, 5, 95), Stratum(1, True, 500, 90, 10)]
        >>> precision, recall = estimate_strata(bands)
        >>> round(precision.value, 2), round(recall.value, 2)
        (0.9, 0.9)
    """
    for stratum in strata:
        if not stratum.judged:
            raise LinkageError(
                where=f"band {stratum.number} of the sample",
                what="no link of it has a clear verdict",
                mend="judge at least one of its links, better thirty",
            )
    found = _total([s for s in strata if s.joined], level)
    missed = _total([s for s in strata if not s.joined], level)
    links = sum(s.population for s in strata if s.joined)
    precision = Share(None, 0.0, 1.0) if not links else Share(*(part / links for part in found))
    return precision, _recall(found, missed)


Total = tuple[float, float, float]


def _total(strata: Sequence[Stratum], level: float) -> Total:
    """Estimate how many links belong together, with an interval made of those of the bands."""
    shares = [(s.population, s.same / s.judged, s.share(level)) for s in strata]
    value = sum(n * p for n, p, _ in shares)
    below = math.sqrt(sum((n * (p - share.low)) ** 2 for n, p, share in shares))
    above = math.sqrt(sum((n * (share.high - p)) ** 2 for n, p, share in shares))
    return value, max(0.0, value - below), min(float(sum(n for n, _, _ in shares)), value + above)


def _recall(found: Total, missed: Total) -> Share:
    """Turn the ratio of missed to found into a share: found / (found + missed) = 1 / (1 + ratio)."""
    if not found[0] + missed[0]:
        return Share(None, 0.0, 1.0)
    value = found[0] / (found[0] + missed[0])
    low = 1 / (1 + _upper(missed, found)) if found[1] else 0.0
    high = 1.0 - 1 / (1 + _upper(found, missed)) if missed[1] else 1.0
    return Share(value, low, high)


def _upper(top: Total, bottom: Total) -> float:
    """Give the upper limit of the ratio of two independent totals, the lower of the second being above nought."""
    (a, _, high), (b, low, _) = top, bottom
    product, divisor = a * b, low * (2 * b - low)
    root = math.sqrt(max(0.0, product**2 - high * (2 * a - high) * divisor))
    return (product + root) / divisor


def wilson(hits: int, trials: int, level: float = 0.95) -> Share:
    """Estimate a share with the interval of Wilson, which holds for few trials and for none or all hits.

    Args:
        hits: How many of the trials.
        trials: How many.
        level: Level of the interval, 0..1.
    Returns:
        The share; without a value where there are no trials.
    """
    return Share(hits / trials if trials else None, *wilson_interval(hits, trials, level=level))
