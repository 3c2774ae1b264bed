"""Which records tie whom to whom: the file `ties.yml`, and for the rest what the vocabulary draws as a tie."""

import functools
from collections.abc import Collection
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import pyarrow as pa
import yaml

from tidegate.vocabulary import model


@dataclass(frozen=True)
class TieRule:
    """How the records of one schema become ties between two of their ends.

    Args:
        schema: The schema of the records.
        source: Property with the end that acts; `entity` for the thing that the record describes.
        target: Property with the end that is acted on; `entity` likewise.
        role: Properties that say in which role; the first that has a value counts.
        named: The role in words where no property says it.
        by: What one tie stands for: `episode` (a start date), `year`, or `pair` (all time).
        lasting: Whether it holds until it ends; otherwise it is something that happened.
        share: Property with a part of the whole; empty where there is none.
        whole: What one whole is in the unit of `share`.
        amount: Property with a sum of money; empty where there is none.
        control: What control it gives unless its words say otherwise; empty for none.
    """

    schema: str
    source: str
    target: str
    role: tuple[str, ...] = ()
    named: str = ""
    by: str = "episode"
    lasting: bool = True
    share: str = ""
    whole: float = 1.0
    amount: str = ""
    control: str = ""


def tie_rules(schemata: Collection[str]) -> tuple[TieRule, ...]:
    """Give the rules for the schemata that a city has.

    Args:
        schemata: Names of schemata.
    Returns:
        The rules, those of `ties.yml` first, then one for each further schema that the vocabulary draws as a tie.
    Example:
        >>> [(r.source, r.target) for r in tie_rules(["Tenancy"])]
        [('tenant', 'premises'), ('landlord', 'premises')]
        >>> tie_rules(["Family"])
        ()
    """
    raw = _raw()
    written = tuple(_rule(r) for r in raw["ties"] if r["schema"] in schemata)
    known = {r["schema"] for r in raw["ties"]} | set(raw["left_out"])
    rest = [model().schemata[n] for n in sorted(set(schemata) - known) if n in model().schemata]
    return written + tuple(
        TieRule(s.name, *s.edge, role=("role",) if "role" in s.properties else ()) for s in rest if s.edge
    )


def control_words() -> pa.Table:
    """Give the words that say what control a tie gives.

    Returns:
        One row per word, with `kind` (a schema), `word`, `control`, and `place`, their order in the file.
    """
    rows = [
        {"kind": schema, "word": word, "control": control}
        for schema, controls in _raw()["control_words"].items()
        for control, words in controls.items()
        for word in words
    ]
    return pa.Table.from_pylist([{**row, "place": place} for place, row in enumerate(rows)])


def _rule(raw: dict[str, Any]) -> TieRule:
    role = tuple(raw.get("role", ()))
    known = {
        k: raw[k] for k in ("schema", "source", "target", "by", "lasting", "share", "amount", "control") if k in raw
    }
    return TieRule(**known, role=role, named=raw.get("as", ""), whole=float(raw.get("whole", 1)))


@functools.cache
def _raw() -> dict[str, Any]:
    text = files(__package__).joinpath("ties.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]
