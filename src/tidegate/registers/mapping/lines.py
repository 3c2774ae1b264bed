"""FollowTheMoney JSON lines, written by the engine from an applied query."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tidegate.registers.mapping import expressions as x
from tidegate.registers.mapping.apply import Applied, id_column, names_mentioned, signed_column
from tidegate.registers.mapping.expressions import Node
from tidegate.registers.mapping.syntax import EntityMapping
from tidegate.tables import Session


def write_lines(session: Session, applied: Applied, path: Path, *, sign: bool = True) -> None:
    """Write the entities of an applied query as FollowTheMoney JSON lines, appended to a file.

    One line per row and entity, as `ftm map` writes them, save that an entity that many rows state in the
    same words is written once: `ftm aggregate` makes the same of both.

    Args:
        session: The engine that holds the applied query.
        applied: The query.
        path: File to append to; the session must see its folder.
        sign: Whether ids carry the signature of the dataset, as `ftm map` gives them by default.
    """
    part = path.with_name(path.name + ".part")
    repeats = _repeats(session, applied)
    once = frozenset(n for n, e in _numbered(applied) if _can_sign_once(applied, e, sign) and e.name in repeats.keys)
    for number in once:
        session.execute(_signing(applied, number))
    ids = _Ids(applied, sign, once)
    # JSON escapes every control character, so the unit separator cannot stand in a line.
    options = "(format csv, header false, quote '', escape '', delimiter '\x1f')"
    # One copy each, for one of all of them together would run on one thread; the long ones first, which are moved.
    for number, entity in sorted(_numbered(applied), key=lambda one: one[1].name in repeats.whole):
        lines = (_each_once if entity.name in repeats.whole else _each_row)(applied, number, entity, ids)
        session.execute(f"copy ({x.sql(lines)}) to {x.sql(x.text(str(part)))} {options}")
        _append(part, path)


def _append(part: Path, path: Path) -> None:
    if not path.exists() or not path.stat().st_size:
        part.replace(path)
        return
    with part.open("rb") as lines, path.open("ab") as whole:
        shutil.copyfileobj(lines, whole, 1 << 20)
    part.unlink()


def _numbered(applied: Applied) -> list[tuple[int, EntityMapping]]:
    return list(enumerate(applied.plan.query.entities))


@dataclass(frozen=True)
class _Repeats:
    """Names of the entities that at least three rows in a row's mean state alike: as a whole, and by their keys."""

    whole: frozenset[str]
    keys: frozenset[str]


@dataclass(frozen=True)
class _Ids:
    """How the ids of an applied query are signed, and the numbers of the entities of which each was signed once."""

    applied: Applied
    sign: bool
    once: frozenset[int]

    def there(self, entity: str) -> Node:
        """Tell in which rows there is an entity."""
        column = id_column(self.applied.plan, entity)
        # The id itself need not be worked out where its signature was joined.
        return x.present(x.column(signed_column(self.applied.plan, entity) if int(column[2:]) in self.once else column))


def _repeats(session: Session, applied: Applied) -> _Repeats:
    # Cells tell it as well as the values made of them, and need not be hashed into ids first.
    counts = [x.exp.alias_(x.exp.Count(this=x.exp.Star()), "rows")]
    for number, entity in _numbered(applied):
        for kind, columns in (("w", entity.columns()), ("k", (*entity.keys, *filter(None, [entity.id_column])))):
            cells = [x.column(applied.plan.short[c]) for c in dict.fromkeys(columns)]
            counts.append(x.exp.alias_(x.call("approx_count_distinct", x.call("hash", *cells)), f"{kind}{number}"))
    (found,) = session.rows(x.sql(x.exp.select(*counts).from_(applied.cells)))
    few = {name for name, count in found.items() if 3 * count < found["rows"]}
    free = [(n, e) for n, e in _numbered(applied) if not any(m.entity for m in e.properties)]
    return _Repeats(
        frozenset(e.name for n, e in free if f"w{n}" in few),
        frozenset(e.name for n, e in _numbered(applied) if f"k{n}" in few),
    )


def _can_sign_once(applied: Applied, entity: EntityMapping, sign: bool) -> bool:
    if not sign or not applied.plan.dataset or any(m.required for m in entity.properties):
        return False
    return not any(e.id_column for e in applied.plan.query.entities)


def _signing(applied: Applied, number: int) -> str:
    """Sign each distinct id once: a signature takes two hashes beside that of the id."""
    entity = applied.plan.query.entities[number]
    cells = [x.column(applied.plan.short[k]) for k in dict.fromkeys(entity.keys)]
    keyed = x.exp.select(*cells).distinct().from_(applied.cells)
    ids = x.exp.select(*cells, x.exp.alias_(applied.plan.key(entity), "id")).from_(keyed.subquery("keys"))
    signed = x.exp.alias_(_signed(x.column("id"), applied, True), "signed")
    return f"create or replace temp table {_table(applied, number)} as " + x.sql(
        x.exp.select(*cells, signed).from_(ids.subquery("ids"))
    )


def _table(applied: Applied, number: int) -> str:
    return f"{applied.cells}_s{number}"


