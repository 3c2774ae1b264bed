"""A register's description: one YAML file, read into values or refused with every fault at once."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tidegate.errors import DescriptionError, LawfulPartError, MappingError
from tidegate.formats import ReadOptions
from tidegate.registers.lawful import Lawful, parse_lawful
from tidegate.registers.mapping import Numerals, QueryMapping, parse_query
from tidegate.vocabulary import Model

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_WORDS = {"register", "title", "version", "note", "files", "lawful", "queries", "mapping"}
_FILE_WORDS = {"name", "path", "read", "numbers", "dates", "columns", "delivery", "key"}


@dataclass(frozen=True)
class DeliverySpec:
    """How the deliveries of a kind of file are told apart.

    Args:
        kind: `full` (each holds everything) or `changes`.
        pattern: Regular expression whose first group is the date, in the file's name.
        column: Column that holds the date.
        value: The date itself.
        deleted_column: Column that says that a thing has gone; only with `changes`.
        deleted_values: Texts in it that say so.
    """

    kind: str = "full"
    pattern: str = ""
    column: str = ""
    value: str = ""
    deleted_column: str = ""
    deleted_values: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileSpec:
    """One kind of file a register comes in.

    Args:
        name: Name by which queries call it.
        path: Pattern of its path within `deliveries/`.
        read: How to read it.
        numerals: How numbers are written in it.
        dates: Patterns of its dates.
        repairs: The file's name of a column to the name the mapping uses.
        delivery: How deliveries are told apart.
        key: The register's own key of a row; empty where it has none.
    """

    name: str
    path: str
    read: ReadOptions = field(default_factory=ReadOptions)
    numerals: Numerals = field(default_factory=Numerals)
    dates: tuple[str, ...] = ()
    repairs: Mapping[str, str] = field(default_factory=dict)
    delivery: DeliverySpec = field(default_factory=DeliverySpec)
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegisterQuery:
    """One query of a register.

    Args:
        number: Its place in the description, from 1.
        source: Name of the kind of file it reads.
        mapping: The mapping.
        valid: Entity to the columns with the start and the end of its validity (either may be empty).
    """

    number: int
    source: str
    mapping: QueryMapping
    valid: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Register:
    """A register as its file describes it.

    Args:
        id: Its id.
        title: Language to title.
        path: The file of the description.
        files: The kinds of file it comes in.
        queries: Its mapping.
        lawful: By what right it is used; None where that part is missing or faulty.
        lawful_faults: What is wrong with that part.
        fingerprint: Hash of everything that decides what is read from a file.
    """

    id: str
    title: Mapping[str, str]
    path: Path
    files: tuple[FileSpec, ...]
    queries: tuple[RegisterQuery, ...]
    lawful: Lawful | None
    lawful_faults: tuple[str, ...]
    fingerprint: str

    def file(self, name: str) -> FileSpec:
        """Give one kind of file by its name.

        Args:
            name: Its name; it exists.
        """
        return next(f for f in self.files if f.name == name)

    def columns(self, file: FileSpec) -> tuple[str, ...]:
        """Name every column that is read from a kind of file, each once.

        Args:
            file: The kind of file.
        """
        used = dict.fromkeys(c for q in self.queries if q.source == file.name for c in q.mapping.columns())
        used.update(
            dict.fromkeys(c for q in self.queries if q.source == file.name for p in q.valid.values() for c in p)
        )
        used.update(dict.fromkeys((*file.key, file.delivery.column, file.delivery.deleted_column)))
        return tuple(c for c in used if c)

    def require_lawful(self) -> Lawful:
        """Give the lawful part, or refuse.

        Raises:
            LawfulPartError: It is missing or faulty.
        """
        if self.lawful is None:
            raise LawfulPartError(
                where=str(self.path.name),
                what="; ".join(self.lawful_faults),
                mend="write the lawful part; until then only `check` and `describe` work, and show structure only",
            )
        return self.lawful


def load_register(path: Path, model: Model) -> Register:
    """Read the description of a register.

    Args:
        path: Its YAML file.
        model: The vocabulary.
    Returns:
        The register; a faulty lawful part is kept as faults, so that structure can be looked at without it.
    Raises:
        DescriptionError: The file cannot be read or has faults; all are named.
    """
    _, data = load_yaml(path)
    faults: list[str] = []
    register_id = str(data.get("register") or path.stem)
    if not _NAME.fullmatch(register_id):
        faults.append(f"register is '{register_id}', and should be small letters, digits, - and _")
    faults.extend(f"the word '{w}' is not known here" for w in data if w not in _WORDS)
    files = tuple(_file(d, n, register_id, faults) for n, d in enumerate(_entries(data, "files", faults)))
    queries = _queries(data, path, model, files, faults)
    if faults:
        raise DescriptionError(where=path.name, what="; ".join(faults), mend="correct the description at these places")
    lawful_faults: list[str] = []
    lawful = parse_lawful(data.get("lawful"), lawful_faults)
    title = data.get("title") or register_id
    decisive = {k: v for k, v in data.items() if k in {"register", "files", "queries", "mapping"}}
    # A mapping in a file of its own decides as well, with all that it includes.
    named = mapping_queries(path.parent / data["mapping"]) if isinstance(data.get("mapping"), str) else []
    body = yaml.safe_dump([decisive, [list(n) for n in named]], sort_keys=True, allow_unicode=True)
    return Register(
        id=register_id,
        title={str(k): str(v) for k, v in title.items()} if isinstance(title, Mapping) else {"en": str(title)},
        path=path,
        files=files,
        queries=queries,
        lawful=lawful,
        lawful_faults=tuple(lawful_faults),
        fingerprint=hashlib.sha256(body.encode()).hexdigest(),
    )


def load_yaml(path: Path) -> tuple[str, dict[str, Any]]:
    """Read a YAML file that should hold a mapping.

    Args:
        path: The file.
    Returns:
        Its text and its content.
    Raises:
        DescriptionError: It cannot be read, is no YAML, or is no mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - the loader is YAML's safe one
    except (OSError, UnicodeDecodeError) as fault:
        raise DescriptionError(
            where=str(path), what=f"cannot be read ({fault})", mend="check the file and its rights"
        ) from fault
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        place = getattr(fault, "problem_mark", None)
        line = f", line {place.line + 1}" if place else ""
        problem = getattr(fault, "problem", None) or str(fault)[:200] or "it is nested too deeply"
        raise DescriptionError(
            where=f"{path}{line}", what=f"it is no YAML: {problem}", mend="correct this line"
        ) from fault
    if not isinstance(data, dict):
        raise DescriptionError(
            where=str(path), what="it should be a mapping of words to values", mend="see docs/registers.md"
        )
    return text, data


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _entries(data: Mapping[str, Any], word: str, faults: list[str]) -> list[Any]:
    value = data.get(word)
    entries = value if isinstance(value, list) else []
    if not entries:
        faults.append(f"{word} should be a list with at least one entry")
    return entries


