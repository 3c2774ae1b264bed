"""Nothing is lost: rows in = kept + filtered + refused; raw values = clean + refused.

Each refused row and value stands in the quarantine, with its number, the rule and the mend.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from tidegate.errors import EngineError
from tidegate.formats import Reading
from tidegate.registers.mapping import Applied, Atom
from tidegate.registers.mapping import expressions as x
from tidegate.registers.mapping.apply import there_column
from tidegate.tables import Column, Contract, Session

QUARANTINE = Contract(
    "quarantine",
    (
        Column("register", pa.string()),
        Column("file", pa.string()),
        Column("query", pa.int32(), "number of the query, absent where the row could not be read at all"),
        Column("row_number", pa.int64(), "source row, from 1"),
        Column("thing", pa.string()),
        Column("property", pa.string()),
        Column("value", pa.string(), "the raw value"),
        Column("rule", pa.string()),
        Column("mend", pa.string()),
    ),
)

MENDS = {
    "no-thing": "give the row a value in at least one key column of the mapping",
    "no-key": "nothing, where the source leaves this thing out; else give the row a value in the thing's key columns",
    "not-a-date": "write the date as the description says, or add its pattern under `dates`",
    "not-a-country": "write the country's name or its two-letter code",
    "not-a-number": "write a number; its decimal and thousands signs stand under `numbers` in the description",
    "not-a-phone": "write the number with its country's prefix, or give the country as `format`",
    "not-an-email": "write an address with one @ and a domain",
    "not-an-identifier": "check the number at its source: its form or its check digit is wrong",
    "not-a-name": "write a name with at least one letter or digit",
    "not-a-url": "write the whole address of the page",
    "not-valid": "write a value that this property allows",
}
"""Rule by which something was refused, and its mend."""

_RULES = {
    "date": "not-a-date", "number": "not-a-number", "country": "not-a-country", "phone": "not-a-phone",
    "email": "not-an-email", "identifier": "not-an-identifier",
    "name": "not-a-name", "address": "not-a-name", "url": "not-a-url",
}  # fmt: skip


@dataclass(frozen=True)
class QueryAccount:
    """Where the rows of a query went.

    Args:
        query: Number of the query.
        file: The delivered file.
        rows_in: Rows of the file.
        kept: Rows that made at least one thing.
        filtered: Rows that the filters kept out.
        refused: Rows that could not be read, or make nothing.
        things: Name of the thing to how many were made.
    """

    query: int
    file: str
    rows_in: int
    kept: int
    filtered: int
    refused: int
    things: dict[str, int]

    def check(self) -> None:
        """Hold the sum.

        Raises:
            EngineError: A row was lost; this is a fault of the program.
        """
        if self.rows_in != self.kept + self.filtered + self.refused:
            _lost(f"query {self.query} of {self.file}: {self}")


@dataclass(frozen=True)
class PropertyAccount:
    """Where the values of a property went.

    Args:
        query: Number of the query.
        file: The delivered file.
        thing: Name of the entity.
        property: Name of the property.
        raw: Values in the kept rows, after splitting.
        clean: Values that were taken over.
        refused: Values that were not.
    """

    query: int
    file: str
    thing: str
    property: str
    raw: int
    clean: int
    refused: int

    def check(self) -> None:
        """Hold the sum.

        Raises:
            EngineError: A value was lost; this is a fault of the program.
        """
        if self.raw != self.clean + self.refused or self.clean < 0:
            _lost(f"{self.thing}.{self.property} of {self.file}: {self}")


def _lost(where: str) -> None:
    raise EngineError(where=where, what="the account does not close", mend="report this: the program lost something")


def account(
    session: Session, applied: Applied, readings: Mapping[str, Reading], *, register: str, query: int
) -> tuple[list[QueryAccount], list[PropertyAccount], pa.Table]:
    """Account for every row and value of an applied query, file by file.

    Args:
        session: The engine that holds the applied query, whose view has the column `file`.
        applied: The query.
        readings: File to what reading it found.
        register: Id of the register.
        query: Number of the query.
    Returns:
        The accounts of the rows, those of the properties, and the quarantine (contract `QUARANTINE`)
        of this query; rows that could not be read at all are not in it (see `unread`).
    """
    counts = _counts(session, applied)
    tables = [QUARANTINE.empty()]
    if any(c["nothing"] for c in counts.values()):
        rows = session.fetch(
            x.sql(x.exp.select("file", "row_number").from_(applied.name).where(_makes_nothing(applied)))
        )
        tables.append(_quarantine(rows.sort_by(_IN_ORDER), register, query, "", "", "no-thing"))
    refused: dict[tuple[str, str], int] = {}
    for atom in applied.plan.atoms:
        some_lost = any(c.get(f"l_{atom.name}") for c in counts.values())
        table = _refused_values(session, applied, atom, some_lost)
        for file, count in Counter(table.column("file").to_pylist()).items():
            refused[file, atom.name] = count
        tables.append(_quarantine(table, register, query, atom.entity, atom.mapped.prop.name, table.column("rule")))
    queries = [_query_account(applied, readings[f], counts.get(f, {}), query, f) for f in readings]
    properties = [p for f in counts for p in _property_accounts(applied, counts[f], refused, query, f)]
    return queries, properties, pa.concat_tables(tables)


def _makes_nothing(applied: Applied) -> x.Node:
    return x.exp.Not(this=x.exp.Paren(this=x.either(*[_there(applied, e.name) for e in applied.plan.query.entities])))


def _counts(session: Session, applied: Applied) -> dict[str, dict[str, int]]:
    """Count per file the rows, the things, and per atom the raw values, and those whose thing is not made."""
    entities = applied.plan.query.entities
    counts = [x.exp.alias_(x.exp.Count(this=x.exp.Star()), "kept")]
    counts.append(x.exp.alias_(x.call("count_if", _makes_nothing(applied)), "nothing"))
    counts += [x.exp.alias_(x.call("count_if", _there(applied, e.name)), f"n{n}") for n, e in enumerate(entities)]
    counts += [x.exp.alias_(_values(a), f"r_{a.name}") for a in applied.plan.atoms]
    found = _per_file(session, applied, counts)
    # Where every row makes an entity, none of its values is lost: most entities need no second look.
    partly = {e.name for n, e in enumerate(entities) if any(c[f"n{n}"] < c["kept"] for c in found.values())}
    lost = [a for a in applied.plan.atoms if a.entity in partly]
    if lost:
        outside = [x.exp.Not(this=_there(applied, a.entity)) for a in lost]
        sums = [
            x.exp.alias_(x.exp.Filter(this=_values(a), expression=x.exp.Where(this=o)), f"l_{a.name}")
            for a, o in zip(lost, outside, strict=True)
        ]
        for file, more in _per_file(session, applied, sums).items():
            found[file] |= more
    return found


def _per_file(session: Session, applied: Applied, counts: list[x.Node]) -> dict[str, dict[str, int]]:
    select = x.exp.select(x.column("file"), *counts).from_(applied.name).group_by(x.column("file")).order_by("file")
    return {row.pop("file"): {n: int(c or 0) for n, c in row.items()} for row in session.rows(x.sql(select))}


def _query_account(applied: Applied, reading: Reading, found: Mapping[str, int], query: int, file: str) -> QueryAccount:
    read, nothing, kept = reading.rows_in - reading.refused.num_rows, found.get("nothing", 0), found.get("kept", 0)
    things = {e.name: found.get(f"n{n}", 0) for n, e in enumerate(applied.plan.query.entities)}
    own = QueryAccount(
        query, file, reading.rows_in, kept - nothing, read - kept, reading.refused.num_rows + nothing, things
    )
    own.check()
    return own


def _property_accounts(
    applied: Applied, found: Mapping[str, int], refused: Mapping[tuple[str, str], int], query: int, file: str
) -> list[PropertyAccount]:
    sums: dict[tuple[str, str], list[int]] = {}
    for atom in applied.plan.atoms:
        total = sums.setdefault((atom.entity, atom.mapped.prop.name), [0, 0])
        total[0] += found[f"r_{atom.name}"]
        total[1] += refused.get((file, atom.name), 0)
    accounts = [PropertyAccount(query, file, e, p, raw, raw - bad, bad) for (e, p), (raw, bad) in sums.items()]
    for one in accounts:
        one.check()
    return accounts


def _there(applied: Applied, entity: str) -> x.Node:
    return x.column(there_column(applied.plan, entity))


def _values(atom: Atom) -> x.Node:
    """Count the raw values of an atom; one that is split counts by its pieces."""
    if atom.kind.split is None:
        return x.call("count", atom.raw)
    return x.call("sum", x.call("len", x.call("string_split", atom.raw, x.text(atom.kind.split))))


def _refused_values(session: Session, applied: Applied, atom: Atom, some_lost: bool) -> pa.Table:
    rule = _RULES.get(atom.kind.type, "not-valid")
    there = _there(applied, atom.entity)
    selects = []
    if atom.name in applied.refusals:
        lookup = applied.refusals[atom.name]
        select = x.exp.select(
            "file",
            "row_number",
            x.exp.alias_(x.call("unnest", x.column("refused", "changes")), "value"),
            x.exp.alias_(x.text(rule), "rule"),
        ).from_(applied.name)
        selects.append(
            select.join(lookup, on=atom.raw.eq(x.column("raw", "changes")), join_alias="changes").where(there)
        )
    if some_lost:
        pieces = (
            x.items(atom.raw) if atom.kind.split is None else x.call("string_split", atom.raw, x.text(atom.kind.split))
        )
        select = x.exp.select(
            "file",
            "row_number",
            x.exp.alias_(x.call("unnest", pieces), "value"),
            x.exp.alias_(x.text("no-key"), "rule"),
        )
        selects.append(select.from_(applied.name).where(x.exp.Not(this=there)).where(x.present(atom.raw)))
    found = [session.fetch(x.sql(s)).cast(_REFUSED) for s in selects]
    return pa.concat_tables([_REFUSED.empty_table(), *found]).sort_by(_IN_ORDER)


_REFUSED = pa.schema(
    [(n, pa.int64() if n == "row_number" else pa.string()) for n in ("file", "row_number", "value", "rule")]
)
_IN_ORDER = [("file", "ascending"), ("row_number", "ascending")]


def unread(reading: Reading, register: str, file: str) -> pa.Table:
    """Give the rows of a file that could not be read at all.

    Args:
        reading: What reading the file found.
        register: Id of the register.
        file: The delivered file.
    Returns:
        Contract `QUARANTINE`.
    """
    rows = reading.refused
    own = {
        "register": [register] * rows.num_rows, "file": [file] * rows.num_rows,
        "query": pa.nulls(rows.num_rows, pa.int32()), "row_number": rows.column("row_number"),
        "thing": [""] * rows.num_rows, "property": [""] * rows.num_rows, "value": rows.column("value"),
        "rule": rows.column("rule"), "mend": rows.column("mend"),
    }  # fmt: skip
    return pa.table(own, schema=QUARANTINE.schema())


def _quarantine(
    rows: pa.Table, register: str, query: int, thing: str, prop: str, rule: str | pa.ChunkedArray
) -> pa.Table:
    rules = [rule] * rows.num_rows if isinstance(rule, str) else rule.to_pylist()
    size = rows.num_rows
    own = {
        "register": [register] * size, "file": rows.column("file"), "query": pa.array([query] * size, pa.int32()),
        "row_number": rows.column("row_number"), "thing": [thing] * size, "property": [prop] * size,
        "value": rows.column("value") if "value" in rows.column_names else pa.nulls(size, pa.string()),
        "rule": rules, "mend": [MENDS[r] for r in rules],
    }  # fmt: skip
    return pa.table(own, schema=QUARANTINE.schema())
