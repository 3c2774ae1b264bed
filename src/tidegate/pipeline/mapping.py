"""A mapping file on its own, as `ftm map` runs it: files in, FollowTheMoney JSON lines out."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

from tidegate.errors import ExportError, MappingError
from tidegate.formats import ReadOptions, read
from tidegate.pipeline.workspace import Engine
from tidegate.registers import mapping_queries
from tidegate.registers.mapping import (
    Plan,
    QueryMapping,
    apply,
    listed,
    parse_query,
    read_database,
    write_lines,
)
from tidegate.tables import Session, session
from tidegate.vocabulary import model

AS_FTM = ReadOptions(format="csv", encoding="utf-8", delimiter=",", ragged="pad")
"""How `ftm map` reads a CSV file."""


@dataclass(frozen=True)
class MapReport:
    """What running a mapping gave.

    Args:
        queries: Number of queries.
        rows_in: Rows read, each query counted.
        rows_kept: Rows that the filters let through.
        refused: Property (with its schema) to number of refused values, one for each distinct text and query.
    """

    queries: int
    rows_in: int
    rows_kept: int
    refused: dict[str, int]


def map_file(path: Path, out: Path, engine: Engine, *, dataset: str = "", sign: bool = True) -> MapReport:
    """Run a mapping file and write FollowTheMoney JSON lines.

    Args:
        path: The mapping, as `ftm map` takes it; paths in it are relative to the working directory.
        out: File to write; it appears whole or not at all.
        engine: How much of the machine may be taken.
        dataset: Name of the dataset, instead of the one in the mapping.
        sign: Whether ids carry the signature of the dataset, as with `ftm map --sign`, its default.
    Returns:
        The counts.
    Raises:
        MappingError: The mapping is wrong.
        DeliveryError: A source cannot be read.
        ExportError: The file cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".tidegate-map-", dir=out.absolute().parent) as name:
            scratch = Path(name)
            lines = scratch / "lines.jsonl"
            lines.touch()
            report = _run(path, lines, scratch, engine, dataset, sign=sign)
            lines.replace(out)
    except OSError as fault:
        raise ExportError(
            where=str(out), what=f"it cannot be written ({fault.strerror})", mend="name another file"
        ) from fault
    return report


def _run(path: Path, lines: Path, scratch: Path, engine: Engine, dataset: str, *, sign: bool) -> MapReport:
    rows_in = rows_kept = count = 0
    refused: dict[str, int] = {}
    for number, (named, data) in enumerate(mapping_queries(path), start=1):
        where = f"{path.name}, query {number}"
        query = parse_query(data, model(), where=where)
        plan = Plan(query, dataset=dataset or named)
        for source in _sources(query, where):
            see = [scratch, *([source.absolute().parent, source.resolve().parent] if source else [])]
            with session(see=see, memory_gib=engine.memory_gib, threads=engine.threads, spill=scratch) as s:
                columns, tidy = _open(s, query, source, scratch, where)
                applied = apply(s, plan, "delivered", columns, tidy=tidy)
                write_lines(s, applied, lines, sign=sign)
            rows_in, rows_kept = rows_in + applied.rows_in, rows_kept + applied.rows_kept
            for atom in plan.atoms:
                if atom.name in applied.refusals:
                    refused[atom.mapped.prop.qname] = refused.get(atom.mapped.prop.qname, 0) + 1
        count += 1
    return MapReport(count, rows_in, rows_kept, refused)


def _open(
    s: Session, query: QueryMapping, source: Path | None, scratch: Path, where: str
) -> tuple[tuple[str, ...], bool]:
    """Make a source readable as `delivered`; give its columns, and whether its cells are certainly tidy."""
    if source is None:
        table = read_database(query, where=where)
        s.register("delivered", table)
        return tuple(table.column_names[1:]), False
    reading = read(source, AS_FTM, session=s, name="delivered", scratch=scratch)
    return reading.columns, reading.tidy


def _sources(query: QueryMapping, where: str) -> list[Path | None]:
    if "database" in query.source:
        return [None]
    addresses = [os.path.expandvars(str(u)) for u in listed(query.source, "csv_url", "csv_urls")]
    if not addresses:
        raise MappingError(where=where, what="it names no source", mend="add csv_url, csv_urls or database")
    paths: list[Path | None] = []
    for address in dict.fromkeys(addresses):
        parts = urlparse(address)
        if parts.scheme not in {"", "file"}:
            raise MappingError(
                where=where,
                what=f"'{address}' is not a file on this machine",
                mend="download it and give its path; Tidegate opens no network connection",
            )
        paths.append(Path(unquote(parts.path) if parts.scheme else address))
    return paths
