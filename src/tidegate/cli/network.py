"""`tidegate network`: who is tied to whom, who controls what, and what remains when ties end."""

import getpass
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc
import typer

from tidegate.cli.options import Json, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import NetworkError
from tidegate.network import (
    CONTROL,
    HUB,
    NODES,
    SITUATIONS,
    TIES,
    End,
    Graph,
    busiest,
    control_chains,
    ego,
    graph_of,
    paths_between,
    presence_of,
    read_kept,
    remains,
    remains_uncertain,
    separations,
    standing,
    without_persons,
)
from tidegate.pipeline.looking import Look, allow_picture_look
from tidegate.settings import read_settings

app = command_group("Show who is tied to whom, who controls what, what would remain.")

Picture = Annotated[Path, typer.Argument(help="Folder of a picture: ties.parquet, nodes.parquet.", metavar="PICTURE")]
On = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only ties that hold on this day.")]
Hub = Annotated[int, typer.Option(help="A node with more neighbours than this is not walked through.", min=0)]
Most = Annotated[int, typer.Option(help="Rows to show at most; JSON has them all.", min=0)]
Purpose = Annotated[str, typer.Option(help="Purpose for which values are shown; every register must allow it.")]
Reason = Annotated[str, typer.Option(help="Why they are needed, in your words; it is written to the log first.")]

_TOLD = ("kind", "role", "share", "valid_from", "valid_to", "registers", "register", "file", "row_number", "record_id")


