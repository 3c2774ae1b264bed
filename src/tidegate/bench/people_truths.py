"""People whose identity is known: how well the shipped model finds who is who, without having seen the answers.

Three public sets with a truth, and labelled pairs of names. The truth is for scoring alone: the model learns from the
records, its threshold stands in its file, and the curve around it is shown so that everyone sees what was left.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import log2
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.linkage import Model, load_model
from tidegate.linkage.clustering import cluster
from tidegate.linkage.description import Comparison
from tidegate.linkage.gathering import RecordTable
from tidegate.linkage.linking import Linked, Trained, link
from tidegate.linkage.prevalence import prior_of_all_pairs
from tidegate.linkage.scoring import Parameters
from tidegate.linkage.standardise.people import standardise
from tidegate.tables import run, session

JOINS = tuple(range(-2, 21, 2))
"""Thresholds of the curve, bits."""

SAME_NAME = 10.0
"""Bits of evidence from which two names are called one: they outweigh the odds in a list of a thousand people.

Fixed by this reasoning, before a label was looked at."""

NAMED_BY = ("family", "given", "middle", "suffix")
"""Comparisons of the model that look at names alone."""

FEWEST_TO_LEARN = 1000
"""Records below which the model keeps its defaults: of so few nothing is learnt but their accidents."""

_DAYS = ("%m/%d/%Y", "%m/%d/%y", "%d/%m/%Y", "%d/%m/%y", "%b %d %Y", "%d-%b-%y", "%Y-%m-%d")
_CARRIED_DATES = ("valid_from", "valid_to", "known_from", "known_to")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class TruthSet:
    """Records of people, and who they are.

    Args:
        name: Its name.
        records: Per property of a person the values of each record.
        true_ids: Who each record is about, in the same order.
        labels: What each record is called in reports.
    """

    name: str
    records: Mapping[str, Sequence[Sequence[str]]]
    true_ids: Sequence[str]
    labels: Sequence[str]


@dataclass(frozen=True)
class Point:
    """The score at one threshold.

    Args:
        join: The threshold, bits.
        precision: Share of the pairs put together that belong together.
        recall: Share of the pairs that belong together that were put together.
    """

    join: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Outcome:
    """What linking a truth set came to.

    Args:
        truth: The set.
        linked: What the linkage gave.
        group: Group of each record, in the order of the set.
        score: The score at the model's own threshold.
        curve: The score at other thresholds.
    """

    truth: TruthSet
    linked: Linked
    group: Ints
    score: Point
    curve: tuple[Point, ...]

    def faults(self) -> Iterator[tuple[str, list[str]]]:
        """Tell case by case what is wrong: who is in several groups, and which groups hold several people.

        Yields:
            What is wrong, and the records: those of one person with their groups, or of one group with their persons.
        """
        for true_id, at in _by(self.truth.true_ids):
            if len({int(self.group[i]) for i in at}) > 1:
                yield f"{true_id}: one person, several groups", [f"{self.group[i]}: {self.truth.labels[i]}" for i in at]
        for group, at in _by([str(g) for g in self.group]):
            if len({self.truth.true_ids[i] for i in at}) > 1:
                said = [f"{self.truth.true_ids[i]}: {self.truth.labels[i]}" for i in at]
                yield f"group {group}: several people", said


def historical(path: Path) -> TruthSet:
    """Read Splink's historical figures with errors.

    Args:
        path: The Parquet file.
    Returns:
        The set; the full name and its parts both count as names.
    """
    rows = pq.read_table(path).to_pylist()
    columns = {
        "name": "full_name", "firstName": "first_name", "lastName": "surname", "birthDate": "dob",
        "birthPlace": "birth_place", "address": "postcode_fake", "profession": "occupation",
    }  # fmt: skip
    records = {prop: [_some(r[column]) for r in rows] for prop, column in columns.items()}
    labels = [f"{r['full_name']}, {r['dob']}, {r['postcode_fake']}" for r in rows]
    return TruthSet("historical", records, [r["cluster"] for r in rows], labels)


def febrl(path: Path) -> TruthSet:
    """Read one of the FEBRL sets with duplicates.

    Args:
        path: The CSV file.
    Returns:
        The set.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    street = [" ".join(filter(None, (r["street_number"], r["address_1"]))) for r in rows]
    lines = [
        ", ".join(filter(None, (s, r["address_2"], r["suburb"], r["state"], r["postcode"])))
        for s, r in zip(street, rows, strict=True)
    ]
    records = {
        "firstName": [_some(r["given_name"]) for r in rows],
        "lastName": [_some(r["surname"]) for r in rows],
        "birthDate": [_some(r["date_of_birth"]) for r in rows],
        "address": [_some(line) for line in lines],
        "idNumber": [_some(r["soc_sec_id"]) for r in rows],
    }
    labels = [
        f"{r['given_name']} {r['surname']}, {r['date_of_birth']}, {line}" for r, line in zip(rows, lines, strict=True)
    ]
    return TruthSet("febrl", records, [r["rec_id"].split("-")[1] for r in rows], labels)


