"""Rules read from their files, or refused with every fault at once.

A rule is refused where it is about persons, where it reaches what no rule may rest on (by whatever way), where it uses
a stand-in for that, where it reads a kind of data it does not declare, and where it leaves out what a reader of its
flags needs: the sentence, the innocent explanations, what would make it false, its tests.
"""

import hashlib
import string
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tidegate.errors import RuleError
from tidegate.indicators.following import Followed, follow, origins
from tidegate.indicators.plain_yaml import read_yaml
from tidegate.indicators.proxies import proxies
from tidegate.indicators.rule import APPLIES_TO, Example, Parameter, Rule
from tidegate.indicators.views import HISTORY, ViewColumn, class_of, columns_of
from tidegate.vocabulary import Overrides, data_classes

_WORDS = {
    "indicator", "version", "default", "off_because", "applies_to", "title", "sentence", "why", "innocent", "false_if",
    "parameters", "data_classes", "population", "optional", "source", "review", "tests",
}  # fmt: skip
_UNDECLARED = frozenset({"", "administrative"})
"""Classes that need no declaring: nothing about anybody, and how an office handled a file."""
_NOT_OF_PERSONS = frozenset({"identity", "birth"})
"""Who a natural person is matters to linkage, which has done its work; a rule needs no name and no birthday."""


def shipped_rules() -> tuple[Rule, ...]:
    """Give the rules that come with Tidegate.

    Returns:
        The rules, in order of their ids.
    Raises:
        RuleError: One is wrong; every fault of all of them is named.
    """
    return load_rules(Path(str(files(__package__) / "rules")))


def rules_fingerprint(folder: Path | None = None) -> str:
    """Give a hash that changes with any file of a folder of rules; nothing is parsed.

    Args:
        folder: The folder; None for the rules that come with Tidegate.
    Returns:
        Sixty-four hexadecimal digits.
    """
    root = folder or Path(str(files(__package__) / "rules"))
    whole = hashlib.sha256()
    for path in sorted(p for p in root.iterdir() if p.suffix in {".yml", ".sql"}):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def load_rules(folder: Path) -> tuple[Rule, ...]:
    """Read all rules of a folder.

    Args:
        folder: Folder with `<id>.yml` and `<id>.sql`.
    Returns:
        The rules, in order of their ids.
    Raises:
        RuleError: One is wrong; every fault of all of them is named.
    """
    rules, wrong = [], []
    for path in sorted(folder.glob("*.yml")):
        try:
            rules.append(load_rule(path))
        except RuleError as fault:
            wrong.append(fault)
    if wrong:
        what = " | ".join(f"{w.where}: {w.what}" for w in wrong)
        raise RuleError(where=folder.name, what=what, mend="correct the rules at these places")
    return tuple(rules)


def load_rule(path: Path) -> Rule:
    """Read one rule, its query and its tests.

    Args:
        path: Its YAML file; the query lies beside it as `<id>.sql`, that of the population as `<id>.population.sql`.
    Returns:
        The rule.
    Raises:
        RuleError: It cannot be read or has faults; all are named.
    """
    faults: list[str] = []
    text = _text(path, faults)
    try:
        data = read_yaml(text)
    except yaml.YAMLError as fault:
        data, faults = None, [*faults, f"it is no YAML ({str(fault).splitlines()[0]})"]
    beside = _text(path.with_suffix(".sql"), faults)
    population = path.with_suffix(".population.sql")
    rule = parse_rule(
        data, beside, faults, name=path.stem, population_sql=_text(population, faults) if population.exists() else ""
    )
    if rule is None:
        raise RuleError(where=path.name, what="; ".join(faults), mend="correct the rule at these places")
    return rule


