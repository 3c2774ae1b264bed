"""A compiled query meets its rows.

The cells that the query reads are taken over once, sanitised; values that cleaning changes are looked
up once per distinct value; what comes out is a view with one row per source row that holds, for every
entity, its id and the clean values of its properties. Nothing is lost on the way: each refused value
can be asked for with its row.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from tidegate.registers.mapping import expressions as x
from tidegate.registers.mapping.cleaning import Kind, clean_distinct, sanitise
from tidegate.registers.mapping.compile import Atom, Plan, Value
from tidegate.registers.mapping.expressions import Node
from tidegate.registers.mapping.syntax import EntityMapping
from tidegate.tables import Session

ODD = "[^ -~]"
"""Pattern of cells that hold anything but printable ASCII: only these need a closer look."""


@dataclass(frozen=True)
class Applied:
    """A query applied to a source, waiting to be written somewhere.

    Args:
        plan: The compiled query.
        name: Name of the view in the session; its columns are `row_number`, the `extra` columns, the
            cells `c0` ..., `there0`, `there1` ... (whether a row makes the entity), `id0`, `id1` ...
            (absent where it does not) and per property `v0_0` ...
        rows_in: Rows of the source.
        rows_kept: Rows that the filters let through.
        cells: Name of the table of cells, with `row_number`, that the view is made of.
        values: Per entity its values, whose nodes are columns of the view.
        refusals: Per atom with refused values, the name of its table of changes.
    """

    plan: Plan
    name: str
    rows_in: int
    rows_kept: int
    cells: str
    values: Mapping[str, tuple[Value, ...]]
    refusals: Mapping[str, str] = field(default_factory=dict)


def apply(
    session: Session, plan: Plan, source: str, columns: Iterable[str], *, extra: Iterable[str] = (), tidy: bool = False
) -> Applied:
    """Apply a compiled query to a source.

    Args:
        session: The engine in which the source is a view.
        plan: The compiled query.
        source: Name of the view, with `row_number` and columns of text.
        columns: Columns that the source has; one that is not there is empty, as in `ftm map`.
        extra: Further columns of the source that are to be carried along, unchanged.
        tidy: It is certain that the cells are printable ASCII without a space at either end.
    Returns:
        The query applied; the tables it made belong to the session.
    """
    extra, columns = tuple(extra), frozenset(columns)
    raw, name = f"{source}_raw", f"{source}_things"
    cells = {c: x.column(c) if c in columns else _absent() for c in plan.short}
    if not tidy:
        cells = {c: x.call("trim", cell) for c, cell in cells.items()}
    _take_over(session, plan, source, raw, cells, extra)
    if not tidy:
        _sanitise(session, plan, raw, extra)
    condition = plan.keep()
    rows_in = session.rows(f"select count(*) as n from {raw}")[0]["n"]  # noqa: S608 - a name of our own
    if condition is not None:
        kept = x.exp.select("*").from_(raw).where(condition)
        session.execute(f"create or replace temp table {raw} as {x.sql(kept)}")
    rows_kept = session.rows(f"select count(*) as n from {raw}")[0]["n"]  # noqa: S608 - a name of our own
    changes = _Changes(session, plan, raw)
    values = _view(session, plan, raw, name, changes)
    return Applied(plan, name, rows_in, rows_kept, raw, values, changes.refusing)


def _take_over(
    session: Session, plan: Plan, source: str, raw: str, cells: Mapping[str, Node], extra: tuple[str, ...]
) -> None:
    filled = [x.exp.alias_(x.call("nullif", cells[c], x.text("")), short) for c, short in plan.short.items()]
    taken = x.exp.select("row_number", *map(x.column, extra), *filled).from_(source)
    session.execute(f"create or replace temp table {raw} as {x.sql(taken)}")


def _absent() -> Node:
    return x.exp.Cast(this=x.exp.Null(), to=x.exp.DataType.build("VARCHAR"))


def _sanitise(session: Session, plan: Plan, raw: str, extra: tuple[str, ...]) -> None:
    shorts = list(plan.short.values())
    if not shorts:
        return
    tests = [x.exp.alias_(x.call("bool_or", x.call("regexp_matches", x.column(c), x.text(ODD))), c) for c in shorts]
    (odd,) = session.rows(x.sql(x.exp.select(*tests).from_(raw)))
    changed: dict[str, str | None] = {}
    touched = []
    for short in (c for c in shorts if odd[c]):
        cells = x.exp.select(x.column(short)).distinct().from_(raw)
        cells = cells.where(x.call("regexp_matches", x.column(short), x.text(ODD)))
        found = {v: s for v in _texts(session, cells) if (s := sanitise(v)) != v}
        touched += [short] if found else []
        changed.update(found)
    if not touched:
        return
    lookup = f"{raw}_sane"
    table = pa.table({"raw": list(changed), "clean": pa.array(changed.values(), pa.string())})
    session.register(lookup, table)
    select = x.exp.select(x.column("row_number", raw), *[x.column(c, raw) for c in extra]).from_(raw)
    for short in shorts:
        cell = x.column(short, raw)
        if short in touched:
            select = select.join(
                lookup, on=cell.eq(x.column("raw", f"s_{short}")), join_type="left", join_alias=f"s_{short}"
            )
            cell = x.choose((x.missing(x.column("raw", f"s_{short}")), cell), otherwise=x.column("clean", f"s_{short}"))
        select = select.select(x.exp.alias_(cell, short))
    session.execute(f"create or replace temp table {raw} as {x.sql(select)}")


def _texts(session: Session, select: Node) -> list[str]:
    return session.fetch(x.sql(select)).column(0).to_pylist()  # type: ignore[no-any-return]


class _Changes:
    """Which atoms hold values that cleaning changes, and where the changes stand."""

    def __init__(self, session: Session, plan: Plan, raw: str) -> None:
        self.session, self.raw = session, raw
        self.tables: dict[str, str] = {}
        self.refusing: dict[str, str] = {}
        distinct = self._unsettled(plan)
        kinds: dict[Kind, list[Atom]] = {}
        for atom in plan.atoms:
            if distinct.get(atom.name):
                kinds.setdefault(atom.kind, []).append(atom)
        for number, (kind, atoms) in enumerate(kinds.items()):
            self._clean(number, kind, atoms, distinct)

    def _unsettled(self, plan: Plan) -> dict[str, list[str]]:
        tests = {a.name: test for a in plan.atoms if (test := a.unsettled()) is not None}
        if not tests:
            return {}
        counts = [x.exp.alias_(x.call("bool_or", test), name) for name, test in tests.items()]
        (found,) = self.session.rows(x.sql(x.exp.select(*counts).from_(self.raw)))
        return {
            a.name: _texts(self.session, x.exp.select(a.raw).distinct().from_(self.raw).where(tests[a.name]))
            for a in plan.atoms
            if found.get(a.name)
        }

    def _clean(self, number: int, kind: Kind, atoms: list[Atom], distinct: Mapping[str, list[str]]) -> None:
        every = dict.fromkeys(v for a in atoms for v in distinct[a.name])
        changes = clean_distinct(every, kind, where=atoms[0].mapped.prop.qname)
        if not changes.num_rows:
            return
        lookup = f"{self.raw}_k{number}"
        self.session.register(lookup, changes)
        raws = set(changes.column("raw").to_pylist())
        refused = {r["raw"] for r in changes.select(["raw", "refused"]).to_pylist() if r["refused"]}
        for atom in atoms:
            here = set(distinct[atom.name])
            if here & raws:
                self.tables[atom.name] = lookup
            if here & refused:
                self.refusing[atom.name] = lookup

    def node(self, atom: Atom) -> Node:
        """Give the clean form of an atom, where its table of changes is joined as `j_<atom>`."""
        raw, clean = x.column("raw", f"j_{atom.name}"), x.column("clean", f"j_{atom.name}")
        if atom.kind.split is None:
            return x.choose((x.missing(raw), atom.raw), otherwise=x.call("list_extract", clean, x.number(1)))
        whole = x.items(atom.raw)
        return x.choose((x.missing(atom.raw), x.no_texts()), (x.missing(raw), whole), otherwise=clean)


def _view(session: Session, plan: Plan, raw: str, name: str, changes: _Changes) -> dict[str, tuple[Value, ...]]:
    cleaned = {a.name: changes.node(a) for a in plan.atoms if a.name in changes.tables}
    inner = x.exp.select(x.exp.Column(this=x.exp.Star(), table=x.exp.to_identifier(raw))).from_(raw)
    for atom in plan.atoms:
        if atom.name in cleaned:
            alias = f"j_{atom.name}"
            match = atom.raw.eq(x.column("raw", alias))
            inner = inner.join(changes.tables[atom.name], on=match, join_type="left", join_alias=alias)
    values: dict[str, tuple[Value, ...]] = {}
    for number, entity in enumerate(plan.query.entities):
        inner = inner.select(x.exp.alias_(plan.key(entity), f"k{number}"))
        inner = inner.select(x.exp.alias_(plan.has_key(entity), f"has{number}"))
        own = []
        for position, value in enumerate(plan.values(entity, cleaned)):
            column = f"v{number}_{position}"
            if value.fixed is None:
                inner = inner.select(x.exp.alias_(value.node, column))
                value = Value(value.prop, x.column(column), value.many)
            own.append(value)
        values[entity.name] = tuple(own)
    middle = x.exp.select("*").from_(inner.subquery("inner_rows"))
    for number, entity in enumerate(plan.query.entities):
        middle = middle.select(x.exp.alias_(_there(plan, number, entity, values), there_column(plan, entity.name)))
    outer = x.exp.select("*").from_(middle.subquery("middle_rows"))
    for number, entity in enumerate(plan.query.entities):
        own_id = x.choose((x.column(there_column(plan, entity.name)), x.column(f"k{number}")))
        outer = outer.select(x.exp.alias_(own_id, id_column(plan, entity.name)))
    session.execute(f"create or replace temp view {name} as {x.sql(outer)}")
    return values


def _there(plan: Plan, number: int, entity: EntityMapping, values: Mapping[str, tuple[Value, ...]]) -> Node:
    """Tell in which rows an entity is made, without making its id: hashing is dear, and counting needs no hash."""
    needed = {m.prop.name for m in entity.properties if m.required and not m.entity}
    conditions = [v.there() for v in values[entity.name] if v.prop in needed]
    conditions += [x.column(there_column(plan, m.entity)) for m in entity.properties if m.required and m.entity]
    return x.call("coalesce", x.both(x.column(f"has{number}"), *conditions), x.exp.false())


def id_column(plan: Plan, entity: str) -> str:
    """Name the column of the view that holds the id of an entity.

    Args:
        plan: The compiled query.
        entity: Name of the entity.
    """
    return f"id{[e.name for e in plan.query.entities].index(entity)}"


def there_column(plan: Plan, entity: str) -> str:
    """Name the column of the view that tells whether a row makes an entity.

    Args:
        plan: The compiled query.
        entity: Name of the entity.
    """
    return "there" + id_column(plan, entity)[2:]


def signed_column(plan: Plan, entity: str) -> str:
    """Name the column with the signed id of an entity, where lines are written.

    Args:
        plan: The compiled query.
        entity: Name of the entity.
    """
    return "s" + id_column(plan, entity)[2:]


def names_mentioned(
    plan: Plan, applied: Applied, entity: EntityMapping, there: Callable[[str], Node]
) -> tuple[list[Node], list[Node]]:
    """Give the names of the things an entity refers to, as FollowTheMoney keeps them on ties.

    Args:
        plan: The compiled query.
        applied: The query applied.
        entity: The entity that refers to others.
        there: Tells in which rows there is an entity, by its name.
    Returns:
        Names of which there is at most one a row, and lists of names; both empty where the schema has
        no place for them.
    """
    single: list[Node] = []
    lists: list[Node] = []
    if "namesMentioned" not in entity.schema.properties:
        return single, lists
    by_name = {e.name: e for e in plan.query.entities}
    for other in dict.fromkeys(m.entity for m in entity.properties if m.entity):
        further, many = names_mentioned(plan, applied, by_name[other], there)
        for value in applied.values[other]:
            if value.prop != "namesMentioned" and by_name[other].schema.properties[value.prop].type == "name":
                (many if value.many else further).append(value.node)
        single += [x.choose((there(other), _unquoted(node))) for node in further]
        lists += [x.choose((there(other), _unquoted_list(node)), otherwise=x.no_texts()) for node in many]
    for value in applied.values[entity.name]:
        if value.prop == "namesMentioned":
            (lists if value.many else single).append(value.node)
    return single, lists


def _unquoted(name: Node) -> Node:
    # FollowTheMoney cleans a name again when it is mentioned, so a second pair of quotes goes as well.
    starts = x.exp.In(this=x.call("left", name, x.number(1)), expressions=[x.text('"'), x.text("'")])
    stripped = x.call("trim", x.call("regexp_replace", name, x.text("^[\"'](.*)[\"']$"), x.text("\\1")))
    return x.choose((starts, x.call("nullif", stripped, x.text(""))), otherwise=name)


def _unquoted_list(names: Node) -> Node:
    n = [x.exp.to_identifier("n", quoted=True)]
    whole = x.call("list_transform", names, x.exp.Lambda(this=_unquoted(x.column("n")), expressions=n))
    return x.call("list_filter", whole, x.exp.Lambda(this=x.present(x.column("n")), expressions=n))
