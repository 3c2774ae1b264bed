"""A picture as FollowTheMoney entities: one per entity, with the values that its records give."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tidegate.formats.writing import write_ftm_lines
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.registers.mapping import expressions as x
from tidegate.tables import session
from tidegate.vocabulary import Schema, model


def write_entities(picture: Picture, out: Path, tables: list[str]) -> dict[str, int]:
    """Write the entities of a picture, one on each line, in order of schema and id.

    Args:
        picture: The picture.
        out: The file.
        tables: Names of its tables.
    Returns:
        Schema to number of entities. A value is taken once, however many records give it; only versions that hold.
    """
    del tables
    counts: dict[str, int] = {}

    def lines() -> Iterator[dict[str, Any]]:
        for path in sorted((picture.folder / "records").glob("*.parquet")):
            for entity in _of_schema(path, model().schemata[path.stem]):
                counts[path.stem] = counts.get(path.stem, 0) + 1
                yield entity

    write_ftm_lines(lines(), out)
    return counts


def _of_schema(path: Path, schema: Schema) -> Iterator[dict[str, Any]]:
    with session(see=[path.parent]) as s:
        there = [r["column_name"] for r in s.rows("describe from read_parquet($path)", path=str(path))]
        names = [n for n, p in schema.properties.items() if n in there and not p.stub]
        file = x.exp.Table(this=x.call("read_parquet", x.text(str(path))))
        select = x.exp.select(x.column("entity"), *[x.exp.alias_(_values(n), n, quoted=True) for n in names])
        select = select.from_(file).where(x.missing(x.column("known_to"))).group_by("entity").order_by("entity")
        for batch in s.fetch(x.sql(select)).to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                properties = {n: row[n] for n in names if row[n]}
                yield {"id": row["entity"], "schema": schema.name, "properties": properties}


def _values(name: str) -> x.Node:
    return x.call("list_sort", x.call("list_distinct", x.call("list", x.column(name))))
