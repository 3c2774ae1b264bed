"""From a register's own key of a row to the records that the row makes: for truths, which name rows by their keys.

Where a register's rows have a key, a record's id is a hash of register, query, thing, schema and key. Where they have
none, the thing's id is a hash of its register and key, and the records of that thing are looked up.
"""

import hashlib
from collections.abc import Iterator

import pyarrow.parquet as pq

from tidegate.pipeline.who.link import record_tables
from tidegate.pipeline.workspace import Workspace
from tidegate.registers.things import SEPARATOR

Heads = dict[tuple[str, str], list[tuple[str, str, str]]]
"""Register and kind of file to what stands before a row's key in a hash: thing, head, schema."""


class RowKeys:
    """Finds the records of rows by their keys.

    Args:
        workspace: The workspace; its registers were read.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._known: Heads = {}
        self._things: Heads = {}
        self._workspace = workspace
        self._of_thing: dict[str, set[str]] = {}
        for register in workspace.registers:
            keyed = {spec.name for spec in register.files if spec.key}
            for asked in register.queries:
                where = (register.id, asked.source)
                for entity in asked.mapping.entities:
                    schema = entity.schema.name
                    if asked.source in keyed:
                        head = SEPARATOR.join((register.id, str(asked.number), entity.name, schema, ""))
                        self._known.setdefault(where, []).append((entity.name, head, schema))
                    elif len(entity.keys) == 1:
                        seed = (entity.name, register.id + entity.key_literal, schema)
                        if seed not in self._things.setdefault(where, []):
                            self._things[where].append(seed)
        if self._things:
            self._look_up()

    def records(self, register: str, file: str, row_key: str, *, thing: str = "") -> Iterator[tuple[str, str]]:
        """Give the records of a row.

        Args:
            register: Id of the register.
            file: Name of the kind of file in its description.
            row_key: Values of the key columns, joined by `|`.
            thing: Name of the thing in the mapping; all things of the row where it is empty.
        Yields:
            Record id and schema; ids of records that were never made are among them.
        """
        for name, head, schema in self._known.get((register, file), ()):
            if thing in {"", name}:
                yield _sha1(head + row_key.replace("|", SEPARATOR))[:24], schema
        for name, seed, schema in self._things.get((register, file), ()):
            if thing in {"", name}:
                yield from ((record, schema) for record in self._of_thing.get(_sha1(seed + row_key), ()))

    def _look_up(self) -> None:
        keyless = {r.id for r in self._workspace.registers if any(not spec.key for spec in r.files)}
        for table in (t for t in record_tables(self._workspace) if t.register in keyless):
            ids = pq.read_table(table.path, columns=["entity_id", "record_id"])
            for own, record in zip(ids["entity_id"].to_pylist(), ids["record_id"].to_pylist(), strict=True):
                self._of_thing.setdefault(own, set()).add(record)


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
