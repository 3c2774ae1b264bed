"""A picture opened for questions: an engine that sees its tables alone, kept from one question to the next."""

import contextlib
import functools
import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from tidegate.network import open_records
from tidegate.pipeline.picturing.contents import CONTENTS
from tidegate.pipeline.picturing.shelf import FLAGGED, Picture, suspended_flags
from tidegate.tables import Session, query, session
from tidegate.web.atlas.reading.keeping import INDEXED, LAID_OUT, MAPPED, TIED, attached_as, kept_for
from tidegate.web.atlas.reading.remembering import Remembered

MOST_OPEN = 4
"""Pictures that are kept open at a time; one engine takes about 20 ms to start and little memory to keep."""

MEMORY_GIB = 0.5

ROOM = 64 * 1024 * 1024
"""Bytes of answers that are remembered of a picture, about."""

_OF_ALL = frozenset({
    "level", "schema", "kind", "sector", "indicator", "flag", "cell", "until", "most", "limit", "offset", "at_least",
    "clearly", "least",
})  # fmt: skip
"""Values by which a list is narrowed, of which there are few; none names one entity or place."""


class Opened:
    """The tables of a picture under their names, and its records under `record_<Schema>`.

    A table that the view does not allow is there without a row, so that one query serves every view.

    Args:
        picture: The picture; whoever asks holds it.

    Attributes:
        remembered: Answers that are the same for everybody who looks at the picture.
        laid_out: Whether ties and records lie in order of entities, so that one entity is found fast.
    """

    def __init__(self, picture: Picture) -> None:
        self.remembered = Remembered(ROOM)
        # Looked at once, and first: what is laid out while the engine starts lies in a folder that it was not shown.
        laid = kept_for(picture) / LAID_OUT
        self.laid_out = laid.is_dir()
        self._stack = contextlib.ExitStack()
        self._own: Session = self._stack.enter_context(
            session(see=[picture.folder, kept_for(picture)], memory_gib=MEMORY_GIB, unchanging=True)
        )
        self._records = {p.stem: p for p in sorted((picture.folder / "records").glob("*.parquet"))}
        there = {n for n in picture.tables() if "/" not in n}
        # Where flags are suspended, nobody asks the files themselves.
        held = {n for n in FLAGGED if n in there} if suspended_flags(picture) else set()
        open_records(self._own, {n: picture.folder / f"{n}.parquet" for n in sorted(there - held)})
        for name in sorted(held):
            self._own.register(name, picture.table(name))
        for tables in CONTENTS.values():
            for name, contract in tables.items():
                if name not in there:
                    self._own.register(name, contract.empty())
        open_records(self._own, {f"record_{n}": p for n, p in self._records.items()})
        for name in (*(kept for kept, _ in TIED.values()), *MAPPED):
            self._own.execute(query(__package__, f"opening_{name}"))
        if self.laid_out:
            self._own.execute(attached_as("kept", laid / INDEXED, read_only=True))
            for row in self._own.rows(query(__package__, "opening_kept")):
                self._own.execute(_as_kept(row["name"]))
        self._own.execute(query(__package__, "opening_flagged_premises"))

    @property
    def schemata(self) -> tuple[str, ...]:
        """Schemata of which the picture holds records, sorted."""
        return tuple(sorted(self._records))

    def rows(self, name: str, **params: object) -> list[dict[str, Any]]:
        """Put one of the questions beside this module and give its rows.

        Args:
            name: Name of the file without `.sql`.
            params: Values of the question; the answer to one that is about the whole picture is remembered.
        """
        return [dict(row) for row in self.told(name, **params)]

    def told(self, name: str, **params: object) -> Sequence[Mapping[str, Any]]:
        """Give the rows as `rows` does, as they are remembered: whoever asks changes none of them.

        Args:
            name: Name of the file without `.sql`.
            params: Values of the question.
        """
        if not all(n in _OF_ALL and isinstance(v, Hashable) for n, v in params.items()):
            return self._own.rows(_question(name), **params)
        key = ("rows", name, *sorted(params.items()))
        return self.remembered.get(key, lambda: self._own.rows(_question(name), **params), lambda r: 500 * len(r))

    def table(self, name: str, **params: object) -> pa.Table:
        """Put one of the questions beside this module and give its rows as a table.

        Args:
            name: Name of the file without `.sql`.
            params: Values of the question.
        """
        return self._own.fetch(query(__package__, name), **params)

    def records(self, schema: str, entity: str) -> list[dict[str, Any]]:
        """Give the versions of the records of an entity, in order of their delivery.

        Args:
            schema: A schema; nothing is found where the picture holds no record of it.
            entity: The entity.
        """
        if schema not in self._records:
            return []
        order = ("known_from", "delivery_date", "register", "record_id")
        return self._own.rows(_of_entity(f"record_{schema}", order), entity=entity)

    def sayings(self, schema: str, columns: Sequence[str], entities: Sequence[str]) -> list[dict[str, Any]]:
        """Give some properties of the records of some entities.

        Args:
            schema: A schema; nothing is found where the picture holds no record of it.
            columns: Properties; those that no register gives are left aside.
            entities: The entities.
        """
        path = self._records.get(schema)
        if path is None:
            return []
        there = set(pq.read_schema(path).names)
        chosen = [exp.column(exp.to_identifier(c, quoted=True)) for c in ("entity", *columns) if c in there]
        table = exp.Table(this=exp.to_identifier(f"record_{schema}", quoted=True))
        wanted = exp.column("entity").isin(*[exp.Literal.string(e) for e in entities])
        select = exp.select(*chosen).distinct().from_(table).where(wanted).order_by(*chosen)
        return self._own.rows(select.sql(dialect="duckdb"))


@functools.cache
def _question(name: str) -> str:
    return query(__package__, name)


@functools.cache
def _of_entity(table: str, order: tuple[str, ...]) -> str:
    wanted = exp.EQ(this=exp.column("entity"), expression=exp.Placeholder(this="entity"))
    select = exp.select("*").from_(exp.to_identifier(table, quoted=True)).where(wanted).order_by(*order)
    return select.sql(dialect="duckdb")


def _as_kept(name: str) -> str:
    view = exp.select("*").from_(exp.table_(name, db="kept"))
    return exp.Create(this=exp.to_identifier(name), kind="VIEW", replace=True, expression=view).sql(dialect="duckdb")


_lock = threading.Lock()
_open: OrderedDict[str, Opened] = OrderedDict()


def opened(picture: Picture) -> Opened:
    """Give the picture, opened; one that was asked lately is open already.

    Args:
        picture: The picture; whoever asks holds it.
    """
    key = f"{picture.folder.resolve()} {sorted(suspended_flags(picture))}"
    with _lock:
        found = _open.get(key)
        if found is None or (not found.laid_out and (kept_for(picture) / LAID_OUT).is_dir()):
            # One that falls out ends when whoever still asks it is done.
            while len(_open) >= MOST_OPEN:
                _open.popitem(last=False)
            found = _open[key] = Opened(picture)
        _open.move_to_end(key)
    return found
