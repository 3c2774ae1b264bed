"""The stages between who is who and the finished picture: what each reads, needs and makes."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.indicators import SWITCHES, evaluate, read_switches, rules_fingerprint, shipped_rules
from tidegate.network.control import control_of
from tidegate.network.layout import layout_mark, layout_of
from tidegate.network.nodes import nodes_of, schemata_read
from tidegate.network.opening import open_records
from tidegate.network.ties import ties_of
from tidegate.picture import describe_sectors, find_points, watch_adaptation
from tidegate.picture.adaptation import MEASURES
from tidegate.picture.adaptation import PERMITS as ACTED_ON
from tidegate.picture.points import PERMITS
from tidegate.pipeline.picturing.making import Everything, Making, Offered, Stage, write_table
from tidegate.pipeline.picturing.resolved import VERSION, inputs_of_resolved, resolved
from tidegate.places.businesses import list_businesses
from tidegate.places.changing import compare_periods
from tidegate.places.concentrating import concentrate
from tidegate.places.happening import SCHEMATA as HAPPENING
from tidegate.places.happening import place_events
from tidegate.places.hotspots import find_hotspots
from tidegate.places.locating import locate
from tidegate.places.units import KEYS, Period, usual_period
from tidegate.registers.classes import classes_behind, property_overrides
from tidegate.tables import ENGINE_VERSION, Column, Contract


def _places(making: Making, offered: Offered, folder: Path) -> None:
    records = offered["resolved"]
    with making.session(records) as s:
        businesses = list_businesses(s, records, on=making.on)
        located = locate(s, records, businesses=businesses, on=making.on, epsg=metric_system(making.workspace.city))
        happened = place_events(s, records, located, on=making.on)
    for name, table in (
        ("businesses", businesses), ("places", located.places), ("events", happened.events),
        ("placing", happened.placing),
    ):  # fmt: skip
        write_table(folder, name, table)
    told = {"epsg": located.epsg, "cell_m": located.cell_m, "area_kind": located.area_kind, "city": located.city}
    (folder / "ground.json").write_text(json.dumps(told, sort_keys=True), encoding="utf-8")


SEED = 1
"""Where chance begins in shuffles and drawings; fixed, so that the same records give the same picture."""


def _concentration(making: Making, offered: Offered, folder: Path) -> None:
    del making
    places, businesses, events = (
        pq.read_table(offered["places"] / f"{name}.parquet") for name in ("places", "businesses", "events")
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
        write_table(folder, name, table)
    halves = _halves(period)
    if halves is not None:
        before, after = halves
        changed = compare_periods(places, businesses, events, before=before, after=after, levels=levels)
        write_table(folder, "place_changes", changed.units)


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


def _network(making: Making, offered: Offered, folder: Path) -> None:
    resolved = offered["resolved"]
    with making.session(resolved) as s:
        open_records(s, _files(resolved))
        ties = ties_of(s)
        nodes = nodes_of(s, ties)
    for name, table in (("ties", ties), ("nodes", nodes)):
        write_table(folder, name, table)


def _control(making: Making, offered: Offered, folder: Path) -> None:
    nodes, ties = _graph(offered)
    held = control_of(nodes, ties, on=making.on)
    write_table(folder, "control", held.control)
    write_table(folder, "opaque_ownership", held.situations)


def _layout(making: Making, offered: Offered, folder: Path) -> None:
    del making
    write_table(folder, "layout", layout_of(*_graph(offered), seed=SEED))


def _drawn(offered: Offered) -> str:
    return layout_mark(*_graph(offered))


def _graph(offered: Offered) -> tuple[pa.Table, pa.Table]:
    nodes, ties = (pq.read_table(offered["network"] / f"{name}.parquet") for name in ("nodes", "ties"))
    return nodes, ties


def _day(making: Making) -> list[str]:
    return [ENGINE_VERSION, making.on.isoformat()]


def _no_day(making: Making) -> list[str]:
    """Say that the day decides nothing beyond what the tables hold."""
    del making
    return [ENGINE_VERSION]


def _indicators(making: Making, offered: Offered, folder: Path) -> None:
    resolved = offered["resolved"]
    sources: dict[str, Any] = dict(_files(resolved))
    for stage, names in OFFERED.items():
        if stage in offered:
            sources |= {n: _as_offered(offered[stage] / f"{n}.parquet", words) for n, words in names.items()}
    with making.session(*offered.values()) as s:
        rules = shipped_rules()
        switches = read_switches(making.workspace.folder / SWITCHES, rules)
        registers = making.workspace.registers
        judged = [r.id for r in registers if r.require_lawful().statements == "assessments"]
        found = evaluate(
            s, switches.chosen(rules), sources, on=making.on, parameters=switches.parameters, off=switches.off,
            classes=property_overrides(registers), assessments=judged,
        )  # fmt: skip
    for name, table in (("flags", found.flags), ("evidence", found.evidence), ("indicator_report", found.report)):
        write_table(folder, name, table)


OFFERED = {
    "places": {"places": {"premises": "entity", "postal_code": "postcode"}},
    "network": {"ties": {"kind": "schema"}},
    "control": {"control": {"effective": "share"}},
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


def _points(making: Making, offered: Offered, folder: Path) -> None:
    del making
    flags = pq.read_table(offered["indicators"] / "flags.parquet")
    permits = _columns(offered["resolved"] / "Permit.parquet", PERMITS)
    network, places = offered["network"], offered["places"]
    ties, nodes = (pq.read_table(network / f"{name}.parquet") for name in ("ties", "nodes"))
    write_table(folder, "points", find_points(flags, ties, nodes, pq.read_table(places / "places.parquet"), permits))


def _adaptation(making: Making, offered: Offered, folder: Path) -> None:
    records, found = offered["resolved"], offered["indicators"]
    measures = _columns(records / "Measure.parquet", MEASURES)
    permits = _columns(records / "Permit.parquet", ACTED_ON)
    flags, evidence = (pq.read_table(found / f"{name}.parquet") for name in ("flags", "evidence"))
    nodes = pq.read_table(offered["network"] / "nodes.parquet")
    write_table(folder, "adaptation", watch_adaptation(measures, permits, flags, evidence, nodes, on=making.on))


def _sectors(making: Making, offered: Offered, folder: Path) -> None:
    flags = pq.read_table(offered["indicators"] / "flags.parquet")
    businesses = pq.read_table(offered["places"] / "businesses.parquet")
    establishments = _columns(offered["resolved"] / "Establishment.parquet", OPERATED)
    operators = establishments.rename_columns(["establishment", "operator"])
    write_table(folder, "sectors", describe_sectors(flags, businesses, operators, on=making.on))


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


def _files(folder: Path) -> dict[str, Path]:
    return {p.stem: p for p in sorted(folder.glob("*.parquet"))}


_LINKED = ("linkage", "indicators")
_ALL = ("linkage", "network", "places", "indicators")

STAGES: tuple[Stage, ...] = (
    Stage("resolved", "putting references in terms of entities", VERSION, {}, (), resolved, inputs_of_resolved),
    Stage("places", "putting premises on the map", "4",
          {"resolved": ("entities", "Establishment", "Company", "Premises", *HAPPENING)}, ("places",), _places, _city),
    Stage("network", "tying who is tied to whom", "4", {"resolved": ("entities", "attachments", *schemata_read())},
          ("network",), _network, _no_day),
    Stage("concentration", "measuring how few places hold how much", "2",
          {"places": ("places", "businesses", "events")}, ("places",), _concentration, _no_day),
    Stage("control", "working out who controls whom", "1", {"network": ("nodes", "ties")}, ("network",), _control,
          _day),
    Stage("indicators", "putting the rules to the records", "4",
          {"resolved": Everything, "places": ("places",), "network": ("ties",), "control": ("control",)},
          _LINKED, _indicators, _rules),
    Stage("layout", "laying out the network", "1", {"network": ("nodes", "ties")}, ("network",), _layout, _no_day,
          _drawn),
    Stage("points", "looking for points of intervention", "1",
          {"resolved": ("Permit",), "places": ("places",), "network": ("nodes", "ties"), "indicators": ("flags",)},
          _ALL, _points),
    Stage("adaptation", "watching what came after closures and refusals", "1",
          {"resolved": ("Measure", "Permit"), "network": ("nodes",), "indicators": ("flags", "evidence")},
          ("linkage", "network", "indicators"), _adaptation, _day),
    Stage("sectors", "describing the sectors", "1",
          {"resolved": ("Establishment",), "places": ("businesses",), "indicators": ("flags",)},
          ("linkage", "places", "indicators"), _sectors, _day),
)  # fmt: skip
"""The stages, in order: each stands behind those it reads."""