@command(
    app,
    "ties",
    example='tidegate network ties ./pictures/VIEW/current\ntidegate network ties ./pictures/VIEW/current --of ENTITY '
    '--purpose permit-integrity --reason "case 7"\ntidegate network ties ./pictures/VIEW/current --busiest premises',
)  # fmt: skip
def ties(
    picture: Picture,
    of: Annotated[str, typer.Option(help="Show the ties of this entity.")] = "",
    kind: Annotated[str, typer.Option(help="Only ties of this kind, such as Tenancy.")] = "",
    most_tied: Annotated[
        str, typer.Option("--busiest", help="List the nodes of this kind of place or firm that have most neighbours.")
    ] = "",
    on: On = None,
    most: Most = 40,
    purpose: Purpose = "",
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """Count ties by kind; show those of one entity; or list the busiest places or firms, never people."""
    out = _output(as_json)
    graph = _graph(picture, on, kind)
    if most_tied:
        found, personal = busiest(graph, most_tied, most=most)
        _allow(picture, f"network ties --busiest {most_tied}", graph.nodes, found.num_rows, purpose, reason)
        out.document({"busiest": found.to_pylist(), "left_out_personal": personal})
        out.table(("entity", "name", "neighbours"), [tuple(r.values()) for r in found.to_pylist()])
        out.say(f"{personal:,} of this kind are left out, for their data are personal.")
        return
    if not of:
        counts = graph.ties.group_by(["kind", "role"]).aggregate([("rows", "sum"), ("tie", "count")])
        rows = counts.sort_by([("kind", "ascending"), ("role", "ascending")]).to_pylist()
        told = [{"kind": r["kind"], "role": r["role"], "ties": r["tie_count"], "rows": r["rows_sum"]} for r in rows]
        out.document({"nodes": graph.nodes.num_rows, "ties": graph.ties.num_rows, "kinds": told})
        out.table(("kind", "role", "ties", "rows"), [tuple(r.values()) for r in told])
        return
    number = graph.number(of)
    own = graph.ties.filter(pa.array((graph.source == number) | (graph.target == number)))
    _allow(picture, f"network ties of {of}", own, own.num_rows, purpose, reason)
    out.document({"entity": of, "ties": own.to_pylist()})
    _show_ties(out, graph, own, most)


@command(
    app,
    "ego",
    example='tidegate network ego ./pictures/VIEW/current ENTITY --purpose permit-integrity --reason "case 7"',
)
def show_ego(
    picture: Picture,
    entity: Annotated[str, typer.Argument(help="Id of the entity in the middle.")],
    depth: Annotated[int, typer.Option(help="Steps to walk.", min=0)] = 2,
    hub: Hub = HUB,
    on: On = None,
    most: Most = 40,
    purpose: Purpose = "",
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """Show who and what lies within some steps of an entity."""
    out = _output(as_json)
    graph = _graph(picture, on)
    found = ego(graph, entity, depth=depth, hub=hub)
    _allow(picture, f"network ego of {entity}", found.nodes, found.nodes.num_rows, purpose, reason)
    out.document({"entity": entity, "nodes": found.nodes.to_pylist(), "ties": found.ties.to_pylist(),
                  "hubs": list(found.hubs)})  # fmt: skip
    rows = found.nodes.select(["steps", "entity", "kind", "caption", "because"]).slice(0, most).to_pylist()
    out.table(("steps", "entity", "kind", "name", "personal"), [tuple(r.values()) for r in rows])
    out.say(f"{found.nodes.num_rows:,} nodes and {found.ties.num_rows:,} ties within {depth} steps.")
    _say_hubs(out, graph, found.hubs, "Reached but not walked through, for they have too many neighbours")


@command(
    app,
    "path",
    example='tidegate network path ./pictures/VIEW/current A B --purpose permit-integrity --reason "case 7"',
)
def path(
    picture: Picture,
    first: Annotated[str, typer.Argument(help="Id of one end.")],
    last: Annotated[str, typer.Argument(help="Id of the other end.")],
    longer: Annotated[int, typer.Option(help="How many steps longer than the shortest a way may be.", min=0)] = 0,
    hub: Hub = HUB,
    on: On = None,
    most: Annotated[int, typer.Option(help="Ways to find at most.", min=1)] = 5,
    purpose: Purpose = "",
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """Show how two entities are tied, and the register and row that prove each step."""
    out = _output(as_json)
    graph = _graph(picture, on)
    found = paths_between(graph, first, last, most=most, longer=longer, hub=hub)
    steps = [s for c in found.chains for s in c.steps]
    shown = pa.concat_tables(steps) if steps else graph.ties.slice(0, 0)
    _allow(picture, f"network path from {first} to {last}", shown, shown.num_rows, purpose, reason)
    chains = [{"entities": c.entities, "steps": [s.to_pylist() for s in c.steps]} for c in found.chains]
    out.document({"paths": chains, "more": found.more, "hubs": list(found.hubs)})
    if not found.chains:
        out.say("No way leads from one to the other.")
    for number, chain in enumerate(found.chains, start=1):
        out.say(f"Way {number}, {len(chain.steps)} steps: " + " - ".join(_names(graph, chain.entities)))
        for step in chain.steps:
            _show_ties(out, graph, step, step.num_rows)
    if found.more:
        out.say(f"There are more ways; these are the first {most}.")
    _say_hubs(out, graph, found.hubs, "A way at least as short leads through nodes with too many neighbours")


@command(
    app,
    "control",
    example="tidegate network control ./pictures/VIEW/current\n"
    'tidegate network control ./pictures/VIEW/current --over COMPANY --purpose permit-integrity --reason "case 7"',
)
def control(
    picture: Picture,
    over: Annotated[str, typer.Option(help="Show who controls this company.")] = "",
    of: Annotated[str, typer.Option(help="Show what this entity controls.")] = "",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day for the chains. Default: of the last delivery.")
    ] = None,
    most: Most = 40,
    purpose: Purpose = "",
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """Count interests and opaque ownership; show who controls a company, or what an entity controls.

    With both --over and --of, the chains of shares between the two are shown with the rows that prove them.
    """
    out = _output(as_json)
    found = read_kept(picture, CONTROL)
    if not (over or of):
        _count_control(out, found, read_kept(picture, SITUATIONS))
        return
    graph = _graph(picture, None)
    for column, entity in (("company", over), ("holder", of)):
        if entity:
            graph.number(entity)
            found = found.filter(pc.equal(found.column(column), entity))
    chains = control_chains(graph.nodes, graph.ties, of, over, on=_day(on, graph.ties)) if over and of else ()
    shown = pa.concat_tables([s.select(["registers"]) for c in chains for s in c.steps] + [found.select(["registers"])])
    _allow(picture, f"network control over {over or 'any'} of {of or 'any'}", shown, found.num_rows, purpose, reason)
    told = [{"entities": c.entities, "share": c.share, "steps": [s.to_pylist() for s in c.steps]} for c in chains]
    out.document({"control": found.to_pylist(), "chains": told})
    columns = ["holder", "company", "by", "direct", "effective", "commanded", "beneficial", "steps", "registers"]
    rows = [tuple(_cell(r[c]) for c in columns) for r in found.select(columns).slice(0, most).to_pylist()]
    names = _captions(graph)
    out.table(columns, [(names.get(r[0], r[0]), names.get(r[1], r[1]), *r[2:]) for r in rows])
    for chain in chains:
        out.say(f"{chain.share:.1%} through " + " - ".join(_names(graph, chain.entities)))
        for step in chain.steps:
            _show_ties(out, graph, step, step.num_rows)


@command(
    app,
    "robustness",
    example="tidegate network robustness ./pictures/VIEW/current --end ENTITY --end Tenancy@ENTITY --draws 100\n"
    'tidegate network robustness ./pictures/VIEW/current --purpose permit-integrity --reason "case 7"',
)
def robustness(
    picture: Picture,
    end: Annotated[
        list[str] | None,
        typer.Option("--end", help="What ends, one after the other: an ENTITY, KIND@ENTITY, or KIND everywhere."),
    ] = None,
    on: On = None,
    draws: Annotated[int, typer.Option(help="Networks to draw where ties are unsure; 0 for none.", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 1,
    efficiency: Annotated[
        bool, typer.Option("--efficiency", help="Work out the efficiency, up to 1,500 nodes.")
    ] = False,
    most: Most = 20,
    purpose: Purpose = "",
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """Tell what remains of the network without natural persons when firms, leases or permits end.

    Without --end, the places and firms are listed without which most falls away from the rest.
    """
    out = _output(as_json)
    graph = _graph(picture, on)
    if not end:
        _show_separations(out, picture, graph, most, (purpose, reason))
        return
    ends = [_end(text, graph) for text in end]
    rest = without_persons(graph)
    sure = remains(rest, ends, efficiency=efficiency).to_pylist()
    unsure = []
    if draws:
        unsure = remains_uncertain(rest, ends, presence=presence_of(rest.ties), draws=draws, seed=seed).to_pylist()
    out.document({"remains": sure, "uncertain": unsure})
    heads = ["step", "ended", "nodes", "ties", "components", "largest", "together", "efficiency"]
    out.table(heads, [tuple(_cell(r[c]) for c in heads) for r in sure])
    if unsure:
        heads = ["step", "ended", "measure", "mean", "low", "high", "draws"]
        out.table(heads, [tuple(_cell(r[c]) for c in heads) for r in unsure], title="Where ties are unsure")


def _show_separations(out: Output, picture: Path, graph: Graph, most: int, why: tuple[str, str]) -> None:
    found = separations(graph)
    _allow(picture, "network robustness", graph.nodes, found.num_rows, *why)
    rows = found.to_pylist()
    out.document({"separations": rows})
    names = _names(graph, [r["entity"] for r in rows[:most]])
    told = [(r["entity"], r["kind"], n, r["parts"], r["cut_off"]) for r, n in zip(rows[:most], names, strict=True)]
    out.table(("entity", "kind", "name", "parts without it", "nodes cut off"), told)
    out.say("Natural persons are left out; sole traders and homes have no row.")


def _output(as_json: bool) -> Output:
    return Output(as_json=as_json, level=read_settings().log_level)


def _graph(picture: Path, on: datetime | None, kind: str = "") -> Graph:
    found = read_kept(picture, TIES)
    if on:
        found = standing(found, on.date())
    if kind:
        found = found.filter(pc.equal(found.column("kind"), kind))
    return graph_of(read_kept(picture, NODES), found)


def _day(on: datetime | None, found: pa.Table) -> date:
    return on.date() if on else pc.max(found.column("known_from")).as_py() or date.max


def _allow(picture: Path, act: str, table: pa.Table, rows: int, purpose: str, reason: str) -> None:
    lists = table.column("registers").combine_chunks()
    registers = sorted(set(pc.list_flatten(lists).to_pylist()))
    allow_picture_look(picture, Look(getpass.getuser(), act, purpose, reason, datetime.now(UTC)), registers, rows)


def _end(text: str, graph: Graph) -> End:
    kind, _, entity = text.rpartition("@") if "@" in text else ("", "", text)
    if not kind and entity in set(graph.ties.column("kind").unique().to_pylist()):
        return End(f"every {entity}", kinds=(entity,))
    if graph.natural[graph.number(entity)]:
        raise NetworkError(
            where=f"--end {text}",
            what="it is a natural person, or may be one, and what a network loses with a person is not told",
            mend="name a firm, a place, or a kind of tie such as Tenancy",
        )
    return End(f"{kind} at {entity}" if kind else entity, (entity,), (kind,) if kind else ())


def _captions(graph: Graph) -> dict[str, str]:
    pairs = graph.nodes.select(["entity", "caption"]).to_pydict()
    return {e: c or e for e, c in zip(pairs["entity"], pairs["caption"], strict=True)}


def _names(graph: Graph, entities: Sequence[str]) -> list[str]:
    return [str(graph.nodes.column("caption")[graph.number(e)].as_py() or e) for e in entities]


def _say_hubs(out: Output, graph: Graph, hubs: Sequence[str], why: str) -> None:
    if hubs:
        named = [f"{n} ({e})" for n, e in zip(_names(graph, hubs), hubs, strict=True)]
        out.say(f"{why}: {', '.join(named)}.")


def _show_ties(out: Output, graph: Graph, table: pa.Table, most: int) -> None:
    some = table.slice(0, most).to_pylist()
    names = [_names(graph, (r["source"], r["target"])) for r in some]
    rows = [(*n, *(_cell(r[c]) for c in _TOLD)) for n, r in zip(names, some, strict=True)]
    out.table(("from", "to", *(c.replace("_", " ") for c in _TOLD)), rows)


def _count_control(out: Output, found: pa.Table, situations: pa.Table) -> None:
    kinds, told = _counted(found, "by"), _counted(situations, "situation")
    out.document({"interests": dict(kinds), "situations": dict(told)})
    out.table(("interests by", "count"), kinds)
    out.table(("situation of companies", "count"), told)


def _counted(table: pa.Table, column: str) -> list[tuple[str, int]]:
    counts = table.group_by(column).aggregate([("company", "count")]).sort_by(column)
    return [(r[column], r["company_count"]) for r in counts.to_pylist()]


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)
    return round(value, 4) if isinstance(value, float) else value
