"""How right the entities are, held against a truth, beside trivial rules; and how they bear records made worse.

A truth is for scoring only: nothing that links reads it. It comes in one of three forms, told by its columns.

* registered: `register, row_number, establishment, registered, hard_orphan` - link F1 with nothing allowed
* rows: `register, row_number, true_id` and perhaps `schema`
* keys: `register, file, row_key, entity, kind, true_id`, as the demo city writes it
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from tidegate.errors import LinkageError
from tidegate.linkage import City, RecordTable, Trained, gather, link
from tidegate.linkage.plain import plain_models, plain_splink
from tidegate.linkage.quality import (
    EVENTS_OF_ROWS,
    REGISTERED_TRUTH,
    LinkScore,
    PartitionScore,
    away_from_crowds,
    flag_agreement,
    judge_records,
    judge_rows,
    link_rows,
    link_score,
    partition_scores,
    score_partition,
)
from tidegate.linkage.quality.share import Agreement
from tidegate.linkage.stress import Plan, perturb
from tidegate.linkage.trivial import PLACED, best_at_place, same_name_and_place, trivial_entities
from tidegate.pipeline.read import Progress, unheard
from tidegate.pipeline.who.keys import RowKeys
from tidegate.pipeline.who.link import linked_kinds, linked_table, model_of, record_tables, trained_model
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.tables import session

SITE_NAMES = 25
"""Names at one place from which it is left out of the scores without crowded sites."""


@dataclass(frozen=True)
class Flag:
    """A red flag that is counted from linked data and from the truth.

    Args:
        name: What it says.
        schema: Schema of the records that count.
        prop: Property that tells whether one counts.
        value: The value with which it does.
        at_least: From how many on a business carries the flag.
    """

    name: str
    schema: str
    prop: str
    value: str
    at_least: int


FLAGS = (
    Flag("at least two failed inspections", "Inspection", "result", "Fail", 2),
    Flag("at least one task-force visit", "Inspection", "joint", "yes", 1),
)
"""The flags that are scored where a register has their properties."""


@dataclass(frozen=True)
class Scored:
    """The scores of one way of linking.

    Args:
        rule: `linkage`, or the name of a trivial rule.
        schema: Schema of the records.
        partition: Over all, then per pair of registers.
        uncrowded: Over all, without crowded sites; None where no place is known.
        links: Link F1 with nothing allowed; None where the truth does not tell who is registered.
        flags: Flag to its agreement.
    """

    rule: str
    schema: str
    partition: tuple[PartitionScore, ...]
    uncrowded: PartitionScore | None = None
    links: LinkScore | None = None
    flags: dict[str, Agreement] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Give all scores for a report."""
        return {
            "rule": self.rule,
            "schema": self.schema,
            "partition": [_document(p) for p in self.partition],
            "uncrowded": _document(self.uncrowded) if self.uncrowded else None,
            "links": self.links.document() if self.links else None,
            "flags": {n: {"precision": a.precision, "recall": a.recall, "f1": a.f1} for n, a in self.flags.items()},
        }


def score_workspace(workspace: Workspace, truth_path: Path, engine: Engine) -> list[Scored]:
    """Score the current build of entities, beside trivial rules where they apply.

    Args:
        workspace: The workspace; it has been linked.
        truth_path: The truth, Parquet or CSV.
        engine: How much of the machine may be taken.
    Returns:
        The linkage first, then each trivial rule; for a truth in keys per kind, and plain Splink behind them.
    Raises:
        LinkageError: Nothing was linked, or the truth has none of the known forms.
    """
    truth = _read(truth_path)
    columns = set(truth.column_names)
    if {"establishment", "registered", "hard_orphan"} <= columns:
        return list(_registered(workspace, truth, engine))
    if {"register", "row_number", "true_id"} <= columns:
        return list(_by_row(workspace, truth))
    if {"register", "file", "row_key", "entity", "kind", "true_id"} <= columns:
        return list(_by_key(workspace, truth, engine))
    raise LinkageError(
        where=str(truth_path),
        what=f"it has the columns {', '.join(truth.column_names)}, which is no form of a truth",
        mend="give register, row_number and true_id; or what docs/linkage.md names",
    )


def stress_workspace(
    workspace: Workspace,
    truth_path: Path,
    engine: Engine,
    *,
    plan: Plan,
    seeds: Sequence[int],
    progress: Progress | None = None,
) -> list[tuple[int, list[Scored]]]:
    """Score the linkage of records that were made worse, beside trivial rules on the same records; nothing is kept.

    Args:
        workspace: The workspace, with registers read.
        truth_path: A truth of the registered form.
        engine: How much of the machine may be taken.
        plan: How much is made worse.
        seeds: One run for each.
        progress: Is told the stage and the share done.
    Returns:
        Per seed the scores, the linkage first.
    Raises:
        LinkageError: The truth has another form.
    """
    truth = _read(truth_path)
    if "hard_orphan" not in truth.column_names:
        raise LinkageError(
            where=str(truth_path), what="it does not tell who is registered", mend="give a truth of the registered form"
        )
    tell = progress or unheard
    tables, done = record_tables(workspace), []
    for number, seed in enumerate(seeds):
        tell(f"seed {seed}", number / len(seeds))
        entities, placed, doors = _worsened(workspace, tables, engine, plan, seed)
        scores = [_of_registered("linkage", entities, truth, doors, _events(tables))]
        scores += [_of_registered(n, e, truth, doors, _events(tables)) for n, e in _trivial(placed, _reference(truth))]
        done.append((seed, scores))
    tell("done", 1.0)
    return done


