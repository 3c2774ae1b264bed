"""The tiny examples of a rule, run as a test of it."""

import json
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from tidegate.errors import RuleError
from tidegate.indicators.evaluating import evaluate
from tidegate.indicators.rule import Example, Rule
from tidegate.indicators.views import HISTORY, Sources, columns_of
from tidegate.tables import session

_ARROW = {
    "VARCHAR": pa.string(), "DOUBLE": pa.float64(), "BIGINT": pa.int64(), "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(), "VARCHAR[]": pa.list_(pa.string()),
}  # fmt: skip


def run_examples(rule: Rule) -> tuple[str, ...]:
    """Run the tests of a rule.

    Args:
        rule: The rule.
    Returns:
        One sentence per test that came out otherwise; none where all came out as they should.
    """
    return tuple(fault for example in rule.examples for fault in _run(rule, example))


def _run(rule: Rule, example: Example) -> list[str]:
    where = f"{rule.id}, '{example.name}'"
    # What an example does not speak of is there without a row, so that it tests the query and not the city.
    views = {v.removesuffix(HISTORY) for v, _ in rule.reached()} - {"names"}
    given = tables_of({**dict.fromkeys({*views, rule.population} - {""}, ()), **example.given})
    try:
        with session(threads=1) as engine:
            found = evaluate(engine, [rule], given, on=example.on, parameters={rule.id: dict(example.parameters)})
    except RuleError as fault:
        return [f"{where}: {fault}"]
    (line,) = found.report.to_pylist()
    if line["state"] != "evaluated":
        return [f"{where}: {line['state']}, {line['reason']}"]
    flags = [{**json.loads(f["values"]), **f} for f in found.flags.to_pylist()]
    rest = list(flags)
    faults = []
    for wanted in example.flags:
        match = next((f for f in rest if _fits(f, wanted)), None)
        if match is None:
            faults.append(f"{where}: no flag with {_shown(wanted)}; found {[_shown(_like(f, wanted)) for f in flags]}")
        else:
            rest.remove(match)
    if not faults and rest:
        first = _shown(_like(rest[0], {"subject": 0, "key": 0, "values": 0}))
        faults.append(f"{where}: {len(rest)} flags too many, the first {first}")
    return faults


def _fits(flag: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(k in flag and _plain(flag[k]) == _plain(v) for k, v in wanted.items())


def _like(flag: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {k: flag.get(k) for k in wanted}


def _shown(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{k} {v}" for k, v in values.items())


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(float(value), 6)
    return sorted(map(str, value)) if isinstance(value, list) else value


def tables_of(given: Mapping[str, tuple[Mapping[str, Any], ...]]) -> Sources:
    """Make tables of resolved records from the rows of an example.

    Args:
        given: View to rows; what a row does not say is absent, and it is known since always. Its `record_id` is
            the schema and its number (`Permit-1`), its entity the same, unless it says otherwise.
    Returns:
        View to table, with every column that the view has.
    """
    return {view: _table(view, rows) for view, rows in given.items()}


def _table(view: str, rows: tuple[Mapping[str, Any], ...]) -> pa.Table:
    columns = columns_of(view) or {}
    of_records = "record_id" in columns and "row_number" in columns
    made = [(_record(view, n, row) if of_records else dict(row)) for n, row in enumerate(rows, 1)]
    schema = pa.schema([pa.field(name, _ARROW[c.type]) for name, c in columns.items()])
    return pa.Table.from_pylist(
        [{n: _typed(r.get(n), c.type) for n, c in columns.items()} for r in made], schema=schema
    )


def _record(schema: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    name = f"{schema}-{number}"
    head = {
        "record_id": name, "entity": row.get("record_id", name), "register": "example", "file": f"{schema}.csv",
        "row_number": number, "delivery_date": "1900-01-01", "known_from": date(1900, 1, 1),
    }  # fmt: skip
    columns = columns_of(schema) or {}
    derived: dict[str, Any] = {}
    for key, value in row.items():
        if f"{key}_from" in columns and value is not None:
            derived |= dict(zip((f"{key}_from", f"{key}_to"), _bounds(str(value)), strict=True))
        if f"{key}_number" in columns and value is not None:
            derived[f"{key}_number"] = float(value)
    return head | derived | dict(row)


def _bounds(text: str) -> tuple[date, date]:
    """Give the first and the last day of a date that may be partial: 1980, 1980-05, 1980-05-01."""
    parts = [int(p) for p in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 0
    if len(parts) == 3:
        return (date(*parts), date(*parts))
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def _typed(value: Any, kind: str) -> Any:
    if value is None or kind in {"VARCHAR[]", "BOOLEAN"}:
        return value
    if kind == "VARCHAR":
        return value.isoformat() if isinstance(value, date) else str(value)
    if kind == "DATE":
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    return float(value) if kind == "DOUBLE" else int(value)
