"""`tidegate indicators`: the rules behind the red flags, listed, tested and explained."""

from pathlib import Path
from typing import Annotated

import typer

from tidegate.cli.options import Json, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import RuleError
from tidegate.indicators import (
    SWITCHES,
    Rule,
    Switches,
    explain_rule,
    load_rules,
    parse_switches,
    read_switches,
    run_examples,
    shipped_rules,
)

app = command_group("List, test and explain the rules behind red flags.")

Folder = Annotated[
    Path | None, typer.Option("--rules", help="Folder with rules of your own. Default: those that come with Tidegate.")
]
City = Annotated[
    Path | None, typer.Option("--city", help="Folder of a city whose indicators.yml switches rules. Default: none.")
]
Language = Annotated[str, typer.Option("--language", "-l", help="Language of the texts: en or nl.")]


@command(app, "list", example="tidegate indicators list\ntidegate indicators list --city ./havenrijk --language nl")
def list_rules(city: City = None, rules: Folder = None, language: Language = "en", as_json: Json = False) -> None:
    """Show every rule: what it is about, whether it is on, and why not."""
    out = Output(as_json=as_json)
    known = _rules(rules)
    switches = _switches(city, known)
    found = [_described(rule, switches, language) for rule in known]
    out.document({"rules": found})
    rows = [(f["indicator"], f["version"], f["state"], f["applies_to"], f["title"]) for f in found]
    out.table(("rule", "version", "state", "about", "title"), rows)
    for one in found:
        if one["reason"]:
            out.note(f"{one['indicator']} is {one['state']}: {one['reason']}")


@command(app, "test", example="tidegate indicators test\ntidegate indicators test failures_then_new_account")
def try_rules(
    name: Annotated[str, typer.Argument(help="Id of a rule; without it, all.")] = "",
    rules: Folder = None,
    as_json: Json = False,
) -> None:
    """Run the tiny examples of the rules; exit code 1 where one comes out otherwise."""
    out = Output(as_json=as_json)
    chosen = [_named(name, _rules(rules))] if name else list(_rules(rules))
    faults = {rule.id: list(run_examples(rule)) for rule in chosen}
    out.document({"rules": [{"indicator": r.id, "tests": len(r.examples), "faults": faults[r.id]} for r in chosen]})
    out.table(("rule", "tests", "faults"), [(r.id, len(r.examples), len(faults[r.id])) for r in chosen])
    for fault in (f for listed in faults.values() for f in listed):
        out.say(fault)
    if any(faults.values()):
        raise typer.Exit(1)


@command(app, "explain", example="tidegate indicators explain double_operation --language nl")
def explain(
    name: Annotated[str, typer.Argument(help="Id of a rule.")],
    rules: Folder = None,
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Say what a rule looks for, why, and what would make its flags false."""
    out = Output(as_json=as_json)
    rule = _named(name, _rules(rules))
    lines = explain_rule(rule, language=language)
    out.document({"indicator": rule.id, "version": rule.version, "lines": lines, "query": rule.sql})
    for line in lines:
        out.say(line)


def _rules(folder: Path | None) -> tuple[Rule, ...]:
    return load_rules(folder) if folder else shipped_rules()


def _switches(city: Path | None, rules: tuple[Rule, ...]) -> Switches:
    return read_switches(city / SWITCHES, rules) if city else parse_switches({}, rules)


def _described(rule: Rule, switches: Switches, language: str) -> dict[str, object]:
    return {
        "indicator": rule.id,
        "version": rule.version,
        "state": "on" if rule.id in switches.on else "off",
        "reason": switches.reasons.get(rule.id) or switches.off.get(rule.id, ""),
        "applies_to": rule.applies_to,
        "title": rule.in_words(rule.title, language),
        "data_classes": list(rule.data_classes),
        "parameters": {n: p.value for n, p in rule.parameters.items()} | dict(switches.parameters.get(rule.id, {})),
    }


def _named(name: str, rules: tuple[Rule, ...]) -> Rule:
    found = next((r for r in rules if r.id == name), None)
    if found is None:
        raise RuleError(what=f"there is no rule '{name}'", mend=f"name one of {', '.join(r.id for r in rules)}")
    return found
