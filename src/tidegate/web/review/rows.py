"""The rows of two records side by side, as the picture holds them: what the view withholds is not in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.vocabulary import model

WITHHELD = frozenset({"nationality", "birthCountry", "birthPlace", "ethnicity", "religion", "political", "citizenship",
                      "spokenLanguage", "gender", "appearance", "height", "weight", "eyeColor",
                      "hairColor"})  # fmt: skip
"""Properties that are shown on no page, whichever register gives them; two records are one for other reasons."""


@dataclass(frozen=True)
class Row:
    """Where a record comes from.

    Args:
        record: Its id.
        entity: The entity that it is held to be of; empty where the picture does not hold the record.
        register: Its register.
        file: Name of the delivered file.
        number: The row in it, from 1.
        delivered: Day of the delivery.
    """

    record: str
    entity: str
    register: str
    file: str
    number: int | None
    delivered: date | None


@dataclass(frozen=True)
class Line:
    """What both say of one thing.

    Args:
        name: The property.
        label: What the vocabulary calls it.
        left: What the one says; empty where it says nothing.
        right: What the other says.
    """

    name: str
    label: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return bool(self.left and self.right) and self.left.casefold() != self.right.casefold()


def side_by_side(
    picture: Picture, records: tuple[str, str], schemata: Sequence[str]
) -> tuple[tuple[Row, Row], tuple[Line, ...]]:
    """Give two records side by side: where each comes from, and what they say.

    Args:
        picture: The picture.
        records: The two records.
        schemata: Their schemata.
    Returns:
        The two, and a line per property that one of them gives; those that both give come first.
    """
    found = _latest(picture, records, schemata)
    left, right = ((_row(r, found.get(r)), _said(found.get(r))) for r in records)
    labels = left[1][1] | right[1][1]
    says, other = left[1][0], right[1][0]
    names = sorted(labels, key=lambda n: (not (n in says and n in other), _rank(n), labels[n]))
    return (left[0], right[0]), tuple(Line(n, labels[n], says.get(n, ""), other.get(n, "")) for n in names)


_FIRST = (
    "name",
    "firstName",
    "lastName",
    "birthDate",
    "registrationNumber",
    "address",
    "full",
    "street",
    "houseNumber",
)


def _rank(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _latest(
    picture: Picture, records: tuple[str, str], schemata: Sequence[str]
) -> dict[str, tuple[str, Mapping[str, Any]]]:
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    wanted = pa.array(records, pa.string())
    for path in (picture.folder / "records" / f"{s}.parquet" for s in schemata if picture.has(f"records/{s}")):
        rows = pq.read_table(path, filters=pc.field("record_id").isin(wanted)).to_pylist()
        for row in sorted(rows, key=lambda r: str(r["known_from"] or "")):
            found[row["record_id"]] = (path.stem, row)
    return found


def _row(record: str, found: tuple[str, Mapping[str, Any]] | None) -> Row:
    if found is None:
        return Row(record, "", "", "", None, None)
    r = found[1]
    return Row(
        record, r["entity"], r["register"], Path(r["file"] or "").name, r["row_number"], _day(r["delivery_date"])
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _said(found: tuple[str, Mapping[str, Any]] | None) -> tuple[dict[str, str], dict[str, str]]:
    if found is None:
        return {}, {}
    schema, row = found
    said, labels = {}, {}
    for name, value in row.items():
        known = model().schemata[schema].properties.get(name)
        if known is None or known.stub or known.range or name in WITHHELD or value in (None, "", []):
            continue
        values = value if isinstance(value, list) else [value]
        said[name] = " / ".join(dict.fromkeys(" ".join(str(v).split()) for v in values))
        labels[name] = known.label
    return said, labels