def parse_rule(data: object, sql: str, faults: list[str], *, name: str, population_sql: str = "") -> Rule | None:
    """Read one rule from values, telling every fault.

    Args:
        data: The rule as YAML gives it.
        sql: Its query.
        faults: Takes one sentence per fault.
        name: Name of its file without the ending.
        population_sql: Query that counts its population; empty where a schema does.
    Returns:
        The rule; None where it has a fault.
    """
    if not isinstance(data, Mapping):
        faults.append("it should be a mapping of words to values")
        return None
    faults.extend(f"the word '{w}' is not known here" for w in data if w not in _WORDS)
    if data.get("indicator") != name:
        faults.append(f"indicator is '{data.get('indicator')}', and should be the name of the file, '{name}'")
    parameters = _parameters(data.get("parameters"), faults)
    query = follow(sql, faults) if sql else None
    counting = follow(population_sql, faults) if population_sql else None
    applies_to = str(data.get("applies_to") or "")
    if applies_to not in APPLIES_TO:
        hint = "a rule is about a situation, never about a person; " if applies_to == "person" else ""
        faults.append(f"applies_to is '{applies_to}': {hint}it should be one of {', '.join(APPLIES_TO)}")
    declared = _names(data.get("data_classes"), "data_classes", faults)
    sentence = _texts(data, "sentence", faults)
    population, optional = _population(data, population_sql, faults), _optional(data.get("optional"), faults)
    if query is not None:
        _check_query(query, counting, parameters, declared, sentence, faults)
    switched = data.get("default")
    if switched not in {"on", "off"}:
        faults.append(f"default is '{switched}', and should be on or off")
    because = str(data.get("off_because") or "")
    if switched == "off" and not because:
        faults.append("off_because is missing: say why the rule is only context")
    title, why, false_if = (_texts(data, word, faults) for word in ("title", "why", "false_if"))
    innocent = _innocent(data.get("innocent"), faults)
    version, review, source = data.get("version"), data.get("review"), str(data.get("source") or "")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        faults.append(f"version is '{version}', and should be a whole number from 1")
    if not isinstance(review, date):
        faults.append(f"review is '{review}', and should be the day by which a person looks at the rule again")
    if not source:
        faults.append("source is missing: say where the rule comes from")
    examples = _examples(data.get("tests"), parameters, faults)
    if faults or query is None:
        return None
    return Rule(
        id=name, version=int(version or 0), on_by_default=switched == "on", off_because=because, applies_to=applies_to,
        title=title, sentence=sentence, why=why, innocent=innocent, false_if=false_if, parameters=parameters,
        data_classes=declared, population=population, optional=optional, source=source,
        review=review if isinstance(review, date) else date.max, examples=examples, query=query, sql=sql,
        population_query=counting, population_sql=population_sql,
    )  # fmt: skip


def reading_faults(
    reached: Iterable[tuple[str, str]], declared: Iterable[str], overrides: Overrides | None = None
) -> list[str]:
    """Hold what a rule reads against what a rule may read and what it declared.

    Args:
        reached: Views and columns.
        declared: Data classes that the rule names.
        overrides: What the registers of a city say of single properties.
    Returns:
        One sentence per fault, sorted.
    Example:
        >>> reading_faults([("Person", "nationality")], ["origin"])
        ['it reaches Person.nationality (origin), and nothing of that kind may enter a rule']
    """
    known, found = data_classes(), set()
    for view, name in reached:
        column = (columns_of(view) or {})[name]
        kind = class_of(column, overrides or {})
        of_person = view.removesuffix(HISTORY) == "Person" and kind in _NOT_OF_PERSONS
        if (kind and known[kind].forbidden_in_rules) or of_person:
            found.add(f"it reaches {column.prop} ({kind}), and nothing of that kind may enter a rule")
        elif kind not in _UNDECLARED and kind not in declared:
            found.add(f"it reads {column.prop} ({kind}) and does not name '{kind}' among its data_classes")
    return sorted(found)


def _check_query(
    query: Followed, counting: Followed | None, parameters: Mapping[str, Parameter], declared: tuple[str, ...],
    sentence: Mapping[str, str], faults: list[str],
) -> None:  # fmt: skip
    everything = query.reached | (counting.reached if counting else frozenset())
    faults.extend(reading_faults(everything, declared))
    read = {class_of((columns_of(v) or {})[c], {}) for v, c in everything}
    faults.extend(
        f"data class '{c}' is declared and nothing of it is read: take it out"
        for c in declared
        if c not in read | _UNDECLARED
    )
    faults.extend(proxies(query))
    faults.extend(proxies(counting) if counting else ())
    faults.extend(f"the query should return '{c}'" for c in ("subject", "at", "rows") if c not in query.columns)
    faults.extend(
        f"the query returns '{c}' twice" for c in sorted({c for c in query.columns if query.columns.count(c) > 1})
    )
    if "subject" in query.columns:
        _check_subject(origins("subject", query), faults)
    asked = query.parameters | (counting.parameters if counting else frozenset())
    faults.extend(
        f"the query asks for ${p}, and there is no such parameter" for p in sorted(asked - {"on", *parameters})
    )
    faults.extend(f"parameter '{p}' is never used" for p in sorted(set(parameters) - asked))
    given = {*query.columns, *parameters, "on"} - {"others", "rows"}
    for language, text in sentence.items():
        unknown = sorted(_placeholders(text, faults) - given)
        faults.extend(f"the {language} sentence names {{{p}}}, which the query does not return" for p in unknown)
    if counting and counting.columns != ("subject",):
        faults.append("the query of the population should return 'subject' and nothing else")


def _check_subject(sources: Mapping[tuple[str, str], ViewColumn], faults: list[str]) -> None:
    if not sources:
        faults.append("the subject comes from no view")
    faults.extend(
        f"the subject comes from {view}.{name}, which is a natural person: a rule is about a situation"
        for (view, name), column in sorted(sources.items())
        if column.person
    )


