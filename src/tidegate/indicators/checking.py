"""What a rule's queries read, held against what a rule may read and what it declared."""

import string
from collections.abc import Iterable, Mapping

from tidegate.indicators.following import Followed, origins
from tidegate.indicators.proxies import proxies
from tidegate.indicators.views import HISTORY, ViewColumn, class_of, columns_of
from tidegate.vocabulary import Overrides, data_classes

UNDECLARED = frozenset({"", "administrative"})
"""Classes that need no declaring: nothing about anybody, and how an office handled a file."""
_NOT_OF_PERSONS = frozenset({"identity", "birth"})
"""Who a natural person is matters to linkage, which has done its work; a rule needs no name and no birthday."""
_RETURNED = ("subject", "at", "rows")


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
        elif kind not in UNDECLARED and kind not in declared:
            found.add(f"it reads {column.prop} ({kind}) and does not name '{kind}' among its data_classes")
    return sorted(found)


def query_faults(
    query: Followed, counting: Followed | None, parameters: Iterable[str], declared: Iterable[str]
) -> list[str]:
    """Tell what is wrong with the queries of a rule.

    Args:
        query: The query that flags.
        counting: The query that counts the population; None where a schema does.
        parameters: Names of the rule's parameters.
        declared: Data classes that the rule names.
    Returns:
        One sentence per fault; none where all is well.
    """
    both = [query, counting] if counting else [query]
    reached = frozenset().union(*(q.reached for q in both))
    read = {class_of((columns_of(v) or {})[c], {}) for v, c in reached} | UNDECLARED
    asked = frozenset().union(*(q.parameters for q in both))
    known = set(parameters)
    faults = reading_faults(reached, declared)
    faults += [
        f"data class '{c}' is declared and nothing of it is read: take it out" for c in declared if c not in read
    ]
    faults += [fault for q in both for fault in proxies(q)]
    faults += [f"the query should return '{c}'" for c in _RETURNED if c not in query.columns]
    twice = sorted({c for c in query.columns if query.columns.count(c) > 1})
    faults += [f"the query returns '{c}' twice" for c in twice]
    faults += [f"the query asks for ${p}, and there is no such parameter" for p in sorted(asked - known - {"on"})]
    faults += [f"parameter '{p}' is never used" for p in sorted(known - asked)]
    if "subject" in query.columns:
        faults += _subject_faults(origins("subject", query))
    if counting and counting.columns != ("subject",):
        faults.append("the query of the population should return 'subject' and nothing else")
    return faults


def sentence_faults(sentence: Mapping[str, str], given: Iterable[str]) -> list[str]:
    """Tell what is wrong with the sentences of a rule.

    Args:
        sentence: Language to text.
        given: Names that may stand in brackets.
    Returns:
        One sentence per fault; none where all is well.
    Example:
        >>> sentence_faults({"en": "{subject} waited {days} days."}, ["subject"])
        ['the en sentence names {days}, which the query does not return']
    """
    faults, known = [], set(given)
    for language, text in sentence.items():
        try:
            named = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        except ValueError as fault:
            faults.append(f"the {language} sentence has a bracket too few or too many ({fault})")
            continue
        faults += [
            f"the {language} sentence names {{{p}}}, which the query does not return" for p in sorted(named - known)
        ]
    return faults


def _subject_faults(sources: Mapping[tuple[str, str], ViewColumn]) -> list[str]:
    if not sources:
        return ["the subject comes from no view"]
    return [
        f"the subject comes from {view}.{name}, which is a natural person: a rule is about a situation"
        for (view, name), column in sorted(sources.items())
        if column.person
    ]
