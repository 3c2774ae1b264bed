"""Compute `model.json` from followthemoney and our own schema files.

The only module of this room that imports followthemoney. Run `python -m tidegate.vocabulary.build`
after a change of a schema file or a new version of followthemoney, and commit what it writes.
"""

import tempfile
from pathlib import Path
from typing import Any

import followthemoney
import orjson
from followthemoney.model import Model as FtmModel

from tidegate.vocabulary.document import vocabulary_page
from tidegate.vocabulary.model import from_json
from tidegate.vocabulary.schema_files import export, own_schemata


def model_json() -> bytes:
    """Compute the metadata of every schema with followthemoney itself.

    Returns:
        The content of `model.json`: indented, keys sorted, the same bytes for the same input.
    """
    with tempfile.TemporaryDirectory() as folder:
        export(Path(folder))
        ftm = FtmModel(folder)
    properties = {p.qname: _property(p) for s in ftm for p in s.properties.values()}
    schemata = {s.name: _schema(s, own=s.name in own_schemata()) for s in ftm}
    data = {"version": followthemoney.__version__, "properties": properties, "schemata": schemata}
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _property(p: Any) -> dict[str, Any]:
    return {
        "name": p.name,
        "label": p.label,
        "description": " ".join((p.description or "").split()),
        "type": p.type.name,
        "range": p.range.name if p.range else None,
        "reverse": p.reverse.name if p.reverse else None,
        "format": p.format,
        "stub": bool(p.stub),
        "deprecated": p.deprecated,
        "matchable": p.matchable,
        "hidden": bool(p.hidden),
        "max_length": p.max_length,
        "total_size": p.type.total_size,
    }


def _schema(s: Any, *, own: bool) -> dict[str, Any]:
    return {
        "label": s.label,
        "plural": s.plural,
        "description": " ".join((s.description or "").split()),
        "own": own,
        "extends": sorted(parent.name for parent in s.extends),
        "names": sorted(s.names),
        "abstract": s.abstract,
        "deprecated": s.deprecated,
        "matchable": s.matchable,
        "edge": [s.edge_source, s.edge_target] if s.edge else None,
        "temporal_start": s.temporal_start,
        "temporal_end": s.temporal_end,
        "required": s.required,
        "featured": s.featured,
        "caption": s.caption,
        "properties": [p.qname for _, p in sorted(s.properties.items())],
    }


def main() -> None:
    """Write `model.json` beside this module, and `docs/vocabulary.md` where the checkout has a `docs` folder."""
    content = model_json()
    room = Path(__file__).parent
    (room / "model.json").write_bytes(content)
    docs = room.parents[2] / "docs"
    if docs.is_dir():
        (docs / "vocabulary.md").write_text(vocabulary_page(from_json(content)), encoding="utf-8")


if __name__ == "__main__":
    main()
