"""Records leave the workspace: for a purpose the register allows, with a reason, and never unseen."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from tidegate.errors import ExportError, LawfulPartError, TidegateError
from tidegate.formats.writing import atomically, write_csv, write_geopackage, write_parquet, write_xlsx
from tidegate.pipeline.ledger import Consultation, record_consultation
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.registers.leaving import flat_records, select_records, write_record_lines
from tidegate.registers.mapping import expressions as x
from tidegate.tables import Session, session
from tidegate.vocabulary import Schema, model

FORMS = ("parquet", "csv", "xlsx", "ftm", "gpkg")
"""Forms in which records leave."""


@dataclass(frozen=True)
class Wish:
    """Who wants which records, for what.

    Args:
        who: Name of the account on this machine.
        purpose: One of the purposes of every register among them.
        reason: Why, in the reader's words.
        at: When, with the time zone.
        history: Whether versions that no longer hold are wanted.
    """

    who: str
    purpose: str
    reason: str
    at: datetime
    history: bool = False


def export_records(workspace: Workspace, out: Path, form: str, wish: Wish, engine: Engine) -> dict[str, int]:
    """Write the records of a workspace's registers to files.

    Args:
        workspace: The workspace, with the registers that are wanted.
        out: Folder for parquet, csv and gpkg (a file per schema); file for xlsx and ftm.
        form: One of `FORMS`.
        wish: Who wants them, for what.
        engine: How much of the machine may be taken.
    Returns:
        Schema to number of rows.
    Raises:
        LawfulPartError: A register may not be used for this purpose.
        ExportError: There are no records, the reason is missing, or a file cannot be written.
    """
    _allow(workspace, wish)
    if form not in FORMS:
        raise ExportError(what=f"'{form}' is no form in which records leave", mend=f"name one of {', '.join(FORMS)}")
    paths = _paths(workspace)
    if not paths:
        raise ExportError(
            where=str(workspace.folder), what="there are no records yet", mend="run `tidegate registers read` first"
        )
    scratch = Path(tempfile.mkdtemp(prefix="tidegate-", dir=engine.scratch))
    try:
        see = [workspace.records, *{p.resolve().parent for files in paths.values() for p in files}, scratch]
        with session(see=see, memory_gib=engine.memory_gib, threads=engine.threads, spill=scratch) as s:
            counts = {schema: _count(s, files, wish) for schema, files in paths.items()}
            _record(workspace, form, wish, sum(counts.values()))
            _write(s, paths, out, form, wish, workspace, scratch)
    except OSError as fault:
        raise ExportError(
            where=str(out), what=f"it cannot be written ({fault.strerror})", mend="name another place"
        ) from fault
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return counts


def _allow(workspace: Workspace, wish: Wish) -> None:
    if not wish.reason.strip() or not wish.purpose.strip():
        raise ExportError(what="a purpose and a reason are needed", mend="give --purpose and --reason")
    for register in workspace.registers:
        lawful = register.require_lawful()
        if wish.purpose not in lawful.purposes:
            raise LawfulPartError(
                where=register.id,
                what=f"this register may not be used for '{wish.purpose}', only for {', '.join(lawful.purposes)}",
                mend="name one of these purposes, or leave this register out with --register",
            )


def _paths(workspace: Workspace) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for register in workspace.registers:
        for path in sorted((workspace.current / register.id).glob("[A-Z]*.parquet")):
            found.setdefault(path.stem, []).append(path)
    return dict(sorted(found.items()))


def _count(s: Session, paths: list[Path], wish: Wish) -> int:
    records = select_records(paths, history=wish.history).subquery("records")
    counted = x.exp.select(x.exp.alias_(x.exp.Count(this=x.exp.Star()), "n")).from_(records)
    return int(s.rows(x.sql(counted))[0]["n"])


def _record(workspace: Workspace, form: str, wish: Wish, rows: int) -> None:
    classes = {c for r in workspace.registers for c in r.require_lawful().data_classes}
    names = tuple(r.id for r in workspace.registers)
    entry = Consultation(
        wish.at, wish.who, f"export records as {form}", names, tuple(sorted(classes)), wish.purpose, wish.reason, rows
    )
    record_consultation(workspace.folder / "ledger.jsonl", entry)


def _write(
    s: Session, paths: dict[str, list[Path]], out: Path, form: str, wish: Wish, workspace: Workspace, scratch: Path
) -> None:
    if form == "ftm":
        with atomically(out) as beside, beside.open("wb") as whole:
            for schema, files in paths.items():
                part = scratch / f"{schema}.jsonl"
                write_record_lines(s, files, _schema(schema), part, history=wish.history)
                with part.open("rb") as lines:
                    shutil.copyfileobj(lines, whole, 1 << 20)
                part.unlink()
        return
    tables = {schema: flat_records(s, files, history=wish.history) for schema, files in paths.items()}
    if form == "xlsx":
        write_xlsx(tables, out, sources=_sources(workspace, wish))
        return
    out.mkdir(parents=True, exist_ok=True)
    for schema, table in tables.items():
        _write_table(table, schema, out, form)


def _write_table(table: pa.Table, schema: str, out: Path, form: str) -> None:
    if form == "csv":
        write_csv(table, out / f"{schema}.csv", bom=True)
    elif form == "parquet":
        write_parquet(table, out / f"{schema}.parquet")
    elif {"latitude_number", "longitude_number"} <= set(table.column_names):
        kept = [n for n in table.column_names if n not in {"latitude", "longitude"}]
        names = [n.removesuffix("_number") if n in {"latitude_number", "longitude_number"} else n for n in kept]
        write_geopackage(table.select(kept).rename_columns(names), out / f"{schema}.gpkg", layer=schema)


def _schema(name: str) -> Schema:
    schema = model().get(name)
    if schema is None:
        raise TidegateError(what=f"the records hold the unknown schema '{name}'", mend="read the registers again")
    return schema


def _sources(workspace: Workspace, wish: Wish) -> Sequence[tuple[str, str]]:
    rows = [
        ("Taken out by", wish.who),
        ("At", wish.at.isoformat(timespec="seconds")),
        ("Purpose", wish.purpose),
        ("Reason", wish.reason),
    ]
    for register in workspace.registers:
        lawful = register.require_lawful()
        rows.append((f"Register {register.id}", next(iter(register.title.values()), "")))
        rows.append(("  Holder", lawful.holder))
        rows.append(("  Legal basis", " | ".join(lawful.legal_basis)))
        rows.append(("  Sensitivity, statements", f"{lawful.sensitivity}, {lawful.statements}"))
    return rows
