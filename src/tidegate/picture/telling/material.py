"""What a report is told from: the tables of a picture, its manifest, the rules, and lookups made once."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.documents import Source
from tidegate.indicators import Rule

SAID_BY = {
    "Permit": ("permitType", "sourceNumber"), "Deal": ("dealType", "deedNumber"), "CallForTenders": ("title",),
    "Payment": ("programme", "transactionNumber"), "Tenancy": ("use", "contractNumber"),
}  # fmt: skip
"""Schema to the properties by which a thing that is no linked entity is called."""

MOST_SOURCES = 3
"""Rows that are named beside a line of a report; the workbook and the picture hold all."""


@dataclass(frozen=True)
class Material:
    """A picture in memory.

    Args:
        manifest: Its manifest.
        tables: Name to table; what the view does not allow is absent.
        rules: The rules that were put to it.
        language: Of the report, `en` or `nl`.
        reviews: Track record of the rules; None where nobody reviewed.
    """

    manifest: Mapping[str, Any]
    tables: Mapping[str, pa.Table]
    rules: tuple[Rule, ...]
    language: str = "en"
    reviews: pa.Table | None = None

    @property
    def on(self) -> date:
        """The day as of which the picture is drawn."""
        return date.fromisoformat(self.manifest["on"])

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Give a table as dictionaries; none where the picture does not hold it.

        Args:
            name: Name of the table.
        """
        table = self.tables.get(name)
        return [] if table is None else table.to_pylist()

    @functools.cached_property
    def captions(self) -> dict[str, str]:
        """Entity to what it is called, of everything that flags and points speak of."""
        wanted = pa.array(sorted(self._spoken_of()), pa.string())
        found: dict[str, str] = {}
        for name in ("nodes", "entities"):
            table = self.tables.get(name)
            if table is not None:
                own = table.filter(pc.is_in(table["entity"], value_set=wanted))
                pairs = zip(own["entity"].to_pylist(), own["caption"].to_pylist(), strict=True)
                found.update({e: c for e, c in pairs if c and e not in found})
        for name, columns in SAID_BY.items():
            for row in self.rows(f"records/{name}"):
                told = " ".join(str(row[c]) for c in columns if row.get(c))
                if told and row["entity"] not in found:
                    found[row["entity"]] = told
        return found

    @functools.cached_property
    def natural(self) -> frozenset[str]:
        """Entities that are, or may be, natural persons: they are never named in a diagram or a list."""
        nodes = self.tables.get("nodes")
        return frozenset() if nodes is None else frozenset(nodes.filter(nodes["natural"])["entity"].to_pylist())

    @functools.cached_property
    def sources(self) -> dict[str, list[Source]]:
        """Flag to the rows that prove it."""
        found: dict[str, list[Source]] = {}
        for row in self.rows("evidence"):
            told = Source(row["register"], row["delivery_date"] or row["file"] or "", row["row_number"])
            if told not in found.setdefault(row["flag"], []):
                found[row["flag"]].append(told)
        return found

    @functools.cached_property
    def flags(self) -> list[dict[str, Any]]:
        """The flags, in order of rule and day."""
        return sorted(self.rows("flags"), key=lambda f: (f["indicator"], f["at"], f["flag"]))

    @functools.cached_property
    def points(self) -> dict[str, tuple[float, float]]:
        """Premises to its place in metres."""
        places = self.tables.get("places")
        if places is None:
            return {}
        own = places.filter(pc.is_valid(places["x_m"]))
        columns = (own[c].to_pylist() for c in ("premises", "x_m", "y_m"))
        return {p: (x, y) for p, x, y in zip(*columns, strict=True)}

    @functools.cached_property
    def ground(self) -> npt.NDArray[np.float64]:
        """All premises as points: a city that has no other map is known by them."""
        return np.array(sorted(self.points.values()), dtype=float).reshape(-1, 2)

    def where(self, flag: Mapping[str, Any]) -> tuple[float, float] | None:
        """Say where a flagged situation lies: its subject, or the first place it names.

        Args:
            flag: A row of the flags.
        Returns:
            Metres to the east and north; None where it names no place that is known.
        """
        return next((self.points[e] for e in (flag["subject"], *flag["others"]) if e in self.points), None)

    def called(self, entity: str) -> str:
        """Say what an entity is called.

        Args:
            entity: Its id.
        Returns:
            Its name; where there is none, the first signs of its id.
        """
        return self.captions.get(entity) or f"({entity[:8]})"

    def values(self, flag: Mapping[str, Any]) -> dict[str, Any]:
        """Give the values of a flag.

        Args:
            flag: A row of the flags.
        """
        found: dict[str, Any] = json.loads(flag["values"])
        return found

    def _spoken_of(self) -> set[str]:
        found = {p["entity"] for p in self.rows("points") if p["entity"]}
        for act in self.rows("adaptation"):
            found |= {act["premises"] or "", *act["successors"]}
        for flag in self.rows("flags"):
            found |= {flag["subject"], *flag["others"]}
        return found
