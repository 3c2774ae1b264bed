"""The files of a run: results, report in three forms, note for the council, evidence card. Equal runs, equal bytes."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from tidegate.documents import report_workbook, write_docx, write_pdf, write_workbook
from tidegate.errors import ExportError
from tidegate.evaluation.telling.card import evidence_card
from tidegate.evaluation.telling.material import Answered, Material
from tidegate.evaluation.telling.note import council_note
from tidegate.evaluation.telling.report import all_warnings, tell_evaluation
from tidegate.formats import atomically
from tidegate.pipeline.read import Progress, unheard

RESULTS, CARD, NOTE = "results.json", "evidence-card.json", "council-note.pdf"
FORMAT = 1
"""Version of the form of `results.json`."""


@dataclass(frozen=True)
class Written:
    """The files that a run wrote.

    Args:
        folder: Where.
        files: Their names.
    """

    folder: Path
    files: tuple[str, ...]


def write_results(material: Material, folder: Path, *, progress: Progress | None = None) -> Written:
    """Write all files of a run.

    Args:
        material: What was found.
        folder: Folder to write to; made where it does not exist.
        progress: Is told the stage and the share done, 0 to 1.
    Returns:
        The files.
    Raises:
        ExportError: One cannot be written.
    """
    tell = progress or unheard
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise ExportError(where=str(folder), what=f"the folder cannot be made ({fault})",
                          mend="name another with --out") from fault  # fmt: skip
    report = tell_evaluation(material)
    steps: tuple[tuple[str, Callable[[Path], None]], ...] = (
        (RESULTS, lambda path: _write_json(results_document(material), path)),
        (CARD, lambda path: _write_json(evidence_card(material).document(), path)),
        ("report.pdf", lambda path: write_pdf(report, path)),
        ("report.docx", lambda path: write_docx(report, path)),
        ("report.xlsx", lambda path: write_workbook(report_workbook(report), path)),
        (NOTE, lambda path: write_pdf(council_note(material), path)),
    )
    for number, (name, write) in enumerate(steps):
        tell("writing", number / len(steps))
        write(folder / name)
    tell("writing", 1.0)
    return Written(folder, tuple(name for name, _ in steps))


def _write_json(value: object, path: Path) -> None:
    with atomically(path) as temporary:
        temporary.write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def results_document(material: Material) -> dict[str, Any]:
    """Give the results as JSON has them: nothing of the day or the machine, so that equal runs give equal bytes.

    Args:
        material: What was found.
    Returns:
        Plain values; what is not known or not finite is null.
    """
    language = material.language
    return {
        "format": FORMAT,
        "plan": material.id,
        "title": material.title,
        "method": material.method,
        "process": plain(material.process),
        "frozen": plain(material.lock),
        "deviations": list(material.deviations),
        "warnings": list(all_warnings(material)),
        "outcomes": [_outcome(one, language) for one in material.answered],
        "around": plain(material.around),
        "concentration": plain(material.gathered),
        "near_repeats": plain(material.followed),
        "hidden": plain(material.unseen),
        "implementation": plain(material.implementation),
        "money": plain(material.money),
        "cost_eur": material.cost_eur,
        "chain": plain(material.chain),
        "harms": list(material.harms),
        "facts": plain(material.facts),
        "seed": material.seed,
        "language": language,
        "inputs_sha256": plain(material.inputs),
        "versions": plain(material.versions),
    }


def _outcome(one: Answered, language: str) -> dict[str, Any]:
    found, told = one.conclusion, one.told(language)
    effect = one.effect
    return {
        "outcome": one.name,
        "recorded_by": one.recorded_by,
        "conclusion": plain(found),
        "says": told.verdict,
        "would_change": told.change,
        "asked": plain(one.asked),
        "effect": plain(effect),
        "shown_alone": bool(effect is not None and effect.shown),
        "share": plain(effect.share if effect else None),
        "beside": plain(one.beside),
    }


def plain(value: Any) -> Any:
    """Make plain values of dataclasses, tables and numbers.

    Args:
        value: Anything that a run finds.
    Returns:
        Mappings, lists, texts, numbers and None; what is not finite is None.
    Example:
        >>> plain((1.5, float("nan"), date(2026, 3, 1), np.int64(2)))
        [1.5, None, '2026-03-01', 2]
    """
    if isinstance(value, pa.Table):
        return plain(value.to_pylist())
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return value
    if isinstance(value, np.generic | np.ndarray):
        return plain(value.tolist())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Sequence):
        return [plain(one) for one in value]
    return value if isinstance(value, int) else str(value)
