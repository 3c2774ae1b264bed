"""A query of a mapping becomes expressions over the rows of its source.

In: a `QueryMapping`. Out: a `Plan`: which source columns are read under which short name, the
atoms (places where raw texts come from, with the kind of cleaning they need; see `Atom`), and, once it is
known which atoms hold values that cleaning changes, the expressions for ids and properties.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tidegate.registers.mapping import expressions as x
from tidegate.registers.mapping.cleaning import (
    AS_THEY_ARE,
    SETTLED,
    UNSETTLED_ADDRESS,
    Kind,
    clean_distinct,
)
from tidegate.registers.mapping.expressions import Node
from tidegate.registers.mapping.syntax import EntityMapping, PropertyMapping, QueryMapping


@dataclass(frozen=True)
class Numerals:
    """How numbers are written in a source.

    Args:
        decimal: Before the fraction.
        thousands: Between groups of digits; empty where there is nothing.
    """

    decimal: str = "."
    thousands: str = ""


@dataclass(frozen=True)
class Atom:
    """One place in a row from which a raw text for a property comes.

    Args:
        name: Short name, unique in the query.
        entity: Name of the entity.
        mapped: The property's mapping.
        raw: The raw text, over the columns of the rows.
        kind: How it is cleaned.
    """

    name: str
    entity: str
    mapped: PropertyMapping
    raw: Node
    kind: Kind

    def unsettled(self) -> Node | None:
        """Tell which rows hold a value that cleaning may change; None where there can be none."""
        if self.kind.split is None and self.kind.type in AS_THEY_ARE and not self.kind.strict:
            return None
        if self.kind.split is None and self.kind.type == "identifier" and not self.kind.format:
            return None
        if self.kind.split is None and self.kind.type == "address":
            return x.call("regexp_matches", self.raw, x.text(UNSETTLED_ADDRESS))
        pattern = SETTLED.get(self.kind.type)
        if self.kind.split is not None or self.kind.format or self.kind.dates or pattern is None:
            return x.present(self.raw)
        return x.both(x.present(self.raw), x.exp.Not(this=x.call("regexp_full_match", self.raw, x.text(pattern))))


@dataclass(frozen=True)
class Value:
    """The clean values of one property in each row.

    Args:
        prop: Name of the property.
        node: The value, or the list of values.
        many: Whether `node` is a list.
        fixed: The values where they are the same in every row.
    """

    prop: str
    node: Node
    many: bool
    fixed: tuple[str, ...] | None = None

    def there(self) -> Node:
        """Tell in which rows there is a value."""
        return x.exp.GT(this=x.call("len", self.node), expression=x.number(0)) if self.many else x.present(self.node)

    def listed(self) -> Node:
        """Give the values as a list, empty where there is none."""
        return self.node if self.many else x.choose((x.missing(self.node), x.no_texts()), otherwise=x.items(self.node))


class Plan:
    """The compiled form of one query.

    Args:
        query: The query.
        dataset: Name that goes into every id, as `ftm map` puts the dataset's name there.
        numerals: How numbers are written.
        dates: Patterns for dates without a format of their own.
        empty_texts: Whether a text put together from nothing is a value, and any text a number, as for `ftm map`.
    """

    def __init__(
        self,
        query: QueryMapping,
        *,
        dataset: str,
        numerals: Numerals | None = None,
        dates: tuple[str, ...] = (),
        empty_texts: bool = True,
    ) -> None:
        self.query, self.dataset = query, dataset
        self.numerals, self.dates = numerals or Numerals(), dates
        self._empty_texts = empty_texts
        self.short = {name: f"c{n}" for n, name in enumerate(query.columns())}
        self.atoms = tuple(self._atoms())

    def keep(self) -> Node | None:
        """Give the condition that the filters set, over the rows; None where there are none."""
        conditions = [self._one_of(c, wanted) for c, wanted in self.query.filters]
        conditions += [x.exp.Not(this=self._one_of(c, barred)) for c, barred in self.query.filters_not]
        return x.both(*conditions) if conditions else None

    def key(self, entity: EntityMapping) -> Node:
        """Give the id of an entity before its signature; absent where its keys are.

        Args:
            entity: One of the query's entities.
        """
        if entity.id_column:
            return x.column(self.short[entity.id_column])
        cells = self._keys(entity)
        seed = x.text(self.dataset + entity.key_literal)
        filled = [x.call("coalesce", c, x.text("")) for c in cells]
        if len(filled) == 1:
            ordered: Node = filled[0]
        elif len(filled) == 2:
            ordered = x.joined(x.call("least", *filled), x.call("greatest", *filled))
        else:
            ordered = x.call("array_to_string", x.call("list_sort", x.items(*filled)), x.text(""))
        return x.choose((self.has_key(entity), x.sha1(x.joined(seed, ordered))))

    def has_key(self, entity: EntityMapping) -> Node:
        """Tell in which rows an entity has a key, so that `key` is there.

        Args:
            entity: One of the query's entities.
        """
        return x.either(*[x.present(c) for c in self._keys(entity)])

    def _keys(self, entity: EntityMapping) -> list[Node]:
        return [x.column(self.short[k]) for k in entity.keys or (entity.id_column,)]

    def values(self, entity: EntityMapping, cleaned: Mapping[str, Node]) -> Iterator[Value]:
        """Give the values of an entity's properties that are texts.

        Args:
            entity: The entity.
            cleaned: Per atom with changed values its clean form (a text, or a list where it is split).
        Yields:
            One value per property, properties that refer to entities left aside.
        """
        for index, mapped in enumerate(entity.properties):
            if mapped.entity:
                continue
            fixed = self._fixed(mapped)
            atoms = [a for a in self.atoms if a.name.startswith(f"{_prefix(self.query, entity)}p{index}a")]
            if not atoms:
                yield Value(mapped.prop.name, x.items(*map(x.text, fixed)) if fixed else x.no_texts(), True, fixed)
                continue
            nodes = [cleaned.get(a.name, a.raw) for a in atoms]
            if len(atoms) == 1 and not fixed and atoms[0].name not in cleaned:
                yield Value(mapped.prop.name, nodes[0], False)
            elif len(atoms) == 1 and not fixed:
                yield Value(mapped.prop.name, nodes[0], atoms[0].kind.split is not None)
            else:
                lists = [self._as_list(a, n, a.name in cleaned) for a, n in zip(atoms, nodes, strict=True)]
                if fixed:
                    lists.insert(0, x.items(*map(x.text, fixed)))
                yield Value(mapped.prop.name, x.distinct_texts(lists), True)

    @staticmethod
    def _as_list(atom: Atom, node: Node, changed: bool) -> Node:
        if changed and atom.kind.split is not None:
            return node
        return x.choose((x.missing(node), x.no_texts()), otherwise=x.items(node))

    def _one_of(self, column: str, wanted: tuple[str | None, ...]) -> Node:
        cell = x.column(self.short[column])
        texts = [x.text(w) for w in wanted if w is not None]
        conditions: list[Node] = [x.exp.In(this=cell, expressions=texts)] if texts else []
        if None in wanted:
            conditions.append(x.missing(cell))
        elif conditions:
            conditions = [x.call("coalesce", conditions[0], x.exp.false())]
        return x.exp.Paren(this=x.either(*conditions))

    def _kind(self, mapped: PropertyMapping) -> Kind:
        dates = self.dates if mapped.prop.type == "date" and mapped.format is None else ()
        strict = mapped.prop.type == "number" and not self._empty_texts
        return Kind(mapped.prop.type, mapped.format, mapped.fuzzy, mapped.split, dates, strict)

    def _fixed(self, mapped: PropertyMapping) -> tuple[str, ...]:
        if mapped.template is not None or mapped.join is not None:
            return ()
        table = clean_distinct(dict.fromkeys(mapped.literals), self._kind(mapped), where=mapped.prop.qname)
        changed = {row["raw"]: row["clean"] for row in table.to_pylist()}
        return tuple(dict.fromkeys(c for text in mapped.literals for c in changed.get(text, [text])))

    def _atoms(self) -> Iterator[Atom]:
        for entity in self.query.entities:
            for index, mapped in enumerate(entity.properties):
                if not mapped.entity:
                    for number, raw in enumerate(self._raws(mapped)):
                        name = f"{_prefix(self.query, entity)}p{index}a{number}"
                        yield Atom(name, entity.name, mapped, raw, self._kind(mapped))

    def _raws(self, mapped: PropertyMapping) -> list[Node]:
        if mapped.template is not None:
            whole = x.text(mapped.template)
            for placeholder in dict.fromkeys(mapped.placeholders):
                cell = x.call("coalesce", x.column(self.short[placeholder]), x.text(""))
                whole = x.call("replace", whole, x.text("{{" + placeholder + "}}"), cell)
            return [self._put_together(x.call("trim", whole, x.text(" \t\r\n")))]
        cells = [self._numeral(mapped, x.column(self.short[c])) for c in mapped.columns]
        if mapped.join is None:
            return cells
        whole = x.call("concat_ws", x.text(mapped.join), *map(x.text, mapped.literals), *cells)
        return [self._put_together(whole)]

    def _put_together(self, whole: Node) -> Node:
        return whole if self._empty_texts else x.call("nullif", whole, x.text(""))

    def _numeral(self, mapped: PropertyMapping, cell: Node) -> Node:
        if mapped.prop.type != "number" or self.numerals == Numerals():
            return cell
        if self.numerals.thousands:
            cell = x.call("replace", cell, x.text(self.numerals.thousands), x.text(""))
        return x.call("replace", cell, x.text(self.numerals.decimal), x.text("."))


def _prefix(query: QueryMapping, entity: EntityMapping) -> str:
    return f"e{query.entities.index(entity)}"
