"""A delivery in which a small share of the records is others: how much of a whole run does its renewal take?

Both run in this process, on the same generated people, with the same saved model and the shipped blocks, from records
to entities with their ids, everything that a build holds written. What they come to is compared.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.bench.peers.ours import as_records
from tidegate.bench.people import make_people
from tidegate.linkage import (
    City,
    Identity,
    RecordTable,
    Trained,
    issue_ids,
    leave_traces,
    link,
    load_model,
    renew,
)
from tidegate.tables import session

_CITY = City(("nl",))
_SALT = "bench"


@dataclass(frozen=True)
class Renewal:
    """What a whole run and a renewal took.

    Args:
        rows: Number of records.
        share: Share of the records that are others: half moved, a quarter came, a quarter went.
        whole_s: CPU time of the whole run on the second delivery, seconds.
        renewed_s: CPU time of the renewal.
        whole_wall_s: The same by the clock.
        renewed_wall_s: The same by the clock.
        pairs: Pairs of the whole run.
        scored: Pairs that the renewal scored.
        entities: Entities of the whole run.
        differing: Entities of the whole run that the renewal puts together otherwise: it keeps the rarity of names
            of the day on which a pair was scored.
    """

    rows: int
    share: float
    whole_s: float
    renewed_s: float
    whole_wall_s: float
    renewed_wall_s: float
    pairs: int
    scored: int
    entities: int
    differing: int


def bench_renewal(folder: Path, *, rows: int, share: float, seed: int, tell: Callable[[str, float], None]) -> Renewal:
    """Measure the renewal of generated people.

    Args:
        folder: Folder to work in.
        rows: Number of records.
        share: Share of them that are others in the second delivery, above 0, at most a tenth.
        seed: Seed of the generator.
        tell: Is told the stage and the share done.
    Returns:
        What it took.
    """
    tell("making people", 0.0)
    first, second = folder / "first.parquet", folder / "second.parquet"
    _deliver(first, second, rows, share, seed)
    tell("learning on the first delivery", 0.1)
    learnt = _whole(first, _folder(folder, "learnt"), None)[0]
    tell("a whole run on the first delivery", 0.35)
    _whole(first, _folder(folder, "earlier"), learnt)
    tell("a renewal by the second", 0.6)
    begun, clock = time.process_time(), time.perf_counter()
    partition, scored = _renewed(second, folder / "earlier", _folder(folder, "renewed"), learnt)
    renewed_s, renewed_wall_s = time.process_time() - begun, time.perf_counter() - clock
    tell("a whole run on the second", 0.7)
    begun, clock = time.process_time(), time.perf_counter()
    _, expected, pairs = _whole(second, _folder(folder, "whole"), learnt)
    whole_s, whole_wall_s = time.process_time() - begun, time.perf_counter() - clock
    groups, others = _groups(expected), _groups(partition)
    return Renewal(
        rows, share, whole_s, renewed_s, whole_wall_s, renewed_wall_s, pairs, scored, len(groups),
        len(groups - others),
    )  # fmt: skip


def _deliver(first: Path, second: Path, rows: int, share: float, seed: int) -> None:
    """Write two deliveries; in the second some people moved, some came and some went."""
    people, others = (as_records(make_people(rows, seed=s)) for s in (seed, seed + 1))
    chance = np.random.default_rng(seed)
    picked = chance.choice(rows, round(rows * share), replace=False)
    moved, went = picked[: len(picked) // 2], picked[len(picked) // 2 : len(picked) * 3 // 4]
    stays = np.ones(rows, bool)
    stays[np.concatenate([moved, went])] = False
    at = people.column_names.index("address")
    elsewhere = people.take(pa.array(moved)).set_column(at, "address", others["address"].take(pa.array(moved)))
    newcomers = others.take(pa.array(picked[len(picked) * 3 // 4 :]))
    ids = pa.array([f"N{n}" for n in range(newcomers.num_rows)])
    for name in ("record_id", "entity_id"):
        newcomers = newcomers.set_column(newcomers.column_names.index(name), name, ids)
    pq.write_table(people, first)
    pq.write_table(pa.concat_tables([people.filter(pa.array(stays)), elsewhere, newcomers]), second)


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder


def _whole(records: Path, folder: Path, trained: Trained | None) -> tuple[Trained, pa.Table, int]:
    tables = [RecordTable("people", "Person", records)]
    with session(see=[records, folder], memory_gib=2.0, threads=2, spill=folder) as own:
        found = link(own, load_model("person"), tables, city=_CITY, trained=trained)
        leave_traces(own, folder)
    for name, table in (("nodes", found.nodes), ("links", found.links)):
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    _name(found.partition, folder, None)
    return found.trained, found.partition, found.links.num_rows


def _renewed(records: Path, earlier: Path, folder: Path, trained: Trained) -> tuple[pa.Table, int]:
    tables = [RecordTable("people", "Person", records)]
    with session(see=[records, earlier, folder], memory_gib=2.0, threads=2, spill=folder) as own:
        found = renew(own, load_model("person"), tables, earlier=earlier, folder=folder, trained=trained, city=_CITY)
    assert found is not None, "a tenth of the records at most is others"
    _name(found.partition, folder, earlier)
    return found.partition, found.scored


def _name(partition: pa.Table, folder: Path, earlier: Path | None) -> None:
    previous = None
    if earlier is not None:
        previous = Identity(*(pq.read_table(earlier / f"{name}.parquet") for name in ("entities", "ids")))
    named = issue_ids(partition, build=1 if earlier is None else 2, salt=_SALT, previous=previous)
    for name, table in (("entities", named.entities), ("ids", named.ids), ("events", named.events)):
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


def _groups(partition: pa.Table) -> set[frozenset[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for record, cluster in zip(partition["record_id"].to_pylist(), partition["cluster"].to_pylist(), strict=True):
        found[cluster].append(record)
    return {frozenset(records) for records in found.values()}