def _placeholders(text: str, faults: list[str]) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as fault:
        faults.append(f"a sentence has a bracket that does not close ({fault})")
        return set()


def _text(path: Path, faults: list[str]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        faults.append(f"{path.name} is missing or cannot be read as UTF-8")
        return ""


def _texts(data: Mapping[str, Any], word: str, faults: list[str]) -> Mapping[str, str]:
    value = data.get(word)
    if not isinstance(value, Mapping) or not all(isinstance(t, str) and t.strip() for t in value.values()):
        faults.append(f"{word} should give a text per language")
        return {}
    if "en" not in value:
        faults.append(f"{word} has no English text")
    return {str(k): str(v).strip() for k, v in value.items()}


def _innocent(value: object, faults: list[str]) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, Mapping) or not value.get("en") or not all(isinstance(v, list) for v in value.values()):
        faults.append("innocent should list, per language, at least one innocent explanation")
        return {}
    return {str(k): tuple(str(t) for t in v) for k, v in value.items()}


def _names(value: object, word: str, faults: list[str]) -> tuple[str, ...]:
    names = tuple(str(v) for v in value) if isinstance(value, list) else ()
    if not names:
        faults.append(f"{word} should be a list with at least one name")
    faults.extend(f"data class '{n}' does not exist" for n in names if n not in data_classes())
    return names


def _parameters(value: object, faults: list[str]) -> Mapping[str, Parameter]:
    found = {}
    for name, given in (value if isinstance(value, Mapping) else {}).items():
        if not isinstance(given, Mapping) or set(given) != {"value", "unit", "source"} or given["value"] is None:
            faults.append(f"parameter '{name}' should have value, unit and source, and nothing else")
        elif not str(given["source"]).strip():
            faults.append(f"parameter '{name}' has no source: say why its value is so")
        else:
            found[str(name)] = Parameter(given["value"], str(given["unit"]), str(given["source"]))
    return found


def _population(data: Mapping[str, Any], sql: str, faults: list[str]) -> str:
    value = data.get("population")
    schema = str(value.get("schema") or "") if isinstance(value, Mapping) else ""
    if sql:
        if schema:
            faults.append("population names a schema, and a query lies beside the rule: keep one of the two")
        return ""
    if (columns_of(schema) or {}).get("record_id") is None:
        faults.append("population should be {schema: NAME}, or a query in a file that ends in .population.sql")
    return schema


def _optional(value: object, faults: list[str]) -> tuple[str, ...]:
    names = tuple(str(v) for v in value) if isinstance(value, list) else ()
    for name in names:
        schema, _, prop = name.partition(".")
        columns = columns_of(schema)
        if columns is None or (prop and prop not in columns):
            faults.append(f"optional names '{name}', which no schema has")
    return names


def _examples(value: object, parameters: Mapping[str, Parameter], faults: list[str]) -> tuple[Example, ...]:
    found = []
    for number, given in enumerate(value if isinstance(value, list) else [], 1):
        where = f"test {number}"
        if not isinstance(given, Mapping) or not {"name", "on", "given", "flags"} <= set(given):
            faults.append(f"{where} should have name, on, given and flags")
            continue
        before = len(faults)
        faults.extend(
            f"{where}: the word '{w}' is not known here"
            for w in set(given) - {"name", "on", "given", "flags", "parameters"}
        )
        rows = given["given"] if isinstance(given["given"], Mapping) else {}
        for view, listed in rows.items():
            faults.extend(f"{where}: {fault}" for fault in _example_faults(str(view), listed))
        others = given.get("parameters") or {}
        faults.extend(f"{where}: there is no parameter '{p}'" for p in others if p not in parameters)
        if not isinstance(given["on"], date) or not isinstance(given["flags"], list):
            faults.append(f"{where}: on should be a day, flags a list")
        if len(faults) == before:
            kept = {str(v): tuple(dict(r) for r in listed) for v, listed in rows.items()}
            found.append(
                Example(str(given["name"]), given["on"], kept, tuple(dict(f) for f in given["flags"]), dict(others))
            )
    flagging = [e for e in found if e.flags]
    if not faults and (not flagging or len(flagging) == len(found)):
        faults.append("tests should hold at least one case that is flagged and one that is not")
    return tuple(found)


def _example_faults(view: str, listed: object) -> list[str]:
    columns = columns_of(view)
    if columns is None or view.endswith(HISTORY):
        return [f"there is no schema '{view}'"]
    if not isinstance(listed, list) or not all(isinstance(r, Mapping) for r in listed):
        return [f"{view} should be a list of rows"]
    return sorted({f"{view} has no '{name}'" for row in listed for name in row if name not in columns})
