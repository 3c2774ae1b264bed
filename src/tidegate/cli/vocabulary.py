"""`tidegate vocabulary`: the words for things and ties, shown and exported."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any

import typer

from tidegate.cli.options import Json, NewFolder, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import TidegateError
from tidegate.vocabulary import DataClass, Schema, data_classes, export, model

app = command_group("Show and export the words for things and ties.")


@command(app, "show", example="tidegate vocabulary show\ntidegate vocabulary show Premises --json")
def show_vocabulary(
    name: Annotated[str, typer.Argument(help="Name of a schema; without it, the list of schemata.")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="List the schemata of FollowTheMoney, too, not only the city's own.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show the schemata, or one schema with its properties."""
    out = Output(as_json=as_json)
    if name:
        _show_schema(out, _schema_named(name))
    else:
        _show_list(out, [s for s in model().schemata.values() if everything or s.own])


@command(app, "classes", example="tidegate vocabulary classes")
def show_data_classes(as_json: Json = False) -> None:
    """Show the data classes that a register's lawful part may name."""
    out = Output(as_json=as_json)
    classes = list(data_classes().values())
    out.document([asdict(c) for c in classes])
    rows = [(c.name, _marks(c), c.description) for c in classes]
    out.table(("data class", "marks", "what it covers"), rows)


@command(
    app, "export", example="tidegate vocabulary export ./model\nFTM_MODEL_PATH=./model ftm validate -i records.json"
)
def export_vocabulary(folder: NewFolder, as_json: Json = False) -> None:
    """Write all schemata as FollowTheMoney YAML files, so that its tools know the city's own."""
    out = Output(as_json=as_json)
    files = sorted(path.name for path in export(folder))
    out.document({"folder": str(folder), "files": files})
    out.say(f"{len(files)} schema files are in {folder}.")


def _schema_named(name: str) -> Schema:
    schema = model().get(name)
    if schema is None:
        raise TidegateError(
            what=f"there is no schema {name!r}", mend="look it up with `tidegate vocabulary show --all`"
        )
    return schema


def _show_list(out: Output, schemata: Iterable[Schema]) -> None:
    shown = sorted(schemata, key=lambda schema: schema.name)
    out.document([_summary(schema) for schema in shown])
    rows = [(s.name, s.label, ", ".join(s.extends), _first_sentence(s.description)) for s in shown]
    out.table(("schema", "label", "extends", "description"), rows)


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "." if text else ""


def _summary(schema: Schema) -> dict[str, Any]:
    return {
        "name": schema.name,
        "label": schema.label,
        "description": schema.description,
        "extends": list(schema.extends),
        "own": schema.own,
        "required": list(schema.required),
    }


def _show_schema(out: Output, schema: Schema) -> None:
    properties = sorted(schema.properties.values(), key=lambda p: p.name)
    shown = [
        {"name": p.name, "label": p.label, "type": p.type, "range": p.range, "description": p.description}
        for p in properties
        if not p.stub
    ]
    out.document(_summary(schema) | {"properties": shown})
    out.say(f"{schema.name}: {schema.description or schema.label}")
    rows = [(p["name"], p["range"] or p["type"], p["description"] or p["label"]) for p in shown]
    out.table(("property", "type", "what it says"), rows)


def _marks(data_class: DataClass) -> str:
    article = f"GDPR art. {data_class.special}" if data_class.special else ""
    rules = "never in rules" if data_class.forbidden_in_rules else ""
    return ", ".join(mark for mark in (article, rules) if mark)