def _mapping(data: Mapping[str, Any], word: str, place: str, faults: list[str]) -> Mapping[str, Any]:
    value = data.get(word)
    if value is not None and not isinstance(value, Mapping):
        faults.append(f"{place}: {word} should be a mapping of words to values")
    return value if isinstance(value, Mapping) else {}


def _texts(data: Mapping[str, Any], word: str, place: str, faults: list[str]) -> tuple[str, ...]:
    value = data.get(word)
    entries = value if isinstance(value, list) else [] if value is None else [value]
    if any(isinstance(e, list | Mapping) for e in entries):
        faults.append(f"{place}: {word} should be a text or a list of texts")
        return ()
    return tuple(map(str, entries))


def _file(data: object, number: int, register: str, faults: list[str]) -> FileSpec:
    if not isinstance(data, Mapping) or not data.get("path"):
        faults.append(f"file {number + 1} needs a path")
        return FileSpec(name="", path="")
    place = f"file '{data['path']}'"
    faults.extend(f"{place} has the unknown word '{w}'" for w in data if w not in _FILE_WORDS)
    path = str(data["path"])
    if path.startswith("/") or ".." in Path(path).parts:
        faults.append(f"{place} must stay within the folder deliveries/")
    numbers = _mapping(data, "numbers", place, faults)
    return FileSpec(
        name=str(data.get("name") or register),
        path=path,
        read=_read_options(_mapping(data, "read", place, faults), place, faults),
        numerals=Numerals(str(numbers.get("decimal", ".")), str(numbers.get("thousands", ""))),
        dates=_texts(data, "dates", place, faults),
        repairs={str(k): str(v) for k, v in _mapping(data, "columns", place, faults).items()},
        delivery=_delivery(_mapping(data, "delivery", place, faults), place, faults),
        key=_texts(data, "key", place, faults),
    )


def _read_options(data: Mapping[str, Any], place: str, faults: list[str]) -> ReadOptions:
    known = {f.name: f for f in fields(ReadOptions)}
    faults.extend(f"{place} has the unknown reading option '{w}'" for w in data if w not in known)
    given: dict[str, Any] = {}
    for word, value in data.items():
        kind = known[word].type if word in known else None
        plain = value if kind in {int, bool} else str(value)
        given[word] = tuple(map(str, value)) if isinstance(value, list) else plain
        if kind is int and not isinstance(value, int):
            faults.append(f"{place}: {word} is '{value}', and should be a whole number")
        if kind is bool and not isinstance(value, bool):
            faults.append(f"{place}: {word} is '{value}', and should be true or false")
    return ReadOptions(**{w: v for w, v in given.items() if w in known})


