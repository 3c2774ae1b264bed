"""Statements of beneficial ownership (BODS 0.4): checked in plain words, then laid flat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tidegate.errors import DeliveryError
from tidegate.formats.bods_standard import statement
from tidegate.formats.flat_rows import FlatRows, flatten
from tidegate.formats.job import Answer, Job
from tidegate.formats.json_reading import Things
from tidegate.formats.staging import RefusedRows

_SHOWN = 20
_NEEDED = ("statementId", "recordId", "recordType", "recordDetails")
_MENDS = {
    "missing": "add it",
    "type": "write it as the standard says",
    "code": "use a code of the standard's list",
    "length": "check whether it was cut off or padded",
    "uri": "write the address with https://",
    "date": "write the date in that form",
    "version": "write the version of the standard",
    "range": "write a share in per cent",
    "only-with": "take it out, or change what it depends on",
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a statement.

    Args:
        statement: Its number in the file, from 1.
        statement_id: Its own id, where it has one.
        path: Where within the statement, such as `recordDetails.addresses[0].type`.
        rule: Short name of the rule that is broken.
        said: What is wrong, in plain words.
        mend: What its publisher can do.
    """

    statement: int
    statement_id: str
    path: str
    rule: str
    said: str
    mend: str

    def __str__(self) -> str:
        """Put the fault into one sentence."""
        place = f"{self.path} " if self.path else "the statement "
        return f"Statement {self.statement}: {place}{self.said}; {self.mend}."


def check_statement(found: object, number: int = 1) -> tuple[Fault, ...]:
    """Hold one statement against the standard.

    Args:
        found: The statement, as JSON gives it.
        number: Its number in the file.
    Returns:
        What is wrong with it, in the order of the paths; empty where nothing is.
    Example:
        >>> [f.path for f in check_statement({"statementId": "x" * 32})][:2]
        ['declarationSubject', 'recordDetails']
    """
    known = found.get("statementId") if isinstance(found, dict) else None
    own = known if isinstance(known, str) else ""
    faults = {
        Fault(number, own, path.removeprefix("."), rule, said, _MENDS[rule]) for path, rule, said in statement(found)
    }
    return tuple(sorted(faults, key=lambda f: (f.path, f.rule, f.said)))


def check_statements(found: object) -> tuple[Fault, ...]:
    """Hold a whole file of statements against the standard.

    Args:
        found: The list of statements, as JSON gives it.
    Returns:
        What is wrong, statement by statement.
    """
    if not isinstance(found, Sequence) or isinstance(found, str | bytes):
        said = "should be a list of statements, is none"
        return (Fault(0, "", "", "type", said, _MENDS["type"]),)
    return tuple(fault for number, one in enumerate(found, start=1) for fault in check_statement(one, number))


def stage_bods(job: Job) -> Answer:
    """Write the statements of a file as rows of text, and say what is wrong with them.

    A statement that lacks its id, its record or the record's type cannot be used and is refused; other faults
    are told and the statement is kept.

    Args:
        job: The file, a list of statements or one on each line.
    Returns:
        What was found; the faults are its notes.
    Raises:
        DeliveryError: It is no JSON, or holds no statement.
    """
    refused = RefusedRows(job.where)
    rows = FlatRows(job.target, job.limits, job.where, job.options.null_values)
    things = Things(job.path, job.limits, job.where, job.options.element)
    faults: list[Fault] = []
    number, wrong = 0, 0
    for number, thing, raw in things:
        found = check_statement(None if isinstance(thing, Exception) else thing, number)
        wrong += len(found)
        faults += found[: _SHOWN - len(faults)]
        if isinstance(thing, dict) and all(name in thing for name in _NEEDED):
            rows.add(number, dict(flatten(thing)))
        else:
            refused.add(number, "no-statement", raw or str(thing), _needs(thing))
        if number == job.most:
            break
    if number == 0:
        raise DeliveryError(where=job.where, what="it holds no statement", mend="check that it is BODS 0.4")
    columns, notes = rows.finish()
    return Answer(
        columns=columns,
        rows_in=number,
        encoding="utf-8",
        notes=(*notes, *things.notes, *_told(faults, wrong)),
        refused=refused.table(),
    )


def _needs(thing: Any) -> str:
    if not isinstance(thing, dict):
        return "a statement is an object with named parts"
    return f"the statement lacks {', '.join(name for name in _NEEDED if name not in thing)}"


def _told(faults: list[Fault], wrong: int) -> tuple[str, ...]:
    more = (f"{wrong - len(faults)} further faults are not listed.",) if wrong > len(faults) else ()
    return (*(str(fault) for fault in faults), *more)
