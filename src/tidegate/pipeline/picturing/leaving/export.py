"""Files that leave with a picture's tables, each traceable to register, delivery and row.

Beside each export lies `<name>.manifest.json`: the picture, the clause, who took it out and why, the hash of the file
and the day after which it must be gone. In the network forms natural persons are left out: there a person would be a
node among nodes, without the case that allows to look at them.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import ExportError
from tidegate.formats.graph_writing import write_gexf, write_graphml
from tidegate.formats.writing import write_csv, write_parquet
from tidegate.pipeline.looking import Look, allow_look
from tidegate.pipeline.picturing.leaving.entities import write_entities
from tidegate.pipeline.picturing.leaving.flat import flat
from tidegate.pipeline.picturing.leaving.map_layers import write_map
from tidegate.pipeline.picturing.leaving.sheets import write_sheets
from tidegate.pipeline.picturing.shelf import MANIFEST, Picture
from tidegate.pipeline.workspace import Workspace

FORMS = {
    "xlsx": ".xlsx", "gpkg": ".gpkg", "parquet": "", "csv": "", "ftm": ".jsonl", "graphml": ".graphml", "gexf": ".gexf",
}  # fmt: skip
"""Form to the ending of its file; a folder where there is none."""

DAYS_OUT = 90
"""Days after which an export must be gone, unless its picture ends before."""


@dataclass(frozen=True)
class ExportWish:
    """What shall leave.

    Args:
        form: One of `FORMS`.
        out: File or folder to be.
        look: Who takes it out, for what purpose, why; its time decides the end date.
    """

    form: str
    out: Path
    look: Look


def export_picture(workspace: Workspace, picture: Picture, wish: ExportWish) -> dict[str, int]:
    """Write a picture's tables to files that leave, after writing down who takes them and why.

    Args:
        workspace: The workspace.
        picture: The picture.
        wish: What shall leave.
    Returns:
        Table or layer to number of rows.
    Raises:
        ExportError: The form is unknown, the place holds something already, or a file cannot be written.
        LookError: The purpose or the reason is missing.
    """
    if wish.form not in FORMS:
        known = ", ".join(FORMS)
        raise ExportError(what=f"'{wish.form}' is no form in which a picture leaves", mend=f"name one of {known}")
    if wish.out.exists():
        raise ExportError(where=str(wish.out), what="it is there already", mend="name a new file or folder")
    tables = [t for t in picture.tables() if "/" not in t]
    rows = sum(picture.manifest["tables"][t]["rows"] for t in tables)
    allow_look(workspace, wish.look, tuple(picture.manifest["registers"]), rows)
    wish.out.parent.mkdir(parents=True, exist_ok=True)
    written = _WRITERS[wish.form](picture, wish.out, tables)
    _accompany(picture, wish, written)
    return written


def _accompany(picture: Picture, wish: ExportWish, written: Mapping[str, int]) -> None:
    m = picture.manifest
    last = (wish.look.now + timedelta(days=DAYS_OUT)).date().isoformat()
    ends = min(last, m["expires_on"]) if m["expires_on"] and not m["invented"] else last
    told = {
        "picture": picture.id, "on": m["on"], "covenant": m["covenant"], "view": m["view"], "form": wish.form,
        "taken_by": wish.look.who, "purpose": wish.look.purpose, "reason": wish.look.reason,
        "at": wish.look.now.isoformat(timespec="seconds"), "must_be_gone_after": ends, "rows": dict(written),
        "sha256": {p.name: _sha256(p) for p in _files(wish.out)}, "invented": m["invented"],
    }  # fmt: skip
    path = wish.out.with_name(f"{wish.out.name}.{MANIFEST}")
    path.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))


def _files(out: Path) -> list[Path]:
    return [out] if out.is_file() else sorted(p for p in out.rglob("*") if p.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _each(write: Callable[[pa.Table, Path], None], ending: str) -> Callable[[Picture, Path, list[str]], dict[str, int]]:
    def written(picture: Picture, out: Path, tables: list[str]) -> dict[str, int]:
        out.mkdir()
        found = {}
        for name in tables:
            table = picture.table(name)
            write(table, out / f"{name}{ending}")
            found[name] = table.num_rows
        return found

    return written


def _graph(write: Callable[..., tuple[int, int]]) -> Callable[[Picture, Path, list[str]], dict[str, int]]:
    def written(picture: Picture, out: Path, tables: list[str]) -> dict[str, int]:
        del tables
        nodes = picture.table("nodes")
        nodes = nodes.filter(pc.invert(nodes["natural"])).rename_columns(
            ["id" if c == "entity" else c for c in nodes.column_names]
        )
        ties = picture.table("ties")
        held = nodes["id"].combine_chunks()
        ties = ties.filter(pc.and_(*(pc.is_in(ties[end], value_set=held) for end in ("source", "target"))))
        ties = ties.rename_columns(["id" if c == "tie" else c for c in ties.column_names])
        things, bonds = flat(nodes), flat(ties)
        counts = write(things, bonds, out)
        return dict(zip(("nodes", "ties"), counts, strict=True))

    return written


def _csv(table: pa.Table, path: Path) -> None:
    write_csv(flat(table), path, bom=True)


_WRITERS: Mapping[str, Callable[[Picture, Path, list[str]], dict[str, int]]] = {
    "parquet": _each(write_parquet, ".parquet"), "csv": _each(_csv, ".csv"), "graphml": _graph(write_graphml),
    "gexf": _graph(write_gexf), "xlsx": write_sheets, "gpkg": write_map, "ftm": write_entities,
}  # fmt: skip
