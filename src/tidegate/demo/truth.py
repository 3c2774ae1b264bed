"""What is true, for scoring only: nothing downstream reads this folder but the score.

`patterns.parquet` says which rows of which register belong to what is planted or to its innocent
look-alike; `records.parquet` says whom or what each row of a register is about; `evaluation.parquet`
says what the measures truly do.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.demo.world.city import City
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.incidents import KINDS, MEASURES, UNTOUCHED
from tidegate.demo.world.world import NONE, Mark, World
from tidegate.tables import Column, Contract

PATTERN_ROWS = Contract(
    "patterns",
    (
        Column("pattern", pa.string()),
        Column("instance", pa.string()),
        Column("role", pa.string(), "true or look-alike"),
        Column("kind", pa.string()),
        Column("register", pa.string()),
        Column("file", pa.string(), "name of the kind of file in the register's description"),
        Column("key_columns", pa.string(), "columns of the file, joined by |"),
        Column("row_key", pa.string(), "their values, joined by |"),
        Column("note", pa.string()),
    ),
)
RECORD_ROWS = Contract(
    "records",
    (
        Column("register", pa.string()),
        Column("file", pa.string(), "name of the kind of file in the register's description"),
        Column("row_key", pa.string(), "the register's own key of the row"),
        Column("entity", pa.string(), "name of the entity in the register's mapping"),
        Column("kind", pa.string(), "person, company, establishment, premises or address"),
        Column("true_id", pa.string()),
    ),
)
EVALUATION_ROWS = Contract(
    "evaluation",
    (
        Column("measure", pa.string()),
        Column("quantity", pa.string()),
        Column("area", pa.string()),
        Column("incident_kind", pa.string()),
        Column("value", pa.float64(), "a share, a month (0 = January 2020) or a monthly change"),
        Column("note", pa.string()),
    ),
)
_LETTER = {"person": "P", "company": "C", "establishment": "E", "premises": "L", "address": "A"}
_README = """# The truth of the demo city

For scoring only. No rule, model or page may read this folder.

* `patterns.parquet`: rows that belong to something planted (`role` = true) or to its innocent look-alike.
* `records.parquet`: whom or what each row of a register is about, by the register's own key of the row.
* `evaluation.parquet`: what the measures of the five years truly do, to hold an evaluation against.

`file` and `entity` are the names in the register's description; `row_key` is the value of `key_columns`.
An establishment that moved has both its premises, in the order of time.
"""


@dataclass(frozen=True)
class _Keys:
    register: str
    file: str
    columns: str
    values: pa.Array


class Truth:
    """The folder of truth while it grows, block by block.

    Args:
        folder: Where it lies.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.joinpath("README.md").write_text(_README, encoding="utf-8")
        self._folder = folder
        self._patterns = pq.ParquetWriter(folder / "patterns.parquet", PATTERN_ROWS.schema(), compression="zstd")
        self._records = pq.ParquetWriter(folder / "records.parquet", RECORD_ROWS.schema(), compression="zstd")
        self._keys: dict[str, _Keys] = {}

    def keyed(self, table: str, register: str, file: str, columns: str, values: pa.Array) -> None:
        """Note by which key each row of a table of the world is found in a register.

        Args:
            table: Table of the world.
            register: The register.
            file: Kind of file.
            columns: Key columns of the file, joined by `|`.
            values: One key per row of the table, null where the row is in no file.
        """
        self._keys[table] = _Keys(register, file, columns, values)

    def about(self, world: World, register: str, file: str, entity: str, kind: str, keys: pa.Array, ids: Ids) -> None:
        """Note what rows of a register are about.

        Args:
            world: The block.
            register: The register.
            file: Kind of file.
            entity: Name of the entity in the mapping.
            kind: person, company, establishment, premises or address.
            keys: The register's own key of each row.
            ids: What each row is about; rows with `NONE` are left out.
        """
        known = np.asarray(ids) != NONE
        rows = int(known.sum())
        if not rows:
            return
        true_ids = pc.binary_join_element_wise(
            f"{_LETTER[kind]}{world.block:03d}-",
            pc.utf8_lpad(pc.cast(pa.array(np.asarray(ids)[known]), pa.string()), 6, "0"),
            "",
        )
        columns = {
            "register": pa.repeat(register, rows),
            "file": pa.repeat(file, rows),
            "row_key": keys.filter(pa.array(known)),
            "entity": pa.repeat(entity, rows),
            "kind": pa.repeat(kind, rows),
            "true_id": true_ids,
        }
        self._records.write_table(pa.table(columns, schema=RECORD_ROWS.schema()))

    def planted(self, marks: list[Mark]) -> None:
        """Write what is planted in a block whose rows all have their keys by now."""
        rows = [row for mark in marks for row in self._rows_of(mark)]
        self._patterns.write_table(pa.Table.from_pylist(rows, schema=PATTERN_ROWS.schema()))

    def _rows_of(self, mark: Mark) -> list[dict[str, str]]:
        keys = self._keys[mark.table]
        role = "true" if mark.planted else "look-alike"
        return [
            {
                "pattern": mark.pattern,
                "instance": mark.instance,
                "role": role,
                "kind": mark.kind,
                "register": keys.register,
                "file": keys.file,
                "key_columns": keys.columns,
                "row_key": key,
                "note": mark.note,
            }
            for key in keys.values.take(pa.array(mark.rows)).to_pylist()
            if key is not None
        ]

    def evaluation(self, cities: list[City]) -> None:
        """Write what the measures truly do in these cities."""
        rows = [row for city in cities for row in _evaluation(city)]
        table = pa.Table.from_pylist(rows, schema=EVALUATION_ROWS.schema())
        pq.write_table(table, self._folder / "evaluation.parquet", compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        """Finish the files."""
        self._patterns.close()
        self._records.close()


def _evaluation(city: City) -> list[dict[str, str | float]]:
    rows: list[dict[str, str | float]] = []
    for measure in MEASURES:
        kinds = ", ".join(KINDS[kind] for kind in measure.kinds)
        touched = [
            (area, start)
            for where, start in zip(measure.where, measure.start, strict=True)
            for area in city.areas
            if area.district == where
        ]

        def tell(
            quantity: str, area: str, value: float, note: str = "", *, kind: str = kinds, name: str = measure.name
        ) -> None:
            rows.append(
                {
                    "measure": name,
                    "quantity": quantity,
                    "area": area,
                    "incident_kind": kind,
                    "value": float(value),
                    "note": note,
                }
            )

        for area, start in touched:
            tell("start month", area.name, start)
            tell("effect share", area.name, measure.effect, "change of the rate from the start on; 0 for none")
            if measure.fall_before:
                tell(
                    "monthly change before start",
                    area.name,
                    measure.fall_before,
                    "in the twelve months before; not its doing",
                )
            if measure.displaced:
                tell(
                    "displaced share",
                    city.areas[area.neighbour].name,
                    measure.displaced,
                    f"of what is prevented in {area.name}",
                )
                tell(
                    "effect share", area.name, 0.0, "an outcome that the measure leaves as it is", kind=KINDS[UNTOUCHED]
                )
        if measure.displaced:
            for area in city.areas:
                if area.kind == "park" and area.district not in measure.where:
                    tell("never treated", area.name, 0.0)
    return rows
