"""Many deliveries become records with two times: when it was so, and when the deliveries said so.

A record is a thing of the register through its deliveries; each version of it holds from the delivery
that brought it (`known_from`) to the delivery that changed it or no longer had it (`known_to`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

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
        paths = [str(t.path) for t in things if t.schema == schema]
        session.execute(f"create or replace temp view things as {_parquet(paths)}")
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
    (found,) = session.rows(query(__package__, "repeated"))
    several = any(n > 1 for n in deliveries.column("ordinal").to_pylist())
    return not several and not found["repeated"]


def _parquet(paths: list[str]) -> str:
    """Put tables of things together; `place` tells each thing by one number, which is joined sooner than texts."""
    quoted = ["'" + p.replace("'", "''") + "'" for p in paths]
    return " union all by name ".join(
        f"select * exclude (file_row_number), {n << 40}::bigint + file_row_number as place "  # noqa: S608 - paths, quoted
        f"from read_parquet({p}, file_row_number = true)"
        for n, p in enumerate(quoted)
    )


def _copy(session: Session, path: Path, *, plain: bool) -> str:
    known = set(HEAD) | {"known_by", "gone", "schema", "place"}
    columns = session.fetch("select * from things limit 0").column_names
    properties = sorted(c for c in columns if c not in known)
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
            "order by t.source, t.query, t.thing, v.known_from, t.file, t.row_number"
        )
    named = ", ".join(f"{own[c]} as {c}" if c in own else f't."{c}"' for c in (*HEAD, *properties))
    target = str(path).replace("'", "''")
    return f"copy (select {named} from {source}) to '{target}' (format parquet, compression zstd, compression_level 1)"  # noqa: S608 - own names