def _signed_rows(ids: _Ids, number: int) -> Node:
    """Give the rows with the signed ids of an entity and of all it refers to."""
    applied, once, sign = ids.applied, ids.once, ids.sign
    rows = x.exp.select(f"{applied.name}.*").from_(applied.name)
    for other in sorted(_reach(applied, number)):
        if other not in once:
            rows = rows.select(x.exp.alias_(_signed(x.column(f"id{other}", applied.name), applied, sign), f"s{other}"))
            continue
        table = _table(applied, other)
        keys = [applied.plan.short[k] for k in dict.fromkeys(applied.plan.query.entities[other].keys)]
        same = [x.exp.NullSafeEQ(this=x.column(k, applied.name), expression=x.column(k, table)) for k in keys]
        rows = rows.join(table, on=x.both(*same), join_type="left")
        rows = rows.select(x.exp.alias_(x.column("signed", table), f"s{other}"))
    return rows.subquery("signed_rows")


def _reach(applied: Applied, number: int) -> set[int]:
    entity = applied.plan.query.entities[number]
    others = {int(id_column(applied.plan, m.entity)[2:]) for m in entity.properties if m.entity}
    return {number}.union(*(_reach(applied, n) for n in others))


def _each_once(applied: Applied, number: int, entity: EntityMapping, ids: _Ids) -> Node:
    signed = x.column(f"s{number}")
    columns = [signed, *[v.node for v in applied.values[entity.name] if v.fixed is None]]
    first = x.exp.alias_(x.call("min", x.column("row_number")), "first_row")
    groups = x.exp.select(*columns, first).from_(_signed_rows(ids, number)).where(x.present(signed)).group_by(*columns)
    line = x.exp.alias_(_line(applied, number, entity, ids), "line")
    return x.exp.select(line).from_(groups.subquery("groups")).order_by("first_row", "line")


def _each_row(applied: Applied, number: int, entity: EntityMapping, ids: _Ids) -> Node:
    line = x.exp.alias_(_line(applied, number, entity, ids), "line")
    return x.exp.select(line).from_(_signed_rows(ids, number)).where(x.present(x.column(f"s{number}")))


def _signed(node: Node, applied: Applied, sign: bool, *, foreign: bool = False) -> Node:
    if not sign or not applied.plan.dataset:
        return node
    plain = node
    if foreign or any(e.id_column for e in applied.plan.query.entities):
        # An id of the source's own is kept only in the form FollowTheMoney allows, without an earlier signature.
        fits = x.call("regexp_full_match", node, x.text(r"[0-9a-zA-Z]([0-9a-zA-Z.\-]*[0-9a-zA-Z])?"))
        bare = x.call("regexp_replace", node, x.text(r"\.[^.]*$"), x.text(""))
        plain = x.choose((fits, bare))
    return x.joined(plain, x.text("."), x.signature(plain, applied.plan.dataset))


def _line(applied: Applied, number: int, entity: EntityMapping, ids: _Ids) -> Node:
    datasets = json.dumps([applied.plan.dataset] if applied.plan.dataset else [], ensure_ascii=False)
    body = x.call("concat_ws", x.text(","), *_members(applied, entity, ids))
    # One call that puts all pieces together; `||` would copy the growing line with each of them.
    return x.call(
        "concat",
        x.text('{"id":"'),
        x.column(f"s{number}"),
        x.text(f'","schema":"{entity.schema.name}","properties":{{'),
        body,
        x.text(f'}},"referents":[],"datasets":{datasets}}}'),
    )


def _members(applied: Applied, entity: EntityMapping, ids: _Ids) -> Iterator[Node]:
    single, lists = names_mentioned(applied.plan, applied, entity, ids.there)
    if lists:
        listed = [x.choose((x.missing(n), x.no_texts()), otherwise=x.items(n)) for n in single]
        yield _list_member("namesMentioned", x.distinct_texts([*lists, *listed]))
    elif single:
        yield _each_different("namesMentioned", single)
    for value in applied.values[entity.name]:
        head = f'"{value.prop}":'
        if value.prop == "namesMentioned" and (single or lists):
            continue
        if value.fixed is not None:
            if value.fixed:
                yield x.text(head + json.dumps(value.fixed, ensure_ascii=False))
        elif entity.schema.properties[value.prop].type == "entity":
            lambda_ = x.exp.Lambda(
                this=_signed(x.column("r"), applied, ids.sign, foreign=True),
                expressions=[x.exp.to_identifier("r", quoted=True)],
            )
            yield _list_member(value.prop, x.call("list_transform", value.listed(), lambda_))
        elif value.many:
            yield _list_member(value.prop, value.node)
        else:
            yield x.joined(x.text(head + "["), x.call("to_json", value.node), x.text("]"))
    yield from _references(applied, entity)


def _references(applied: Applied, entity: EntityMapping) -> Iterator[Node]:
    for mapped in entity.properties:
        if mapped.entity:
            column = x.column(signed_column(applied.plan, mapped.entity))
            yield x.joined(x.text(f'"{mapped.prop.name}":["'), column, x.text('"]'))


def _list_member(prop: str, node: Node) -> Node:
    written = x.joined(x.text(f'"{prop}":'), x.call("to_json", node))
    return x.choose((x.exp.GT(this=x.call("len", node), expression=x.number(0)), written))


def _each_different(prop: str, nodes: list[Node]) -> Node:
    # A list in the engine costs several times what comparing a handful of texts does.
    written = []
    for number, node in enumerate(nodes):
        earlier = [x.call("coalesce", x.exp.EQ(this=node, expression=e), x.exp.false()) for e in nodes[:number]]
        fresh = [x.exp.Not(this=e) for e in earlier]
        written.append(x.choose((x.both(x.present(node), *fresh), x.call("to_json", node))))
    body = x.call("concat_ws", x.text(","), *written)
    whole = x.joined(x.text(f'"{prop}":['), body, x.text("]"))
    return x.choose((x.either(*map(x.present, nodes)), whole))
