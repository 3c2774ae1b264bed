"""The manifest of a picture: what went in, by what right, until when; the same bytes for the same inputs."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq

from tidegate import __version__
from tidegate.pipeline.picturing.making import Making
from tidegate.pipeline.picturing.stages import STAGES
from tidegate.pipeline.read import RegisterReport
from tidegate.registers import Register
from tidegate.tables import ENGINE_VERSION


def write_manifest(
    folder: Path, making: Making, registers: Sequence[RegisterReport], *, picture: str, trial: bool
) -> None:
    """Write `manifest.json` beside the tables of a picture.

    Args:
        folder: The picture, with all its tables.
        making: What it was made with.
        registers: What reading came to.
        picture: Id of the picture.
        trial: Whether its request only tries the software out.
    """
    view, covenant = making.granted.view, making.granted.covenant
    keys = making.given.keys()
    manifest: dict[str, Any] = {
        "picture": picture,
        "on": making.on.isoformat(),
        "expires_on": making.given.expires_on.isoformat() if making.given.expires_on else None,
        "city": making.workspace.city.get("name", ""),
        "invented": bool(making.workspace.city.get("demo")),
        "trial": trial,
        "view": {
            "id": view.id, "registers": list(view.registers), "data_classes": list(view.data_classes),
            "sensitivity": view.sensitivity, "methods": list(view.methods),
        },
        "covenant": {
            "id": covenant.id, "version": covenant.version, "partner": view.clause.partner,
            "purpose": view.clause.purpose, "legal_basis": view.clause.legal_basis, "clause": _hash(view.clause),
            "bases": dict(view.clause.bases),
        },
        "request": {
            "id": making.granted.request.id, "action": making.granted.request.action,
            "owner": making.granted.request.owner, "until": making.granted.request.until.isoformat(),
            "problem": dict(making.granted.request.problem),
        },
        "registers": {
            r.id: _register(r, keys.get(r.id, ""), registers, making.on.isoformat()) for r in making.workspace.registers
        },
        "linkage": making.linked.name if making.linked else None,
        "models": _models(making.linked),
        "engine": {"duckdb": ENGINE_VERSION},
        "code": {"tidegate": __version__, "stages": {s.name: s.version for s in STAGES}},
        "tables": {str(p.relative_to(folder).with_suffix("")): _table(p) for p in sorted(folder.rglob("*.parquet"))},
    }  # fmt: skip
    (folder / "manifest.json").write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))


def _models(linked: Path | None) -> dict[str, str]:
    """Hash what linkage had learnt, kind by kind."""
    found = [] if linked is None else sorted(linked.glob("*/trained.json"))
    return {p.parent.name: hashlib.sha256(p.read_bytes()).hexdigest()[:24] for p in found}


def _register(register: Register, key: str, reports: Sequence[RegisterReport], on: str) -> Mapping[str, Any]:
    lawful = register.require_lawful()
    report = next(r for r in reports if r.register == register.id)
    days = [m["delivery_date"] or "" for m in report.movements]
    return {
        "title": dict(register.title), "holder": lawful.holder, "legal_basis": list(lawful.legal_basis),
        "sensitivity": lawful.sensitivity, "statements": lawful.statements, "key": key, "files": report.files,
        "rows_in": report.rows_in, "refused": report.refused, "records": report.records,
        "last_delivery": max((d for d in days if d <= on), default=""),
    }  # fmt: skip


def _table(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"rows": pq.read_metadata(path).num_rows, "sha256": digest}


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:24]
