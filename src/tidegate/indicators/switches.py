"""What a city says about the rules: on or off, and values of its own, each with a reason.

The file is `indicators.yml` in the workspace::

    switches:
      unlicensed_activity: {state: on, reason: "our permit register is whole since 2024"}
      succession_after_revocation:
        parameters: {within_days: {value: 180, reason: "our leases are short"}}
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tidegate.errors import RuleError
from tidegate.formats.plain_yaml import read_yaml
from tidegate.indicators.rule import Rule

SWITCHES = "indicators.yml"
"""Name of the file in a workspace."""
MOST_ON = 12
"""Rules that are on without a city's wish, at most: whoever is shown everything sees nothing."""


@dataclass(frozen=True)
class Switches:
    """Which rules a city uses, and how.

    Args:
        on: Ids of the rules that are on, sorted.
        off: Id of each rule that is off to the reason.
        reasons: Id of each rule that a city switched, to its reason.
        parameters: Id to values that are other than the rule's own.
        parameter_reasons: Id to the reasons for these.
    """

    on: tuple[str, ...]
    off: Mapping[str, str]
    reasons: Mapping[str, str]
    parameters: Mapping[str, Mapping[str, Any]]
    parameter_reasons: Mapping[str, Mapping[str, str]]

    def chosen(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """Give the rules that are on.

        Args:
            rules: All rules.
        """
        return tuple(r for r in rules if r.id in self.on)


def read_switches(path: Path, rules: Iterable[Rule]) -> Switches:
    """Read what a city says about the rules.

    Args:
        path: Its `indicators.yml`; where there is none, every rule is as it comes.
        rules: All rules.
    Returns:
        Which are on, and with which values.
    Raises:
        RuleError: The file cannot be read or has faults; all are named.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError) as fault:
        raise RuleError(where=path.name, what=f"it cannot be read ({fault})", mend="save it as UTF-8") from fault
    try:
        data = read_yaml(text) or {}
    except yaml.YAMLError as fault:
        what = f"it is no YAML ({str(fault).splitlines()[0]})"
        raise RuleError(where=path.name, what=what, mend="correct this file") from fault
    return parse_switches(data, rules, where=path.name)


def parse_switches(data: object, rules: Iterable[Rule], *, where: str = SWITCHES) -> Switches:
    """Read a city's switches from values.

    Args:
        data: What the file says.
        rules: All rules.
        where: What the error calls it.
    Returns:
        Which are on, and with which values.
    Raises:
        RuleError: It has faults; all are named.
    """
    known = {r.id: r for r in rules}
    faults: list[str] = []
    wishes = data.get("switches") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or set(data) - {"switches"} or not isinstance(wishes, Mapping | None):
        faults.append("it should hold `switches`, a mapping of rules to wishes, and nothing else")
        wishes = None
    found = {str(name): _wish(str(name), wish, known, faults) for name, wish in (wishes or {}).items()}
    if faults:
        raise RuleError(where=where, what="; ".join(faults), mend="correct these places")
    states = {r.id: ("on" if r.on_by_default else "off", r.off_because) for r in known.values()}
    states |= {name: (w.state, w.reason) for name, w in found.items() if w.state}
    return Switches(
        on=tuple(sorted(n for n, (state, _) in states.items() if state == "on")),
        off={n: why for n, (state, why) in sorted(states.items()) if state == "off"},
        reasons={n: w.reason for n, w in sorted(found.items()) if w.state},
        parameters={n: dict(w.values) for n, w in sorted(found.items()) if w.values},
        parameter_reasons={n: dict(w.why) for n, w in sorted(found.items()) if w.values},
    )


@dataclass(frozen=True)
class _Wish:
    state: str
    reason: str
    values: Mapping[str, Any]
    why: Mapping[str, str]


def _wish(name: str, wish: object, known: Mapping[str, Rule], faults: list[str]) -> _Wish:
    nothing = _Wish("", "", {}, {})
    tell = functools.partial(_tell, faults, name)
    if name not in known:
        tell(f"there is no such rule; known are {', '.join(sorted(known))}")
        return nothing
    if not isinstance(wish, Mapping) or set(wish) - {"state", "reason", "parameters"}:
        tell("it should have state and reason, or parameters, and nothing else")
        return nothing
    state, reason = str(wish.get("state") or ""), str(wish.get("reason") or "").strip()
    if state not in {"", "on", "off"}:
        tell(f"state is '{state}', and should be on or off")
    if state and not reason:
        tell("no reason is given: say why it is switched")
    given = wish.get("parameters")
    if not isinstance(given, Mapping | None):
        tell("parameters should be a mapping of names to value and reason")
        return nothing
    values, why = {}, {}
    for parameter, other in (given or {}).items():
        fault = _value_fault(str(parameter), other, known[name])
        if fault:
            tell(fault)
        else:
            values[str(parameter)], why[str(parameter)] = other["value"], str(other["reason"])
    return _Wish(state, reason, values, why)


def _tell(faults: list[str], name: str, text: str) -> None:
    faults.append(f"{name}: {text}")


def _value_fault(parameter: str, other: object, rule: Rule) -> str:
    if parameter not in rule.parameters:
        return f"there is no parameter '{parameter}'; known are {', '.join(sorted(rule.parameters)) or 'none'}"
    if not isinstance(other, Mapping) or set(other) != {"value", "reason"} or not str(other["reason"] or "").strip():
        return f"parameter '{parameter}' should have value and reason, and nothing else"
    own = _kind(rule.parameters[parameter].value)
    return "" if _kind(other["value"]) == own else f"parameter '{parameter}' should be {own}, as in the rule"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list):
        return f"a list of which each is {_kind(value[0])}" if value else "a list"
    return "a text"
