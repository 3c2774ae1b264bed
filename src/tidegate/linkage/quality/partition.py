"""A partition of records held against the true one: by pairs, and record by record (B-cubed).

Both are counted from the contingency of the two partitions (how many records lie in entity i and truly are j), never
from pairs written out, so that an entity of a million records costs no more than one of two. The counts are whole
numbers; B-cubed is added up as fractions and rounded once, at the end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.linkage.quality.share import Agreement, harmonic_mean
from tidegate.tables import Column, Contract, query, run

JUDGED = Contract(
    "judged",
    (
        Column("register", pa.string(), nullable=False),
        Column("schema", pa.string(), nullable=False),
        Column("entity", pa.string(), "what it was put into", nullable=False),
        Column("true_id", pa.string(), "what it truly is", nullable=False),
    ),
)
"""Records of which the truth is known, one row each."""

_ROWS = (Column("register", pa.string(), nullable=False), Column("row_number", pa.int64(), nullable=False))
_FOUND_BY_ROW = Contract("entities", (*_ROWS, Column("schema", pa.string()), Column("entity", pa.string())))
_TRUTH_BY_ROW = Contract("truth", (*_ROWS, Column("true_id", pa.string(), nullable=False)))
_RECORD = Column("record_id", pa.string(), nullable=False)
_FOUND_BY_RECORD = Contract("entities", (_RECORD, Column("entity", pa.string())))
_TRUTH_BY_RECORD = Contract(
    "truth",
    (
        _RECORD,
        Column("register", pa.string(), nullable=False),
        Column("schema", pa.string(), nullable=False),
        Column("true_id", pa.string(), nullable=False),
    ),
)
_NAMED = Contract("named", (*_ROWS, Column("place", pa.string()), Column("name", pa.string())))


@dataclass(frozen=True)
class BCubed:
    """Record by record, how much of its entity is truly its own, and how much of its own is in its entity.

    Args:
        precision: Mean over the records of the share of its entity that is the same as it.
        recall: Mean over the records of the share of its own that is in its entity.
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return harmonic_mean(self.precision, self.recall)


@dataclass(frozen=True)
class PartitionScore:
    """The score of some of the records.

    Args:
        schema: Their schema; empty for all.
        register_l: A register; empty for all registers.
        register_r: The other register of the pair, perhaps the same.
        records: How many records.
        pairs: By pairs of records. Of two different registers only pairs across them count.
        b_cubed: Record by record, over the records of both registers.
    """

    schema: str
    register_l: str
    register_r: str
    records: int
    pairs: Agreement
    b_cubed: BCubed


def judge_rows(entities: pa.Table, truth: pa.Table, *, schema: str) -> pa.Table:
    """Put what was found beside what is true, where the truth is known per row of a register.

    Args:
        entities: `register`, `row_number`, `schema` and `entity`, one row per record (any order). Records of other
            schemas than the one asked for are left out.
        truth: `register`, `row_number` and `true_id`, one row per row of a register.
        schema: Schema of the records that the truth is about.
    Returns:
        One row per row of the truth (contract `JUDGED`, no order) with its `row_number`. A row that the linkage left
        out is an entity of its own, so that leaving out what is difficult gains nothing.
    Raises:
        ContractError: A table lacks a column.
    """
    tables = {"entities": _FOUND_BY_ROW.check(entities), "truth": _TRUTH_BY_ROW.check(truth)}
    return run(query(__package__, "judged_rows"), tables, schema=schema)


def judge_records(entities: pa.Table, truth: pa.Table) -> pa.Table:
    """Put what was found beside what is true, where the truth is known per record.

    Args:
        entities: `record_id` and `entity`; versions of a record may repeat it.
        truth: `record_id`, `register`, `schema` and `true_id`, one row per record.
    Returns:
        One row per record of the truth and entity that its versions lie in (contract `JUDGED`, no order) with its
        `record_id`. A record that the linkage left out is an entity of its own.
    Raises:
        ContractError: A table lacks a column.
    """
    tables = {"entities": _FOUND_BY_RECORD.check(entities), "truth": _TRUTH_BY_RECORD.check(truth)}
    return run(query(__package__, "judged_records"), tables)


