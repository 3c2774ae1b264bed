"""All ties of a city in one table, whatever registers they come from.

In comes a session in which each schema of the resolved records is a view under the schema's name, with `attachments`
beside them where there are any. A schema or a property that a city lacks gives no tie.
"""

import pyarrow as pa
from sqlglot import exp

from tidegate.network.contracts import TIES
from tidegate.network.definitions import TieRule, control_words, tie_rules
from tidegate.tables import Session, query

_DATED = ("valid_from", "valid_to", "known_from", "known_to")
_PROOF = ("record_id", "register", "file", "row_number")


def ties_of(session: Session) -> pa.Table:
    """Draw the ties that the records say.

    Args:
        session: An engine with the resolved records as views; `open_records` makes them from files.
    Returns:
        One row per pair of ends, kind, role and episode (contract `TIES`), ordered by kind, source, target, role and
        start; without a row where no record ties anything.
    Raises:
        EngineError: Memory or disk were not enough.
    """
    columns = columns_of(session)
    session.execute("create or replace temp table tie_rows as " + query(__package__, "ties_none"))
    for rule in tie_rules(columns):
        if {rule.source, rule.target} <= columns[rule.schema]:
            session.execute(f"insert into tie_rows {_rows(rule, columns[rule.schema]).sql(dialect='duckdb')}")
    session.register("control_words", control_words())
    session.execute("create or replace temp table bonds as " + query(__package__, _bonds(columns)))
    found = session.fetch(query(__package__, "ties"))
    session.execute("drop table tie_rows")
    session.execute("drop table bonds")
    return TIES.check(found.cast(TIES.schema()))


def columns_of(session: Session) -> dict[str, set[str]]:
    """Tell which tables a session has, and which columns.

    Args:
        session: The session.
    Returns:
        Name of each table or view to the names of its columns.
    """
    rows = session.rows("select table_name, column_name from information_schema.columns")
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["table_name"], set()).add(row["column_name"])
    return found


def _bonds(columns: dict[str, set[str]]) -> str:
    return "ties_bonds" if "attachments" in columns else "ties_no_bonds"


def _rows(rule: TieRule, there: set[str]) -> exp.Select:
    """Put one rule in the form of `ties_none.sql`, one row per record."""
    roles = [_column(r) for r in rule.role if r in there]
    values: list[exp.Expr] = [
        _text(rule.schema), _column(rule.source), _column(rule.target),
        _first([*roles, _text(rule.named)]) if rule.named else _first(roles),
        exp.func("lower", exp.func("concat_ws", _text(" "), *roles, dialect="duckdb")) if roles else _text(""),
        _text(rule.by), exp.Boolean(this=rule.lasting), _text(rule.control) if rule.control else exp.null(),
        _part(rule, there),
        _column(f"{rule.amount}_number") if f"{rule.amount}_number" in there else exp.null(),
        _column("currency") if rule.amount and "currency" in there else exp.null(),
        *[_column(c) for c in (*_DATED, *_PROOF)],
    ]  # fmt: skip
    select = exp.select(*values).from_(exp.Table(this=exp.to_identifier(rule.schema, quoted=True)))
    there_are = [exp.Not(this=exp.Is(this=_column(c), expression=exp.null())) for c in (rule.source, rule.target)]
    return select.where(*there_are)


def _part(rule: TieRule, there: set[str]) -> exp.Expr:
    if rule.share not in there:
        return exp.null()
    figure = exp.func(
        "replace", exp.func("replace", _column(rule.share), _text("%"), _text("")), _text(","), _text(".")
    )
    return exp.Div(this=exp.TryCast(this=figure, to=exp.DataType.build("double")), expression=_number(rule.whole))


def _first(values: list[exp.Expr]) -> exp.Expr:
    return exp.func("coalesce", *values) if values else exp.null()


def _column(name: str) -> exp.Expr:
    return exp.column(exp.to_identifier(name, quoted=True))


def _text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def _number(value: float) -> exp.Expr:
    return exp.Literal.number(value)
