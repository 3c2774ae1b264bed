"""The first stage: the records of the view with every reference put in terms of entities.

Who is meant is worked out for all records; then each schema is written for itself and kept for itself, under what its
own tables hold and what its references come to, so that a delivery of one register leaves the others' records alone.
"""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.linkage.contracts import EVENTS
from tidegate.linkage.gathering import RecordTable
from tidegate.linkage.resolving import Kind, Who, resolve_schema, resolve_who
from tidegate.pipeline.picturing.making import Making, Offered, write_table
from tidegate.pipeline.who.link import model_of
from tidegate.tables import ENGINE_VERSION
from tidegate.vocabulary import model

VERSION = "4"
"""Changes when the same records and entities would be resolved otherwise."""


def resolved(making: Making, offered: Offered, folder: Path) -> None:
    """Make the stage `resolved`.

    Args:
        making: What it works with.
        offered: Nothing: it reads the records and who is who.
        folder: Folder to write to.
    """
    del offered
    kinds = _kinds(making)
    linked = _of_kinds(making, kinds)
    inputs = [VERSION, *_inputs(making, linked)]
    home, _ = making.kept.part("who", inputs, lambda beside: _who(making, kinds, linked, beside))
    marks = json.loads((home / "marks.json").read_text(encoding="utf-8"))
    who = Who(home / "own.parquet", home / "refers.parquet", marks)
    records = folder / "records"
    records.mkdir()
    for schema in sorted({t.schema for t in making.given.tables}):
        part = _schema(making, who, schema)
        os.link(part / f"{schema}.parquet", records / f"{schema}.parquet")
    for name in ("entities", "attachments", "id_events"):
        os.link(home / f"{name}.parquet", folder / f"{name}.parquet")


def inputs_of_resolved(making: Making) -> list[str]:
    """Say what decides the result of the stage.

    Args:
        making: What it works with.
    """
    return _inputs(making, making.given.tables)


def _inputs(making: Making, tables: Sequence[RecordTable]) -> list[str]:
    build = making.linked.name if making.linked else ""
    contents = [f"{t.register}/{t.schema}:{making.kept.content(t.path)}" for t in tables]
    return [ENGINE_VERSION, _known_by(making, [t.path for t in tables]), build, *contents]


def _known_by(making: Making, paths: Sequence[Path]) -> str:
    """Give the day where it decides anything: where all deliveries had come by then, any later day knows the same."""
    later = any(day > making.on for path in paths for day in _last_days(path))
    return making.on.isoformat() if later else ""


def _last_days(path: Path) -> Iterator[date]:
    """Give, from the statistics of a file, days up to which all of its deliveries came."""
    about = pq.read_metadata(path)
    places = [n for n in range(about.num_columns) if about.schema.column(n).path in {"known_from", "known_to"}]
    for group in range(about.num_row_groups):
        for place in places:
            column = about.row_group(group).column(place)
            if column.statistics is not None and column.statistics.has_min_max:
                yield column.statistics.max
            elif column.statistics is None or column.statistics.null_count < column.num_values:
                # Nothing is said of these days, so that any may be among them.
                yield date.max


def _schema(making: Making, who: Who, schema: str) -> Path:
    """Give the folder with the resolved records of one schema."""
    own = [t for t in making.given.tables if t.schema == schema]
    contents = [f"{t.register}:{making.kept.content(t.path)}" for t in own]
    inputs = [
        VERSION, ENGINE_VERSION, _known_by(making, [t.path for t in own]), *contents,
        *who.mark(schema, {t.register for t in own}),
    ]  # fmt: skip
    properties = frozenset(model().schemata[schema].properties)

    def make(beside: Path) -> None:
        see = [*sorted({t.path.parent for t in own}), who.own.parent, beside]
        with making.session(*see) as s:
            resolve_schema(s, schema, own, who, given=properties, path=beside / f"{schema}.parquet", on=making.on)

    return making.kept.part(f"records.{schema}", inputs, make)[0]


def _of_kinds(making: Making, kinds: Sequence[Kind]) -> list[RecordTable]:
    """Give the tables whose records were linked; the others say nothing of who is who."""
    schemata = {s for k in kinds for s in model_of(making.workspace, k.name).schemas}
    return [t for t in making.given.tables if t.schema in schemata]


def _who(making: Making, kinds: Sequence[Kind], tables: Sequence[RecordTable], folder: Path) -> None:
    see = [*sorted({t.path.parent for t in tables}), folder, *([making.linked] if making.linked else [])]
    with making.session(*see) as s:
        who = resolve_who(s, tables, kinds, out=folder, on=making.on)
    (folder / "marks.json").write_text(json.dumps(dict(who.marks), sort_keys=True), encoding="utf-8")
    events = [pq.read_table(k.entities.parent / "events.parquet") for k in kinds]
    write_table(folder, "id_events", _known_events(pa.concat_tables([EVENTS.empty(), *events]), kinds, folder))


def _kinds(making: Making) -> list[Kind]:
    if making.linked is None:
        return []
    found = sorted(p for p in making.linked.iterdir() if p.is_dir())
    return [Kind(p.name, p / "entities.parquet", p / "links.parquet") for p in found]


def _known_events(events: pa.Table, kinds: Sequence[Kind], folder: Path) -> pa.Table:
    """Leave out what became of entities of which only deliveries after the day of the picture speak."""
    known = pq.read_table(folder / "entities.parquet", columns=["entity"])["entity"].combine_chunks()
    linked = [pq.read_table(k.entities, columns=["entity"])["entity"] for k in kinds]
    every = pa.chunked_array([c for t in linked for c in t.chunks], pa.string()).unique()
    later = every.filter(pc.invert(pc.is_in(every, value_set=known)))
    return events.filter(pc.invert(pc.is_in(events["entity"], value_set=later)))