def _worsened(
    workspace: Workspace, tables: Sequence[RecordTable], engine: Engine, plan: Plan, seed: int
) -> tuple[pa.Table, pa.Table, pa.Table]:
    model = model_of(workspace, "establishment")
    trained: Trained | None = trained_model(workspace, "establishment")

    def alter(raw: pa.Table) -> pa.Table:
        return perturb(
            raw, plan=plan, seed=seed, names=["f_name"], addresses=["f_place"], postcodes=["f_postcode"],
            coordinates=["f_lat", "f_lon"], postcode_pattern=r"\d{5}",
        )  # fmt: skip

    with _session(tables, engine) as own:
        linked = link(own, model, tables, city=_city(workspace), trained=trained, alter=alter)
        placed = _placed(own)
    entities = linked.partition.append_column("entity", pc.cast(linked.partition["cluster"], pa.string()))
    return entities, placed, _doors(linked.partition, linked.nodes)


def _session(tables: Sequence[RecordTable], engine: Engine) -> Any:
    see = sorted({t.path.parent for t in tables})
    return session(see=see, memory_gib=engine.memory_gib, threads=engine.threads, spill=engine.scratch)


def _city(workspace: Workspace) -> City:
    return City(tuple(workspace.city.get("countries", ())), tuple(workspace.city.get("localities", ())))


def _read(path: Path) -> pa.Table:
    try:
        return pq.read_table(path) if path.suffix == ".parquet" else pa_csv.read_csv(path)
    except (OSError, pa.ArrowException) as fault:
        raise LinkageError(
            where=str(path), what=f"it cannot be read ({fault})", mend="give a truth as Parquet or CSV"
        ) from fault


def _registered(workspace: Workspace, truth: pa.Table, engine: Engine) -> Iterator[Scored]:
    tables = record_tables(workspace)
    entities = linked_table(workspace, "establishment", "entities")
    nodes = linked_table(workspace, "establishment", "nodes")
    doors, events = _doors(entities, nodes), _events(tables)
    yield _of_registered("linkage", entities, truth, doors, events)
    with _session(tables, engine) as own:
        gather(own, tables, model_of(workspace, "establishment"))
        placed = _placed(own)
    for name, found in _trivial(placed, _reference(truth)):
        yield _of_registered(name, found, truth, doors, events)


def _trivial(placed: pa.Table, reference: str) -> Iterator[tuple[str, pa.Table]]:
    yield "same name, house number and street", same_name_and_place(placed, reference=reference)
    yield "best at that house number", best_at_place(placed, reference=reference)


def _reference(truth: pa.Table) -> str:
    """Find the register that says who is registered: the one all of whose rows are."""
    every = truth.group_by("register").aggregate([("registered", "all")]).sort_by("register").to_pylist()
    whole = [r["register"] for r in every if r["registered_all"]]
    if not whole:
        raise LinkageError(
            where="truth", what="no register has only registered rows", mend="mark the rows of the reference register"
        )
    return str(whole[0])


def _of_registered(
    rule: str, entities: pa.Table, truth: pa.Table, doors: pa.Table, events: dict[Flag, pa.Table]
) -> Scored:
    schema = "Establishment"
    told = pa.table({c.name: truth[c.name] for c in REGISTERED_TRUTH.columns}).cast(REGISTERED_TRUTH.schema())
    links = link_rows(entities, told, schema=schema, reference=_reference(truth))
    rows = told.filter(told["registered"]).rename_columns(["register", "row_number", "true_id", "registered", "hard"])
    judged = judge_rows(entities, rows, schema=schema)
    uncrowded = score_partition(away_from_crowds(judged, doors, names=SITE_NAMES))
    flags = {f.name: flag_agreement(links, e, at_least=f.at_least) for f, e in events.items()}
    return Scored(rule, schema, tuple(partition_scores(judged)), uncrowded, link_score(links), flags)


def _placed(own: Any) -> pa.Table:
    raw = own.fetch(
        "select register, row_number, schema, list_distinct(f_name) as names, f_place[1] as address, "
        "f_operator[1] as owner from gathered"
    )
    return PLACED.check(raw.cast(PLACED.schema()))


