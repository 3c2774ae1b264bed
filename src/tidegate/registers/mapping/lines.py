"""FollowTheMoney JSON lines, written by the engine from an applied query."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from tidegate.registers.mapping import expressions as x
from tidegate.registers.mapping.apply import Applied, id_column, names_mentioned
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
    numbered = list(enumerate(applied.plan.query.entities))
    repeated = [(n, e) for n, e in numbered if _is_repeated(session, applied, e)]
    single = [(n, e) for n, e in numbered if (n, e) not in repeated]
    selects = [_each_once(applied, n, e, sign) for n, e in repeated]
    selects += [_each_row(applied, single, sign)] if single else []
    with path.open("ab") as whole:
        for select in selects:
            # JSON escapes every control character, so the unit separator cannot stand in a line.
            options = "(format csv, header false, quote '', escape '', delimiter '\x1f')"
            session.execute(f"copy ({x.sql(select)}) to {x.sql(x.text(str(part)))} {options}")
            with part.open("rb") as lines:
                shutil.copyfileobj(lines, whole, 1 << 20)
            part.unlink()


def _is_repeated(session: Session, applied: Applied, entity: EntityMapping) -> bool:
    if any(m.entity for m in entity.properties):
        return False
    # Cells tell it as well as the values made of them, and need not be hashed into ids first.
    cells = [x.column(applied.plan.short[c]) for c in dict.fromkeys(entity.columns())]
    counts = x.exp.select(
        x.exp.alias_(x.call("approx_count_distinct", x.call("hash", *cells)), "distinct_entities"),
        x.exp.alias_(x.exp.Count(this=x.exp.Star()), "entities"),
    )
    (found,) = session.rows(x.sql(counts.from_(applied.name)))
    return bool(3 * found["distinct_entities"] < found["entities"])


def _each_once(applied: Applied, number: int, entity: EntityMapping, sign: bool) -> Node:
    ids = x.column(f"id{number}")
    columns = [ids, *[v.node for v in applied.values[entity.name] if v.fixed is None]]
    first = x.exp.alias_(x.call("min", x.column("row_number")), "first_row")
    groups = x.exp.select(*columns, first).from_(applied.name).where(x.present(ids)).group_by(*columns)
    signed = x.exp.select("*", x.exp.alias_(_signed(ids, applied, sign), f"s{number}")).from_(groups.subquery("groups"))
    line = x.exp.alias_(_line(applied, number, entity, sign), "line")
    return x.exp.select(line).from_(signed.subquery("signed")).order_by("first_row", "line")


def _each_row(applied: Applied, entities: list[tuple[int, EntityMapping]], sign: bool) -> Node:
    needed = {n for n, _ in entities} | {
        int(id_column(applied.plan, m.entity)[2:]) for _, e in entities for m in e.properties if m.entity
    }
    signed = x.exp.select("*").from_(applied.name)
    for number in sorted(needed):
        signed = signed.select(x.exp.alias_(_signed(x.column(f"id{number}"), applied, sign), f"s{number}"))
    lines = [_line(applied, n, e, sign) for n, e in entities]
    every = x.exp.select(x.exp.alias_(x.call("unnest", x.items(*lines)) if lines[1:] else lines[0], "line"))
    every = every.from_(signed.subquery("signed"))
    return x.exp.select("line").from_(every.subquery("every_line")).where(x.present(x.column("line")))


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


def _line(applied: Applied, number: int, entity: EntityMapping, sign: bool) -> Node:
    datasets = json.dumps([applied.plan.dataset] if applied.plan.dataset else [], ensure_ascii=False)
    body = x.call("concat_ws", x.text(","), *_members(applied, entity, sign))
    return x.joined(
        x.text('{"id":"'),
        x.column(f"s{number}"),
        x.text(f'","schema":"{entity.schema.name}","properties":{{'),
        body,
        x.text(f'}},"referents":[],"datasets":{datasets}}}'),
    )


def _members(applied: Applied, entity: EntityMapping, sign: bool) -> Iterator[Node]:
    single, lists = names_mentioned(applied.plan, applied, entity)
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
                this=_signed(x.column("r"), applied, sign, foreign=True),
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
            column = "s" + id_column(applied.plan, mapped.entity)[2:]
            yield x.joined(x.text(f'"{mapped.prop.name}":["'), x.column(column), x.text('"]'))


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
