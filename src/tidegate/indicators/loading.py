"""Rules read from their files, or refused with every fault at once.

A rule is refused where it is about persons, where it reaches what no rule may rest on (by whatever way), where it uses
a stand-in for that, where it reads a kind of data it does not declare, and where it leaves out what a reader of its
flags needs: the sentence, the innocent explanations, what would make it false, its tests.
"""

import functools
import hashlib
from importlib.resources import as_file, files
from pathlib import Path

import yaml

from tidegate.errors import RuleError
from tidegate.formats.plain_yaml import read_yaml
from tidegate.indicators.parsing import parse_rule
from tidegate.indicators.rule import Rule


def shipped_rules() -> tuple[Rule, ...]:
    """Give the rules that come with Tidegate.

    Returns:
        The rules, in order of their ids.
    Raises:
        RuleError: One is wrong; every fault of all of them is named.
    """
    return _shipped()


@functools.cache
def _shipped() -> tuple[Rule, ...]:
    # They do not change while the program runs, and to follow all their queries takes seconds.
    with as_file(files(__package__) / "rules") as folder:
        return load_rules(folder)


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


def _text(path: Path, faults: list[str]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        faults.append(f"{path.name} is missing or cannot be read as UTF-8")
        return ""