def _delivery(data: Mapping[str, Any], place: str, faults: list[str]) -> DeliverySpec:
    when = data.get("date") or {}
    odd = not isinstance(when, Mapping) or any(isinstance(v, list | Mapping) for v in when.values())
    if odd or len(when) > 1 or set(when) - {"pattern", "column", "value"}:
        faults.append(f"{place}: delivery.date should be one of pattern, column, value")
        when = {}
    kind = str(data.get("kind") or "full")
    if kind not in {"full", "changes"}:
        faults.append(f"{place}: delivery.kind is '{kind}', and should be full or changes")
    pattern = str(when.get("pattern") or "")
    value = str(when.get("value") or "")
    _check_pattern(pattern, place, faults)
    if value and _no_date(value):
        faults.append(f"{place}: delivery.date.value is '{value}', and should be a date such as 2024-12-31")
    deleted = _mapping(data, "deleted", place, faults)
    if deleted and kind != "changes":
        faults.append(f"{place}: delivery.deleted goes with kind: changes")
    return DeliverySpec(
        kind, pattern, str(when.get("column") or ""), value,
        str(deleted.get("column") or ""), _texts(deleted, "values", place, faults),
    )  # fmt: skip


def _check_pattern(pattern: str, place: str, faults: list[str]) -> None:
    try:
        groups = re.compile(pattern).groups
    except re.error as fault:
        faults.append(f"{place}: delivery.date.pattern is no regular expression ({fault})")
        return
    if pattern and not groups:
        faults.append(f"{place}: delivery.date.pattern needs a group in parentheses around the date")


def _no_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return True
    return False


def _queries(
    data: Mapping[str, Any], path: Path, model: Model, files: tuple[FileSpec, ...], faults: list[str]
) -> tuple[RegisterQuery, ...]:
    entries = data.get("queries")
    if isinstance(data.get("mapping"), str):
        entries = [q for _, q in mapping_queries(path.parent / data["mapping"])]
    if not isinstance(entries, list) or not entries:
        faults.append("queries should be a list with at least one query, or mapping the name of a mapping file")
        return ()
    names = [f.name for f in files]
    queries = []
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, Mapping):
            faults.append(f"query {number} should be a mapping of words to values")
            continue
        source = str(entry.get("source") or (names[0] if names else ""))
        if source not in names:
            faults.append(f"query {number} reads from '{source}', which is not among the files ({', '.join(names)})")
        try:
            mapping = parse_query(entry, model, where=f"query {number}")
        except MappingError as fault:
            faults.append(f"query {number}: {fault.what}")
            continue
        place = f"query {number}"
        spans = _mapping(entry, "valid", place, faults)
        ends = {str(e): _mapping(spans, e, f"{place}: valid", faults) for e in spans}
        valid = {e: (str(v.get("from") or ""), str(v.get("to") or "")) for e, v in ends.items()}
        known = {e.name for e in mapping.entities}
        faults.extend(f"query {number}: valid names '{e}', which is no entity" for e in valid if e not in known)
        queries.append(RegisterQuery(number, source, mapping, valid))
    return tuple(queries)


def mapping_queries(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Read a mapping file as `ftm map` takes it.

    Args:
        path: YAML with a dataset's name on top, below it `queries` or `query`; `include` names further files.
    Returns:
        Dataset and query, in order.
    Raises:
        DescriptionError: The file is no such mapping.
    """
    data = _with_includes(path, load_yaml(path)[1], frozenset())
    found = []
    for dataset, meta in data.items():
        queries = []
        for word in ("queries", "query") if isinstance(meta, Mapping) else ():
            value = meta.get(word)
            queries += value if isinstance(value, list) else [] if value is None else [value]
        found += [(str(dataset), q) for q in queries]
    if not found or not all(isinstance(q, dict) for _, q in found):
        raise DescriptionError(
            where=str(path), what="it holds no queries", mend="write a dataset's name, below it `queries:` with a list"
        )
    return found


def _with_includes(path: Path, data: Any, seen: frozenset[Path]) -> Any:
    if isinstance(data, list):
        return [_with_includes(path, item, seen) for item in data]
    if not isinstance(data, dict):
        return data
    names = data.pop("include", None) or []
    for name in names if isinstance(names, list) else [names]:
        other = (path.parent / str(name)).resolve()
        if other in seen:
            raise DescriptionError(
                where=str(path), what=f"include of '{name}' goes in a circle", mend="take one of them out"
            )
        data.update(_with_includes(other, load_yaml(other)[1], seen | {other}))
    return {key: _with_includes(path, value, seen) for key, value in data.items()}
