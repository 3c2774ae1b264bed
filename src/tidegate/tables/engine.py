"""The only door to DuckDB.

A session is an engine of its own, which sees the files and folders it was given and nothing else:
no network, no extension, no Python variable. Values go in as parameters (`$name`), tables under a
name; no query text is built from values.
"""

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tidegate.errors import EngineError

QueryFault = duckdb.Error
"""What the engine raises where it cannot do what a query asks, for the rooms that have another way."""

ENGINE_VERSION: str = duckdb.__version__
"""Version of the engine; another one may number values otherwise where `hash` is called."""

_shared_lock = threading.Lock()
_shared: list[Any] = []


class Session:
    """An engine that can see only what it was given; made by `session`.

    Threads may share it; their statements wait for each other.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._turn = threading.RLock()

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table readable under a name; nothing is copied.

        Args:
            name: The name.
            table: The table.
        """
        with self._turn:
            self._connection.register(name, table)

    def execute(self, sql: str, **params: object) -> None:
        """Run a statement whose result is not wanted.

        Args:
            sql: One statement, values as `$name`.
            params: The values.
        Raises:
            EngineError: Memory, disk or rights were not enough.
        """
        with self._turn, _told():
            self._connection.execute(sql, params or None)

    def fetch(self, sql: str, **params: object) -> pa.Table:
        """Run a query and give its result as an Arrow table.

        Args:
            sql: One query, values as `$name`.
            params: The values.
        Returns:
            The result, in the order of the query.
        Raises:
            EngineError: Memory, disk or rights were not enough.
        """
        with self._turn, _told():
            return self._connection.sql(sql, params=params or None).to_arrow_table()

    @contextlib.contextmanager
    def lent(self) -> Iterator[Any]:
        """Lend the engine to a library that speaks to it itself; nobody else's statement runs meanwhile.

        Yields:
            The connection, as the library wants it.
        Raises:
            EngineError: Memory, disk or rights were not enough.
        """
        with self._turn, _told():
            yield self._connection

    def rows(self, sql: str, **params: object) -> list[dict[str, Any]]:
        """Run a query whose result is small and give its rows as dictionaries.

        Args:
            sql: One query, values as `$name`.
            params: The values.
        """
        return self.fetch(sql, **params).to_pylist()  # type: ignore[no-any-return]


@contextlib.contextmanager
def session(
    *,
    see: Sequence[Path] = (),
    memory_gib: float = 2.0,
    threads: int = 2,
    spill: Path | None = None,
    unchanging: bool = False,
) -> Iterator[Session]:
    """Open an engine of its own for a longer piece of work.

    Args:
        see: Files and folders that queries may read and write; nothing else exists for them.
        memory_gib: Memory the engine may use before it spills, GiB.
        threads: Number of threads.
        spill: Folder for what does not fit into memory; without it, nothing is spilled.
        unchanging: Whether the files stay as they are; what lies where in them is then read once.
    Yields:
        The session; it ends with the block.
    Raises:
        EngineError: The engine cannot start.
    Example:
        >>> with session() as s:
        ...     s.rows("select $n + 1 as n", n=1)
        [{'n': 2}]
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": str(threads),
        "memory_limit": f"{memory_gib}GiB",
        "python_enable_replacements": "false",
        "preserve_insertion_order": "true",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": str(spill) if spill else "",
    }
    with _told():
        connection = duckdb.connect(":memory:", config=config)
    try:
        folders = [str(p) + "/" for p in see if p.is_dir()]
        paths = [str(p) for p in see if not p.is_dir()]
        connection.execute("set allowed_directories = $dirs", {"dirs": folders})
        connection.execute("set allowed_paths = $paths", {"paths": paths})
        connection.execute("set enable_external_access = false")
        if unchanging:
            connection.execute("set parquet_metadata_cache = true")
        connection.execute("set lock_configuration = true")
        yield Session(connection)
    finally:
        connection.close()


def run(sql: str, tables: Mapping[str, pa.Table], **params: object) -> pa.Table:
    """Run one query on Arrow tables with the engine that the whole process shares.

    Args:
        sql: One query, values as `$name`.
        tables: The tables it may name.
        params: The values.
    Returns:
        The result as an Arrow table, in the order of the query.
    Raises:
        EngineError: Memory, disk or rights were not enough.
    Example:
        >>> run("select sum(n)::bigint as n from t", {"t": pa.table({"n": [1, 2]})}).to_pylist()
        [{'n': 3}]
    """
    with _shared_lock:
        if not _shared:
            options: dict[str, str | bool | int | float | list[str]] = {
                "enable_external_access": "false",
                "python_enable_replacements": "false",
                # What does not fit into memory is told, not spilled into whatever folder the caller stands in.
                "temp_directory": "",
            }
            _shared.append(duckdb.connect(":memory:", config=options))
        cursor = _shared[0].cursor()
    try:
        for name, table in tables.items():
            cursor.register(name, table)
        with _told():
            return cursor.sql(sql, params=params or None).to_arrow_table()
    finally:
        cursor.close()


def query(package: str, name: str) -> str:
    """Read the query that lies beside a module.

    Args:
        package: The module's package, `__package__`.
        name: Name of the file without `.sql`.
    Returns:
        The text of the query.
    """
    return files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say in words what the engine could not do; faults of our own queries pass as they are."""
    try:
        yield
    except Exception as fault:
        # A library that was lent the engine wraps the engine's faults into its own.
        engine_fault = fault if isinstance(fault, duckdb.Error) else fault.__cause__
        in_words = _in_words(engine_fault)
        if in_words is None:
            raise
        raise in_words from engine_fault


def _in_words(fault: BaseException | None) -> EngineError | None:
    if isinstance(fault, duckdb.OutOfMemoryException):
        return EngineError(
            what="the work did not fit into the memory it was given",
            mend="give more with TIDEGATE_MEMORY_GIB, or free disk space for spilling",
        )
    if isinstance(fault, duckdb.IOException):
        return EngineError(
            what=f"a file could not be read or written ({str(fault).splitlines()[0]})",
            mend="check that the disk has space and the file its rights, then run again",
        )
    if isinstance(fault, duckdb.PermissionException):
        return EngineError(
            what=f"the engine may not see a file it was asked for ({fault})",
            mend="name the file or its folder when the session is opened",
        )
    return None
