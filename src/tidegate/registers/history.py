"""Many deliveries become records with two times: when it was so, and when the deliveries said so.

A record is a thing of the register through its deliveries; each version of it holds from the delivery
that brought it (`known_from`) to the delivery that changed it or no longer had it (`known_to`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.registers.things import ThingFile
from tidegate.tables import Column, Contract, Session, query

DELIVERIES = Contract(
    "deliveries",
    (
        Column("source", pa.string()),
        Column("delivery_date", pa.string(), "day of the delivery; absent where nothing tells it"),
        Column("ordinal", pa.int64(), "number of the delivery, from 1"),
        Column("next_date", pa.string(), "day of the delivery after it"),
        Column("kind", pa.string(), "full or changes"),
        Column("keyed", pa.bool_(), "whether the register's own key tells its rows apart"),
    ),
)

MOVEMENTS = Contract(
    "movements",
    (
        Column("source", pa.string()),
        Column("delivery_date", pa.string()),
        Column("thing", pa.string()),
        Column("came", pa.int64(), "records"),
        Column("changed", pa.int64(), "records"),
        Column("went", pa.int64(), "records"),
    ),
)

HEAD = (
    "record_id", "register", "source", "thing", "query", "file", "row_number", "delivery_date",
    "known_from", "known_to", "valid_from", "valid_to", "entity_id", "content",
)  # fmt: skip
"""The columns every record table begins with; the properties follow, in order of the alphabet."""


@dataclass(frozen=True)
class RecordFile:
    """A written table of records.

    Args:
        path: The Parquet file.
        schema: Schema of the records.
        records: Number of versions of records.
    """

    path: Path
    schema: str
    records: int


def number_deliveries(dates: Sequence[tuple[str, str | None, str]], keyed: Collection[str] = ()) -> pa.Table:
    """Put deliveries in order.

    Args:
        dates: Source, day (ISO 8601; None where unknown) and kind of each delivery, in any order.
        keyed: Sources whose rows have the register's own key.
    Returns:
        Contract `DELIVERIES`; a delivery without a day comes before all others.
    Example:
        >>> two = number_deliveries([("a", "2024-02-01", "full"), ("a", "2024-01-01", "full")])
        >>> two.column("next_date").to_pylist()
        ['2024-02-01', None]
    """
    rows = []
    for source in sorted({s for s, _, _ in dates}):
        days = sorted({d or "" for s, d, _ in dates if s == source})
        kind = next(k for s, _, k in dates if s == source)
        later = [*days[1:], None]
        rows += [(source, d or None, n + 1, later[n], kind, source in keyed) for n, d in enumerate(days)]
    columns = [[row[n] for row in rows] for n in range(len(DELIVERIES.columns))]
    return pa.table(columns, schema=DELIVERIES.schema())


def write_records(
    session: Session, things: Sequence[ThingFile], deliveries: pa.Table, folder: Path
) -> tuple[list[RecordFile], pa.Table]:
    """Make records of all things of a register and write one table per schema.

    Args:
        session: The engine; it must see the things' folders and the folder written to.
        things: All tables of things of the register.
        deliveries: Contract `DELIVERIES`.
        folder: Where `<Schema>.parquet` files go.
    Returns:
        The files, and what came, changed and went (contract `MOVEMENTS`).
    """
    session.register("deliveries", DELIVERIES.check(deliveries))
    movements = [MOVEMENTS.empty()]
    written = []
    for schema in sorted({t.schema for t in things}):
        own = [t for t in things if t.schema == schema]
        parts = _parts(own)
        session.register("parts", parts)
        session.execute(f"create or replace temp view things as {_together(own, parts)}")
        # One delivery of things that are each known by something of their own has no history to be found.
        plain = _is_plain(session, deliveries)
        kind, how = ("view", "history_of_one") if plain else ("table", "history")
        session.execute(f"create or replace temp {kind} {how} as {query(__package__, how)}")
        session.execute(f"create or replace temp view versions as from {how}")
        movements.append(session.fetch(query(__package__, "deliveries")).cast(MOVEMENTS.schema()))
        path = folder / f"{schema}.parquet"
        session.execute(_copy(session, path, plain=plain))
        (count,) = session.rows("select count(*) as n from read_parquet($path)", path=str(path))
        written.append(RecordFile(path, schema, count["n"]))
    return written, pa.concat_tables(movements)


def _is_plain(session: Session, deliveries: pa.Table) -> bool:
    if any(n > 1 for n in deliveries.column("ordinal").to_pylist()):
        return False
    (found,) = session.rows(query(__package__, "repeated"))
    return not found["repeated"]


def _parts(things: Sequence[ThingFile]) -> pa.Table:
    """Number the kinds of thing there are by source, query and name."""
    kinds = sorted({(t.source, t.query, t.thing) for t in things})
    columns = [pa.array(c, kind) for c, kind in zip(zip(*kinds, strict=True), _PART_TYPES[1:], strict=True)]
    numbers = pa.array(range(len(kinds)), _PART_TYPES[0])
    return pa.table([numbers, *columns], names=["part", "source", "query", "thing"])


_PART_TYPES = (pa.int32(), pa.string(), pa.int32(), pa.string())


def _together(things: Sequence[ThingFile], parts: pa.Table) -> str:
    """Put tables of things together; `place` tells each thing by one number, which is joined sooner than texts."""
    columns = {t.path: pq.read_schema(t.path) for t in things}
    lists = set().union(*map(_lists, columns.values()))
    number_of = {(p["source"], p["query"], p["thing"]): p["part"] for p in parts.to_pylist()}
    selects = []
    for number, thing in enumerate(things):
        part = number_of[thing.source, thing.query, thing.thing]
        fixed = {"register": thing.register, "source": thing.source, "thing": thing.thing, "schema": thing.schema}
        own = [f"{_text(value)} as {name}" for name, value in fixed.items()]
        own += [
            f"{thing.query}::integer as query",
            f"{part}::integer as part",
            f"{number << 40}::bigint + file_row_number as place",
        ]
        # Where one table has lists and another none, all are lists.
        own += [f"[]::varchar[] as {_quoted(c)}" for c in sorted(lists - set(columns[thing.path].names))]
        wrapped = [_list(c) for c in columns[thing.path].names if c in lists - _lists(columns[thing.path])]
        replaced = f"replace ({', '.join(wrapped)})" if wrapped else ""
        selects.append(
            f"select * exclude (file_row_number) {replaced}, {', '.join(own)} "  # noqa: S608 - quoted
            f"from read_parquet({_text(str(thing.path))}, file_row_number = true)"
        )
    return " union all by name ".join(selects)


def _lists(schema: pa.Schema) -> set[str]:
    return {f.name for f in schema if pa.types.is_list(f.type)}


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _list(column: str) -> str:
    """Make a list of the one value of a property; empty where there is none."""
    name = _quoted(column)
    return f"case when {name} is null then []::varchar[] else [{name}] end as {name}"


def _copy(session: Session, path: Path, *, plain: bool) -> str:
    known = set(HEAD) | {"known_by", "gone", "schema", "place", "part"}
    schema = session.fetch("select * from things limit 0").schema
    properties = sorted(c for c in schema.names if c not in known)
    single = {c for c in properties if pa.types.is_string(schema.field(c).type)}
    # A day may be given as a year or a month, or with a time; what is known is known from its first day.
    day = "try_cast(left({} || '-01-01', 10) as date)"
    if plain:
        own = {"record_id": "t.known_by", "known_from": day.format("t.delivery_date"), "known_to": "null::date"}
        source = "things t"
    else:
        own = {"record_id": "v.record_id", "known_from": day.format("v.known_from")}
        own["known_to"] = day.format("v.known_to")
        source = (
            "things t join versions v using (place) where not v.gone "
            "order by t.part, v.known_from, t.file, t.row_number"
        )
    named = ", ".join(
        f"{own[c]} as {c}" if c in own else _list(c) if c in single else f"t.{_quoted(c)}" for c in (*HEAD, *properties)
    )
    target = _text(str(path))
    return f"copy (select {named} from {source}) to {target} (format parquet, compression zstd, compression_level 1)"  # noqa: S608 - own names