def _doors(entities: pa.Table, nodes: pa.Table) -> pa.Table:
    places = pa.table({
        "node": nodes["node"], "place": nodes["place_door"],
        "name": pc.list_element(pc.fill_null(nodes["name_squashed"], [""]), 0),
    })  # fmt: skip
    rows = entities.select(["register", "row_number", "node"]).join(places, "node")
    return rows.select(["register", "row_number", "place", "name"])


def _events(tables: Sequence[RecordTable]) -> dict[Flag, pa.Table]:
    found: dict[Flag, pa.Table] = {}
    for flag in FLAGS:
        parts = [EVENTS_OF_ROWS.empty()]
        for table in (t for t in tables if t.schema == flag.schema):
            if flag.prop in pq.read_schema(table.path).names:
                rows = pq.read_table(table.path, columns=["register", "row_number", flag.prop])
                said = pc.greater(pc.list_value_length(rows[flag.prop]), 0)
                rows = rows.filter(pc.fill_null(said, False))  # a value that was cleaned away leaves an empty list
                first = pc.list_element(rows[flag.prop], 0) if rows.num_rows else rows["register"]
                parts.append(
                    rows.filter(pc.equal(first, flag.value))
                    .select(["register", "row_number"])
                    .cast(EVENTS_OF_ROWS.schema())
                )
        events = pa.concat_tables(parts)
        if events.num_rows:
            found[flag] = events
    return found


def _by_row(workspace: Workspace, truth: pa.Table) -> Iterator[Scored]:
    for kind in linked_kinds(workspace):
        entities = linked_table(workspace, kind, "entities")
        for schema in sorted(pc.unique(entities["schema"]).to_pylist()):
            told = truth.filter(pc.equal(truth["schema"], schema)) if "schema" in truth.column_names else truth
            rows = pa.table({c: told[c] for c in ("register", "row_number", "true_id")})
            rows = rows.cast(
                pa.schema([("register", pa.string()), ("row_number", pa.int64()), ("true_id", pa.string())])
            )
            if rows.num_rows:
                judged = judge_rows(entities, rows, schema=schema)
                yield Scored("linkage", schema, tuple(partition_scores(judged)))


def _by_key(workspace: Workspace, truth: pa.Table, engine: Engine) -> Iterator[Scored]:
    told = _records_of_keys(workspace, truth)
    for kind in linked_kinds(workspace):
        entities = linked_table(workspace, kind, "entities")
        own = told.filter(pc.is_in(told["record_id"], value_set=pc.unique(entities["record_id"])))
        if own.num_rows:
            judged = judge_records(entities, own)
            yield Scored("linkage", kind, tuple(partition_scores(judged)))
            yield from _beside(kind, entities, linked_table(workspace, kind, "nodes"), own, engine)


def _beside(kind: str, entities: pa.Table, nodes: pa.Table, truth: pa.Table, engine: Engine) -> Iterator[Scored]:
    """Score what trivial rules and plain Splink make of the same records, the latter at its best threshold."""
    for rule, found in trivial_entities(kind, entities, nodes):
        yield Scored(rule, kind, (score_partition(judge_records(found, truth)),))
    plain = plain_models().get(kind)
    if plain is not None and plain.needs <= set(nodes.column_names):
        with session(memory_gib=engine.memory_gib, threads=engine.threads, spill=engine.scratch) as own:
            tried = plain_splink(own, kind, entities, nodes)
        scores = {t: score_partition(judge_records(found, truth)) for t, found in tried.items()}
        if scores:
            best = max(scores, key=lambda t: scores[t].pairs.f1)
            yield Scored(f"plain Splink, best threshold ({best})", kind, (scores[best],))


def _records_of_keys(workspace: Workspace, truth: pa.Table) -> pa.Table:
    """Name the records that the keys of a truth's rows make."""
    keys = RowKeys(workspace)
    rows: dict[str, list[str]] = {"record_id": [], "register": [], "schema": [], "true_id": []}
    for row in truth.to_pylist():
        for record, schema in keys.records(row["register"], row["file"], row["row_key"], thing=row["entity"]):
            rows["record_id"].append(record)
            for name, value in (("register", row["register"]), ("schema", schema), ("true_id", row["true_id"])):
                rows[name].append(value)
    names = ("register", "schema", "true_id")
    single = pa.table(rows).group_by("record_id").aggregate([(c, "min") for c in names])
    return single.rename_columns(["record_id", *names])


def _document(score: PartitionScore) -> dict[str, Any]:
    return {
        "schema": score.schema, "register_l": score.register_l, "register_r": score.register_r,
        "records": score.records,
        "pairs": {"right": score.pairs.right, "found": score.pairs.found, "true": score.pairs.true},
        "precision": score.pairs.precision, "recall": score.pairs.recall, "f1": score.pairs.f1,
        "b_cubed": {"precision": score.b_cubed.precision, "recall": score.b_cubed.recall, "f1": score.b_cubed.f1},
    }  # fmt: skip
