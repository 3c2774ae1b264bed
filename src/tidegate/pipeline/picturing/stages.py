"""The stages between who is who and the finished picture: what each reads, needs and makes."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.indicators import SWITCHES, evaluate, read_switches, rules_fingerprint, shipped_rules
from tidegate.linkage.contracts import EVENTS
from tidegate.linkage.resolving import Kind, resolve
from tidegate.network.control import control_of
from tidegate.network.layout import layout_of
from tidegate.network.nodes import nodes_of
from tidegate.network.opening import open_records
from tidegate.network.ties import ties_of
from tidegate.picture import describe_sectors, find_points, watch_adaptation
from tidegate.picture.adaptation import MEASURES
from tidegate.picture.adaptation import PERMITS as ACTED_ON
from tidegate.picture.points import PERMITS
from tidegate.pipeline.opening import opened
from tidegate.pipeline.picturing.viewing import Granted, ViewTables
from tidegate.pipeline.workspace import Engine, Workspace
from tidegate.places.businesses import list_businesses
from tidegate.places.changing import compare_periods
from tidegate.places.concentrating import concentrate
from tidegate.places.happening import place_events
from tidegate.places.hotspots import find_hotspots
from tidegate.places.locating import locate
from tidegate.places.units import KEYS, Period, usual_period
from tidegate.registers.classes import classes_behind, property_overrides
from tidegate.tables import ENGINE_VERSION, Column, Contract, Session
from tidegate.vocabulary import model


@dataclass(frozen=True)
class Making:
    """What the stages of one picture work with.

    Args:
        workspace: The view's workspace.
        engine: How much of the machine may be taken.
        granted: Covenant, view and request.
        given: The records of the view.
        on: The day as of which the picture is drawn.
        linked: The build of who is who; None where the view does not allow linkage.
    """

    workspace: Workspace
    engine: Engine
    granted: Granted
    given: ViewTables
    on: date
    linked: Path | None

    def fingerprint(self) -> str:
        """Give a hash of what goes in beside the stages: the clause and the request."""
        request, clause = self.granted.request, self.granted.view.clause
        text = json.dumps([self.granted.covenant.id, repr(clause), repr(request)])
        return hashlib.sha256(text.encode()).hexdigest()[:24]


Results = Mapping[str, Path]


def nothing_else(making: Making) -> list[str]:
    """Say that the results a stage reads decide its own.

    Args:
        making: What it works with.
    """
    del making
    return []


@dataclass(frozen=True)
class Stage:
    """One stage.

    Args:
        name: Its name; also that of its folder.
        says: What is told while it runs.
        version: Changes when the same inputs would give another result.
        reads: Names of stages whose results it reads.
        methods: Methods that the view must allow.
        make: Makes the result in an empty folder.
        inputs: What else decides the result.
    """

    name: str
    says: str
    version: str
    reads: tuple[str, ...]
    methods: tuple[str, ...]
    make: Callable[[Making, Results, Path], None]
    inputs: Callable[[Making], list[str]] = nothing_else

    def maker(self, making: Making, results: Results) -> Callable[[Path], None]:
        """Give a function that makes the result in a folder.

        Args:
            making: What it works with.
            results: Results of the stages before.
        """
        return lambda folder: self.make(making, results, folder)


def _resolve(making: Making, results: Results, folder: Path) -> None:
    del results
    tables = making.given.tables
    out = folder / "records"
    out.mkdir()
    kinds = []
    if making.linked is not None:
        found = sorted(p for p in making.linked.iterdir() if p.is_dir())
        kinds = [Kind(p.name, p / "entities.parquet", p / "links.parquet") for p in found]
    see = [*sorted({t.path.parent for t in tables}), out, *([making.linked] if making.linked else [])]
    given = {t.schema: frozenset(model().schemata[t.schema].properties) for t in tables}
    with _engine(making, *see) as s:
        resolve(s, tables, kinds, given=given, out=out, on=making.on)
    for name in ("entities", "attachments"):
        (out / f"{name}.parquet").rename(folder / f"{name}.parquet")
    events = [pq.read_table(k.entities.parent / "events.parquet") for k in kinds]
    _write(folder, "id_events", _known_events(pa.concat_tables([EVENTS.empty(), *events]), kinds, folder))


def _known_events(events: pa.Table, kinds: Sequence[Kind], folder: Path) -> pa.Table:
    """Leave out what became of entities of which only deliveries after the day of the picture speak."""
    known = pq.read_table(folder / "entities.parquet", columns=["entity"])["entity"].combine_chunks()
    linked = [pq.read_table(k.entities, columns=["entity"])["entity"] for k in kinds]
    every = pa.chunked_array([c for t in linked for c in t.chunks], pa.string()).unique()
    later = every.filter(pc.invert(pc.is_in(every, value_set=known)))
    return events.filter(pc.invert(pc.is_in(events["entity"], value_set=later)))


def _records(making: Making) -> list[str]:
    keys = making.given.keys()
    build = making.linked.name if making.linked else ""
    return [ENGINE_VERSION, making.on.isoformat(), build, *(f"{r}:{k}" for r, k in sorted(keys.items()))]


def _places(making: Making, results: Results, folder: Path) -> None:
    records = results["resolved"] / "records"
    with _engine(making, records) as s:
        businesses = list_businesses(s, records, on=making.on)
        located = locate(s, records, businesses=businesses, on=making.on, epsg=metric_system(making.workspace.city))
        happened = place_events(s, records, located, on=making.on)
    for name, table in (
        ("businesses", businesses), ("places", located.places), ("events", happened.events),
        ("placing", happened.placing),
    ):  # fmt: skip
        _write(folder, name, table)
    told = {"epsg": located.epsg, "cell_m": located.cell_m, "area_kind": located.area_kind, "city": located.city}
    (folder / "ground.json").write_text(json.dumps(told, sort_keys=True), encoding="utf-8")


SEED = 1
"""Where chance begins in shuffles and drawings; fixed, so that the same records give the same picture."""


def _concentration(making: Making, results: Results, folder: Path) -> None:
    del making
    places, businesses, events = (
        pq.read_table(results["places"] / f"{name}.parquet") for name in ("places", "businesses", "events")
    )
    if not events.num_rows:
        return
    period = usual_period(events)
    levels = _levels(places)
    found = find_hotspots(places, businesses, events, period=period, seed=SEED, levels=levels)
    for name, table in (
        ("concentration", concentrate(places, businesses, events, period=period, seed=SEED)),
        ("hotspots", found.units), ("sector_rates", found.rates), ("hotspots_left_out", found.left_out),
    ):  # fmt: skip
        _write(folder, name, table)
    halves = _halves(period)
    if halves is not None:
        before, after = halves
        changed = compare_periods(places, businesses, events, before=before, after=after, levels=levels)
        _write(folder, "place_changes", changed.units)


def _levels(places: pa.Table) -> tuple[str, ...]:
    """Choose the levels at which places are listed: single premises only where it is known which are homes.

    Where no register says what premises are used for, a home and a shop cannot be told apart, and a list of premises
    would name homes.
    """
    known = places.num_rows - places["use"].null_count
    return tuple(KEYS) if known * 2 > places.num_rows else tuple(k for k in KEYS if k != "premises")


HALF = 6
"""Months on each side of a change of places: half a year against the half before it."""


def _halves(period: Period) -> tuple[Period, Period] | None:
    """Take the last months of a period and as many before, of the same length; None where it is too short."""
    if period.months < 2 * HALF:
        return None
    middle = _months_before(period.until, HALF)
    return Period(_months_before(middle, HALF), middle), Period(middle, period.until)


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def metric_system(city: Mapping[str, Any]) -> int | None:
    """Give the number of a city's coordinate system in metres.

    Args:
        city: What `city.toml` says; `coordinate_system` such as `EPSG:28992`.
    Returns:
        The EPSG number; None where the city names none.
    """
    name = str(city.get("coordinate_system", ""))
    return int(name.removeprefix("EPSG:")) if name.removeprefix("EPSG:").isdigit() else None


def _city(making: Making) -> list[str]:
    return [ENGINE_VERSION, making.on.isoformat(), repr(sorted(making.workspace.city.items()))]


def _network(making: Making, results: Results, folder: Path) -> None:
    resolved = results["resolved"]
    with _engine(making, resolved) as s:
        open_records(s, _tables(resolved))
        ties = ties_of(s)
        nodes = nodes_of(s, ties)
    held = control_of(nodes, ties, on=making.on)
    drawn = layout_of(nodes, ties, seed=SEED)
    for name, table in (
        ("ties", ties), ("nodes", nodes), ("control", held.control), ("opaque_ownership", held.situations),
        ("layout", drawn),
    ):  # fmt: skip
        _write(folder, name, table)


def _day(making: Making) -> list[str]:
    return [ENGINE_VERSION, making.on.isoformat()]


def _indicators(making: Making, results: Results, folder: Path) -> None:
    resolved = results["resolved"]
    sources: dict[str, Any] = dict(_tables(resolved))
    for stage, names in OFFERED.items():
        if stage in results:
            sources |= {n: _as_offered(results[stage] / f"{n}.parquet", words) for n, words in names.items()}
    with _engine(making, *results.values()) as s:
        rules = shipped_rules()
        switches = read_switches(making.workspace.folder / SWITCHES, rules)
        registers = making.workspace.registers
        judged = [r.id for r in registers if r.require_lawful().statements == "assessments"]
        found = evaluate(
            s, switches.chosen(rules), sources, on=making.on, parameters=switches.parameters, off=switches.off,
            classes=property_overrides(registers), assessments=judged,
        )  # fmt: skip
    for name, table in (("flags", found.flags), ("evidence", found.evidence), ("indicator_report", found.report)):
        _write(folder, name, table)


OFFERED = {
    "places": {"places": {"premises": "entity", "postal_code": "postcode"}},
    "network": {"ties": {"kind": "schema"}, "control": {"effective": "share"}},
}
"""What rules may read of the stages before, and what they call its columns."""


def _as_offered(path: Path, words: Mapping[str, str]) -> pa.Table:
    table = pq.read_table(path)
    return table.rename_columns([words.get(n, n) for n in table.column_names])


def _rules(making: Making) -> list[str]:
    """What the rules and the city's switches say, and what the descriptions say of data classes and assessments."""
    switches = making.workspace.folder / SWITCHES
    return [
        *_day(making),
        rules_fingerprint(),
        switches.read_bytes().decode("utf-8", "replace") if switches.is_file() else "",
        *(r.id for r in making.workspace.registers if r.require_lawful().statements == "assessments"),
        *(repr(sorted(classes_behind(r).items())) for r in making.workspace.registers),
    ]


