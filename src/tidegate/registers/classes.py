"""Which data classes stand behind what a register says of each of its things."""

from collections.abc import Mapping

from tidegate.registers.description import Register
from tidegate.vocabulary import property_class


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
