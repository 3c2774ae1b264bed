"""A rule's words read into values, every fault told at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tidegate.indicators.checking import query_faults, sentence_faults
from tidegate.indicators.following import follow
from tidegate.indicators.rule import APPLIES_TO, Example, Parameter, Rule
from tidegate.indicators.views import HISTORY, columns_of
from tidegate.vocabulary import data_classes

_WORDS = {
    "indicator", "version", "default", "off_because", "applies_to", "title", "sentence", "why", "innocent", "false_if",
    "parameters", "data_classes", "population", "optional", "words", "source", "review", "tests",
}  # fmt: skip
_EXAMPLE_WORDS = {"name", "on", "given", "flags"}


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
    _check_head(data, name, faults)
    texts = {word: _texts(data, word, faults) for word in ("title", "sentence", "why", "false_if")}
    parameters = _parameters(data.get("parameters"), faults)
    declared = _names(data.get("data_classes"), faults)
    innocent = _innocent(data.get("innocent"), faults)
    population, optional = _population(data, population_sql, faults), _optional(data.get("optional"), faults)
    words = _words(data.get("words"), faults)
    examples = _examples(data.get("tests"), parameters, faults)
    query = follow(sql, faults) if sql else None
    counting = follow(population_sql, faults) if population_sql else None
    if query is not None:
        faults.extend(query_faults(query, counting, parameters, declared))
        shown = {*query.columns, *parameters, "on"} - {"others", "rows"}
        faults.extend(sentence_faults(texts["sentence"], shown))
    if faults or query is None:
        return None
    return Rule(
        id=name, version=data["version"], on_by_default=data["default"] == "on",
        off_because=str(data.get("off_because") or ""), applies_to=data["applies_to"], innocent=innocent,
        parameters=parameters, data_classes=declared, population=population, optional=optional,
        words=words,
        source=str(data["source"]), review=data["review"], examples=examples, query=query, sql=sql,
        population_query=counting, population_sql=population_sql, **texts,
    )  # fmt: skip


def _check_head(data: Mapping[str, Any], name: str, faults: list[str]) -> None:
    faults.extend(f"the word '{w}' is not known here" for w in data if w not in _WORDS)
    if data.get("indicator") != name:
        faults.append(f"indicator is '{data.get('indicator')}', and should be the name of the file, '{name}'")
    applies_to = data.get("applies_to")
    if applies_to not in APPLIES_TO:
        hint = "a rule is about a situation, never about a person; " if applies_to == "person" else ""
        faults.append(f"applies_to is '{applies_to}': {hint}it should be one of {', '.join(APPLIES_TO)}")
    if data.get("default") not in {"on", "off"}:
        faults.append(f"default is '{data.get('default')}', and should be on or off")
    if data.get("default") == "off" and not data.get("off_because"):
        faults.append("off_because is missing: say why the rule is only context")
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        faults.append(f"version is '{version}', and should be a whole number from 1")
    if not isinstance(data.get("review"), date):
        faults.append(f"review is '{data.get('review')}', and should be the day by which a person looks at it again")
    if not data.get("source"):
        faults.append("source is missing: say where the rule comes from")


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


def _names(value: object, faults: list[str]) -> tuple[str, ...]:
    names = tuple(str(v) for v in value) if isinstance(value, list) else ()
    if not names:
        faults.append("data_classes should be a list with at least one name")
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


def _words(value: object, faults: list[str]) -> Mapping[str, Mapping[str, str]]:
    given = value if isinstance(value, Mapping) else {}
    if (value is not None and not isinstance(value, Mapping)) or not all(
        isinstance(v, Mapping) for v in given.values()
    ):
        faults.append("words should give, per language, a translation of each text that the query returns")
        return {}
    return {str(k): {str(w): str(t) for w, t in v.items()} for k, v in given.items()}


def _examples(value: object, parameters: Mapping[str, Parameter], faults: list[str]) -> tuple[Example, ...]:
    before, found = len(faults), []
    for number, given in enumerate(value if isinstance(value, list) else [], 1):
        wrong = _example_faults(given, parameters)
        faults.extend(f"test {number}{fault}" for fault in wrong)
        if not wrong:
            rows = {str(v): tuple(dict(r) for r in listed) for v, listed in given["given"].items()}
            flags = tuple(dict(f) for f in given["flags"])
            found.append(Example(str(given["name"]), given["on"], rows, flags, dict(given.get("parameters") or {})))
    if len(faults) == before and len({bool(e.flags) for e in found}) < 2:
        faults.append("tests should hold at least one case that is flagged and one that is not")
    return tuple(found)


def _example_faults(given: object, parameters: Mapping[str, Parameter]) -> list[str]:
    if not isinstance(given, Mapping) or not set(given) >= _EXAMPLE_WORDS or not isinstance(given["given"], Mapping):
        return [" should have name, on, given (view to rows) and flags"]
    faults = [f": the word '{w}' is not known here" for w in given if w not in _EXAMPLE_WORDS | {"parameters"}]
    faults += [f": {fault}" for view, rows in given["given"].items() for fault in _row_faults(str(view), rows)]
    faults += [f": there is no parameter '{p}'" for p in given.get("parameters") or {} if p not in parameters]
    if not isinstance(given["on"], date) or not isinstance(given["flags"], list):
        faults.append(": on should be a day, flags a list")
    return faults


def _row_faults(view: str, listed: object) -> list[str]:
    columns = columns_of(view)
    if columns is None or view.endswith(HISTORY):
        return [f"there is no schema '{view}'"]
    if not isinstance(listed, list) or not all(isinstance(r, Mapping) for r in listed):
        return [f"{view} should be a list of rows"]
    return sorted({f"{view} has no '{name}'" for row in listed for name in row if name not in columns})
