"""Why the records of an entity are held to be one: the links between them, and what would fall apart without which."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tidegate.linkage.contracts import LINKS
from tidegate.linkage.explaining import Holding, explain_entity
from tidegate.linkage.explaining.holding import tell_entity
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.pipeline.who.link import model_of
from tidegate.pipeline.workspace import Workspace
from tidegate.tables import query, session
from tidegate.web.atlas.reading.opening import opened

MOST_RECORDS = 400
"""Records of an entity that are explained; what has more is an office of the city, and its links say little."""


@dataclass(frozen=True)
class Member:
    """A record, or several that say the same.

    Args:
        node: Number of what they say.
        said: What that is, shortly.
        records: How many records say so.
        registers: In which registers.
    """

    node: int
    said: str
    records: int
    registers: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A link that holds an entity together.

    Args:
        left: What the one side says.
        right: What the other says.
        bits: Weight of the link, log2 odds.
        bridge: Whether the entity falls in two without it.
        parts: Comparison to its part of the weight, the strongest first.
    """

    left: str
    right: str
    bits: float
    bridge: bool
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Why:
    """Why records are one.

    Args:
        model: Name of the linkage model.
        members: What its records say.
        held: The links, the weakest first.
        weakest: Weight of the weakest link that holds it alone; None where none does.
        told: The same in sentences.
        whole: Whether all of its records were looked at.
    """

    model: str
    members: tuple[Member, ...]
    held: tuple[Held, ...]
    weakest: float | None
    told: tuple[str, ...]
    whole: bool


def why(workspace: Workspace, picture: Picture, entity: str, *, language: str = "en") -> Why | None:
    """Say why the records of an entity are held to be one.

    Args:
        workspace: The workspace.
        picture: The picture.
        entity: The entity.
        language: The reader's.
    Returns:
        The explanation; None where linkage does not make such things one, or the build that the picture rests on is
        no longer kept.
    """
    nodes = opened(picture).rows("entity_node", entity=entity)
    kind = nodes[0]["model"] if nodes else None
    folder = _build(workspace, picture, kind)
    if kind is None or folder is None:
        return None
    with session(see=[folder], memory_gib=0.5) as own:
        paths = {"entities": str(folder / "entities.parquet"), "links": str(folder / "links.parquet")}
        known = own.rows(
            query(__package__, "why_records"), path=paths["entities"], entity=entity, most=MOST_RECORDS + 1
        )
        nodes_of = {r["node"] for r in known}
        links = own.fetch(query(__package__, "why_links"), path=paths["links"], nodes=sorted(nodes_of))
    if not known:
        return None
    said = _said(picture, entity, {r["schema"] for r in known})
    counts: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for r in known:
        counts.setdefault(r["node"], []).append(r["register"])
        names.setdefault(r["node"], said.get(r["record_id"]) or f"{r['register']}, {r['row_number'] or ''}")
    holding = explain_entity(
        links.select([c.name for c in LINKS.columns]).cast(LINKS.schema()), {n: len(r) for n, r in counts.items()},
        join=model_of(workspace, kind).join,
    )  # fmt: skip
    members = tuple(Member(n, names[n], len(r), tuple(sorted(set(r)))) for n, r in sorted(counts.items()))
    told = tuple(tell_entity(holding, language=language, names=names).splitlines())
    weakest = min((t.weight for t in holding.bridges), default=None)
    return Why(kind, members, _held(links, holding, names), weakest, told, len(known) <= MOST_RECORDS)


def _build(workspace: Workspace, picture: Picture, kind: str | None) -> Path | None:
    home = workspace.folder / "views" / picture.manifest["view"]["id"] / "linkage"
    folder = home / str(picture.manifest["linkage"]) / (kind or "")
    return folder.resolve() if kind and (folder / "links.parquet").is_file() else None


def _said(picture: Picture, entity: str, schemata: set[str]) -> dict[str, str]:
    """Say of each record shortly what it says, as its register writes it."""
    own = opened(picture)
    found = {}
    for schema in sorted(schemata):
        for row in own.records(schema, entity):
            first = row.get("name") or row.get("address") or ""
            number = row.get("registrationNumber") or (row.get("address") if first == row.get("name") else None)
            found[row["record_id"]] = "; ".join(str(v) for v in (first, number) if v)
    return found


def _held(links: pa.Table, holding: Holding, names: dict[int, str]) -> tuple[Held, ...]:
    alone = {(min(t.node_l, t.node_r), max(t.node_l, t.node_r)) for t in holding.bridges}
    parts = [c for c in links.column_names if c.startswith("bits_")]
    found = []
    for row in links.to_pylist():
        ends = (min(row["node_l"], row["node_r"]), max(row["node_l"], row["node_r"]))
        bits = sorted(((p.removeprefix("bits_"), row[p]) for p in parts if row[p]), key=lambda p: -abs(p[1]))
        found.append(Held(names[row["node_l"]], names[row["node_r"]], row["weight"], ends in alone, tuple(bits)))
    return tuple(sorted(found, key=lambda h: h.bits))
