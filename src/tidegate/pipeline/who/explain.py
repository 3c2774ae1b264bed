"""Why two records are one, or are not; and what holds an entity together. Whoever asks sees values, so it is logged."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import ExportError, LinkageError
from tidegate.linkage import Model, gather
from tidegate.linkage.explaining import Holding, Waterfall, explain_entity, explain_pair
from tidegate.pipeline.looking import Look, allow_look
from tidegate.pipeline.opening import opened
from tidegate.pipeline.who.link import linked_table, model_of, record_tables, trained_model
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.tables import query


def draw(waterfall: Waterfall, path: Path) -> None:
    """Draw an explanation to a file.

    Args:
        waterfall: The explanation.
        path: SVG file to be.
    Raises:
        ExportError: The file cannot be written.
    """
    try:
        # What draws takes long to load, and few who explain draw.
        chart = importlib.import_module("tidegate.linkage.explaining.chart")
        path.write_text(chart.draw_waterfall(waterfall), encoding="utf-8")
    except OSError as fault:
        raise ExportError(
            where=str(path), what=f"it cannot be written ({fault.strerror})", mend="name another place"
        ) from fault


@dataclass(frozen=True)
class PairExplained:
    """Why two records are one, or are not.

    Args:
        records: Ids of the two records.
        registers: Their registers.
        together: Whether they are one entity.
        compared: Whether any blocking rule brought them together; without it there is no waterfall.
        alike: Whether they say the same, word for word after standardising.
        waterfall: The explanation.
    """

    records: tuple[str, str]
    registers: tuple[str, ...]
    together: bool
    compared: bool
    alike: bool
    waterfall: Waterfall | None


@dataclass(frozen=True)
class EntityExplained:
    """What holds an entity together.

    Args:
        entity: Its id.
        registers: Registers with records of it.
        records: Record id to what it says, shortly.
        holding: Its links, and what would fall apart without which.
        names: Node to what it says.
    """

    entity: str
    registers: tuple[str, ...]
    records: dict[str, str]
    holding: Holding
    names: dict[int, str]


def explain_records(
    workspace: Workspace, engine: Engine, kind: str, pair: tuple[str, str], look: Look, *, language: str = "en"
) -> PairExplained:
    """Explain a pair of records of the current build.

    Args:
        workspace: The workspace; it has been linked.
        engine: How much of the machine may be taken.
        kind: Name of the model.
        pair: Two records, each by its id or as `register:row`.
        look: Who looks, and why.
        language: The reader's language.
    Returns:
        The explanation.
    Raises:
        LinkageError: A record is not known, or nothing was linked.
    """
    entities = linked_table(workspace, kind, "entities")
    left, right = (_find(entities, name) for name in pair)
    allow_look(workspace, look, [left["register"], right["register"]], 2)
    model = able_model(workspace, kind)
    link = _link(linked_table(workspace, kind, "links"), left["node"], right["node"])
    values = _values(workspace, engine, model, [left["record_id"], right["record_id"]]) if link else {}
    waterfall = explain_pair(model, link, values, language=language) if link else None
    return PairExplained(
        (left["record_id"], right["record_id"]), tuple(sorted({left["register"], right["register"]})),
        left["entity"] == right["entity"], link is not None, left["node"] == right["node"], waterfall,
    )  # fmt: skip


def explain_whole(workspace: Workspace, engine: Engine, kind: str, entity: str, look: Look) -> EntityExplained:
    """Explain an entity of the current build.

    Args:
        workspace: The workspace; it has been linked.
        engine: How much of the machine may be taken.
        kind: Name of the model.
        entity: Its id, or one of its records by id or as `register:row`.
        look: Who looks, and why.
    Returns:
        What holds it together.
    Raises:
        LinkageError: It is not known, or nothing was linked.
    """
    entities = linked_table(workspace, kind, "entities")
    known = entities.filter(pc.equal(entities["entity"], entity))
    if not known.num_rows:
        entity = _find(entities, entity)["entity"]
        known = entities.filter(pc.equal(entities["entity"], entity))
    allow_look(workspace, look, sorted(set(known["register"].to_pylist())), known.num_rows)
    nodes = known["node"].to_pylist()
    links = linked_table(workspace, kind, "links")
    own = pa.array(sorted(set(nodes)), pa.int64())
    inside = links.filter(pc.and_(pc.is_in(links["node_l"], value_set=own), pc.is_in(links["node_r"], value_set=own)))
    model = able_model(workspace, kind)
    holding = explain_entity(inside, {n: nodes.count(n) for n in set(nodes)}, join=model.join)
    said = sayings(workspace, engine, model, known["record_id"].to_pylist())
    names = {n: said.get(r, r) for r, n in zip(known["record_id"].to_pylist(), nodes, strict=True)}
    registers = tuple(sorted(set(known["register"].to_pylist())))
    return EntityExplained(entity, registers, dict(sorted(said.items())), holding, names)


def able_model(workspace: Workspace, kind: str) -> Model:
    """Give the model of a kind with what it learnt of the city's data.

    Args:
        workspace: The workspace.
        kind: Name of the model.
    """
    model, trained = model_of(workspace, kind), trained_model(workspace, kind)
    return trained.parameters.apply_to(model) if trained is not None else model


def _find(entities: pa.Table, name: str) -> dict[str, Any]:
    register, colon, row = name.rpartition(":")
    if colon and row.isdigit():
        wanted = pc.and_(pc.equal(entities["register"], register), pc.equal(entities["row_number"], int(row)))
    else:
        wanted = pc.equal(entities["record_id"], name)
    found = entities.filter(wanted)
    if not found.num_rows:
        raise LinkageError(
            where=name, what="there is no such record in this build", mend="name a record by its id or as register:row"
        )
    one: dict[str, Any] = found.slice(0, 1).to_pylist()[0]
    return one


def _link(links: pa.Table, left: int, right: int) -> dict[str, Any] | None:
    low, high = min(left, right), max(left, right)
    found = links.filter(pc.and_(pc.equal(links["node_l"], low), pc.equal(links["node_r"], high)))
    return found.slice(0, 1).to_pylist()[0] if found.num_rows else None


def _raw(workspace: Workspace, engine: Engine, model: Model, records: Sequence[str]) -> list[dict[str, Any]]:
    tables = record_tables(workspace)
    see = sorted({t.path.parent for t in tables})
    with opened(engine, *see, home=workspace.linkage) as own:
        gather(own, tables, model)
        own.register("wanted", pa.table({"record_id": pa.array(records, pa.string())}))
        return own.rows(query(__package__, "wanted_records"))


def _values(
    workspace: Workspace, engine: Engine, model: Model, records: Sequence[str]
) -> Mapping[str, tuple[str | None, str | None]]:
    """What the two records say on each comparison, as their registers write it."""
    by_id = {r["record_id"]: r for r in _raw(workspace, engine, model, records)}
    names = sorted((f.name for f in model.fields), key=len, reverse=True)
    found = {}
    for comparison in model.comparisons:
        field = next((n for n in names for c in comparison.needs if c.startswith(f"{n}_")), None)
        if field:
            left, right = (_said(by_id[r][f"f_{field}"]) for r in records)
            found[comparison.name] = (left, right)
    return found


def sayings(workspace: Workspace, engine: Engine, model: Model, records: Sequence[str]) -> dict[str, str]:
    """Give what records say, shortly: their first two fields as their registers write them.

    Args:
        workspace: The workspace.
        engine: How much of the machine may be taken.
        model: The model whose fields are read.
        records: Ids of records.
    """
    first = [f.name for f in model.fields[:2]]
    return {
        r["record_id"]: "; ".join(s for f in first if (s := _said(r[f"f_{f}"])))
        for r in _raw(workspace, engine, model, records)
    }


def _said(values: Sequence[str] | None) -> str | None:
    texts = dict.fromkeys(" ".join(v.replace("\x1f", " ").split()) for v in values or ())
    return " / ".join(texts) or None
