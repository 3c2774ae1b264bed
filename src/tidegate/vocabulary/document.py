"""The page of the manual that says what every word of our own means."""

from collections.abc import Iterable, Iterator

from tidegate.vocabulary.lawful import data_classes, sensitivities, statements
from tidegate.vocabulary.model import Model, Property, Schema
from tidegate.vocabulary.schema_files import labels

_HEAD = """\
# Vocabulary

*Written by `python -m tidegate.vocabulary.build`; change the schema files and data files, not this page.*

Things and ties are described with the schemata of [FollowTheMoney](https://followthemoney.tech). Where a city needs
more than it has, these schemata of our own stand beside them. Business life has three levels that are never one: the
*premises* (a place), the *establishment* (a business at a premises) and the *licence episode* (a permission for a
time, here `Permit`). `tidegate.vocabulary.export(folder)` writes all schema files for other FollowTheMoney tools,
which find them with `FTM_MODEL_PATH=folder`.
"""


def vocabulary_page(model: Model) -> str:
    """Write the page on our own schemata and on the words of the lawful part.

    Args:
        model: The model to describe.
    Returns:
        The page in Markdown.
    """
    own = [s for s in model.schemata.values() if s.own]
    parts = [_HEAD, _overview(own), *(_section(s) for s in own), _lawful()]
    return "\n".join(parts)


def _overview(schemata: list[Schema]) -> str:
    dutch = labels("nl")
    rows = ((f"[{s.name}](#{s.name.lower()})", s.label, dutch[s.name], s.description) for s in schemata)
    return "\n".join(_table(("Schema", "English", "Dutch", "What it is"), rows))


def _section(schema: Schema) -> str:
    facts = [f"Extends {', '.join(f'`{name}`' for name in schema.extends)}."] if schema.extends else []
    facts += ["For inheritance only; no record has it."] if schema.abstract else []
    facts += [f"A tie from `{schema.edge[0]}` to `{schema.edge[1]}`."] if schema.edge else []
    facts += [f"Holds from {_names(schema.temporal_start)} until {_names(schema.temporal_end)}."] * bool(
        schema.temporal_start
    )
    facts += [f"Needs {_names(schema.required)}."] if schema.required else []
    rows = (_row(p, schema) for p in schema.properties.values() if not (p.stub or p.hidden or p.deprecated))
    head = ("Property", "Type", "English", "Dutch", "Meaning", "From")
    return "\n".join([f"## {schema.name}\n", schema.description, "", " ".join(facts), "", *_table(head, rows)])


def _row(p: Property, schema: Schema) -> tuple[str, ...]:
    home = p.qname.split(":")[0]
    kind = f"entity: {p.range}" if p.range else p.type
    return (
        f"`{p.name}`",
        kind,
        p.label,
        labels("nl").get(p.qname, ""),
        p.description,
        "" if home == schema.name else home,
    )


def _lawful() -> str:
    classes = (
        (f"`{c.name}`", f"art. {c.special}" if c.special else "", "yes" if c.forbidden_in_rules else "", c.description)
        for c in data_classes().values()
    )
    circles = ((f"`{s.name}`", s.description) for s in sensitivities().values())
    kinds = ((f"`{name}`", text) for name, text in statements().items())
    lines = ["## Data classes\n", "What a register holds, for its `data_classes` and `column_classes`.\n"]
    lines += _table(("Class", "Special (GDPR)", "Forbidden in rules", "What belongs to it"), classes)
    lines += ["## Sensitivities\n", "From the widest circle to the narrowest.\n"]
    lines += _table(("Sensitivity", "Who may see it"), circles)
    lines += ["## Statements\n", *_table(("Kind", "What it is"), kinds)]
    return "\n".join(lines).rstrip() + "\n"


def _names(names: Iterable[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
    yield ""