def _points(making: Making, results: Results, folder: Path) -> None:
    del making
    flags = pq.read_table(results["indicators"] / "flags.parquet")
    permits = _columns(results["resolved"] / "records" / "Permit.parquet", PERMITS)
    network, places = results["network"], results["places"]
    ties, nodes = (pq.read_table(network / f"{name}.parquet") for name in ("ties", "nodes"))
    _write(folder, "points", find_points(flags, ties, nodes, pq.read_table(places / "places.parquet"), permits))


def _adaptation(making: Making, results: Results, folder: Path) -> None:
    records, found = results["resolved"] / "records", results["indicators"]
    measures = _columns(records / "Measure.parquet", MEASURES)
    permits = _columns(records / "Permit.parquet", ACTED_ON)
    flags, evidence = (pq.read_table(found / f"{name}.parquet") for name in ("flags", "evidence"))
    nodes = pq.read_table(results["network"] / "nodes.parquet")
    _write(folder, "adaptation", watch_adaptation(measures, permits, flags, evidence, nodes, on=making.on))


def _sectors(making: Making, results: Results, folder: Path) -> None:
    flags = pq.read_table(results["indicators"] / "flags.parquet")
    businesses = pq.read_table(results["places"] / "businesses.parquet")
    establishments = _columns(results["resolved"] / "records" / "Establishment.parquet", OPERATED)
    operators = establishments.rename_columns(["establishment", "operator"])
    _write(folder, "sectors", describe_sectors(flags, businesses, operators, on=making.on))


