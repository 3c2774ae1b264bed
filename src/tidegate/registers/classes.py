"""What data classes stand behind what a register says, where a column is more than it looks.

A register names columns (`column_classes`); whoever reads records knows properties. The mapping leads from the one to
the other. No register can make harmless what may enter no rule: of two classes the stricter holds.
"""

from collections.abc import Iterable, Iterator, Mapping

from tidegate.registers.description import Register
from tidegate.vocabulary import Overrides, data_classes, property_class


def classes_behind(register: Register) -> Mapping[tuple[str, str], Mapping[str, frozenset[str]]]:
    """Name the data classes of every property that a register fills.

    Args:
        register: The register, with its lawful part.
    Returns:
        Thing of the mapping and its schema, to property, to the classes of its columns: that which the description
        gives the column (`column_classes`), else that which the vocabulary gives the property.
    """
    own = register.require_lawful().column_classes
    found: dict[tuple[str, str], dict[str, set[str]]] = {}
    for query in register.queries:
        for entity in query.mapping.entities:
            behind = found.setdefault((entity.name, entity.schema.name), {})
            for mapped in entity.properties:
                usual = property_class(entity.schema.name, mapped.prop.name)
                columns = (*mapped.columns, *mapped.placeholders)
                classes = {own.get(c, usual) for c in columns} or {usual}
                behind.setdefault(mapped.prop.name, set()).update(classes)
    return {thing: {p: frozenset(c) for p, c in props.items()} for thing, props in found.items()}


def property_overrides(registers: Iterable[Register]) -> Overrides:
    """Put the classes of columns in terms of properties.

    Args:
        registers: The registers whose records are read together.
    Returns:
        Schema and property to data class, for properties that a register says are other than the vocabulary has it;
        of several registers the strictest holds.
    """
    found: dict[tuple[str, str], str] = {}
    for register in registers:
        for prop, said in _said(register):
            usual = property_class(*prop)
            kept = stricter(usual, said) if data_classes()[usual].forbidden_in_rules else said
            found[prop] = stricter(found[prop], kept) if prop in found else kept
    return {prop: kind for prop, kind in sorted(found.items()) if kind != property_class(*prop)}


def stricter(one: str, other: str) -> str:
    """Choose of two data classes the one that allows less.

    Args:
        one: Name of a data class.
        other: Name of another.
    Returns:
        What may enter no rule goes before what may, special categories go before others; of equals the first.
    Example:
        >>> stricter("business", "origin"), stricter("identity", "business")
        ('origin', 'identity')
    """
    known = data_classes()
    rank = {name: (known[name].forbidden_in_rules, known[name].special > 0) for name in (one, other)}
    return other if rank[other] > rank[one] else one


def _said(register: Register) -> Iterator[tuple[tuple[str, str], str]]:
    classes = register.lawful.column_classes if register.lawful else {}
    for query in register.queries:
        for entity in query.mapping.entities:
            for mapped in entity.properties:
                for column in (*mapped.columns, *mapped.placeholders):
                    if column in classes:
                        yield (entity.schema.name, mapped.prop.name), classes[column]
