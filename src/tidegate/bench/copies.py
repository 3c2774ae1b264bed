"""One city many times over: does linking it grow with the records, or with their square?

Each copy has ids, postcodes and coordinates of its own and typing errors of its own in a share of its names, so that
the copies are many towns with the same streets and shops. They are made of the records of a workspace that was read
and linked once, and linked with what that run learnt, each number of copies in a process of its own.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.bench.measuring import Measure, measure
from tidegate.errors import WorkspaceError
from tidegate.pipeline.who.link import record_tables, trained_model
from tidegate.pipeline.workspace import Workspace

_OWN_IDS = ("record_id", "entity_id", "content", "premises", "operator", "owner", "address_id")
_POSTED = ("address", "postalCode")
_POSTCODE = r"\b(\d{5})$"
_APART_DEGREES = 1.5


@dataclass(frozen=True)
class CopiesLine:
    """What linking a number of copies took.

    Args:
        copies: Number of copies.
        records: Records of things of this kind, all registers.
        measure: What the process took, from records to entities with their ids, parts of weights stored.
    """

    copies: int
    records: int
    measure: Measure


def bench_copies(
    workspace: Workspace,
    folder: Path,
    *,
    kind: str,
    copies: Sequence[int],
    seed: int,
    memory_gib: float,
    tell: Callable[[str, float], None],
) -> Iterator[CopiesLine]:
    """Copy the records of a city and link them with its saved model.

    Args:
        workspace: City whose registers were read and linked.
        folder: Folder to work in.
        kind: Name of the model, such as `establishment`.
        copies: Numbers of copies, each measured by itself.
        seed: Seed of the typing errors.
        memory_gib: Memory of the engine before it spills, GiB.
        tell: Is told the stage and the share done.
    Yields:
        One line per number of copies.
    Raises:
        WorkspaceError: The workspace was not linked yet.
    """
    trained = trained_model(workspace, kind)
    if trained is None:
        raise WorkspaceError(
            where=str(workspace.folder),
            what=f"nothing was learnt yet for the kind '{kind}'",
            mend=f"run `tidegate linkage run {workspace.folder}` first",
        )
    learnt = folder / "learnt.json"
    learnt.write_text(trained.to_json(), encoding="utf-8")
    countries = ",".join(workspace.city.get("countries", ()))
    localities = ",".join(workspace.city.get("localities", ()))
    for place, number in enumerate(copies):
        tell(f"making {number} copies", place / len(copies))
        own = folder / f"copies-{number}"
        own.mkdir()
        records = sum(
            _copy(table.path, own / f"{table.register}.{table.schema}.parquet", number, seed)
            for table in record_tables(workspace)
            if table.schema in {"Establishment", "Premises", "LegalEntity", "Company", "Person", "Address"}
        )
        tell(f"linking {number} copies", (place + 0.3) / len(copies))
        words = ["-m", "tidegate.bench.peers.copied", str(own), str(learnt), kind, countries, localities]
        yield CopiesLine(number, records, measure([sys.executable, *words, str(memory_gib)], folder=own))


def _copy(source: Path, target: Path, copies: int, seed: int) -> int:
    """Write a table of records so many times, each with what is its own; gives the number of rows."""
    table = pq.read_table(source)
    with pq.ParquetWriter(target, table.schema) as writer:
        for copy in range(copies):
            chance = np.random.default_rng([seed, copy])
            made = table
            for name in table.column_names:
                if (changed := _changed(name, table[name], copy, chance)) is not None:
                    at = table.column_names.index(name)
                    made = made.set_column(at, table.schema.field(at), changed)
            writer.write_table(made)
    return int(table.num_rows * copies)


def _changed(name: str, column: pa.ChunkedArray, copy: int, chance: np.random.Generator) -> pa.Array | None:
    """Give what a column holds in this copy; None where it is the same in all."""
    if name in _OWN_IDS:
        return _texts(column, lambda texts: pc.binary_join_element_wise(texts, str(copy), "-"))
    if name in _POSTED:
        return _texts(column, lambda texts: _posted(texts, copy))
    if name in {"longitude", "longitude_number"}:
        return _moved(column, copy)
    return _texts(column, lambda texts: _mistyped(texts, chance)) if name in {"name", "tradeName"} else None


def _texts(column: pa.ChunkedArray, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Change each text of a column, be it one of texts or of lists of them."""
    values = column.combine_chunks()
    if not pa.types.is_list(values.type):
        return change(values).cast(values.type)
    return pa.ListArray.from_arrays(values.offsets, change(values.values).cast(values.type.value_type))


def _posted(texts: pa.Array, copy: int) -> pa.Array:
    # A region of postcodes is what stands before the last three characters: each copy gets its own.
    return pc.replace_substring_regex(texts, pattern=_POSTCODE, replacement=f"{copy + 1:03d}\\1")


def _moved(column: pa.ChunkedArray, copy: int) -> pa.Array:
    """Move a longitude so far east that no two copies are near."""
    values = column.combine_chunks()
    if not pa.types.is_list(values.type):
        return pc.add(values, copy * _APART_DEGREES)
    moved = pc.add(values.values.cast(pa.float64()), copy * _APART_DEGREES).cast(pa.string())
    return pa.ListArray.from_arrays(values.offsets, moved)


def _mistyped(texts: pa.Array, chance: np.random.Generator) -> pa.Array:
    """Let one name in ten lose a letter."""
    struck = np.flatnonzero(chance.random(len(texts)) < 0.1)
    where = chance.random(len(struck))
    words = texts.to_pylist()
    for row, share in zip(struck.tolist(), where.tolist(), strict=True):
        text = words[row]
        if text and len(text) > 1:
            at = int(share * len(text))
            words[row] = text[:at] + text[at + 1 :]
    return pa.array(words, pa.string())