def away_from_crowds(judged: pa.Table, named: pa.Table, *, names: int = 25) -> pa.Table:
    """Leave out the records of sites that carry many businesses: an airport alone can wreck the count of pairs.

    Args:
        judged: Records by row, as `judge_rows` gives them.
        named: `register`, `row_number`, `place` (such as house number and street, already comparable) and `name`.
        names: From how many different names on a place is left out. Names are compared by letters and digits alone.
    Returns:
        The remaining rows of `judged`. A record without a place remains.
    Raises:
        ContractError: A table lacks a column.
    """
    tables = {"judged": Contract("judged", (*JUDGED.columns, _ROWS[1])).check(judged), "named": _NAMED.check(named)}
    return run(query(__package__, "away_from_crowds"), tables, names=names)


def score_partition(judged: pa.Table, *, schema: str = "", registers: tuple[str, str] = ("", "")) -> PartitionScore:
    """Score one partition, or a part of it.

    Args:
        judged: Records of which the truth is known (contract `JUDGED`).
        schema: Only records of this schema; empty for all.
        registers: Only records of these two registers, which may be the same one; empty for all.
    Returns:
        The score.
    Raises:
        ContractError: The table does not keep its contract.
    Source:
        Bagga and Baldwin (1998), Algorithms for scoring coreference chains (B-cubed); Amigo et al. (2009),
        doi:10.1007/s10791-008-9066-8.
    Example:
        >>> same = {"register": ["a"] * 3, "schema": ["Person"] * 3}
        >>> score = score_partition(pa.table({**same, "entity": ["1", "1", "1"], "true_id": ["x", "x", "y"]}))
        >>> score.pairs
        Agreement(right=1, found=3, true=1)
        >>> round(score.b_cubed.precision, 3), score.b_cubed.recall
        (0.556, 1.0)
    """
    return _score(_cells(judged), schema, *registers)


def partition_scores(judged: pa.Table) -> list[PartitionScore]:
    """Score a partition as a whole, per schema and per pair of registers.

    Args:
        judged: Records of which the truth is known (contract `JUDGED`).
    Returns:
        The whole first; then every schema where there is more than one, then every pair of registers (a register
        with itself among them), both in order of the alphabet.
    Raises:
        ContractError: The table does not keep its contract.
    """
    cells = _cells(judged)
    return [_score(cells, *scope) for scope in _scopes(cells)]


def _scopes(cells: pa.Table) -> Iterator[tuple[str, str, str]]:
    schemas, registers = (sorted(pc.unique(cells[name]).to_pylist()) for name in ("schema", "register"))
    yield "", "", ""
    yield from ((schema, "", "") for schema in schemas if len(schemas) > 1)
    yield from (("", left, right) for left, right in combinations_with_replacement(registers, 2))


def _cells(judged: pa.Table) -> pa.Table:
    """Count the contingency; entities and true ids become numbers, which are quicker to group by."""
    table = JUDGED.check(judged).combine_chunks()
    for name in ("entity", "true_id"):
        codes = pc.dictionary_encode(table[name].combine_chunks()).indices
        table = table.set_column(table.column_names.index(name), name, codes)
    return run(query(__package__, "cells"), {"judged": table})


def _score(cells: pa.Table, schema: str, left: str, right: str) -> PartitionScore:
    scope = {"schema": schema, "left": left, "right": right}
    rows = run(query(__package__, "contingency"), {"cells": cells}, **scope).to_pylist()
    sides = {side: [r for r in rows if r["side"] == side] for side in ("cell", "found", "true")}
    counted = {side: sum(_pairs(r, across=left != right) for r in of_side) for side, of_side in sides.items()}
    records = sum(r["size"] * r["groups"] for r in sides["cell"])
    shares = {side: sum(Fraction(r["squares"], r["size"]) for r in sides[side]) for side in ("found", "true")}
    precision, recall = (float(shares[side] / records) if records else 1.0 for side in ("found", "true"))
    pairs = Agreement(counted["cell"], counted["found"], counted["true"])
    return PartitionScore(schema, left, right, records, pairs, BCubed(precision, recall))


def _pairs(row: Mapping[str, int], *, across: bool) -> int:
    return row["across"] if across else row["groups"] * row["size"] * (row["size"] - 1) // 2