OPERATED = Contract("Establishment", (Column("entity", pa.string()), Column("operator", pa.string())))


def _columns(path: Path, contract: Contract) -> pa.Table:
    """Read the columns of a contract, each row once; what the view does not give is absent."""
    if not path.is_file():
        return contract.empty()
    table = pq.read_table(path)
    columns = {
        c.name: table[c.name] if c.name in table.column_names else pa.nulls(table.num_rows, c.type)
        for c in contract.columns
    }
    return pa.table(columns, schema=contract.schema()).group_by(list(columns)).aggregate([])


def _tables(resolved: Path) -> dict[str, Path]:
    found = {p.stem: p for p in sorted((resolved / "records").glob("*.parquet"))}
    return found | {n: resolved / f"{n}.parquet" for n in ("entities", "attachments")}


def _engine(making: Making, *see: Path) -> AbstractContextManager[Session]:
    return opened(making.engine, *see, home=making.workspace.derived / "stages")


def _write(folder: Path, name: str, table: pa.Table) -> None:
    pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


STAGES: tuple[Stage, ...] = (
    Stage("resolved", "putting references in terms of entities", "3", (), (), _resolve, _records),
    Stage("places", "putting premises on the map", "3", ("resolved",), ("places",), _places, _city),
    Stage("concentration", "measuring how few places hold how much", "2", ("places",), ("places",), _concentration,
          _day),
    Stage("network", "tying who is tied to whom", "3", ("resolved",), ("network",), _network, _day),
    Stage("indicators", "putting the rules to the records", "4", ("resolved", "places", "network"),
          ("linkage", "indicators"), _indicators, _rules),
    Stage("points", "looking for points of intervention", "1", ("resolved", "places", "network", "indicators"),
          ("linkage", "network", "places", "indicators"), _points),
    Stage("adaptation", "watching what came after closures and refusals", "1", ("resolved", "network", "indicators"),
          ("linkage", "network", "indicators"), _adaptation, _day),
    Stage("sectors", "describing the sectors", "1", ("resolved", "places", "indicators"),
          ("linkage", "places", "indicators"), _sectors, _day),
)  # fmt: skip
"""The stages, in order."""