def senzing(folder: Path) -> TruthSet:
    """Read the persons of Senzing's truth set.

    Args:
        folder: Where its files lie.
    Returns:
        The set, without organisations.
    """
    with (folder / "actual_truthset_key.csv").open(encoding="utf-8", newline="") as file:
        key = {(r["DATA_SOURCE"], r["RECORD_ID"]): r["CLUSTER_ID"] for r in csv.DictReader(file)}
    rows: list[tuple[str, str, dict[str, list[str]]]] = []
    for name in ("customers", "reference", "watchlist"):
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            at = (said["DATA_SOURCE"], said["RECORD_ID"])
            person = _senzing_person(said["FEATURES"])
            if person["name"] and at in key:
                rows.append((key[at], f"{at[0]} {at[1]}", person))
    records = {prop: [r[2][prop] for r in rows] for prop in _senzing_person([])}
    labels = [f"{label} {'; '.join(v for values in said.values() for v in values)}" for _, label, said in rows]
    return TruthSet("senzing", records, [r[0] for r in rows], labels)


def _senzing_person(features: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    person: dict[str, list[str]] = {
        p: [] for p in ("name", "birthDate", "address", "phone", "email", "passportNumber", "taxNumber")
    }
    for f in features:
        if "NAME_LAST" in f or "NAME_FIRST" in f:
            given = " ".join(str(f[k]) for k in ("NAME_FIRST", "NAME_MIDDLE") if k in f)
            person["name"].append(f"{f.get('NAME_LAST', '')}, {given}")
        elif "NAME_FULL" in f:
            person["name"].append(str(f["NAME_FULL"]))
        if "DATE_OF_BIRTH" in f:
            person["birthDate"] += _day(str(f["DATE_OF_BIRTH"]))
        if any(k.startswith("ADDR_") for k in f):
            parts = ("ADDR_FULL", "ADDR_LINE1", "ADDR_CITY", "ADDR_STATE", "ADDR_POSTAL_CODE")
            person["address"].append(", ".join(str(f[k]).strip() for k in parts if k in f))
        person["phone"] += [str(f[k]) for k in ("PHONE_NUMBER",) if k in f]
        person["email"] += [str(f[k]) for k in ("EMAIL_ADDRESS",) if k in f]
        person["taxNumber"] += [str(f[k]) for k in ("SSN_NUMBER",) if k in f]
        numbers = ("PASSPORT_NUMBER", "DRIVERS_LICENSE_NUMBER", "NATIONAL_ID_NUMBER")
        person["passportNumber"] += [str(f[k]) for k in numbers if k in f]
    return person


def measure_truth_set(truth: TruthSet, folder: Path, *, seed: int = 1) -> Outcome:
    """Link a truth set with the shipped model for persons, and score it.

    Args:
        truth: The set.
        folder: Where its records are laid out as a register.
        seed: Seed of the sampling when the model learns.
    Returns:
        The outcome.
    """
    path = folder / f"{truth.name}.parquet"
    pq.write_table(_record_table(truth), path)
    tables = [RecordTable(truth.name, "Person", path)]
    model = load_model("person")
    with session(see=[path], memory_gib=3.0) as engine:
        few = len(truth.true_ids) < FEWEST_TO_LEARN
        defaults = Trained(model.name, model.version, Parameters({}, model.prior))
        learnt = link(engine, model, tables, trained=defaults if few else None, seed=seed)
        prior = prior_of_all_pairs(
            learnt.links["weight"].to_numpy(), prior=learnt.model.prior, nodes=learnt.nodes.num_rows
        )
        trained = replace(learnt.trained, parameters=replace(learnt.trained.parameters, prior=prior))
        linked = link(engine, model, tables, trained=trained, seed=seed)
    at = {r: i for i, r in enumerate(linked.partition["record_id"].to_pylist())}
    order = np.array([at[f"{truth.name}-{n}"] for n in range(len(truth.true_ids)) if f"{truth.name}-{n}" in at])
    group = np.full(len(truth.true_ids), -1, np.int64)
    there = np.array([f"{truth.name}-{n}" in at for n in range(len(truth.true_ids))])
    group[there] = linked.partition["cluster"].to_numpy()[order]
    group[~there] = group.max(initial=-1) + 1 + np.arange(int((~there).sum()))
    return Outcome(
        truth,
        linked,
        group,
        _point(model.join, group, truth.true_ids),
        tuple(_curve(linked, truth, model, there, order)),
    )


def _curve(linked: Linked, truth: TruthSet, model: Model, there: npt.NDArray[np.bool_], order: Ints) -> Iterator[Point]:
    nodes = np.unique(linked.partition["node"].to_numpy())
    left, right = (np.searchsorted(nodes, linked.links[c].to_numpy()) for c in ("node_l", "node_r"))
    weight = linked.links["weight"].to_numpy()
    position = np.searchsorted(nodes, linked.partition["node"].to_numpy()[order])
    true_ids = [t for t, here in zip(truth.true_ids, there, strict=True) if here]
    told = linked.nodes[model.anchor] if model.anchor in linked.nodes.column_names else None
    anchored = told.is_valid().to_numpy() if told is not None and told.null_count < len(told) else None
    for join in JOINS:
        groups = cluster(nodes, left, right, weight, join=join, way=model.way, anchored=anchored)
        yield _point(join, groups.group[position], true_ids)


def _point(join: float, group: Ints, true_ids: Sequence[str]) -> Point:
    _, true = np.unique(np.array(true_ids), return_inverse=True)
    together = _pairs(np.stack([group, true], axis=1))
    found, wanted = _pairs(group[:, None]), _pairs(true[:, None])
    return Point(join, together / found if found else 1.0, together / wanted if wanted else 1.0)


def _pairs(keys: Ints) -> int:
    _, sizes = np.unique(keys, axis=0, return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())


def _record_table(truth: TruthSet) -> pa.Table:
    count = len(truth.true_ids)
    ids = [f"{truth.name}-{n}" for n in range(count)]
    columns: dict[str, pa.Array] = {
        "record_id": pa.array(ids),
        "register": pa.array([truth.name] * count),
        "schema": pa.array(["Person"] * count),
        "file": pa.array([truth.name] * count),
        "row_number": pa.array(range(1, count + 1), pa.int64()),
        "entity_id": pa.array(ids),
        **{name: pa.nulls(count, pa.date32()) for name in _CARRIED_DATES},
    }
    columns |= {prop: pa.array(values, pa.list_(pa.string())) for prop, values in truth.records.items()}
    return pa.table(columns)


@dataclass(frozen=True)
class NamePair:
    """Two names, what a person said of them, and what the model says.

    Args:
        one: A name.
        other: A name.
        same: Whether they are labelled as one person's.
        bits: What the names weigh, by the model's defaults.
        why: The outcome of every comparison that had something to say.
    """

    one: str
    other: str
    same: bool
    bits: float
    why: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the model agrees with the label."""
        return (self.bits >= SAME_NAME) == self.same


def measure_name_pairs(path: Path) -> list[NamePair]:
    """Hold the labelled pairs of persons' names against the model's defaults.

    Args:
        path: The CSV file.
    Returns:
        Every pair of persons' names, in the order of the file.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["schema"] == "Person"]
    comparisons = [c for c in load_model("person").comparisons if c.name in NAMED_BY]
    sides = {"one": standardise([r["name1"] for r in rows], {}), "other": standardise([r["name2"] for r in rows], {})}
    levels = run(
        _levels_query(comparisons), {side: _numbered(table, side) for side, table in sides.items()}
    ).to_pylist()
    return [_name_pair(row, found, comparisons) for row, found in zip(rows, levels, strict=True)]


def _name_pair(row: Mapping[str, str], found: Mapping[str, int | None], comparisons: Sequence[Comparison]) -> NamePair:
    said = [(c, c.levels[at]) for c in comparisons if (at := found[c.name]) is not None]
    why = tuple(f"{c.title['en']}: {level.title['en']}" for c, level in said)
    return NamePair(row["name1"], row["name2"], row["is_match"] == "true", sum(log2(v.m / v.u) for _, v in said), why)


def _numbered(table: pa.Table, side: str) -> pa.Table:
    end = "l" if side == "one" else "r"
    named = table.rename_columns([f"name_{c}_{end}" for c in table.column_names])
    return named.append_column("number", pa.array(range(table.num_rows), pa.int64()))


def _levels_query(comparisons: Sequence[Comparison]) -> str:
    # The conditions come from the model's file, as they do when pairs are scored.
    cells = []
    for c in comparisons:
        absent = " or ".join(f"{need}_{end} is null" for need in c.needs for end in "lr")
        cases = "".join(f" when {v.when} then {n}" for n, v in enumerate(c.levels[:-1]))
        cells.append(f'case when {absent} then null{cases} else {len(c.levels) - 1} end as "{c.name}"')
    return f"select {', '.join(cells)} from one join other using (number) order by number"  # noqa: S608


def _by(values: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    found: dict[str, list[int]] = {}
    for n, value in enumerate(values):
        found.setdefault(value, []).append(n)
    yield from found.items()


def _some(value: str | None) -> list[str]:
    return [value] if value else []


def _day(text: str) -> list[str]:
    for pattern in _DAYS:
        try:
            return [datetime.strptime(text, pattern).date().isoformat()]  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return []
