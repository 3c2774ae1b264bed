"""What ties have at their ends, and whose data are personal.

Personal are: natural persons; parties of which a register does not say whether they are one; people in business for
themselves, and their establishments; the addresses where a person lives. Where it cannot be told, the stricter reading
is taken.
"""

import functools
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pyarrow as pa
import yaml
from sqlglot import exp

from tidegate.network.contracts import NODES, TIES
from tidegate.network.definitions import tie_rules
from tidegate.network.ties import columns_of
from tidegate.tables import Session, query
from tidegate.vocabulary import Schema, model

_SAID = ("name", "address", "addressEntity", "legalForm", "registrationNumber", "operator", "premises", "title", "full")


def nodes_of(session: Session, ties: pa.Table) -> pa.Table:
    """Tell who and what there is at the ends of ties.

    Args:
        session: The engine with the resolved records, as for `ties_of`.
        ties: The ties (contract `TIES`).
    Returns:
        One row per entity, ordered by entity (contract `NODES`); linked entities without a tie are among them.
    Raises:
        ContractError: The ties do not keep their contract.
        EngineError: Memory or disk were not enough.
    """
    columns = columns_of(session)
    session.register("ties", TIES.check(ties))
    session.register("kinds", _kinds())
    session.register("ends", _ends(ties))
    session.register("party_words", _party_words())
    session.execute("create or replace temp table said as " + query(__package__, "nodes_none"))
    for name in sorted(set(columns) & set(model().schemata)):
        if _names_nodes(model().schemata[name]):
            session.execute(f"insert into said {_said(name, columns[name]).sql(dialect='duckdb')}")
    who = "nodes_entities" if "entities" in columns else "nodes_no_entities"
    session.execute("create or replace temp table who as " + query(__package__, who))
    found = session.fetch(query(__package__, "nodes"))
    session.execute("drop table said")
    session.execute("drop table who")
    return NODES.check(found.cast(NODES.schema()))


def schemata_read() -> tuple[str, ...]:
    """Name the schemata whose records the network reads: those that tie, and those whose records name what is tied.

    Returns:
        Their names, sorted.
    """
    named = {s.name for s in model().schemata.values() if _names_nodes(s)}
    return tuple(sorted(named | {rule.schema for rule in tie_rules(model().schemata)}))


def _names_nodes(schema: Schema) -> bool:
    return not schema.is_a("Interval") or schema.is_a("CallForTenders") or schema.is_a("Event")


def _said(schema: str, there: set[str]) -> exp.Select:
    columns = [_as(exp.column(exp.to_identifier(c, quoted=True)) if c in there else exp.null(), c) for c in _SAID]
    own = [exp.column(c) for c in ("entity", "register")]
    table = exp.Table(this=exp.to_identifier(schema, quoted=True))
    # Most versions of a record say the same of these; each saying is looked at once.
    return exp.select(_as(exp.Literal.string(schema), "schema"), *own, *columns).from_(table).distinct()


def _as(value: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(value, name, quoted=True)


def _kinds() -> pa.Table:
    """Which kind of node each schema is."""
    return pa.Table.from_pylist([{"schema": s.name, "kind": _kind(s)} for s in model().schemata.values()])


def _kind(schema: Schema) -> str:
    if schema.name == "LegalEntity":
        return "party"
    for above, kind in (("Person", "person"), ("PublicBody", "public body"), ("Company", "company"),
                        ("Organization", "organisation")):  # fmt: skip
        if schema.is_a(above):
            return kind
    return schema.label.lower()


def _ends(ties: pa.Table) -> pa.Table:
    """What an end must be by the vocabulary, for those of which no record says what they are."""
    edges = {s.name: s for s in model().schemata.values()}
    rows = []
    for kind in sorted(set(ties.column("kind").unique().to_pylist())):
        schema = edges[kind]
        if schema.edge:
            ranges = [schema.properties[p].range for p in schema.edge]
            rows.append({"kind": kind, "source_schema": ranges[0], "target_schema": ranges[1]})
    fields = [("kind", pa.string()), ("source_schema", pa.string()), ("target_schema", pa.string())]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


@functools.cache
def _party_words() -> pa.Table:
    raw = yaml.safe_load(files(__package__).joinpath("parties.yml").read_text(encoding="utf-8"))
    return pa.Table.from_pylist(list(_words(raw)))


def _words(raw: dict[str, Any]) -> Iterator[dict[str, str]]:
    for part, means in (("sole_trader_forms", "sole trader"), ("organisation_words", "organisation")):
        for words in raw[part].values():
            yield from ({"word": str(word), "means": means} for word in words)
